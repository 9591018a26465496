"""Lists of participants, funding and the exchange with KRONOS by a program of officers, as at the desk."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.services import staff
from tests.factories import NOW
from tests.services.cop.test_funding import make_askers
from tests.services.cop.test_kronos import CONTACT, a_file, a_place
from tests.services.cop.test_lists import SYMBOL, a_world

HERE = "/api/v1/programmes/cop"


@pytest.fixture
def head(app_sqlite: Flask) -> dict[str, str]:
    """Give what a program of officers sends with each request."""
    with app_sqlite.app_context():
        return {"Authorization": f"Bearer {staff.create_token('list', 'officer', NOW)}"}


def send(client: FlaskClient, head: dict[str, str], path: str, body: Any = None, **more: Any) -> Any:
    seen, method, data = more.get("seen"), more.get("method", "POST"), more.get("data")
    head = head | ({"If-Match": f'"r{seen}"'} if seen is not None else {})
    sent: dict[str, Any] = {"data": data} if data else {"json": body}
    return client.open(f"{HERE}/{path}", method=method, headers=head, **sent)


def test_a_list_is_published_as_it_was_looked_at(
    app_sqlite: Flask, client_sqlite: FlaskClient, head: Any
) -> None:
    with app_sqlite.app_context():
        a_world()
    client, path = client_sqlite, "participants/1"
    setting = {"symbol": SYMBOL, "audience": "participants", "corrections_until": "2026-12-04"}
    kept = send(client, head, path, setting, seen=0, method="PATCH")
    assert (kept.json["revision"], kept.json["corrections_until"]) == (1, "2026-12-04T22:59:00Z")
    shown = send(client, head, path, method="GET").json
    assert {one["printed"].get("name") for one in shown["people"]} == {"Amina Example", None, "Cara Example"}
    old = send(client, head, f"{path}/publish", {"kind": "provisional", "mark": "0" * 64})
    assert old.status_code == 409
    done = send(client, head, f"{path}/publish", {"kind": "provisional", "mark": shown["mark"]})
    assert (done.status_code, done.json["number"], done.json["is_whole"]) == (201, 1, True)
    listed = send(client, head, f"{path}/copies", method="GET").json["items"]
    assert [one["symbol"] for one in listed] == [SYMBOL]
    assert send(client, head, f"{path}/copies/7", method="GET").status_code == 404
    wrong = send(client, head, path, setting | {"audience": "friends"}, seen=1, method="PATCH")
    assert (wrong.status_code, wrong.json["field"]) == (422, "audience")


def test_travel_is_asked_for_and_granted(app_sqlite: Flask, client_sqlite: FlaskClient, head: Any) -> None:
    with app_sqlite.app_context():
        ids = make_askers(ask=False)
    client, travel = client_sqlite, f"participations/{ids['Ldc One']}/travel"
    given = {"from_city": "Ouagadougou", "arrives_on": "2026-12-06", "leaves_on": "2026-12-12"}
    asked = send(client, head, travel, given, seen=0, method="PUT")
    assert (asked.json["travel"]["state"], asked.json["party"], asked.json["revision"]) == ("asked", "BF", 1)
    done = send(client, head, f"{travel}/decide", {"to": "granted"}, seen=1)
    assert done.json["travel"]["state"] == "granted"
    stale = send(client, head, f"{travel}/decide", {"to": "cancelled"}, seen=1)
    assert (stale.status_code, stale.json["stored"]["travel"]["state"]) == (412, "granted")
    rule = send(
        client, head, "segments/1/funding", {"per_party": 2, "listed": ["XX"]}, seen=0, method="PATCH"
    )
    assert (rule.status_code, rule.json["field"]) == (422, "listed")
    rule = send(
        client, head, "segments/1/funding", {"per_party": 2, "listed": ["FR"]}, seen=0, method="PATCH"
    )
    assert (rule.json["per_party"], rule.json["listed"], rule.json["counts"]["granted"]) == (2, ["FR"], 1)
    observer = f"participations/{ids['Observer']}/travel"
    assert send(client, head, observer, given, seen=0, method="PUT").status_code == 404


def test_a_file_of_kronos_is_looked_at_and_taken_in(
    app_sqlite: Flask, client_sqlite: FlaskClient, head: Any
) -> None:
    with app_sqlite.app_context():
        a_place()
    client = client_sqlite
    kept = send(client, head, "kronos/files", data={"file": (io.BytesIO(a_file()), "kronos.json")})
    assert (kept.status_code, kept.json["counts"]["new"]) == (201, 2)
    done = send(client, head, f"kronos/files/{kept.json['id']}/commit", {})
    assert (done.status_code, done.json["counts"]["new"]) == (200, 2)
    other = a_file(contacts=[CONTACT | {"designation": "Minister"}])
    again = send(client, head, "kronos/files", data={"file": (io.BytesIO(other), "kronos.json")})
    (conflict,) = (one for one in again.json["records"] if one["outcome"] == "conflict")
    assert (conflict["key"], conflict["choices"]) == ("contact:c1", ["ours", "theirs"])
    taken = send(
        client, head, f"kronos/files/{again.json['id']}/commit", {"decisions": {"contact:c1": "theirs"}}
    )
    assert taken.status_code == 200
    out = send(client, head, "kronos/export", method="GET")
    assert out.json["contacts"][0]["designation"] == "Minister"
    wrong = send(client, head, "kronos/files", data={"file": (io.BytesIO(b"[1"), "kronos.json")})
    assert wrong.status_code == 422
