"""The shapes of what a panellist is told before and after a time: the brief, and who came."""

from marshmallow import fields

from meetings.api.described import (
    flag,
    instant,
    maybe,
    text,
    texts,
    titles,
    typed,
    whole,
)
from meetings.api.shapes import Given, Shown


class PanelCellOut(Shown):
    """A cell of a table: `people` is null where not shown, and `few` for one to four."""

    key = maybe("africa")
    people = fields.Raw(required=True, allow_none=True, metadata={"example": 12})


class PanelStandingRecordingOut(Shown):
    """A recording of the session and where it stands; an address where everybody may see it."""

    language = text("en")
    state = text("published")
    starts_at = instant(allow_none=False)
    address = text("https://meetings.example.org/recordings/m3k8x2/recording")


class PanelUnansweredOut(Shown):
    """A question that nobody answered; without a name where the panel is not to know it."""

    question = text("How much is left?")
    language = text("en")
    name = text("")


class PanelRemarksOut(Shown):
    """What those who came wrote for the panel, in answer to a question."""

    question = titles("What do you tell the panel?")
    texts = texts("Thank you.")


class PanelAfterwardsOut(Shown):
    """Who came, in numbers that name nobody; questions left, remarks, recordings, and the certificate."""

    is_over = flag()
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Float(allow_none=True),
        required=True,
        metadata={"example": {"participants": 120}},
    )
    regions = fields.List(fields.Nested(PanelCellOut), required=True)
    categories = fields.List(fields.Nested(PanelCellOut), required=True)
    unanswered = fields.List(fields.Nested(PanelUnansweredOut), required=True)
    remarks = fields.List(fields.Nested(PanelRemarksOut), required=True)
    recordings = fields.List(fields.Nested(PanelStandingRecordingOut), required=True)
    certificate = maybe("MM-2K7F-93QX")
    may_take_certificate = flag(example=False)


class PanelVoiceOut(Shown):
    """Somebody on the panel, and how their name is said."""

    name = text("Sam Example")
    role = text("speaker")
    function = text("Director")
    organization = text("Agency of Examples")
    pronunciation = text("EX-ample")


class PanelTaskOut(Shown):
    """A task of the run-sheet that concerns one; `key` names a task of the house's where it has no title."""

    id = text("12")
    kind = text("sound")
    key = maybe("sound_check")
    title = text("")
    minutes = whole(-30)
    is_done = flag(example=False)


class PanelRehearsalOut(Shown):
    """A rehearsal one is invited to; its address once it is near."""

    starts_at = instant(allow_none=False)
    minutes = whole(30)
    note = text("")
    address = text("https://platform.example.org/j/99")


class PanelTextOut(Shown):
    """A text of the session for an interpreter; `is_early` while the public has not got it."""

    id = text("d4k2m8")
    title = titles()
    language = text("en")
    address = text("")
    file_name = text("air.pdf")
    bytes = whole(120000)
    is_early = flag(example=False)


class PanelBriefOut(Shown):
    """What somebody on a panel needs for one time; most of it for those alone who do something there."""

    session = text("air")
    title = titles()
    slot = text("k3v9x2m1q8")
    state = text("open")
    roles = texts("interpreter")
    answer = maybe("confirmed")
    starts_at = instant(allow_none=False)
    opens_at = instant(allow_none=False)
    minutes = whole(90)
    delay_minutes = whole(0)
    is_open = flag()
    languages = fields.List(fields.List(fields.String()), required=True, metadata={"example": [["en", "fr"]]})
    glossary = text("mercury: mercure")
    note = text("")
    connection = maybe("passed")
    speakers = fields.List(fields.Nested(PanelVoiceOut), required=True)
    tasks = fields.List(fields.Nested(PanelTaskOut), required=True)
    rehearsals = fields.List(fields.Nested(PanelRehearsalOut), required=True)
    texts = fields.List(fields.Nested(PanelTextOut), required=True)


class PanelComingIn(Given):
    """Whether an interpreter comes: confirmed or declined."""

    answer = typed("confirmed")
