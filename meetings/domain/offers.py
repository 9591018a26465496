"""Offers of seats: how long one stands, and who may still accept it."""

from datetime import datetime, timedelta
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.checks import check_number
from meetings.domain.codes import PlaceState

LEAST_HOURS: Final = 1
MOST_HOURS: Final = 168


def check_offer_hours(given: Any) -> int | None:
    """Give for how many hours a seat is offered; nothing means that whoever is next in line simply gets it.

    Raises: NotANumber, with field `offer_hours`.
    """
    return None if given is None else check_number(given, "offer_hours", LEAST_HOURS, MOST_HOURS)


def offer_until(hours: int, starts_at: datetime, now: datetime) -> datetime:
    """Give until when an offer made now stands; never later than the start."""
    return min(now + timedelta(hours=hours), starts_at)


def check_offer(state: str, until: datetime | None, now: datetime) -> None:
    """Refuse to accept a seat that is not offered now.

    Raises: OfferOver, where it was offered before; NotThisMove, where it was not.
    """
    if state == PlaceState.DECLINED or (until is not None and now >= until):
        raise errors.OfferOver()
    if state != PlaceState.OFFERED:
        raise errors.NotThisMove(state=state, wanted="accept")
