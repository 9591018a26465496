"""Who is told of a change, and why somebody has not heard, by values alone."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.changes import (
    Group,
    Holders,
    Moment,
    Outcome,
    Reason,
    Untold,
    seats_given,
    who_is_told,
    why_not_told,
)
from meetings.domain.errors import NotThisMove
from meetings.domain.messages import has_settled, settles_at
from meetings.domain.moves import new_in, switched
from meetings.domain.reminders import moments_left, rules_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AT = Moment(NOW, 600)


@dataclass(frozen=True)
class Version:
    """A version of a slot."""

    version: int
    starts_at: datetime
    changed_at: datetime
    minutes: int = 90
    state: str = "planned"
    doors_minutes: int = 15
    capacity: int | None = None
    taken: int = 0
    waiting: int = 0


FIRST = Version(1, NOW + 2 * DAY, NOW - 30 * DAY)
SECOND = Version(2, NOW + 3 * DAY, NOW - 8 * MINUTE)
BACK = replace(FIRST, version=3, changed_at=NOW)
PAST = Version(1, NOW - DAY, NOW - 30 * DAY)
HEARD = Holders("en", 1, True, False, False, 7)


@pytest.mark.parametrize(
    ("holders", "versions", "after", "outcome", "due_at"),
    [
        (HEARD, [FIRST], SECOND, Outcome.TOLD, NOW + 10 * MINUTE),
        (HEARD, [FIRST, SECOND], replace(SECOND, state="cancelled"), Outcome.TOLD, NOW + 10 * MINUTE),
        (HEARD, [FIRST, replace(SECOND, changed_at=NOW - 25 * MINUTE)], PAST, Outcome.TOLD, NOW),
        (
            HEARD,
            [FIRST, replace(SECOND, changed_at=NOW - 25 * MINUTE)],
            replace(SECOND, minutes=60),
            Outcome.TOLD,
            NOW + 5 * MINUTE,
        ),
        (HEARD, [FIRST], replace(SECOND, starts_at=NOW + HOUR), Outcome.TOLD, NOW),
        (HEARD, [FIRST], FIRST, Outcome.SAME, None),
        (HEARD, [FIRST, SECOND], BACK, Outcome.TAKEN_BACK, None),
        (HEARD, [PAST], replace(PAST, starts_at=NOW - HOUR * 30), Outcome.OVER, None),
        (HEARD, [PAST], replace(PAST, starts_at=NOW + 30 * DAY), Outcome.TOLD, NOW),
        (replace(HEARD, told_version=None), [FIRST], SECOND, Outcome.NEVER_TOLD, None),
        (replace(HEARD, told_version=None, awaits_mail=True), [FIRST], SECOND, Outcome.CONFIRMATION, NOW),
        (replace(HEARD, rises=True), [FIRST], SECOND, Outcome.SEAT, NOW),
        (replace(HEARD, has_mailbox=False, rises=True), [FIRST], SECOND, Outcome.NO_MAILBOX, None),
        (replace(HEARD, told_version=9), [FIRST], SECOND, Outcome.NEVER_TOLD, None),
    ],
)
def test_who_is_told(
    holders: Holders, versions: list[Version], after: Version, outcome: Outcome, due_at: datetime | None
) -> None:
    told = holders.told_version
    assert who_is_told([holders], versions, after, AT) == [Group(outcome, "en", 7, told, due_at)]


UNTOLD = Untold(1, True, False, False, "sent")


@pytest.mark.parametrize(
    ("one", "versions", "expected"),
    [
        (UNTOLD, [FIRST, SECOND], (Reason.SETTLING, NOW + 2 * MINUTE)),
        (replace(UNTOLD, state="given_up"), [FIRST, SECOND], (Reason.SETTLING, NOW + 2 * MINUTE)),
        (UNTOLD, [FIRST, replace(SECOND, changed_at=NOW - HOUR)], (Reason.DUE, None)),
        (UNTOLD, [FIRST, SECOND, BACK], (Reason.DUE, None)),
        (UNTOLD, [PAST, replace(PAST, version=2, minutes=60, changed_at=NOW)], (Reason.OVER, None)),
        (UNTOLD, [PAST, replace(PAST, version=2, minutes=60)], (Reason.DUE, None)),
        (replace(UNTOLD, state="retry"), [FIRST, SECOND], (Reason.RETRY, None)),
        (replace(UNTOLD, state="due"), [FIRST, SECOND], (Reason.DUE, None)),
        (replace(UNTOLD, state="claimed"), [FIRST, SECOND], (Reason.DUE, None)),
        (replace(UNTOLD, awaits_message=True), [FIRST, SECOND], (Reason.DUE, None)),
        (replace(UNTOLD, is_noticed=True, state="given_up"), [FIRST, SECOND], (Reason.GIVEN_UP, None)),
        (replace(UNTOLD, is_noticed=True, state="too_late"), [FIRST, SECOND], (Reason.TOO_LATE, None)),
        (replace(UNTOLD, is_noticed=True, state="withdrawn"), [FIRST, SECOND], (Reason.NO_MAIL, None)),
        (Untold(None, True, False, False, None), [FIRST], (Reason.NO_MAIL, None)),
        (Untold(1, True, False, False, "sent", came_back=True), [FIRST], (Reason.RETURNED, None)),
        (Untold(None, True, False, False, "given_up"), [FIRST, SECOND], (Reason.GIVEN_UP, None)),
        (Untold(None, False, False, False, "given_up"), [FIRST], (Reason.NO_MAILBOX, None)),
    ],
)
def test_why_somebody_has_not_heard(
    one: Untold, versions: list[Version], expected: tuple[Reason, datetime | None]
) -> None:
    assert why_not_told(one, versions, AT) == expected


@given(*[st.integers(-10_000, 10_000)] * 4, st.integers(0, 7200))
def test_a_change_has_settled_from_the_moment_on_that_is_foretold(
    first: int, rest: int, start: int, now: int, seconds: int
) -> None:
    first_at = NOW + timedelta(seconds=first)
    last_at, starts_at = first_at + timedelta(seconds=abs(rest)), NOW + timedelta(seconds=start)
    settled_at = settles_at(first_at, last_at, starts_at, seconds)
    moment = NOW + timedelta(seconds=now)
    assert has_settled(first_at, last_at, starts_at, moment, seconds) is (moment >= settled_at)


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"capacity": 5, "taken": 3, "waiting": 4}, 2),
        ({"capacity": 5, "taken": 3, "waiting": 1}, 1),
        ({"capacity": 2, "taken": 3, "waiting": 1}, 0),
        ({"capacity": None, "taken": 3, "waiting": 4}, 4),
        ({"capacity": None, "waiting": 4, "state": "cancelled"}, 0),
        ({"capacity": None, "waiting": 4, "starts_at": NOW}, 0),
    ],
)
def test_seats_that_a_change_gives(changes: dict, number: int) -> None:
    assert seats_given(replace(FIRST, **changes), NOW) == number


FACTS = {
    "local_start": "2026-11-26T10:00",
    "zone": "Europe/Zurich",
    "fold": 0,
    "starts_at": "2026-11-26T09:00+00:00",
    "minutes": 90,
    "state": "planned",
    "platform_kind": "manual",
    "platform_address": None,
}


def test_first_address_makes_no_version_and_another_does() -> None:
    given_first = FACTS | {"platform_address": "https://a.example.org/"}
    assert new_in(FACTS, given_first | {"capacity": 3}) == set()
    assert new_in(given_first, FACTS) == {"platform_address"}
    assert new_in(FACTS, given_first | {"minutes": 60}) == {"minutes"}


def test_only_what_is_planned_is_cancelled_and_only_that_revived() -> None:
    assert (switched("planned", "cancel"), switched("cancelled", "revive")) == ("cancelled", "planned")
    for state, act in (("cancelled", "cancel"), ("planned", "revive"), ("not_held", "revive")):
        with pytest.raises(NotThisMove):
            switched(state, act)


def test_moments_that_are_left_to_remind() -> None:
    rules = rules_of(["24h", "1h", "3d@09:00", "open"])
    start = NOW + 2 * HOUR
    assert moments_left(rules, start, 15, "UTC", NOW) == [start - HOUR, start - 15 * MINUTE]
    assert moments_left(rules, start, 15, "UTC", start - 65 * MINUTE) == [start - 15 * MINUTE]
    assert moments_left(rules, start, 15, "UTC", start - 20 * MINUTE) == []
