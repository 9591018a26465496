"""The hour for programs: asking, moderating, and the list of speakers, each by the link that opens its page."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.api.live.shapes import HourListIn
from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import FloorStatement, Programme
from meetings.services.cop.entering import delegate_links
from meetings.services.live.floor_lists import ListGiven, set_list
from tests.api.test_api import both_sides, problem
from tests.cop import make_conference, make_delegation, make_meeting, make_nominee, make_state, segments_of
from tests.cop_files import pdf
from tests.factories import KEYS, make_programme, make_session, make_slot, register_somebody
from tests.panels import make_panelist, panel_link

API = "/api/v1"


def now() -> datetime:
    return datetime.now(UTC)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def moderator(of: Any, programme_id: int) -> dict[str, str]:
    link, token = panel_link(of, programme_id, KEYS)
    return bearer(token) | {"Device-Proof": proof_of(KEYS, link.bearer, 1, now())}


@pytest.fixture
def hour(app: Flask) -> dict[str, Any]:
    """Store a session that is on, two who registered, its moderator, and a speaker."""
    with app.app_context():
        programme = make_programme()
        session = make_session(programme)
        slot = make_slot(session, now() - timedelta(minutes=5)).id
        earlier = now() - timedelta(days=1)
        rosa, sam = (register_somebody(name=f"{one} Example", now=earlier) for one in ("Rosa", "Sam"))
        panel = {
            role: moderator(make_panelist(session, f"{role} Example", role=role), programme.id)
            for role in ("moderator", "speaker")
        }
        return panel | {"slot": slot, "rosa": bearer(rosa.token), "sam": bearer(sam.token)}


def test_question_is_asked_answered_and_read_by_who_asked(client: FlaskClient, hour: dict[str, Any]) -> None:
    own, theirs = (f"{API}/{one}/slots/{hour['slot']}/questions" for one in ("joins", "panels/me"))
    given = {"text": "How much is left?", "is_anonymous": True}
    asked = client.post(own, json=given, headers=hour["rosa"])
    assert asked.status_code == 201, asked.text
    assert [one["state"] for one in asked.json["mine"]] == ["new"]
    (one,) = client.get(theirs, headers=hour["moderator"]).json["items"]
    assert (one["question"], one["name"]) == ("How much is left?", "")
    path = f"{theirs}/{one['id']}"
    answer = {"state": "written", "answer": "A third.", "answer_language": "en"}
    problem(client.post(f"{path}/decide", json=answer, headers=hour["moderator"]), 428)
    seen = hour["moderator"] | {"If-Match": '"r1"'}
    decided = client.post(f"{path}/decide", json=answer, headers=seen)
    assert decided.status_code == 200, decided.text
    late = both_sides(client.post(f"{path}/decide", json=answer | {"answer": "No."}, headers=seen))
    assert (late["given"]["answer"], late["stored"]["answer"]) == ("No.", "A third.")
    late = both_sides(client.post(f"{path}/edit", json={"text": "How many?"}, headers=seen))
    assert (late["given"], late["stored"]["question"]) == ({"text": "How many?"}, "How much is left?")
    (mine,) = client.get(own, headers=hour["rosa"]).json["mine"]
    assert (mine["state"], mine["answer"]) == ("written", "A third.")
    assert client.get(own, headers=hour["sam"]).json["mine"] == []
    problem(client.get(theirs, headers=hour["speaker"]), 404)
    problem(client.post(own, json={"text": ""}, headers=hour["rosa"]), 422, "text")
    problem(client.post(own, json=given), 401)


def test_anybody_reads_how_an_hour_stands(client: FlaskClient, hour: dict[str, Any]) -> None:
    found = client.get(f"{API}/slots/{hour['slot']}/status").json
    assert (found["state"], found["delay_minutes"], found["speaking"]) == ("on", 0, None)
    problem(client.get(f"{API}/slots/nothing/status"), 404)


@pytest.fixture
def meeting(app: Flask) -> dict[str, Any]:
    """Store a meeting that is on, with an open list, delegates of two Parties, and its moderator."""
    with app.app_context():
        programme = make_conference()
        session = make_meeting(segments_of(programme)[0])
        slot = make_slot(session, now().replace(second=0, microsecond=0) - timedelta(minutes=5)).id
        chair = moderator(make_panelist(session, "Moderator Example", role="moderator"), programme.id)
        set_list(slot, ListGiven(is_open=True, is_shown=True), 0, now(), "user:1")
        found: dict[str, Any] = {"slot": slot, "chair": chair}
        programme = db.session.query(Programme).one()
        for code, name in (("KE", "Kenya"), ("GH", "Ghana")):
            one = make_nominee(
                make_delegation(programme, make_state(code, name)),
                *segments_of(programme),
                name=f"Delegate of {name}",
                state="accredited",
                rights="speaker",
            )
            links = delegate_links([one.id], now(), KEYS)
            found[name] = bearer(links[one.id, "join"].text)
        return found


def test_floor_is_asked_for_given_and_handed_on(client: FlaskClient, meeting: dict[str, Any]) -> None:
    own, chair = (f"{API}/{one}/slots/{meeting['slot']}/floor" for one in ("joins", "panels/me"))
    for name in ("Kenya", "Ghana"):
        asked = client.post(own, json={"kind": "party"}, headers=meeting[name])
        assert asked.status_code == 201, asked.text
    (mine,) = asked.json["mine"]
    assert (mine["is_mine"], mine["state"]) == (True, "listed")
    problem(client.post(own, json={"kind": "party"}, headers=meeting["Kenya"]), 409)
    shown = client.get(chair, headers=meeting["chair"]).json
    last = shown["waiting"][-1]
    up = {"up": True, "revision": last["revision"]}
    shifted = client.post(f"{chair}/{last['id']}/shift", json=up, headers=meeting["chair"])
    assert next(one["id"] for one in shifted.json["waiting"]) == last["id"]
    stale_shift = client.post(f"{chair}/{last['id']}/shift", json=up, headers=meeting["chair"])
    assert both_sides(stale_shift)["given"] == up
    held = HourListIn().load({"is_open": True})
    late = both_sides(client.put(chair, json=held, headers=meeting["chair"] | {"If-Match": '"r99"'}))
    assert (late["given"], late["stored"]["is_open"]) == (held, True)
    taken = client.get(chair, headers=meeting["chair"])
    given = client.post(f"{chair}/next", json={"turns": taken.json["turns"]}, headers=meeting["chair"])
    assert given.status_code == 200, given.text
    first = given.json["speaker"]["names"]["en"]
    stale = client.post(f"{chair}/next", json={"turns": taken.json["turns"]}, headers=meeting["chair"])
    problem(stale, 409)
    second = client.post(f"{chair}/next", json={"turns": given.json["turns"]}, headers=meeting["chair"])
    assert second.json["speaker"]["names"]["en"] != first
    seen = client.get(own, headers=meeting["Kenya"]).json
    assert seen["speaker"]["names"] == second.json["speaker"]["names"]
    problem(client.get(chair, headers=meeting["Kenya"]), 401)


def test_statement_is_sent_instead_with_a_receipt(
    app: Flask, client: FlaskClient, meeting: dict[str, Any]
) -> None:
    own = f"{API}/joins/slots/{meeting['slot']}/floor"
    for name, data in (
        ("Kenya", {"words": "Madam President, we agree.", "language": "en"}),
        ("Ghana", {"file": (io.BytesIO(pdf()), "statement.pdf"), "language": "en"}),
    ):
        (mine,) = client.post(own, json={"kind": "party"}, headers=meeting[name]).json["mine"]
        path = f"{own}/{mine['id']}"
        problem(client.post(f"{path}/statement", data={"language": "en"}, headers=meeting[name]), 422, "file")
        sent = client.post(f"{path}/statement", data=data, headers=meeting[name])
        assert sent.status_code == 200, sent.text
        assert len(sent.json["receipts"]) == 1
    with app.app_context():
        assert db.session.query(FloorStatement).count() == 2
    problem(client.post(f"{path}/withdraw", json={}, headers=meeting["Kenya"]), 404)
