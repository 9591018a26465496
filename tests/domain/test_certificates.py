"""Who has earned a certificate, to the second; codes that forgive no changed letter; names that are half said."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain import errors
from meetings.domain.certificates import (
    Kind,
    Standing,
    Time,
    attended,
    check_percent,
    check_reason,
    earned,
    held_times,
    is_enough,
    is_name,
    masked_name,
    new_code,
    printed_name,
    read_code,
    standing,
)
from meetings.domain.printed_codes import ALPHABET
from meetings.domain.statistics import Stretch

BEGIN = datetime(2026, 11, 17, 14, tzinfo=UTC)
ONE = (Time("a", 1, BEGIN, 90),)
TWICE = (*ONE, Time("b", 1, BEGIN + timedelta(hours=6), 90))
THREE = tuple(Time(str(part), part, BEGIN + timedelta(days=part), 60) for part in (1, 2, 3))
NOBODY: dict[int, frozenset[str]] = {}


def there(
    slot: str,
    first: float,
    last: float | None,
    *,
    person: int | None = 1,
    role: str = "participant",
    door: bool = False,
) -> Stretch:
    """Make a stretch from a minute of a slot to another one; without the last it has no end."""
    begin = {one.id: one.starts_at for one in (*TWICE, *THREE)}[slot]
    left = None if last is None else begin + timedelta(minutes=last)
    return Stretch(slot, person, begin + timedelta(minutes=first), left, door=door, role=role)


@pytest.mark.parametrize(
    ("minutes", "seconds", "enough"), [(54, 0, True), (53, 59, False), (53, 0, False), (90, 0, True)]
)
def test_sixty_percent_of_ninety_minutes_are_fifty_four(minutes: int, seconds: int, enough: bool) -> None:
    rows = [there("a", 10, 10 + minutes + seconds / 60)] if minutes < 80 else [there("a", 0, 90)]
    assert (1 in earned(ONE, rows, NOBODY, 60)) is enough
    assert is_enough(minutes * 60 + seconds, 90, 60) is enough


def test_overlaps_count_once_and_stretches_add_up() -> None:
    rows = [there("a", 0, 30), there("a", 20, 40), there("a", 60, 74)]
    assert attended(ONE, rows)[0].seconds == 54 * 60
    assert earned(ONE, rows, NOBODY, 60)[1].seconds == 54 * 60


def test_only_the_scheduled_time_counts() -> None:
    assert attended(ONE, [there("a", -30, 200)])[0].seconds == 90 * 60
    assert attended(ONE, [there("a", -30, -5), there("a", 95, 120)])[0].seconds == 0


def test_an_entry_counts_to_the_end_unless_a_report_says_otherwise() -> None:
    entry = there("a", 36, None, door=True)
    assert 1 in earned(ONE, [entry], NOBODY, 60)
    assert earned(ONE, [entry, there("a", 36, 50)], NOBODY, 60) == {}
    assert earned(ONE, [there("a", 36.1, None, door=True)], NOBODY, 60) == {}


def test_a_delay_takes_nobodys_share() -> None:
    late = (Time("a", 1, BEGIN, 90, delay_minutes=45),)
    assert attended(late, [there("a", 45, None, door=True)])[0].seconds == 90 * 60
    assert attended(late, [there("a", 0, 200)])[0].seconds == 90 * 60
    assert 1 in earned(late, [there("a", 81, None, door=True)], NOBODY, 60)
    assert earned(late, [there("a", 0, 90)], NOBODY, 60) == {}
    over = BEGIN + timedelta(minutes=135)
    assert held_times(late, over - timedelta(seconds=1)) == ()
    assert held_times(late, over) == late


def test_of_two_holdings_the_better_one_counts_and_never_both_together() -> None:
    rows = [there("a", 0, 40), there("b", 0, 40)]
    assert earned(TWICE, rows, NOBODY, 60) == {}
    one = earned(TWICE, [*rows, there("b", 40, 60)], NOBODY, 60)[1]
    assert [part.time.id for part in one.parts] == ["b"]
    assert (one.seconds, one.minutes) == (60 * 60, 90)


def test_who_came_to_both_holdings_has_earned_one() -> None:
    found = earned(TWICE, [there("a", 0, 90), there("b", 0, 90)], NOBODY, 60)
    assert [(one.kind, one.seconds, one.minutes) for one in found.values()] == [(Kind.ATTENDANCE, 5400, 90)]


def test_the_share_is_of_all_parts_together() -> None:
    two = [there("1", 0, 60), there("2", 0, 48)]
    assert earned(THREE, two, NOBODY, 60)[1].seconds == 108 * 60
    assert earned(THREE, [two[0], there("2", 0, 47)], NOBODY, 60) == {}
    assert [one.seconds for one in attended(THREE, two)] == [3600, 48 * 60, 0]


def test_a_missed_part_counts_by_its_shortest_holding() -> None:
    times = (THREE[0], Time("2", 2, BEGIN, 60), Time("3", 2, BEGIN, 40))
    assert earned(times, [there("1", 0, 60)], NOBODY, 60)[1].minutes == 100
    assert earned(times, [there("1", 0, 60)], NOBODY, 61) == {}


def test_no_certificate_without_a_name_for_staff_or_for_interpreters() -> None:
    rows = [
        there("a", 0, 90, person=None),
        there("a", 0, 90, person=2, role="staff"),
        there("a", 0, 90, person=3, role="interpreter"),
        there("a", 0, 90, person=4),
        there("a", 0, 90, person=5),
    ]
    panel = {4: frozenset(["interpreter"]), 5: frozenset(["host"])}
    assert earned(ONE, rows, panel, 60) == {}


def test_the_panel_gets_its_own_when_it_was_seen() -> None:
    panel = {1: frozenset(["speaker", "host"]), 2: frozenset(["moderator"]), 3: frozenset(["speaker"])}
    rows = [there("a", 0, 2, role="panelist"), there("a", 0, 0.5, person=2), there("a", 0, 90, person=4)]
    assert {key: one.kind for key, one in earned(ONE, rows, panel, 60).items()} == {
        1: Kind.PANELIST,
        4: Kind.ATTENDANCE,
    }


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=6), st.integers(1, 100)
)
def test_order_and_doubling_of_rows_change_nothing(spans: list[tuple[int, int]], percent: int) -> None:
    rows = [there("a", min(one), max(one)) for one in spans]
    minutes = {minute for first, last in spans for minute in range(min(first, last), max(first, last))}
    one = attended(ONE, rows)[0]
    assert one.seconds == 60 * len(minutes)
    assert attended(ONE, [*reversed(rows), *rows]) == (one,)
    assert (1 in earned(ONE, rows, NOBODY, percent)) is (len(minutes) * 100 >= 90 * percent)


def test_nothing_is_certified_before_every_part_was_held() -> None:
    after = THREE[1].ends_at
    assert held_times(THREE, after) == ()
    assert held_times(THREE, THREE[2].ends_at - timedelta(seconds=1)) == ()
    assert held_times(THREE, THREE[2].ends_at) == THREE
    assert held_times(TWICE, ONE[0].ends_at) == ONE
    assert held_times((), after) == ()


@pytest.mark.parametrize("typed", ["0", "101", "-1", "6.5", "", "sixty", "٦٠", "1000", None])
def test_a_share_is_a_whole_number_up_to_a_hundred(typed: str | None) -> None:
    with pytest.raises(errors.NotANumber) as refusal:
        check_percent(typed)
    assert refusal.value.field == "percent"
    assert [check_percent(one) for one in ("1", " 60 ", 100)] == [1, 60, 100]


def test_a_reason_is_needed_and_one_line() -> None:
    assert check_reason(" Wrong session ") == "Wrong session"
    for typed, refusal in (("", errors.Missing), ("a\nb", errors.NotOneLine), ("a" * 301, errors.TooLong)):
        with pytest.raises(refusal):
            check_reason(typed)


@given(st.randoms(use_true_random=False))
def test_a_code_with_one_letter_changed_or_two_swapped_is_none(random: object) -> None:
    code = new_code(lambda below: random.randrange(below))  # type: ignore[attr-defined]
    letters = code.replace("-", "")
    assert read_code(code) == code == read_code(f"  {letters.lower()} ")
    for at, letter in enumerate(letters):
        for other in ALPHABET:
            assert other == letter or read_code(letters[:at] + other + letters[at + 1 :]) is None
    for at in range(9):
        swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        assert swapped == letters or read_code(swapped) is None


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-QX9D-HF2", "OIL0-0000-1111", "é" * 12, "x" * 500, "<script>", "A" * 13]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_codes_differ() -> None:
    codes = [new_code() for _ in range(200)]
    assert all(one != other for one, other in combinations(codes, 2))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Ana Maria Silva", "A… M… S…"),
        ("مي زيادة", "م… ز…"),
        ("陈小明", "陈…"),
        ("Nguyễn Thị Ánh", "N… T… Á…"),
        ("Suharto", "S…"),
        ("e\u0301va", "e\u0301…"),
        (" ".join("abcdefgh"), "a… b… c… d… e… f…"),
    ],
)
def test_strangers_see_initials(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_a_name_is_known_whatever_its_capitals_and_spaces() -> None:
    assert is_name("Nguyễn Thị Ánh", "  nguyễn  thị ÁNH ")
    assert not is_name("Nguyễn Thị Ánh", "Nguyen Thi Anh")
    assert not is_name("", "")
    assert printed_name("\u202eAna  \u2066Silva") == "Ana Silva"


def test_what_a_code_tells() -> None:
    assert standing("Ana", None, None) is Standing.VALID
    assert standing("Ana", BEGIN, "Wrong session") is Standing.REVOKED
    assert standing("Ana", BEGIN, None) is Standing.REPLACED
    assert standing(None, None, None) is Standing.WITHDRAWN
