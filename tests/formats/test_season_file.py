"""The season's file: what it gives, and how what is wrong is named."""

import copy
import json
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.errors import WrongFile
from meetings.domain.imports import FigureGiven, SeasonGiven, as_stored
from meetings.formats.json_file import read_json
from meetings.formats.party_file import read_observers, read_parties
from meetings.formats.season_file import read_season

DATA = Path(__file__).parents[2] / "meetings" / "data"
SEASON_2020 = json.loads((DATA / "seasons" / "minamata-online-2020.json").read_text("utf-8"))


def read(facts: dict[str, Any], name: str = "season") -> SeasonGiven:
    return read_season(read_json(json.dumps(facts).encode()), name)


@pytest.mark.parametrize(
    ("year", "sessions", "slots", "hours"),
    [
        (2020, 13, 19, 23.5),
        (2021, 5, 6, 8.5),
        (2022, 8, 11, 17),
        (2023, 5, 5, 7),
        (2024, 0, 0, 0),
        (2025, 1, 5, 5),
    ],
)
def test_every_season_is_read(year: int, sessions: int, slots: int, hours: float) -> None:
    path = DATA / "seasons" / f"minamata-online-{year}.json"
    given = read_season(read_json(path.read_bytes()), path.stem)
    assert (len(given.sessions), len(given.slots)) == (sessions, slots)
    assert sum(slot.minutes for slot in given.slots) / 60 == hours
    assert given.programme.title["fr"] == f"Minamata en ligne {year}"


def test_found_attendance_is_given_and_inferred_is_not() -> None:
    figures = [one for one in read(SEASON_2020).figures if one.slot]
    assert [(one.slot, one.count, one.value, one.qualifier) for one in figures] == [
        ("mo-2020-02-a", "attendances", 70, None),
        ("mo-2020-02-b", "attendances", 115, None),
        ("mo-2020-04-a", "attendances", 100, "over"),
        ("mo-2020-07-a", "attendances", 54, None),
        ("mo-2020-07-b", "attendances", 78, None),
        ("mo-2020-13-a", "attendances", 150, None),
    ]


def test_totals_carry_the_document_by_its_name() -> None:
    assert read(SEASON_2020).figures[1] == FigureGiven(
        None, "hours", 23, "more than", "Progress Report 2020, section 8", None
    )


def test_what_was_filled_in_is_marked() -> None:
    given = read(SEASON_2020)
    assert given.sessions[11].marks == dict.fromkeys(
        ("date", "duration", "languages", "repeated_same_day", "start_times", "stream", "title"), "inferred"
    )
    assert given.slots[0].marks == {"local_start": "inferred", "minutes": "inferred"}


def test_days_of_one_session_are_parts_and_hours_of_one_day_are_not() -> None:
    path = DATA / "seasons" / "minamata-online-2022.json"
    given = read_season(read_json(path.read_bytes()), path.stem)
    assert [slot.part for slot in given.slots if slot.session == "mo-2022-02"] == [1, 2, 3]
    assert [slot.part for slot in read(SEASON_2020).slots if slot.session == "mo-2020-02"] == [1, 1]


def test_a_placeholder_is_no_person() -> None:
    given = read(SEASON_2020)
    assert len([one for one in given.panelists if one.session == "mo-2020-08"]) == 6
    assert given.sessions[7].panelists_expected == 7


def test_a_season_without_hours_has_no_days() -> None:
    path = DATA / "seasons" / "minamata-online-2024.json"
    programme = read_season(read_json(path.read_bytes()), path.stem).programme
    assert (programme.starts_on, programme.complete) == (None, False)
    assert read(SEASON_2020).programme.starts_on == date(2020, 9, 15)


