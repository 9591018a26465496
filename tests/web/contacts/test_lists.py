"""Contact lists at the desk, without JavaScript: previewed, saved, filled and taken along."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.models import Audit, ContactList, ContactListMember, Person
from tests.contacts import make_contact, make_list
from tests.factories import make_party
from tests.web.test_desk import csrf, sign_in

LISTS = "/en/desk/contacts/lists"
NEW = f"{LISTS}/new"


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, with a list of each kind and two contacts."""
    with app_sqlite.app_context():
        make_party()
        make_contact("Ada <b>Example</b>", "focal_point", country="KE", email="ada@example.org")
        ben = make_contact("Ben Example", "expert", country="KE", language="fr", email="ben@example.org")
        make_list("Everybody", asked=Filter())
        make_list("Chosen", ben)
    return sign_in(app_sqlite, client_sqlite, "organizer")


def post(desk: FlaskClient, page: str, to: str = "", **values: Any) -> Any:
    return desk.post(to or page, data={"csrf_token": csrf(desk, page), "revision": "1"} | values)


def number(app: Flask, name: str) -> str:
    with app.app_context():
        return db.session.scalars(select(ContactList.id).where(ContactList.name == name)).one()


def test_lists_stand_with_counts_and_a_new_one_of_chosen_contacts_is_made(desk: FlaskClient) -> None:
    text = desk.get(LISTS).text
    assert "<strong>2 contacts</strong>" in text
    assert "<strong>1 contact</strong>" in text
    answer = post(desk, LISTS, name="Bureau")
    assert answer.status_code == 303
    assert "Bureau" in desk.get(answer.location).text
    again = post(desk, LISTS, name="Bureau")
    assert (again.status_code, "error-summary" in again.text) == (422, True)


def test_filter_is_seen_before_it_is_saved(app_sqlite: Flask, desk: FlaskClient) -> None:
    answer = post(desk, NEW, name="Focal points", roles=["focal_point"], act="preview")
    assert (answer.status_code, "Not saved yet" in answer.text) == (200, True)
    assert "Ada &lt;b&gt;Example&lt;/b&gt;" in answer.text
    assert "Ben Example" not in answer.text
    with app_sqlite.app_context():
        assert db.session.query(ContactList).count() == 2
    saved = post(desk, NEW, name="Focal points", roles=["focal_point"], act="save")
    assert saved.status_code == 303
    assert "Mail reaches 1 of 1." in desk.get(saved.location).text


def test_what_is_not_known_comes_back_with_its_field(desk: FlaskClient) -> None:
    answer = post(desk, NEW, name="Typed", countries=["XX"], act="save")
    assert (answer.status_code, 'href="#countries"' in answer.text) == (422, True)
    assert 'value="Typed"' in answer.text
    assert post(desk, NEW, name="x", act="burn").status_code == 422
    assert desk.get(f"{LISTS}/nothing").status_code == 404


def test_stale_save_shows_both_sides(app_sqlite: Flask, desk: FlaskClient) -> None:
    page = f"{LISTS}/{number(app_sqlite, 'Everybody')}"
    assert post(desk, page, name="All of us", act="save").status_code == 303
    answer = post(desk, page, name="Nobody", act="save")
    assert answer.status_code == 412
    assert "All of us" in answer.text
    assert "Nobody" in answer.text
    assert post(desk, page, act="end").status_code == 412
    assert post(desk, page, act="end", revision="2").status_code == 303
    assert "Take the list back" in desk.get(page).text
    assert post(desk, page, act="back", revision="3").status_code == 303


def test_chosen_contacts_are_put_in_and_taken_out(app_sqlite: Flask, desk: FlaskClient) -> None:
    page = f"{LISTS}/{number(app_sqlite, 'Chosen')}"
    found = desk.get(f"{page}?find=ada").text
    ada = re.findall(r'name="people" value="([^"]+)" aria-label="Ada', found)[0]
    assert post(desk, page, act="put", people=[ada]).status_code == 303
    pasted = post(desk, page, act="paste", addresses="ben@example.org\nzoe@example.org")
    assert "0 contacts are new on the list." in pasted.text
    assert "zoe@example.org" in pasted.text
    assert post(desk, page, act="take", people=[ada]).status_code == 303
    with app_sqlite.app_context():
        names = select(Person.name).join(ContactListMember, ContactListMember.person_id == Person.id)
        assert db.session.scalars(names).all() == ["Ben Example"]
    assert post(desk, page, act="paste", addresses="no address").status_code == 422


def test_workbook_is_taken_along_and_noted(app_sqlite: Flask, desk: FlaskClient) -> None:
    page = f"{LISTS}/{number(app_sqlite, 'Everybody')}"
    answer = post(desk, page, f"{page}.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[5]) for row in rows] == [
        ("Ada <b>Example</b>", "ada@example.org"),
        ("Ben Example", "ben@example.org"),
    ]
    with app_sqlite.app_context():
        noted = db.session.scalars(select(Audit.after).where(Audit.act == "contact_list.export")).one()
    assert noted == {"list": "Everybody", "contacts": 2}


def test_nobody_else_sees_a_list(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    client = sign_in(app_sqlite, client_sqlite, "officer")
    assert client.get(LISTS).status_code == 403
    assert client.get(NEW).status_code == 403
