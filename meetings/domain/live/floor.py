"""The list of speakers: kinds of interventions, their order by rule, the states of each, time limits and countdown.

What is sourced: regional groups come before Parties, Parties before observers, and each kind has a time limit of its
own (`Order.source`). Nothing else of the order was found in a text that is at hand; it is the organizer's own setting,
and the desk says so beside each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from meetings.domain import errors
from meetings.domain.live import floor_errors

# How long after its end a meeting that runs over still gives the floor, and how long statements are taken after it.
OVERRUN: Final = timedelta(hours=3)
STATEMENT_HOURS: Final = 24
# How often one seat asks within an hour, whatever becomes of it; everybody's page shows what was asked.
MOST_AN_HOUR: Final = 20
LEAST_SECONDS, MOST_SECONDS = 10, 7200
MOST_RANK: Final = 99


class Kind(StrEnum):
    """What an intervention is, and for whom it is made."""

    POINT = "point"
    MOTION = "motion"
    REGION = "region"
    GROUP = "group"
    PARTY = "party"
    STATE = "state"
    UN = "un"
    IGO = "igo"
    OBSERVER = "observer"
    PANEL = "panel"
    PARTICIPANT = "participant"
    REPLY = "reply"


class State(StrEnum):
    """Where an intervention stands."""

    REQUESTED = "requested"
    LISTED = "listed"
    SPEAKING = "speaking"
    LOST = "lost"
    SPOKEN = "spoken"
    PARTLY = "partly"
    WITHDRAWN = "withdrawn"
    PASSED = "passed"
    IN_WRITING = "in_writing"


# In these somebody is on the list, and is not put on it again.
ACTIVE: Final = (State.REQUESTED, State.LISTED, State.SPEAKING, State.LOST)


class Mover(StrEnum):
    """Who makes a move: the chair or whoever keeps the list for them, or whoever asked for the floor."""

    CHAIR = "chair"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Order:
    """Where a kind stands in the order, its limit, and the source of its place; empty: the organizer's own setting."""

    rank: int
    seconds: int
    source: str = ""


# The list of practices of the project's background paper on virtual meetings of secretariats.
SOURCE: Final = "CBD statements workflow 1.1"
FIRST: Final = 0
RECALLED: Final = 1
ORDERS: Final[Mapping[Kind, Order]] = {
    Kind.POINT: Order(FIRST, 60),
    Kind.MOTION: Order(2, 120),
    Kind.REGION: Order(3, 300, SOURCE),
    Kind.GROUP: Order(4, 300),
    Kind.PARTY: Order(5, 180, SOURCE),
    Kind.STATE: Order(6, 180),
    Kind.UN: Order(7, 120, SOURCE),
    Kind.IGO: Order(7, 120, SOURCE),
    Kind.OBSERVER: Order(7, 120, SOURCE),
    Kind.PANEL: Order(8, 300),
    Kind.PARTICIPANT: Order(9, 120),
    Kind.REPLY: Order(10, 180),
}
# What somebody may ask for beside a statement that is on the list already.
BESIDE: Final = (Kind.POINT, Kind.MOTION, Kind.REPLY)
# What the chair looks at before it is on the list.
# A regional group speaks before Parties, and any of its members may say that it does: the chair knows who was asked to.
LOOKED_AT: Final = (Kind.MOTION, Kind.REGION, Kind.GROUP, Kind.PARTICIPANT, Kind.REPLY)

S, M = State, Mover
CHAIR: Final = frozenset((M.CHAIR,))
BOTH: Final = frozenset(M)
MOVES: Final[Mapping[tuple[State, State], frozenset[Mover]]] = {
    (S.REQUESTED, S.LISTED): CHAIR,
    (S.REQUESTED, S.PASSED): CHAIR,
    (S.REQUESTED, S.WITHDRAWN): BOTH,
    (S.REQUESTED, S.IN_WRITING): BOTH,
    (S.LISTED, S.SPEAKING): CHAIR,
    (S.LISTED, S.PASSED): CHAIR,
    (S.LISTED, S.WITHDRAWN): BOTH,
    (S.LISTED, S.IN_WRITING): BOTH,
    (S.SPEAKING, S.SPOKEN): CHAIR,
    (S.SPEAKING, S.LISTED): CHAIR,  # interrupted by a point of order
    (S.SPEAKING, S.LOST): BOTH,
    (S.LOST, S.LISTED): BOTH,  # asks again
    (S.LOST, S.SPEAKING): CHAIR,  # recalled in one act
    (S.LOST, S.PARTLY): CHAIR,
    (S.LOST, S.WITHDRAWN): BOTH,
    (S.LOST, S.IN_WRITING): BOTH,
    (S.PASSED, S.LISTED): CHAIR,
    (S.PASSED, S.IN_WRITING): BOTH,
    (S.PARTLY, S.IN_WRITING): BOTH,
}


def check_move(state: State, wanted: State, mover: Mover) -> None:
    """Let an intervention move, or say why not.

    Raises: NoSuchFloorMove, NotYourFloorMove.
    """
    movers = MOVES.get((state, wanted))
    if movers is None:
        raise floor_errors.NoSuchFloorMove(state=state, wanted=wanted)
    if mover not in movers:
        raise floor_errors.NotYourFloorMove(state=state, wanted=wanted)


