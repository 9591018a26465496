"""People of one name in two delegations of a conference."""

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.domain.cop.accreditation import Named, doubles
from meetings.extensions import db
from meetings.models.cop.accreditation import BothStand
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.people import Person


def doubles_of(programme_id: int) -> tuple[tuple[Named, Named], ...]:
    """Give the pairs of one name in two delegations of a conference of whom nobody said yet that both stand."""
    twice = (
        select(Person.name_key)
        .join(Nomination, Nomination.person_id == Person.id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .where(Delegation.programme_id == programme_id, Person.name_key != "")
        .group_by(Person.name_key)
        .having(func.count(Nomination.delegation_id.distinct()) > 1)
    )
    rows = db.session.execute(
        select(Nomination, Person.name_key, Participation.state)
        .join(Person, Person.id == Nomination.person_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .where(Delegation.programme_id == programme_id, Person.name_key.in_(twice))
        .order_by(Nomination.id, Participation.segment_id)
        .options(raiseload("*"))
    ).all()
    if not rows:
        return ()
    states: dict[str, list[str]] = {}
    for nomination, _key, state in rows:
        states.setdefault(nomination.id, []).append(state)
    people = {
        row.id: Named(row.id, row.delegation_id, key, tuple(states[row.id]), row.created_at, row.name)
        for row, key, _state in rows
    }
    apart = db.session.execute(
        select(BothStand.low_id, BothStand.high_id).where(BothStand.low_id.in_(people))
    ).all()
    return doubles(people.values(), [(low, high) for low, high in apart])
