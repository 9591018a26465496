"""The shapes of documents, the daily journal, side events and statements of conferences, as staff work on them."""

from typing import Any

from marshmallow import fields, validate

from meetings.api.cop import fields as say
from meetings.api.shapes import Given, Shown

TITLE = {"en": "Report of the Executive Secretary"}
SYMBOL = "UNEP/MC/COP.7/4"


class PaperFileOut(Shown):
    """A version of a document in a language: a file, or an address elsewhere."""

    language = say.line("en")
    version = say.count(1)
    bytes = say.count_or_none(48213)
    address = say.line_or_none("https://www.example.org/report.pdf")
    media_type = say.line("application/pdf")
    file_name = say.line("report.pdf")
    put_at = say.instant()


class DocumentOut(Shown):
    """A document of a conference, closed or not; `people` are named only to whoever may see people."""

    name = say.line("yjy8qfyr9ngs")
    symbol = say.line_or_none(SYMBOL)
    title = say.by_name(TITLE)
    group = say.line("working")
    distribution = say.line("general")
    original = say.line_or_none("en")
    segment = say.line_or_none("1")
    meeting = say.line_or_none("opening-plenary")
    items = say.lines("item-4")
    audience = say.line("public")
    regions = say.lines("africa")
    people = say.lines()
    embargo_until = say.instant_or_none()
    is_withdrawn = say.flag(False)
    why_withdrawn = say.line_or_none("")
    superseded_by = say.line_or_none("")
    versions = say.many(PaperFileOut)
    revision = say.count(1)


class DocumentIn(Given):
    """What is said of a document; `embargo` is a wall time in the conference's zone before which nobody has it."""

    symbol = say.given(SYMBOL)
    title = say.given_words(TITLE)
    group = say.given("working")
    distribution = say.given("general")
    original = say.given("en")
    items = say.given_texts("item-4")
    segment = say.given("1")
    meeting = say.given("")
    audience = fields.String(load_default="public", metadata={"example": "participants"})
    regions = say.given_texts()
    people = say.given_texts()
    embargo = say.given("2027-03-01T09:00")


class WithdrawIn(Given):
    """Why a document is withdrawn."""

    why = say.given("Sent by mistake.")


class JournalDayOut(Shown):
    """A day of the journal: what is announced, and the last copy; `facts` is what would be published now."""

    day = say.day()
    segment = say.by_name({"en": "First segment"})
    announcements = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String()),
        required=True,
        metadata={"example": [{"en": "The shuttle leaves at seven."}]},
    )
    published_at = say.instant_or_none()
    copy = say.count_or_none(1)
    facts = fields.Dict(required=True, allow_none=True, metadata={"example": {"meetings": []}})
    revision = say.count(1)


class AnnouncementsIn(Given):
    """What is announced for a day, each by language."""

    announcements = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String()),
        load_default=list,
        validate=validate.Length(max=100),
        metadata={"example": [{"en": "The shuttle leaves at seven."}]},
    )


class CallOut(Shown):
    """The call for side events of a segment."""

    segment = say.line("1")
    zone = say.line("Asia/Makassar")
    opens_at = say.instant_or_none()
    closes_at = say.instant_or_none()
    most_at_once = say.count(2)
    is_open = say.flag(True)
    revision = say.count(0)


class CallIn(Given):
    """When applications are taken, wall times in the segment's zone, and how many events may be held at once."""

    opens_at = say.given("2027-01-10T09:00")
    closes_at = say.given("2027-02-10T18:00")
    most_at_once = say.given_number(2, 1_000)


class SideEventOut(Shown):
    """An application for a side event; who asks is told only to whoever may see people."""

    id = say.line("7z2g8ytez4hn")
    segment = say.line("1")
    title = say.line("Mercury-free mining")
    abstract = say.line("What three villages learned.")
    language = say.line("en")
    lead = say.line("Invented Working Group")
    organizers = say.lines("Invented Institute")
    days = say.lines("2027-03-16")
    mode = say.line("hybrid")
    equipment = say.line("Projector")
    languages = say.lines("en", "fr")
    contact_name = say.line_or_none("Invented Applicant")
    contact_email = say.line_or_none("applicant@example.org")
    state = say.line("applied")
    state_since = say.instant()
    reason = say.line_or_none("")
    merge_id = say.line_or_none("")
    merge_answer = say.line_or_none("")
    merged_into = say.line_or_none("")
    meeting = say.line_or_none("mercury-free-mining")
    starts_at = say.instant_or_none()
    minutes = say.count(75)
    sent_at = say.instant()
    revision = say.count(1)


class SideEventDecisionIn(Given):
    """Where an application goes: accepted, returned, declined, or applied again; and why."""

    to = say.given("accepted")
    why = say.given("")


class SideEventsIn(Given):
    """The applications that are proposed to be merged."""

    events = say.given_texts("7z2g8ytez4hn", "naddn7x2k4mp")


class SideEventTimeIn(Given):
    """When a side event is held, a wall time in the segment's zone, how long, and in which room."""

    local_start = say.given("2027-03-16T13:15")
    minutes = say.given_number(75, 10_000)
    room = say.given("hall-a")


class StatementOut(Shown):
    """A statement that a delegation sent."""

    id = say.line("zc5dyg38r8zf")
    whose = say.by_name({"en": "Kenya"})
    meeting = say.by_name({"en": "Opening plenary"})
    behalf = say.line("own")
    behalf_of = say.line_or_none("africa")
    language = say.line("en")
    check_delivery = say.flag(False)
    file_name = say.line("statement.pdf")
    media_type = say.line("application/pdf")
    bytes = say.count(48213)
    digest = say.line("d" * 16)
    state = say.line("waiting")
    delivered = say.line_or_none("as_delivered")
    document = say.line_or_none("yjy8qfyr9ngs")
    sent_at = say.instant()
    reason = say.line_or_none("")
    revision = say.count(1)


class StatementPublishIn(Given):
    """How a statement was made, and whether it is for everybody or for whom its meeting is."""

    delivered = say.given("as_delivered")
    audience = say.given("everybody")


def as_dict(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Give some of what is held of a row."""
    return {name: getattr(row, name) for name in names}
