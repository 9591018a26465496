"""Codes of badges, what a scan is answered, and how many Parties are enough."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetings.domain.certificates import new_code, read_code
from meetings.domain.cop import badges
from meetings.domain.cop.badges import Answer, Known, answer
from meetings.domain.cop.badges_errors import (
    BadgeEnded,
    BadgeStands,
    BadgeSuspended,
    NotADayOfIt,
    NotAShare,
)
from meetings.domain.cop.codes import ADMITTED, BadgeState, ParticipationState
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.cop.quorum import check_share, needed, quorum
from meetings.domain.printed_codes import ALPHABET

OPENS, ENDS = date(2026, 12, 7), date(2026, 12, 11)


@given(some.randoms(use_true_random=False))
def test_badge_code_with_one_letter_changed_or_two_swapped_is_none(random: object) -> None:
    code = badges.payload(badges.new_badge_code(random.randrange))  # type: ignore[attr-defined]
    assert len(code) == 10
    for at, letter in enumerate(code):
        for other in ALPHABET:
            changed = code[:at] + other + code[at + 1 :]
            assert (badges.read_badge_code(changed) is None) == (other != letter)
    for at in range(len(code) - 1):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        assert (badges.read_badge_code(swapped) is None) == (swapped != code)


def test_badge_code_is_read_however_it_is_typed() -> None:
    code = badges.new_badge_code(lambda below: below // 3)
    letters = badges.payload(code)
    assert code == f"{letters[:5]}-{letters[5:]}"
    for typed in (code, letters, letters.lower(), f" {letters[:3]} {letters[3:]} ", f"{letters}\r\n"):
        assert badges.read_badge_code(typed) == code


@pytest.mark.parametrize("typed", ["", "=1+1", "<script>", "7K3MQ-X9DH", "IIIII-OOOOO", "x" * 500, "\u202e"])
def test_what_is_no_badge_code_is_none(typed: str) -> None:
    assert badges.read_badge_code(typed) is None


def test_code_of_a_certificate_is_never_one_of_a_badge() -> None:
    assert badges.read_badge_code(new_code()) is None
    assert read_code(badges.new_badge_code()) is None


def test_each_category_has_its_own_colour_on_which_white_is_read() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert len(set(badges.COLOURS.values())) == len(badges.COLOURS) == 9
    for colour in badges.COLOURS.values():
        assert 1.05 / (light(colour) + 0.05) >= 4.5, colour


@pytest.mark.parametrize(
    ("state", "participation", "segment", "day", "has_come", "expected"),
    [
        ("valid", "badge_issued", 1, OPENS, False, Answer.VALID),
        ("valid", "checked_in", 1, ENDS, False, Answer.VALID),
        ("valid", "checked_in", 1, OPENS, True, Answer.ALREADY),
        ("suspended", "checked_in", 1, OPENS, True, Answer.SUSPENDED),
        ("replaced", "checked_in", 1, OPENS, False, Answer.REPLACED),
        ("withdrawn", "replaced", 1, OPENS, False, Answer.REPLACED),
        ("withdrawn", "revoked", 1, OPENS, False, Answer.REVOKED),
        ("withdrawn", "withdrawn", 1, OPENS, False, Answer.WITHDRAWN),
        ("valid", "badge_issued", 2, OPENS, False, Answer.NOT_HERE),
        ("valid", "badge_issued", 1, date(2026, 12, 6), False, Answer.NOT_TODAY),
        ("valid", "badge_issued", 1, date(2026, 12, 12), False, Answer.NOT_TODAY),
        ("suspended", "badge_issued", 2, date(2027, 1, 1), False, Answer.SUSPENDED),
    ],
)
def test_scan_is_answered(
    state: str, participation: str, segment: int, day: date, has_come: bool, expected: Answer
) -> None:
    assert answer(Known(state, participation, 1, OPENS, ENDS), segment, day, has_come=has_come) == expected


@pytest.mark.parametrize(("badge", "participation"), list(product(BadgeState, ParticipationState)))
def test_nobody_goes_in_but_with_a_valid_badge_and_admitted(badge: str, participation: str) -> None:
    found = answer(Known(badge, participation, 1, OPENS, ENDS), 1, OPENS, has_come=False)
    assert (found in badges.GOES_IN) == (badge == "valid" and participation in ADMITTED)


def test_suspending_and_lifting_are_held_to_what_stands() -> None:
    badges.check_can_be_suspended("valid")
    badges.check_can_be_lifted("suspended")
    for check, state, refusal in (
        (badges.check_can_be_suspended, "suspended", BadgeSuspended),
        (badges.check_can_be_suspended, "replaced", BadgeEnded),
        (badges.check_can_be_lifted, "valid", BadgeStands),
        (badges.check_can_be_lifted, "withdrawn", BadgeEnded),
    ):
        with pytest.raises(refusal):
            check(state)


def test_reason_is_needed() -> None:
    assert badges.check_reason("  Lost ") == "Lost"
    with pytest.raises(ReasonNeeded):
        badges.check_reason("  ")


def test_day_at_the_gate_is_the_day_there() -> None:
    late = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)
    assert badges.day_at(late, "Europe/Zurich") == date(2026, 12, 8)
    assert badges.day_at(late, "America/New_York") == date(2026, 12, 7)


def test_list_on_paper_is_entered_for_a_day_of_the_segment_that_has_come() -> None:
    assert badges.check_day("2026-12-08", OPENS, ENDS, date(2026, 12, 9)) == date(2026, 12, 8)
    for typed in ("2026-12-10", "2026-12-06", "2026-12-12", "", "tomorrow", "9999-99-99"):
        with pytest.raises(NotADayOfIt):
            badges.check_day(typed, OPENS, ENDS, date(2026, 12, 9))


def test_pasted_codes_are_each_taken_once() -> None:
    assert badges.codes_pasted("A\n B ,C;A\r\n\n,B") == ["A", "B", "C"]


def test_entrance_is_one_short_line_or_none() -> None:
    assert badges.entrance_named(" Gate B ") == "Gate B"
    assert badges.entrance_named("a\nb") == badges.entrance_named("x" * 41) == ""


@pytest.mark.parametrize(
    ("parties", "share", "expected"),
    [(128, "1/3", 43), (129, "1/3", 43), (130, "1/3", 44), (147, "2/3", 98), (148, "2/3", 99), (0, "1/3", 0)],
)
def test_at_least_a_share_of_the_parties_is_needed(parties: int, share: str, expected: int) -> None:
    assert needed(parties, share) == expected


def test_quorum_counts_parties_alone() -> None:
    every = [f"{number:02}" for number in range(9)]
    found = quorum(every, ["00", "01", "02", "XX"], "1/3", "2/3")
    assert (found.parties, found.present) == (9, 3)
    assert (found.to_open.needed, found.to_open.is_met) == (3, True)
    assert (found.to_decide.needed, found.to_decide.missing, found.to_decide.is_met) == (6, 3, False)


@pytest.mark.parametrize("typed", ["2/6", " 1 / 3 ", "1/3"])
def test_share_is_kept_in_its_lowest_terms(typed: str) -> None:
    assert check_share(typed, "to_open") == "1/3"


@pytest.mark.parametrize("typed", ["", "0/3", "4/3", "1", "-1/3", "1/0", "1/1000", "½", "1/3/3", "a/b"])
def test_what_is_no_share_is_refused(typed: str) -> None:
    with pytest.raises(NotAShare):
        check_share(typed, "to_open")
