"""Reports of the real seasons: the numbers everybody will compare."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from meetings.domain.statistics import ADD_UP, COUNTS
from meetings.extensions import db, transaction
from meetings.formats.json_file import read_json
from meetings.formats.report import report_json
from meetings.formats.season_file import read_season
from meetings.queries.reports import Report, cut, report
from meetings.services.seasons import import_season
from tests.factories import KEYS

DATA = Path(__file__).parents[2] / "meetings" / "data"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def season(year: int) -> Report:
    path = DATA / "seasons" / f"minamata-online-{year}.json"
    import_season(read_season(read_json(path.read_bytes()), path.stem), NOW, KEYS)
    counted = report(path.stem, NOW)
    assert counted is not None
    return counted


def values(counts: dict[str, Any]) -> list[float | None]:
    return [counts[name].value for name in COUNTS]


def test_the_season_of_2020_is_counted(database: Any) -> None:
    counted = season(2020)
    assert values(counted.counts) == [13, 19, 23.5, None, 567, None, None, None, None, 20]
    assert counted.counts["attendances"].covered == (6, 19)
    assert (counted.counts["hours"].inferred, counted.counts["attendances"].inferred) == (True, False)
    assert {one.slug: values(one.counts)[:5] for one in counted.streams} == {
        "implementation": [5, 10, 10, None, 132],
        "science": [5, 5, 7.5, None, 250],
        "cop-preparation": [3, 4, 6, None, 185],
    }


def test_streams_and_sessions_add_up(database: Any) -> None:
    counted = season(2020)
    for parts in (counted.streams, counted.sessions):
        for name in ADD_UP:
            assert sum(one.counts[name].value or 0 for one in parts) == (counted.counts[name].value or 0)


def test_what_was_reported_stands_beside(database: Any) -> None:
    shape = report_json(season(2020).sheet, lambda name: f"definition of {name}")
    attendances = shape["counts"]["attendances"]
    assert attendances == {
        "value": 567,
        "definition": "definition of attendances",
        "sourced": True,
        "inferred": False,
        "reported": [{"value": 1700, "qualifier": "over", "source": "Progress Report 2020, section 8"}],
        "covered": {"slots": 6, "of": 19},
        "published": True,
    }
    assert shape["counts"]["panelists"]["reported"][0]["qualifier"] == "around"
    session = shape["sessions"]["effectiveness-evaluation-indicators"]
    assert session["counts"]["attendances"]["value"] == 185
    assert [one["value"] for one in session["counts"]["attendances"]["reported"]] == [70, 115]
    assert json.loads(json.dumps(shape)) == shape


def test_registrations_are_not_taken_for_attendances(database: Any) -> None:
    counted = season(2021)
    assert (counted.counts["attendances"].value, counted.counts["registrations"].value) == (None, 200)
    assert counted.counts["registrations"].covered == (1, 6)


def test_a_season_without_sessions_is_empty(database: Any) -> None:
    assert values(season(2024).counts) == [0, 0, 0, None, None, None, None, None, None, None]


def test_a_cancelled_session_and_a_cancelled_time_are_not_counted(database: Any) -> None:
    season(2020)
    with transaction():
        import_state = (
            "UPDATE sessions SET state = 'cancelled' WHERE slug = 'effectiveness-evaluation-indicators'"
        )
        for statement in (
            import_state,
            "UPDATE slots SET state = 'not_held' WHERE source_key = 'mo-2020-07-b'",
        ):
            db.session.execute(text(statement))
    counted = report("minamata-online-2020", NOW)
    assert counted is not None
    assert values(counted.counts)[:5] == [12, 16, 19.5, None, 567 - 185 - 78]


def test_a_report_asks_the_store_the_same_number_of_questions(database: Any, count_queries: Any) -> None:
    for year in (2020, 2021, 2025):
        season(year)
    with count_queries() as few:
        report("minamata-online-2025", NOW)
    with count_queries() as many:
        report("minamata-online-2021", NOW)
    assert len(few) == len(many)


def test_no_such_programme(database: Any) -> None:
    assert report("nothing", NOW) is None
    assert cut("nothing", "region", NOW) is None
