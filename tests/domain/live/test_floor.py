"""The list of speakers as rules: a total and stable order, moves by hand, the table of moves, and the countdown."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.errors import NotANumber, NotFound
from meetings.domain.live import floor_errors
from meetings.domain.live.floor import (
    MOVES,
    ORDERS,
    Kind,
    Mover,
    State,
    check_move,
    check_number,
    check_statement_time,
    claim_of,
    countdown,
    first_state,
    in_order,
    kinds_open,
    limit_of,
    may_move,
    moved_place,
    next_of,
    rank_of,
)
from tests.factories import NOW


@dataclass(frozen=True)
class One:
    id: str
    rank: int
    line: float
    later: int = 0


def entry(name: str, kind: Kind, line: float, later: int = 0) -> One:
    return One(name, rank_of(kind, {}), line, later)


LINES = st.lists(
    st.builds(
        One,
        id=st.text("abcdef", min_size=1, max_size=4),
        rank=st.integers(0, 10),
        line=st.floats(-5, 100, allow_nan=False),
        later=st.integers(0, 2),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)


@given(LINES, st.randoms(use_true_random=False))
def test_order_is_total_and_stable_however_the_rows_come(rows: list[One], chance: object) -> None:
    queue = in_order(rows)
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(shuffled) == queue == in_order(queue)
    assert sorted(one.id for one in queue) == sorted(one.id for one in rows)


@given(LINES, st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(101, 200)), max_size=4))
def test_who_comes_later_changes_nobody_else_s_order(rows: list[One], more: list[tuple[Kind, int]]) -> None:
    before = in_order(rows)
    new = [entry(f"new{number}", kind, line) for number, (kind, line) in enumerate(more)]
    after = [one for one in in_order([*rows, *new]) if not one.id.startswith("new")]
    assert after == before


@given(
    st.lists(st.sampled_from(list(Kind)), min_size=2, max_size=9),
    st.data(),
)
def test_moving_by_hand_exchanges_two_neighbours_and_nobody_else(
    kinds: list[Kind], data: st.DataObject
) -> None:
    rows = [entry(f"{number:02}", kind, number) for number, kind in enumerate(kinds)]
    names = [one.id for one in in_order(rows)]
    at, up = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.booleans())
    beside = at - 1 if up else at + 1
    if not 0 <= beside < len(rows):
        with pytest.raises(floor_errors.NoSuchFloorMove):
            moved_place(rows, names[at], up=up)
        return
    rank, line = moved_place(rows, names[at], up=up)
    moved = [replace(one, rank=rank, line=line) if one.id == names[at] else one for one in rows]
    names[at], names[beside] = names[beside], names[at]
    assert [one.id for one in in_order(moved)] == names


def test_points_come_first_groups_before_parties_before_others_and_replies_last() -> None:
    rows = [entry(kind, kind, number) for number, kind in enumerate(reversed(Kind))]
    assert [one.id for one in in_order(rows)] == [
        "point",
        "motion",
        "region",
        "group",
        "party",
        "state",
        "observer",
        "igo",
        "un",
        "panel",
        "participant",
        "reply",
    ]


def test_items_that_come_later_wait() -> None:
    rows = [entry("next item", Kind.POINT, 1, later=1), entry("this item", Kind.OBSERVER, 2)]
    assert next_of(rows).id == "this item"
    with pytest.raises(floor_errors.NoSuchFloorMove):
        moved_place(rows, "next item", up=True)
    with pytest.raises(NotFound):
        moved_place(rows, "nobody", up=True)
    with pytest.raises(floor_errors.NobodyWaits):
        next_of([])


@pytest.mark.parametrize(("state", "wanted", "mover"), list(product(State, State, Mover)))
def test_every_move_is_in_the_table_or_refused_by_its_name(state: State, wanted: State, mover: Mover) -> None:
    movers = MOVES.get((state, wanted))
    if movers is None:
        with pytest.raises(floor_errors.NoSuchFloorMove):
            check_move(state, wanted, mover)
    elif mover not in movers:
        with pytest.raises(floor_errors.NotYourFloorMove):
            check_move(state, wanted, mover)
    else:
        check_move(state, wanted, mover)
    assert may_move(state, wanted, mover) is (movers is not None and mover in movers)


def test_who_spoke_is_done_and_nobody_gives_themselves_the_floor() -> None:
    assert not [move for move in MOVES if move[0] in (State.SPOKEN, State.WITHDRAWN, State.IN_WRITING)]
    assert not [one for one, movers in MOVES.items() if one[1] is State.SPEAKING and Mover.SPEAKER in movers]


@pytest.mark.parametrize(
    ("kind", "mover", "state"),
    [
        (Kind.PARTY, Mover.SPEAKER, State.LISTED),
        (Kind.POINT, Mover.SPEAKER, State.LISTED),
        (Kind.GROUP, Mover.SPEAKER, State.REQUESTED),
        (Kind.PARTICIPANT, Mover.SPEAKER, State.REQUESTED),
        (Kind.PARTICIPANT, Mover.CHAIR, State.LISTED),
    ],
)
def test_what_the_chair_looks_at_first_is_only_requested(kind: Kind, mover: Mover, state: State) -> None:
    assert first_state(kind, mover) is state


def test_what_a_delegation_may_ask_for_follows_from_what_it_is() -> None:
    party = kinds_open(is_state=True, is_party=True, region="africa", category="government")
    assert party == (Kind.PARTY, Kind.REGION, Kind.GROUP, Kind.POINT, Kind.MOTION, Kind.REPLY)
    other = kinds_open(is_state=True, is_party=False, region="africa", category="government")
    assert other == (Kind.STATE, Kind.GROUP, Kind.POINT, Kind.REPLY)
    bodies = [
        kinds_open(is_state=False, is_party=False, region=None, category=one) for one in ("un", "igo", "ngo")
    ]
    assert bodies == [(Kind.UN, Kind.GROUP), (Kind.IGO, Kind.GROUP), (Kind.OBSERVER, Kind.GROUP)]


def test_a_point_of_order_is_another_claim_than_a_statement() -> None:
    claims = {claim_of("delegation:x", 4, kind) for kind in (Kind.PARTY, Kind.REGION, Kind.POINT)}
    assert claims == {"delegation:x:4:statement", "delegation:x:4:point"}
    assert claim_of("person:3", None, Kind.PARTICIPANT) == "person:3::statement"


@pytest.mark.parametrize(
    ("seconds", "before", "remaining", "over"),
    [(0, 0, 180, 0), (60, 0, 120, 0), (60, 100, 20, 0), (180, 0, 0, 0), (181, 0, 0, 1), (100, 100, 0, 20)],
)
def test_countdown_counts_what_was_spoken_before(
    seconds: int, before: int, remaining: int, over: int
) -> None:
    found = countdown(NOW, before, 180, NOW + timedelta(seconds=seconds))
    assert (found.remaining_seconds, found.over_seconds) == (remaining, over)
    assert found.is_over is (remaining == 0)
    assert found.ends_at == NOW + timedelta(seconds=180 - before)
    assert found.spoken_seconds == seconds + before


def test_clock_that_goes_back_takes_no_time() -> None:
    assert countdown(NOW, 5, 180, NOW - timedelta(seconds=9)).spoken_seconds == 5


def test_limits_and_ranks_are_the_programme_s_where_it_has_some() -> None:
    assert limit_of(Kind.PARTY, None, {}) == 180
    assert limit_of(Kind.PARTY, None, {"party": 240}) == 240
    assert limit_of(Kind.PARTY, 30, {"party": 240}) == 30
    assert rank_of(Kind.IGO, {"igo": 2}) == 2
    assert rank_of(Kind.POINT, {"point": 9}) == 0


def test_only_what_was_found_has_a_source() -> None:
    assert {kind for kind, one in ORDERS.items() if one.source} == {
        Kind.REGION,
        Kind.PARTY,
        Kind.UN,
        Kind.IGO,
        Kind.OBSERVER,
    }


@pytest.mark.parametrize("typed", ["", "ten", "-5", "9", "7201", "٣٠", "99999999999", "1e3"])
def test_number_that_is_none_or_out_of_limits_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber) as told:
        check_number(typed, "seconds", 10, 7200)
    assert (told.value.field, told.value.values) == ("seconds", {"least": 10, "most": 7200})


def test_statement_is_taken_for_a_day_after_the_end() -> None:
    assert check_number(" 10 ", "seconds", 10, 7200) == 10
    check_statement_time(NOW, NOW + timedelta(hours=24, seconds=-1))
    with pytest.raises(floor_errors.StatementOver):
        check_statement_time(NOW, NOW + timedelta(hours=24))
