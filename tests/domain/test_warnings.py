"""What speaks against a time, by values alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from meetings.domain.days import DaysOff
from meetings.domain.foreign import ForeignMeeting
from meetings.domain.warnings import Held, OnPanel, beside, is_asleep, nights, on_days_off, twice

BEGIN = datetime(2020, 11, 17, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def held(name: str, after_hours: float = 0, **changes: Any) -> Held:
    values: dict[str, Any] = {
        "id": name,
        "session_id": ord(name[0]),
        "part": 1,
        "starts_at": BEGIN + after_hours * HOUR,
        "minutes": 90,
        "zone": "Europe/Zurich",
        "title": {"en": name},
    }
    return Held(**values | changes)


def meeting(first: date, last: date, **changes: Any) -> ForeignMeeting:
    values: dict[str, Any] = {
        "uid": "one",
        "origin": "Others",
        "title": "Other meeting",
        "starts_on": first,
        "ends_on": last,
        "starts_at": None,
        "ends_at": None,
        "place": "",
        "is_cancelled": False,
    }
    return ForeignMeeting(**values | changes)


def pairs(*times: Held) -> list[tuple[str, str]]:
    return [(one.first.id, one.second.id) for one in twice(times, lambda _held: ["room"])]


def test_twice_is_at_the_same_time_and_not_one_after_the_other() -> None:
    assert pairs(held("a"), held("b", 1)) == [("a", "b")]
    assert pairs(held("a"), held("b", 1.5)) == []


def test_long_time_meets_all_that_are_held_during_it() -> None:
    found = pairs(held("a", minutes=600), held("b", 1), held("c", 4), held("d", 20))
    assert found == [("a", "b"), ("a", "c")]


def test_what_two_times_of_others_use_is_nobodys_business() -> None:
    assert pairs(held("a", is_open=False), held("b", is_open=False)) == []
    assert pairs(held("a", is_open=False), held("b")) == [("a", "b")]
    assert pairs(held("a", is_here=False), held("b", is_here=False)) == []


def test_what_is_not_used_is_not_used_twice() -> None:
    assert twice([held("a"), held("b")], lambda one: [one.room] if one.room else []) == []


def test_meetings_of_others_by_days_and_by_hours() -> None:
    times = [held("a"), held("b", 24), held("c", 48)]
    days = meeting(date(2020, 11, 18), date(2020, 11, 18))
    hours = meeting(
        date(2020, 11, 17), date(2020, 11, 17), starts_at=BEGIN - HOUR, ends_at=BEGIN, title="Before"
    )
    during = meeting(
        date(2020, 11, 17), date(2020, 11, 17), starts_at=BEGIN - HOUR, ends_at=BEGIN + HOUR, title="During"
    )
    off = meeting(date(2020, 11, 17), date(2020, 11, 19), is_cancelled=True)
    found = beside(times, [days, hours, during, off])
    assert [(one.meeting.title, [each.id for each in one.held]) for one in found] == [
        ("During", ["a"]),
        ("Other meeting", ["b"]),
    ]


def test_many_meetings_of_others_are_read_quickly() -> None:
    times = [held("a", 24 * number, id=f"a{number}") for number in range(40)]
    others = [meeting(date(2021, 6, 1), date(2021, 6, 2)) for _number in range(20_000)]
    assert beside(times, others) == []


def test_days_off_are_those_where_people_live() -> None:
    panel = {
        ord("a"): [
            OnPanel(ord("a"), 1, "Ada", "NZ", "Pacific/Auckland"),
            OnPanel(ord("a"), 2, "Bo", "NZ", "Pacific/Auckland"),
            OnPanel(ord("a"), 3, "Che", "CH", None),
            OnPanel(ord("a"), 4, "Di", None, None),
        ]
    }
    holidays = {"NZ": DaysOff(holidays={date(2020, 11, 18): "Invented Day"}), "CH": DaysOff()}
    (found,) = on_days_off([held("a")], panel, lambda country, _year: holidays[country])
    assert (found.country, found.on, found.holiday, found.names) == (
        "NZ",
        date(2020, 11, 18),  # 02:00 in Auckland
        "Invented Day",
        ("Ada", "Bo"),
    )


def test_weekend_is_a_day_off_without_a_name() -> None:
    panel = {ord("a"): [OnPanel(ord("a"), 1, "Ada", "IR", "Asia/Tehran")]}
    friday = held("a", 72)
    (found,) = on_days_off([friday], panel, lambda _country, _year: DaysOff(weekend=frozenset((4,))))
    assert (found.on, found.holiday) == (date(2020, 11, 20), "")


def test_asleep_goes_by_the_middle_of_a_time() -> None:
    assert [is_asleep(held("a"), zone) for zone in ("Europe/Zurich", "Pacific/Auckland", "Asia/Tokyo")] == [
        False,
        True,
        True,
    ]
    assert not is_asleep(held("a", minutes=60), "Asia/Bangkok")


def test_night_is_told_of_a_region_of_many_unless_another_time_suits_it() -> None:
    audience = {ord("a"): {("asia-pacific", "Asia/Tokyo"): 12, ("africa", "Africa/Nairobi"): 30}}
    (found,) = nights([held("a")], audience)
    assert (found.region, found.people, found.percent, found.held.id) == ("asia-pacific", 12, 100, "a")
    assert nights([held("a"), held("ab", -6)], audience) == []


def test_night_of_few_or_of_no_region_is_not_told() -> None:
    assert nights([held("a")], {ord("a"): {("asia-pacific", "Asia/Tokyo"): 9}}) == []
    assert nights([held("a")], {ord("a"): {("", "Asia/Tokyo"): 90}}) == []
    few = {("asia-pacific", "Asia/Tokyo"): 12, ("africa", "Africa/Nairobi"): 300}
    assert nights([held("a")], {ord("a"): few}) == []


def test_session_without_registrations_is_held_against_those_of_the_others() -> None:
    audience = {ord("b"): {("asia-pacific", "Asia/Tokyo"): 12}}
    assert [one.held.id for one in nights([held("a")], audience)] == ["a"]