def may_move(state: State, wanted: State, mover: Mover) -> bool:
    """Say whether somebody may move an intervention."""
    return mover in MOVES.get((state, wanted), frozenset())


def first_state(kind: Kind, mover: Mover) -> State:
    """Give where an intervention begins; what the chair puts on the list is on it."""
    return State.REQUESTED if mover is Mover.SPEAKER and kind in LOOKED_AT else State.LISTED


class InLine(Protocol):
    """Somebody on the list: where they stand by rule or by hand, and whether their item is taken up now."""

    @property
    def id(self) -> str:
        """What tells them from all others."""

    @property
    def later(self) -> int:
        """0 for what is taken up now, more for items that come later."""

    @property
    def rank(self) -> int:
        """The rank of their kind, or of whoever they were put beside."""

    @property
    def line(self) -> float:
        """Where they are within the rank: the number of their request, or between two others."""


L = TypeVar("L", bound=InLine)


def in_order(waiting: Iterable[L]) -> list[L]:
    """Give who speaks when: by item, by rank, then by request; of two alike everybody sees the same one first."""
    return sorted(waiting, key=lambda one: (one.later, one.rank, one.line, one.id))


def moved_place(waiting: Sequence[InLine], name: str, *, up: bool) -> tuple[int, float]:
    """Give rank and line of somebody who is moved by one place by hand; nobody else's change.

    Raises: NotFound, for somebody who does not wait; NoSuchFloorMove, past the first or the last of their item.
    """
    queue = in_order(waiting)
    at = next((number for number, one in enumerate(queue) if one.id == name), None)
    if at is None:
        raise errors.NotFound()
    beside = at - 1 if up else at + 1
    if not 0 <= beside < len(queue) or queue[beside].later != queue[at].later:
        raise floor_errors.NoSuchFloorMove(state=State.LISTED, wanted=State.LISTED)
    step = -1 if up else 1
    near, beyond = queue[beside], beside + step
    far = queue[beyond] if 0 <= beyond < len(queue) else None
    if far is not None and (far.later, far.rank) == (near.later, near.rank):
        return near.rank, (near.line + far.line) / 2
    return near.rank, near.line + step


def next_of(waiting: Iterable[L]) -> L:
    """Give who is next.

    Raises: NobodyWaits.
    """
    queue = in_order(waiting)
    if not queue:
        raise floor_errors.NobodyWaits()
    return queue[0]


def kinds_open(*, is_state: bool, is_party: bool, region: str | None, category: str) -> tuple[Kind, ...]:
    """Give what a delegation may ask for.

    Takes: whether it is a State's, and that State's standing and regional group; else the category of the body.
    """
    if is_state:
        own = Kind.PARTY if is_party else Kind.STATE
        behalf = (Kind.REGION, Kind.GROUP) if is_party and region else (Kind.GROUP,)
        return (own, *behalf, *BESIDE) if is_party else (own, Kind.GROUP, Kind.POINT, Kind.REPLY)
    return ({"un": Kind.UN, "igo": Kind.IGO}.get(category, Kind.OBSERVER), Kind.GROUP)


def claim_of(seat: str, item: int | None, kind: Kind) -> str:
    """Name what there is once on the list: a statement of one seat on an item, or a point, motion or reply of it."""
    return f"{seat}:{item or ''}:{kind if kind in BESIDE else 'statement'}"


@dataclass(frozen=True, slots=True)
class Countdown:
    """The time of somebody who speaks, computed for a moment: when it ends, what remains, what it is over by."""

    since: datetime
    ends_at: datetime
    limit_seconds: int
    spoken_seconds: int
    remaining_seconds: int
    over_seconds: int

    @property
    def is_over(self) -> bool:
        """Say whether the time is used up."""
        return self.remaining_seconds == 0


def countdown(since: datetime, spoken_before: int, limit: int, now: datetime) -> Countdown:
    """Count the time of somebody who speaks; what they spoke before they were cut off counts.

    Takes: since when they speak, the seconds before, the limit in seconds.
    """
    spoken = spoken_before + seconds_between(since, now)
    ends_at = since + timedelta(seconds=limit - spoken_before)
    return Countdown(since, ends_at, limit, spoken, max(0, limit - spoken), max(0, spoken - limit))


def seconds_between(since: datetime, now: datetime) -> int:
    """Give whole seconds, never fewer than none."""
    return max(0, int((now - since).total_seconds()))


def limit_of(kind: Kind, own: int | None, seconds: Mapping[str, int]) -> int:
    """Give the time limit of an intervention: its own, the programme's for the kind, or the default."""
    return own or seconds.get(kind) or ORDERS[kind].seconds


def rank_of(kind: Kind, ranks: Mapping[str, int]) -> int:
    """Give where a kind stands in the order of a programme; points of order are always first."""
    return FIRST if kind is Kind.POINT else ranks.get(kind, ORDERS[kind].rank)


def check_number(value: str, field: str, least: int, most: int) -> int:
    """Read a whole number within limits.

    Raises: NotANumber, with the field.
    """
    text = value.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
        raise errors.NotANumber(field=field, least=least, most=most)
    return int(text)


def check_statement_time(ends_at: datetime, now: datetime) -> None:
    """Refuse a statement that comes too late.

    Raises: StatementOver.
    """
    if now >= ends_at + timedelta(hours=STATEMENT_HOURS):
        raise floor_errors.StatementOver(field="file", hours=STATEMENT_HOURS)
