"""Travel is paid for Parties that are listed, or least developed or islands, and for so many of each."""

from datetime import date

import pytest

from meetings.domain.cop.accreditation_errors import FundedAlready, NotEligible
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.funding import (
    Asker,
    Rule,
    check_decision,
    check_listed,
    days_paid,
    is_eligible,
    turn_of,
)
from meetings.domain.errors import NotAChoice

LDC = Asker.of("BF", PartyStanding.PARTY, {"ldc": True})
ISLAND = Asker.of("PW", PartyStanding.PARTY, {"sids": True})
OTHER = Asker.of("FR", PartyStanding.PARTY, {})
DEPOSITED = Asker.of("ZW", PartyStanding.DEPOSITED, {"ldc": True})


@pytest.mark.parametrize(
    ("one", "rule", "expected"),
    [
        (LDC, Rule(), True),
        (ISLAND, Rule(), True),
        (OTHER, Rule(), False),
        (DEPOSITED, Rule(), False),
        (OTHER, Rule(listed=frozenset(("FR",))), True),
        (LDC, Rule(listed=frozenset(("FR",))), False),
        (DEPOSITED, Rule(listed=frozenset(("ZW",))), False),
    ],
)
def test_eligible_are_parties_of_the_list(one: Asker, rule: Rule, expected: bool) -> None:
    assert is_eligible(one, rule) is expected


def test_least_developed_come_first() -> None:
    assert sorted((OTHER, ISLAND, LDC), key=turn_of) == [LDC, ISLAND, OTHER]


def test_one_of_a_party_is_paid_for() -> None:
    assert check_decision("asked", "granted", LDC, Rule(), granted=0, state="nominated") == "granted"
    with pytest.raises(FundedAlready):
        check_decision("asked", "granted", LDC, Rule(), granted=1, state="nominated")
    several = Rule(per_party=None)
    assert check_decision("asked", "granted", LDC, several, granted=9, state="nominated") == "granted"


@pytest.mark.parametrize(
    ("before", "to"),
    [("granted", "declined"), ("cancelled", "granted"), ("asked", "paid"), ("asked", "asked")],
)
def test_other_decisions_are_refused(before: str, to: str) -> None:
    with pytest.raises(NotAChoice):
        check_decision(before, to, LDC, Rule(), granted=0, state="nominated")


def test_nobody_who_left_or_is_not_eligible_is_paid_for() -> None:
    for one, state in ((OTHER, "nominated"), (LDC, "withdrawn")):
        with pytest.raises(NotEligible):
            check_decision("asked", "granted", one, Rule(), granted=0, state=state)


def test_list_is_of_known_codes() -> None:
    assert check_listed(["bf", " PW ", "", "BF"], {"BF", "PW"}) == ["BF", "PW"]
    with pytest.raises(NotAChoice):
        check_listed(["XX"], {"BF"})


@pytest.mark.parametrize(
    ("arrives", "leaves", "given", "days"),
    [
        (date(2022, 3, 20), date(2022, 3, 26), None, 7),
        (date(2022, 3, 20), date(2022, 3, 26), 5, 5),
        (None, date(2022, 3, 26), None, None),
        (date(2022, 3, 26), date(2022, 3, 20), None, None),
    ],
)
def test_days_follow_from_the_travel(
    arrives: date | None, leaves: date | None, given: int | None, days: int | None
) -> None:
    assert days_paid(arrives, leaves, given) == days
