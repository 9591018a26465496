"""What the site with one of everything has more for the API, for conferences: in which of them things are."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.formats.cop.kronos import write_exchange
from meetings.models import ConnectionTest, ConnectionTime, Programme
from meetings.queries.cop.kronos import exported
from meetings.services.cop.kronos import keep_file
from tests.cop import make_delegation, make_focal_point, make_nominee, make_segment, make_state


def put(site: Any, rows: int, now: datetime) -> None:
    """Say which pieces of addresses belong to the conference, which is made after this; add what only programs name."""
    conference = {"programme": "cop", "segment": "1"}
    season = db.session.scalars(select(Programme).where(Programme.slug == "season")).one()
    delegation = make_delegation(season, make_state("ZW", "Zimbabwe"))
    point, _token = make_focal_point(delegation)
    site.names |= {"item": "point-0", "room_id": "1", "event": "none", "admission": "none"}
    site.names |= {"time": _book(season, delegation, now)}
    site.names["kronos_file"] = keep_file(
        write_exchange(exported("season")).decode(), "kronos.json", "season", now, "test"
    )
    site.within |= {
        "/credentials": {},  # looked at first, and filled later
        "<programme>/segments": conference,
        "<programme>/rooms": conference,
        "<programme>/side-event-calls": conference,
        "/participations/<participation>": conference,
        "/focal-points/<point>": {"delegation_id": delegation.id, "point": point.id},
    }


def _book(season: Programme, delegation: Any, now: datetime) -> str:
    """Store a time at which somebody tests their connection."""
    starts_on = now.date() + timedelta(days=9)
    segment = make_segment(season, "tested", position=9, starts_on=starts_on, ends_on=starts_on)
    one = make_nominee(delegation, segment, name="Tested Example", state="accredited")
    time = ConnectionTime(
        segment_id=segment.id,
        local_start=now.replace(tzinfo=None, microsecond=0),
        zone=segment.zone,
        starts_at=now + timedelta(days=2),
        minutes=15,
        capacity=4,
        updated_at=now,
    )
    db.session.add(time)
    db.session.flush()
    part = one.participations[0].id
    db.session.add(ConnectionTest(participation_id=part, time_id=time.id, booked_at=now, updated_at=now))
    db.session.commit()
    return time.id
