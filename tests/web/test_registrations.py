"""Registering, changing and joining, as a person without JavaScript meets them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import Attendance, Notice, Person, Place, Registration
from meetings.services.links import give_link, link_token
from tests.factories import make_party, make_programme, make_session, make_slot

FORM = {
    "name": "Ada Example",
    "email": "ada@example.org",
    "country": "KE",
    "organization": "A ministry",
    "category": "government",
    "language": "fr",
    "zone": "Africa/Nairobi",
    "consent_recording": "y",
}
REGISTER = "/en/season/topic/register"


@pytest.fixture
def slots(app_sqlite: Flask) -> list[str]:
    """Store a session held twice, the day after tomorrow."""
    return store_topic(app_sqlite, timedelta(days=2))


def store_topic(app: Flask, ahead: timedelta, **changes: Any) -> list[str]:
    with app.app_context():
        make_party()
        session = make_session(make_programme(demonstration=True))
        begin = datetime.now(UTC).replace(second=0, microsecond=0) + ahead
        return [make_slot(session, begin + timedelta(hours=hours), **changes).id for hours in (0, 6)]


def register(client: FlaskClient, **changes: Any) -> str:
    answer = client.post(REGISTER, data=FORM | changes)
    assert answer.status_code == 200, answer.text
    return answer.text


def join_path(html: str) -> str:
    found = re.search(r'href="https://meetings.example.org(/en/join/[^"]+)"', html)
    assert found is not None
    return found[1]


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def me_path(app: Flask) -> str:
    with app.app_context():
        person = db.session.scalars(select(Person)).first()
        assert person is not None
        keys = app.extensions["outside"].keys
        link = give_link("me", f"person:{person.id}", datetime.now(UTC), keys)
        db.session.commit()
        return "/en/me/" + link_token(link, keys)


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_form_asks_what_it_must_in_each_language(client_sqlite: FlaskClient, lang: str) -> None:
    html = client_sqlite.get(f"/{lang}/season/topic/register").text
    for name in ("name", "email", "country", "organization", "category", "language", "consent_recording"):
        found = re.search(
            rf'<[^>]* id="([^"]+)"[^>]*name="{name}"|<[^>]*name="{name}"[^>]* id="([^"]+)"', html
        )
        identifier = name if found is None else found[1] or found[2]
        assert f'for="{identifier}"' in html
    assert html.count('name="slot"') == 2
    assert html.count(" checked") == 1
    assert re.search(r"<div hidden>.*?<input", html)


def test_answer_carries_the_right_to_enter(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    html = register(client_sqlite, slot=slots[1])
    path = join_path(html)
    code = re.search(r'<p class="code"><bdi dir="ltr">([a-z-]+)</bdi>', html)
    assert code is not None
    assert f'href="/calendars/me/{path.rpartition("/")[2]}.ics"' in html
    assert "/me/" not in html.replace("/calendars/me/", "")
    with app_sqlite.app_context():
        row = db.session.scalars(select(Registration)).one()
        assert (row.country, row.category, row.language, row.zone) == (
            "KE",
            "government",
            "fr",
            "Africa/Nairobi",
        )
        assert db.session.scalars(select(Place.slot_id)).one() == slots[1]
    assert client_sqlite.get(path).status_code == 200
    by_code = client_sqlite.post("/en/join", data={"code": code[1].upper().replace("-", " ")})
    assert (by_code.status_code, by_code.location) == (303, path)
    assert (
        client_sqlite.post("/en/join", data={"code": "https://x.example.org" + path + "."}).location == path
    )


def test_form_sent_twice_is_one_registration(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    assert register(client_sqlite, slot=slots[0]) == register(client_sqlite, slot=slots[0])
    assert (count(app_sqlite, Registration), count(app_sqlite, Notice)) == (1, 2)


def test_everything_wrong_comes_back_named_and_kept(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    wrong = {
        "name": "x" * 300,
        "email": "nobody",
        "country": "ke",
        "organization": "<script>alert(1)</script>",
    }
    answer = client_sqlite.post(REGISTER, data=FORM | wrong | {"slot": slots[1]})
    assert answer.status_code == 422
    html = answer.text
    assert 'id="error-summary"' in html
    assert re.findall(r'href="#(\w+)"', html[html.index("error-summary") :])[:3] == [
        "name",
        "email",
        "country",
    ]
    assert "x" * 300 in html
    assert 'value="nobody"' in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert re.search(rf'value="{slots[1]}" checked', html)
    assert "<title>Error:" in html
    assert count(app_sqlite, Person) == 0


@pytest.mark.usefixtures("slots")
def test_errors_are_in_the_readers_language(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.post("/ar/season/topic/register", data=FORM | {"name": ""})
    assert "هذا الحقل مطلوب." in answer.text


@pytest.mark.parametrize("zone", ["Mars/Base", "x\r\ny", "../../etc"])
def test_zone_that_is_none_is_refused_with_everything_kept(
    client_sqlite: FlaskClient, slots: list[str], zone: str
) -> None:
    answer = client_sqlite.post(REGISTER, data=FORM | {"zone": zone, "slot": slots[0]})
    assert answer.status_code == 422
    assert 'value="Ada Example"' in answer.text


def test_filled_trap_asks_once_more(app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]) -> None:
    answer = client_sqlite.post(REGISTER, data=FORM | {"website": "https://spam.example", "slot": slots[0]})
    assert answer.status_code == 422
    assert 'value="Ada Example"' in answer.text
    assert count(app_sqlite, Person) == 0


def test_full_session_answers_with_a_place_in_line(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    first, second = store_topic(app_sqlite, timedelta(days=2), capacity=1)
    register(client_sqlite, slot=first, name="First Example")
    register(client_sqlite, slot=second, name="Other Example")
    html = register(client_sqlite, slot=first, name="Second Example")
    assert "You are on the waiting list." in html
    assert "Your number in line: 1." in html
    assert "We write to you as soon as a seat is free." in client_sqlite.get(join_path(html)).text


def test_past_session_takes_nobody_and_says_so(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    slot, _other = store_topic(app_sqlite, timedelta(days=-3))
    assert client_sqlite.get(REGISTER).status_code == 409
    answer = client_sqlite.post(REGISTER, data=FORM | {"slot": slot})
    assert answer.status_code == 422
    assert "This time is over." in answer.text
    assert client_sqlite.get("/en/season/nowhere/register").status_code == 404
    assert client_sqlite.post("/en/season/nowhere/register", data=FORM).status_code == 404


def test_my_registrations_switch_and_cancel(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    register(client_sqlite, slot=slots[0])
    path = me_path(app_sqlite)
    with app_sqlite.app_context():
        registration = db.session.scalars(select(Registration.id)).one()
    page = client_sqlite.get(path).text
    assert "Ada Example" in page
    assert f'value="{slots[1]}"' in page
    answer = client_sqlite.post(path, data={"registration": registration, "act": "switch", "slot": slots[1]})
    assert answer.status_code == 303
    assert "Your time is changed." in client_sqlite.get(answer.location).text
    wrong = client_sqlite.post(path, data={"registration": registration, "act": "switch", "slot": "nothing"})
    assert wrong.status_code == 422
    assert 'id="error-summary"' in wrong.text
    answer = client_sqlite.post(path, data={"registration": registration, "act": "cancel"})
    assert "Your registration is cancelled." in client_sqlite.get(answer.location).text
    with app_sqlite.app_context():
        assert db.session.scalars(select(Place.state)).one() == "cancelled"


@pytest.mark.usefixtures("slots")
def test_nobody_changes_anothers_registration(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    register(client_sqlite)
    path = me_path(app_sqlite)
    register(client_sqlite, name="Other Example")
    with app_sqlite.app_context():
        other = db.session.scalars(select(Registration.id).order_by(Registration.person_id.desc())).first()
    answer = client_sqlite.post(path, data={"registration": other, "act": "cancel"})
    assert answer.status_code == 404
    with app_sqlite.app_context():
        assert db.session.scalars(select(Registration.ended_at)).all() == [None, None]


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("path", ["/en/me/{}", "/en/join/{}"])
def test_cut_and_foreign_links_are_refused(app_sqlite: Flask, client_sqlite: FlaskClient, path: str) -> None:
    html = register(client_sqlite)
    tokens = {"/en/me/{}": me_path(app_sqlite), "/en/join/{}": join_path(html)}
    token = tokens.pop(path).rpartition("/")[2]
    (other,) = tokens.values()
    assert client_sqlite.get(path.format(token)).status_code == 200
    assert client_sqlite.get(path.format(token + ".")).status_code == 200
    for wrong in (
        token[:-1],
        token[:-1] + "a" if token[-1] != "a" else token[:-1] + "b",
        other.rpartition("/")[2],
        "x",
    ):
        assert client_sqlite.get(path.format(wrong)).status_code == 404
        assert client_sqlite.post(path.format(wrong)).status_code == 404


def test_door_opens_a_quarter_of_an_hour_before(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    first, _second = store_topic(app_sqlite, timedelta(minutes=20))
    path = join_path(register(client_sqlite, slot=first))
    page = client_sqlite.get(path).text
    assert "data-until=" in page
    assert "Join now" not in page
    assert "platform.example.org" not in page
    early = client_sqlite.post(path, data={"slot": first})
    assert early.status_code == 409
    assert "It is not possible to join now." in early.text
    assert count(app_sqlite, Attendance) == 0


def test_entering_is_recorded_once_and_leads_on(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    first, _second = store_topic(app_sqlite, timedelta(minutes=10))
    path = join_path(register(client_sqlite, slot=first))
    page = client_sqlite.get(path).text
    assert "Join now" in page
    assert "platform.example.org" not in page
    assert "form-action 'self' https:" in client_sqlite.get(path).headers["Content-Security-Policy"]
    assert count(app_sqlite, Attendance) == 0
    for _time in range(2):
        answer = client_sqlite.post(path, data={"slot": first})
        assert (answer.status_code, answer.location) == (303, "https://platform.example.org/room")
    assert count(app_sqlite, Attendance) == 1


def test_missing_platform_address_is_said(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    first, _second = store_topic(app_sqlite, timedelta(minutes=10), platform_address=None)
    path = join_path(register(client_sqlite, slot=first))
    answer = client_sqlite.post(path, data={"slot": first})
    assert answer.status_code == 409
    assert "has not set the address" in answer.text


@pytest.mark.parametrize("code", ["", "nothing-such-code", "<script>", "x" * 5000, "a\r\nb"])
def test_unknown_code_comes_back(client_sqlite: FlaskClient, code: str) -> None:
    answer = client_sqlite.post("/en/join", data={"code": code})
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert "<script>" not in answer.text
