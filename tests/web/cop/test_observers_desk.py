"""Observer bodies: the public form, what officers do with applications, and what the pages say of sending people."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from meetings.extensions import db
from meetings.models import Admission, Application, ApplicationFile, Organization
from meetings.queries.cop.admissions import may_send
from tests.cop import make_body, make_conference, make_state
from tests.factories import make_programme
from tests.pictures import pdf, png
from tests.web.test_desk import csrf, sign_in

FORM = "/en/cop/observers/apply"
DESK = "/en/desk/observers"
FIELDS = {
    "name": "Invented Alliance for Rivers",
    "category": "ngo",
    "country": "KE",
    "field": "Mercury in fish",
    "contact_name": "Invented Contact",
    "email": "contact@example.org",
    "language": "fr",
}


def apply(
    client: FlaskClient, raw: bytes | None = None, name: str = "statutes.pdf", **changes: str
) -> TestResponse:
    file = {} if raw == b"" else {"statutes": (BytesIO(raw or pdf()), name)}
    return client.post(FORM, data=FIELDS | changes | file, content_type="multipart/form-data")


def count(app: Flask, table: type[Any]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def cop(app: Flask) -> Flask:
    """Give an application with a conference."""
    with app.app_context():
        make_conference()
        make_state()
    return app


def test_application_is_answered_with_a_code(cop: Flask, client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert "two months" not in page  # the day itself is said
    assert "7 October 2026" in page
    assert 'name="made"' in page
    answer = apply(client)
    assert answer.status_code == 200
    with cop.app_context():
        row = db.session.scalars(select(Application)).one()
        assert (row.name, row.contact_email, row.language, row.country) == (
            "Invented Alliance for Rivers",
            "contact@example.org",
            "fr",
            "KE",
        )
    assert f"{row.id[:4]} {row.id[4:8]} {row.id[8:]}" in answer.text
    assert apply(client).text == answer.text
    assert (count(cop, Organization), count(cop, Admission), count(cop, Application)) == (1, 1, 1)


def test_refused_form_comes_back_filled_in(cop: Flask, client: FlaskClient) -> None:
    answer = apply(client, b"", name="", email="nobody", category="")
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    for field in ("category", "email", "statutes"):
        assert f'<a href="#{field}">' in answer.text
    assert 'value="Mercury in fish"' in answer.text
    assert '<option value="KE" selected>' in answer.text
    assert count(cop, Application) == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"MZ\x90 a program",
        pdf()[:-40],
        pdf(b"<< /S /JavaScript /JS (app.alert) >>"),
        png(20_000, 20_000),
    ],
)
def test_file_that_is_none_or_harmful_is_refused(cop: Flask, client: FlaskClient, raw: bytes) -> None:
    answer = apply(client, raw)
    assert answer.status_code == 422
    assert 'href="#statutes"' in answer.text
    assert count(cop, Organization) == count(cop, Application) == 0


def test_large_body_is_refused_before_it_is_read(cop: Flask, client: FlaskClient) -> None:
    length = {"CONTENT_LENGTH": "200000000"}
    answer = client.post(FORM, content_type="multipart/form-data", environ_overrides=length)
    assert answer.status_code == 413
    assert "at most 20 MB" in answer.text


def test_hostile_name_of_a_file_is_tidied(cop: Flask, client: FlaskClient) -> None:
    apply(client, name="..\\..%2f\u202efdp.exe")
    with cop.app_context():
        assert db.session.scalars(select(ApplicationFile.file_name)).one().endswith(".pdf")
        assert "/" not in db.session.scalars(select(ApplicationFile.file_name)).one()


def test_robots_are_asked_once_more(cop: Flask, client: FlaskClient) -> None:
    assert apply(client, website="https://spam.example").status_code == 422
    assert count(cop, Application) == 0


def test_form_is_of_published_conferences_only(cop: Flask, client: FlaskClient) -> None:
    with cop.app_context():
        make_programme()
        make_conference("hidden", published=False)
    for slug in ("season", "hidden", "nothing"):
        path = f"/en/{slug}/observers/apply"
        assert client.get(path).status_code == client.post(path, data=FIELDS).status_code == 404


def post(desk: FlaskClient, path: str, **fields: Any) -> TestResponse:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | fields)


def test_officer_moves_an_application_to_admitted_and_it_holds_for_the_next(
    cop: Flask, client: FlaskClient
) -> None:
    with cop.app_context():
        make_conference("cop-5", title={"en": "The next conference"})
    apply(client)
    desk = sign_in(cop, client, "officer")
    listed = desk.get("/en/desk/cop/admissions").text
    assert "Invented Alliance for Rivers" in listed
    assert "the French page says one month" in listed
    path = f"{DESK}/invented-alliance-for-rivers"
    page = desk.get(path).text
    assert "after the last day" in page
    assert "at least one third of the Parties present object" in page
    with cop.app_context():
        admission = db.session.scalars(select(Admission)).one()
        number, body = admission.id, admission.organization_id
        statutes = db.session.scalars(select(ApplicationFile.id)).one()
    assert desk.get(f"{DESK}/file/{statutes}").data == pdf()
    move = {"act": "move", "admission": number}
    refused = post(desk, path, revision="1", to="admitted", authority="COP-4", **move)
    assert refused.status_code == 409
    for revision, to in ((1, "complete"), (2, "notified")):
        assert post(desk, path, revision=str(revision), to=to, **move).status_code == 303
    lacking = post(desk, path, revision="3", to="admitted", **move)
    assert (lacking.status_code, f'href="#authority-{number}"' in lacking.text) == (422, True)
    done = {"to": "admitted", "authority": "COP-4", "on": "2021-11-01"}
    assert post(desk, path, revision="3", **done, **move).status_code == 303
    assert post(desk, path, revision="3", **done, **move).status_code == 412
    page = desk.get(path).text
    assert page.count("Admitted on 1 November 2021 by COP-4: it sends people without applying again.") == 2
    with cop.app_context():
        assert all(may_send(body, one) for one in ("cop", "cop-5"))


def test_bodies_are_added_searched_and_changed(cop: Flask, client: FlaskClient) -> None:
    desk = sign_in(cop, client, "officer")
    refused = post(desk, DESK, name="", category="ngo")
    assert (refused.status_code, 'href="#name"' in refused.text) == (422, True)
    given = {"name": "Invented Group", "category": "ngo", "acronym": "IG", "former": "Old Group\nOlder Group"}
    added = post(desk, DESK, **given)
    assert added.location == f"{DESK}/ig?done=added#done"
    assert "Invented Group" in desk.get(f"{DESK}?text=older").text
    assert "No body fits." in desk.get(f"{DESK}?text=newer&state=admitted&category=x&treaty=x").text
    path = f"{DESK}/ig"
    change = given | {"act": "change", "category": "igo", "kind": "igo"}
    assert post(desk, path, revision="1", **change).status_code == 303
    stale = post(desk, path, revision="1", **change | {"name": "Another"})
    assert (stale.status_code, "Another" in stale.text) == (412, True)
    assert "It has not applied for admission." in desk.get(path).text
    record = {"act": "record", "treaty": "minamata", "state": "admitted", "authority": "COP-2"}
    missing = post(desk, path, **record)
    assert (missing.status_code, 'href="#reason-record"' in missing.text) == (422, True)
    assert post(desk, path, **record, reason="The report of the meeting").status_code == 303
    assert "Admitted by COP-2: it sends people without applying again." in desk.get(path).text


def test_last_day_is_a_setting_of_the_conference(cop: Flask, client: FlaskClient) -> None:
    desk = sign_in(cop, client, "officer")
    path = "/en/desk/cop/admissions"
    assert post(desk, path, months="99", revision="0").status_code == 422
    assert post(desk, path, months="1", revision="0").status_code == 303
    assert post(desk, path, months="2", revision="0").status_code == 412
    assert "7 November 2026" in client.get(FORM).text


def test_reader_sees_no_contact_and_no_file(cop: Flask, client: FlaskClient) -> None:
    apply(client)
    reader = sign_in(cop, client, "reader")
    page = reader.get(f"{DESK}/invented-alliance-for-rivers").text
    assert "contact@example.org" not in page
    assert "statutes.pdf" not in page
    with cop.app_context():
        make_body()
        statutes = db.session.scalars(select(ApplicationFile.id)).one()
    assert reader.get(f"{DESK}/file/{statutes}").status_code == 403
    assert reader.get("/en/desk/cop/admissions").status_code == 403
