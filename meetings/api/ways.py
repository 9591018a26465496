"""Where somebody who was let in is led: their own way into the platform, where it has such; and the other ways in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from marshmallow import fields

from meetings.api.access import outside
from meetings.api.described import maybe, text
from meetings.api.shapes import Shown
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


class JoinChannelOut(Shown):
    """Another way into the meeting: phone, audio, web or stream."""

    kind = text("phone")
    address = text("+41229170000,,123456#")
    language = maybe("fr")
    note = text("")


class JoinEnteredOut(Shown):
    """Where an entry leads: the address of the platform, for whoever entered alone, and the other ways in."""

    slot = text("k3v9x2m1q8")
    url = text("https://platform.example.org/j/123456")
    channels = fields.List(fields.Nested(JoinChannelOut), required=True)


def entered_body(entered: Entered, channels: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Write where somebody who was let in is led.

    Raises: WayBeingMade.
    """
    url = services.way_in(
        entered.slot_id,
        entered.address,
        entered.whom,
        now,
        platforms=outside().platforms,
        keys=outside().keys,
    )
    names = ("kind", "address", "language", "note")
    return {
        "slot": entered.slot_id,
        "url": url,
        "channels": [
            {name: one.get(name) or ("" if name == "note" else None) for name in names} for one in channels
        ],
    }
