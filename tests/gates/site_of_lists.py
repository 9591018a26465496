"""What lists of contacts and figures of focal points add to the site with one of everything."""

from datetime import datetime
from typing import Any

from meetings.domain.contacts.filters import Filter
from meetings.services.contacts import lists
from meetings.services.contacts.lists import ListGiven
from tests.contacts import make_contact


def put(site: Any, rows: int, now: datetime) -> None:
    """Store so many contacts, filters and lists of chosen contacts."""
    for number in range(rows):
        name = f"Listed {number} Example"
        make_contact(
            name, "focal_point", "expert", email=f"listed{number}@example.org", interests=["science"]
        )
        made = lists.make(ListGiven(f"Filter {number}", asked=Filter(text="listed")), now, actor="test")
        site.names.setdefault("list_id", made)
        chosen = lists.make(ListGiven(f"Chosen {number}", is_static=True), now, actor="test")
        lists.put_in_addresses(chosen, f"listed{number}@example.org", now, actor="test")
