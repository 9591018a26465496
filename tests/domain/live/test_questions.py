"""What may be asked in the hour, when, and what may become of a question."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain import errors
from meetings.domain.live import questions as rules
from meetings.domain.live.questions import MOVES, QuestionState
from meetings.domain.live.questions_errors import ChangedByAnother, QuestionsClosed, QuestionStandsElsewhere
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Hour:
    """An hour of ninety minutes that opens a quarter before."""

    starts_at: datetime = NOW
    minutes: int = 90
    doors_minutes: int = 15
    state: str = "planned"


@pytest.mark.parametrize(("state", "wanted"), list(product(QuestionState, QuestionState)))
def test_moves_are_those_of_the_table(state: str, wanted: str) -> None:
    if wanted in MOVES[QuestionState(state)]:
        assert rules.check_move(state, wanted) == wanted
    else:
        with pytest.raises(QuestionStandsElsewhere) as refusal:
            rules.check_move(state, wanted)
        assert refusal.value.values == {"state": state, "wanted": wanted}


def test_move_to_nowhere_is_no_choice() -> None:
    with pytest.raises(errors.NotAChoice):
        rules.check_move("new", "burnt")


def test_every_state_can_be_left_and_hidden_words_come_back_only_by_hand() -> None:
    assert all(MOVES[one] for one in QuestionState)
    assert MOVES[QuestionState.HIDDEN] == {"new", "shown"}


def test_second_moderator_is_told_of_the_first() -> None:
    rules.check_seen(3, 3)
    with pytest.raises(ChangedByAnother) as refusal:
        rules.check_seen(4, 3)
    assert (refusal.value.status, refusal.value.values) == (409, {"current": 4})


@pytest.mark.parametrize(
    ("minutes", "delay", "state", "why"),
    [
        (-16, 0, "planned", "coming"),
        (-15, 0, "planned", None),
        (89, 0, "planned", None),
        (90, 0, "planned", "held"),
        (90, 20, "planned", None),
        (110, 20, "planned", "held"),
        (5, 0, "cancelled", "cancelled"),
        (5, 0, "not_held", "not_held"),
    ],
)
def test_questions_are_taken_while_one_may_join(
    minutes: int, delay: int, state: str, why: str | None
) -> None:
    hour, now = Hour(state=state), NOW + minutes * MINUTE
    if why is None:
        rules.check_asking(hour, delay, now)
    else:
        with pytest.raises(QuestionsClosed) as refusal:
            rules.check_asking(hour, delay, now)
        assert refusal.value.values == {"state": why}


@pytest.mark.parametrize("blank", ["", "   ", "\n\n", "\u202e", "\u200b\u200f", "\x00\x07"])
def test_blank_question_is_none(blank: str) -> None:
    with pytest.raises(errors.Missing) as refusal:
        rules.check_text(blank)
    assert refusal.value.field == "text"


def test_text_keeps_lines_and_loses_what_cannot_be_seen() -> None:
    typed = "  How much\r\nmercury\u202e is \x00left?<script>\ud800 "
    assert rules.check_text(typed) == "How much\nmercury is left?<script>"


def test_text_of_100_kb_is_too_long() -> None:
    with pytest.raises(errors.TooLong) as refusal:
        rules.check_text("ق" * 100_000)
    assert refusal.value.values == {"most": rules.MOST_LETTERS}
    assert rules.check_text("ق" * rules.MOST_LETTERS) == "ق" * rules.MOST_LETTERS


def test_line_is_one() -> None:
    assert rules.check_line(" Rosa Example ", "by") == "Rosa Example"
    with pytest.raises(errors.NotOneLine):
        rules.check_line("Rosa\nExample", "by")


def test_language_is_one_of_six() -> None:
    assert rules.check_language("ar") == "ar"
    with pytest.raises(errors.NotAChoice):
        rules.check_language("xx")


@given(st.text(max_size=200))
def test_same_words_are_known_again_however_spaced(text: str) -> None:
    assert rules.digest_of(text) == rules.digest_of(f"  {text} \n")


@given(st.text(max_size=1200))
def test_whatever_is_kept_can_be_kept_again(text: str) -> None:
    try:
        kept = rules.check_text(text)
    except (errors.Missing, errors.TooLong):
        return
    assert rules.check_text(kept) == kept
    assert "\u202e" not in kept
