"""Side events from the open form to the programme: by link, merged with all names, never too many at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Audit, MeetingRoom, Session, SideEvent, SideEventCall, Slot, Stream
from meetings.services.cop.side_event_traces import forget_contacts
from meetings.services.programmes import change_session, delete_session
from tests.cop import make_conference, segments_of
from tests.factories import NOW
from tests.web.test_desk import csrf, sign_in

DESK = "/en/desk/cop/side-events"
PUBLIC = "/en/cop/side-events"
TYPED = {
    "segment": "1",
    "title": "Mercury in rice",
    "abstract": "What is known",
    "language": "en",
    "lead": "Body A",
    "organizers": "Body B\nBody C",
    "days": ["2026-12-08"],
    "mode": "online",
    "languages": ["en"],
    "contact_name": "Ada Example",
    "contact_email": "ada@example.org",
}
CALL = {"segment": "1", "opens_at": "2026-01-01T00:00", "closes_at": "", "most_at_once": "1", "revision": "0"}


@pytest.fixture
def desk(app_sqlite: Flask) -> FlaskClient:
    """Give a client that signed in as an organizer and opened the call of the first segment."""
    with app_sqlite.app_context():
        first = segments_of(make_conference())[0]
        for slug in ("hall", "cabin"):
            room = MeetingRoom(segment_id=first.id, slug=slug, name={"en": slug.title()}, updated_at=NOW)
            db.session.add(room)
        db.session.commit()
    client = sign_in(app_sqlite, app_sqlite.test_client(), "organizer", programme="cop")
    assert post(client, act="call", form="call-1", **CALL).status_code == 303
    return client


def post(desk: FlaskClient, **values: Any) -> Any:
    return desk.post(DESK, data={"csrf_token": csrf(desk, DESK)} | values)


def apply_(client: FlaskClient, **changes: Any) -> str:
    """Send an application, and give the address of its own page."""
    done = client.post(PUBLIC, data=TYPED | changes)
    assert done.status_code == 303, done.text
    return str(done.location).partition("?")[0]


def event(app: Flask, title: str = TYPED["title"]) -> SideEvent:  # type: ignore[assignment]
    with app.app_context():
        return db.session.scalars(select(SideEvent).where(SideEvent.title == title)).one()


def decide(desk: FlaskClient, app: Flask, act: str, title: str = "Mercury in rice", **more: Any) -> Any:
    row = event(app, title)
    return post(desk, act=act, event=row.id, form=row.id, revision=str(row.revision), **more)


def scheduled(desk: FlaskClient, app: Flask, title: str, **changes: Any) -> Any:
    time = {"local_start": "2026-12-08T13:00", "minutes": "75", "room": "hall"}
    return decide(desk, app, "schedule", title, **time | changes)


def test_form_is_there_while_the_call_is_open(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    assert 'name="title"' in client_sqlite.get(PUBLIC).text
    closing = CALL | {"closes_at": "2026-12-01T00:00", "revision": "1"}
    assert post(desk, act="call", form="call-1", **closing).status_code == 303
    with time_machine.travel(NOW.replace(year=2027)):
        page = client_sqlite.get(PUBLIC).text
        assert ('name="title"' in page, "Open from" in page) == (False, True)
        late = client_sqlite.post(PUBLIC, data=TYPED)
        assert (late.status_code, "not taken at the moment" in late.text) == (409, True)
    assert post(desk, act="call", form="call-1", **closing).status_code == 412
    wrong = closing | {"closes_at": "2025-01-01T00:00", "revision": "2"}
    refused = post(desk, act="call", form="call-1", **wrong)
    assert (refused.status_code, 'href="#closes_at-call-1"' in refused.text) == (422, True)


def test_application_is_decided_and_its_own_page_says_so(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    own = apply_(client_sqlite)
    assert "Waits for the secretariat" in client_sqlite.get(own).text
    assert "ada@example.org" in desk.get(DESK).text
    assert decide(desk, app_sqlite, "return", why="").status_code == 422
    assert decide(desk, app_sqlite, "return", why="Please name the speakers").status_code == 303
    page = client_sqlite.get(own).text
    assert all(one in page for one in ("Returned for completion", "Please name the speakers"))
    stale = client_sqlite.post(own, data=TYPED | {"act": "correct", "revision": "1", "title": "Newer"})
    assert (stale.status_code, 'value="Newer"' in stale.text) == (412, True)
    again = TYPED | {"act": "correct", "revision": "2", "abstract": "With speakers"}
    assert client_sqlite.post(own, data=again).status_code == 303
    assert decide(desk, app_sqlite, "accept").status_code == 303
    assert "Accepted, to be scheduled" in client_sqlite.get(own).text
    assert client_sqlite.post(own, data=again | {"revision": "4"}).status_code == 409
    assert client_sqlite.post(own, data={"act": "withdraw", "revision": "4"}).status_code == 303
    assert "Taken back" in client_sqlite.get(own).text
    with app_sqlite.app_context():
        acts = db.session.scalars(select(Audit.act).where(Audit.act.startswith("side_event."))).all()
        assert acts == [
            f"side_event.{one}" for one in ("apply", "returned", "correct", "accepted", "withdraw")
        ]


def test_wrong_answers_come_back_as_typed_and_a_trap_is_asked_again(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    wrong = client_sqlite.post(PUBLIC, data=TYPED | {"contact_email": "nobody", "days": ["2026-01-01"]})
    assert wrong.status_code == 422
    assert all(
        one in wrong.text for one in ('href="#contact_email"', 'href="#days"', 'value="Mercury in rice"')
    )
    trapped = client_sqlite.post(PUBLIC, data=TYPED | {"website": "https://spam.example"})
    assert (trapped.status_code, "once more" in trapped.text) == (422, True)
    assert client_sqlite.post(PUBLIC, data=TYPED | {"segment": "2"}).status_code in (409, 422)
    with app_sqlite.app_context():
        assert db.session.scalars(select(SideEvent)).all() == []


def test_links_open_their_own_application_alone(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    own, other = (
        apply_(client_sqlite),
        apply_(client_sqlite, title="Another", contact_email="ben@example.org"),
    )
    page = client_sqlite.get(other).text
    assert not any(one in page for one in ("Mercury in rice", "ada@example.org"))
    assert client_sqlite.get(f"{own}x").status_code == 404
    assert "ada@example.org" not in client_sqlite.get(PUBLIC).text
    reader = sign_in(app_sqlite, app_sqlite.test_client(), "reader", programme="cop")
    assert "ada@example.org" not in reader.get(DESK).text


def test_several_become_one_when_all_agree_and_keep_all_names(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    first = apply_(client_sqlite)
    second = apply_(
        client_sqlite, title="Rice and fish", lead="Body D", organizers="body b", languages=["fr"]
    )
    third = apply_(client_sqlite, title="Apart")
    ids = [event(app_sqlite, one).id for one in ("Mercury in rice", "Rice and fish")]
    assert post(desk, act="propose", form="propose", events=ids[:1]).status_code == 422
    assert post(desk, act="propose", form="propose", events=ids).status_code == 303
    assert post(desk, act="propose", form="propose", events=ids).status_code == 422
    assert "Rice and fish" in client_sqlite.get(first).text
    assert "We agree" not in client_sqlite.get(third).text
    assert (
        client_sqlite.post(first, data={"act": "merge", "answer": "yes", "revision": "2"}).status_code == 303
    )
    assert event(app_sqlite, "Rice and fish").state == "applied"
    assert (
        client_sqlite.post(second, data={"act": "merge", "answer": "yes", "revision": "2"}).status_code == 303
    )
    stays = event(app_sqlite)
    assert (stays.organizers, stays.languages) == (["Body B", "Body C", "Body D"], ["en", "fr"])
    assert event(app_sqlite, "Rice and fish").state == "merged"
    assert "It is held together with “Mercury in rice”" in client_sqlite.get(second).text
    again = {"act": "merge", "answer": "yes", "revision": str(event(app_sqlite, "Rice and fish").revision)}
    assert client_sqlite.post(second, data=again).status_code == 409


def test_a_no_ends_the_proposal(app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient) -> None:
    first, _second = apply_(client_sqlite), apply_(client_sqlite, title="Rice and fish")
    ids = [event(app_sqlite, one).id for one in ("Mercury in rice", "Rice and fish")]
    post(desk, act="propose", form="propose", events=ids)
    assert (
        client_sqlite.post(first, data={"act": "merge", "answer": "no", "revision": "2"}).status_code == 303
    )
    assert [event(app_sqlite, one).merge_id for one in ("Mercury in rice", "Rice and fish")] == [None, None]


def test_side_events_are_scheduled_no_more_at_once_than_the_segment_takes(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    for title in ("One", "Two"):
        apply_(client_sqlite, title=title)
        assert decide(desk, app_sqlite, "accept", title).status_code == 303
    assert scheduled(desk, app_sqlite, "One").status_code == 303
    refused = scheduled(desk, app_sqlite, "Two", local_start="2026-12-08T14:00", room="cabin")
    assert (refused.status_code, "At most 1 side event is held at once." in refused.text) == (409, True)
    assert 'value="2026-12-08T14:00"' in refused.text
    assert (
        post(desk, act="call", form="call-1", **CALL | {"most_at_once": "2", "revision": "1"}).status_code
        == 303
    )
    taken = scheduled(desk, app_sqlite, "Two", local_start="2026-12-08T14:00")
    assert (taken.status_code, "Something else is held in this room" in taken.text) == (409, True)
    assert scheduled(desk, app_sqlite, "Two", local_start="2026-12-20T14:00").status_code == 422
    assert scheduled(desk, app_sqlite, "Two", room="attic").status_code == 422
    assert scheduled(desk, app_sqlite, "Two", local_start="noon").status_code == 422
    assert scheduled(desk, app_sqlite, "Two", local_start="2026-12-08T14:00", room="cabin").status_code == 303
    with app_sqlite.app_context():
        rows = db.session.execute(
            select(Session.state, Session.audience, Stream.slug, Slot.minutes, MeetingRoom.slug)
            .join(Stream, Stream.id == Session.stream_id)
            .join(Slot, Slot.session_id == Session.id)
            .join(MeetingRoom, MeetingRoom.id == Slot.room_id)
            .order_by(Session.id)
        ).all()
        assert [tuple(one) for one in rows] == [
            ("draft", "participants", "side-events", 75, "hall"),
            ("draft", "participants", "side-events", 75, "cabin"),
        ]
    assert "/en/cop/side-event-" not in client_sqlite.get(PUBLIC).text


def test_published_side_event_is_in_the_programme_and_a_draft_goes_back(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    own = apply_(client_sqlite)
    decide(desk, app_sqlite, "accept")
    assert scheduled(desk, app_sqlite, "Mercury in rice").status_code == 303
    assert "Tuesday 8 December, 13:00–14:15 Geneva" in client_sqlite.get(own).text
    assert decide(desk, app_sqlite, "unschedule").status_code == 303
    assert event(app_sqlite).state == "accepted"
    scheduled(desk, app_sqlite, "Mercury in rice")
    slug = f"side-event-{event(app_sqlite).id}"
    with app_sqlite.app_context():
        delete_session("cop", slug, db.session.scalars(select(Session.revision)).one(), NOW, "user:1")
    assert (event(app_sqlite).state, event(app_sqlite).session_id) == ("accepted", None)
    scheduled(desk, app_sqlite, "Mercury in rice")
    with app_sqlite.app_context():
        revision = db.session.scalars(select(Session.revision)).one()
        change_session("cop", slug, {"state": "published"}, revision, NOW, "user:1")
    public = client_sqlite.get(PUBLIC).text
    assert all(one in public for one in ("Mercury in rice", "Body A", "Body C"))
    assert "Body B" in client_sqlite.get(f"/en/cop/{slug}/").text
    assert decide(desk, app_sqlite, "unschedule").status_code == 409


def test_whoever_is_erased_leaves_the_event_and_no_address(
    app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient
) -> None:
    own = apply_(client_sqlite)
    with app_sqlite.app_context():
        forget_contacts(["ADA@example.org"], NOW + timedelta(days=1))
        db.session.commit()
    row = event(app_sqlite)
    assert (row.contact_name, row.contact_email, row.lead) == ("", "", "Body A")
    assert client_sqlite.get(own).status_code == 404
    assert "ada@example.org" not in desk.get(DESK).text
    with app_sqlite.app_context():
        assert db.session.scalars(select(SideEventCall.most_at_once)).one() == 1


def test_reader_changes_nothing(app_sqlite: Flask, client_sqlite: FlaskClient, desk: FlaskClient) -> None:
    apply_(client_sqlite)
    reader = sign_in(app_sqlite, app_sqlite.test_client(), "reader", programme="cop")
    page = reader.get(DESK)
    assert (page.status_code, re.findall(r'name="act" value="(\w+)"', page.text)) == (200, [])
    assert decide(reader, app_sqlite, "accept").status_code == 403
