"""The joint calendar by values: what is ours, what is the same meeting, and whose it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetings.domain.foreign import CalendarRead, MeetingRead
from meetings.domain.joint import Origin, Ours, Told, is_ours, merged, named_once, origin_key, without_ours

OURS = Ours("ours.example", "https://ours.example:8443/meet")
DAY = date(2026, 12, 1)
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
BLANK = Told(
    calendar=1,
    name="Basel",
    uid="one@basel.example",
    occurrence="",
    sequence=0,
    stamp=NOON,
    title="COP-9",
    titles={},
    place="",
    address="",
    starts_on=DAY,
    ends_on=DAY,
    starts_at=None,
    ends_at=None,
    is_cancelled=False,
)


def told(calendar: int = 1, uid: str = "", hour: int | None = None, **changes: Any) -> Told:
    begin = None if hour is None else NOON.replace(hour=hour)
    hours = {"starts_at": begin, "ends_at": begin and begin + timedelta(hours=2)}
    values = {"calendar": calendar, "name": f"Calendar {calendar}", "uid": uid or f"{calendar}@x"}
    return replace(BLANK, **(values | hours | changes))


def shown(*meetings: Told) -> list[tuple[str, list[str]]]:
    return [(one.told.uid, [each.name for each in one.origins]) for one in merged(meetings, "We")]


@pytest.mark.parametrize(
    ("uid", "address", "path", "expected"),
    [
        ("slot-1@ours.example", "", "", True),
        ("anything@OURS.example", "", "", True),
        ("slot-1@ours.example.org", "", "", False),
        ("ours.example", "", "", False),
        ("1@x", "https://ours.example:8443/meet/en/season/topic/", "", True),
        ("1@x", "http://ours.example:8443/meet", "", True),
        ("1@x", "https://ours.example:8443/meeting/1", "", False),
        ("1@x", "https://ours.example/meet/en/", "", False),
        ("1@x", "https://[ours/", "", False),
        ("1@x", "", "theirs.example ours.example", True),
        ("1@x", "", "theirs.example notours.example", False),
        ("1@x", "", " ".join(f"{number}.example" for number in range(9)), True),
    ],
)
def test_ours_is_known_by_uid_page_and_the_way_it_came(
    uid: str, address: str, path: str, expected: bool
) -> None:
    assert is_ours(told(uid=uid, address=address, path=path), OURS) is expected


def test_ours_is_left_out_of_what_was_read_and_counted() -> None:
    blank = MeetingRead("1@x", "", 0, None, "", "", "", "", DAY, DAY, None, None, False)
    mine = replace(blank, uid="slot-9@ours.example", title="Hostile")
    assert without_ours(CalendarRead("", (blank, mine), ()), OURS) == CalendarRead("", (blank,), (), ours=1)


def test_same_uid_in_two_calendars_is_one_meeting_as_the_older_calendar_tells_it() -> None:
    one, two = told(1, "cop@basel", title="COP-9"), told(2, "cop@basel", title="Changed", sequence=99)
    (found,) = merged([two, one], "We")
    assert (found.told.title, found.origins) == ("COP-9", (Origin("Calendar 1"), Origin("Calendar 2")))


def test_occurrences_of_one_uid_are_meetings_of_their_own() -> None:
    later = {"starts_on": date(2026, 12, 2), "ends_on": date(2026, 12, 2)}
    series = [told(1, "s@x", occurrence="20261201"), told(1, "s@x", occurrence="20261202", **later)]
    again = [replace(one, calendar=2, name="Calendar 2") for one in series]
    assert shown(*series, *again) == [("s@x", ["Calendar 1", "Calendar 2"])] * 2


SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "title and days": ({}, {"title": "  cop 9 "}),
    "title in another language": ({"titles": {"en": "COP-9", "fr": "CdP-9"}}, {"title": "CdP 9"}),
    "title, hours within days": ({}, {"hour": 9}),
    "title, hours that overlap": ({"hour": 8}, {"hour": 9}),
    "page": (
        {"title": "A", "address": "https://x.example/1"},
        {"title": "B", "address": "http://X.example/1/#top"},
    ),
}
APART: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another day": ({}, {"starts_on": date(2026, 12, 2), "ends_on": date(2026, 12, 2)}),
    "longer": ({}, {"ends_on": date(2026, 12, 3)}),
    "another hour": ({"hour": 8}, {"hour": 14}),
    "another title": ({}, {"title": "COP-10"}),
    "one calendar": ({}, {"calendar": 1}),
    "page on another day": (
        {"title": "A", "address": "https://x.example/1"},
        {"title": "B", "address": "https://x.example/1", "ends_on": date(2026, 12, 2)},
    ),
}


@pytest.mark.parametrize(("first", "second"), SAME.values(), ids=list(SAME))
def test_same_meeting_under_two_names_is_one(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert len(shown(told(1, **first), told(2, **second))) == 1


@pytest.mark.parametrize(("first", "second"), APART.values(), ids=list(APART))
def test_what_is_not_the_same_stays_apart(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert len(shown(told(1, "a@x", **first), told(**({"calendar": 2, "uid": "b@x"} | second)))) == 2


def test_held_twice_on_a_day_is_twice_and_each_finds_its_own() -> None:
    ours = [told(0, f"slot-{hour}@ours.example", hour=hour) for hour in (8, 14)]
    theirs = [told(2, f"{hour}@x", hour=hour) for hour in (8, 14)]
    assert shown(*theirs, *ours) == [
        ("slot-8@ours.example", ["We", "Calendar 2"]),
        ("slot-14@ours.example", ["We", "Calendar 2"]),
    ]


def test_page_of_a_whole_site_says_nothing() -> None:
    page = {"address": "https://x.example/meetings"}
    one, two = told(1, "a@x", title="A", **page), told(1, "b@x", title="B", **page)
    assert len(shown(one, two, told(2, title="C", **page))) == 3


def test_what_is_passed_on_keeps_its_origin_and_whoever_tells_it_first_hand_is_named() -> None:
    passed = told(1, "cop@x", origin="Basel", path="b.example a.example", title="Old")
    assert merged([passed], "We")[0].origins == (Origin("Basel", via="Calendar 1"),)
    direct = told(2, "cop@x", name="Basel")
    (found,) = merged([passed, direct], "We")
    assert (found.told, found.origins) == (passed, (Origin("Basel"),))
    own = told(1, "o@a.example", origin="Site A", title="Own", name="Joint calendar: Site A")
    assert merged([own], "We")[0].origins == (Origin("Site A"),)


def test_nobody_is_believed_to_be_somebody_else() -> None:
    (claimed,) = merged([told(1, origin="Basel")], "We")
    assert claimed.origins == (Origin("Calendar 1"),)
    borrowing: tuple[dict[str, Any], ...] = ({"name": "we!"}, {"origin": "WE", "path": "b.example"})
    for calendar in borrowing:
        ours, theirs = merged([told(0, "o@ours.example"), told(1, title="Theirs", **calendar)], "We")
        assert (ours.is_of("we"), theirs.is_of("we")) == (True, False)
        (origin,) = theirs.origins
        assert (origin.is_ours, bool(origin.via)) == (False, True)


def test_newer_calendar_never_takes_the_place_of_an_older_one() -> None:
    older = told(1, "cop@x", title="COP-9", path="b.example", origin="Basel")
    newer = told(2, "cop@x", title="Elsewhere")
    assert [one.told for one in merged([newer, older], "We")] == [older]
    later: dict[str, Any] = {"starts_on": date(2026, 12, 5), "ends_on": date(2026, 12, 5)}
    moved = told(2, "cop@x", title="Moved", **later)
    both = merged([moved, older], "We")
    assert [one.told for one in both] == [older, moved]
    assert [one.told for one in named_once(both)] == [older]


def test_no_chain_leads_from_one_day_to_another() -> None:
    days: dict[str, Any] = {"starts_on": DAY, "ends_on": DAY + timedelta(days=3)}
    last: dict[str, Any] = {"starts_on": DAY + timedelta(days=3), "ends_on": DAY + timedelta(days=3)}
    chain = [
        told(1, "a@x", **days),
        told(2, "a@x", title="Link", **last),
        told(3, "c@x", title="Link", **last),
    ]
    assert shown(*chain) == [("a@x", ["Calendar 1", "Calendar 2"]), ("c@x", ["Calendar 3"])]


def test_meetings_are_in_order_of_time_and_found_by_origin_and_day() -> None:
    found = merged(
        [told(1, "c@x", hour=9, title="C"), told(1, "b@x", title="B"), told(1, "a@x", 8, title="A")], ""
    )
    assert [one.told.title for one in found] == ["B", "A", "C"]
    one = found[0]
    assert (one.is_of(""), one.is_of("calendar-1"), one.is_of("x")) == (True, True, False)
    assert (one.touches(DAY, DAY), one.touches(date(2026, 12, 2), date(2026, 12, 3))) == (True, False)
    assert [origin_key(name) for name in ("Bâle & Co", "اتفاقية بازل", "!")] == [
        "bale-co",
        "اتفاقيه-بازل",
        "-",
    ]
