"""Contacts at the desk without JavaScript: found, added, changed, given roles, taken along; lists and bodies."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.formats.tables import csv_bytes
from meetings.models import Audit, Contact, ContactImport, ContactImportRow, ContactRole, Person
from tests.contacts import make_contact
from tests.factories import make_party, make_programme
from tests.web.test_desk import csrf, sign_in

LIST = "/en/desk/contacts"
HEAD = ["Name", "E-mail", "Organization", "Country", "Role"]
ROWS = [
    ["Amina Otieno", "amina@example.org", "Ministry", "KE", "focal point"],
    ["Amina Otiemo", "amina@example.org", "Ministry", "KE", ""],
    ["=cmd()", "x@example.org", "Ministry", "KE", ""],
    ["Nobody", "nowhere", "", "", ""],
]


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    with app.app_context():
        make_party("KE", "Kenya")
        make_party("PE", "Peru")
    return sign_in(app, app.test_client(), "organizer")


def post(desk: FlaskClient, page: str, **values: Any) -> Any:
    return desk.post(page, data={"csrf_token": csrf(desk, values.pop("at", page))} | values)


def add(desk: FlaskClient, **changes: str) -> str:
    values = {"name": "Ada Example", "email": "ada@example.org", "country": "KE", "language": "en"} | changes
    answer = post(desk, f"{LIST}/new", **values)
    assert answer.status_code == 303, answer.text
    return str(answer.location).partition("?")[0]


def test_contact_is_added_found_and_changed(app: Flask, desk: FlaskClient) -> None:
    page = add(desk, title="Ms", interests="science, trade")
    assert "Ada Example" in desk.get(f"{LIST}?text=ada&country=KE").text
    assert "No contact fits." in desk.get(f"{LIST}?country=PE").text
    seen = {
        "person_revision": "1",
        "revision": "1",
        "act": "change",
        "email": "ada@example.org",
        "language": "fr",
    }
    assert post(desk, page, **seen, name="Ada Exemplar", country="KE").status_code == 303
    stale = post(desk, page, **seen, name="Ada Other", country="KE")
    assert stale.status_code == 412
    assert "Ada Exemplar" in stale.text
    assert "Ada Other" in stale.text
    refused = post(desk, f"{LIST}/new", name="Ben", email="nowhere", language="en")
    assert (refused.status_code, 'value="nowhere"' in refused.text) == (422, True)
    assert 'id="error-summary"' in refused.text


def test_second_channel_is_refused_by_name_unless_the_first_ends(app: Flask, desk: FlaskClient) -> None:
    ada, ben = add(desk), add(desk, name="Ben Example", email="ben@example.org")
    role = {"act": "role", "kind": "official_channel", "role_country": "KE", "starts_on": "2026-11-01"}
    assert post(desk, ada, **role | {"starts_on": "2025-01-01"}).status_code == 303
    refused = post(desk, ben, **role)
    assert refused.status_code == 409
    assert "Ada Example holds this role then" in refused.text
    assert f'href="{ada}"' in refused.text
    assert post(desk, ben, **role, replaces="1").status_code == 303
    assert "until 31 October 2026" in desk.get(ada).text.replace("\u00a0", " ")
    with app.app_context():
        number = db.session.scalars(select(ContactRole.id).order_by(ContactRole.id.desc())).first()
    assert post(desk, ben, act="role_end", role=str(number), last_day="2026-01-01").status_code == 422
    assert post(desk, ben, act="role_end", role=str(number), last_day="2026-11-30").status_code == 303
    assert post(desk, ben, act="nothing").status_code == 422


def test_ended_contact_is_apart_and_can_be_taken_back(app: Flask, desk: FlaskClient) -> None:
    page = add(desk)
    assert post(desk, page, act="end").status_code == 303
    assert "Ada Example" not in desk.get(LIST).text
    assert "Ada Example" in desk.get(f"{LIST}?ended=1").text
    assert post(desk, page, act="back").status_code == 303
    assert "Ada Example" in desk.get(LIST).text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_export_is_inert_and_in_the_journal(app: Flask, desk: FlaskClient, form: str) -> None:
    with app.app_context():
        make_contact("Ada Example", "focal_point", country="KE", organization="=1+1")
        make_contact("Ben Example", country="PE", email="ben@example.org")
    answer = post(desk, f"{LIST}/export", at=LIST, form=form, country="KE")
    assert answer.status_code == 200
    if form == "csv":
        assert "'=1+1" in answer.text
        assert "Ben" not in answer.text
    with app.app_context():
        row = db.session.scalars(select(Audit).where(Audit.act == "contacts.export")).one()
        assert row.after == {"asked": {"countries": ["KE"]}, "number": 1, "form": form}
        assert row.actor.startswith("user:")


def test_list_goes_from_preview_by_queue_to_contact(app: Flask, desk: FlaskClient) -> None:
    data = {
        "csrf_token": csrf(desk, f"{LIST}/import"),
        "file": (io.BytesIO(csv_bytes(HEAD, ROWS)), "ours.csv"),
    }
    page = desk.post(f"{LIST}/import", data=data).location
    shown = desk.get(page).text
    assert "Read; nothing is taken in yet" in shown
    assert "This is no e-mail address: nowhere" in desk.get(f"{page}?state=refused").text
    assert post(desk, page, act="commit").status_code == 303
    queue = desk.get(f"{LIST}/queue").text
    assert "The same mailbox, and a name that is nearly the same." in queue
    with app.app_context():
        row = db.session.scalars(select(ContactImportRow).where(ContactImportRow.state == "doubt")).one()
        name = f"{row.import_id}/{row.number}"
        assert len(db.session.scalars(select(Contact)).all()) == 2
    assert post(desk, f"{LIST}/queue", row=name, decision="maybe").status_code == 422
    assert post(desk, f"{LIST}/queue", row=name, decision="same").status_code == 303
    assert "Nothing is in doubt." in desk.get(f"{LIST}/queue").text
    assert post(desk, f"{LIST}/queue", row=name, decision="same").status_code == 409
    assert post(desk, page, act="withdraw").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Person)).all() == []


def test_list_without_known_headings_asks_for_its_columns(app: Flask, desk: FlaskClient) -> None:
    raw = b"Foo,Bar\nAda Example,ada@example.org\n"
    data = {"csrf_token": csrf(desk, f"{LIST}/import"), "file": (io.BytesIO(raw), "ours.csv")}
    page = desk.post(f"{LIST}/import", data=data).location
    assert "Waits for its columns" in desk.get(page).text
    assert post(desk, page, act="columns", **{"column-name": "0"}).status_code == 422
    answer = post(desk, page, act="columns", **{"column-name": "0", "column-email": "1"})
    assert answer.status_code == 303
    assert "Ada Example" in desk.get(page).text
    empty = {"csrf_token": csrf(desk, f"{LIST}/import"), "file": (io.BytesIO(b""), "ours.csv")}
    assert desk.post(f"{LIST}/import", data=empty).status_code == 422


def test_long_list_shows_how_far_the_worker_is(app: Flask, desk: FlaskClient) -> None:
    rows = [[f"Person Number{one}", f"p{one}@example.org", f"Office {one}", "KE", ""] for one in range(1_001)]
    data = {"csrf_token": csrf(desk, f"{LIST}/import"), "file": (io.BytesIO(csv_bytes(HEAD, rows)), "x.csv")}
    page = desk.post(f"{LIST}/import", data=data).location
    answer = desk.get(page)
    assert "0 of 1001" in answer.text
    assert answer.headers["Refresh"].endswith(page)
    assert post(desk, page, act="commit").status_code == 409


def test_list_whose_worker_failed_can_be_taken_up_again(app: Flask, desk: FlaskClient) -> None:
    raw = csv_bytes(HEAD, [["Ada Example", "ada@example.org", "", "KE", ""]])
    data = {"csrf_token": csrf(desk, f"{LIST}/import"), "file": (io.BytesIO(raw), "ours.csv")}
    page = desk.post(f"{LIST}/import", data=data).location
    for act, state in (("commit", "committing"), ("withdraw", "withdrawing")):
        with app.app_context():
            db.session.scalars(select(ContactImport)).one().state = state
            db.session.commit()
        shown = desk.get(page)
        assert f'value="{act}"' in shown.text
        assert "Refresh" not in shown.headers
        assert post(desk, page, act=act).status_code == 303
    assert "Withdrawn" in desk.get(page).text


def test_bodies_are_beside_their_seats(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        party = make_party("CH", "Switzerland")
        party.regional_group = "weog"
        db.session.commit()
        make_contact("Ada Example", "bureau", country="CH")
    page = f"{LIST}/balance"
    assert "Western European and other States" in desk.get(page).text
    wrong = post(desk, page, body="Bureau", revision="0", **{"seats-weog": "many"})
    assert (wrong.status_code, "many" in wrong.text) == (422, True)
    assert post(desk, page, body="Bureau", revision="0", **{"seats-weog": "2"}).status_code == 303
    text = desk.get(page).text
    assert "Missing: 1" in text
    assert '<td class="n">–</td><td class="n">–</td><td class="when">Switzerland' in text  # nobody said it
    assert "people and figures are invented" not in text
    assert post(desk, page, body="Bureau", revision="0", **{"seats-weog": "3"}).status_code == 412


def test_pages_say_where_contacts_are_of_a_demonstration(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        make_programme("shown", demonstration=True)
    for page in (LIST, f"{LIST}/balance", f"{LIST}/lists", f"{LIST}/focal-points", "/en/desk/campaigns"):
        assert "people and figures are invented" in desk.get(page).text, page


def test_one_programme_or_stream_sees_no_contact(app: Flask) -> None:
    with app.app_context():
        make_party("KE", "Kenya")
        public_id = make_contact("Ada Example", "focal_point").person.public_id
    client = sign_in(app, app.test_client(), "officer")
    for page in (
        LIST,
        f"{LIST}/new",
        f"{LIST}/{public_id}",
        f"{LIST}/import",
        f"{LIST}/queue",
        f"{LIST}/balance",
    ):
        answer = client.get(page)
        assert (answer.status_code, "Ada Example" in answer.text) == (403, False)
    assert 'href="/en/desk/contacts"' not in client.get("/en/desk/").text
