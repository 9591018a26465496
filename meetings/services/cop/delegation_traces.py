"""What delegations hold of somebody who is erased: names and addresses go, and every figure stays as it was."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db
from meetings.models.cop.delegations import ChangeRequest, FocalPoint, Nomination
from meetings.queries.cop.focal_points import bearer_name
from meetings.services.cop.identities import erase_within
from meetings.services.links import withdraw_all


def leave_delegations(
    person_id: int, names: Collection[str], addresses: Collection[str], now: datetime
) -> None:
    """Empty what delegations say of a person; role, segment and state stay, for they are counted.

    Takes: folded names, and addresses, by which focal points are known of whom no more is said.
    """
    theirs = db.session.scalars(select(Nomination.id).where(Nomination.person_id == person_id)).all()
    erase_within(theirs, now)
    asked = update(ChangeRequest).where(ChangeRequest.nomination_id.in_(theirs))
    _do(asked.values(values={}, why=None, reason=None))
    empty = dict.fromkeys(("courtesy", "function", "department", "address", "email", "telephone", "gender"))
    said = update(Nomination).where(Nomination.person_id == person_id)
    _do(said.values(name="", organization=None, language="en", lists=[], updated_at=now, **empty))
    _empty_points(person_id, set(names), {address_key(one) for one in addresses}, now)


def _empty_points(person_id: int, names: set[str], addresses: set[str], now: datetime) -> None:
    nameless = FocalPoint.person_id.is_(None)
    rows = db.session.scalars(select(FocalPoint).where(or_(FocalPoint.person_id == person_id, nameless)))
    gone = [
        one
        for one in rows
        if one.person_id == person_id or (address_key(one.email) in addresses and name_key(one.name) in names)
    ]
    for one in gone:
        one.name, one.email, one.notified_by, one.language = "", "", None, "en"
        one.ended_at, one.updated_at = one.ended_at or now, now
    withdraw_all([bearer_name(one.id) for one in gone], [], now)
    db.session.flush()


def _do(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
