"""The counting rules, by values alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.report_cells import small_cells
from meetings.domain.report_cuts import cut
from meetings.domain.report_parts import narrow
from meetings.domain.statistics import (
    ADD_UP,
    Facts,
    Figure,
    Holding,
    Stretch,
    Topic,
    Wish,
    count_all,
    presence,
    presences,
)

START = datetime(2026, 11, 3, 13, tzinfo=UTC)


def holding(slot: str = "a", session: int = 1, **changes: object) -> Holding:
    values = {"starts_at": START, "minutes": 60, "held": True} | changes
    return Holding(slot, session, **values)  # type: ignore[arg-type]


def stretch(
    person: int | None = 1, slot: str = "a", join: int = 0, left: int | None = None, **more: object
) -> Stretch:
    left_at = None if left is None else START + timedelta(minutes=left)
    return Stretch(slot, person, START + timedelta(minutes=join), left_at, **more)  # type: ignore[arg-type]


def facts(*stretches: Stretch, **changes: object) -> Facts:
    values = {"topics": (Topic(1, 1),), "holdings": (holding(),), "stretches": stretches} | changes
    return Facts(**values)  # type: ignore[arg-type]


def value(given_facts: Facts, count: str) -> float | None:
    return count_all(given_facts)[count].value


@pytest.mark.parametrize(
    ("rows", "attendances"),
    [
        ([], 0),
        ([stretch()], 1),
        ([stretch(join=59)], 1),
        ([stretch(join=60)], 0),
        ([stretch(join=-15)], 1),
        ([stretch(), stretch()], 1),
        ([stretch(), stretch(2)], 2),
        ([stretch(left=1, door=False)], 1),
        ([stretch(left=0, door=False)], 0),
        ([stretch(None, left=30, door=False)], 0),
        ([stretch(role="speaker")], 0),
        ([stretch(), stretch(left=0, door=False)], 0),
        ([Stretch("a", 1, START, START + timedelta(seconds=30), False)] * 2, 0),
    ],
)
def test_an_attendance_is_a_person_in_a_slot_for_a_minute(rows: list[Stretch], attendances: int) -> None:
    assert value(facts(*rows), "attendances") == attendances


@pytest.mark.parametrize(
    ("row", "attendances"),
    [(stretch(join=45), 1), (stretch(join=61), 1), (stretch(join=104), 1), (stretch(join=105), 0)],
)
def test_a_delay_moves_the_end_and_adds_no_hours(row: Stretch, attendances: int) -> None:
    late = facts(row, holdings=(holding(delay_minutes=45),))
    assert (value(late, "attendances"), value(late, "hours")) == (attendances, 1)


@pytest.mark.parametrize("row", [stretch(), stretch(left=60, door=False), stretch(live=True, door=False)])
def test_the_panel_is_never_among_the_participants(row: Stretch) -> None:
    both = facts(row, row._replace(person_id=2), holdings=(holding(panel=frozenset([1])),))
    assert [one.person_id for one in presences(both)] == [2]
    elsewhere = facts(row, holdings=(holding(), holding("b", 2, panel=frozenset([1]))))
    assert [one.person_id for one in presences(elsewhere)] == [1]


def test_overlaps_count_once_whatever_their_order() -> None:
    rows = [stretch(join=0, left=10), stretch(join=5, left=20), stretch(join=30, left=40)]
    assert presence(rows, START) == presence(rows[::-1], START) == timedelta(minutes=30)


def test_who_came_twice_is_one_participant() -> None:
    two = facts(stretch(), stretch(slot="b"), holdings=(holding(), holding("b")))
    assert (value(two, "attendances"), value(two, "participants")) == (2, 1)


def test_rows_of_nobody_stand_apart() -> None:
    counted = facts(stretch(), stretch(None, left=9, door=False), stretch(None, left=9, door=False))
    assert (value(counted, "attendances"), value(counted, "unidentified")) == (1, 2)


def test_a_registration_that_ended_counts_when_its_person_came() -> None:
    wishes = (Wish(1, 1, False), Wish(2, 1, False), Wish(3, 1, True), Wish(3, 1, False))
    assert value(facts(stretch(1), wishes=wishes), "registrations") == 2


def test_only_what_is_over_was_held() -> None:
    both = facts(holdings=(holding(), holding("b", held=False)))
    assert (value(both, "slots"), value(both, "hours")) == (1, 1)
    assert value(facts(stretch(), holdings=(holding(held=False),)), "attendances") == 0


def test_a_party_counts_by_its_government_and_from_its_day() -> None:
    rows = [
        stretch(1, country="CH", category="government"),
        stretch(2, country="CH", category="government"),
        stretch(3, country="KE", category="ngo"),
        stretch(4, country="AL", category="government"),
        stretch(5, country="US", category="government"),
    ]
    parties = {"CH": date(2017, 8, 16), "KE": date(2020, 1, 1), "AL": date(2026, 11, 4)}
    counted = facts(*rows, parties=parties)
    assert (value(counted, "countries"), value(counted, "parties")) == (4, 1)
    assert value(facts(*rows, parties={"AL": START.date()}), "parties") == 1


def archive(**changes: object) -> Facts:
    slots = (holding("a", ours=False), holding("b", ours=False, marks=frozenset(["minutes"])))
    figures = (
        Figure("attendances", 70, None, "a page", "a"),
        Figure("attendances", 1700, "over", "a report"),
    )
    return facts(holdings=slots, figures=figures, **changes)


def test_what_nobody_counted_is_null() -> None:
    counts = count_all(archive())
    unknown = ("registrations", "unidentified", "participants", "countries", "parties", "panelists")
    assert [counts[name].value for name in unknown] == [None] * 6


def test_published_figures_of_slots_are_summed_and_say_what_they_cover() -> None:
    count = count_all(archive())["attendances"]
    assert (count.value, count.covered, count.sourced, count.inferred) == (70, (1, 2), True, False)
    assert [(one.value, one.qualifier) for one in count.reported] == [(1700, "over")]


def test_a_count_of_ours_wins_over_a_published_figure() -> None:
    figures = (Figure("attendances", 70, None, "a page", "a"),)
    assert value(facts(stretch(), figures=figures), "attendances") == 1


def test_inferred_lengths_mark_the_hours() -> None:
    hours = count_all(archive())["hours"]
    assert (hours.value, hours.inferred, hours.sourced) == (2, True, True)


def test_panelists_are_counted_once_and_only_by_name() -> None:
    topics = (
        Topic(1, 1, frozenset([1, 2]), 5),
        Topic(2, 1, frozenset([2, 3])),
        Topic(3, 1, panel_expected=4),
    )
    slots = tuple(holding(str(one.id), one.id, ours=False) for one in topics)
    every = facts(topics=topics, holdings=slots)
    assert value(every, "panelists") == 3
    assert value(narrow(every, {3}), "panelists") is None


def test_an_empty_programme_of_the_past_knows_nothing_and_held_nothing() -> None:
    counts = count_all(Facts((), ()))
    assert (counts["sessions"].value, counts["hours"].value) == (0, 0)
    assert counts["attendances"].value is None


people = st.builds(
    stretch,
    st.one_of(st.none(), st.integers(1, 5)),
    st.sampled_from("abc"),
    st.integers(-10, 70),
    st.one_of(st.none(), st.integers(0, 80)),
    door=st.booleans(),
)
wishes = st.builds(Wish, st.integers(1, 5), st.integers(1, 3), st.booleans())


@given(
    st.lists(people, max_size=30),
    st.lists(wishes, max_size=20),
    st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_streams_add_up_where_they_must(rows: list[Stretch], wanted: list[Wish], ours: list[bool]) -> None:
    every = Facts(
        topics=tuple(Topic(number, number % 2) for number in (1, 2, 3)),
        holdings=tuple(
            holding(slot, number, ours=own) for slot, number, own in zip("abc", (1, 2, 3), ours, strict=True)
        ),
        wishes=tuple(wanted),
        stretches=tuple(rows),
        figures=(Figure("attendances", 7, None, "page", "a"), Figure("registrations", 9, None, "page", "b")),
    )
    parts = [count_all(narrow(every, sessions)) for sessions in ({1, 3}, {2})]
    whole = count_all(every)
    for name in ADD_UP:
        assert (whole[name].value or 0) == sum(part[name].value or 0 for part in parts)
    assert (whole["participants"].value or 0) <= sum(part["participants"].value or 0 for part in parts)


def test_regional_groups_are_of_governments() -> None:
    rows = [
        stretch(1, country="KE", category="government"),
        stretch(2, country="KE", category="ngo"),
        stretch(3, country="GH", category="government"),
    ]
    cells = cut(facts(*rows, regions={"KE": "africa", "GH": "africa"}), "region")
    assert cells == {"africa": (2, 2), "": (1, 1)}
    assert cut(facts(*rows), "country") == {"KE": (2, 2), "GH": (1, 1)}


@pytest.mark.parametrize(
    ("cells", "small", "hidden"),
    [
        ({"a": 5, "b": 9}, set(), set()),
        ({"a": 4, "b": 9, "c": 7}, {"a"}, {"c"}),
        ({"a": 1, "b": 0}, {"a"}, set()),
        ({}, set(), set()),
    ],
)
def test_small_cells_are_hidden_with_the_next_smallest(
    cells: dict[str, int], small: set[str], hidden: set[str]
) -> None:
    assert small_cells(cells) == (small, hidden)


def test_also_in_the_room_is_unidentified_and_nothing_else() -> None:
    alone = facts(stretch(1))
    crowded = facts(stretch(1), stretch(None, people=12), stretch(None, people=1))
    assert value(crowded, "unidentified") == 13
    for count in ("attendances", "participants", "registrations", "countries", "parties"):
        assert value(crowded, count) == value(alone, count)
