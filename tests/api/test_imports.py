"""Attendance files by the API: sent, looked at, counted, withdrawn."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.api.office.attendance import FileAnswersIn
from tests.api.test_api import API, problem, token
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.formats.test_attendance import EXPECTED, FILES, truth
from tests.services.test_attendance import BEGIN, add_person

WHOLE = [name for name, one in EXPECTED.items() if isinstance(one, dict) and one.get("people")]


@pytest.fixture
def slot(app: Flask) -> str:
    with app.app_context():
        make_party()
        session = make_session(make_programme())
        row = make_slot(session, BEGIN, minutes=90)
        slot_id = row.id
        add_person(session.id, "Aiko Hoshino", "aiko.hoshino@example.org", "JP")
        return slot_id


def send(
    app: Flask, client: FlaskClient, raw: bytes, slot_id: str, name: str = "file.csv", **more: str
) -> Any:
    data = {"file": (io.BytesIO(raw), name), "slot": slot_id, **more}
    return client.post(f"{API}/imports", data=data, headers=token(app))


@pytest.mark.parametrize("name", WHOLE)
def test_each_file_gives_the_truth(app: Flask, client: FlaskClient, slot: str, name: str) -> None:
    raw = (FILES / name).read_bytes()
    answer = send(app, client, raw, slot, name, zone="Europe/Zurich")
    assert (answer.status_code, answer.json["state"], answer.json["name"]) == (201, "preview", name)
    people = {
        one["key"]: one.get("minutes_stated") or (one["rows"], one["seconds"])
        for one in answer.json["people"]
    }
    assert people == truth(name)
    again = send(app, client, raw, slot, name, zone="Europe/Zurich")
    assert (again.status_code, again.json) == (200, answer.json)
    assert client.get(f"{API}/imports/{answer.json['id']}", headers=token(app)).json == answer.json


def test_a_file_may_be_larger_than_other_bodies(app: Flask, client: FlaskClient, slot: str) -> None:
    text = "Name,Join time,Leave time\n" + "Ana,2025-03-18 13:00:00,2025-03-18 13:30:00\n" * 50_000
    with io.BytesIO(text.encode()) as body:
        answer = client.post(
            f"{API}/imports",
            headers=token(app) | {"Content-Type": "multipart/form-data; boundary=x"},
            data=b'--x\r\nContent-Disposition: form-data; name="slot"\r\n\r\n'
            + slot.encode()
            + b'\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            + body.read()
            + b"\r\n--x--\r\n",
        )
    assert (answer.status_code, answer.json["rows"], len(answer.json["people"])) == (201, 50_000, 1)


def test_committed_withdrawn_and_listed(app: Flask, client: FlaskClient, slot: str) -> None:
    head = token(app)
    raw = (FILES / "zoom_webinar_attendee_report.csv").read_bytes()
    one = send(app, client, raw, slot).json["id"]
    done = client.post(f"{API}/imports/{one}/commit", headers=head)
    assert (done.status_code, done.json["state"]) == (200, "committed")
    again = client.post(f"{API}/imports/{one}/commit", headers=head)
    assert again.json == done.json
    assert send(app, client, raw, slot).json == done.json
    rows = client.get(f"{API}/slots/{slot}/attendance?size=200", headers=head).json["items"]
    assert len(rows) == 15
    mine = next(row for row in rows if row["key"] == "aiko.hoshino@example.org")
    assert (mine["seconds"], mine["source"], mine["match"]) == (5620, "import", "address")
    listed = client.get(f"{API}/imports?slot={slot}", headers=head).json["items"]
    assert [(row["id"], row["state"], row["slot"]) for row in listed] == [(one, "committed", slot)]
    gone = client.post(f"{API}/imports/{one}/withdraw", headers=head)
    assert (gone.status_code, gone.json["state"]) == (200, "withdrawn")
    assert client.get(f"{API}/slots/{slot}/attendance", headers=head).json["items"] == []
    problem(client.post(f"{API}/imports/{one}/commit", headers=head), 409)
    fresh = send(app, client, raw, slot)
    assert (fresh.status_code, fresh.json["state"]) == (201, "preview")


def test_a_problem_stops_only_a_commit(app: Flask, client: FlaskClient, slot: str) -> None:
    raw = (FILES / "teams_attendance_list_2020.csv").read_bytes()
    answer = send(app, client, raw, slot)
    assert [one["code"] for one in answer.json["problems"]] == ["no_end"]
    path = f"{API}/imports/{answer.json['id']}/commit"
    refused = client.post(path, headers=token(app))
    problem(refused, 422, "file")
    assert [one["code"] for one in refused.json["problems"]] == ["no_end"]
    assert send(app, client, raw, slot, until="2025-03-18T14:34:52").json["id"] == answer.json["id"]
    done = client.post(path, headers=token(app))
    assert done.json["people"][0]["seconds"] == 6825


def test_a_file_counts_as_it_was_looked_at(app: Flask, client: FlaskClient, slot: str) -> None:
    head, raw = token(app), (FILES / "zoom_webinar_attendee_report.csv").read_bytes()
    looked = send(app, client, raw, slot)
    path, seen = f"{API}/imports/{looked.json['id']}", head | {"If-Match": looked.headers["ETag"]}
    assert (
        looked.headers["ETag"]
        == f'"r{looked.json["revision"]}"'
        == client.get(path, headers=head).headers["ETag"]
    )
    said = {"leave_out": True}
    answered = client.post(f"{path}/answers", json=said, headers=seen)
    assert (answered.status_code, answered.json["revision"]) == (200, looked.json["revision"] + 1)
    for act, given in (("commit", {}), ("answers", FileAnswersIn().load({"zone": "Europe/Zurich"}))):
        stale = problem(client.post(f"{path}/{act}", json=given, headers=seen), 412)
        assert (stale["current"], stale["given"]) == (answered.json["revision"], given)
        assert stale["stored"] == answered.json
    assert client.get(f"{API}/slots/{slot}/attendance", headers=head).json["items"] == []
    again = client.post(f"{path}/answers", json=said, headers=head | {"If-Match": answered.headers["ETag"]})
    assert again.headers["ETag"] == answered.headers["ETag"]
    done = client.post(f"{path}/commit", headers=head | {"If-Match": answered.headers["ETag"]})
    assert (done.status_code, done.json["state"]) == (200, "committed")
    assert client.post(f"{path}/commit", headers=head).headers["ETag"] == done.headers["ETag"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"zone": "Mars"}, "zone"),
        ({"order": "year"}, "order"),
        ({"fold": "2"}, "fold"),
        ({"leave_out": "perhaps"}, "leave_out"),
        ({"columns": "[1]"}, "columns"),
        ({"columns": '{"name": 1}'}, "columns"),
        ({"columns": "{"}, "columns"),
        ({"until": "soon"}, "until"),
    ],
)
def test_wrong_answers_name_their_field(
    app: Flask, client: FlaskClient, slot: str, more: dict[str, str], field: str
) -> None:
    raw = (FILES / "teams_attendance_list_2020.csv").read_bytes()
    problem(send(app, client, raw, slot, **more), 422, field)


def test_wrong_files_and_slots_are_problems(app: Flask, client: FlaskClient, slot: str) -> None:
    problem(send(app, client, b"%PDF-1.7", slot), 422, "file")
    problem(send(app, client, b"x", "nothing"), 422, "slot")
    problem(client.post(f"{API}/imports", data={"slot": slot}, headers=token(app)), 422, "file")
    problem(client.post(f"{API}/imports", data={}, headers=token(app)), 422, "slot")
    problem(client.get(f"{API}/imports/nothing", headers=token(app)), 404)
    app.config["UPLOAD_MB"] = 0
    problem(send(app, client, b"a", slot), 413, "file")
