"""What programs send to the season board and get of it."""

from meetings.api.by_example import DAY, INSTANT, WORDS, Local, Needed, Null, given, shown

MARK = "0b7d9c2f4a6e8130"
ONCE = "5f0c2a9e7b41d863"
BoardSlotOut = shown(
    "BoardSlot",
    "A time on the board.",
    id="k3vq8xw2",
    part=1,
    local_start=Local(),
    zone="Europe/Zurich",
    fold=0,
    starts_at=INSTANT,
    minutes=90,
    state="planned",
    revision=1,
)
OnBoardOut = shown(
    "SessionOnBoard",
    "A session on the board; without a mark it is not this program's to change.",
    slug="mercury-in-products",
    title=WORDS,
    state="draft",
    stream=Null("science"),
    partners=["unep-gmp"],
    slots=[BoardSlotOut],
    mark=MARK,
)
LastOut = shown(
    "BoardLastAct",
    "What this program did last here, which it can undo.",
    key="x7p2m9qd",
    act="move",
    at=INSTANT,
    sessions=["mercury-in-products"],
)
BoardOut = shown(
    "Board",
    "A season with its sessions and their times.",
    programme="season-2027",
    starts_on=Null(DAY),
    ends_on=Null(DAY),
    sessions=[OnBoardOut],
    last=Null(LastOut),
)
UndoIn = given("BoardUndo", "The act to undo: `last.key` of the board.", key="x7p2m9qd")
UndoneOut = shown("BoardUndone", "Which act was undone.", act="move")
TimeIn = given(
    "BoardTime",
    "A time; `id` where it is there already, `fold` where its hour comes twice.",
    id="k3vq8xw2",
    local_start=Needed("2027-03-18T14:00"),
    zone=Needed("Europe/Zurich"),
    minutes=Needed(90),
    part=1,
    fold=Null(0),
)
SESSION = {
    "title": WORDS,
    "abstract": {"en": "Which products still hold mercury."},
    "languages": ["en"],
    "interpreted": ["fr", "es"],
    "partners": ["unep-gmp"],
    "articles": ["4"],
    "stream": Null("science"),
    "slots": [TimeIn],
}
BoardSessionIn = given(
    "BoardNewSession",
    "A session to begin; `once` is a key of 16 hexadecimal figures: sent again with it, it is not begun again.",
    once=ONCE,
    **(SESSION | {"title": Needed(WORDS)}),
)
BoardSessionPatch = given(
    "BoardSessionChange",
    "What is changed of a session, with its mark as it was seen.",
    mark=Needed(MARK),
    **SESSION,
)
BoardSessionOut = shown(
    "BoardSession",
    "A session with its times, and the mark of how they stand.",
    slug="mercury-in-products",
    revision=2,
    mark=MARK,
    state="draft",
    title=WORDS,
    abstract={"en": "Which products still hold mercury."},
    stream=Null("science"),
    languages=["en"],
    interpreted=["fr", "es"],
    partners=["unep-gmp"],
    articles=["4"],
    slots=[BoardSlotOut],
)
ShiftIn = given(
    "BoardShift",
    "A move: by so many days, some times to another hour (by their ids), to another stream; empty for none.",
    mark=Needed(MARK),
    days=7,
    hours={"k3vq8xw2": "15:00"},
    stream="implementation",
    fold=Null(0),
)
MeansOut = shown(
    "OutlookGroup",
    "What a change would mean for so many people; `due_at` where they are told.",
    outcome="told",
    language="fr",
    people=12,
    due_at=Null(INSTANT),
)
TimeOutlookOut = shown(
    "OutlookOfTime",
    "What would follow for one time.",
    slot="k3vq8xw2",
    is_new_version=True,
    state="planned",
    local_start=Local(),
    zone="Europe/Zurich",
    starts_at=INSTANT,
    minutes=90,
    before=INSTANT,
    people=[MeansOut],
    announced=["https://news.example.org/mercury"],
)
OutlookOut = shown("Outlook", "What would follow, for each time.", items=[TimeOutlookOut])
DuplicateIn = given(
    "BoardDuplicate", "After how many weeks a session is held again.", weeks=Needed(4), once=ONCE
)
SeriesIn = given(
    "BoardSeries",
    "A weekly series; the last title is numbered on where `count` is more; `again` is another hour of the same days.",
    titles=Needed(["Article 8: emissions"]),
    language="en",
    count=4,
    local_start=Needed("2027-03-18T14:00"),
    zone=Needed("Europe/Zurich"),
    minutes=Needed(90),
    every=1,
    again=Null("20:00"),
    fold=Null(0),
    stream=Null("science"),
    languages=["en"],
    partners=["unep-gmp"],
    once=ONCE,
)
SeriesTimeOut = shown(
    "BoardSeriesTime", "A time of a series.", local_start=Local(), starts_at=INSTANT, zone="Europe/Zurich"
)
SeriesLineOut = shown(
    "BoardSeriesSession", "A session of a series.", title="Article 8: emissions 2", times=[SeriesTimeOut]
)
SeriesOut = shown("BoardSeriesOutlook", "The sessions that a series would have.", items=[SeriesLineOut])
MadeOut = shown("BoardMade", "The sessions that were begun.", sessions=["article-8-emissions"])
SeasonIn = given(
    "SeasonCopy",
    "A season that is held again: its slug, its title, and the day it begins on.",
    slug=Needed("season-2028"),
    title={"en": "Minamata Online 2028"},
    begins_on=Needed("2028-03-16"),
)
SeasonOut = shown("SeasonCopied", "The season that was begun.", slug="season-2028", sessions=13)
