"""A panel by the token of its link: nothing before the device is proved, then all that the page does."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings.domain.devices import device_code, proof_of
from meetings.extensions import db
from meetings.models import Attendance, Panelist
from meetings.models.devices import DeviceCode
from tests.api.test_api import both_sides, problem, tag
from tests.cop_files import pdf
from tests.factories import KEYS, make_programme, make_session, make_slot
from tests.panels import make_assistant, make_panelist, panel_link
from tests.pictures import jpeg

ME = "/api/v1/panels/me"
PANEL = f"{ME}/panels/topic"


class Program:
    """A program with the token of a panel's link and, once it has it, the proof of a device."""

    def __init__(self, app: Flask, token: str, bearer: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.head = {"Authorization": f"Bearer {token}"}
        self.bearer = bearer

    def prove(self) -> "Program":
        """Have the proof that a code gives."""
        self.head["Device-Proof"] = proof_of(KEYS, self.bearer, 1, datetime.now(UTC))
        return self

    def ask(self, method: str, path: str, **sent: Any) -> TestResponse:
        """Ask with the token, and the proof."""
        head = self.head | sent.pop("headers", {})
        if method in ("POST", "PUT") and not sent:
            sent["json"] = {}
        return self.client.open(f"{ME}{path}", method=method, headers=head, **sent)


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """Store a session with a speaker who has an assistant, an interpreter, and somebody on another panel."""
    with app.app_context():
        programme = make_programme()
        topic = make_session(programme)
        slot = make_slot(topic, datetime.now(UTC) + timedelta(minutes=5))
        rosa = make_panelist(topic, "Rosa Example", email="rosa@example.org", state="invited")
        people = {
            "rosa": rosa,
            "voice": make_panelist(topic, "Vera Example", role="interpreter", state="invited"),
            "other": make_panelist(make_session(programme, "other"), "Otto Example"),
            "sam": make_assistant(rosa, programme.id),
        }
        found: dict[str, Any] = {"slot": slot.id}
        for name, row in people.items():
            link, token = panel_link(row, programme.id, KEYS)
            found[name] = Program(app, token, link.bearer)
        return found


def test_nothing_is_told_before_the_device_is_proved(world: dict[str, Any]) -> None:
    rosa: Program = world["rosa"]
    assert rosa.ask("GET", "").json == {"programme": "season", "is_assistant": False, "is_proved": False}
    brief = f"/slots/{world['slot']}/brief"
    for path in ("/panels", "/panels/topic", "/about", "/letters", "/assistants", "/proposals", brief):
        problem(rosa.ask("GET", path), 401)
    problem(rosa.ask("POST", "/panels/topic/answer", json={"answer": "confirmed"}), 401)
    rosa.head["Device-Proof"] = proof_of(KEYS, world["other"].bearer, 1, datetime.now(UTC))
    problem(rosa.ask("GET", "/panels"), 401)


def test_code_from_the_mail_proves_the_device_after_few_tries(app: Flask, world: dict[str, Any]) -> None:
    rosa: Program = world["rosa"]
    assert rosa.ask("POST", "/device-codes").status_code == 204
    problem(rosa.ask("POST", "/devices", json={"code": "bafu-miko-sera"}), 422, "code")
    with app.app_context():
        row = db.session.get_one(DeviceCode, rosa.bearer)
        code = device_code(KEYS, rosa.bearer, 1, row.number)
    done = rosa.ask("POST", "/devices", json={"code": code})
    assert done.status_code == 201, done.text
    rosa.head["Device-Proof"] = done.json["proof"]
    assert rosa.ask("GET", "").json["is_proved"] is True
    assert rosa.ask("GET", "/panels").json["name"] == "Rosa Example"
    problem(rosa.ask("POST", "/devices", json={"code": code}), 422, "code")
    for _time in range(9):
        last = rosa.ask("POST", "/devices", json={"code": "wrong"})
    assert last.status_code == 429


def test_speaker_answers_and_says_how_they_are_printed(app: Flask, world: dict[str, Any]) -> None:
    rosa: Program = world["rosa"].prove()
    (one,) = rosa.ask("GET", "/panels").json["items"]
    assert (one["session"], one["answer"], one["roles"]) == ("topic", "invited", ["speaker"])
    answered = rosa.ask("POST", "/panels/topic/answer", json={"answer": "confirmed", "words": "Gladly."})
    assert (answered.json["answer"], answered.json["words"]) == ("confirmed", "")
    shown = rosa.ask("GET", "/panels/topic")
    printed = {"function": "Director", "organization": "Agency of Examples"}
    problem(rosa.ask("PUT", "/panels/topic/printed", json=printed), 428)
    kept = rosa.ask("PUT", "/panels/topic/printed", json=printed, headers=tag(shown))
    assert kept.json["organization"] == "Agency of Examples"
    stale = rosa.ask("PUT", "/panels/topic/printed", json={"function": "Else"}, headers=tag(shown))
    assert (stale.status_code, stale.get_json(force=True)["stored"]["function"]) == (412, "Director")
    said = {"slot": world["slot"], "release": "parts", "parts": ["1:20-3:05"]}
    said["revision"] = kept.json["times"][0]["release"]["revision"]
    released = rosa.ask("POST", "/panels/topic/release", json=said)
    assert released.json["times"][0]["release"]["parts"] == [[80, 185]]
    problem(rosa.ask("POST", "/panels/other/answer", json={"answer": "confirmed"}), 404)
    with app.app_context():
        assert {one.state for one in db.session.query(Panelist).filter_by(role="speaker")} == {"confirmed"}


def test_somebody_is_proposed_and_an_assistant_added_and_taken_away(world: dict[str, Any]) -> None:
    rosa: Program = world["rosa"].prove()
    given = {"name": "Kofi Example", "email": "kofi@example.org", "words": "She measured it."}
    (proposed,) = rosa.ask("POST", "/panels/topic/proposals", json=given).json["items"]
    assert (proposed["name"], proposed["state"]) == ("Kofi Example", "open")
    added = rosa.ask("POST", "/assistants", json={"name": "Mia Example", "email": "mia@example.org"})
    assert sorted(one["name"] for one in added.json["items"]) == ["Mia Example", "Sam Example"]
    sam = next(one["id"] for one in added.json["items"] if one["name"] == "Sam Example")
    helper: Program = world["sam"].prove()
    assert helper.ask("GET", "/assistants").json == {"items": [], "next": None}
    refused = helper.ask("POST", "/assistants", json={"name": "A", "email": "a@example.org"})
    problem(refused, 403)
    problem(helper.ask("POST", f"/slots/{world['slot']}/brief/enter"), 403)
    rosa.ask("POST", f"/assistants/{sam}/end")
    problem(helper.ask("GET", "/panels"), 401)


def test_papers_are_kept_and_given_back(world: dict[str, Any]) -> None:
    rosa: Program = world["rosa"].prove()
    before = rosa.ask("GET", "/about")
    about = {"biography": {"en": "Rosa measures air."}, "may_print": True}
    said = rosa.ask("PUT", "/about", json=about, headers=tag(before))
    assert (said.json["biography"], said.json["may_print"]) == ({"en": "Rosa measures air."}, True)
    data = {"photo": (io.BytesIO(jpeg()), "me.jpg")}
    with_photo = rosa.ask("PUT", "/about/photo", data=data, headers=tag(said))
    assert (with_photo.json["has_photo"], with_photo.json["biography"]) == (True, about["biography"])
    data = {"photo": (io.BytesIO(jpeg()), "me.jpg")}
    late = both_sides(rosa.ask("PUT", "/about/photo", data=data, headers=tag(before)))
    assert (late["given"], late["stored"]) == ({"photo": "me.jpg"}, with_photo.json)
    assert rosa.ask("GET", "/about/photo").data.startswith(b"\xff\xd8")
    hours = {"when": "0", "first": "9:00", "last": "12:00", "zone": "Africa/Accra"}
    (line,) = rosa.ask("POST", "/availability", json=hours).json["items"]
    assert (line["weekday"], line["first"], line["can"]) == (0, 540, False)
    problem(rosa.ask("POST", "/availability", json=hours | {"zone": "Mars"}), 422, "zone")
    assert rosa.ask("POST", f"/availability/{line['id']}/take-back").json == {"items": [], "next": None}
    rosa.ask("POST", "/panels/topic/answer", json={"answer": "confirmed"})
    made = rosa.ask("POST", "/letters", json={"kind": "invitation", "language": "fr"})
    assert made.status_code == 201, made.text
    (letter,) = made.json["items"]
    assert rosa.ask("GET", f"/letters/{letter['code']}/file").data.startswith(b"%PDF")
    problem(world["other"].prove().ask("GET", f"/letters/{letter['code']}/file"), 404)


def test_slides_are_brought_replaced_and_given_back(world: dict[str, Any]) -> None:
    rosa: Program = world["rosa"].prove()
    form = {"title": "Mercury in soil", "language": "en", "audience": "public"}

    def file() -> dict[str, Any]:
        return {"file": (io.BytesIO(pdf()), "soil.pdf")}

    brought = rosa.ask("POST", "/panels/topic/slides", data=form | file())
    assert brought.status_code == 201, brought.text
    (one,) = brought.json["items"]
    path = f"/panels/topic/slides/{one['id']}"
    problem(rosa.ask("POST", path, data=file()), 428)
    seen = {"If-Match": f'"r{one["revision"]}"'}
    replaced = rosa.ask("POST", path, data=file(), headers=seen).json["items"][0]
    assert [each["number"] for each in replaced["versions"]] == [2, 1]
    assert replaced["title"] == {"en": "Mercury in soil"}
    late = both_sides(rosa.ask("POST", path, data={"audience": "public"} | file(), headers=seen))
    assert (late["given"], late["stored"]) == ({"audience": "public"}, replaced)
    assert rosa.ask("GET", f"{path}/1").data == pdf()
    problem(rosa.ask("GET", f"{path}/x"), 404)
    problem(rosa.ask("POST", "/panels/topic/slides", data=form), 422, "file")
    odd = form | {"title": "a\0b"} | file()
    problem(rosa.ask("POST", "/panels/topic/slides", data=odd), 422, "title")
    problem(world["other"].prove().ask("GET", f"{path}/1"), 404)


def test_interpreter_answers_and_whoever_is_on_the_panel_enters(app: Flask, world: dict[str, Any]) -> None:
    voice: Program = world["voice"].prove()
    brief = f"/slots/{world['slot']}/brief"
    shown = voice.ask("GET", brief).json
    assert (shown["roles"], shown["answer"], shown["is_open"]) == (["interpreter"], "invited", True)
    assert voice.ask("POST", f"{brief}/answer", json={"answer": "confirmed"}).json["answer"] == "confirmed"
    entered = voice.ask("POST", f"{brief}/enter")
    assert entered.json["url"] == "https://platform.example.org/room"
    problem(world["rosa"].prove().ask("POST", f"{brief}/answer", json={"answer": "confirmed"}), 404)
    problem(world["other"].prove().ask("GET", brief), 404)
    with app.app_context():
        assert db.session.query(Attendance).count() == 1


def test_afterwards_nothing_is_counted_before_it_is_over(world: dict[str, Any]) -> None:
    found = world["rosa"].prove().ask("GET", "/panels/topic/afterwards").json
    assert (found["is_over"], found["counts"], found["certificate"]) == (False, {}, None)
    problem(world["rosa"].ask("POST", "/panels/topic/certificate"), 409)
    problem(world["rosa"].ask("GET", "/panels/topic/certificate/file"), 404)
