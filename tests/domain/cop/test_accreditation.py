"""What waits at the desk is told from the states alone; doubles are pairs of one name in two delegations."""

from datetime import timedelta

import pytest

from meetings.domain.cop.accreditation import (
    OF_LETTERS,
    OURS,
    THEIRS,
    WHOSE,
    Named,
    Reason,
    Task,
    check_letter_first,
    check_reasons,
    check_said,
    doubles,
    taken_back,
    task_of,
)
from meetings.domain.cop.accreditation_errors import LetterNotAccepted
from meetings.domain.errors import NotAChoice, TooLong
from tests.factories import NOW


@pytest.mark.parametrize(
    ("state", "letter", "is_answer", "task"),
    [
        ("invited", None, False, Task.INVITED),
        ("nominated", None, False, None),
        ("nominated", "received", False, None),
        ("nominated", "accepted", False, Task.NAMES),
        ("nominated", "accepted", True, Task.ANSWERED),
        ("nominated", "received", True, Task.ANSWERED),
        ("returned", "accepted", False, Task.NAMES_BACK),
        ("letter_checked", "accepted", False, Task.ACCREDIT),
        ("accredited", "accepted", False, None),
        ("withdrawn", "accepted", False, None),
    ],
)
def test_task_follows_from_the_states(
    state: str, letter: str | None, is_answer: bool, task: Task | None
) -> None:
    assert task_of(state, letter, is_answer=is_answer) == task


def test_each_task_waits_for_one_side() -> None:
    assert set(WHOSE) == set(Task)
    assert set(OURS) | set(THEIRS) == set(Task)
    assert not set(OURS) & set(THEIRS)


def test_ready_reasons_are_of_the_list_and_in_its_order() -> None:
    assert check_reasons(["not_dated", "not_legible"], OF_LETTERS) == (Reason.NOT_LEGIBLE, Reason.NOT_DATED)
    with pytest.raises(NotAChoice):
        check_reasons(["not_named"], OF_LETTERS)


def test_what_is_said_is_tidied_and_not_too_long() -> None:
    assert check_said("  Two words \n", "reason") == "Two words"
    with pytest.raises(TooLong):
        check_said("x" * 1001, "reason")


def test_names_are_checked_against_an_accepted_letter() -> None:
    check_letter_first("letter_checked", "accepted")
    check_letter_first("accredited", None)
    for state in (None, "awaited", "received", "returned"):
        with pytest.raises(LetterNotAccepted):
            check_letter_first("letter_checked", state)


@pytest.mark.parametrize(
    ("state", "before"),
    [("letter_checked", "nominated"), ("withdrawn", "nominated"), ("accredited", None), ("revoked", None)],
)
def test_a_decision_is_taken_back_where_the_track_leads_back(state: str, before: str | None) -> None:
    assert taken_back(state) == before


def named(name: str, delegation: str, number: str, *states: str, hours: int = 0) -> Named:
    return Named(number, delegation, name, states or ("nominated",), NOW + timedelta(hours=hours))


def test_doubles_are_of_one_name_in_two_delegations() -> None:
    first, second = named("ama example", "a", "1"), named("ama example", "b", "2")
    same, other = named("ama example", "a", "3"), named("kofi example", "b", "4")
    assert doubles([first, second, other]) == ((first, second),)
    assert doubles([first, same, other]) == ()
    assert doubles([first, second], [("1", "2")]) == ()


def test_whoever_left_is_no_double() -> None:
    first = named("ama example", "a", "1", "withdrawn", "replaced")
    assert doubles([first, named("ama example", "b", "2")]) == ()
    partly = named("ama example", "a", "1", "withdrawn", "nominated")
    assert len(doubles([partly, named("ama example", "b", "2")])) == 1


def test_the_pair_known_longest_comes_first() -> None:
    late = (named("ama example", "a", "1", hours=2), named("ama example", "b", "2"))
    early = (named("kofi example", "a", "4"), named("kofi example", "b", "3", hours=1))
    assert [pair[0].name_key for pair in doubles([*late, *early])] == ["kofi example", "ama example"]
