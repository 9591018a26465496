"""Somebody invented to look around as."""

from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.codes import PlaceState
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.demonstration import ORGANIZER
from meetings.extensions import db
from meetings.models.cop.delegations import Delegation, FocalPoint, Nomination, Participation
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot


def someone_registered(now: datetime) -> tuple[int, str] | None:
    """Give person and registration of somebody with a seat in the demonstration's next slot."""
    row = db.session.execute(
        select(Registration.person_id, Registration.id)
        .join(Place, Place.registration_id == Registration.id)
        .join(Slot, Slot.id == Place.slot_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Programme.demonstration,
            Slot.starts_at > now,
            Place.state == PlaceState.CONFIRMED,
            Registration.ended_at.is_(None),
        )
        .order_by(Slot.starts_at, Registration.created_at, Registration.id)
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def a_focal_point() -> str | None:
    """Give the focal point of the demonstration's delegation that waits for its first names, else any of it."""
    named = select(func.count(Nomination.id)).where(Nomination.delegation_id == Delegation.id)
    return db.session.scalar(
        select(FocalPoint.id)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(Programme.demonstration, FocalPoint.ended_at.is_(None))
        .order_by(named.correlate(Delegation).scalar_subquery(), FocalPoint.id)
        .limit(1)
    )


def a_delegate() -> str | None:
    """Give the nomination of somebody in the demonstration's conference who takes the floor and may enter."""
    return db.session.scalar(
        select(Nomination.id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(Programme.demonstration, Participation.state.in_(ADMITTED))
        .order_by(Nomination.language != "en", Participation.rights, Nomination.id)
        .limit(1)
    )


def is_of_demonstration(address: str) -> bool:
    """Say whether an address is the invented organizer's, whom no mail leaves this machine for."""
    there = select(Programme.id).where(Programme.demonstration).limit(1)
    return address == ORGANIZER and db.session.scalar(there) is not None
