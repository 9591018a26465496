"""What the site with one of everything has more for the API, for conferences: in which of them things are."""

from datetime import datetime
from typing import Any


def put(site: Any, rows: int, now: datetime) -> None:
    """Say which pieces of addresses belong to the conference, which is made after this."""
    conference = {"programme": "cop", "segment": "1"}
    site.names |= {"item": "point-0", "room_id": "1"}
    site.within |= {"<programme>/segments": conference, "<programme>/rooms": conference}
