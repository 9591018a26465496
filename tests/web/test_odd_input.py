"""What people, programs and accidents put into open forms: each is taken or refused, and nothing breaks."""

import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Mailbox, Person, Place, Registration, Seats
from meetings.services.registrations import cancel, register
from tests.conftest import make_app
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot, request_for, somebody

REGISTER = "/en/season/topic/register"
FORM = {"name": "Ada Example", "email": "ada@example.org", "language": "en", "zone": "Africa/Nairobi"}
FIELDS = ("name", "email", "country", "organization", "category", "language", "zone")
STRANGE = {
    "a lone surrogate": "\ud800",
    "two lone surrogates": "\ud800\udfff\ud800",
    "zeros": "\0\0",
    "a zero": "a\0b@example.org",
    "300 letters": "x" * 300,
    "combining marks": "a" + "\u0301" * 120,
    "spaces": " \u3000\u00a0 ",
    "an override": "\u202eadA@example.org",
    "Null": "Null",
    "a line": "a\r\nBcc: b@example.org",
    "a number": 7,
    "nothing": None,
    "a list": ["a"],
}


@pytest.fixture
def slot(app: Flask) -> str:
    """Store a session of the day after tomorrow."""
    with app.app_context():
        make_party()
        session = make_session(make_programme())
        return make_slot(session, datetime.now(UTC) + timedelta(days=2)).id


def body_of(**person: Any) -> dict[str, Any]:
    return {"programme": "season", "session": "topic", "person": FORM | person}


@pytest.mark.usefixtures("slot")
def test_programs_get_an_answer_to_everything_strange(app: Flask, client: FlaskClient) -> None:
    wrong = {}
    for why, value in STRANGE.items():
        bodies = {field: body_of(**{field: value}) for field in FIELDS}
        bodies |= {
            name: body_of() | {name: value} for name in ("programme", "session", "slot", "slots", "consents")
        }
        for field, body in bodies.items():
            for head in ({}, {"Idempotency-Key": f"{field}-{list(STRANGE).index(why)}"}):
                status = client.post("/api/v1/registrations", json=body, headers=head).status_code
                if status not in (200, 201, 404, 422):
                    wrong[why, field] = status
    assert wrong == {}


@pytest.mark.parametrize("path", ["/api/v1/plan/slots", "/api/v1/registrations"])
def test_bodies_that_cannot_be_read_are_refused(client: FlaskClient, path: str) -> None:
    nested = ['{"zone":' * depth + '"\\u0041"' + "}" * depth for depth in (40, 500, 900, 990, 100_000)]
    bodies = ["[" * 100_000, '{"audience":' + "[" * 980 + "]" * 980 + "}", *nested]
    bodies += [
        '{"minutes":' + "9" * 5000 + "}",
        '{"minutes":-' + "9" * 5000 + ', "zone": "\\u0041"}',
        "{",
        "\xff",
    ]
    answers = [client.post(path, data=body, content_type="application/json") for body in bodies]
    assert {(one.status_code, one.content_type) for one in answers} == {(400, "application/problem+json")}


@pytest.mark.parametrize("path", ["/api/v1/plan/slots", "/api/v1/registrations"])
def test_bodies_without_end_are_refused_unread(client: FlaskClient, path: str) -> None:
    for body in ('{"zone": "' + "x" * 3_000_000 + '"}', "[" + "1," * 1_500_000 + "1]"):
        answer = client.post(path, data=body, content_type="application/json")
        assert (answer.status_code, answer.json["title"]) == (413, "request_entity_too_large")


@pytest.mark.usefixtures("slot")
def test_forms_answer_everything_strange(app: Flask, client: FlaskClient) -> None:
    wrong = {}
    for why, value in STRANGE.items():
        typed = str(value).encode("utf-8", "surrogatepass")
        for path in (REGISTER, "/en/link", "/en/join", "/en/me/x", "/en/stop/x", "/en/join/x", "/en/zone"):
            for field in (*FIELDS, "slot", "consent_list", "made", "code", "act", "back"):
                form = {key: text.encode() for key, text in FORM.items()} | {field: typed}
                status = client.post(path, data=form).status_code
                if status not in (200, 303, 404, 422):
                    wrong[why, path, field] = status
    assert wrong == {}


