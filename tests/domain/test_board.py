"""The board's weeks, where a move leads, and what may be undone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from meetings.domain import errors
from meetings.domain.board import Shift, Standing, Step, check_undo, days_to, weeks_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MORNING = Standing("a", datetime(2020, 10, 22, 10), 1)
EVENING = Standing("b", datetime(2020, 10, 22, 16), 1)


def test_weeks_go_from_the_first_to_the_last_without_a_gap() -> None:
    days = [date(2020, 9, 24), date(2020, 10, 9)]
    assert weeks_of(days, None, None) == [date(2020, 9, 21), date(2020, 9, 28), date(2020, 10, 5)]
    assert weeks_of(days, date(2020, 9, 14), date(2020, 9, 20))[0] == date(2020, 9, 14)
    assert weeks_of([], None, None) == []


def test_years_of_nothing_are_left_out() -> None:
    assert weeks_of([date(2020, 9, 24), date(2036, 9, 24)], None, None) == [
        date(2020, 9, 21),
        date(2036, 9, 22),
    ]


def test_all_times_of_a_session_move_together() -> None:
    days = days_to([EVENING, MORNING], date(2020, 11, 5))
    assert days == 14
    shift = Shift(days, {"b": time(17, 30)})
    assert [shift.of(one) for one in (MORNING, EVENING)] == [
        datetime(2020, 11, 5, 10),
        datetime(2020, 11, 5, 17, 30),
    ]
    assert days_to([MORNING], date(2020, 10, 19), 0) == -3
    with pytest.raises(errors.TooFar):
        Shift(days_to([MORNING], date.max, 6)).of(MORNING)
    with pytest.raises(errors.TooFar):
        Shift(10**7).of(MORNING)


def test_an_act_is_undone_only_as_long_as_nobody_changed_what_it_touched() -> None:
    steps = [Step("one", None, "", "m1"), Step("two", {}, "m0", "m2")]
    stands = {"one": "m1", "two": "m2", "three": "x"}
    check_undo(steps, stands, NOW, NOW + timedelta(days=29))
    with pytest.raises(errors.ChangedSince) as caught:
        check_undo(steps, stands | {"two": "m3"}, NOW, NOW)
    assert caught.value.values == {"sessions": ("two",)}
    with pytest.raises(errors.ChangedSince):
        check_undo(steps, {"two": "m2"}, NOW, NOW)
    with pytest.raises(errors.ChangedSince):
        check_undo(steps, stands, NOW, NOW + timedelta(days=31))
