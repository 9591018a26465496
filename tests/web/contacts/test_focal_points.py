"""Figures of national focal points at the desk and for programs, and reminders to missions."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from meetings.extensions import db
from meetings.models import Notice
from meetings.services import staff
from tests.factories import NOW
from tests.focal_points import ONE, TODAY, make_world
from tests.mail.test_outbox import World
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/contacts/focal-points"
API = "/api/v1/focal-points"


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    with app_sqlite.app_context():
        make_world()
    return sign_in(app_sqlite, client_sqlite, "organizer")


def post(desk: FlaskClient, **values: Any) -> Any:
    return desk.post(PAGE, data={"csrf_token": csrf(desk, PAGE)} | values)


def notices(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Notice).count()


def test_rate_and_who_is_missing_stand_on_any_day(desk: FlaskClient) -> None:
    text = desk.get(PAGE).text
    assert "2 of 5 Parties" in text
    assert "40.0 %" in text
    assert "State BR" in text
    assert "3 of 5 Parties" in desk.get(f"{PAGE}?on={TODAY - ONE}").text
    assert "0 of 0 Parties" in desk.get(f"{PAGE}?on=2016-01-01").text
    assert "2 of 5 Parties" in desk.get(f"{PAGE}?on=nonsense").text


def test_reminders_are_seen_before_they_are_sent_once(app_sqlite: Flask, desk: FlaskClient) -> None:
    answer = post(desk, act="preview", parties=["PE", "CL", "BR"])
    assert (answer.status_code, "Nothing is sent yet" in answer.text) == (200, True)
    assert "No mail reaches a mission" in answer.text
    assert 'lang="es"' in answer.text
    assert notices(app_sqlite) == 0
    for _time in range(2):
        assert post(desk, act="remind", parties=["PE", "CL", "BR"]).status_code == 303
    assert notices(app_sqlite) == 2
    with app_sqlite.app_context():
        assert len(World(app_sqlite).tick(NOW + ONE / 24)) == 2
    assert "Sent: " in desk.get(PAGE).text


@pytest.mark.parametrize("values", [{"act": "preview"}, {"act": "remind", "parties": ["KE"]}, {"act": "x"}])
def test_what_cannot_be_reminded_is_refused(desk: FlaskClient, values: dict[str, Any]) -> None:
    answer = post(desk, **values)
    assert (answer.status_code, "error-summary" in answer.text) == (422, True)


def test_workbook_says_how_each_party_stands(desk: FlaskClient) -> None:
    sheet = load_workbook(BytesIO(desk.get(f"{PAGE}.xlsx?on={TODAY}").data)).worksheets[0]
    rows = {row[1].value: (row[3].value, row[5].value) for row in sheet.iter_rows(min_row=2)}
    assert rows == {
        "BR": ("None notified", None),
        "CL": ("None notified", None),
        "FR": ("Notified", "Yes"),
        "KE": ("Notified", None),
        "PE": ("Term ended", None),
    }


def test_programs_read_the_same(app_sqlite: Flask, desk: FlaskClient) -> None:
    assert desk.get(API).status_code == 401
    with app_sqlite.app_context():
        tokens = {role: staff.create_token(role, role, NOW) for role in ("organizer", "reader")}
    found = desk.get(API, headers={"Authorization": f"Bearer {tokens['organizer']}"}).json
    assert (found["notified"], found["parties"], found["percent"]) == (2, 5, 40.0)
    assert {one["party"]: one["state"] for one in found["items"]}["PE"] == "ended"
    assert "example.org" not in str(found)
    assert desk.get(API, headers={"Authorization": f"Bearer {tokens['reader']}"}).status_code == 403
    wrong = desk.get(f"{API}?on=x", headers={"Authorization": f"Bearer {tokens['organizer']}"})
    assert (wrong.status_code, wrong.json["field"]) == (422, "on")
