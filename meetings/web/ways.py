"""Where somebody who was let in is led: their own way into the platform, where it has such."""

from datetime import datetime
from typing import Protocol

from flask import current_app

from meetings.domain.platforms import Whom
from meetings.services import platforms_ways as services


class Entered(Protocol):
    """An entry, of whatever door."""

    @property
    def slot_id(self) -> str:
        """The time."""

    @property
    def address(self) -> str:
        """Where everybody is led."""

    @property
    def whom(self) -> Whom:
        """Who entered."""


def way_in(entered: Entered, now: datetime) -> str:
    """Give the address that somebody who was let in is led to.

    Raises: WayBeingMade.
    """
    outside = current_app.extensions["outside"]
    return services.way_in(
        entered.slot_id, entered.address, entered.whom, now, platforms=outside.platforms, keys=outside.keys
    )
