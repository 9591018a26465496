"""How long an offer stands, and who may still accept it."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.codes import PlaceState
from meetings.domain.errors import NotANumber, NotThisMove, OfferOver
from meetings.domain.offers import check_offer, check_offer_hours, offer_until
from meetings.domain.registrations import state_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("value", [0, -1, 169, True, "48", 1.5, [], "=1+1"])
def test_wrong_hours_are_refused(value: object) -> None:
    with pytest.raises(NotANumber) as caught:
        check_offer_hours(value)
    assert (caught.value.field, caught.value.values) == ("offer_hours", {"least": 1, "most": 168})


def test_hours_are_kept_and_none_is_a_choice() -> None:
    assert [check_offer_hours(value) for value in (1, 168, None)] == [1, 168, None]


def test_offer_stands_no_longer_than_to_the_start() -> None:
    assert offer_until(48, NOW + 72 * HOUR, NOW) == NOW + 48 * HOUR
    assert offer_until(48, NOW + 3 * HOUR, NOW) == NOW + 3 * HOUR


@pytest.mark.parametrize(
    ("state", "until", "refusal"),
    [
        (PlaceState.OFFERED, NOW, OfferOver),
        (PlaceState.DECLINED, None, OfferOver),
        (PlaceState.WAITING, None, NotThisMove),
        (PlaceState.CANCELLED, None, NotThisMove),
    ],
)
def test_seat_that_is_not_offered_cannot_be_accepted(
    state: PlaceState, until: datetime | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_offer(state, until, NOW)
    check_offer(PlaceState.OFFERED, NOW + timedelta(seconds=1), NOW)


@pytest.mark.parametrize(
    ("places", "state"),
    [
        (["confirmed"], "confirmed"),
        (["confirmed", "offered"], "offered"),
        (["offered", "waiting"], "waiting"),
        (["declined", "confirmed"], "confirmed"),
        (["declined", "cancelled"], "cancelled"),
        ([], "cancelled"),
    ],
)
def test_what_is_not_settled_says_how_a_registration_stands(places: list[str], state: str) -> None:
    assert state_of(places) == state
