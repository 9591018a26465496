"""What lists of speakers add to the site with one of everything."""

from datetime import datetime
from typing import Any

from meetings.services.live import floor
from meetings.services.live.floor_asking import Wish, add
from meetings.services.live.floor_lists import ListGiven, set_list


def put(site: Any, rows: int, now: datetime) -> None:
    """Open the list of a time of `topic`: somebody has the floor, somebody was cut off, and so many wait."""
    slot = site.names["slot_id"]
    site.names.setdefault("slot", slot)
    set_list(slot, ListGiven(True, True), 0, now, "test")
    for turn, name in enumerate(("Cut Off Example", "Speaker Example")):
        one = add(slot, Wish("panel"), "", name, now, "test")
        floor.give(slot, one, 2 * turn, now, "test")
        if not turn:
            floor.lose(slot, 1, now, "test")
    for number in range(rows):
        add(slot, Wish("panel"), "", f"Waiting Example {number}", now, "test")
        spoken = add(slot, Wish("panel"), "", f"Passed Example {number}", now, "test")
        floor.put(slot, spoken, floor.State.PASSED, 1, now, "test")
