"""What of a programme can be registered for, as the store has it, and which of its times are meant."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, select

from meetings.domain import errors
from meetings.domain import registrations as rules
from meetings.domain.codes import Admission, HeldTwice, Mode, SessionState
from meetings.domain.cop.conferences import HIDDEN
from meetings.extensions import store
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Seats, Slot
from meetings.services.seats import AT_ONCE

SHOWN: Final = (SessionState.PUBLISHED, SessionState.CANCELLED)
TOPICS: Final = (
    select(
        Programme.id.label("programme_id"),
        Programme.zone.label("programme_zone"),
        Programme.admission,
        (Programme.changes + Programme.revision).label("content"),
        Session.id.label("session_id"),
        Session.slug,
        Session.stream_id,
        Session.state.label("session_state"),
        Session.register_until,
        Slot.id,
        Slot.part,
        Slot.state,
        Slot.starts_at,
        Slot.minutes,
        AT_ONCE.label("has_seat"),
    )
    .select_from(Programme)
    .outerjoin(
        Session,
        and_(
            Session.programme_id == Programme.id,
            Session.state.in_(SHOWN),
            Session.audience.not_in(HIDDEN),
        ),
    )
    .outerjoin(Slot, Slot.session_id == Session.id)
    .outerjoin(Seats, and_(Seats.slot_id == Slot.id, Seats.kind == Mode.ONLINE))
    .where(Programme.slug == bindparam("programme"), Programme.published)
    .order_by(Slot.part, Slot.starts_at, Session.id)
)
STREAMS: Final = select(Stream.slug, Stream.id).where(Stream.programme_id == bindparam("programme"))


@dataclass(frozen=True, slots=True)
class Topic:
    """A session with the slots of each part, in order of time."""

    id: int
    slug: str
    stream_id: int | None
    state: str
    register_until: datetime | None
    parts: dict[int, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """A published programme; `content` differs whenever a public page of it may read differently."""

    programme_id: int
    zone: str
    content: int
    topics: dict[str, Topic]
    admission: str = Admission.OPEN


@dataclass(frozen=True, slots=True)
class Chosen:
    """A session with the slot of each part that is meant."""

    topic: Topic
    slots: dict[int, Any]

    @property
    def starts_at(self) -> datetime:
        """Give the first instant."""
        first: datetime = min(slot.starts_at for slot in self.slots.values())
        return first


@dataclass(frozen=True, slots=True)
class Choice:
    """How times are chosen: at which moment, for which zone, which of several, and slots that are asked for."""

    now: datetime
    zone: str
    held_twice: str
    slots: frozenset[str] = frozenset()


def scope_of(programme: str) -> Scope:
    """Load a published programme's sessions with their slots.

    Raises: NotFound.
    """
    rows = store(TOPICS, {"programme": programme}).all()
    if not rows:
        raise errors.NotFound(field="programme")
    topics: dict[str, Topic] = {}
    for row in rows:
        if row.session_id is None:
            continue
        topic = topics.get(row.slug)
        if topic is None:
            topic = topics[row.slug] = Topic(
                row.session_id, row.slug, row.stream_id, row.session_state, row.register_until
            )
        if row.id is not None:
            topic.parts.setdefault(row.part, []).append(row)
    return Scope(rows[0].programme_id, rows[0].programme_zone, rows[0].content, topics, rows[0].admission)


def streams_of(scope: Scope, wanted: Collection[str]) -> list[int]:
    """Give the ids of streams.

    Raises: NotAChoice, with field `stream`.
    """
    if not wanted:
        return []
    known = {row.slug: row.id for row in store(STREAMS, {"programme": scope.programme_id})}
    for slug in wanted:
        if slug not in known:
            raise errors.NotAChoice(field="stream", value=slug[:40])
    return sorted({known[slug] for slug in wanted})


def choose(scope: Scope, wanted: Iterable[str], choice: Choice) -> list[Chosen]:
    """Choose the times of sessions that are asked for by name, in order of time.

    Raises: NotAChoice, with field `session` or `slot`; SessionNotOpen, SlotCancelled, SlotPast.
    """
    chosen, left = [], set(choice.slots)
    for slug in dict.fromkeys(wanted):
        topic = scope.topics.get(slug)
        if topic is None:
            raise errors.NotAChoice(field="session", value=slug[:40])
        rules.check_open(topic.state, topic.register_until, choice.now)
        own = left & {slot.id for slots in topic.parts.values() for slot in slots}
        left -= own
        chosen.append(Chosen(topic, _slots(topic, own, choice)))
    if left:
        raise errors.NotAChoice(field="slot", value=min(left)[:40])
    return sorted(chosen, key=lambda one: (one.starts_at, one.topic.id))


def choose_open(scope: Scope, streams: Collection[int] | None, choice: Choice) -> list[Chosen]:
    """Choose the times of all sessions that can be had, in order of time; none, where others nominate.

    Takes: the streams they are of, or nothing for the whole programme.
    """
    chosen = []
    topics = () if scope.admission == Admission.ACCREDITATION else scope.topics.values()
    for topic in topics:
        if streams is not None and topic.stream_id not in streams:
            continue
        try:
            rules.check_open(topic.state, topic.register_until, choice.now)
            chosen.append(Chosen(topic, _slots(topic, (), choice)))
        except errors.SessionNotOpen:
            continue
    return sorted(chosen, key=lambda one: (one.starts_at, one.topic.id))


def _slots(topic: Topic, asked: Collection[str], choice: Choice) -> dict[int, Any]:
    parts: Mapping[int, list[Any]] = topic.parts
    if choice.held_twice == HeldTwice.BEST:
        parts = {part: _with_seats(slots, asked, choice.now) for part, slots in parts.items()}
    return rules.check_slots(parts, asked, choice.now, choice.zone, choice.held_twice)


def _with_seats(slots: list[Any], asked: Collection[str], now: datetime) -> list[Any]:
    """Give the slots of a part that have seats, where none is asked for and any has."""
    if any(slot.id in asked for slot in slots):
        return slots
    return [slot for slot in slots if slot.has_seat and rules.is_slot_open(slot, now)] or slots
