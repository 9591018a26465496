"""The queue of the accreditation desk: what waits of which delegation, since when, the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import raiseload

from meetings.domain.cop.accreditation import OURS, THEIRS, Task
from meetings.domain.cop.codes import LetterState as L
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.codes import RequestState
from meetings.domain.cop.tracks import From, Track
from meetings.domain.errors import NotFound
from meetings.domain.heard import folded
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import (
    ChangeRequest,
    Delegation,
    Letter,
    Nomination,
    Participation,
    TrackEvent,
)
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.cop.bodies import Body, bodies_of, named_so
from meetings.queries.cop.doubles import doubles_of
from meetings.queries.keys import Key

Words = dict[str, str]
SIZE: Final = 50
FIRST_NAMES: Final = 3
LATEST: Final = (
    select(Letter.delegation_id, func.max(Letter.version).label("version"))
    .group_by(Letter.delegation_id)
    .subquery()
)
IS_ANSWER: Final = (
    select(TrackEvent.id)
    .where(
        TrackEvent.track == Track.PARTICIPATION,
        TrackEvent.subject == Participation.id,
        TrackEvent.from_state == P.RETURNED,
        TrackEvent.to_state == P.NOMINATED,
        TrackEvent.at == Participation.state_since,
    )
    .exists()
)
TASK: Final = case(
    (and_(Participation.state == P.NOMINATED, IS_ANSWER), literal(Task.ANSWERED)),
    (and_(Participation.state == P.NOMINATED, Letter.state == L.ACCEPTED), literal(Task.NAMES)),
    (
        and_(Participation.state == P.NOMINATED, or_(Letter.state.is_(None), Letter.state == L.AWAITED)),
        literal(Task.NO_LETTER),
    ),
    (Participation.state == P.LETTER_CHECKED, literal(Task.ACCREDIT)),
    (Participation.state == P.RETURNED, literal(Task.NAMES_BACK)),
    (Participation.state == P.INVITED, literal(Task.INVITED)),
    else_=literal(""),
)
# Names wait since they are given and the letter is accepted, whichever was later.
SINCE: Final = case(
    (
        and_(Participation.state == P.NOMINATED, Letter.state == L.ACCEPTED, ~IS_ANSWER)
        & (Letter.state_since > Participation.state_since),
        Letter.state_since,
    ),
    else_=Participation.state_since,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the queue is narrowed to; empty asks for all. `whose` is from whom it is awaited.

    A page has a number, or begins after the key of a row, as the page before gave it.
    """

    whose: From = From.SECRETARIAT
    task: str = ""
    segment: str = ""
    region: str = ""
    category: str = ""
    text: str = ""
    page: int = 1
    after: Key | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits of a delegation: how many it is about, since when, and the first few names.

    `people` are the participations it is about with the revision of each; of a double, `other` is the delegation that
    names them as well, and `pair` the two nominations.
    """

    task: Task
    body: Body
    count: int
    since: datetime
    names: tuple[str, ...] = ()
    people: tuple[tuple[str, int], ...] = ()
    other: Body | None = None
    pair: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment, as pages name it."""

    id: int
    slug: str
    title: Words
    place: Words


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of what waits, with how many rows there are of each kind and in all, and the key of its last if more."""

    rows: tuple[Waiting, ...]
    counts: dict[Task, int]
    found: int
    page: int
    segments: tuple[SegmentRow, ...]
    regions: tuple[str, ...]
    categories: tuple[str, ...]
    next: Key | None = None

    @property
    def has_more(self) -> bool:
        """Say whether there is a page after this one."""
        return self.next is not None


@dataclass(frozen=True, slots=True)
class _Group:
    """What waits of a delegation, before it is shown."""

    task: Task
    delegation_id: str
    count: int
    since: datetime
    name: str = ""
    other: str = ""
    pair: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Give its place in the queue, which it shares with no other."""
        return (self.since, str(self.task), self.delegation_id, "-".join(self.pair))


