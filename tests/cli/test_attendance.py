"""`meetings attendance import` as a person types it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Attendance, Import
from tests.cli.test_imports import run
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.formats.test_attendance import EXPECTED, FILES, truth
from tests.services.test_attendance import BEGIN

WHOLE = [name for name, one in EXPECTED.items() if isinstance(one, dict) and one.get("people")]


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    with app_sqlite.app_context():
        make_party()
        return make_slot(make_session(make_programme()), BEGIN, minutes=90).id


def said(app: Flask, name: str, *more: str) -> tuple[int, dict[str, Any], str]:
    code, out, wrong = run(app, "attendance", "import", str(FILES / name), *more, "--json")
    return code, json.loads(out), wrong


def stored(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return (
            db.session.scalars(select(func.count(Import.id))).one(),
            db.session.scalars(select(func.count(Attendance.id))).one(),
        )


@pytest.mark.parametrize("name", WHOLE)
def test_each_file_gives_the_truth_and_a_preview_stores_nothing(
    app_sqlite: Flask, slot: str, name: str
) -> None:
    code, body, wrong = said(app_sqlite, name, "--slot", slot, "--zone", "Europe/Zurich")
    assert (code, wrong) == (0, "")
    people = {
        one["key"]: one.get("minutes_stated") or (one["rows"], one["seconds"]) for one in body["people"]
    }
    assert people == truth(name)
    assert stored(app_sqlite) == (0, 0)


def test_commit_counts_once(app_sqlite: Flask, slot: str) -> None:
    name = "teams_attendance_report.csv"
    code, body, _wrong = said(app_sqlite, name, "--slot", slot, "--commit")
    assert (code, body["state"], body["new"]) == (0, "committed", True)
    assert (body["layout"], body["zone"], body["zone_from"]) == ("teams_report", "Europe/Zurich", "slot")
    assert stored(app_sqlite) == (1, 8)
    again = said(app_sqlite, name, "--slot", slot, "--commit")[1]
    assert (again["id"], again["new"]) == (body["id"], False)
    assert stored(app_sqlite) == (1, 8)


@pytest.mark.parametrize(
    ("name", "zone", "problem"),
    [
        ("teams_attendance_report.csv", "Asia/Tokyo", "no_overlap"),
        ("teams_attendance_list_2020.csv", "Europe/Zurich", "no_end"),
        ("zoom_meeting_participants_unique.csv", "Europe/Zurich", "no_times"),
    ],
)
def test_a_problem_stops_only_a_commit(
    app_sqlite: Flask, slot: str, name: str, zone: str, problem: str
) -> None:
    more = ("--slot", slot, "--zone", zone)
    code, body, wrong = said(app_sqlite, name, *more)
    assert (code, wrong, [one["code"] for one in body["problems"]]) == (0, "", [problem])
    code, body, wrong = said(app_sqlite, name, *more, "--commit")
    assert code == 1
    assert [one["code"] for one in body["problems"]] == [problem]
    assert wrong.startswith("Error: file: a file of which something is not answered yet")
    assert "Traceback" not in wrong
    assert stored(app_sqlite) == (0, 0)


def test_questions_are_answered(app_sqlite: Flask, slot: str, tmp_path: Path) -> None:
    more = ("--slot", slot, "--until", "2025-03-18T14:34:52", "--commit")
    code, body, _wrong = said(app_sqlite, "teams_attendance_list_2020.csv", *more)
    assert (code, body["people"][0]["seconds"]) == (0, 6825)
    file = tmp_path / "own.csv"
    file.write_text("Wer;Kam;Ging\nAna;18.03.2025 13:00;18.03.2025 13:30\nBo;x;y\n", "utf-8")
    columns = [f"--column={one}" for one in ("name=Wer", "joined=Kam", "left=Ging")]
    code, body, _wrong = said(app_sqlite, str(file), "--slot", slot, *columns, "--leave-out", "--commit")
    assert (code, body["layout"], body["people"][0]["seconds"]) == (0, "by_hand", 1800)


@pytest.mark.parametrize(
    "more",
    [("--slot", "nothing"), ("--slot", "", "--zone", "Mars"), ("--slot", "", "--column", "x=y"), ()],
)
def test_wrong_words_are_one_line(app_sqlite: Flask, slot: str, more: tuple[str, ...]) -> None:
    words = [slot if one == "" else one for one in more]
    code, out, wrong = run(app_sqlite, "attendance", "import", str(FILES / "webex_attendance.csv"), *words)
    assert code != 0
    assert out == ""
    assert "Traceback" not in wrong


def test_words_without_json(app_sqlite: Flask, slot: str, tmp_path: Path) -> None:
    code, out, _wrong = run(
        app_sqlite, "attendance", "import", str(FILES / "webex_attendance.csv"), "--slot", slot
    )
    assert code == 0
    assert out.splitlines()[:2] == [
        "webex, times in Europe/Zurich (slot)",
        "events.desk@example.org: 1 rows, 6825 seconds, not matched",
    ]
    assert out.splitlines()[-1] == "a preview; nothing was stored"
    file = tmp_path / "file.csv"
    file.write_bytes(b"%PDF-1.4")
    code, _out, wrong = run(app_sqlite, "attendance", "import", str(file), "--slot", slot)
    assert (code, wrong) == (
        1,
        "Error: file: a file that does not have the shape expected: expected a table of attendance, as CSV or XLSX\n",
    )


def test_zone_is_doubted_only_where_nobody_said_it(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        make_party()
        row = make_slot(make_session(make_programme()), BEGIN + timedelta(hours=1), minutes=90).id
    body = said(app_sqlite, "zoom_webinar_attendee_report.csv", "--slot", row)[1]
    problem = body["problems"][0]
    assert (problem["code"], problem["choices"]) == ("zone_doubtful", ["UTC", "+00:00"])
    body = said(app_sqlite, "zoom_webinar_attendee_report.csv", "--slot", row, "--zone", "Europe/Zurich")[1]
    assert body["problems"] == []
