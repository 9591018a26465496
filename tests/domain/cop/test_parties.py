"""What a State is to a treaty on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from meetings.domain.cop.parties import in_force_on, standing_on
from meetings.domain.errors import NotATime


@dataclass(frozen=True)
class Since:
    """A status as the store gives it."""

    status: str
    starts_on: date | None


ZIMBABWE = (Since("deposited", date(2021, 8, 19)), Since("party", date(2021, 11, 17)))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 8, 18), "non_party"),
        (date(2021, 8, 19), "deposited"),
        (date(2021, 11, 1), "deposited"),
        (date(2021, 11, 16), "deposited"),
        (date(2021, 11, 17), "party"),
        (date(2022, 3, 21), "party"),
    ],
)
@pytest.mark.parametrize("statuses", [ZIMBABWE, ZIMBABWE[::-1]])
def test_standing_follows_the_day(day: date, expected: str, statuses: tuple[Since, ...]) -> None:
    assert standing_on(statuses, day) == expected


def test_deposit_of_yesterday_is_no_party_yet() -> None:
    day = date(2021, 11, 1)
    deposited = Since("deposited", day - timedelta(days=1))
    assert standing_on([deposited, Since("party", day + timedelta(days=89))], day) == "deposited"


def test_what_nobody_knows_is_to_be_confirmed_and_never_a_non_party() -> None:
    unknown = Since("to_be_confirmed", None)
    assert standing_on([unknown], date(2025, 11, 3)) == "to_be_confirmed"
    assert standing_on([unknown, Since("party", date(2025, 1, 1))], date(2025, 11, 3)) == "party"
    assert standing_on([], date(2025, 11, 3)) == "non_party"


@pytest.mark.parametrize(
    ("deposited_on", "treaty", "expected"),
    [
        (date(2021, 8, 19), "minamata", date(2021, 11, 17)),  # Zimbabwe
        (date(2021, 12, 13), "minamata", date(2022, 3, 13)),  # Spain
        (date(2017, 5, 18), "minamata", date(2017, 8, 16)),  # the fiftieth
        (date(2013, 11, 6), "minamata", date(2017, 8, 16)),  # the first
        (date(2013, 11, 6), "stockholm", date(2014, 2, 4)),
        (date(2024, 1, 1), "another", date(2024, 3, 31)),
    ],
)
def test_in_force_on_the_ninetieth_day(deposited_on: date, treaty: str, expected: date) -> None:
    assert in_force_on(deposited_on, treaty) == expected


def test_a_day_after_which_no_calendar_goes_on_is_refused() -> None:
    with pytest.raises(NotATime):
        in_force_on(date.max, "minamata")
