"""The lists of participants that were published, and which delegations have seen how they are printed."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain.cop.lists import Listed, ListKind, Participants, seal_of
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.lists import ListCopy, ListEntry, ListSeen


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A published list among others."""

    id: str
    number: int
    kind: ListKind
    symbol: str
    made_at: datetime
    segment: str
    seal: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A published list, as it was; whoever was erased since has no name on it any more."""

    line: CopyLine
    participants: Participants
    facts: str
    digests: tuple[str, ...]

    @property
    def erased(self) -> int:
        """Count who was erased since."""
        return sum(one.is_erased for one in self.participants.people)

    @property
    def is_whole(self) -> bool:
        """Say whether it is still what was sealed."""
        return seal_of(self.facts, self.digests) == self.line.seal


def copies(segment_ids: list[int]) -> list[CopyLine]:
    """Give the published lists of segments, the last first."""
    rows = db.session.execute(
        select(ListCopy, Segment.slug)
        .join(Segment, Segment.id == ListCopy.segment_id)
        .where(ListCopy.segment_id.in_(segment_ids))
        .order_by(ListCopy.made_at.desc(), ListCopy.number.desc())
    )
    return [_line(row, segment) for row, segment in rows]


def copy_of(segment_id: int, number: int) -> Copy | None:
    """Give a published list with its people, or nothing where there is none of this number."""
    found = db.session.execute(
        select(ListCopy, Segment.slug)
        .join(Segment, Segment.id == ListCopy.segment_id)
        .where(ListCopy.segment_id == segment_id, ListCopy.number == number)
    ).first()
    if found is None:
        return None
    row, segment = found
    rows = db.session.execute(
        select(
            ListEntry.body,
            ListEntry.nomination,
            ListEntry.person_id,
            ListEntry.role,
            ListEntry.position,
            ListEntry.printed,
            ListEntry.digest,
        )
        .where(ListEntry.copy_id == row.id)
        .order_by(ListEntry.place)
    ).all()
    people = tuple(
        Listed(body, nomination, person_id, role, position, printed or {}, is_erased=printed is None)
        for body, nomination, person_id, role, position, printed, _digest in rows
    )
    made = Participants(json.loads(row.facts), people)
    return Copy(_line(row, segment), made, row.facts, tuple(one.digest for one in rows))


def last_copy(segment_id: int) -> Copy | None:
    """Give the last published list of a segment."""
    number = db.session.scalar(
        select(ListCopy.number)
        .where(ListCopy.segment_id == segment_id)
        .order_by(ListCopy.number.desc())
        .limit(1)
    )
    return copy_of(segment_id, number) if number else None


def _line(row: ListCopy, segment: str) -> CopyLine:
    return CopyLine(row.id, row.number, ListKind(row.kind), row.symbol, row.made_at, segment, row.seal)


@dataclass(frozen=True, slots=True)
class Seen:
    """When a delegation saw how it is printed, and what."""

    at: datetime
    seen: dict[str, int]


def seen_by(segment_id: int) -> dict[str, Seen]:
    """Say which delegations have seen how they are printed."""
    rows = db.session.scalars(select(ListSeen).where(ListSeen.segment_id == segment_id))
    return {row.delegation_id: Seen(row.at, row.seen) for row in rows}
