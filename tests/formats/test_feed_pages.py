"""Feeds in InforMEA's forms, each read as the same meetings, page by page; and those that mean ill."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from meetings.domain.errors import NotACalendar, TooManyEvents
from meetings.domain.feeds import MOST_PAGES, Trouble
from meetings.domain.foreign import CalendarRead, MeetingRead, Why
from meetings.domain.ports import Fetched, Seen, Unfetchable
from meetings.formats.feed_pages import FeedPages
from tests.factories import NOW
from tests.formats.test_ical_foreign import DAY, calendar

BASE = "https://others.example/informea.svc"
TITLE = [{"language": "en", "value": "Monitoring"}, {"language": "fr", "value": "Surveillance"}]
PLAIN: dict[str, Any] = {
    "id": "mo-1",
    "treaty": "basel",
    "url": "https://others.example/mo-1",
    "title": TITLE,
    "start": "2026-12-18T12:00:00Z",
    "end": "2026-12-18T13:30:00Z",
    "status": "confirmed",
    "location": "Online",
    "city": "Geneva",
    "country": None,
    "updated": "2026-11-01T00:00:00Z",
}
TICKS = {
    "start": "/Date(1797595200000)/",
    "end": "/Date(1797600600000+0000)/",
    "updated": "/Date(1793491200000)/",
}
EXPECTED = MeetingRead(
    uid="mo-1@others.example",
    occurrence="",
    sequence=0,
    modified_at=datetime(2026, 11, 1, tzinfo=UTC),
    title="Monitoring",
    place="Online, Geneva",
    tag="basel",
    address="https://others.example/mo-1",
    starts_on=date(2026, 12, 18),
    ends_on=date(2026, 12, 18),
    starts_at=datetime(2026, 12, 18, 12, tzinfo=UTC),
    ends_at=datetime(2026, 12, 18, 13, 30, tzinfo=UTC),
    is_cancelled=False,
    titles={"en": "Monitoring", "fr": "Surveillance"},
)
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
 xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"><m:count>1</m:count>%(links)s<entry>%(expanded)s
<content type="application/xml"><m:properties><d:id>mo-1</d:id><d:treaty>basel</d:treaty>
<d:url>https://others.example/mo-1</d:url>%(title)s<d:start m:type="Edm.DateTime">2026-12-18T12:00:00</d:start>
<d:end m:type="Edm.DateTime">2026-12-18T13:30:00</d:end><d:status>confirmed</d:status><d:location>Online</d:location>
<d:city>Geneva</d:city><d:country m:null="true"/><d:updated>2026-11-01T00:00:00</d:updated></m:properties></content>
</entry></feed>"""
ITEM = "<{0}><d:language>{1}</d:language><d:value>{2}</d:value></{0}>"
ITEMS = "".join(ITEM.format("m:item", one["language"], one["value"]) for one in TITLE)
IN_PLACE = '<d:title m:type="Collection(LocalizableString)">' + ITEMS + "</d:title>"
EXPANDED = (
    '<link rel="http://schemas.microsoft.com/ado/2007/08/dataservices/related/title"><m:inline><feed>'
    + "".join(
        "<entry><content>" + ITEM.format("m:properties", one["language"], one["value"]) + "</content></entry>"
        for one in TITLE
    )
    + "</feed></m:inline></link>"
)


def atom(title: str = IN_PLACE, expanded: str = "", links: str = "") -> str:
    return ATOM % {"title": title, "expanded": expanded, "links": links}


def fetched(body: str | bytes | object, kind: str = "", address: str = "") -> Fetched:
    raw = body if isinstance(body, bytes) else body if isinstance(body, str) else json.dumps(body)
    return Fetched(raw if isinstance(raw, bytes) else raw.encode(), Seen(), kind, address)


def read(body: object, kind: str = "", address: str = BASE) -> CalendarRead:
    pages = FeedPages(address, NOW)
    assert pages.take(fetched(body, kind, pages.address)) == ""
    return pages.done()


FORMS: dict[str, object] = {
    "v1": {"d": {"results": [PLAIN | TICKS | {"title": {"results": TITLE}, "brs_Title": 1}]}},
    "v1 without results": {"d": [PLAIN | TICKS | {"title": {"results": TITLE}}]},
    "v3": {"d": {"results": [PLAIN | TICKS]}},
    "v4": {"value": [PLAIN]},
    "ours": {"items": [PLAIN], "next": None},
    "a list": [PLAIN],
    "titles by language": {"value": [PLAIN | {"title": {"en": "Monitoring", "fr": "Surveillance"}}]},
    "atom": atom(),
    "atom with titles expanded": atom("", EXPANDED),
}


