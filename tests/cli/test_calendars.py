"""`meetings calendar import` as a person types it."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.cli.calendars import REASONS
from meetings.domain.foreign import Why
from meetings.extensions import db
from meetings.models import ForeignMeeting
from tests.cli.test_imports import run
from tests.formats.test_ical_foreign import DATA, DAY, calendar, events

NAME = "Other MEA meetings 2020-2022 (sample of a joint calendar)"


def stored(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(func.count(ForeignMeeting.id))).one()


def test_calendar_is_imported_and_again_is_nothing(app_sqlite: Flask) -> None:
    file = str(DATA / "other_meas.ics")
    said = run(app_sqlite, "calendar", "import", file)
    assert said == (0, f"{NAME}: 51 new, 0 changed, 0 older, 0 refused\n", "")
    said = run(app_sqlite, "calendar", "import", file)
    assert said == (0, f"{NAME}: 0 new, 0 changed, 0 older, 0 refused\n", "")
    assert stored(app_sqlite) == 51


def test_each_event_says_what_became_of_it(app_sqlite: Flask, tmp_path: Path) -> None:
    file = tmp_path / "others.ics"
    file.write_bytes(
        calendar(DAY, ("UID:two", "DTSTART:20261201", "RRULE:FREQ=SECONDLY"), ("DTSTART:20261201",))
    )
    code, said, wrong = run(app_sqlite, "calendar", "import", str(file), "--json")
    assert code == 0
    assert json.loads(said) == {
        "name": "others",
        "new": 1,
        "changed": 0,
        "same": 0,
        "older": 0,
        "refused": 2,
        "withdrawn": 0,
        "ours": 0,
        "events": [
            {"uid": "one", "title": "Other meeting", "state": "new"},
            {
                "uid": "two",
                "title": "—",
                "state": "refused",
                "why": "too_often",
                "value": "SECONDLY",
                "reason": "it recurs more often than daily (SECONDLY)",
            },
            {
                "title": "—",
                "state": "refused",
                "why": "no_uid",
                "reason": "it has no UID, so that nobody could tell it from others next time",
            },
        ],
    }
    assert wrong.splitlines() == [
        "refused: two: it recurs more often than daily (SECONDLY)",
        "refused: —: it has no UID, so that nobody could tell it from others next time",
    ]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"<html>", "Error: file: not a calendar in the format icalendar, or one that is cut off\n"),
        (
            events(5_001, "DTSTART:20261201"),
            "Error: file: a calendar of more events than are read: most 5000\n",
        ),
        (b"x" * 20_000_001, "Error: file: a file that is larger than is read: most 20\n"),
    ],
    ids=["a page", "too many events", "too large"],
)
def test_wrong_file_is_one_line_and_stores_nothing(
    app_sqlite: Flask, tmp_path: Path, raw: bytes, line: str
) -> None:
    file = tmp_path / "others.ics"
    file.write_bytes(raw)
    assert run(app_sqlite, "calendar", "import", str(file)) == (1, "", line)
    assert stored(app_sqlite) == 0


def test_each_reason_has_its_words() -> None:
    assert set(REASONS) == set(Why)
