"""Languages at the desk and in public: asked for, confirmed, taken back; what a season lacks; interpreters."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import LanguageService, Person, Session, Slot
from meetings.services.live import interpretation as services
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody
from tests.panels import make_panelist
from tests.run_sheets import make_service
from tests.web.test_desk import csrf, sign_in

DAY = timedelta(days=1)
BEGIN = NOW + 5 * DAY


@pytest.fixture
def slot_id(app: Flask) -> str:
    with app.app_context():
        session = make_session(make_programme(), interpreted=["fr"])
        make_slot(session, BEGIN + timedelta(hours=5))
        return make_slot(session, BEGIN).id


@pytest.fixture
def desk(app: Flask, client: FlaskClient, slot_id: str) -> FlaskClient:
    return sign_in(app, client, "organizer")


def here(slot_id: str) -> str:
    return f"/en/desk/season/interpretation/{slot_id}"


def post(client: FlaskClient, path: str, **values: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf(client, path)} | values)


def the(app: Flask) -> LanguageService:
    with app.app_context():
        return db.session.query(LanguageService).one()


def test_a_language_is_asked_for_booked_confirmed_and_taken_back(
    app: Flask, desk: FlaskClient, slot_id: str
) -> None:
    public = "/en/season/topic/"
    assert "Interpretation into" in desk.get(public).text
    page = desk.get(here(slot_id)).text
    assert "it is not confirmed: French" in page
    assert post(desk, here(slot_id), act="add", kind="spoken", language="fr").status_code == 303
    assert "Interpretation into" not in desk.get(public).text
    row = the(app)
    move = {"act": "move", "service": row.id}
    assert post(desk, here(slot_id), **move, state="booked", revision="1").status_code == 303
    stale = post(desk, here(slot_id), **move, state="confirmed", revision="1")
    assert stale.status_code == 412
    assert post(desk, here(slot_id), **move, state="confirmed", revision="2").status_code == 303
    assert "French (not at every time)" in desk.get(public).text
    page = desk.get(here(slot_id)).text
    assert "No channel is set for it" in page
    assert "it is not confirmed: French" not in page
    assert post(desk, here(slot_id), act="remove", service=row.id, revision="3").status_code in (409, 422)
    assert post(desk, here(slot_id), **move, state="not_provided", revision="3").status_code == 303
    told = desk.get(public).text
    assert "Interpretation into" not in told
    assert "Not given after all" in told


def test_what_cannot_be_is_refused_with_its_field(desk: FlaskClient, slot_id: str) -> None:
    for given, field in (
        ({"kind": "spoken", "language": "tlh"}, "language"),
        ({"kind": "sign", "label": ""}, "label"),
        ({"kind": "captions", "language": "en", "needed_by": "2999-01-01"}, "needed_by"),
    ):
        answer = post(desk, here(slot_id), act="add", **given)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
    answer = post(desk, here(slot_id), act="brief", revision="0", glossary="javascript:1", note="Kept words")
    assert answer.status_code == 422
    assert "Kept words" in answer.text


def test_a_season_shows_what_is_lacking(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    assert "/en/desk/season/interpretation" in desk.get("/en/desk/season/").text
    page = desk.get("/en/desk/season/interpretation").text
    assert "it is not confirmed: French" in page
    with app.app_context():
        make_service(slot_id, "fr", now=datetime.now(UTC))
    page = desk.get("/en/desk/season/interpretation").text
    assert "Interpretation: French" in page
    assert "needed by" in page


def test_interpreters_have_pairs_and_names_are_said_without_harm(
    app: Flask, desk: FlaskClient, slot_id: str
) -> None:
    with app.app_context():
        session = db.session.query(Session).one()
        for name, role in (("<i>Vera</i>", "interpreter"), ("Siobhán Example", "speaker")):
            make_panelist(session, name, role=role)
        refs = {one.name: one.public_id for one in db.session.query(Person)}
    vera = refs["<i>Vera</i>"]
    pairs = {"source": ["en", "fr", "", ""], "target": ["fr", "en", "", ""]}
    assert post(desk, here(slot_id), act="pairs", person=vera, **pairs).status_code == 303
    wrong = {"source": ["en"], "target": ["en"]}
    assert post(desk, here(slot_id), act="pairs", person=vera, **wrong).status_code == 422
    said = {"person": refs["Siobhán Example"], "pronunciation": "<script>shi-VAWN"}
    assert post(desk, here(slot_id), act="said", **said).status_code == 303
    page = desk.get(here(slot_id)).text
    assert "EN → FR" in page
    assert "<i>Vera" not in page
    assert "<script>shi" not in page


def test_the_entrance_says_what_is_confirmed(app: Flask, client: FlaskClient, slot_id: str) -> None:
    with app.app_context():
        done = register_somebody(slot_id)
        name = make_service(slot_id, "fr", "booked", "confirmed")
        make_service(slot_id, "es", "booked")
        make_service(slot_id, kind="captions", language="en")
        token = done.token
    page = client.get(f"/en/join/{token}").text
    assert "Interpretation into: French" in page
    assert "Spanish" not in page.split("<main")[1].replace('lang="es"', "")
    with app.app_context():
        services.move_service(slot_id, name, "needed", 3, now=datetime.now(UTC), actor="user:1")
    assert "Not given after all: Interpretation: French" in client.get(f"/en/join/{token}").text


def test_a_time_of_another_programme_is_not_found_there(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    assert desk.get(f"/en/desk/elsewhere/interpretation/{slot_id}").status_code == 404
    with app.app_context():
        assert db.session.get_one(Slot, slot_id).session.slug == "topic"
