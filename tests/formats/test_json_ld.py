"""Events for machines: what they say, and that nothing written in them leaves its place in the page."""

import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from meetings.domain.zones import to_local
from meetings.formats.json_ld import (
    Attendance,
    Happening,
    Named,
    Recorded,
    Seats,
    Status,
    data_block,
    event_node,
    events_block,
    line,
    shortened,
)

PAGE = "https://meetings.example.org/en/season/topic/"
AT = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)


class Scripts(HTMLParser):
    """Collects the elements of a page, and what stands in scripts, as a browser parts them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.data = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)

    def handle_data(self, data: str) -> None:
        self.data += data


def read(block: str) -> object:
    """Read a block as a browser does: one element, and what it holds is JSON."""
    page = Scripts()
    page.feed(f"<head>{block}</head>")
    assert page.names == ["head", "script"]
    return json.loads(page.data)


@pytest.mark.parametrize(
    "odd",
    [
        "</script><script>alert(1)</script>",
        "</SCRIPT ><img src=x onerror=alert(1)>",
        "<!--<script>",
        "]]>",
        "a&amp;b & c &lt;",
        "\u202eevil\u202c",
        "\u2066a\u2069 \u200f",
        "two\u2028lines\u2029here",
        'quotes " and \\ strokes / and \\u003c',
        "\ufeff",
    ],
)
def test_text_of_strangers_stays_text(odd: str) -> None:
    block = str(data_block({"name": odd, odd: [odd]}))
    assert read(block) == {"name": odd, odd: [odd]}
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not re.search("[<>&\u2028\u2029\u202a-\u202e\u2066-\u2069]", inside)


def test_zeros_and_halves_of_letters_are_not_told() -> None:
    node = event_node(Happening("a\0b\ud800c\x1b\nd", PAGE))
    assert node["name"] == "a b c d"
    block = str(data_block({"name": "\0 \ud800"}))
    assert block.encode("utf-8")  # a half that came in some other way does not break the page
    assert "\0" not in block


def test_event_says_what_is_known_and_no_more() -> None:
    assert event_node(Happening("Topic", PAGE)) == {
        "@type": "Event",
        "name": "Topic",
        "url": PAGE,
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": PAGE},
    }


def test_event_with_everything() -> None:
    begins = to_local(AT, "Europe/Zurich")
    whole = Happening(
        "Topic",
        PAGE,
        begins,
        to_local(AT.replace(hour=14, minute=30), "Europe/Zurich"),
        Attendance.MIXED,
        place="Room XVII",
        city="Geneva",
        status=Status.RESCHEDULED,
        previous=(to_local(AT.replace(hour=9), "Asia/Kathmandu"),),
        description="About mercury.\nMore.",
        organizer=Named("Secretariat", "https://meetings.example.org/en/"),
        performers=("Ada Example",),
        languages=("en", "fr"),
        is_free=True,
        register=f"{PAGE}register",
        seats=Seats.FEW,
        within=Named("Season", "https://meetings.example.org/en/season/"),
        is_within_series=True,
        recordings=(Recorded("Topic", "/r", "fr", True, False, 5400, AT),),
    )
    assert event_node(whole) == {
        "@type": "Event",
        "name": "Topic",
        "description": "About mercury. More.",
        "url": PAGE,
        "startDate": "2026-12-03T14:00:00+01:00",
        "endDate": "2026-12-03T15:30:00+01:00",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "eventStatus": "https://schema.org/EventRescheduled",
        "previousStartDate": "2026-12-03T14:45:00+05:45",
        "location": [
            {"@type": "VirtualLocation", "url": PAGE},
            {"@type": "Place", "name": "Room XVII", "address": "Geneva"},
        ],
        "organizer": {
            "@type": "Organization",
            "name": "Secretariat",
            "url": "https://meetings.example.org/en/",
        },
        "performer": [{"@type": "Person", "name": "Ada Example"}],
        "inLanguage": ["en", "fr"],
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "USD",
            "url": f"{PAGE}register",
            "availability": "https://schema.org/LimitedAvailability",
        },
        "superEvent": {
            "@type": "EventSeries",
            "name": "Season",
            "url": "https://meetings.example.org/en/season/",
        },
        "recordedIn": {
            "@type": "VideoObject",
            "name": "Topic",
            "contentUrl": "/r",
            "inLanguage": "fr",
            "duration": "PT5400S",
            "uploadDate": "2026-12-03T13:00:00+00:00",
        },
    }


def test_days_of_a_series_and_parts_of_a_conference() -> None:
    part = Happening("Segment", PAGE, date(2026, 11, 1), date(2026, 11, 5), Attendance.OFFLINE, city="Bali")
    node = event_node(Happening("COP", PAGE, is_series=True, parts=(part,)))
    assert node["@type"] == "EventSeries"
    assert node["subEvent"] == [
        {
            "@type": "Event",
            "name": "Segment",
            "url": PAGE,
            "startDate": "2026-11-01",
            "endDate": "2026-11-05",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {"@type": "Place", "name": "Bali", "address": "Bali"},
        }
    ]


def test_one_event_stands_alone_and_several_in_a_graph() -> None:
    one = Happening("Topic", PAGE)
    assert events_block([]) == ""
    assert read(str(events_block([one]))) == {"@context": "https://schema.org", **event_node(one)}
    assert read(str(events_block([one, one]))) == {
        "@context": "https://schema.org",
        "@graph": [event_node(one), event_node(one)],
    }


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("short\n\ttext ", "short text"),
        ("one two three four", "one two…"),
        ("汞" * 30, "汞" * 12 + "…"),
        ("one two, and more", "one two…"),
    ],
)
def test_long_texts_are_cut_between_words(text: str, short: str) -> None:
    assert shortened(text, 12) == short
    assert line(short) == short
