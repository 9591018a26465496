"""Badges: issued once to whoever is accredited, made anew, and suspended by security; `tracks` closes who is gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.cop import badges as rules
from meetings.domain.cop.badges_errors import BadgeEnded, BadgeSuspended, NotAccredited
from meetings.domain.cop.codes import ADMITTED, BadgeState, ParticipationState
from meetings.domain.cop.tracks import Mover, Track
from meetings.domain.errors import NotFound
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.cop.papers import Badge
from meetings.models.people import Person
from meetings.services.audit import note
from meetings.services.cop.tracks import By, move_within

STANDS: Final = (BadgeState.VALID, BadgeState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of a call for many badges: whose are new, and of how many none could be issued."""

    new: tuple[str, ...] = ()
    left_out: int = 0


def issue(participation_id: str, now: datetime, actor: str) -> str:
    """Give somebody accredited their badge, the same one however often it is asked for; give its code.

    Raises: NotFound; NotAccredited.
    """
    with transaction():
        row = _held([participation_id]).get(participation_id)
        if row is None:
            raise NotFound()
        standing = _standing([participation_id]).get(participation_id)
        return (standing or _issue_within(row, now, actor)).code


def issue_many(participation_ids: Sequence[str], now: datetime, actor: str) -> Issued:
    """Give many their badges in one act; whoever has one keeps it, and whoever is not accredited gets none."""
    with transaction():
        rows, standing = _held(participation_ids), _standing(participation_ids)
        wanted = [rows[one] for one in participation_ids if one in rows and one not in standing]
        new = [row for row in wanted if row.state in ADMITTED]
        _issue_all_within(new, now, actor)
        return Issued(tuple(row.id for row in new), len(participation_ids) - len(standing) - len(new))


def reissue(code: str, reason: str, now: datetime, actor: str) -> str:
    """Give a new badge for one that was lost or is wrong, which opens nothing from then on; give the new code.

    Raises: NotFound; ReasonNeeded, TooLong, NotOneLine; BadgeSuspended, BadgeEnded, NotAccredited.
    """
    why = rules.check_reason(reason)
    with transaction():
        row = _held_of(code)
        old = _badge(code)
        if old.state == BadgeState.SUSPENDED:
            raise BadgeSuspended()
        if old.state != BadgeState.VALID or row is None:
            raise BadgeEnded()
        _set_state(old, BadgeState.REPLACED, why, now)
        db.session.flush()
        new = _issue_within(row, now, actor)
        old.replaced_by_id = new.id
        _note(old, "badge.replaced", now, actor, {"by": new.code, "reason": why})
        return new.code


def suspend(code: str, reason: str, now: datetime, actor: str) -> None:
    """Let a badge open nothing until this is lifted; its person stays accredited.

    Raises: NotFound; ReasonNeeded, TooLong, NotOneLine; BadgeSuspended, BadgeEnded.
    """
    why = rules.check_reason(reason)
    with transaction():
        row = _badge(code)
        rules.check_can_be_suspended(row.state)
        _set_state(row, BadgeState.SUSPENDED, why, now)
        _note(row, "badge.suspended", now, actor, {"reason": why})


def lift(code: str, reason: str, now: datetime, actor: str) -> None:
    """Let a suspended badge open the gate again.

    Raises: NotFound; ReasonNeeded, TooLong, NotOneLine; BadgeStands, BadgeEnded.
    """
    why = rules.check_reason(reason)
    with transaction():
        row = _badge(code)
        rules.check_can_be_lifted(row.state)
        _set_state(row, BadgeState.VALID, None, now)
        _note(row, "badge.lifted", now, actor, {"reason": why})


def _issue_within(row: Participation, now: datetime, actor: str) -> Badge:
    """Issue a badge for a participation without one, and move it along where it is its first."""
    if row.state not in ADMITTED:
        raise NotAccredited(state=row.state)
    return _issue_all_within([row], now, actor)[0]


def _issue_all_within(rows: Sequence[Participation], now: datetime, actor: str) -> list[Badge]:
    """Issue badges for participations that are admitted and have none; what is noted is stored together."""
    badges = [
        Badge(
            code=rules.new_badge_code(),
            participation_id=row.id,
            state=BadgeState.VALID,
            state_since=now,
            issued_at=now,
            issued_by=actor,
            updated_at=now,
        )
        for row in rows
    ]
    db.session.add_all(badges)
    db.session.flush()
    by, to = By(Mover.OFFICER, actor), ParticipationState.BADGE_ISSUED
    with db.session.no_autoflush:
        for row, badge in zip(rows, badges, strict=True):
            person_id = row.nomination.person_id
            if row.state == ParticipationState.ACCREDITED:
                move_within(Track.PARTICIPATION, row, to, by, now, person_id=person_id)
            after = {"code": badge.code}
            note(now, actor, "badge.issued", f"badge:{badge.id}", after=after, person_id=person_id)
    return badges


def _held(participation_ids: Collection[str]) -> dict[str, Participation]:
    """Load participations with whose they are, held until the transaction ends; of who was erased, none."""
    rows = db.session.scalars(
        select(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Person, Person.id == Nomination.person_id)
        .where(Participation.id.in_(participation_ids), Person.erased_at.is_(None))
        .options(
            joinedload(Participation.nomination, innerjoin=True).load_only(Nomination.person_id),
            raiseload("*"),
        )
        .with_for_update(of=Participation)
        .order_by(Participation.id)
    )
    return {row.id: row for row in rows}


def _held_of(code: str) -> Participation | None:
    """Hold whose badge it is before the badge, as whoever moves them does."""
    one = db.session.scalar(select(Badge.participation_id).where(Badge.code == code))
    return _held([one]).get(one) if one is not None else None


def _standing(participation_ids: Collection[str]) -> dict[str, Badge]:
    rows = db.session.scalars(
        select(Badge).where(Badge.participation_id.in_(participation_ids), Badge.state.in_(STANDS))
    )
    return {row.participation_id: row for row in rows}


def _badge(code: str) -> Badge:
    row = db.session.scalar(_of(code).with_for_update(of=Badge))
    if row is None:
        raise NotFound()
    return row


def _of(code: str) -> Select[Badge]:
    return (
        select(Badge)
        .where(Badge.code == code)
        .options(
            joinedload(Badge.participation, innerjoin=True).joinedload(
                Participation.nomination, innerjoin=True
            ),
            raiseload("*"),
        )
    )


def _set_state(row: Badge, state: BadgeState, reason: str | None, now: datetime) -> None:
    row.state, row.state_since, row.reason = state, now, reason
    row.revision, row.updated_at = row.revision + 1, now


def _note(row: Badge, act: str, now: datetime, actor: str, after: dict[str, Any]) -> None:
    person_id = row.participation.nomination.person_id
    facts = {"code": row.code, **after}
    note(now, actor, act, f"badge:{row.id}", after=facts, person_id=person_id)