@pytest.mark.parametrize("body", FORMS.values(), ids=list(FORMS))
def test_each_form_is_the_same_meeting(body: object) -> None:
    assert read(body) == CalendarRead("", (EXPECTED,), ())


def test_calendar_is_still_a_calendar() -> None:
    assert [one.title for one in read(calendar(DAY), "text/calendar").meetings] == ["Other meeting"]
    assert [one.title for one in read(calendar(DAY)).meetings] == ["Other meeting"]


def test_service_is_asked_for_its_meetings_in_pages() -> None:
    address = FeedPages(BASE, NOW).address
    assert address.startswith(f"{BASE}/Meetings?$format=json&$inlinecount=allpages&")
    assert address.endswith("&$top=100&$skip=0&$expand=title")
    assert FeedPages(f"{BASE}/Meetings", NOW).address == address
    for other in (
        f"{BASE}/Meetings?$top=5",
        "https://others.example/api/v2/meetings",
        "https://others.example/a.ics",
    ):
        assert FeedPages(other, NOW).address == other


@pytest.mark.parametrize(
    ("body", "here", "there"),
    [
        ({"d": {"results": [PLAIN], "__next": "Meetings?$skiptoken=x"}}, "", f"{BASE}/Meetings?$skiptoken=x"),
        ({"value": [PLAIN], "@odata.nextLink": f"{BASE}/Meetings?$skip=1"}, "", f"{BASE}/Meetings?$skip=1"),
        ({"items": [PLAIN], "next": "abc=="}, f"{BASE}?size=1", f"{BASE}?size=1&after=abc%3D%3D"),
        (atom(links='<link rel="next" href="?$skip=1"/>'), "", f"{BASE}/Meetings?$skip=1"),
        ({"d": {"results": [PLAIN], "__count": "3"}}, f"{BASE}/?$top=1&$skip=0", f"{BASE}/?$top=1&$skip=1"),
        ({"d": {"results": [PLAIN]}}, f"{BASE}/Meetings?$top=1&$skip=4", f"{BASE}/Meetings?$top=1&$skip=5"),
        ({"d": {"results": [PLAIN]}}, f"{BASE}/Meetings?$top=2&$skip=0", ""),
        ({"d": {"results": [], "__count": "9"}}, f"{BASE}/Meetings?$top=1&$skip=9", ""),
    ],
)  # fmt: skip
def test_pages_lead_to_the_next(body: object, here: str, there: str) -> None:
    pages = FeedPages(BASE, NOW)
    assert pages.take(fetched(body, "", here or f"{BASE}/Meetings")) == there


def trouble_of(*bodies: object) -> tuple[Trouble, str]:
    pages = FeedPages(BASE, NOW)
    for body in bodies[:-1]:
        pages.take(fetched(body, "", pages.address))
    last = fetched(bodies[-1], "", pages.address)
    with pytest.raises(Unfetchable) as caught:
        pages.take(last)
    return caught.value.trouble, caught.value.value


def test_pages_that_repeat_lead_away_or_never_end_are_given_up() -> None:
    page = {"d": {"results": [PLAIN], "__next": "Meetings?$skip=1"}}
    assert trouble_of(page, page) == (Trouble.PAGES, "")
    away = {"d": {"results": [PLAIN], "__next": "http://169.254.169.254/Meetings"}}
    assert trouble_of(away) == (Trouble.PAGES, "169.254.169.254")
    many = [page | {"number": number} for number in range(MOST_PAGES + 1)]
    assert trouble_of(*many) == (Trouble.PAGES, "")


def test_meeting_on_two_pages_is_one() -> None:
    pages = FeedPages(BASE, NOW)
    pages.take(fetched({"value": [PLAIN]}))
    pages.take(fetched({"value": [PLAIN | {"title": "Other"}, PLAIN | {"id": 7}]}))
    assert [one.uid for one in pages.done().meetings] == ["mo-1@others.example", "7@others.example"]
    assert pages.done().older == (("mo-1@others.example", "Other"),)


