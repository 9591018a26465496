"""A report's sheet: levels, cuts, steps, times beside each other, and what of it may leave the desk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.report_changes import changes, compared
from meetings.domain.report_cuts import cut
from meetings.domain.report_parts import narrow, narrow_to_slot, split
from meetings.domain.report_rows import rows_of
from meetings.domain.report_sheet import (
    Heading,
    Heads,
    SessionHead,
    StreamHead,
    canonical,
    counts_of,
    public,
    seal_of,
    sheet,
)
from meetings.domain.report_stays import lengths_of, minutes_of, stages, stayed
from meetings.domain.retention import retention
from meetings.domain.statistics import (
    COUNTS,
    Facts,
    Figure,
    Holding,
    OnPanel,
    Stretch,
    Topic,
    Wish,
    count_all,
    presences,
)

START = datetime(2026, 11, 3, 13, tzinfo=UTC)


def holding(slot: str = "a", session: int = 1, **changes: Any) -> Holding:
    values = {"starts_at": START, "minutes": 90, "held": True} | changes
    return Holding(slot, session, **values)


def row(
    person: int | None = 1, slot: str = "a", join: int = 0, left: int | None = None, **more: Any
) -> Stretch:
    left_at = None if left is None else START + timedelta(minutes=left)
    return Stretch(slot, person, START + timedelta(minutes=join), left_at, **more)


def facts(*stretches: Stretch, **changes: Any) -> Facts:
    values = {"topics": (Topic(1, 1),), "holdings": (holding(),), "stretches": stretches} | changes
    return Facts(**values)


def twice(*stretches: Stretch, **more: Any) -> Facts:
    slots = (holding(), holding("b", starts_at=START + timedelta(hours=6)))
    return facts(*stretches, holdings=slots, **more)


HEADS = Heads(
    Heading("season", {"en": "Season"}, {}, "UTC", None, None, True, False),
    (StreamHead(1, "science", {"en": "Science"}, 0), StreamHead(2, "policy", {"en": "Policy"}, 1)),
    tuple(
        SessionHead(number, f"topic-{number}", stream, 0, {"en": f"Topic {number}"}, START, "UTC", False)
        for number, stream in ((1, "science"), (2, "policy"), (3, "science"))
    ),
)
TOPICS = (Topic(1, 1), Topic(2, 2), Topic(3, 1))


def whole(*rows: Stretch, **more: Any) -> Facts:
    values = {"topics": TOPICS, "holdings": (holding(), holding("b", 2), holding("c", 3)), "stretches": rows}
    return Facts(**(values | more))


def came(counted: Facts) -> Any:
    present = presences(counted)
    return minutes_of(counted, present, lengths_of(counted, present))


@pytest.mark.parametrize(("minutes", "is_enough"), [(53, False), (54, True), (90, True)])
def test_who_stays_sixty_percent_of_ninety_minutes_stays(minutes: int, is_enough: bool) -> None:
    counted = facts(row(left=minutes, door=False))
    assert stages(counted, presences(counted)).stayed == int(is_enough)


def test_minutes_before_the_beginning_do_not_count_as_staying() -> None:
    counted = facts(row(join=-15, left=50, door=False), row(2, join=-15, left=54, door=False))
    assert stayed(counted, came(counted), 60) == {(2, 1)}


def test_both_times_of_a_session_are_one_coming_and_two_attendances() -> None:
    counted = twice(row(), row(slot="b", join=360))
    found = count_all(counted)
    assert (found["participants"].value, found["attendances"].value) == (1, 2)
    assert stages(counted, presences(counted)).came == 1


def test_of_a_session_in_parts_the_minutes_of_all_count() -> None:
    slots = (holding(), holding("b", part=2, starts_at=START + timedelta(days=1)))
    day = 24 * 60
    counted = facts(row(), row(2), row(2, "b", join=day, left=day + 20, door=False), holdings=slots)
    assert stayed(counted, came(counted), 60) == {(2, 1)}


def test_what_nobody_recorded_has_no_steps() -> None:
    found = stages(facts(holdings=(holding(ours=False),)), [])
    assert (found.came, found.stayed, found.answered) == (None, None, None)


def test_answers_are_those_of_sessions_with_a_survey() -> None:
    assert stages(whole(answered={2: 6}), []).answered == 6
    assert stages(whole(), []).answered is None


def test_new_is_the_first_session_anywhere_and_both_its_times() -> None:
    later = START + timedelta(days=7)
    slots = (holding(), holding("b", starts_at=START + timedelta(hours=6)), holding("c", 2, starts_at=later))
    rows = (
        row(),
        row(slot="b", join=361),
        row(slot="c", join=7 * 24 * 60),
        row(2, slot="c", join=7 * 24 * 60),
    )
    seen = {1: START, 2: START - timedelta(days=300)}
    counted = facts(*rows, topics=(Topic(1, 1), Topic(2, 1)), holdings=slots, first_seen=seen)
    assert cut(counted, "returning") == {"returning": (2, 2), "new": (1, 2)}


def test_hours_are_those_of_capitals() -> None:
    rows = [row(1, country="KE"), row(2, country="JP"), row(3, country="MX"), row(4)]
    zones = {"KE": "Africa/Nairobi", "JP": "Asia/Tokyo", "MX": "America/Mexico_City"}
    counted = facts(*rows, zones=zones)  # 13:00 UTC is 16:00, 22:00 and 7:00
    assert cut(counted, "hour") == {"asleep": (1, 1), "awake": (1, 1), "work": (1, 1), "": (1, 1)}


def test_two_times_say_whom_each_served() -> None:
    rows = [
        row(1, country="KE"),
        row(2, country="JP"),
        row(2, "b", join=361, country="JP"),
        row(3, "b", join=361),
    ]
    made = sheet(HEADS_OF_ONE, twice(*rows, zones={"KE": "Africa/Nairobi", "JP": "Asia/Tokyo"}))
    earlier, later = made["twice"]["which"]
    assert (earlier["people"], earlier["only"], later["people"], later["only"]) == (2, 1, 2, 1)
    assert [one["key"] for one in later["hour"]] == ["asleep", None]
    assert made["twice"]["sessions"][0]["times"][0] == earlier | {"id": "a"}


HEADS_OF_ONE = Heads(HEADS.of, HEADS.streams[:1], HEADS.sessions[:1])


def test_panel_is_balanced_by_country_and_gender() -> None:
    known = {1: OnPanel("KE", "female"), 2: OnPanel("JP"), 3: OnPanel()}
    topics = (Topic(1, 1, frozenset([1, 2])), Topic(2, 2, frozenset([2, 3])), Topic(3, 1))
    made = sheet(HEADS, whole(topics=topics, panel=known, regions={"KE": "africa", "JP": "asia-pacific"}))
    assert made["panel"]["people"] == 3
    assert [(one["key"], one["people"]) for one in made["panel"]["gender"]] == [("female", 1), (None, 2)]
    assert [one["key"] for one in made["panel"]["region"]] == ["africa", "asia-pacific", None]


def test_a_public_sheet_tells_no_small_cell_and_no_single_time() -> None:
    rows = [row(number, country="KE" if number < 8 else "JP", category="ngo") for number in range(10)]
    shown = public(sheet(HEADS, whole(*rows)))
    cells = {one["key"]: one["participants"] for one in shown["cuts"]["country"]["cells"]}
    assert cells == {"KE": None, "JP": "1–4"}
    assert shown["cuts"]["country"]["streams"]["science"] == shown["cuts"]["country"]["cells"]
    assert all("id" not in time for session in shown["sessions"] for time in session["times"])
    assert shown["twice"]["sessions"] == []
    assert shown["counts"]["countries"]["value"] == 2


people = st.builds(
    row,
    st.one_of(st.none(), st.integers(1, 6)),
    st.sampled_from("abc"),
    st.integers(-10, 100),
    st.one_of(st.none(), st.integers(0, 110)),
    door=st.booleans(),
    country=st.sampled_from(["KE", "JP", None]),
    category=st.sampled_from(["government", "ngo", None]),
    file=st.sampled_from(["", "one", "two"]),
)
wishes = st.builds(
    Wish, st.integers(1, 6), st.integers(1, 3), st.booleans(), st.sampled_from([("a",), ("b", "c"), ()])
)


@settings(deadline=None)  # whole reports, on a machine that does other things, too
@given(st.lists(people, max_size=30), st.lists(wishes, max_size=12), st.booleans())
def test_rows_behind_a_number_make_it(rows: list[Stretch], wanted: list[Wish], ours: bool) -> None:
    slots = (holding(ours=ours), holding("b", 2, ours=ours), holding("c", 3))
    figures = (Figure("attendances", 7, None, "a page", "a"), Figure("registrations", 9, None, "a page", "b"))
    counted = whole(*rows, wishes=tuple(wanted), holdings=slots, figures=figures)
    for part in (counted, narrow(counted, {1, 3}), narrow_to_slot(narrow(counted, {1}), "a")):
        present = presences(part)
        for name, count in count_all(part).items():
            adds = sum(one.adds for one in rows_of(part, name, present))
            assert round(adds, 2) == (count.value or 0), name


@settings(deadline=None)  # whole reports, on a machine that does other things, too
@given(st.lists(people, max_size=30), st.lists(wishes, max_size=12))
def test_pieces_are_counted_like_what_is_narrowed(rows: list[Stretch], wanted: list[Wish]) -> None:
    counted = whole(*rows, wishes=tuple(wanted))
    for number, part in split(counted).items():
        assert count_all(part) == count_all(narrow(counted, {number}))


@settings(deadline=None)  # whole reports, on a machine that does other things, too
@given(st.lists(people, max_size=30))
def test_the_same_facts_give_the_same_seal_in_any_order(rows: list[Stretch]) -> None:
    one, other = (canonical(public(sheet(HEADS, whole(*each)))) for each in (rows, rows[::-1]))
    assert seal_of(one) == seal_of(other)


def test_a_sheet_gives_its_counts_back() -> None:
    made = sheet(HEADS, whole(row(), figures=(Figure("attendances", 1700, "over", "a report"),)))
    assert {name: one.value for name, one in counts_of(made).items()} == {
        name: one.value for name, one in count_all(whole(row())).items()
    }
    assert counts_of(made)["attendances"].reported[0].value == 1700


def test_a_correction_names_what_changed() -> None:
    before, after = (public(sheet(HEADS, whole(*rows))) for rows in ([row()], [row(), row(2, "b")]))
    assert changes(before, before) == ()
    found = {(one.kind, one.slug, one.name): (one.before, one.after) for one in changes(before, after)}
    assert found["all", "", "attendances"] == (1, 2)
    assert found["streams", "policy", "participants"] == (0, 1)
    assert found["sessions", "topic-2", "attendances"] == (0, 1)
    assert ("sessions", "topic-1", "attendances") not in found


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        ({}, {}, None),
        ({"complete": False}, {}, "incomplete"),
        ({}, {"complete": False}, "incomplete_before"),
        ({"finished": False}, {}, "unfinished"),
        ({"value": None}, {}, "unknown"),
        ({}, {"value": None}, "unknown_before"),
        ({}, {"published": True, "covered": {}}, "reported"),
        ({"covered": {}}, {}, "partly"),
    ],
)
def test_seasons_are_compared_where_they_can_be(now: Any, before: Any, why: str | None) -> None:
    def side(given: Any) -> Any:
        flags = {"complete": True, "finished": True} | {
            one: given[one] for one in ("complete", "finished") if one in given
        }
        count = {"value": 3} | {one: given[one] for one in ("value", "published", "covered") if one in given}
        return {"programme": "p", "title": {}, **flags, "counts": dict.fromkeys(COUNTS, count)}

    (row_, *_rest) = compared(side(now), side(before))["rows"]
    assert row_["why"] == why


def test_people_are_counted_by_the_minute_and_once() -> None:
    slot = holding(minutes=5)
    counted = facts(
        row(left=2, door=False),
        row(join=1, left=3, door=False),
        row(2, join=-5),
        row(3, join=4, left=30, door=False),
        row(None, left=5, door=False),
        holdings=(slot,),
    )
    found = retention(slot, presences(counted))
    assert found.present == (2, 2, 2, 1, 2)
    assert (found.people, found.open_ended, found.most) == (3, 1, 2)
