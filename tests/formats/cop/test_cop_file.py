"""The file of a conference: what it gives, and how what is wrong is named."""

import copy
import json
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.codes import STREAMS
from meetings.domain.cop.imports import CopGiven
from meetings.domain.errors import WrongFile
from meetings.formats.cop.cop_file import read_cop
from meetings.formats.json_file import read_json

DATA = Path(__file__).parents[3] / "meetings" / "data" / "cops"
COP_4 = json.loads((DATA / "cop-4.json").read_text("utf-8"))
COP_6 = json.loads((DATA / "cop-6.json").read_text("utf-8"))


def read(facts: dict[str, Any] = COP_4) -> CopGiven:
    return read_cop(read_json(json.dumps(facts).encode()))


@pytest.mark.parametrize(
    ("number", "segments", "items", "meetings", "slots", "documents"),
    [(4, 2, 22, 31, 31, 15), (5, 1, 10, 11, 11, 48), (6, 1, 10, 14, 19, 5)],
)
def test_every_conference_is_read(
    number: int, segments: int, items: int, meetings: int, slots: int, documents: int
) -> None:
    given = read_cop(read_json((DATA / f"cop-{number}.json").read_bytes()))
    assert given.slug == f"cop-{number}"
    assert (len(given.segments), len(given.items)) == (segments, items)
    assert (len(given.meetings), len(given.slots), len(given.documents)) == (meetings, slots, documents)
    assert [one.slug for one in given.streams] == list(STREAMS)
    assert all(set(one.title) == set(LANGUAGES) for one in (given.programme, *given.streams))


def test_segments_have_their_own_days_zone_and_place() -> None:
    first, second = read().segments
    assert (first.slug, first.mode, first.zone) == ("4-1", "online", "Europe/Zurich")
    assert (first.starts_on, first.ends_on) == (date(2021, 11, 1), date(2021, 11, 5))
    assert (second.slug, second.mode, second.zone) == ("4-2", "hybrid", "Asia/Makassar")
    assert second.place["ru"] == "Нуса-Дуа, Бали"
    assert (first.marks, second.marks) == ({"venue": "inferred"}, {})


def test_items_keep_their_numbers_and_what_is_filled_in_is_marked() -> None:
    items = {one.number: one for one in read().items}
    assert [one.number for one in read().items if one.parent == "4"] == [
        f"4({letter})" for letter in "abcdefghijkl"
    ]
    assert items["1"].marks == {"title": "inferred", "number": "inferred"}
    assert items["4(a)"].marks == {"number": "inferred"}
    assert items["4(l)"].marks == items["5"].marks == {}
    assert items["6"].segments == ["4-1", "4-2"]


def test_meetings_are_of_the_stream_and_the_audience_of_their_kind() -> None:
    found = {one.title["en"]: one for one in read().meetings}
    regional = found["Regional preparatory meeting: Eastern European States"]
    assert (regional.stream, regional.audience, regional.regions) == ("regional-meetings", "region", ["eeg"])
    assert found["Regional preparatory meetings (in person)"].regions == [
        "africa",
        "asia-pacific",
        "eeg",
        "grulac",
        "weog",
    ]
    group = found["Contact group on the 2022 programme of work and budget"]
    assert (group.segment, group.stream, group.audience) == ("4-1", "contact-groups", "participants")
    assert group.items == ["cop4-item-18"]
    assert group.marks == {"audience": "inferred", "items": "inferred"}


def test_times_are_wall_times_where_they_were_held_and_marked_where_filled_in() -> None:
    slots = {one.key: one for one in read().slots}
    opening, plenary = slots["cop4.2-tt-01"], slots["cop4.2-tt-02"]
    assert (opening.local_start, opening.zone, opening.minutes) == (
        datetime(2022, 3, 21, 10),
        "Asia/Makassar",
        40,
    )
    assert opening.marks == {}
    assert plenary.marks == {"local_start": "inferred", "minutes": "inferred"}
    assert slots["cop4.2-prep-01"].zone == "Europe/Zurich"


