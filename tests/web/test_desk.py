"""The desk, as an organizer without JavaScript meets it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Slot
from meetings.services import staff
from meetings.services.registrations import register
from meetings.services.zones import follow_zone_data
from tests.factories import make_programme, make_session, make_slot, request_for, somebody
from tests.mail.every_kind import derived_by_older_rules

BEGIN = (datetime.now(UTC) + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def slots(app_sqlite: Flask) -> list[str]:
    with app_sqlite.app_context():
        session = make_session(make_programme())
        found = [make_slot(session, BEGIN + timedelta(hours=hours)).id for hours in (0, 6)]
        keys = app_sqlite.extensions["outside"].keys
        now = datetime.now(UTC)
        register(
            request_for(somebody(name="Ada <b>Example</b>", email="ada@example.org"), found[0]), now, keys
        )
        return found


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer."""
    return sign_in(app_sqlite, client_sqlite, "organizer")


def sign_in(app: Flask, client: FlaskClient, role: str, **scope: str) -> FlaskClient:
    with app.app_context():
        token = staff.invite(f"{role}@example.org", role, datetime.now(UTC), **scope)
    path = f"/en/desk/sign-in/{token}"
    answer = client.post(path, data={"csrf_token": csrf(client, path)})
    assert (answer.status_code, answer.location) == (303, "/en/desk/")
    return client


def csrf(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def act(client: FlaskClient, slot: str, **values: Any) -> Any:
    path = f"/en/desk/slot/{slot}"
    return client.post(path, data={"csrf_token": csrf(client, path), "revision": "1"} | values)


def test_link_signs_in_once_and_only_by_the_button(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        token = staff.invite("organizer@example.org", "organizer", datetime.now(UTC))
    path = f"/en/desk/sign-in/{token}"
    scanner = app_sqlite.test_client()
    for _time in range(3):
        assert scanner.get(path).status_code == 200
    assert scanner.get("/en/desk/").status_code == 401
    token_field = csrf(client_sqlite, path)
    assert client_sqlite.post(path).status_code == 400
    assert client_sqlite.post(path, data={"csrf_token": token_field}).status_code == 303
    cookie = client_sqlite.get_cookie("desk")
    assert cookie is not None
    assert cookie.http_only
    assert scanner.get(path).status_code == 404
    assert client_sqlite.get("/en/desk/").status_code in (200, 302)
    leave = {"csrf_token": csrf(client_sqlite, "/en/desk/people")}
    assert client_sqlite.post("/en/desk/sign-out", data=leave).status_code == 303
    assert client_sqlite.get("/en/desk/").status_code == 401


def test_list_shows_seats_and_narrows(desk: FlaskClient, slots: list[str]) -> None:
    page = desk.get("/en/desk/season/").text
    assert all(f"/en/desk/slot/{slot}" in page for slot in slots)
    assert "Geneva, UTC" in page
    assert "No session fits." in desk.get("/en/desk/season/?text=nothing").text
    assert "Session topic" in desk.get("/en/desk/season/?stream=science&state=published&text=TOPIC").text


def test_move_is_shown_before_it_is_done(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    with app_sqlite.app_context():
        tick_notices(app_sqlite, datetime.now(UTC))
        tick_outbox(app_sqlite, datetime.now(UTC))
    to = {"local_start": "2027-06-01T15:00", "zone": "Europe/Zurich", "minutes": "60"}
    page = act(desk, slots[0], act="preview-move", **to).text
    assert "Now: Tuesday 1 June 2027" in page
    assert "Tuesday 1 June, Geneva, UTC+2" in page
    assert "15:00–16:00" in page
    assert "1 person will be told of the change." in page
    assert "New time: Tue 1 June, 15:00 Geneva: Session topic" in page
    with app_sqlite.app_context():
        assert db.session.get_one(Slot, slots[0]).version == 1
    answer = act(desk, slots[0], act="move", **to)
    assert answer.status_code == 303
    assert "The time is moved." in desk.get(answer.location).text
    with app_sqlite.app_context():
        assert db.session.get_one(Slot, slots[0]).starts_at == datetime(2027, 6, 1, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"local_start": "2027-03-28T02:30"}, "does not exist there"),
        ({"local_start": "soon"}, "Please write the day and hour"),
        ({"zone": "Mars/Base"}, "We do not know the time zone “Mars/Base”."),
        ({"minutes": "long"}, "Please write a whole number"),
        ({"minutes": "999999"}, "from 1 to 1440"),
        ({"local_start": "2045-01-01T10:00"}, "before 2038"),
    ],
)
def test_wrong_move_is_refused_and_kept(
    desk: FlaskClient, slots: list[str], typed: dict[str, str], words: str
) -> None:
    given = {"local_start": "2027-06-01T15:00", "zone": "Europe/Zurich", "minutes": "77"} | typed
    answer = act(desk, slots[0], act="preview-move", **given)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert words in answer.text
    for value in given.values():
        assert f'value="{value}"' in answer.text