def test_id_that_names_another_host_is_still_of_its_feed() -> None:
    ids = ("slot-1@ours.example", "2@OTHERS.example", "3")
    found = read({"value": [PLAIN | {"id": one} for one in ids]})
    assert [one.uid for one in found.meetings] == [
        "slot-1@ours.example@others.example",
        "2@OTHERS.example",
        "3@others.example",
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": None}, Why.NO_UID),
        ({"id": {"a": 1}}, Why.NO_UID),
        ({"start": None}, Why.NO_START),
        ({"start": "soon"}, Why.BAD_VALUE),
        ({"start": 5}, Why.BAD_VALUE),
        ({"start": "/Date(999999999999999)/"}, Why.BAD_VALUE),
        ({"start": "1901-01-01"}, Why.TOO_FAR),
        ({"end": "2026-12-01"}, Why.ENDS_BEFORE),
        ({"end": "2028-12-01"}, Why.TOO_LONG),
    ],
)
def test_record_that_cannot_be_read_is_refused_by_itself(changes: dict[str, object], why: Why) -> None:
    found = read({"value": [PLAIN | changes, PLAIN | {"id": "two"}]})
    assert [one.why for one in found.refused] == [why]
    assert [one.uid for one in found.meetings] == ["two@others.example"]


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"start": "2026-10-19T00:00:00Z", "end": "2026-10-30T00:00:00Z"}, (19, 30)),
        ({"start": "2026-10-19T00:00:00", "end": "2026-10-30T23:59:59"}, (19, 30)),
        ({"start": "2026-10-19", "end": "2026-10-20"}, (19, 20)),
        ({"start": "2026-10-19", "end": None}, (19, 19)),
    ],
)
def test_from_midnight_to_midnight_is_whole_days(changes: dict[str, object], days: tuple[int, int]) -> None:
    (one,) = read({"value": [PLAIN | changes]}).meetings
    assert ((one.starts_on.day, one.ends_on.day), one.starts_at, one.ends_at) == (days, None, None)


def test_words_of_strangers_are_on_one_line_and_in_known_languages() -> None:
    title = [
        {"language": "xx", "value": "Unknown"},
        {"language": "EN-gb", "value": "<b>A\u202e\n\ud800b\x00"},
        {"language": 5, "value": []},
        "no",
        {"language": "en", "value": "second"},
    ]
    changes = {"title": title, "url": "javascript:alert(1)", "status": "CANCELLED", "country": ["x"]}
    (one,) = read({"value": [PLAIN | changes]}).meetings
    assert (one.title, one.titles) == ("<b>A b", {"en": "<b>A b"})
    assert (one.address, one.is_cancelled, one.place) == ("", True, "Online, Geneva")


HOSTILE: dict[str, str | bytes] = {
    "laughs": '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>',
    "laughs in UTF-16": '<!DOCTYPE feed [<!ENTITY a "x">]><feed>&a;</feed>'.encode("utf-16"),
    "another coding": '<?xml version="1.0" encoding="utf-7"?><feed>+ADwAIQ-</feed',
    "outside": '<!doctype feed SYSTEM "file:///etc/passwd"><feed/>',
    "cut off": atom()[:-9],
    "many elements": "<feed>" + "<a>" * 400_001,
    "many lists": "[" * 400_001,
    "deep": '{"value":' + "[" * 100_000 + "]" * 100_000 + "}",
    "not a number": '{"value": [NaN]}',
    "long number": '{"value": [' + "9" * 5_000 + "]}",
    "a word": '"value"',
    "no list": '{"value": {}}',
    "null": '{"d": null}',
    "html": "<html><body>",
    "odd bytes": b"{\xff\xfe}",
    "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("kind", ["", "application/json", "application/atom+xml", "text/calendar"])
def test_hostile_page_is_no_calendar(body: str | bytes, kind: str) -> None:
    with pytest.raises(NotACalendar):
        read(body, kind)


def test_deep_elements_are_read_and_forgotten() -> None:
    deep = "<feed>" + "<a>" * 150_000 + "</a>" * 150_000 + "</feed>"
    assert read(deep) == CalendarRead("", (), ())


def test_more_meetings_than_are_read_are_refused_whole() -> None:
    with pytest.raises(TooManyEvents):
        read([{"id": number} for number in range(5_001)])
