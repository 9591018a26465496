"""Every move of every track: those that are there, by whom, and why every other one is refused."""

from itertools import product

import pytest

from meetings.domain.cop import errors
from meetings.domain.cop.tracks import (
    AWAITS,
    STATES,
    TRACKS,
    Mover,
    Says,
    Track,
    awaits,
    check_move,
    moves_from,
)
from meetings.domain.errors import Refused

SAID = Says("A reason", "An authority")
EVERY = [(track, state) for track in Track for state in STATES[track]]
# Said once more and apart from the table: where each track begins, and what nobody leaves again.
BEGINS = {
    Track.PARTICIPATION: {"invited", "nominated"},
    Track.LETTER: {"awaited", "received"},
    Track.CREDENTIALS: {"not_required", "awaited"},
    Track.ADMISSION: {"applied"},
}
FINAL = {
    Track.PARTICIPATION: {"refused", "revoked"},
    Track.LETTER: set(),
    Track.CREDENTIALS: set(),
    Track.ADMISSION: {"admitted", "exempt"},
}


def refusal(track: Track, state: str, to: str, mover: Mover, *, is_observer: bool) -> type[Refused] | None:
    """Say by which error a move is refused, or that it is made."""
    move = TRACKS[track].get((state, to))
    if state == to:
        return errors.AlreadySo
    if move is None:
        return errors.NoSuchMove
    if to in ("refused", "revoked") and track == Track.PARTICIPATION and not is_observer:
        return errors.ObserversOnly
    return None if mover in move.by else errors.NotYourMove


@pytest.mark.parametrize(("track", "state"), EVERY)
def test_each_move_is_made_or_refused_with_its_reason(track: Track, state: str) -> None:
    for to, mover, is_observer in product(STATES[track], Mover, (False, True)):
        expected = refusal(track, state, to, mover, is_observer=is_observer)
        may = moves_from(track, state, mover, is_observer=is_observer)
        if expected is None:
            check_move(track, state, to, mover, says=SAID, is_observer=is_observer)
            assert to in may
        else:
            with pytest.raises(expected) as caught:
                check_move(track, state, to, mover, says=SAID, is_observer=is_observer)
            assert type(caught.value) is expected
            assert to not in may


@pytest.mark.parametrize("track", Track)
def test_every_state_is_reached_and_only_the_last_ones_are_never_left(track: Track) -> None:
    reached = set(BEGINS[track])
    while more := {to for (state, to) in TRACKS[track] if state in reached} - reached:
        reached |= more
    assert reached == set(STATES[track])
    assert {state for state in STATES[track] if not any(one == state for one, _to in TRACKS[track])} == FINAL[
        track
    ]


@pytest.mark.parametrize("track", Track)
def test_moves_that_say_why_or_by_whom_are_refused_without(track: Track) -> None:
    for (state, to), move in TRACKS[track].items():
        mover = next(iter(move.by))
        if move.says_why:
            with pytest.raises(errors.ReasonNeeded):
                check_move(track, state, to, mover, says=Says(" ", "An authority"), is_observer=True)
        if move.names_authority:
            with pytest.raises(errors.AuthorityNeeded):
                check_move(track, state, to, mover, says=Says("A reason", "\n"), is_observer=True)


def test_nominators_only_move_what_is_before_the_letter_is_checked() -> None:
    moved = {
        state for (state, _to), move in TRACKS[Track.PARTICIPATION].items() if Mover.NOMINATOR in move.by
    }
    assert moved == {"invited", "nominated", "returned", "withdrawn", "replaced"}


def test_states_say_what_is_awaited_and_from_whom() -> None:
    for track in Track:
        waiting = {state for one, state in AWAITS if one == track}
        assert waiting <= set(STATES[track])
        assert all(all(awaits(track, state)) for state in waiting)
    assert awaits(Track.PARTICIPATION, "nominated", has_letter=False) == ("letter", "delegation")
    assert awaits(Track.PARTICIPATION, "nominated") == ("check", "secretariat")
    assert awaits(Track.PARTICIPATION, "checked_in") == ("", "")
