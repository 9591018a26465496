"""What pages tell machines: each time of a session, a season, a conference; and nothing that is not on the page."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Person, Recording, Session, Slot
from meetings.services import slots
from meetings.services.programmes import change_session
from tests.cop import make_conference, make_meeting, segments_of
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist

BASE = "https://meetings.example.org"
PLATFORM = "https://platform.example.org/room"
DAY = timedelta(days=1)


def told(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """Give the events that a page tells."""
    html = client.get(path, base_url=BASE).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert PLATFORM not in html
    found: dict[str, Any] = json.loads(block)
    assert found.pop("@context") == "https://schema.org"
    return list(found.get("@graph", [found]))


def move(slot_id: str, starts: str, zone: str = "Europe/Zurich", *, ago: timedelta = DAY) -> None:
    """Move a time, long enough ago for everybody to have been told."""
    to = Move(local_start=datetime.fromisoformat(starts), zone=zone)
    slots.move(slot_id, to, db.session.get_one(Slot, slot_id).revision, datetime.now(UTC) - ago, "test")


@pytest.fixture
def topic(app_sqlite: Flask) -> list[str]:
    """Store a session held twice, with a panel, and give its times."""
    with app_sqlite.app_context():
        session = make_session(
            make_programme(), abstract={"en": "About </script> mercury.\nMore."}, languages=["en", "fr"]
        )
        found = [make_slot(session, NOW + timedelta(days=2, hours=hours)).id for hours in (0, 6)]
        make_panelist(session, "Ada Example")
        db.session.query(Person).filter_by(name="Ada Example").one().name = "Ada </script><b>Example"
        db.session.commit()
    return found


@pytest.mark.usefixtures("topic")
def test_each_time_is_an_event(client_sqlite: FlaskClient) -> None:
    page = f"{BASE}/en/season/topic/"
    first, second = told(client_sqlite, "/en/season/topic/?zone=Asia/Tokyo")
    assert first == {
        "@type": "Event",
        "name": "Session topic",
        "description": "About </script> mercury. More.",
        "url": page,
        "startDate": "2026-11-26T10:00:00+01:00",
        "endDate": "2026-11-26T11:30:00+01:00",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "VirtualLocation", "url": page},
        "organizer": {
            "@type": "Organization",
            "name": "Minamata Convention on Mercury",
            "url": f"{BASE}/en/",
        },
        "performer": [{"@type": "Person", "name": "Ada </script><b>Example"}],
        "inLanguage": ["en", "fr"],
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "USD",
            "url": f"{page}register",
            "availability": "https://schema.org/InStock",
        },
        "superEvent": {"@type": "EventSeries", "name": "Minamata Online", "url": f"{BASE}/en/season/"},
    }
    assert second["startDate"] == "2026-11-26T16:00:00+01:00"


def test_moved_time_says_what_it_was(app_sqlite: Flask, client_sqlite: FlaskClient, topic: list[str]) -> None:
    with app_sqlite.app_context():
        move(topic[0], "2026-11-30T15:00", "Asia/Kathmandu")
    second, first = told(client_sqlite, "/en/season/topic/")
    assert first["eventStatus"] == "https://schema.org/EventRescheduled"
    assert first["startDate"] == "2026-11-30T15:00:00+05:45"
    assert first["previousStartDate"] == "2026-11-26T10:00:00+01:00"
    assert second["eventStatus"] == "https://schema.org/EventScheduled"
    assert "previousStartDate" not in second


def test_time_moved_as_a_draft_tells_nothing_of_it(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        session = make_session(make_programme(), state="draft")
        slot = make_slot(session)
        move(slot.id, "2026-11-30T15:00", ago=2 * DAY)
        change_session("season", "topic", {"state": "published"}, session.revision, NOW - DAY, "test")
    (event,) = told(client_sqlite, "/en/season/topic/")
    assert event["startDate"] == "2026-11-30T15:00:00+01:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert "previousStartDate" not in event


def test_cancelled_and_put_off(app_sqlite: Flask, client_sqlite: FlaskClient, topic: list[str]) -> None:
    with app_sqlite.app_context():
        slots.cancel(topic[0], 1, NOW - DAY, "test")
    first, second = told(client_sqlite, "/en/season/topic/")
    assert first["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in first
    assert second["eventStatus"] == "https://schema.org/EventScheduled"
    with app_sqlite.app_context():
        slots.cancel(topic[1], 1, NOW - DAY, "test")
    for one in told(client_sqlite, "/en/season/topic/"):
        assert one["eventStatus"] == "https://schema.org/EventPostponed"
        assert one["previousStartDate"] == one["startDate"]
        assert "offers" not in one
    with app_sqlite.app_context():
        db.session.query(Session).one().state = "cancelled"
        db.session.commit()
    found = told(client_sqlite, "/en/season/topic/")
    assert {one["eventStatus"] for one in found} == {"https://schema.org/EventCancelled"}


def test_recordings_that_everybody_may_see(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        session = make_session(make_programme())
        slot = make_slot(session, NOW - 3 * DAY)
        db.session.add_all(
            [
                Recording(
                    slot_id=slot.id,
                    address="https://video.example.org/1",
                    seconds=5400,
                    published_at=NOW - DAY,
                    updated_at=NOW,
                ),
                Recording(slot_id=slot.id, language="fr", audience="participants", updated_at=NOW),
                Recording(slot_id=slot.id, language="es", state="waiting", updated_at=NOW),
            ]
        )
        db.session.commit()
    (event,) = told(client_sqlite, "/en/season/topic/")
    assert event["recordedIn"] == {
        "@type": "VideoObject",
        "name": "Session topic",
        "url": "https://video.example.org/1",
        "inLanguage": "en",
        "duration": "PT5400S",
        "uploadDate": "2026-11-23T09:00:00+00:00",
    }
    assert "offers" not in event


@pytest.mark.usefixtures("topic")
def test_season_is_a_series_without_its_sessions(client_sqlite: FlaskClient) -> None:
    for path in ("/fr/season/", "/fr/", "/fr/season/?stream=science"):
        (series,) = told(client_sqlite, path)
        page = f"{BASE}/fr/season/"
        assert (series["@type"], series["name"], series["url"]) == ("EventSeries", "Minamata en ligne", page)
        assert (series["startDate"], series["endDate"]) == ("2026-10-01", "2026-12-31")
        assert series["offers"]["url"] == f"{page}register"
        assert "subEvent" not in series


def test_conference_tells_its_segments_and_meetings_their_hall(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        resumed = segments_of(make_conference())[1]
        resumed.venue = "Invented Centre"
        make_slot(make_meeting(resumed), datetime(2027, 3, 16, 2, 0, tzinfo=UTC), zone="Asia/Makassar")
    (event,) = told(client_sqlite, "/en/cop/")
    assert [one["name"] for one in event["subEvent"]] == ["First segment", "Resumed segment"]
    assert event["subEvent"][1]["location"] == [
        {"@type": "VirtualLocation", "url": f"{BASE}/en/cop/#segment-2"},
        {"@type": "Place", "name": "Invented Centre", "address": "Bali"},
    ]
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    (meeting,) = told(client_sqlite, "/en/cop/plenary/")
    assert meeting["startDate"] == "2027-03-16T10:00:00+08:00"
    assert meeting["location"][1] == {"@type": "Place", "name": "Invented Centre", "address": "Bali"}
    assert meeting["superEvent"]["@type"] == "Event"
    assert "offers" not in meeting
