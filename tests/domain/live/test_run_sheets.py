"""Run-sheets: what is late, next and done, reminders that move with the start, templates that fit any length."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain import errors
from meetings.domain.live.rehearsals import OFF, check_start, facts_told, is_shown_where, is_to_tell
from meetings.domain.live.run_sheet_templates import Template, tasks_of
from meetings.domain.live.run_sheets import (
    DAY,
    TaskKind,
    TaskStanding,
    check_notes,
    check_offset,
    check_reminders,
    check_title,
    due_at,
    offset_parts,
    reminder_due,
    standings,
    swapped,
)
from meetings.domain.live.run_sheets_errors import InThePast
from meetings.domain.zones import to_instant

START = datetime(2027, 3, 28, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    id: str
    minutes: int
    done_at: datetime | None = None


def test_what_is_late_next_and_done_follows_from_the_start() -> None:
    rows = [Row("a", -DAY, START), Row("b", -60), Row("c", -30), Row("d", -30), Row("e", 5)]
    at = standings(rows, START, START - timedelta(minutes=45))
    assert at == {
        "a": TaskStanding.DONE,
        "b": TaskStanding.LATE,
        "c": TaskStanding.NEXT,
        "d": TaskStanding.NEXT,
        "e": TaskStanding.COMING,
    }
    later = standings(rows, START + 5 * HOUR, START - timedelta(minutes=45))
    assert later["b"] is TaskStanding.NEXT
    assert later["c"] is TaskStanding.COMING


def test_half_an_hour_before_stays_half_an_hour_over_a_change_of_clocks() -> None:
    night = to_instant(datetime(2027, 3, 28, 3, 15), "Europe/Zurich", None)
    assert night - due_at(night, -30) == timedelta(minutes=30)
    assert due_at(night, -30) == datetime(2027, 3, 28, 0, 45, tzinfo=UTC)


@given(st.integers(min_value=-90 * DAY, max_value=90 * DAY))
def test_an_offset_is_read_as_it_is_shown(minutes: int) -> None:
    number, unit, side = offset_parts(minutes)
    assert check_offset(str(number), unit, side) == minutes


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("-1", "minutes", "before"), "amount"),
        (("91", "days", "after"), "amount"),
        (("", "days", "after"), "amount"),
        (("1", "weeks", "after"), "unit"),
        (("1", "days", "around"), "side"),
    ],
)
def test_an_offset_that_is_none_is_refused(given: tuple[str, str, str], field: str) -> None:
    with pytest.raises(errors.Refused) as refusal:
        check_offset(*given)
    assert refusal.value.field == field


def test_reminders_are_as_always_none_or_as_written() -> None:
    assert check_reminders("") is None
    assert check_reminders("0") == []
    assert check_reminders("60, 1440،60") == [1440, 60]
    for wrong in ("soon", "-5", "1 2 3 4 5", "99999999"):
        with pytest.raises(errors.Refused):
            check_reminders(wrong)


def test_an_owner_is_reminded_by_the_last_moment_that_came_and_not_of_what_they_just_got() -> None:
    long_ago, due = START - timedelta(days=9), START
    assert reminder_due(due, None, long_ago, due - timedelta(days=2)) is None
    assert reminder_due(due, None, long_ago, due - timedelta(hours=20)) == 1440
    assert reminder_due(due, None, long_ago, due - timedelta(minutes=59)) == 60
    assert reminder_due(due, None, due - timedelta(minutes=50), due - timedelta(minutes=40)) is None
    assert reminder_due(due, None, long_ago, due) is None
    assert reminder_due(due, [], long_ago, due - timedelta(minutes=1)) is None


def test_ten_thousand_characters_and_signs_that_are_none_are_refused() -> None:
    for text, refusal in (
        ("x" * 10_000, errors.TooLong),
        ("", errors.Missing),
        ("a\x00b", errors.NotOneLine),
    ):
        with pytest.raises(refusal):
            check_title(text)
    with pytest.raises(errors.TooLong):
        check_notes("line\n" * 2_001)
    assert check_notes("one\r\ntwo\n") == "one\ntwo"


def test_tasks_of_one_moment_change_places() -> None:
    assert swapped(["a", "b", "c"], "b", "up") == ["b", "a", "c"]
    assert swapped(["a", "b", "c"], "c", "down") == ["a", "b", "c"]
    with pytest.raises(errors.NotFound):
        swapped(["a"], "z", "up")


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("minutes", [15, 60, 90, 180, 480])
def test_a_template_fits_a_slot_of_any_length(template: Template, minutes: int) -> None:
    tasks = tasks_of(template, minutes)
    assert [one.minutes for one in tasks] == sorted(one.minutes for one in tasks)
    assert len({one.key for one in tasks}) == len(tasks)
    by_key = {one.key: one.minutes for one in tasks}
    assert by_key["closing"] <= minutes
    assert by_key.get("stop_recording", minutes) == minutes
    if template is not Template.INFORMAL:
        assert by_key["channels_set"] == -7 * DAY
        assert by_key["channels_checked"] == -30
        checklists = {TaskKind.SOUND, TaskKind.CHANNELS, TaskKind.RECORDING, TaskKind.CONSENT}
        assert checklists <= {one.kind for one in tasks}


def test_a_template_that_is_none_is_refused() -> None:
    with pytest.raises(errors.NotAChoice):
        tasks_of("gala", 90)


def test_a_rehearsal_lies_ahead_and_before_its_session() -> None:
    check_start(START - HOUR, START, START - 2 * HOUR)
    for at in (START - 3 * HOUR, START, START + HOUR):
        with pytest.raises(InThePast):
            check_start(at, START, START - 2 * HOUR)


def test_one_is_told_what_one_does_not_know_and_no_end_of_what_one_never_heard_of() -> None:
    facts = facts_told(START, 30, stands=True)
    assert is_to_tell(None, facts)
    assert not is_to_tell(facts, facts)
    assert is_to_tell(facts, facts_told(START + HOUR, 30, stands=True))
    assert is_to_tell(facts, OFF)
    assert not is_to_tell(None, OFF)
    assert is_to_tell(OFF, facts)


def test_where_a_rehearsal_is_held_is_shown_a_quarter_of_an_hour_before() -> None:
    assert not is_shown_where(START, 30, START - timedelta(minutes=16))
    assert is_shown_where(START, 30, START - timedelta(minutes=15))
    assert not is_shown_where(START, 30, START + timedelta(minutes=30))
