"""What InforMEA's portal is told: its words and no others, when a meeting changes, and its titles."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetings.domain.informea import (
    Meeting,
    Status,
    access_of,
    city_of,
    description_of,
    hours_of,
    is_told,
    next_change,
    plain,
    status_of,
    title_of,
    updated_at,
    written,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MEETING = Meeting(
    id="one",
    row=1,
    url="https://meetings.example.org/en/season/topic/",
    treaty="minamata",
    start=NOW,
    end=NOW + HOUR,
    type="webinar",
    access="public",
    status="confirmed",
    location="Online",
    city="Geneva",
    country="CH",
    virtual=True,
    updated=NOW,
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "oficial"),
        ("type", "COP"),
        ("type", "meeting"),
        ("access", "open"),
        ("status", "held"),
        ("status", ""),
        ("treaty", "minimata"),
        ("country", "Switzerland"),
        ("country", "ch"),
    ],
)
def test_no_word_that_the_portal_does_not_know_can_be_told(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=field):
        replace(MEETING, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "is_off", "is_sure", "status"),
    [
        (NOW + HOUR, NOW + 2 * HOUR, False, True, Status.CONFIRMED),
        (NOW + HOUR, NOW + 2 * HOUR, False, False, Status.TENTATIVE),
        (NOW - HOUR, NOW + HOUR, False, True, Status.CONFIRMED),
        (NOW - HOUR, NOW, False, False, Status.OVER),
        (NOW - 2 * HOUR, NOW - HOUR, True, True, Status.CANCELLED),
        (None, None, False, True, Status.NODATE),
        (None, None, True, True, Status.CANCELLED),
    ],
)
def test_status(
    start: datetime | None, end: datetime | None, is_off: bool, is_sure: bool, status: Status
) -> None:
    assert status_of(start, end, NOW, is_off=is_off, is_sure=is_sure) is status


def test_a_meeting_is_new_when_it_is_changed_and_when_it_is_over() -> None:
    changed, end = NOW + timedelta(microseconds=1999), NOW + DAY
    assert updated_at(changed, end, NOW, is_off=False) == NOW + timedelta(milliseconds=1)
    assert updated_at(changed, end, end, is_off=False) == end
    assert updated_at(end + HOUR, end, end + DAY, is_off=False) == end + HOUR
    assert updated_at(NOW, end, end + DAY, is_off=True) == NOW
    assert next_change(None, end, NOW) == end
    assert next_change(None, end, end) is None


def test_what_is_cancelled_is_told_for_ninety_days() -> None:
    assert is_told(None, NOW)
    assert is_told(NOW - timedelta(days=90) + HOUR, NOW)
    assert not is_told(NOW - timedelta(days=90), NOW)
    assert next_change(NOW, NOW + DAY, NOW) == NOW + timedelta(days=90)


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        (
            "Europe/Zurich",
            "2026-03-23T09:00:00Z",
            "2026-03-29T16:00:00Z",
        ),  # the clocks change on the last day
        ("Asia/Makassar", "2026-03-23T02:00:00Z", "2026-03-29T10:00:00Z"),
        ("America/Bogota", "2026-03-23T15:00:00Z", "2026-03-29T23:00:00Z"),
    ],
)
def test_days_of_a_segment_are_told_as_instants(zone: str, start: str, end: str) -> None:
    found = hours_of(date(2026, 3, 23), date(2026, 3, 29), zone)
    assert [written(one) for one in found if one] == [start, end]


def test_days_beyond_the_rules_of_zones_are_no_dates() -> None:
    assert hours_of(date(2030, 1, 1), date(2050, 1, 1), "Europe/Zurich") == (None, None)


@pytest.mark.parametrize(
    ("words", "within", "title"),
    [
        ({"en": "Mercury", "fr": "Mercure"}, None, {"en": "Mercury", "fr": "Mercure"}),
        ({"fr": "Mercure"}, None, {"en": "Mercure", "fr": "Mercure"}),
        ({"en": "Mer\x07cury\n trade", "fr": " "}, None, {"en": "Mercury  trade"}),
        ({"en": "\x01"}, None, {"en": "the id"}),
        ({}, None, {"en": "the id"}),
        (
            {"en": "First segment", "fr": "Première partie"},
            {"en": "COP", "fr": "CdP", "ru": "КС"},
            {"en": "COP – First segment", "fr": "CdP – Première partie", "ru": "КС"},
        ),
        ({"fr": "Première partie"}, {"es": "CP"}, {"en": "CP – Première partie", "es": "CP"}),
    ],
)
def test_titles(words: dict[str, str], within: dict[str, str] | None, title: dict[str, str]) -> None:
    assert title_of(words, "the id", within) == title


@pytest.mark.parametrize(
    ("words", "notes", "description"),
    [
        ({}, {}, {}),
        ({"fr": "Un\r\ntexte"}, {}, {"en": "Un\ntexte", "fr": "Un\ntexte"}),
        ({"en": "Text"}, {"en": "Invented.", "fr": "Inventé."}, {"en": "Text\nInvented.", "fr": "Inventé."}),
    ],
)
def test_descriptions(words: dict[str, str], notes: dict[str, str], description: dict[str, str]) -> None:
    assert description_of(words, {"en": "Title", "fr": "Titre"}, notes) == description


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\x00b\x1fc\x7fd\x9fe", "abcde"),
        ("a\ud800b\ufffec\uffff", "abc"),
        ("\u202eolleh\u202c", "olleh"),
        ("水俣 汞 🜐 جنيف", "水俣 汞 🜐 جنيف"),
    ],
)
def test_no_sign_is_told_that_xml_does_not_have(text: str, told: str) -> None:
    assert plain(text) == told


def test_small_rules() -> None:
    found: dict[str, Any] = {one: access_of(one) for one in ("open", "approval", "accreditation")}
    assert found == {"open": "public", "approval": "invitation", "accreditation": "invitation"}
    assert city_of({"en": "Geneva, Switzerland"}) == "Geneva"
    assert city_of({}) is None
    assert written(NOW + timedelta(milliseconds=7)) == "2026-11-24T09:00:00.007Z"
