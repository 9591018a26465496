"""Credentials and admissions by a program of officers: what came, what the Bureau found, until when bodies apply."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.queries.cop.admissions import rule_of
from meetings.services import staff
from tests.factories import NOW
from tests.services.cop.test_credentials import make_delegations

HERE = "/api/v1/programmes/cop"
SEGMENT = f"{HERE}/segments/1"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
BUREAU = "Bureau, 28 November 2026"


@pytest.fixture
def ids(app: Flask) -> dict[str, str]:
    """Store delegations whose credentials are awaited; give their ids by State, and a token."""
    with app.app_context():
        return make_delegations() | {"officer": staff.create_token("list", "officer", NOW)}


def send(client: FlaskClient, ids: Any, path: str, body: Any = None, **more: Any) -> Any:
    seen = more.pop("seen", None)
    head = {"Authorization": f"Bearer {ids['officer']}"} | (
        {"If-Match": f'"r{seen}"'} if seen is not None else {}
    )
    sent = more if "data" in more else {"json": body} | more
    return client.open(path, method=sent.pop("method", "POST"), headers=head, **sent)


def test_credentials_come_are_read_and_examined(client: FlaskClient, ids: Any) -> None:
    path = f"{SEGMENT}/credentials/{ids['KE']}"
    assert send(client, ids, f"{path}/receive", data={"kind": "copy"}).status_code == 428
    form = {"kind": "original", "file": (BytesIO(PDF), "credentials.pdf")}
    came = send(client, ids, f"{path}/receive", data=form, seen=0)
    assert (came.status_code, came.json["state"]) == (200, "original")
    (scan,) = came.json["files"]
    assert send(client, ids, f"{path}/files/{scan['id']}", method="GET").data == PDF
    says = {
        "signed_by": "foreign_minister",
        "signer": "Invented Minister",
        "signed_on": "2026-11-20",
        "language": "fr",
    }
    read = send(client, ids, f"{path}/record", says | {"others": ["Ben Example"]}, seen=came.json["revision"])
    assert (read.json["others"], read.json["signer"]) == (["Ben Example"], "Invented Minister")
    seen = {ids["KE"]: read.json["revision"], ids["UG"]: 0}
    found = {"delegations": seen, "to": "in_order", "examined_on": str(NOW.date()), "authority": BUREAU}
    done = send(client, ids, f"{SEGMENT}/credentials/examine", found)
    assert done.json["moved"] == [ids["KE"]], done.json
    stale = send(client, ids, f"{path}/move", {"to": "provisional", "authority": BUREAU}, seen=1)
    assert (stale.status_code, stale.json["stored"]["state"]) == (412, "in_order")
    late = send(client, ids, f"{path}/move", {"to": "in_order", "examined_on": "tomorrow"}, seen=1)
    assert (late.status_code, late.json["field"]) == (422, "examined_on")


def test_the_report_is_kept_as_a_dated_copy(client: FlaskClient, ids: Any) -> None:
    stands = send(client, ids, f"{SEGMENT}/credentials-reports/now", method="GET").json
    kept = send(client, ids, f"{SEGMENT}/credentials-reports")
    assert (kept.status_code, kept.json["number"], kept.json["facts"]) == (201, 1, stands["facts"])
    again = send(client, ids, f"{SEGMENT}/credentials-reports")
    assert again.status_code == 409
    listed = send(client, ids, f"{SEGMENT}/credentials-reports", method="GET").json["items"]
    assert [one["number"] for one in listed] == [1]
    assert send(client, ids, f"{SEGMENT}/credentials-reports/{10**30}", method="GET").status_code == 404


def test_the_queue_is_narrowed(client: FlaskClient, ids: Any) -> None:
    found = send(client, ids, f"{HERE}/credentials?text=uganda", method="GET").json["items"]
    assert [one["party"] for one in found] == ["UG"]


def test_until_when_bodies_apply_is_set(app: Flask, client: FlaskClient, ids: Any) -> None:
    path = f"{HERE}/admission-rule"
    kept = send(client, ids, path, {"months": 2, "closes_on": "2026-12-01"}, seen=0, method="PATCH")
    assert (kept.status_code, kept.json["until"], kept.json["revision"]) == (200, "2026-12-01", 1)
    for months in ("many", None, [], 10**400, True):
        wrong = send(client, ids, path, {"months": months}, seen=1, method="PATCH")
        assert (wrong.status_code, wrong.json["field"]) == (422, "months")
    with app.app_context():
        assert rule_of("cop").months == 2
    assert send(client, ids, f"{HERE}/admissions", method="GET").json == {"items": [], "next": None}
