"""Delegations, nominations and participations for programs, each page in the order of identity."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.cop.codes import LetterState
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Letter, Nomination, Participation
from meetings.models.programmes import Programme, Session
from meetings.queries.catalogue import Listed, Wanted
from meetings.queries.changed_since import is_changed


@dataclass(frozen=True, slots=True)
class Within:
    """What a program may read: a conference, and of it all, or one delegation alone."""

    programme: str
    delegation_id: str | None = None


def delegations(within: Within, wanted: Wanted) -> Listed[Delegation]:
    """Give delegations with State or body, letters and focal points."""
    return _page(_delegations(within), Delegation, wanted)


def delegation(within: Within, delegation_id: str) -> Delegation:
    """Give one delegation.

    Raises: NotFound, also for one that whoever asks may not know of.
    """
    row: Delegation = _one(_delegations(within).where(Delegation.id == delegation_id))
    return row


def check_delegation(within: Within, delegation_id: str) -> None:
    """Hold that a delegation is there.

    Raises: NotFound, as `delegation` does.
    """
    wanted = select(Delegation.id).join(Programme, Programme.id == Delegation.programme_id)
    wanted = wanted.where(Programme.slug == within.programme, Delegation.id == delegation_id)
    if within.delegation_id not in (None, delegation_id) or db.session.scalar(wanted) is None:
        raise NotFound()


def nominations(within: Within, wanted: Wanted) -> Listed[Nomination]:
    """Give the people of delegations with their parts."""
    return _page(_nominations(within), Nomination, wanted)


def nomination(within: Within, nomination_id: str) -> Nomination:
    """Give one person of a delegation.

    Raises: NotFound, as `delegation` does.
    """
    row: Nomination = _one(_nominations(within).where(Nomination.id == nomination_id))
    return row


def participations(within: Within, wanted: Wanted, segment: str = "") -> Listed[Participation]:
    """Give people's parts in segments, or in one of them."""
    question = _participations(within)
    if segment:
        question = question.where(Segment.slug == segment)
    return _page(question, Participation, wanted)


def participation(within: Within, participation_id: str) -> Participation:
    """Give one part.

    Raises: NotFound, as `delegation` does.
    """
    row: Participation = _one(_participations(within).where(Participation.id == participation_id))
    return row


def segment_slugs(programme: str) -> dict[int, str]:
    """Give the slugs of a conference's segments by their numbers."""
    rows = db.session.execute(
        select(Segment.id, Segment.slug)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme)
    )
    return {row.id: row.slug for row in rows}


def session_slugs(session_ids: Collection[int]) -> dict[int, str]:
    """Give the slugs of meetings by their numbers."""
    rows = db.session.execute(select(Session.id, Session.slug).where(Session.id.in_(session_ids)))
    return {row.id: row.slug for row in rows}


def with_letter(delegation_ids: Collection[str]) -> set[str]:
    """Name those of some delegations that sent a letter."""
    sent = select(Letter.delegation_id).where(
        Letter.delegation_id.in_(delegation_ids), Letter.state != LetterState.AWAITED
    )
    return set(db.session.scalars(sent))


def _delegations(within: Within) -> Select[Any]:
    return _held(select(Delegation), within).options(
        joinedload(Delegation.party),
        joinedload(Delegation.organization),
        selectinload(Delegation.letters),
        selectinload(Delegation.focal_points),
        raiseload("*"),
    )


def _nominations(within: Within) -> Select[Any]:
    question = select(Nomination).join(Delegation, Delegation.id == Nomination.delegation_id)
    return _held(question, within).options(selectinload(Nomination.participations), raiseload("*"))


def _participations(within: Within) -> Select[Any]:
    question = (
        select(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Segment, Segment.id == Participation.segment_id)
    )
    return _held(question, within).options(
        joinedload(Participation.nomination, innerjoin=True),
        selectinload(Participation.meetings),
        raiseload("*"),
    )


def _held(question: Select[Any], within: Within) -> Select[Any]:
    """Hold a question to what may be read."""
    held = question.join(Programme, Programme.id == Delegation.programme_id).where(
        Programme.slug == within.programme
    )
    return held if within.delegation_id is None else held.where(Delegation.id == within.delegation_id)


def _page(question: Select[Any], table: Any, wanted: Wanted) -> Listed[Any]:
    if wanted.after:
        question = question.where(table.id > wanted.after)
    if wanted.updated_since is not None:
        question = question.where(is_changed(table, wanted.updated_since))
    rows = db.session.scalars(question.order_by(table.id).limit(wanted.size + 1)).unique().all()
    items = rows[: wanted.size]
    return Listed(items, str(items[-1].id) if len(rows) > wanted.size else None)


def _one(question: Select[Any]) -> Any:
    row = db.session.scalars(question).unique().one_or_none()
    if row is None:
        raise NotFound()
    return row
