"""People who are held, because what they wrote looks like an advertisement: for whoever decides about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.people import Person, PersonMailbox
from meetings.models.registrations import Registration
from meetings.queries.reach import people_within, session_within

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """Somebody who is held: what they wrote, at which addresses, since when, and how many registrations stand."""

    public_id: str
    name: str
    organization: str | None
    addresses: tuple[str, ...]
    held_at: datetime
    registrations: int


def held_people(where: Reach) -> list[HeldPerson]:
    """Give who is held, the latest first, at most 200.

    Takes: where whoever asks may know people.
    """
    rows = db.session.scalars(
        select(Person)
        .where(Person.held_at.is_not(None), Person.erased_at.is_(None), people_within(where))
        .order_by(Person.held_at.desc(), Person.id.desc())
        .limit(MOST)
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    ).all()
    counts = _registrations([row.id for row in rows], where)
    return [
        HeldPerson(
            public_id=row.public_id,
            name=row.name,
            organization=row.organization,
            addresses=tuple(one.mailbox.address for one in row.mailboxes),
            held_at=row.held_at,
            registrations=counts.get(row.id, 0),
        )
        for row in rows
        if row.held_at is not None
    ]


def _registrations(person_ids: list[int], where: Reach) -> dict[int, int]:
    """Count what stands within reach; what somebody holds elsewhere is nobody's to know."""
    rows = db.session.execute(
        select(Registration.person_id, func.count())
        .join(Registration.session)
        .where(Registration.person_id.in_(person_ids), Registration.ended_at.is_(None), session_within(where))
        .group_by(Registration.person_id)
    )
    return {row[0]: row[1] for row in rows}
