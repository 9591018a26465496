"""The entrance and the page of a delegate, as a person without JavaScript meets them, and programs that open links."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import (
    Attendance,
    ConnectionTest,
    Delegation,
    Link,
    Participation,
    Programme,
    Session,
    Slot,
)
from meetings.services import slots
from meetings.services.cop.connection_tests import NewTimes, Outcome, offer_times, record
from meetings.services.cop.entering import delegate_links
from tests.cop import make_conference, make_delegation, make_meeting, make_nominee, make_state, segments_of
from tests.factories import KEYS, make_slot
from tests.web.test_joining import Forms

FLOOR = "https://platform.example.org/room"
CAST = "https://cast.example.org/floor"
STREAM = {"kind": "stream", "label": "", "address": CAST, "language": None, "note": ""}
EVIL = "\u202eAda <script>alert(1)</script>"


def store_meeting(slug: str = "plenary", minutes: int = 10, **changes: Any) -> str:
    """Store a meeting of the first segment that begins in some minutes."""
    programme = db.session.scalar(select(Programme)) or make_conference(contact="office@example.org")
    begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    return make_slot(make_meeting(segments_of(programme)[0], slug, **changes), begin).id


def links(name: str = "Wanjiru Invented", **changes: Any) -> dict[str, str]:
    """Store an accredited delegate of Kenya in both segments; gives their tokens and code."""
    programme = db.session.scalars(select(Programme)).one()
    delegation = make_delegation(programme, make_state())
    one = make_nominee(delegation, *segments_of(programme), name=name, **({"state": "accredited"} | changes))
    found = delegate_links([one.id], datetime.now(UTC), KEYS)
    return {purpose: token.text for (_one, purpose), token in found.items()} | {
        "code": found[one.id, "join"].code
    }


@pytest.fixture
def delegate(app_sqlite: Flask) -> dict[str, str]:
    """Store a meeting that is open, and an accredited delegate."""
    with app_sqlite.app_context():
        store_meeting()
        return links()


def entries(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Attendance.id))) or 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_door_shows_whom_it_is_for_and_never_the_platform(
    client_sqlite: FlaskClient, delegate: dict[str, str], lang: str
) -> None:
    page = client_sqlite.get(f"/{lang}/join/{delegate['join']}")
    assert page.status_code == 200
    assert "Wanjiru Invented" in page.text
    assert "platform.example.org" not in page.text
    assert "act" in Forms(page.text).enter


def test_press_leads_on_and_is_noted_once(
    client_sqlite: FlaskClient, app_sqlite: Flask, delegate: dict[str, str]
) -> None:
    address = f"/en/join/{delegate['join']}"
    sent = Forms(client_sqlite.get(address).text).enter
    for _twice in range(2):
        answer = client_sqlite.post(address, data=sent)
        assert (answer.status_code, answer.location) == (303, FLOOR)
    assert entries(app_sqlite) == 1


def test_opening_and_pressing_what_comes_first_changes_nothing(
    client_sqlite: FlaskClient, app_sqlite: Flask, delegate: dict[str, str]
) -> None:
    with app_sqlite.app_context():
        before = [(one.id, one.generation) for one in db.session.scalars(select(Link).order_by(Link.id))]
    for purpose in ("join", "me"):
        address = f"/en/{purpose}/{delegate[purpose]}"
        first = Forms(client_sqlite.get(address).text).first
        assert first is not None
        assert first["method"] == "get"
        client_sqlite.get(first["action"] or address)
        client_sqlite.head(address)
    client_sqlite.get(f"/calendars/me/{delegate['feed']}.ics")
    assert entries(app_sqlite) == 0
    with app_sqlite.app_context():
        assert [
            (one.id, one.generation) for one in db.session.scalars(select(Link).order_by(Link.id))
        ] == before


def test_code_that_was_dictated_leads_to_the_door(
    client_sqlite: FlaskClient, delegate: dict[str, str]
) -> None:
    answer = client_sqlite.post("/en/join", data={"code": delegate["code"].upper().replace("-", " ")})
    assert (answer.status_code, answer.location) == (303, f"/en/join/{delegate['join']}")
    pasted = client_sqlite.post("/en/join", data={"code": f"http://x.example.org/en/join/{delegate['join']}"})
    assert pasted.location == f"/en/join/{delegate['join']}"


def test_before_the_hour_no_button_and_a_press_says_so(client_sqlite: FlaskClient, app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        slot = store_meeting(minutes=60)
        token = links()["join"]
    page = client_sqlite.get(f"/en/join/{token}")
    assert "Join now" not in page.text
    assert "You can join from" in page.text
    pressed = client_sqlite.post(f"/en/join/{token}", data={"act": "enter", "slot": slot})
    assert pressed.status_code == 409
    assert "It is not possible to join now." in pressed.text
    assert entries(app_sqlite) == 0


def test_not_accredited_is_told_where_they_stand_and_what_is_awaited(
    client_sqlite: FlaskClient, app_sqlite: Flask
) -> None:
    with app_sqlite.app_context():
        slot = store_meeting()
        token = links(state="nominated")["join"]
    page = client_sqlite.get(f"/en/join/{token}")
    assert "Your participation stands at: Nominated." in page.text
    assert "Awaited from the secretariat: Check by the secretariat." in page.text
    assert "Join now" not in page.text
    pressed = client_sqlite.post(f"/en/join/{token}", data={"act": "enter", "slot": slot})
    assert pressed.status_code == 403
    assert "platform.example.org" not in page.text + pressed.text
    assert entries(app_sqlite) == 0


def test_group_closed_while_the_page_was_open_refuses_the_press(
    client_sqlite: FlaskClient, app_sqlite: Flask
) -> None:
    with app_sqlite.app_context():
        slot = store_meeting()
        programme = db.session.scalars(select(Programme)).one()
        late = make_delegation(programme, make_state("ZW", "Zimbabwe", since=None))
        one = make_nominee(late, *segments_of(programme), state="accredited")
        token = delegate_links([one.id], datetime.now(UTC), KEYS)[one.id, "join"].text
    sent = Forms(client_sqlite.get(f"/en/join/{token}").text).enter
    with app_sqlite.app_context():
        db.session.execute(update(Session).values(audience="parties"))
        db.session.commit()
    answer = client_sqlite.post(f"/en/join/{token}", data=sent)
    assert answer.status_code == 403
    assert "This meeting is for Parties." in answer.text
    assert client_sqlite.post(f"/en/join/{token}", data={"slot": slot}).status_code == 403


def test_viewer_is_led_to_the_webcast_and_is_shown_no_telephone(
    client_sqlite: FlaskClient, app_sqlite: Flask
) -> None:
    phone = {"kind": "phone", "label": "Geneva", "address": "+41 22 555 01 00", "language": None, "note": ""}
    with app_sqlite.app_context():
        slot = store_meeting()
        db.session.get_one(Slot, slot).channels = [STREAM, phone]
        db.session.commit()
        viewer, speaker = links()["join"], links_of_another(rights="speaker")["join"]
    assert client_sqlite.post(f"/en/join/{viewer}").location == CAST
    assert client_sqlite.post(f"/en/join/{speaker}").location == FLOOR
    assert "555 01 00" not in client_sqlite.get(f"/en/join/{viewer}").text
    assert "555 01 00" in client_sqlite.get(f"/en/join/{speaker}").text


def links_of_another(**changes: Any) -> dict[str, str]:
    delegation = db.session.scalars(select(Delegation)).one()
    first = segments_of(db.session.scalars(select(Programme)).one())
    one = make_nominee(delegation, *first, name="Another Invented", **({"state": "accredited"} | changes))
    found = delegate_links([one.id], datetime.now(UTC), KEYS)
    return {purpose: token.text for (_one, purpose), token in found.items()}


def test_of_several_meetings_that_are_open_each_has_its_button(
    client_sqlite: FlaskClient, app_sqlite: Flask
) -> None:
    with app_sqlite.app_context():
        slots = [store_meeting(), store_meeting("group")]
        token = links()["join"]
    page = client_sqlite.get(f"/en/join/{token}")
    assert page.text.count("Join now") == 2
    assert client_sqlite.post(f"/en/join/{token}").status_code == 409
    assert client_sqlite.post(f"/en/join/{token}", data={"act": "enter", "slot": slots[1]}).location == FLOOR


def test_several_in_a_room_are_noted_and_what_is_wrong_comes_back(
    client_sqlite: FlaskClient, delegate: dict[str, str]
) -> None:
    address = f"/en/join/{delegate['join']}"
    sent = Forms(client_sqlite.get(address).text).enter | {"act": "room", "names": "A driver", "number": "0"}
    wrong = client_sqlite.post(address, data=sent)
    assert wrong.status_code == 422
    assert "A driver" in wrong.text
    assert 'id="error-summary"' in wrong.text
    assert client_sqlite.post(address, data=sent | {"number": "2"}).location == FLOOR
    assert "By name: 1. Without names: 2." in client_sqlite.get(address).text


@pytest.mark.parametrize("act", ["other", "leave", ""])
def test_acts_that_delegates_do_not_have_change_nothing(
    client_sqlite: FlaskClient, app_sqlite: Flask, delegate: dict[str, str], act: str
) -> None:
    answer = client_sqlite.post(f"/en/join/{delegate['join']}", data={"act": act, "name": "X", "slot": "y"})
    assert answer.status_code in (303, 422)
    assert entries(app_sqlite) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_my_meetings_say_where_one_stands_and_what_opens(
    client_sqlite: FlaskClient, app_sqlite: Flask, lang: str
) -> None:
    with app_sqlite.app_context():
        store_meeting()
        store_meeting("bureau", audience="body")
        store_meeting("past", minutes=-300)
        found = links()
    page = client_sqlite.get(f"/{lang}/me/{found['me']}")
    assert page.status_code == 200
    assert "Meeting plenary" in page.text
    assert f"/{lang}/join/{found['join']}" in page.text
    assert found["code"] in page.text
    assert "platform.example.org" not in page.text


def test_my_meetings_in_words(client_sqlite: FlaskClient, app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        store_meeting()
        store_meeting("bureau", audience="body")
        found = links(role="head", rights="speaker")
    text = client_sqlite.get(f"/en/me/{found['me']}").text
    for words in (
        "Head of delegation. May take the floor.",
        "Accredited.",
        "Awaited from the secretariat: Badge.",
        "This meeting is for those who are named for it.",
        "First segment",
        "Resumed segment",
        "No meeting is ahead that is open to you.",
    ):
        assert words in text


def test_name_of_a_stranger_stays_inert(client_sqlite: FlaskClient, app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        store_meeting()
        found = links(name=EVIL)
    for purpose in ("join", "me"):
        page = client_sqlite.get(f"/en/{purpose}/{found[purpose]}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_links_are_made_anew_and_the_old_ones_are_dead(
    client_sqlite: FlaskClient, delegate: dict[str, str]
) -> None:
    me = f"/en/me/{delegate['me']}"
    for act, purpose in (("join", "join"), ("feed", "feed")):
        assert client_sqlite.post(me, data={"act": act}).status_code == 303
        assert delegate[purpose] not in client_sqlite.get(me).text
    assert client_sqlite.get(f"/en/join/{delegate['join']}").status_code == 404
    assert client_sqlite.get(f"/calendars/me/{delegate['feed']}.ics").status_code == 410
    moved = client_sqlite.post(me, data={"act": "link"})
    assert client_sqlite.get(me).status_code == 404
    assert client_sqlite.get(moved.location).status_code == 200


def test_link_of_a_delegate_opens_no_page_of_registrants(
    client_sqlite: FlaskClient, delegate: dict[str, str]
) -> None:
    for path in ("data", "data.json", "watch/none", "certificate/none"):
        assert client_sqlite.get(f"/en/me/{delegate['me']}/{path}").status_code == 404
    bearer = {"Authorization": f"Bearer {delegate['me']}"}
    assert client_sqlite.delete("/api/v1/people/me", headers=bearer).status_code in (401, 404)


def test_calendar_has_what_is_open_and_is_the_same_twice(
    client_sqlite: FlaskClient, app_sqlite: Flask
) -> None:
    with app_sqlite.app_context():
        store_meeting(minutes=600)
        store_meeting("bureau", audience="body")
        found = links()
    first, second = (client_sqlite.get(f"/calendars/me/{found['feed']}.ics").text for _twice in range(2))
    assert first == second
    assert first.count("BEGIN:VEVENT") == 1
    assert "SUMMARY;LANGUAGE=en:Meeting plenary" in first
    assert "platform.example.org" not in first
    with app_sqlite.app_context():
        now = datetime.now(UTC)
        (slot_id,) = db.session.scalars(
            select(Slot.id).join(Session, Session.id == Slot.session_id).where(Session.audience != "body")
        )
        slots.cancel(slot_id, 1, now - timedelta(days=91), "user:1")
        slots.edit(slot_id, {"doors_minutes": 20}, 2, now, "user:1")
    assert "BEGIN:VEVENT" not in client_sqlite.get(f"/calendars/me/{found['feed']}.ics").text
    with app_sqlite.app_context():
        slots.revive(slot_id, 3, now, "user:1")
    assert "BEGIN:VEVENT" in client_sqlite.get(f"/calendars/me/{found['feed']}.ics").text
    with app_sqlite.app_context():
        db.session.execute(update(Participation).values(state="withdrawn"))
        db.session.commit()
    assert "BEGIN:VEVENT" not in client_sqlite.get(f"/calendars/me/{found['feed']}.ics").text


def test_testing_a_connection_by_the_own_page(client_sqlite: FlaskClient, app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        store_meeting()
        found = links()
        new = NewTimes(
            datetime(2026, 11, 26, 10, 0), "15", "1", count="2", address="https://test.example.org/a"
        )
        offer_times("cop", "1", new, datetime.now(UTC), "user:1")
    me = f"/en/me/{found['me']}"
    page = client_sqlite.get(me).text
    assert "Your connection was not tested yet." in page
    times = [part.split('"')[0] for part in page.split('<option value="')[1:]]
    assert client_sqlite.post(me, data={"act": "book", "time": times[0]}).location.endswith("?done=book#done")
    booked = client_sqlite.get(f"{me}?done=book").text
    assert "You have booked a time." in booked
    assert "Thursday 26 November, 10:00–10:15" in booked
    assert "test.example.org" not in booked
    assert client_sqlite.get(f"/calendars/me/{found['feed']}.ics").text.count("Test of your connection") == 1
    assert client_sqlite.post(me, data={"act": "book", "time": times[1]}).status_code == 303
    assert client_sqlite.post(me, data={"act": "book", "time": "none"}).status_code == 404
    with app_sqlite.app_context():
        test = db.session.scalars(select(ConnectionTest)).one()
        assert test.time_id == times[1]
        part = test.participation_id
    assert client_sqlite.post(me, data={"act": "give_up", "test": test.id}).status_code == 303
    assert "Your connection was not tested yet." in client_sqlite.get(me).text
    with app_sqlite.app_context():
        record("cop", part, Outcome("passed", {"sound": "good"}), datetime.now(UTC), "user:1")
    assert "Your connection was tested and is good." in client_sqlite.get(me).text
    refused = client_sqlite.post(me, data={"act": "book", "time": times[0]})
    assert refused.status_code == 409
    assert 'id="error-summary"' in refused.text


def test_house_may_keep_those_in_the_room_from_following_online(
    client_sqlite: FlaskClient, app_sqlite: Flask
) -> None:
    with app_sqlite.app_context():
        store_meeting()
        token = links(mode="room")["join"]
    assert "You take part in person." in client_sqlite.get(f"/en/join/{token}").text
    app_sqlite.config["ROOM_FOLLOWS_ONLINE"] = "no"
    answer = client_sqlite.post(f"/en/join/{token}")
    assert answer.status_code == 403
    assert "please come to the room" in answer.text
