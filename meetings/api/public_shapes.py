"""The shapes of what everybody may read: what was found, what is new, recordings, documents, journals."""

from marshmallow import fields, validate

from meetings.api.described import flag, instant, maybe, no_more, text, texts, titles, whole
from meetings.api.shapes import Shown


class SearchQuery(Shown):
    """What is looked for, in any language."""

    text = fields.String(
        required=True, validate=validate.Length(1, 2000), metadata={"example": "mercury in rice"}
    )


class FoundSessionOut(Shown):
    """A session that was found; `is_said` where somebody said it in a public recording."""

    programme = text("season")
    session = text("air")
    title = titles()
    stream = maybe("science")
    starts_at = texts("2026-11-17T15:00:00Z")
    is_cancelled = flag(example=False)
    is_said = flag(example=False)


class FoundPaperOut(Shown):
    """A document of a conference that was found."""

    programme = text("cop")
    paper = text("p4k2m8")
    symbol = text("UNEP/MC/COP.6/1")
    title = titles("Provisional agenda")


class SearchOut(Shown):
    """What was found: sessions and documents that everybody may have."""

    sessions = fields.List(fields.Nested(FoundSessionOut), required=True)
    papers = fields.List(fields.Nested(FoundPaperOut), required=True)
    next = no_more()


class ThenOut(Shown):
    """A time as it stood."""

    starts_at = instant(allow_none=False)
    minutes = whole(90)
    zone = text("Europe/Zurich")
    version = whole(2)


class NewsOut(Shown):
    """Something that happened; `id` stays the same. A time that moved stands as it was before and after."""

    id = text("4f2a")
    kind = text("moved")
    at = instant(allow_none=False)
    session = text("air")
    title = titles()
    slot = text("k3v9x2m1q8")
    before = fields.Nested(ThenOut, required=True, allow_none=True)
    after = fields.Nested(ThenOut, required=True, allow_none=True)
    times = fields.List(fields.Nested(ThenOut), required=True)
    language = text("")


class ShelfOut(Shown):
    """A programme with how much of it was recorded or put into writing."""

    programme = text("season")
    title = titles("Minamata Online")
    recordings = whole(12)
    documents = whole(30)


class ShelvesOut(Shown):
    """The programmes of which there is anything, the latest first."""

    items = fields.List(fields.Nested(ShelfOut), required=True)
    next = no_more()


class PublicRecordingOut(Shown):
    """A public recording, kept here or elsewhere, with the languages of its captions."""

    slot = text("k3v9x2m1q8")
    name = text("m3k8x2")
    address = text("https://meetings.example.org/recordings/m3k8x2/recording")
    language = text("en")
    captions = texts("fr")
    seconds = whole(5400, allow_none=True)


class PublicDocumentOut(Shown):
    """A public document."""

    name = text("d4k2m8")
    address = text("https://meetings.example.org/documents/d4k2m8")
    title = titles("Slides")
    language = text("en")
    bytes = whole(120000, allow_none=True)


class ArchivedOut(Shown):
    """A session with what everybody may have of it."""

    session = text("air")
    title = titles()
    stream = maybe("science")
    recordings = fields.List(fields.Nested(PublicRecordingOut), required=True)
    documents = fields.List(fields.Nested(PublicDocumentOut), required=True)


class ArchiveOut(Shown):
    """The sessions of a programme of which there is anything, in order of time."""

    items = fields.List(fields.Nested(ArchivedOut), required=True)
    next = no_more()


class PublishedPaperOut(Shown):
    """A document of a conference, with its files by language and the slugs of its items of the agenda."""

    paper = text("p4k2m8")
    symbol = text("UNEP/MC/COP.6/1")
    title = titles("Provisional agenda")
    group = text("working")
    items = texts("item-1")
    addresses = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"example": {"en": "https://meetings.example.org/papers/p4k2m8/en"}},
    )


class AgendaPointOut(Shown):
    """An item of the agenda."""

    item = text("item-1")
    number = maybe("1")
    title = titles("Opening")


class PublishedPapersOut(Shown):
    """The agenda of a conference, and the documents that everybody may have."""

    agenda = fields.List(fields.Nested(AgendaPointOut), required=True)
    items = fields.List(fields.Nested(PublishedPaperOut), required=True)
    next = no_more()


class PublicJournalDayOut(Shown):
    """A journal that was published; its page and its PDF are at the address, and at the address with `.pdf`."""

    day = text("2026-11-23")
    number = whole(1)
    made_at = instant(allow_none=False)
    address = text("https://meetings.example.org/en/cop/journal/2026-11-23")


class PublicJournalDaysOut(Shown):
    """The days of which a journal was published, the latest first."""

    items = fields.List(fields.Nested(PublicJournalDayOut), required=True)
    next = no_more()