@pytest.mark.parametrize(
    "path",
    [
        "/en/%00/",
        "/en/season/%00/",
        "/en/season/%00/register",
        "/en/me/%00",
        "/en/join/%00",
        "/en/stop/%ED%A0%80",
        "/calendars/%00.ics",
        "/calendars/me/%00.ics",
        "/api/v1/programmes/%00",
        "/api/v1/registrations/%00",
    ],
)
def test_addresses_with_zeros_lead_nowhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (401, 404)
    assert client.post(path).status_code in (401, 404, 405)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("x" * 200, 200),
        ("x" * 201, 422),
        ("a" + "\u0301" * 120, 200),
        (" \u3000 ", 422),
        ("Ada\u202eelpmaxE", 200),
        ("Null", 200),
        ("None", 200),
        ("'; DROP TABLE people; --", 200),
        ("O\u2019Brien \u0645\u062d\u0645\u062f 王", 200),
    ],
)
@pytest.mark.usefixtures("slot")
def test_names_are_kept_as_written_or_come_back(
    app: Flask, client: FlaskClient, name: str, status: int
) -> None:
    answer = client.post(REGISTER, data=FORM | {"name": name})
    assert answer.status_code == status
    with app.app_context():
        assert list(db.session.scalars(select(Person.name))) == (
            [unicodedata.normalize("NFC", name)] if status == 200 else []
        )
    if status == 422:
        assert 'value="ada@example.org"' in answer.text


@pytest.mark.usefixtures("slot")
def test_addresses_with_plus_and_other_scripts_are_folded_right(app: Flask, client: FlaskClient) -> None:
    for email in (
        "ada+un@Example.org",
        "ADA+UN@example.org",
        "ada@Bücher.example",
        "ada@xn--bcher-kva.example",
    ):
        assert client.post(REGISTER, data=FORM | {"email": email}).status_code == 200
    with app.app_context():
        rows = db.session.execute(select(Mailbox.address, Mailbox.address_key, Mailbox.domain)).all()
        assert sorted(tuple(row) for row in rows) == [
            ("ada+un@Example.org", "ada+un@example.org", "example.org"),
            ("ada@Bücher.example", "ada@xn--bcher-kva.example", "xn--bcher-kva.example"),
        ]
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 2


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run acts at the same moment, each in a thread."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_form_sent_twice_to_two_servers_is_one_registration(
    app: Flask, store: str, tmp_path: Path, slot: str
) -> None:
    other = make_app(store, tmp_path)
    posts = [
        lambda one=one: one.test_client().post(REGISTER, data=FORM | {"slot": slot})
        for one in (app, other) * 4
    ]
    answers = at_once(posts)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
        assert db.session.get_one(Seats, (slot, "online")).taken == 1
    with other.app_context():
        db.engine.dispose()


def test_registering_while_cancelling_ends_in_one_of_both(app: Flask, slot: str) -> None:
    person, now = somebody(), datetime.now(UTC)

    def registers() -> None:
        with app.app_context():
            register(request_for(person, slot), now, KEYS)

    def cancels() -> None:
        with app.app_context():
            for one in db.session.scalars(
                select(Registration.id).where(Registration.ended_at.is_(None))
            ).all():
                cancel(one, now, "person")

    registers()
    for _round in range(10):
        at_once([registers, cancels, registers])
    with app.app_context():
        standing = db.session.scalar(
            select(func.count()).select_from(Registration).where(Registration.ended_at.is_(None))
        )
        held = db.session.scalar(select(func.count()).select_from(Place).where(Place.state == "confirmed"))
        assert standing in (0, 1)
        assert held == standing == db.session.get_one(Seats, (slot, "online")).taken


@pytest.mark.usefixtures("slot")
@pytest.mark.parametrize(
    "cookie", ["Mars/Base", "", '"', "../../etc/passwd", "%00", "x" * 3000, "Africa/Nairobi\xff"]
)
def test_unknown_zone_in_the_cookie_is_the_programmes(client: FlaskClient, cookie: str) -> None:
    head = {"Cookie": f"zone={cookie}; lang=xx; language=%00"}
    for path in ("/en/season/", REGISTER, "/en/link", "/en/join"):
        answer = client.get(path, headers=head)
        assert answer.status_code == 200
    assert "Geneva" in client.get("/en/season/", headers=head).text
    assert client.get("/", headers=head | {"Accept-Language": "xx, *;q=0"}).location == "/en/"


@pytest.mark.usefixtures("slot")
def test_unknown_zone_asked_for_is_said(client: FlaskClient) -> None:
    answer = client.get("/en/season/?zone=Mars/Base")
    assert answer.status_code == 200
    assert "We do not know the time zone" in answer.text
    assert client.get("/en/season/?zone=Mars/Base%00").status_code == 404


@pytest.mark.usefixtures("slot")
def test_half_a_letter_is_refused_by_the_name_of_its_field(client: FlaskClient) -> None:
    for field in FIELDS:
        answer = client.post("/api/v1/registrations", json=body_of(**{field: "a\ud800"}))
        assert (answer.status_code, answer.get_json()["field"]) == (422, f"person.{field}")
    answer = client.post("/api/v1/registrations", json=body_of() | {"slots": ["x", "\0"]})
    assert (answer.status_code, answer.get_json()["field"]) == (422, "slots")
    face = client.post("/api/v1/registrations", json=body_of(name="Ada \U0001f600"))
    assert face.status_code == 201
