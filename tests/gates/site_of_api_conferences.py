"""What the site with one of everything has more for the API, for conferences: in which of them things are."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Programme
from tests.cop import make_delegation, make_focal_point, make_state


def put(site: Any, rows: int, now: datetime) -> None:
    """Say which pieces of addresses belong to the conference, which is made after this; add who names a delegation."""
    conference = {"programme": "cop", "segment": "1"}
    season = db.session.scalars(select(Programme).where(Programme.slug == "season")).one()
    delegation = make_delegation(season, make_state("ZW", "Zimbabwe"))
    point, _token = make_focal_point(delegation)
    site.names |= {"item": "point-0", "room_id": "1"}
    site.within |= {
        "/credentials": {},  # looked at first, and filled later
        "<programme>/segments": conference,
        "<programme>/rooms": conference,
        "/participations/<participation>": conference,
        "/focal-points/<point>": {"delegation_id": delegation.id, "point": point.id},
    }
