"""The gate, badges and letters by programs: the same answers, refusals and notes as at the desk."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import CheckIn, RefusedScan
from meetings.services import staff
from tests.cop import make_badged, make_conference, make_delegation, make_nominee, make_segment, make_state
from tests.factories import NOW

HERE = "/api/v1/programmes/cop"
TODAY = f"{HERE}/segments/today"


@pytest.fixture
def ids(app: Flask) -> dict[str, str]:
    """Store a segment that is on, one with a badge and one accredited without; give codes, ids and tokens."""
    with app.app_context():
        programme = make_conference()
        day = NOW.date()
        segment = make_segment(programme, "today", position=2, starts_on=day, ends_on=day)
        kenya = make_delegation(programme, make_state())
        badged, code = make_badged(kenya, segment, name="Ama Example")
        other = make_nominee(kenya, segment, name="Ben Example", state="accredited")
        return {
            "code": code,
            "badged": badged,
            "other": other.participations[0].id,
            "officer": staff.create_token("list", "officer", NOW),
            "steward": staff.create_token("gate", "steward", NOW),
        }


def send(client: FlaskClient, token: str, path: str, body: Any = None, **more: Any) -> Any:
    seen, method = more.pop("seen", None), more.pop("method", "POST")
    head = {"Authorization": f"Bearer {token}"} | ({"If-Match": f'"r{seen}"'} if seen is not None else {})
    return client.open(path, method=method, headers=head, json=body)


def test_a_scan_is_answered_and_kept(app: Flask, client: FlaskClient, ids: Any) -> None:
    first = send(client, ids["steward"], f"{TODAY}/gate/scan", {"code": ids["code"], "entrance": "North"})
    assert (first.json["answer"], first.json["bearer"]["name"], first.json["came"]) == (
        "valid",
        "Ama Example",
        1,
    )
    again = send(client, ids["steward"], f"{TODAY}/gate/scan", {"code": ids["code"]})
    assert (again.json["answer"], again.json["since"] is not None) == ("already", True)
    wrong = send(client, ids["steward"], f"{TODAY}/gate/scan", {"code": "x" * 5000})
    assert (wrong.json["answer"], wrong.json["bearer"]) == ("mistyped", None)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1
        assert db.session.scalar(select(func.count()).select_from(RefusedScan)) == 1
    assert send(client, ids["steward"], f"{TODAY}/bearers", method="GET").status_code == 403


def test_a_list_kept_on_paper_is_entered(client: FlaskClient, ids: Any) -> None:
    path = f"{TODAY}/gate/list"
    listed = send(client, ids["steward"], path, method="GET").json["items"]
    assert [(one["name"], one["code"]) for one in listed] == [("Ama Example", ids["code"])]
    body = {"day": str(NOW.date()), "codes": [ids["code"], ids["code"], "nonsense"]}
    done = send(client, ids["steward"], path, body).json["items"]
    assert [one["answer"] for one in done] == ["valid", "mistyped"]
    for wrong, field in ((body | {"codes": []}, "codes"), (body | {"day": "1999-01-01"}, "day")):
        refused = send(client, ids["steward"], path, wrong)
        assert (refused.status_code, refused.json["field"]) == (422, field)


def test_badges_are_issued_suspended_and_lifted(client: FlaskClient, ids: Any) -> None:
    officer = ids["officer"]
    due = send(client, officer, f"{TODAY}/bearers?state=due", method="GET").json
    assert [(one["name"], one["badge_state"]) for one in due["items"]] == [("Ben Example", None)]
    made = send(client, officer, f"{HERE}/participations/{ids['other']}/badge")
    assert made.json["badge_state"] == "valid"
    badge = f"{HERE}/badges/{ids['code']}"
    assert send(client, officer, f"{badge}/suspend", {}).json["field"] == "reason"
    gone = send(client, officer, f"{badge}/suspend", {"reason": "Lost."})
    assert (gone.json["badge_state"], gone.json["reason"]) == ("suspended", "Lost.")
    scan = send(client, ids["steward"], f"{TODAY}/gate/scan", {"code": ids["code"]})
    assert scan.json["answer"] == "suspended"
    assert send(client, officer, f"{badge}/lift", {"reason": "Found."}).json["badge_state"] == "valid"
    anew = send(client, officer, f"{badge}/reissue", {"reason": "Torn."})
    assert anew.json["code"] != ids["code"]
    assert send(client, officer, f"{badge}/suspend", {"reason": "Old."}).status_code == 404


def test_letters_are_given_and_work_is_asked_for(client: FlaskClient, ids: Any) -> None:
    officer, path = ids["officer"], f"{HERE}/participations/{ids['badged']}/letters"
    made = send(client, officer, path, {"kind": "visa", "language": "fr"})
    assert (made.status_code, made.json["standing"]) == (201, "valid")
    listed = send(client, officer, path, method="GET").json["items"]
    assert [one["code"] for one in listed] == [made.json["code"]]
    passport = send(client, officer, path, {"kind": "visa", "language": "fr", "with_passport": True})
    assert (passport.status_code, passport.json["field"]) == (409, "passport")
    asked = send(client, officer, f"{TODAY}/badges/make", {"state": "valid", "form": "a4", "language": "en"})
    job = send(client, officer, f"/api/v1/jobs/{asked.json['job']}", method="GET").json
    assert (asked.status_code, job["state"], job["total"]) == (202, "waiting", 1)
    assert send(client, ids["steward"], f"/api/v1/jobs/{job['id']}", method="GET").status_code == 403
    none = send(client, officer, f"{TODAY}/badges/make", {"text": "Nobody", "form": "a4", "language": "en"})
    assert none.status_code == 422


def test_quorum_and_letterhead_are_set(client: FlaskClient, ids: Any) -> None:
    officer = ids["officer"]
    wrong = send(
        client, officer, f"{HERE}/quorum", {"to_open": "half", "to_decide": "2/3"}, seen=0, method="PATCH"
    )
    assert (wrong.status_code, wrong.json["field"]) == (422, "to_open")
    kept = send(
        client, officer, f"{HERE}/quorum", {"to_open": "1/2", "to_decide": "2/3"}, seen=0, method="PATCH"
    )
    assert (kept.json["to_open"], kept.headers["ETag"]) == ("1/2", '"r1"')
    found = send(client, officer, f"{TODAY}/quorum", method="GET").json
    assert (found["parties"], found["to_open"]["share"], found["away"]) == (1, "1/2", ["KE"])
    head = {"letterhead": "Secretariat", "signatory": "Invented Signatory"}
    assert send(client, officer, f"{HERE}/letterhead", head, seen=1, method="PATCH").json["revision"] == 2
    assert send(client, officer, f"{TODAY}/arrivals", method="GET").status_code == 200
