"""How many seats are taken, as far as lists that are kept need to know."""

from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models.registrations import RegistrationEvent
from meetings.models.slots import Seats


def seats_revision() -> str:
    """Give a value that differs whenever a seat was taken, given back, or exchanged for another."""
    taken, capacity = db.session.execute(
        select(func.coalesce(func.sum(Seats.taken), 0), func.coalesce(func.sum(Seats.capacity), 0))
    ).one()
    last = db.session.scalar(select(func.max(RegistrationEvent.id))) or 0
    return f"{taken} {capacity} {last}"
