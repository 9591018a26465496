"""Credentials at the desk: the list, a delegation's page, what the Bureau found, and its report as paper and sheet."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from meetings.extensions import db
from meetings.models import Credentials, CredentialsFile, Delegation, Party, Programme
from meetings.services import staff
from tests.cop import make_conference, make_delegation, make_nominee, segments_of
from tests.factories import NOW
from tests.pictures import pdf
from tests.services.cop.test_credentials import make_delegations
from tests.web.test_desk import csrf, sign_in

LIST = "/en/desk/cop/credentials/1"
TODAY = NOW.date().isoformat()
BUREAU = {"authority": "Bureau, 28 November 2026", "examined_on": TODAY}


@pytest.fixture
def ids(app: Flask) -> dict[str, str]:
    """Store the delegations of five States and of a body; gives their ids by code."""
    with app.app_context():
        return make_delegations()


@pytest.fixture
def desk(app: Flask, client: FlaskClient, ids: dict[str, str]) -> FlaskClient:
    """Give a client that signed in as an officer."""
    assert ids
    return sign_in(app, client, "officer")


def post(desk: FlaskClient, path: str, **fields: Any) -> TestResponse:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | fields, content_type="multipart/form-data")


def receive(desk: FlaskClient, delegation: str, revision: int = 0, kind: str = "copy") -> TestResponse:
    file = (BytesIO(pdf()), "credentials.pdf")
    return post(desk, f"{LIST}/{delegation}", act="receive", kind=kind, file=file, revision=str(revision))


def test_list_says_what_is_awaited_from_whom(desk: FlaskClient) -> None:
    assert desk.get("/en/desk/cop/credentials").location == LIST
    page = desk.get(LIST).text
    assert "5 delegations of States." in page
    assert page.index("Georgia") < page.index("Kenya") < page.index("Spain")
    assert "Awaited from the delegation" in page
    assert "Invented Working Group" not in page  # observers have no credentials
    narrowed = desk.get(f"{LIST}?state=not_required").text
    assert "Kenya" not in narrowed
    assert "Spain" in narrowed
    resumed = desk.get("/en/desk/cop/credentials/2?state=not_required").text
    assert "Spain" not in resumed
    assert desk.get("/en/desk/cop/credentials/9").status_code == 404


def test_received_read_moved_and_the_second_officer_is_told(
    app: Flask, desk: FlaskClient, ids: dict[str, str]
) -> None:
    path = f"{LIST}/{ids['KE']}"
    with app.app_context():
        delegation = db.session.get_one(Delegation, ids["KE"])
        first = segments_of(db.session.get_one(Programme, delegation.programme_id))[0]
        head = make_nominee(delegation, first, name="Invented Head", role="head").id
        make_nominee(delegation, first, name="Invented Adviser")
    assert receive(desk, ids["KE"]).status_code == 303
    with app.app_context():
        scan = db.session.scalars(select(CredentialsFile)).one()
        revision = db.session.scalars(select(Credentials.revision)).one()
    assert desk.get(f"{path}/file/{scan.id}").data == pdf()
    said = {
        "act": "record",
        "signed_by": "foreign_minister",
        "signer": "Invented Minister",
        "signed_on": "2026-11-20",
        "language": "fr",
        "people": head,
        "others": "Invented Stranger",
    }
    assert post(desk, path, revision=str(revision), **said).status_code == 303
    page = desk.get(path).text
    assert "Nominated, and not named in the credentials: <bdi>Invented Adviser</bdi>" in page
    assert "Named in the credentials, and not nominated: <bdi>Invented Stranger</bdi>" in page
    stale = post(desk, path, revision=str(revision), **said | {"signer": "Another"})
    assert (stale.status_code, "Another" in stale.text, "Invented Minister" in stale.text) == (
        412,
        True,
        True,
    )
    move = {"act": "move", "to": "in_order", "revision": str(revision + 1)}
    lacking = post(desk, path, **move)
    assert (lacking.status_code, 'href="#authority"' in lacking.text) == (422, True)
    assert post(desk, path, **move, **BUREAU).status_code == 303
    told = post(desk, path, **move | {"to": "incomplete", "reason": "no signature"})
    assert (told.status_code, "Credentials in order" in told.text) == (412, True)
    page = desk.get(path).text
    assert "examined on" in page
    assert "officer@example.org" in page


def test_harmful_scan_is_refused_and_nothing_kept(app: Flask, desk: FlaskClient, ids: dict[str, str]) -> None:
    file = (BytesIO(pdf(b"<< /S /JavaScript /JS (x) >>")), "credentials.pdf")
    path = f"{LIST}/{ids['KE']}"
    answer = post(desk, path, act="receive", kind="copy", file=file, revision="0")
    assert (answer.status_code, 'href="#file"' in answer.text) == (422, True)
    with app.app_context():
        assert db.session.scalars(select(Credentials)).all() == []


def test_not_due_says_why(desk: FlaskClient, ids: dict[str, str]) -> None:
    path = f"{LIST}/{ids['ES']}"
    assert "need no credentials" in desk.get(path).text
    assert receive(desk, ids["ES"]).status_code == 409
    assert desk.get(f"{LIST}/{ids['body']}").status_code == 404


def test_bureau_examines_several_at_once(desk: FlaskClient, ids: dict[str, str]) -> None:
    for code in ("KE", "UG"):
        receive(desk, ids[code])
    empty = post(desk, LIST, act="examine", to="in_order", **BUREAU)
    assert (empty.status_code, "Please choose at least one delegation." in empty.text) == (422, True)
    ticked = {
        "delegation": [ids["KE"], ids["UG"], ids["GE"]],
        f"revision-{ids['KE']}": "2",
        f"revision-{ids['UG']}": "1",
        f"revision-{ids['GE']}": "0",
    }
    undated = post(desk, LIST, act="examine", to="in_order", authority="Bureau", **ticked)
    assert (undated.status_code, 'href="#examined_on"' in undated.text) == (422, True)
    assert undated.text.count(" checked") == 4  # three delegations, and what was found
    done = post(desk, LIST, act="examine", to="in_order", **BUREAU, **ticked)
    assert done.status_code == 303
    page = desk.get(done.location).text
    assert "1 delegation moved." in page
    assert "2 were left as they are: look at them." in page


def test_carried_and_reported(app: Flask, desk: FlaskClient, ids: dict[str, str]) -> None:
    receive(desk, ids["KE"])
    carried = post(desk, "/en/desk/cop/credentials/2", act="carry", earlier="1")
    assert "1 delegation carried." in desk.get(carried.location).text
    assert "carried from segment 1" in desk.get(f"/en/desk/cop/credentials/2/{ids['KE']}").text
    backwards = post(desk, LIST, act="carry", earlier="2")
    assert backwards.status_code == 422
    report = f"{LIST}/report"
    page = desk.get(report).text
    assert "1 Party submitted a copy of its credentials; the original is awaited." in page
    assert "1 Party has not submitted credentials." in page
    assert "Of 1 State it is to be confirmed whether it is a Party" in page
    kept = post(desk, report)
    assert kept.location == f"{report}?copy=1&done=kept#done"
    assert post(desk, report).status_code == 409
    post(desk, f"{LIST}/{ids['KE']}", act="move", to="incomplete", reason="no signature", revision="2")
    assert "copy of its credentials" in desk.get(f"{report}?copy=1").text
    assert "The credentials of 1 Party were found to be incomplete." in desk.get(report).text
    assert desk.get(f"{report}?copy=2").status_code == 404
    book = CalamineWorkbook.from_filelike(BytesIO(desk.get(f"{report}.xlsx?copy=1").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["Kenya", "Only a copy of the credentials received"] in rows


@pytest.mark.parametrize("lang", ["en", "ar", "zh", "ru"])
def test_report_is_set_as_paper(desk: FlaskClient, ids: dict[str, str], lang: str) -> None:
    receive(desk, ids["KE"])
    answer = desk.get(f"/{lang}/desk/cop/credentials/1/report.pdf")
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


def test_credentials_are_for_officers_alone(app: Flask, desk: FlaskClient, ids: dict[str, str]) -> None:
    receive(desk, ids["KE"])
    with app.app_context():
        scan = db.session.scalars(select(CredentialsFile.id)).one()
        make_delegation(make_conference("other"), db.session.get_one(Party, "KE"))
    paths = (
        LIST,
        f"{LIST}/report",
        f"{LIST}/report.pdf",
        f"{LIST}/{ids['KE']}",
        f"{LIST}/{ids['KE']}/file/{scan}",
    )
    for role in ("reader", "organizer", "of another conference"):
        with app.test_client() as client:
            who = _officer_of(app, client) if "another" in role else sign_in(app, client, role)
            assert {who.get(path).status_code for path in paths} == {403}
    assert desk.get(f"/en/desk/other/credentials/1/{ids['KE']}/file/{scan}").status_code == 404


def _officer_of(app: Flask, client: FlaskClient) -> FlaskClient:
    """Sign in as an officer of another conference alone."""
    with app.app_context():
        token = staff.invite("other@example.org", "officer", datetime.now(UTC), programme="other")
    path = f"/en/desk/sign-in/{token}"
    client.post(path, data={"csrf_token": csrf(client, path)})
    return client
