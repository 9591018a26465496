"""The shapes of panels: what is wanted, said and printed of somebody, and what they send."""

from marshmallow import fields

from meetings.api.described import (
    flag,
    instant,
    maybe,
    no_more,
    seen,
    text,
    texts,
    ticked,
    titles,
    typed,
    typed_list,
    whole,
)
from meetings.api.shapes import Given, Shown


class PanelHolderOut(Shown):
    """Whose programme a link is of, and whether the device is proved; nothing of anybody."""

    programme = text("season")
    is_assistant = flag(example=False)
    is_proved = flag()


class PanelWantedOut(Shown):
    """Something that is wanted: of which session, empty for all; until when, and whether it is there."""

    thing = text("answer")
    session = text("air")
    until = instant(allow_none=False)
    is_done = flag(example=False)
    is_optional = flag(example=False)


class PanelReleaseOut(Shown):
    """What was said of being recorded: silent, given, parts or refused; parts in seconds from the beginning."""

    state = text("silent")
    parts = fields.List(fields.List(fields.Integer()), required=True, metadata={"example": [[60, 120]]})
    revision = whole(0)


class PanelTimeOut(Shown):
    """A time at which a panel sits."""

    slot = text("k3v9x2m1q8")
    part = whole(1)
    starts_at = instant(allow_none=False)
    minutes = whole(90)
    zone = text("Europe/Zurich")
    state = text("planned")
    release = fields.Nested(PanelReleaseOut, required=True)


class PanelNeighbourOut(Shown):
    """Somebody on the panel, as printed there."""

    name = text("Sam Example")
    role = text("moderator")
    function = text("Director")
    organization = text("Agency of Examples")
    minutes = whole(10, allow_none=True)
    is_me = flag(example=False)


class PanelPanelOut(Shown):
    """A session on whose panel one is: what one said of coming, how one is printed, who else sits there, and when.

    `revision` guards how one is printed; `has_slides` is null where none are asked for.
    """

    session = text("air")
    title = titles()
    state = text("published")
    roles = texts("speaker")
    answer = text("invited")
    answered_at = instant()
    words = text("")
    function = text("Director")
    organization = text("Agency of Examples")
    minutes = whole(10, allow_none=True)
    number = whole(2)
    speakers = whole(4)
    has_slides = fields.Boolean(required=True, allow_none=True, metadata={"example": False})
    panel = fields.List(fields.Nested(PanelNeighbourOut), required=True)
    times = fields.List(fields.Nested(PanelTimeOut), required=True)
    revision = whole(1)


class PanelPanelsOut(Shown):
    """Somebody's panels in a programme, the next first, and what is wanted of them."""

    name = text("Rosa Example")
    language = text("en")
    zone = text("Africa/Accra")
    items = fields.List(fields.Nested(PanelPanelOut), required=True)
    wanted = fields.List(fields.Nested(PanelWantedOut), required=True)


class PanelAnswerComingIn(Given):
    """Whether one comes: confirmed or declined, and a word to the organizers."""

    answer = typed("confirmed")
    words = typed("")


class PanelPrintedIn(Given):
    """How one is printed on a panel."""

    function = typed("Director")
    organization = typed("Agency of Examples")


class PanelReleaseIn(Given):
    """Whether one may be recorded in a time: given, parts or refused; parts that are refused, as 1:20–3:05."""

    slot = typed("k3v9x2m1q8")
    release = typed("given")
    parts = typed_list("1:20–3:05")
    revision = seen()


class PanelProposalIn(Given):
    """Whom one proposes for the panel; the organizers decide, and write to nobody before."""

    name = typed("Kofi Example")
    email = typed("kofi@example.org")
    organization = typed("Agency of Examples")
    words = typed("She measured it.")


class PanelProposalOut(Shown):
    """Somebody one proposed: open, taken or left."""

    id = text("p4k2m8x1q7")
    session = text("air")
    name = text("Kofi Example")
    email = text("kofi@example.org")
    organization = text("Agency of Examples")
    words = text("She measured it.")
    state = text("open")
    proposed_at = instant(allow_none=False)


class PanelProposalsOut(Shown):
    """Those one proposed."""

    items = fields.List(fields.Nested(PanelProposalOut), required=True)
    next = no_more()


class PanelAssistantIn(Given):
    """Somebody who is to look after one's panels."""

    name = typed("Sam Example")
    email = typed("sam@example.org")


class PanelAssistantOut(Shown):
    """Somebody who looks after one's panels."""

    id = text("a4k2m8x1q7")
    name = text("Sam Example")


class PanelAssistantsOut(Shown):
    """Those who look after one's panels."""

    items = fields.List(fields.Nested(PanelAssistantOut), required=True)
    next = no_more()


class PanelAboutIn(Given):
    """A text about oneself by language, and whether it may be printed."""

    biography = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        load_default=dict,
        metadata={"example": {"en": "Rosa measures air.", "fr": "Rosa mesure l’air."}},
    )
    may_print = ticked()
    drop_photo = ticked(example=False)


class PanelAboutOut(Shown):
    """What one says of oneself."""

    biography = titles("Rosa measures air.")
    has_photo = flag()
    may_print = flag()
    said_at = instant()
    revision = whole(1)


class PanelHoursIn(Given):
    """That one can, or cannot: `when` is a weekday from 0 (Monday) or `day`; without hours it is the whole day."""

    when = typed("day")
    on_day = typed("2026-12-03")
    first = typed("9:00")
    last = typed("12:00")
    zone = typed("Africa/Accra")
    can = ticked(example=False)


class PanelHoursOut(Shown):
    """That one can, or cannot, in minutes of the day."""

    id = text("17")
    day = maybe("2026-12-03")
    weekday = whole(3, allow_none=True)
    first = whole(540)
    last = whole(720)
    zone = text("Africa/Accra")
    can = flag(example=False)


class PanelHoursListOut(Shown):
    """What one said of when one can."""

    items = fields.List(fields.Nested(PanelHoursOut), required=True)
    next = no_more()


class PanelLetterIn(Given):
    """Which letter: invitation or thanks, and in which language, else one's own."""

    kind = typed("invitation")
    language = typed("fr")


class PanelLetterOut(Shown):
    """A letter for one's institute."""

    code = text("7K3MQ-X9DHF-2ATZ")
    kind = text("invitation")
    language = text("fr")
    made_at = instant(allow_none=False)
    state = text("valid")


class PanelLettersOut(Shown):
    """Letters one has."""

    items = fields.List(fields.Nested(PanelLetterOut), required=True)
    next = no_more()


class PanelVersionOut(Shown):
    """A version of slides: the one shown now, one that waits for its hour, or one that was replaced."""

    number = whole(1)
    file_name = text("air.pdf")
    media_type = text("application/pdf")
    bytes = whole(120000)
    kept_at = instant(allow_none=False)
    embargo_until = instant()
    is_shown = flag()
    waits = flag(example=False)


class PanelSlidesOut(Shown):
    """Slides of one's own, the latest version first."""

    id = text("d4k2m8")
    title = titles()
    language = text("en")
    audience = text("public")
    revision = whole(1)
    versions = fields.List(fields.Nested(PanelVersionOut), required=True)


class PanelSlidesListOut(Shown):
    """Slides one brought for a session; for whom slides may be put, none where the organizers take none now."""

    items = fields.List(fields.Nested(PanelSlidesOut), required=True)
    audiences = texts("public")