def queue(programme: str, asked: Asked) -> Queue:
    """Give a page of what waits, the longest waiting first.

    Raises: NotFound, for a conference that is not there.
    """
    programme_id, segments = _conference(programme)
    bodies = {one.id: one for one in bodies_of(programme_id)}
    chosen = [one for one in segments if one.slug == asked.segment]
    meant = named_so(bodies.values(), asked.text) if asked.text else ()
    within = _Within(programme_id, bodies, asked, chosen[0].id if chosen else None, meant)
    groups = sorted(_groups(within), key=lambda one: one.key)
    counts = {task: sum(one.task == task for one in groups) for task in _tasks(asked.whose)}
    wanted = [one for one in groups if asked.task in ("", one.task)]
    left = [one for one in wanted if asked.after is None or one.key > asked.after]
    page = max(1, min(asked.page, (len(left) - 1) // SIZE + 1))
    shown = left[(page - 1) * SIZE : page * SIZE]
    return Queue(
        rows=tuple(_rows(shown, within)),
        counts=counts,
        found=len(wanted),
        page=page,
        segments=tuple(segments),
        regions=tuple(sorted({one.region for one in bodies.values() if one.region})),
        categories=tuple(sorted({one.category for one in bodies.values()})),
        next=shown[-1].key if page * SIZE < len(left) else None,
    )


def _tasks(whose: From) -> tuple[Task, ...]:
    return THEIRS if whose is From.DELEGATION else OURS


@dataclass(frozen=True, slots=True)
class _Within:
    """What the queue is held to: a conference, its delegations, what is asked, and whom that means by name."""

    programme_id: int
    bodies: dict[str, Body]
    asked: Asked
    segment_id: int | None
    meant: tuple[str, ...]

    def fits(self, body: Body) -> bool:
        """Say whether a delegation is of the group and category asked for."""
        asked = self.asked
        return asked.region in ("", body.region) and asked.category in ("", body.category)

    def holds(self) -> list[ColumnElement[bool]]:
        """Hold a question on delegations."""
        held: list[ColumnElement[bool]] = [Delegation.programme_id == self.programme_id]
        if self.asked.region or self.asked.category:
            fit = [one.id for one in self.bodies.values() if self.fits(one)]
            held.append(Delegation.id.in_(fit))
        return held

    def holds_people(self) -> list[ColumnElement[bool]]:
        """Hold a question on delegations and people in them."""
        held = self.holds()
        if self.segment_id is not None:
            held.append(Participation.segment_id == self.segment_id)
        if self.asked.text:
            held.append(or_(Delegation.id.in_(self.meant), _is_called(self.asked.text)))
        return held

    def holds_whole(self) -> list[ColumnElement[bool]]:
        """Hold a question on delegations that have somebody like that."""
        held = self.holds()
        there = (
            select(Nomination.delegation_id)
            .join(Participation)
            .join(Person, Person.id == Nomination.person_id)
        )
        if self.segment_id is not None:
            held.append(Delegation.id.in_(there.where(Participation.segment_id == self.segment_id)))
        if self.asked.text:
            named = Delegation.id.in_(there.where(_is_called(self.asked.text)))
            held.append(or_(Delegation.id.in_(self.meant), named))
        return held


def _is_called(text: str) -> ColumnElement[bool]:
    words = folded(text).split()
    return (
        and_(*(Person.search_key.contains(one, autoescape=True) for one in words))
        if words
        else literal(False)
    )


def _groups(within: _Within) -> list[_Group]:
    wanted = set(_tasks(within.asked.whose))
    rows = db.session.execute(union_all(_of_people(within), _of_letters(within), _of_requests(within))).all()
    found = [
        _Group(Task(task), delegation_id, count, since)
        for task, delegation_id, count, since in rows
        if task in wanted
    ]
    return [*found, *(_doubles(within) if Task.DOUBLE in wanted else ())]


def _of_people(within: _Within) -> Select[Any]:
    inner = (
        select(TASK.label("task"), Nomination.delegation_id, Nomination.id.label("who"), SINCE.label("since"))
        .select_from(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Person, Person.id == Nomination.person_id)
        .outerjoin(LATEST, LATEST.c.delegation_id == Delegation.id)
        .outerjoin(Letter, and_(Letter.delegation_id == Delegation.id, Letter.version == LATEST.c.version))
        .where(*within.holds_people())
        .subquery()
    )
    return (
        select(
            inner.c.task, inner.c.delegation_id, func.count(inner.c.who.distinct()), func.min(inner.c.since)
        )
        .where(inner.c.task != "")
        .group_by(inner.c.task, inner.c.delegation_id)
    )


def _of_letters(within: _Within) -> Select[Any]:
    task = case((Letter.state == L.RECEIVED, literal(Task.LETTER)), else_=literal(Task.LETTER_BACK))
    return (
        select(task, Letter.delegation_id, literal(1), Letter.state_since)
        .join(Delegation, Delegation.id == Letter.delegation_id)
        .join(
            LATEST, and_(LATEST.c.delegation_id == Letter.delegation_id, LATEST.c.version == Letter.version)
        )
        .where(Letter.state.in_((L.RECEIVED, L.RETURNED)), *within.holds_whole())
    )


def _of_requests(within: _Within) -> Any:
    return (
        select(
            literal(Task.REQUEST), ChangeRequest.delegation_id, func.count(), func.min(ChangeRequest.asked_at)
        )
        .join(Delegation, Delegation.id == ChangeRequest.delegation_id)
        .where(ChangeRequest.state == RequestState.OPEN, *within.holds_whole())
        .group_by(ChangeRequest.delegation_id)
    )


def _doubles(within: _Within) -> list[_Group]:
    found = doubles_of(within.programme_id)
    asked, meant = within.asked, set(within.meant)
    words = folded(asked.text).split()
    groups = []
    for first, second in found:
        bodies = [within.bodies[one.delegation_id] for one in (first, second)]
        named = all(one in folded(first.name_key) for one in words)
        is_meant = not asked.text or named or any(one.id in meant for one in bodies)
        if is_meant and any(within.fits(one) for one in bodies):
            since, ids = max(first.since, second.since), (first.nomination_id, second.nomination_id)
            groups.append(
                _Group(Task.DOUBLE, first.delegation_id, 1, since, first.name, second.delegation_id, ids)
            )
    return groups


def _rows(shown: Sequence[_Group], within: _Within) -> list[Waiting]:
    people = _people(shown, within)
    rows = []
    for one in shown:
        theirs = people.get((one.delegation_id, one.task), {})
        names = (one.name,) if one.name else tuple(name for name, _each in theirs.values())
        rows.append(
            Waiting(
                one.task,
                within.bodies[one.delegation_id],
                one.count,
                one.since,
                names[:FIRST_NAMES],
                tuple(one for _name, each in theirs.values() for one in each),
                within.bodies.get(one.other),
                one.pair,
            )
        )
    return rows


def _people(
    shown: Sequence[_Group], within: _Within
) -> dict[tuple[str, str], dict[str, tuple[str, list[tuple[str, int]]]]]:
    """Give by delegation and task who is meant: the name, and each participation with its revision."""
    rows = db.session.execute(
        select(
            Nomination.delegation_id,
            TASK.label("task"),
            Nomination.id,
            Nomination.name,
            Participation.id,
            Participation.revision,
        )
        .select_from(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Person, Person.id == Nomination.person_id)
        .outerjoin(LATEST, LATEST.c.delegation_id == Delegation.id)
        .outerjoin(Letter, and_(Letter.delegation_id == Delegation.id, Letter.version == LATEST.c.version))
        .where(Delegation.id.in_({one.delegation_id for one in shown}), *within.holds_people())
        .order_by(Nomination.position, Nomination.id, Participation.segment_id)
    )
    found: dict[tuple[str, str], dict[str, tuple[str, list[tuple[str, int]]]]] = {}
    for delegation_id, task, nomination_id, name, participation_id, revision in rows:
        theirs = found.setdefault((delegation_id, task), {})
        theirs.setdefault(nomination_id, (name, []))[1].append((participation_id, revision))
    return found


def segments_of(programme: str) -> list[SegmentRow]:
    """Give the segments of a conference in their order.

    Raises: NotFound.
    """
    return _conference(programme)[1]


def _conference(slug: str) -> tuple[int, list[SegmentRow]]:
    rows = db.session.execute(
        select(Programme.id, Segment)
        .outerjoin(Segment, Segment.programme_id == Programme.id)
        .where(Programme.slug == slug)
        .order_by(Segment.position, Segment.id)
        .options(raiseload("*"))
    ).all()
    if not rows:
        raise NotFound()
    return rows[0][0], [
        SegmentRow(one.id, one.slug, one.title, one.place) for _id, one in rows if one is not None
    ]