def test_hour_that_comes_twice_asks_which(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    given = {"local_start": "2027-10-31T02:30", "zone": "Europe/Zurich", "minutes": "60"}
    page = act(desk, slots[0], act="preview-move", **given).text
    assert page.count('name="fold"') == 2
    assert act(desk, slots[0], act="move", fold="1", **given).status_code == 303
    with app_sqlite.app_context():
        assert db.session.get_one(Slot, slots[0]).starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_stale_save_shows_both_sides(desk: FlaskClient, slots: list[str]) -> None:
    mine = {
        "act": "edit",
        "capacity": "40",
        "doors_minutes": "15",
        "platform_address": "https://mine.example.org/",
    }
    theirs = mine | {"capacity": "30", "platform_address": "https://theirs.example.org/"}
    assert act(desk, slots[0], **theirs).status_code == 303
    answer = act(desk, slots[0], **mine)
    assert answer.status_code == 412
    assert 'value="https://mine.example.org/"' in answer.text
    assert "https://theirs.example.org/" in answer.text


def test_move_of_what_moved_meanwhile_is_not_even_shown(desk: FlaskClient, slots: list[str]) -> None:
    to = {"local_start": "2027-06-01T15:00", "zone": "Europe/Zurich", "minutes": "60"}
    assert act(desk, slots[0], act="move", **(to | {"local_start": "2027-06-02T15:00"})).status_code == 303
    answer = act(desk, slots[0], act="preview-move", **to)
    assert answer.status_code == 412
    assert "2027-06-02 15:00" in answer.text
    assert 'value="2027-06-01T15:00"' in answer.text
    assert 'value="move"' not in answer.text


def test_time_that_is_over_can_be_corrected_but_not_cancelled(app_sqlite: Flask, desk: FlaskClient) -> None:
    with app_sqlite.app_context():
        session = make_session(make_programme())
        slot = make_slot(session, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)).id
        register(
            request_for(somebody(), slot),
            datetime(2026, 2, 2, tzinfo=UTC),
            app_sqlite.extensions["outside"].keys,
        )
    page = desk.get(f"/en/desk/slot/{slot}").text
    assert "nobody is told" in page
    assert 'value="cancel"' not in page
    to = {"local_start": "2026-03-02T11:00", "zone": "Europe/Zurich", "minutes": "60"}
    assert "Nobody will be told of a change." in act(desk, slot, act="preview-move", **to).text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "=1+1"}, "capacity"),
        ({"platform_address": "javascript:alert(1)"}, "platform_address"),
        ({"doors_minutes": "9999"}, "doors_minutes"),
    ],
)
def test_wrong_setting_points_at_its_field(
    desk: FlaskClient, slots: list[str], values: dict[str, str], field: str
) -> None:
    given = {"act": "edit", "capacity": "", "doors_minutes": "15", "platform_address": ""} | values
    answer = act(desk, slots[0], **given)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text


def test_cancel_revive_and_recording(desk: FlaskClient, slots: list[str]) -> None:
    assert act(desk, slots[0], act="cancel").status_code == 303
    assert "Hold it after all" in desk.get(f"/en/desk/slot/{slots[0]}").text
    assert act(desk, slots[0], act="revive", revision="2").status_code == 303


RECORDING = {
    "act": "recording",
    "recording_language": "fr",
    "recording_address": "https://example.org/r",
    "recording_revision": "0",
    "captions": ["ar", "fr"],
}


