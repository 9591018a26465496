"""Reports at the desk and published ones, as pages and files."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Attendance, Programme
from meetings.queries.report_copies import copies
from tests.factories import make_party, make_programme, make_session, make_slot, register_somebody
from tests.web.test_desk import csrf, sign_in

PUBLISH = "/en/desk/season/report/publish"


@pytest.fixture
def season(app_sqlite: Flask) -> Flask:
    """Store a season of which a session was held, and somebody came."""
    with app_sqlite.app_context():
        make_party()
        session = make_session(make_programme())
        begin = datetime.now(UTC) - timedelta(days=2)
        slot = make_slot(session, begin)
        done = register_somebody(slot.id, now=begin - timedelta(days=1), name="Amina Example", country="KE")
        known = {"country": "KE", "category": "government", "language": "en"}
        row = Attendance(slot_id=slot.id, person_id=done.person_id, joined_at=begin, source="import", **known)
        row.left_at = begin + timedelta(minutes=40)
        db.session.add(row)
        db.session.commit()
    return app_sqlite


def test_numbers_lead_to_their_rows(season: Flask) -> None:
    client = sign_in(season, season.test_client(), "organizer")
    page = client.get("/en/desk/season/report").text
    assert 'href="/en/desk/season/report/rows/attendances"' in page
    rows = client.get("/en/desk/season/report/rows/attendances?session=topic").text
    assert "Amina Example" in rows
    table = client.get("/en/desk/season/report/rows/attendances.csv").get_data()
    assert b"Amina Example" in table
    assert client.get("/en/desk/season/report/rows/nothing").status_code == 404
    assert client.get("/en/desk/season/report/rows/attendances?by=none").status_code == 422
    assert client.get("/en/desk/season/report/rows/attendances?session=none").status_code == 404


def test_a_reader_sees_numbers_and_no_names(season: Flask) -> None:
    client = sign_in(season, season.test_client(), "reader")
    page = client.get("/en/desk/season/report").text
    assert "report/rows/attendances" not in page
    assert "report/rows/hours" in page
    assert client.get("/en/desk/season/report/rows/hours").status_code == 200
    assert client.get("/en/desk/season/report/rows/attendances").status_code == 403


def seal_on(page: str) -> str:
    return page.split('name="seal" value="')[1].split('"')[0]


def publish(client: FlaskClient) -> Any:
    page = client.get(PUBLISH).text
    return client.post(PUBLISH, data={"seal": seal_on(page), "csrf_token": csrf(client, PUBLISH)})


def test_what_is_shown_before_is_what_everybody_sees(season: Flask) -> None:
    client = sign_in(season, season.test_client(), "organizer")
    assert client.get("/en/season/report").status_code == 404
    before = client.get(PUBLISH).text
    answer = publish(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/season/report/1")
    page = season.test_client().get("/en/season/report").text
    figures = page.split('<dl class="figures">')[1].split("</dl>")[0]
    assert figures in before
    assert "Amina" not in page
    assert "1–4" in page
    again = client.get(PUBLISH).text
    assert "there is nothing to publish" in again
    assert 'name="seal"' not in again


def test_the_json_of_a_copy_is_what_its_seal_is_of(season: Flask) -> None:
    client = sign_in(season, season.test_client(), "organizer")
    publish(client)
    with season.app_context():
        (line,) = copies("season")
    file = season.test_client().get("/fr/season/report/1.json")
    assert hashlib.sha256(file.get_data()).hexdigest() == line.seal
    assert json.loads(file.get_data())["counts"]["attendances"]["value"] == 1
    assert line.seal in season.test_client().get("/fr/season/report/1").text
    assert season.test_client().get("/en/season/report/1.pdf").get_data().startswith(b"%PDF")
    assert season.test_client().get("/en/season/report/1.xlsx").get_data().startswith(b"PK")
    assert season.test_client().get("/en/season/report/2").status_code == 404


def test_figures_that_changed_since_they_were_looked_at_are_not_published(season: Flask) -> None:
    client = sign_in(season, season.test_client(), "organizer")
    answer = client.post(PUBLISH, data={"seal": "0" * 64, "csrf_token": csrf(client, PUBLISH)})
    assert answer.status_code == 409
    assert "have changed since you looked" in answer.text
    assert seal_on(answer.text)


def test_a_correction_says_what_changed_and_leads_to_the_last_copy(season: Flask) -> None:
    client = sign_in(season, season.test_client(), "organizer")
    publish(client)
    with season.app_context():
        slot = make_slot(make_session_of_season(), datetime.now(UTC) - timedelta(days=1))
        db.session.add(Attendance(slot_id=slot.id, person_id=1, joined_at=slot.starts_at))
        db.session.commit()
    publish(client)
    page = season.test_client().get("/en/season/report/2").text
    assert "What changed" in page
    assert "There is a later copy." in season.test_client().get("/en/season/report/1").text


def make_session_of_season() -> Any:
    return make_session(db.session.scalars(select(Programme)).one(), "another")


def test_the_page_of_a_time_shows_who_was_there_by_the_minute(season: Flask) -> None:
    client = sign_in(season, season.test_client(), "organizer")
    with season.app_context():
        slot_id = db.session.scalars(select(Attendance.slot_id)).one()
    page = client.get(f"/ar/desk/slot/{slot_id}").text
    assert 'id="stayed"' in page
    assert "<path" in page


def test_the_api_hides_small_cells_from_strangers(season: Flask) -> None:
    body = season.test_client().get("/api/v1/programmes/season/report?by=country").get_json()
    assert body["by"]["country"] == [{"key": "KE", "participants": "1–4", "attendances": None}]
    assert body["counts"]["attendances"]["value"] == 1
    assert body["counts"]["attendances"]["definition"]
    refused = season.test_client().get("/api/v1/programmes/season/report?by=name")
    assert (refused.status_code, refused.get_json()["field"]) == (422, "by")