def test_a_meeting_of_whole_days_has_a_part_a_day_whose_hours_are_filled_in() -> None:
    found = [one for one in read(COP_6).slots if one.session == "cop6-prep-04"]
    assert [(one.key, one.part, one.local_start.day) for one in found] == [
        ("cop6-prep-04", 1, 7),
        ("cop6-prep-04-2", 2, 8),
        ("cop6-prep-04-3", 3, 9),
    ]
    assert {one.zone for one in found} == {"Africa/Gaborone"}
    assert all(one.marks == {"local_start": "inferred", "minutes": "inferred"} for one in found)


def test_reported_figures_are_of_the_segment_they_were_counted_in() -> None:
    participants, decisions = read().figures
    assert (participants.segment, participants.count, participants.value) == ("4-1", "participants", 1000)
    assert participants.qualifier == "close to"
    assert (decisions.segment, decisions.count, decisions.value) == (None, "decisions", 14)


def test_co_chairs_presidents_and_decisions_are_kept_as_the_record_shows_them() -> None:
    kept = {one.key: one for one in read().kept}
    assert kept["president"].people == ["Rosa Vivien Ratnawati"]
    assert kept["cop4-cg-01"].people == ["Reginald Hernaus (Netherlands)", "Sam Adu-Kumi (Ghana)"]
    assert (kept["cop4-dec-02"].number, kept["cop4-dec-02"].marks) == ("MC-4/2", {"number": "inferred"})
    assert kept["cop4-dec-07"].number is None
    assert kept["cop4-cg-03"].marks == {"title": "inferred"}
    assert kept["host"].country == "ID"


def test_documents_are_given_by_symbol_also_without_a_title() -> None:
    found = {one.symbol: one for one in read().documents}
    assert found["UNEP/MC/COP.4/15/Rev.1"].items == ("cop4-item-11",)
    assert found["UNEP/MC/COP.4/INF/19"].title == {}


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("segments",), [], "segments"),
        (("segments", 0, "mode"), "by post", "segments[0].mode"),
        (("segments", 0, "timezone"), "Europe/Nowhere", "segments[0].timezone"),
        (("segments", 0, "end"), "2021-10-01", "segments[0].end"),
        (("segments", 1, "id"), "4.1", "segments[1].id"),
        (("segments", 1, "id"), "4-1", "segments"),
        (("segments", 0, "languages"), ["en", "la"], "segments[0].languages[1]"),
        (("segments", 0, "timetable", 1, "kind"), "dance", "segments[0].timetable[1].kind"),
        (("segments", 0, "timetable", 1, "end"), "2021-11-01T13:00:00+01:00", "segments[0].timetable[1].end"),
        (("segments", 0, "timetable", 1, "start"), "2021-11-01T13:30:00+05:00", "segments[0].timetable[1].start"),
        (("segments", 0, "timetable", 1, "start_utc"), "2021-11-01T12:31:00Z", "segments[0].timetable[1].start_utc"),
        (("agenda", 4, "number"), "4(ä)", "agenda[4].number"),
        (("agenda", 5, "number"), "4(a)", "agenda[5].number"),
        (("agenda", 4, "parent"), "9", "agenda[4].parent"),
        (("agenda", 4, "segments"), ["4.3"], "agenda[4].segments[0]"),
        (("agenda", 6, "documents", 0, "symbol"), "=1+1", "agenda[6].documents[0].symbol"),
        (("contact_groups", 0, "segment"), "9", "contact_groups[0].segment"),
        (("host_country", "iso2"), "idn", "host_country.iso2"),
        (("id",), "desk", "file name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_path(path: tuple[Any, ...], value: Any, field: str) -> None:
    facts = copy.deepcopy(COP_4)
    place: Any = facts
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    if path[-1] == "start":
        del place["start_utc"]
    with pytest.raises(WrongFile) as refusal:
        read(facts)
    assert refusal.value.field == field


@settings(max_examples=60)
@given(st.data())
def test_a_file_with_anything_at_any_place_is_read_or_refused(data: st.DataObject) -> None:
    facts = copy.deepcopy(COP_4)
    place: Any = facts
    while True:
        steps = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not steps:
            break
        step = data.draw(st.sampled_from(steps))
        if isinstance(place[step], dict | list) and place[step] and data.draw(st.booleans()):
            place = place[step]
            continue
        place[step] = data.draw(st.sampled_from([None, 0, -1, "", "x", [], {}, [None], {"a": 1}, True, 1e9]))
        break
    with suppress(WrongFile):
        read(facts)
