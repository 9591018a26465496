"""Which Parties have notified a national focal point on a day."""

from datetime import date, timedelta

import pytest

from meetings.domain.contacts.focal_points import (
    FocalState,
    Rate,
    Standing,
    Term,
    months_before,
    rate_of,
    standings_on,
)

DAY = date(2026, 11, 29)
ONE = timedelta(days=1)
PARTIES = {"KE": "africa", "PE": "grulac", "FR": ""}


@pytest.mark.parametrize(
    ("terms", "state", "ended_on"),
    [
        ([], FocalState.NONE, None),
        ([Term("KE", None, None)], FocalState.NOTIFIED, None),
        ([Term("KE", None, DAY)], FocalState.NOTIFIED, None),
        ([Term("KE", DAY, None)], FocalState.NOTIFIED, None),
        ([Term("KE", DAY + ONE, None)], FocalState.NONE, None),
        ([Term("KE", None, DAY - ONE)], FocalState.ENDED, DAY - ONE),
        ([Term("KE", None, DAY - 9 * ONE), Term("KE", None, DAY - ONE)], FocalState.ENDED, DAY - ONE),
        ([Term("KE", None, DAY - ONE), Term("KE", DAY, None)], FocalState.NOTIFIED, None),
    ],
)
def test_state_follows_from_terms(terms: list[Term], state: FocalState, ended_on: date | None) -> None:
    found = {one.country: one for one in standings_on(DAY, PARTIES, terms)}
    assert found["KE"] == Standing("KE", "africa", state, ended_on)
    assert found["PE"].state == FocalState.NONE


def test_party_is_reached_by_one_of_several() -> None:
    fails, works = Term("KE", None, None, works=False), Term("KE", None, None)
    assert standings_on(DAY, PARTIES, [fails])[2 - 1].is_unreached
    assert not standings_on(DAY, PARTIES, [fails, works])[1].is_unreached


def test_rate_has_its_denominator() -> None:
    assert rate_of(standings_on(DAY, PARTIES, [Term("KE", None, None)])) == Rate(1, 3)
    assert Rate(1, 3).percent == 33.3
    assert Rate(1, 3).missing == 2
    assert Rate(0, 0).percent is None


@pytest.mark.parametrize(
    ("day", "many", "expected"),
    [
        (date(2026, 1, 15), 3, [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 15)]),
        (date(2026, 1, 1), 2, [date(2025, 12, 1), date(2026, 1, 1)]),
    ],
)
def test_months_lead_to_the_day(day: date, many: int, expected: list[date]) -> None:
    assert list(months_before(day, many)) == expected
