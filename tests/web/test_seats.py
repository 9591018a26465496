"""A full time and its twin, online and in the room, and the number in line, as people without JavaScript meet them."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import Person, Place, Registration, Seats, Slot
from meetings.services.registrations import cancel
from meetings.services.slots import edit
from tests.web.test_desk import sign_in
from tests.web.test_registrations import FORM, REGISTER, count, me_path, store_topic

NAMES = ("Ada Example", "Bea Example", "Cyd Example", "Dot Example")


@pytest.fixture
def slots(app_sqlite: Flask) -> list[str]:
    """Store a session held twice, with one seat each."""
    return store_topic(app_sqlite, timedelta(days=5), capacity=1)


def set_up(app: Flask, slot_id: str, **values: Any) -> None:
    with app.app_context():
        revision = db.session.get_one(Slot, slot_id).revision
        edit(slot_id, values, revision, datetime.now(UTC), "organizer")


def send(client: FlaskClient, name: str, **changes: Any) -> Any:
    return client.post(REGISTER, data=FORM | {"name": name, "wait": ""} | changes)


def forms(html: str) -> list[tuple[dict[str, list[str]], str]]:
    """Give what each form of a page would send, and the words of its button."""
    found = []
    for form in re.findall(r'<form method="post".*?</form>', html, re.S):
        values: dict[str, list[str]] = {}
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
            values.setdefault(name, []).append(unescape(value))
        button = re.search(r"<button[^>]*>(.*?)</button>", form, re.S)
        assert button is not None
        found.append((values, button[1].strip()))
    return found


def places(app: Flask) -> dict[str, tuple[str, str, str]]:
    """Give slot, way and state of each person's place."""
    with app.app_context():
        rows = db.session.execute(
            select(Person.name, Place.slot_id, Place.mode, Place.state)
            .join(Registration, Registration.person_id == Person.id)
            .join(Place, Place.registration_id == Registration.id)
        )
        return {row[0]: (row[1], row[2], row[3]) for row in rows}


