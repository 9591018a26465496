"""Delegations and who may name them: invited, renewed, succeeded, opened again, reminded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.cop.delegation_errors import EndsTooEarly, NoDelegationOf
from meetings.domain.cop.followup import is_due
from meetings.domain.registrations import (
    ADDRESS_LENGTH,
    address_key,
    check_address,
    check_language,
    check_line,
    check_name,
)
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, transaction
from meetings.models.base import random_id
from meetings.models.cop.delegations import Delegation, FocalPoint
from meetings.models.parties import Organization, Party
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.cop.focal_points import PURPOSE, bearer_name
from meetings.services.audit import note
from meetings.services.devices import void_codes_within
from meetings.services.links import give_link, link_token, renew_link, withdraw_links
from meetings.services.people import PersonGiven, check_person, find_or_add_person

FOCAL_POINT: Final = "focal_point"
KINDS: Final = (FOCAL_POINT, "mission", "contact")
ORIGIN: Final = "delegation"
LONGEST_OPEN: Final = timedelta(days=60)
SOURCE_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class FocalGiven:
    """Somebody who shall name a delegation, as typed; `notified_by` is the official notification that says so."""

    name: str
    email: str
    kind: str = FOCAL_POINT
    language: str = "en"
    notified_by: str = ""


def find_or_add_delegation(
    programme: str, now: datetime, *, actor: str, party: str = "", organization: str = ""
) -> str:
    """Give the id of the delegation of a State or a body to a conference, added where there is none.

    Takes: the code of a State, or the slug of a body.
    Raises: NotFound, NoDelegationOf.
    """
    with transaction():
        return find_or_add_within(programme, now, actor=actor, party=party, organization=organization)


def find_or_add_within(
    programme: str, now: datetime, *, actor: str, party: str = "", organization: str = ""
) -> str:
    """Do as `find_or_add_delegation` within a larger transaction."""
    programme_id = db.session.scalar(select(Programme.id).where(Programme.slug == programme))
    if programme_id is None:
        raise errors.NotFound()
    whose, category = _whose(party, organization)
    values = {
        "id": random_id(),
        "programme_id": programme_id,
        "category": category,
        "created_at": now,
        "updated_at": now,
        **whose,
    }
    added: str | None = db.session.scalar(
        insert_new(Delegation).values(**values).on_conflict_do_nothing().returning(Delegation.id)
    )
    if added is not None:
        note(now, actor, "delegation.add", f"delegation:{added}", after=whose)
        return added
    wanted = select(Delegation.id).where(Delegation.programme_id == programme_id)
    return db.session.scalars(wanted.filter_by(**whose)).one()


def _whose(party: str, organization: str) -> tuple[dict[str, str | int], str]:
    if party and db.session.get(Party, party) is not None:
        return {"party_code": party}, "government"
    body = db.session.scalar(select(Organization).where(Organization.slug == organization))
    if party or body is None:
        raise NoDelegationOf(field="party" if party else "organization")
    return {"organization_id": body.id}, body.category or "other"


def invite(delegation_id: str, given: FocalGiven, now: datetime, *, actor: str, keys: Keys) -> str:
    """Let somebody name a delegation by a link of their own, and give their id; a mail with it follows.

    Whoever may do so already, at the same address, is found again and nothing changes.

    Raises: NotFound; Missing, NotAnAddress, NotAChoice and what else is wrong, with the field.
    """
    with transaction():
        return invite_within(delegation_id, given, now, actor=actor, keys=keys)


def invite_within(delegation_id: str, given: FocalGiven, now: datetime, *, actor: str, keys: Keys) -> str:
    """Do as `invite` within a larger transaction."""
    values = _checked(given)
    delegation = _delegation(delegation_id)
    for one in _standing(delegation_id):
        if address_key(one.email) == address_key(values["email"]) and one.kind == values["kind"]:
            return one.id
    person = PersonGiven(
        name=values["name"],
        email=values["email"],
        country=delegation.party_code or "",
        language=values["language"],
    )
    person_id, _is_new = find_or_add_person(check_person(person), now, origin=ORIGIN)
    row = FocalPoint(
        delegation_id=delegation_id, person_id=person_id, invited_at=now, updated_at=now, **values
    )
    db.session.add(row)
    db.session.flush()
    give_link(PURPOSE, bearer_name(row.id), now, keys)
    after = {name: values[name] for name in ("name", "email", "language", "kind", "notified_by")}
    note(now, actor, "focal_point.invite", subject_of(delegation_id), after=after, person_id=person_id)
    return row.id


def revoke(focal_point_id: str, why: str, now: datetime, *, actor: str) -> None:
    """Take the link from somebody: from now on it opens nothing.

    Raises: NotFound.
    """
    with transaction():
        _end(_point(focal_point_id), why, now, actor)


def renew(focal_point_id: str, now: datetime, *, actor: str, keys: Keys) -> str:
    """Give somebody a new link, and its token; the old one is dead, and a mail with the new one follows.

    Raises: NotFound.
    """
    with transaction():
        row = _point(focal_point_id)
        link = renew_link(PURPOSE, bearer_name(row.id), now, keys)
        void_codes_within(row.id, now)
        subject = subject_of(row.delegation_id)
        note(now, actor, "focal_point.renew", subject, after={"focal_point": row.id})
        return link_token(link, keys)


def take_over(delegation_id: str, given: FocalGiven, now: datetime, *, actor: str, keys: Keys) -> str:
    """Let a new focal point take over by an official notification, in one act: the old link dies, a new one is mailed.

    Permanent missions keep theirs. What was nominated stays.

    Gives: the id of the new focal point.
    Raises: NotFound; Missing, with field `notified_by`; and what `invite` raises.
    """
    if not given.notified_by.strip():
        raise errors.Missing(field="notified_by")
    with transaction():
        for one in _standing(delegation_id):
            if one.kind == given.kind:
                _end(one, given.notified_by, now, actor)
        return invite_within(delegation_id, given, now, actor=actor, keys=keys)


def reopen(
    delegation_id: str, until: datetime, why: str, now: datetime, *, actor: str, seen: int | None = None
) -> None:
    """Open a delegation again after the deadline, for itself alone, until a moment; its focal points are told.

    Raises: NotFound, Stale; EndsTooEarly, with field `until`; Missing, with field `why`.
    """
    if not why.strip():
        raise errors.Missing(field="why")
    if not now < until <= now + LONGEST_OPEN:
        raise EndsTooEarly(field="until", most=LONGEST_OPEN.days)
    _change(delegation_id, now, actor, "reopen", seen, reopened_until=until, reopened_why=why.strip()[:500])


def close_again(delegation_id: str, now: datetime, *, actor: str, seen: int | None = None) -> None:
    """End the time for which a delegation was opened again.

    Raises: NotFound, Stale.
    """
    _change(delegation_id, now, actor, "close", seen, reopened_until=None, reopened_why=None)


def set_quota(
    delegation_id: str, quota: int | None, now: datetime, *, actor: str, seen: int | None = None
) -> None:
    """Say how many a delegation may name in each segment, whatever the segment says; nothing for what that says.

    Raises: NotFound, Stale, NotANumber.
    """
    if quota is not None and not 0 <= quota <= 10_000:
        raise errors.NotANumber(field="quota", least=0, most=10_000)
    _change(delegation_id, now, actor, "quota", seen, quota=quota)


def remind(delegation_ids: Iterable[str], now: datetime, *, actor: str) -> int:
    """Remind the focal points of delegations of what is awaited from them, not twice within a day; give how many are.

    A mail is a consequence: it says what is awaited when it leaves, and nothing where nothing is.
    """
    ids = sorted(set(delegation_ids))
    with transaction():
        points = db.session.scalars(
            select(FocalPoint)
            .where(FocalPoint.delegation_id.in_(ids), FocalPoint.ended_at.is_(None))
            .order_by(FocalPoint.id)
            .with_for_update()
        )
        due = [one for one in points if is_due(one.reminded_at, now)]
        for one in due:
            one.reminded_at = one.updated_at = now
        for delegation_id in sorted({one.delegation_id for one in due}):
            note(now, actor, "delegation.remind", subject_of(delegation_id))
        return len(due)


def mark_opened(focal_point_id: str, now: datetime) -> None:
    """Note that somebody themselves was here, where that is not known yet."""
    if db.session.scalar(select(FocalPoint.opened_at).where(FocalPoint.id == focal_point_id)) is None:
        with transaction():
            mark_opened_within(focal_point_id, now)


def mark_opened_within(focal_point_id: str, now: datetime) -> None:
    """Note that somebody themselves was here: they typed a code or sent a form, which no mail scanner does."""
    row = db.session.get_one(FocalPoint, focal_point_id)
    if row.opened_at is None:
        row.opened_at = now


def subject_of(delegation_id: str) -> str:
    """Name a delegation in the journal."""
    return f"delegation:{delegation_id}"


def person_of(row: FocalPoint, now: datetime) -> int:
    """Give who a focal point is among those we write to, added where that is not said; within a transaction."""
    if row.person_id is None:
        given = PersonGiven(name=row.name, email=row.email, language=row.language)
        row.person_id = find_or_add_person(check_person(given), now, origin=ORIGIN)[0]
        db.session.flush()
    merged = db.session.scalar(select(Person.merged_into_id).where(Person.id == row.person_id))
    return merged or row.person_id


def _checked(given: FocalGiven) -> dict[str, str]:
    if given.kind not in KINDS:
        raise errors.NotAChoice(field="kind", value=given.kind[:20], choices=list(KINDS))
    return {
        "name": check_name(given.name),
        "email": check_address(given.email)[:ADDRESS_LENGTH],
        "kind": given.kind,
        "language": check_language(given.language),
        "notified_by": check_line(given.notified_by, "notified_by", SOURCE_LENGTH) or "",
    }


def _end(row: FocalPoint, why: str, now: datetime, actor: str) -> None:
    row.ended_at = row.updated_at = now
    row.revision += 1
    withdraw_links(bearer_name(row.id), now)
    after = {"focal_point": row.id, "why": why.strip()[:SOURCE_LENGTH]}
    note(now, actor, "focal_point.end", subject_of(row.delegation_id), after=after)


def _standing(delegation_id: str) -> list[FocalPoint]:
    stand = (FocalPoint.delegation_id == delegation_id, FocalPoint.ended_at.is_(None))
    return list(
        db.session.scalars(select(FocalPoint).where(*stand).order_by(FocalPoint.id).with_for_update())
    )


def _point(focal_point_id: str) -> FocalPoint:
    row = db.session.get(FocalPoint, focal_point_id, with_for_update=True)
    if row is None or row.ended_at is not None:
        raise errors.NotFound()
    return row


def _delegation(delegation_id: str) -> Delegation:
    row = db.session.get(Delegation, delegation_id)
    if row is None:
        raise errors.NotFound()
    return row


def _change(
    delegation_id: str, now: datetime, actor: str, act: str, seen: int | None, **values: object
) -> None:
    with transaction():
        row = db.session.get(Delegation, delegation_id, with_for_update=True)
        if row is None:
            raise errors.NotFound()
        if seen is not None and row.revision != seen:
            raise errors.Stale(current=row.revision)
        before = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.revision, row.updated_at = row.revision + 1, now
        after = {name: _plain(value) for name, value in values.items()}
        note(now, actor, f"delegation.{act}", subject_of(delegation_id), before=before, after=after)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