def _set(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    facts = copy.deepcopy(SEASON_2020)
    node = facts
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return facts


SLOT = ("sessions", 3, "slots", 0)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ((*SLOT, "start"), "soon", "sessions[3].slots[0].start"),
        ((*SLOT, "start"), "2020-09-29T14:00:00", "sessions[3].slots[0].start"),
        ((*SLOT, "start"), "2020-09-29T14:00:00+01:00", "sessions[3].slots[0].start"),
        ((*SLOT, "start"), "2020-03-29T02:30:00+01:00", "sessions[3].slots[0].start"),
        ((*SLOT, "start_utc"), "2020-09-29T13:00:00Z", "sessions[3].slots[0].start_utc"),
        ((*SLOT, "end"), "2020-09-29T13:00:00Z", "sessions[3].slots[0].end"),
        ((*SLOT, "duration_min"), 0, "sessions[3].slots[0].duration_min"),
        ((*SLOT, "duration_min"), True, "sessions[3].slots[0].duration_min"),
        ((*SLOT, "timezone"), "Geneva", "sessions[3].slots[0].timezone"),
        ((*SLOT, "attendance"), -1, "sessions[3].slots[0].attendance"),
        ((*SLOT, "id"), "mo-2020-01-a", "sessions[3].slots[0].id"),
        (("sessions", 2, "title"), None, "sessions[2].title"),
        (("sessions", 2, "title"), "two\nlines", "sessions[2].title"),
        (("sessions", 2, "title"), "\ud800", "sessions[2].title"),
        (("sessions", 2, "stream"), "unknown", "sessions[2].stream"),
        (("sessions", 2, "languages"), ["de"], "sessions[2].languages[0]"),
        (("sessions", 2, "partners"), ["XYZ"], "sessions[2].partners[0]"),
        (("sessions", 2, "slots"), {}, "sessions[2].slots"),
        (("sessions", 2), "a session", "sessions[2]"),
        (("sessions",), None, "sessions"),
        (("streams", 0, "id"), "register", "streams[0].id"),
        (("year",), "2020", "year"),
        (("timezone",), "Mars/Olympus", "timezone"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(path: tuple[Any, ...], value: Any, field: str) -> None:
    with pytest.raises(WrongFile) as refused:
        read(_set(path, value))
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["api", "Season", "a--b", "fr", "séance", "a" * 81])
def test_a_name_that_is_no_address_is_refused(name: str) -> None:
    with pytest.raises(WrongFile) as refused:
        read(SEASON_2020, name)
    assert refused.value.field == "file name"


@pytest.mark.parametrize(
    ("raw", "field"), [(b"{\n1", "line 2"), (b"[]", "file"), (b"\xff", "file"), (b'{"a": NaN}', "file")]
)
def test_a_file_that_is_not_json_is_refused(raw: bytes, field: str) -> None:
    with pytest.raises(WrongFile) as refused:
        read_json(raw)
    assert refused.value.field == field


def test_an_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    facts = _set(SLOT, {"id": "x", "start": "2020-10-25T02:30:00+01:00", "duration_min": 60})
    facts["sessions"] = [facts["sessions"][3]]
    slot = read(facts).slots[0]
    assert (slot.local_start, slot.fold) == (datetime(2020, 10, 25, 2, 30), 1)


def test_parties_know_their_days() -> None:
    parties = read_parties(read_json((DATA / "parties.json").read_bytes()))
    assert len(parties) == 198
    assert [(status, day) for status, day, _source in parties["AL"].statuses] == [
        ("deposited", date(2020, 5, 26)),
        ("party", date(2020, 8, 24)),
    ]
    assert [status for status, _day, _source in parties["GE"].statuses] == ["to_be_confirmed"]


def test_observers_get_our_categories() -> None:
    observers = read_observers(read_json((DATA / "observers.json").read_bytes()))
    assert len(observers) == 93
    assert (observers["unep"].category, observers["unep"].country) == ("un", "KE")


def test_lists_may_be_left_out_where_nothing_is_to_say() -> None:
    facts = copy.deepcopy(SEASON_2020)
    for name in ("partners", "languages", "articles", "panelists"):
        for session in facts["sessions"]:
            del session[name]
    del facts["partners"], facts["reported_totals"]
    given = read(facts)
    assert (given.panelists, given.sessions[0].languages) == ((), [])


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(found for key, child in children for found in _paths(child, (*path, key)))]


PATHS = [path for path in _paths(SEASON_2020) if path]
JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=20),
        st.sampled_from(
            ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2020-09-15", "en", "inferred"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS), JSON_VALUES)
def test_anything_in_the_place_of_anything_is_read_or_refused(path: tuple[Any, ...], value: Any) -> None:
    with suppress(WrongFile):
        json.dumps(as_stored(read(_set(path, value)).records()))