def test_recording_is_put_changed_and_taken_away(desk: FlaskClient, slots: list[str]) -> None:
    for _twice in range(2):
        assert act(desk, slots[0], **RECORDING).status_code == 303
    assert "https://example.org/r" in desk.get("/en/season/topic/").text
    page = desk.get(f"/en/desk/slot/{slots[0]}").text
    assert 'id="captions-fr-ar" value="ar" checked' in page
    assert '<option value="fr">' not in page
    late = act(desk, slots[0], **(RECORDING | {"recording_address": "https://example.org/late"}))
    assert late.status_code == 412
    assert 'value="https://example.org/late"' in late.text
    gone = RECORDING | {"recording_address": "", "recording_revision": "1"}
    assert act(desk, slots[0], **gone).status_code == 303
    assert "https://example.org/r" not in desk.get("/en/season/topic/").text


def test_refused_recording_keeps_what_was_typed(desk: FlaskClient, slots: list[str]) -> None:
    answer = act(desk, slots[0], **(RECORDING | {"recording_address": "javascript:alert(1)"}))
    assert answer.status_code == 422
    assert 'value="javascript:alert(1)"' in answer.text
    assert '<option value="fr" selected>' in answer.text
    assert 'id="captions--ar" value="ar" checked' in answer.text
    assert 'id="captions--en" value="en">' in answer.text


