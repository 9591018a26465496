"""The shapes of the hour: how it stands, questions, and the list of speakers."""

from marshmallow import fields

from meetings.api.described import (
    flag,
    instant,
    maybe,
    number,
    seen,
    text,
    texts,
    ticked,
    titles,
    typed,
    whole,
)
from meetings.api.shapes import Given, Shown


class HourStatusOut(Shown):
    """How an hour stands: coming, open, delayed, on, over, cancelled, not_held; `speaking` only where it is public."""

    slot = text("k3v9x2m1q8")
    programme = text("season")
    session = text("air")
    title = titles()
    state = text("open")
    begins_at = instant(allow_none=False)
    delay_minutes = whole(0)
    moved_at = instant()
    speaking = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        allow_none=True,
        metadata={"example": {"en": "Ghana"}},
    )


class HourAskQuestionIn(Given):
    """A question, in which language, and whether the panel may know and the report may print who asked."""

    text = typed("How much is left?")
    language = typed("en", load_default="en")
    is_anonymous = ticked(example=False)
    may_be_named = ticked()


class HourAskedOut(Shown):
    """A question as whoever asked it reads what became of it."""

    id = text("q4k2m8")
    question = text("How much is left?")
    state = text("new")
    asked_at = instant(allow_none=False)
    reason = text("")
    answered_by = text("")
    answer = text("")
    answer_language = text("")


class HourQuestionsOut(Shown):
    """One's own questions, and those of others that everybody in the hour may read, without a name."""

    is_open = flag()
    mine = fields.List(fields.Nested(HourAskedOut), required=True)
    others = fields.List(fields.Nested(HourAskedOut), required=True)


class HourQuestionOut(Shown):
    """A question as its moderators see it; without a name where the panel is not to know it."""

    id = text("q4k2m8")
    state = text("new")
    question = text("How much is left?")
    original = text("How much is left?")
    name = text("Ana Example")
    is_anonymous = flag(example=False)
    country = text("GH")
    language = text("en")
    asked_at = instant(allow_none=False)
    reason = text("")
    merged_into = text("")
    answered_by = text("")
    answer = text("")
    answer_language = text("")
    revision = whole(1)


class HourPanelHereOut(Shown):
    """Somebody on the panel, and whether they are there."""

    name = text("Rosa Example")
    role = text("speaker")
    organization = text("Agency of Examples")
    state = text("confirmed")
    minutes = whole(10, allow_none=True)
    is_here = flag()


class HourModeratedOut(Shown):
    """The hour for those who moderate it: the panel, and the questions, of each state the newest."""

    state = text("on")
    panel = fields.List(fields.Nested(HourPanelHereOut), required=True)
    items = fields.List(fields.Nested(HourQuestionOut), required=True)


class HourDecideIn(Given):
    """What becomes of a question: new, shown, merged, hidden, live, written or left, with what that takes."""

    state = typed("written")
    reason = typed("")
    into = typed("")
    by = typed("Rosa Example")
    answer = typed("A third.")
    answer_language = typed("en")


class HourEditIn(Given):
    """A question in other words."""

    text = typed("How much mercury is left?")


class HourItemOut(Shown):
    """An item of the agenda of the meeting."""

    item = text("item-1")
    number = maybe("1")
    title = titles("Opening")


class HourSpeakerOut(Shown):
    """Somebody on the list; a participant's name is shown to all once they have the floor."""

    id = text("f4k2m8x1q7")
    kind = text("party")
    names = titles("Ghana")
    name = text("")
    behalf_of = maybe("africa")
    item = maybe("item-1")
    state = text("listed")
    is_mine = flag(example=False)
    asked_at = instant(allow_none=False)
    limit_seconds = whole(180)
    spoken_seconds = whole(0)
    revision = whole(1)


class HourReceiptOut(Shown):
    """The receipt of a statement that was sent instead of speaking."""

    number = text("S-12")
    sent_at = instant(allow_none=False)
    file_name = text("statement.txt")


class HourFloorOut(Shown):
    """The list as those who take part see it, with one's own place; `refusal` says why the meeting is not open."""

    is_open = flag()
    is_held = flag()
    may_speak = flag()
    refusal = maybe("in_room_only")
    kinds = texts("party")
    items = fields.List(fields.Nested(HourItemOut), required=True)
    speaker = fields.Nested(HourSpeakerOut, required=True, allow_none=True)
    waiting = fields.List(fields.Nested(HourSpeakerOut), required=True)
    mine = fields.List(fields.Nested(HourSpeakerOut), required=True)
    receipts = fields.List(fields.Nested(HourReceiptOut), required=True)


class HourWishIn(Given):
    """For whom, on which item, and on whose behalf the floor is asked for."""

    kind = typed("party")
    item = typed("item-1")
    behalf_of = typed("")


class HourChairOut(Shown):
    """The list as its chair keeps it; `turns` counts how often the floor was given on."""

    is_open = flag()
    is_shown = flag()
    is_held = flag()
    item = maybe("item-1")
    turns = whole(4)
    revision = whole(1)
    items = fields.List(fields.Nested(HourItemOut), required=True)
    speaker = fields.Nested(HourSpeakerOut, required=True, allow_none=True)
    waiting = fields.List(fields.Nested(HourSpeakerOut), required=True)
    requested = fields.List(fields.Nested(HourSpeakerOut), required=True)
    lost = fields.List(fields.Nested(HourSpeakerOut), required=True)
    ended = fields.List(fields.Nested(HourSpeakerOut), required=True)


class HourTurnsIn(Given):
    """How often the floor had been given on when it was looked at: of two who give it on at once one does."""

    turns = number(4, load_default=-1)


class HourMoveIn(Given):
    """Where somebody on the list goes: take, back, pass, off or partly; and the revision of them that was seen."""

    to = typed("take")
    revision = seen()


class HourShiftIn(Given):
    """Up or down by one."""

    up = ticked()
    revision = seen()


class HourLimitIn(Given):
    """How many seconds somebody may speak; nothing for what the rules say."""

    seconds = typed("120")
    revision = seen()


class HourAddIn(Given):
    """Somebody to put on the list: a delegation, or a name."""

    kind = typed("party")
    item = typed("item-1")
    behalf_of = typed("")
    delegation = typed("d4k2m8x1q7")
    name = typed("")


class HourListIn(Given):
    """Whether the list is open and shown, and the item taken up."""

    is_open = ticked()
    is_shown = ticked()
    item = typed("item-1")
