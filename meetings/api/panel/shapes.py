"""What programs send to panels and get of them."""

from meetings.api.by_example import DAY, INSTANT, WORDS, Needed, Null, given, shown

WantedOut = shown(
    "PanelWanted",
    "Something that is wanted of a panellist, of one session or of all.",
    thing="biography",
    session="mercury-in-products",
    until=INSTANT,
    is_done=False,
    is_owed=True,
)
PanelSaidOut = shown(
    "PanelTimeRelease",
    "What a panellist said of being recorded at a time.",
    slot="k3vq8xw2",
    starts_at=INSTANT,
    minutes=90,
    zone="Europe/Zurich",
    state="planned",
    release="given",
    parts=["0:10:00-0:12:30"],
    revision=1,
)
PanelOut = shown(
    "PanelOfPanelist",
    "A session on whose panel somebody is, and how they are printed there.",
    session="mercury-in-products",
    title=WORDS,
    state="published",
    roles=["speaker"],
    answer="confirmed",
    answered_at=Null(INSTANT),
    words="Happy to come.",
    function="Professor",
    organization="University of Example",
    minutes=Null(15),
    revision=1,
    times=[PanelSaidOut],
)
PanelistOut = shown(
    "Panelist",
    "Somebody on panels of a programme, as far as these are within reach; `is_reached` where an address is known.",
    id="p5t8n2wq",
    name="Amara Example",
    is_reached=True,
    invited_at=Null(INSTANT),
    opened_at=Null(INSTANT),
    panels=[PanelOut],
    wanted=[WantedOut],
)
AssistantOut = shown(
    "PanelAssistant", "Who assists a panellist.", id="a2b3c4d5", name="Bilal Example", added_at=INSTANT
)
ProposalOut = shown(
    "PanelProposal",
    "Somebody whom a panellist proposed for a panel.",
    id="q7w2e9rt",
    session="mercury-in-products",
    by="Amara Example",
    name="Chen Example",
    email="chen@example.org",
    organization="Institute of Example",
    words="Knows dental amalgam well.",
    state="open",
    proposed_at=INSTANT,
)
PanelistFullOut = shown(
    "PanelistInFull",
    "A panellist with what only the whole of their panels shows; `is_whole` where all of these are within reach.",
    id="p5t8n2wq",
    name="Amara Example",
    addresses=["amara@example.org"],
    language="en",
    zone=Null("Africa/Nairobi"),
    invited_at=Null(INSTANT),
    opened_at=Null(INSTANT),
    is_whole=True,
    has_link=False,
    panels=[PanelOut],
    wanted=[WantedOut],
    assistants=[AssistantOut],
    proposals=[ProposalOut],
)
InviteIn = given("PanelInvite", "Whom to invite, by their ids.", people=Needed(["p5t8n2wq"]))
InvitedOut = shown("PanelInvited", "How many were invited by this; nobody is invited twice.", invited=3)
DecideIn = given("PanelDecide", "Whether a proposal is `taken` or `left`.", decision=Needed("taken"))
AnswerIn = given(
    "PanelistAnswer",
    "What a panellist said of coming.",
    session=Needed("mercury-in-products"),
    answer=Needed("confirmed"),
    words="Happy to come.",
)
PrintIn = given(
    "PanelistPrinted",
    "How a panellist is printed in a session.",
    session=Needed("mercury-in-products"),
    function="Professor",
    organization="University of Example",
)
ReleaseIn = given(
    "PanelistRelease",
    "What a panellist said of being recorded at a time: given, parts or refused.",
    session=Needed("mercury-in-products"),
    slot=Needed("k3vq8xw2"),
    release=Needed("given"),
    parts="0:10:00-0:12:30",
)
ProposeIn = given(
    "PanelistPropose",
    "Somebody whom a panellist proposes for a panel.",
    session=Needed("mercury-in-products"),
    name=Needed("Chen Example"),
    email="chen@example.org",
    organization="Institute of Example",
    words="Knows dental amalgam well.",
)
AssistantIn = given(
    "PanelistAssistant",
    "Who shall assist a panellist.",
    name=Needed("Bilal Example"),
    email=Needed("bilal@example.org"),
)
SettingsIn = given(
    "PanelistSettings",
    "In which language a panellist reads, and by which clock; without a zone, by each session's.",
    language=Needed("en"),
    zone="Africa/Nairobi",
)
LinkIn = given(
    "PanelistLink",
    "Whose link is meant: of an assistant, or without one the panellist's.",
    assistant="a2b3c4d5",
)
MemberOut = shown(
    "SessionPanelist",
    "Somebody on the panel of a session, in order; those who declined too.",
    number=41,
    person="p5t8n2wq",
    name="Amara Example",
    role="speaker",
    function="Professor",
    organization="University of Example",
    minutes=Null(15),
    position=0,
    state="confirmed",
)
SessionPanelOut = shown(
    "SessionPanel",
    "The panel of a session; `seen` names its order, which putting it in order wants to have seen.",
    session="mercury-in-products",
    title=WORDS,
    state="published",
    panel=[MemberOut],
    seen="41.0.15",
)
MemberIn = given(
    "SessionPanelNew",
    "Somebody to be put on a panel; `invited` mails them their link.",
    name=Needed("Amara Example"),
    email="amara@example.org",
    role=Needed("speaker"),
    function="Professor",
    organization="University of Example",
    minutes=Null(15),
    language="en",
    invited=True,
)
PlaceIn = given(
    "SessionPanelPlace", "The place and minutes of somebody.", number=Needed(41), place=1, minutes=Null(15)
)
ArrangeIn = given("SessionPanelOrder", "A panel in order.", seen=Needed("41.0.15"), panel=Needed([PlaceIn]))
AboutOut = shown(
    "PanelistAbout",
    "What is said of a panellist, and whether it may be printed.",
    biography={"en": "Studies mercury in lakes."},
    has_photo=True,
    may_print=True,
    said_at=Null(INSTANT),
    revision=2,
)
AboutIn = given(
    "PanelistAboutGiven",
    "What is said of a panellist; a photo is sent beside as the file.",
    biography={"en": "Studies mercury in lakes."},
    may_print=True,
    drop_photo=False,
)
HoursOut = shown(
    "PanelistHours",
    "When a panellist can or cannot: on a day, or on a weekday from 0 for Monday; in minutes of that day in a zone.",
    id="h3j8k2lm",
    day=Null(DAY),
    weekday=Null(2),
    first=540,
    last=720,
    zone="Africa/Nairobi",
    can=False,
    said_at=INSTANT,
)
HoursIn = given(
    "PanelistHoursSaid",
    "When a panellist can or cannot: `when` is `day`, or a weekday from `0` for Monday; without hours, all day.",
    when=Needed("day"),
    on_day="2027-03-18",
    first="9:00",
    last="12:00",
    zone=Needed("Africa/Nairobi"),
    can=False,
)
RulesOut = shown(
    "PanelRules",
    "Whether slides are taken (open, participants, closed), who signs letters, and how many are on panels.",
    slides="open",
    signatory="Dana Example",
    signatory_title="Executive Secretary",
    people=50,
    revision=1,
)
RulesIn = given(
    "PanelRulesGiven",
    "What is set of panels.",
    slides="open",
    signatory="Dana Example",
    signatory_title="Executive Secretary",
)
LettersIn = given(
    "PanelLettersAsked",
    "Letters for everybody on panels; without a language, each in their own.",
    kind=Needed("invitation"),
    language="",
)
JobOut = shown(
    "Job",
    "Long work that was asked for, and how far it is.",
    id="j9k2m7xw",
    kind="panel_letters",
    state="waiting",
    done=0,
    total=50,
    created_at=INSTANT,
    ended_at=Null(INSTANT),
)
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
