"""Following up and funding at the desk: each count leads to its rows, one press reminds, sheets hold inert text."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import FocalPoint, Nomination, Participation, Programme
from meetings.queries.cop.followup import followed
from tests.cop import make_delegation, make_focal_point, make_state
from tests.factories import NOW
from tests.web.cop.desk import DESK, make_desk, parts_of, press
from tests.web.test_desk import sign_in

Ids = dict[str, str]
HERE = f"{DESK}/follow-up"


@pytest.fixture
def ids(app: Flask) -> Ids:
    with app.app_context():
        made = make_desk()
        make_state("BF", "Burkina Faso")
        programme = db.session.scalars(select(Programme)).one()
        palau = make_delegation(programme, make_state("PW", "Palau", regional_group="asia-pacific"))
        make_focal_point(palau, email="palau@example.org")
        make_focal_point(palau, email="mission@example.org", kind="mission")
        return made


@pytest.fixture
def officer(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(app, client, "officer")


def test_each_count_leads_to_so_many_rows(ids: Ids, officer: FlaskClient) -> None:
    page = officer.get(HERE).text
    links = re.findall(r'<a href="([^"]+)#rows"[^>]*>(?:[^<]* <span class="count">)?(\d+)<', page)
    assert len(links) > 8
    for address, count in links:
        rows = officer.get(address.replace("&amp;", "&")).text
        table = rows[rows.index('id="rows"') :]
        assert table.count('<tr><th scope="row">') == int(count), address
    assert "Burkina Faso" in page


def test_all_who_wait_are_shown_and_told_once(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    look = press(officer, HERE, act="look").text
    shown = re.findall(r'name="delegation" value="(\w+)"', look)
    with app.app_context():
        assert sorted(shown) == sorted(one.body.id for one in followed("cop") if one.is_waited_for)
    assert len(shown) == 1
    assert "palau@example.org" in look
    assert "wanjiru@example.org" not in look
    done = press(officer, HERE, act="remind", delegation=shown)
    told = re.search(r"Reminded: (\d+) p", officer.get(done.location).text)
    with app.app_context():
        reminded = db.session.scalars(select(FocalPoint.id).where(FocalPoint.reminded_at.is_not(None))).all()
        assert told is not None
        assert int(told[1]) == len(reminded)
    again = press(officer, HERE, act="remind", delegation=shown)
    assert (again.status_code, "nobody was told again" in again.text) == (409, True)
    with time_machine.travel(NOW + timedelta(hours=25)):
        client = sign_in(app, app.test_client(), "officer")
        assert press(client, HERE, act="remind", delegation=shown).status_code == 303


def test_a_list_is_read_reviewed_and_invited(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    text = (
        "Country;Name;E-mail\nBurkina Faso;Awa Invented;awa@example.org;fr\n"
        "Republic of Nowhere;Nobody Invented;nobody@example.org\nKenya;No address\n"
    )
    empty = press(officer, HERE, act="read", list="  ")
    assert (empty.status_code, "No line could be read" in empty.text) == (422, True)
    read = press(officer, HERE, act="read", list=text).text
    assert "Which State is “Republic of Nowhere”?" in read
    assert "the line is left out" in read
    back = press(officer, HERE, act="invite", list=text)
    assert (back.status_code, "Nobody Invented" in back.text) == (422, True)
    done = press(officer, HERE, act="invite", list=text, **{"code-3": "BF"})
    assert "Invited: 2 people." in officer.get(done.location).text
    with app.app_context():
        names = db.session.scalars(select(FocalPoint.name).order_by(FocalPoint.name)).all()
        assert {"Awa Invented", "Nobody Invented"} <= set(names)
    file = press(officer, HERE, act="read", file=(BytesIO(text.encode()), "list.csv")).text
    assert "Awa Invented" in file


def test_sheet_of_following_up_holds_numbers_and_inert_text(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    with app.app_context():
        db.session.scalars(
            select(FocalPoint).where(FocalPoint.email == "ghana@example.org")
        ).one().name = "=1+1"
        db.session.commit()
    answer = officer.get(f"{HERE}.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = {row[0].value: row for row in sheet.iter_rows()}
    assert rows["Kenya"][6].value == 2
    cell = rows["Ghana"][-2]
    assert (cell.value, cell.data_type) == ("=1+1 <ghana@example.org>", "s")


def funding(officer: FlaskClient, **fields: Any) -> Any:
    return press(officer, f"{DESK}/funding?segment=1", segment="1", **fields)


def test_travel_is_asked_for_and_granted_by_the_rule(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    with app.app_context():
        efua, kofi = (parts_of(name)[0][0] for name in ("Efua Example", "Kofi Example"))
        ama = db.session.scalars(
            select(Participation.id)
            .join(Nomination, Nomination.id == Participation.nomination_id)
            .where(Nomination.delegation_id == ids["kenya"], Nomination.name == "Ama Example")
        ).one()
    travel = {"from_city": "=Accra", "arrives_on": "2026-12-06", "leaves_on": "2026-12-12", "revision": "0"}
    for one in (efua, kofi, ama):
        assert funding(officer, act="ask", person=one, **travel).status_code == 303
    wrong = funding(
        officer, act="ask", person=efua, **(travel | {"leaves_on": "2026-12-01", "revision": "1"})
    )
    assert (wrong.status_code, 'value="2026-12-01"' in wrong.text) == (422, True)
    done = funding(officer, act="to:granted", person=efua, revision="1")
    assert "Granted: <strong>1</strong>" in officer.get(done.location).text
    second = funding(officer, act="to:granted", person=kofi, revision="1")
    assert (second.status_code, "no more are paid for" in second.text) == (409, True)
    rich = funding(officer, act="to:granted", person=ama, revision="1")
    assert (rich.status_code, "not eligible" in rich.text) == (409, True)
    assert funding(officer, act="rule", per_party="", listed="GH, KE", revision="0").status_code == 303
    assert funding(officer, act="to:granted", person=ama, revision="1").status_code == 303
    sheet = load_workbook(BytesIO(officer.get(f"{DESK}/funding.xlsx?segment=1").data)).worksheets[0]
    row = next(each for each in sheet.iter_rows() if each[1].value == "Efua Example")
    assert [cell.value for cell in row[4:10]] == [
        "Travel granted",
        "=Accra",
        "Geneva",
        "2026-12-06",
        "2026-12-12",
        7,
    ]
    assert row[5].data_type == "s"
