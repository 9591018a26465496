"""What lists of contacts and figures of focal points add to the site with one of everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.models import PartyStatus
from meetings.services.contacts import lists
from meetings.services.contacts.lists import ListGiven
from tests.contacts import make_contact
from tests.focal_points import make_focal_point, make_mission


def put(site: Any, rows: int, now: datetime) -> None:
    """Store so many contacts, filters and lists of chosen contacts, focal points and missions."""
    for number in range(rows):
        name = f"Listed {number} Example"
        make_contact(name, "expert", email=f"listed{number}@example.org", interests=["science"])
        made = lists.make(ListGiven(f"Filter {number}", asked=Filter(text="listed")), now, actor="test")
        site.names.setdefault("list_id", made)
        chosen = lists.make(ListGiven(f"Chosen {number}", is_static=True), now, actor="test")
        lists.put_in_addresses(chosen, f"listed{number}@example.org", now, actor="test")
    parties = select(PartyStatus.party_code).where(PartyStatus.status == "party").distinct()
    for code in db.session.scalars(parties.order_by(PartyStatus.party_code).limit(rows)).all():
        make_focal_point(code, ends_on=now.date().replace(year=now.year - 1))
        make_mission(code)
