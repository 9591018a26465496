"""Credentials for programs of officers."""

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from meetings.services import staff
from meetings.services.cop.credentials import receive
from tests.factories import NOW
from tests.services.cop.test_credentials import SCAN, at, make_delegations

PATH = "/api/v1/programmes/cop/credentials"


def token(app: Flask, role: str) -> dict[str, str]:
    with app.app_context():
        return {"Authorization": f"Bearer {staff.create_token(role, role, datetime.now(UTC))}"}


def test_credentials_are_listed_for_officers(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ids = make_delegations()
        receive(at(ids["KE"]), "copy", SCAN, NOW, "user:1")
    officer = token(app, "officer")
    found = client.get(PATH, headers=officer).get_json()
    assert [(one["party"], one["state"]) for one in found["items"]] == [
        ("ES", "not_required"),
        ("GE", "awaited"),
        ("KE", "copy"),
        ("NA", "not_required"),
        ("UG", "awaited"),
    ]
    assert found["next"] is None
    kenya = found["items"][2]
    assert {
        name: kenya[name] for name in ("delegation", "segment", "standings", "awaited", "awaited_from")
    } == {
        "delegation": ids["KE"],
        "segment": "1",
        "standings": {"minamata": "party"},
        "awaited": "original",
        "awaited_from": "delegation",
    }
    assert found["items"][1]["standings"] == {"minamata": "to_be_confirmed"}
    resumed = client.get(f"{PATH}?segment=2&state=awaited", headers=officer).get_json()["items"]
    assert [one["party"] for one in resumed] == ["ES", "GE", "KE", "UG"]


def test_pages_of_the_list_follow_each_other(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_delegations()
    officer, seen, after = token(app, "officer"), [], ""
    for _page in range(3):
        found = client.get(f"{PATH}?size=2&after={after}", headers=officer).get_json()
        seen += [one["party"] for one in found["items"]]
        after = found["next"]
    assert (seen, after) == (["ES", "GE", "KE", "NA", "UG"], None)


def test_nobody_else_reads_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_delegations()
    assert client.get(PATH).status_code == 401
    for role in ("organizer", "reader", "steward"):
        assert client.get(PATH, headers=token(app, role)).status_code == 403
    assert client.get(f"{PATH}?segment=9", headers=token(app, "officer")).status_code == 404
