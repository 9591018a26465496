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