def test_ledger_and_people_tell_what_was_sent(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    with app_sqlite.app_context():
        tick_notices(app_sqlite, datetime.now(UTC))
        tick_outbox(app_sqlite, datetime.now(UTC))
    page = desk.get(f"/en/desk/slot/{slots[0]}/sent").text
    assert "Ada &lt;b&gt;Example&lt;/b&gt;" in page
    assert "Confirmation" in page
    assert "Sent" in page
    found = desk.get("/en/desk/people?text=ADA@example").text
    person = re.search(r'href="(/en/desk/person/\w+)"', found)
    assert person is not None
    page = desk.get(person[1]).text
    assert "ada@example.org" in page
    assert "Session topic" in page
    assert "Nobody is found." in desk.get("/en/desk/people?text=%25").text


def test_report_stands_at_the_desk(desk: FlaskClient, slots: list[str]) -> None:
    assert "Attendances" in desk.get("/en/desk/season/report").text
    assert desk.get("/en/desk/nothing/report").status_code == 404
    assert slots


@pytest.mark.usefixtures("slots")
def test_role_in_another_programme_sees_nothing_here(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_programme("other")
    client = sign_in(app_sqlite, client_sqlite, "organizer", programme="other")
    assert client.get("/en/desk/season/").status_code == 403
    assert client.get("/en/desk/other/").status_code == 200


def test_role_in_a_stream_sees_that_stream(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        programme = make_programme()
        ids = {}
        for name, stream in (("ours", programme.streams[0].id), ("theirs", None)):
            session = make_session(programme, name, stream_id=stream, state="draft")
            ids[name] = make_slot(session, BEGIN).id
            given = request_for(somebody(name=f"Person {name}"), ids[name], session=name)
            session.state = "published"
            db.session.commit()
            register(given, datetime.now(UTC), app_sqlite.extensions["outside"].keys)
    client = sign_in(app_sqlite, client_sqlite, "organizer", programme="season", stream="science")
    page = client.get("/en/desk/season/").text
    assert "Session ours" in page
    assert "Session theirs" not in page
    assert client.get(f"/en/desk/slot/{ids['ours']}").status_code == 200
    assert client.get(f"/en/desk/slot/{ids['theirs']}").status_code == 403
    assert client.get(f"/en/desk/slot/{ids['theirs']}/sent").status_code == 403
    report = client.get("/en/desk/season/report").text
    assert "Session ours" in report
    assert "Session theirs" not in report
    found = client.get("/en/desk/people?text=person").text
    assert "Person ours" in found
    assert "Person theirs" not in found


def test_ledger_comes_in_pages(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetings.queries.ledger.SIZE", 1)
    with app_sqlite.app_context():
        register(
            request_for(somebody(name="Second"), slots[0]),
            datetime.now(UTC),
            app_sqlite.extensions["outside"].keys,
        )
        tick_notices(app_sqlite, datetime.now(UTC))
        tick_outbox(app_sqlite, datetime.now(UTC))
    path = f"/en/desk/slot/{slots[0]}/sent"
    first, second = desk.get(path).text, desk.get(f"{path}?page=2").text
    assert ("Older" in first, "Newer" in first) == (True, False)
    assert ("Older" in second, "Newer" in second) == (False, True)
    assert ("Second" in first) != ("Second" in second)
    assert desk.get(f"{path}?page=nothing").status_code == 200


def test_somebody_who_got_no_mail_is_named_and_told_again(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    sent = f"/en/desk/slot/{slots[0]}/sent"
    page = desk.get(sent).text
    assert "Not told of the present time" in page
    found = re.search(r'href="(/en/desk/person/\w+)"', page)
    assert found is not None
    person = found[1]
    form = {"csrf_token": csrf(desk, person)}
    shown = re.search(r'name="registration"><option value="(\w+)"', desk.get(person).text)
    assert shown is not None
    form |= {"registration": shown[1], "email": "minister.example.org", "language": "fr"}
    wrong = desk.post(person, data=form)
    assert wrong.status_code == 422
    assert 'value="minister.example.org"' in wrong.text
    done = desk.post(person, data=form | {"email": "assistant@example.org"})
    assert (done.status_code, done.location) == (303, f"{person}?done=again#done")
    with app_sqlite.app_context():
        now = datetime.now(UTC)
        tick_notices(app_sqlite, now)
        tick_outbox(app_sqlite, now)
    page = desk.get(person).text
    assert "assistant@example.org" in page
    assert "Sent again" in page
    assert "Not told of the present time" not in desk.get(sent).text
    assert desk.post(person, data=form | {"registration": "nothing"}).status_code == 404


def test_sending_can_rest(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    form = {"csrf_token": csrf(desk, "/en/desk/mails")}
    assert desk.post("/en/desk/mails", data=form | {"act": "rest"}).status_code == 303
    assert "Nothing is sent since" in desk.get("/en/desk/mails").text
    desk.post("/en/desk/mails", data=form | {"act": "go_on"})
    assert "Mails leave as they fall due." in desk.get("/en/desk/mails").text


PHRASES = {"revision": "0", "subject": "Neu: {what}", "heading": "{title}", "lead": "Dear {name}, see you."}


def test_phrases_are_shown_sent_and_kept(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    path = "/en/desk/mails/moved/fr"
    form = {"csrf_token": csrf(desk, path)} | PHRASES
    page = desk.post(path, data=form | {"act": "preview"}).text
    assert "see you." in page
    assert "Ada &lt;b&gt;Example&lt;/ b&gt;" in page
    wrong = desk.post(path, data=form | {"act": "save", "lead": "Dear {nobody}"})
    assert wrong.status_code == 422
    assert "“{nobody}” is not known here." in wrong.text
    assert ">Dear {nobody}</textarea>" in wrong.text
    assert "Sent to your own address." in desk.post(path, data=form | {"act": "test"}).text
    (mail,) = (app_sqlite.config["INSTANCE"] / "mail").glob("*.eml")
    assert 'To: "Ada <b>Example</b>" <organizer@example.org>' in mail.read_text()
    assert desk.post(path, data=form | {"act": "save"}).status_code == 303
    assert 'value="Neu: {what}"' in desk.get(path).text
    assert desk.post(path, data=form | {"act": "save", "heading": "x"}).status_code == 412
    assert desk.post(path, data=form | {"act": "ours", "revision": "1"}).status_code == 303
    assert "Neu:" not in desk.get(path).text
    assert desk.get("/en/desk/mails/nothing/fr").status_code == 404


def test_mails_of_the_house_are_for_whoever_works_everywhere(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    client = sign_in(app_sqlite, client_sqlite, "organizer", programme="season")
    assert client.get("/en/desk/mails").status_code == 403
    assert "/desk/mails" not in client.get("/en/desk/season/").text


def test_times_that_moved_with_zone_data_are_listed(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    assert "Moved with the clocks" not in desk.get("/en/desk/season/").text
    with app_sqlite.app_context():
        derived_by_older_rules(slots[0], 1)
        assert follow_zone_data("one", datetime.now(UTC)) == 1
        db.session.remove()
    page = desk.get("/en/desk/season/").text
    assert "Moved with the clocks" in page
    assert f'<li><p><a href="/en/desk/slot/{slots[0]}">' in page
