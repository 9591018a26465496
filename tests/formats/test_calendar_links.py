"""Addresses of calendar programs: read back as each program reads them."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from meetings.formats.calendar_links import Event, event_links, feed_links, google_event, outlook_event

AT = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
JOIN = "https://meetings.example.org/en/join/abc-DEF_1"


def asked(address: str) -> dict[str, str]:
    """Read a query as programs do, with no plus sign for a space and every value once."""
    query = urlsplit(address).query
    assert "+" not in query
    assert " " not in address
    return {name: values[0] for name, values in parse_qs(query, strict_parsing=True).items()}


@pytest.mark.parametrize("title", ["Mercury & health", "=1+1", "a#b?c=d", "الزئبق", "<script>", "100 %"])
def test_google_takes_the_time_in_utc(title: str) -> None:
    address = google_event(Event(title, AT, 90, JOIN))
    assert address.startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&")
    assert asked(address) == {
        "action": "TEMPLATE",
        "text": title,
        "dates": "20261231T233000Z/20270101T010000Z",
        "details": JOIN,
        "location": JOIN,
    }


@pytest.mark.parametrize("title", ["Mercury & health", "=1+1", "a#b?c=d", "الزئبق", "<script>", "100 %"])
def test_outlook_takes_instants_with_their_zone(title: str) -> None:
    address = outlook_event(Event(title, AT, 90, JOIN))
    assert address.startswith("https://outlook.office.com/calendar/0/deeplink/compose?")
    assert asked(address) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": "2026-12-31T23:30:00Z",
        "enddt": "2027-01-01T01:00:00Z",
        "body": JOIN,
        "location": JOIN,
    }


def test_any_zone_is_told_in_utc_and_a_title_is_one_line() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    event = Event(
        "One\r\nBEGIN:VEVENT\u2028two\x00", datetime(2026, 12, 1, 15, 0, tzinfo=kathmandu), 60, JOIN
    )
    google = asked(google_event(event))
    assert (google["dates"], google["text"]) == (
        "20261201T091500Z/20261201T101500Z",
        "One BEGIN:VEVENT two",
    )
    assert event_links(event, "/file.ics").file == "/file.ics"


def test_feeds_are_given_as_each_program_wants_them() -> None:
    https = "https://meetings.example.org:8443/calendars/season.ics?lang=fr"
    links = feed_links(https, "Minamata en ligne")
    webcal = "webcal://meetings.example.org:8443/calendars/season.ics?lang=fr"
    assert (links.https, links.webcal) == (https, webcal)
    assert links.google.startswith("https://calendar.google.com/calendar/r?cid=webcal")
    assert asked(links.google) == {"cid": webcal}
    assert links.outlook.startswith("https://outlook.office.com/calendar/0/addfromweb?")
    assert asked(links.outlook) == {"url": https, "name": "Minamata en ligne"}
