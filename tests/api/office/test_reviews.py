"""Attendance that is in question, for programs: answered, brought again, decided, taken back."""

from flask import Flask
from flask.testing import FlaskClient

from tests.api.test_api import API, problem, token
from tests.api.test_imports import send, slot

__all__ = ["slot"]
TIMES = "2025-03-18 13:00:00,2025-03-18 13:30:00"
ROWS = f"Name,Join time,Leave time\nAiko Hoshino,{TIMES}\niPad,{TIMES}\n".encode()


def test_rows_are_decided_and_taken_back(app: Flask, client: FlaskClient, slot: str) -> None:
    head = token(app)
    sent = send(app, client, ROWS, slot).json
    path = f"{API}/imports/{sent['id']}"
    answered = client.post(f"{path}/answers", json={"zone": "Europe/Zurich", "order": "day"}, headers=head)
    assert (answered.status_code, answered.json["zone"]) == (200, "Europe/Zurich")
    problem(client.post(f"{path}/answers", json={"zone": "Mars/Base"}, headers=head), 422, "zone")
    assert client.post(f"{path}/commit", headers=head).status_code == 200
    reviews = f"{API}/programmes/season/attendance-reviews"
    waiting = client.get(reviews, headers=head).json["items"]
    rows = [one["row"] for one in waiting if one["name"] == "iPad"]
    assert len(rows) == 1
    done = client.post(f"{reviews}/decide", json={"rows": rows, "verdict": "nobody"}, headers=head).json
    decided = client.get(f"{reviews}?state=decided", headers=head).json["items"]
    assert [(one["name"], one["verdict"]) for one in decided] == [("iPad", "nobody")]
    undo = client.post(f"{reviews}/undo", json={"decision": done["decision"]}, headers=head)
    assert undo.json["rows"] == 1
    assert client.get(f"{reviews}?state=decided", headers=head).json["items"] == []
    missing = client.post(f"{reviews}/decide", json={"rows": [999_999], "verdict": "nobody"}, headers=head)
    assert missing.status_code == 403


def test_a_withdrawn_file_is_brought_again(app: Flask, client: FlaskClient, slot: str) -> None:
    head = token(app)
    sent = send(app, client, ROWS, slot, zone="Europe/Zurich").json
    path = f"{API}/imports/{sent['id']}"
    client.post(f"{path}/commit", headers=head)
    assert client.post(f"{path}/withdraw", headers=head).json["state"] == "withdrawn"
    again = client.post(f"{path}/again", json={}, headers=head)
    assert (again.status_code, again.json["state"]) == (201, "preview")
    assert again.json["people"] == sent["people"]