def test_full_time_proposes_the_twin_and_keeps_everything(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    send(client_sqlite, NAMES[0], slot=slots[0])
    page = client_sqlite.get(REGISTER).text
    assert "Full: you can join the waiting list." in page
    assert re.search(rf'value="{slots[1]}" checked', page)
    evil = "<script>alert(1)</script>"
    asked = send(client_sqlite, NAMES[1], slot=slots[0], organization=evil)
    assert asked.status_code == 409
    assert "This time is full" in asked.text
    assert "You are not registered yet." in asked.text
    assert evil not in asked.text
    assert count(app_sqlite, Person) == 1
    (other, take), (wait, stay), (back, again) = forms(asked.text)
    assert (take, stay, again) == ("Take the other time", "Wait for this time", "Back to the form")
    for values in (other, wait, back):
        assert values["organization"] == [evil]
        assert values["consent_recording"] == ["y"]
    form = client_sqlite.post(REGISTER, data=back)
    assert form.status_code == 200
    assert 'value="Bea Example"' in form.text
    assert re.search(rf'value="{slots[0]}" checked', form.text)
    done = client_sqlite.post(REGISTER, data=other)
    assert "You are registered." in done.text
    assert places(app_sqlite)[NAMES[1]] == (slots[1], "online", "confirmed")


def test_who_waits_all_the_same_is_told_where_seats_are(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    send(client_sqlite, NAMES[0], slot=slots[0])
    _other, (wait, _words), _back = forms(send(client_sqlite, NAMES[1], slot=slots[0]).text)
    done = client_sqlite.post(REGISTER, data=wait)
    assert "Your number in line: 1." in done.text
    assert "At the other time seats are free" in done.text
    assert places(app_sqlite)[NAMES[1]] == (slots[0], "online", "waiting")
    again = client_sqlite.post(REGISTER, data=wait)  # pressed twice
    assert "Your number in line: 1." in again.text
    assert count(app_sqlite, Registration) == 2


def test_twin_that_filled_up_meanwhile_makes_them_wait_there(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    send(client_sqlite, NAMES[0], slot=slots[0])
    (other, _take), _wait, _back = forms(send(client_sqlite, NAMES[1], slot=slots[0]).text)
    send(client_sqlite, NAMES[2], slot=slots[1])
    done = client_sqlite.post(REGISTER, data=other)
    assert "You are on the waiting list." in done.text
    assert places(app_sqlite)[NAMES[1]] == (slots[1], "online", "waiting")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_question_is_asked_in_each_language(client_sqlite: FlaskClient, slots: list[str], lang: str) -> None:
    send(client_sqlite, NAMES[0], slot=slots[0])
    path = REGISTER.replace("/en/", f"/{lang}/")
    asked = client_sqlite.post(path, data=FORM | {"name": NAMES[1], "slot": slots[0], "wait": ""})
    assert (asked.status_code, len(forms(asked.text))) == (409, 3)


def test_form_asks_for_the_way_only_where_there_is_one(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    assert 'name="mode"' not in client_sqlite.get(REGISTER).text
    set_up(app_sqlite, slots[0], room_capacity=1)
    page = client_sqlite.get(REGISTER).text
    assert page.count('name="mode"') == 2
    assert re.search(r'value="online" checked', page)
    assert "Held online and in a room." in page
    wrong = send(client_sqlite, NAMES[0], slot=slots[1], mode="room")
    assert wrong.status_code == 422
    assert "This time is not held in a room." in wrong.text
    assert re.search(r'value="room" checked', wrong.text)
    assert send(client_sqlite, NAMES[0], slot=slots[0], mode="carrier pigeon").status_code == 422
    done = send(client_sqlite, NAMES[0], slot=slots[0], mode="room")
    assert "You take part in the room." in done.text
    assert "You take part online." in send(client_sqlite, NAMES[1], slot=slots[0]).text
    assert places(app_sqlite)[NAMES[0]] == (slots[0], "room", "confirmed")


def test_full_room_proposes_to_take_part_online(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    set_up(app_sqlite, slots[0], room_capacity=1)
    send(client_sqlite, NAMES[0], slot=slots[0], mode="room")
    asked = forms(send(client_sqlite, NAMES[1], slot=slots[0], mode="room").text)
    assert [words for _values, words in asked] == [
        "Take part online",
        "Wait for this time",
        "Back to the form",
    ]
    client_sqlite.post(REGISTER, data=asked[0][0])
    assert places(app_sqlite)[NAMES[1]] == (slots[0], "online", "confirmed")


def test_my_registrations_say_the_number_and_why_it_changed(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    for name in NAMES[1:]:
        send(client_sqlite, name, slot=slots[0], wait=slots[0])
    send(client_sqlite, NAMES[0], slot=slots[0], wait=slots[0])  # the first of the table is the last in line
    page = client_sqlite.get(_me(app_sqlite, NAMES[0])).text
    assert "Your number in line: 3. 2 people are before you." in page
    assert "At the other time seats are free." in page
    with app_sqlite.app_context():
        leaving = db.session.scalars(
            select(Registration.id).join(Person).where(Person.name.in_(NAMES[2:])).order_by(Person.name)
        ).all()
    with app_sqlite.app_context():
        cancel(leaving[0], datetime.now(UTC), "person")
    page = client_sqlite.get(_me(app_sqlite, NAMES[0])).text
    assert "Your number in line: 2. 1 person is before you. Your number at first: 3." in page
    with app_sqlite.app_context():
        cancel(leaving[1], datetime.now(UTC), "person")
    page = client_sqlite.get(_me(app_sqlite, NAMES[0])).text
    assert "Your number in line: 1. You are the next to get a seat." in page


def _me(app: Flask, name: str) -> str:
    from meetings.services.links import give_link, link_token

    with app.app_context():
        person = db.session.scalars(select(Person.id).where(Person.name == name)).one()
        keys = app.extensions["outside"].keys
        link = give_link("me", f"person:{person}", datetime.now(UTC), keys)
        db.session.commit()
        return "/en/me/" + link_token(link, keys)


def test_person_changes_the_way_and_keeps_their_seat_where_the_other_is_full(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    set_up(app_sqlite, slots[0], room_capacity=1)
    send(client_sqlite, NAMES[0], slot=slots[0])
    path = me_path(app_sqlite)
    with app_sqlite.app_context():
        registration = db.session.scalars(select(Registration.id)).one()
    page = client_sqlite.get(path).text
    assert f'value="{slots[0]}:room"' in page
    assert f'value="{slots[1]}"' in page
    typed = {"registration": registration, "act": "switch", "slot": f"{slots[0]}:room"}
    assert client_sqlite.post(path, data=typed).status_code == 303
    assert "Registered.</strong> You take part in the room." in client_sqlite.get(path).text
    send(client_sqlite, NAMES[1], slot=slots[0])
    back = client_sqlite.post(path, data=typed | {"slot": f"{slots[0]}:online"})
    assert back.status_code == 409
    assert "No seat is free there now. You keep what you have." in back.text
    assert places(app_sqlite)[NAMES[0]] == (slots[0], "room", "confirmed")
    ((values, words), *_rest) = forms(back.text)
    assert words == "Give it up and wait there"
    assert client_sqlite.post(path, data=values | {"act": "switch"}).status_code == 303
    assert places(app_sqlite)[NAMES[0]] == (slots[0], "online", "waiting")


def test_join_page_and_calendar_say_the_way(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    set_up(app_sqlite, slots[0], has_room=True)
    html = send(client_sqlite, NAMES[0], slot=slots[0], mode="room", language="en").text
    found = re.search(r"/en/join/([^\"]+)\"", html)
    assert found is not None
    assert "You take part in the room." in client_sqlite.get(f"/en/join/{found[1]}").text
    entry = client_sqlite.get(f"/calendars/me/{found[1]}.ics").text.replace("\r\n ", "")
    assert "LOCATION:In the room\\, Geneva" in entry
    assert "DESCRIPTION:In the room\\n" in entry


# The desk.


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Sign an organizer in."""
    return sign_in(app_sqlite, client_sqlite, "organizer")


def preview(desk: FlaskClient, app: Flask, slot_id: str, **typed: str) -> str:
    """Press the first button of the form, and give the words of the page."""
    with app.app_context():
        revision = db.session.get_one(Slot, slot_id).revision
    page = desk.get(f"/en/desk/slot/{slot_id}").text
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert csrf is not None
    form = {"csrf_token": csrf[1], "revision": str(revision), "doors_minutes": "15", "act": "preview-edit"}
    form |= {"platform_address": "https://platform.example.org/room", "capacity": ""} | typed
    answer = desk.post(f"/en/desk/slot/{slot_id}", data=form, headers={"Referer": "https://localhost/"})
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))


@pytest.mark.parametrize(
    ("present", "waiting", "typed", "words"),
    [
        (2, 0, "1", "Seats held: 2, waiting: 0. With the limit at 1 nobody loses a seat; the next 1 seat"),
        (
            2,
            0,
            "0",
            "the next 2 seats that become free are not passed on. Whoever registers now gets a number",
        ),
        (
            2,
            1,
            "3",
            "Seats held: 2, waiting: 1. Number 1 in line moves up. Whoever registers now gets a number",
        ),
        (
            2,
            2,
            "9",
            "Numbers 1 to 2 in line move up. 5 seats are free; once they are taken, people get a number",
        ),
        (
            2,
            2,
            "3",
            "Number 1 in line moves up. 1 person goes on waiting. Whoever registers now gets a number",
        ),
        (2, 2, "", "Numbers 1 to 2 in line move up. Without a limit everybody gets a seat at once."),
        (2, 0, "", "Seats held: 2, waiting: 0. Without a limit everybody gets a seat at once."),
        (
            None,
            0,
            "4",
            "Seats held: 2, waiting: 0. 2 seats are free; once they are taken, people get a number",
        ),
        (None, 0, "2", "Seats held: 2, waiting: 0. Whoever registers now gets a number in line."),
    ],
)
def test_desk_says_what_a_limit_does_before_it_is_set(
    app_sqlite: Flask, desk: FlaskClient, present: int | None, waiting: int, typed: str, words: str
) -> None:
    slot, _other = store_topic(app_sqlite, timedelta(days=5), capacity=present)
    for number in range(2 + waiting):
        send(desk, f"Person {number}", slot=slot, wait=slot)
    assert words in preview(desk, app_sqlite, slot, capacity=typed)
    with app_sqlite.app_context():
        assert db.session.get_one(Seats, (slot, "online")).capacity == present


def test_desk_opens_sets_and_closes_the_room(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    shown = preview(desk, app_sqlite, slots[0], capacity="1", has_room="y", room_capacity="20")
    assert re.search(r"Seats in the room\s+Stored now\s+no room\s+After this\s+20", shown)
    assert "The form asks from now on whether people take part online or in the room." in shown
    set_up(app_sqlite, slots[0], has_room=True, room_capacity=20)
    assert "In the room: Registered: 0" in preview(desk, app_sqlite, slots[0], capacity="x")
    shown = preview(desk, app_sqlite, slots[0], capacity="1", had_room="y", has_room="y", room_capacity="5")
    assert "In the room: Seats held: 0, waiting: 0. 5 seats are free" in shown
    send(desk, NAMES[0], slot=slots[0], mode="room")
    shown = preview(desk, app_sqlite, slots[0], capacity="1", had_room="y", room_capacity="20")
    assert "The room cannot be closed. Seats held: 1, waiting: 0." in shown
    assert "In the room: 1" in re.sub(r"<[^>]+>", " ", desk.get("/en/desk/season/").text)
