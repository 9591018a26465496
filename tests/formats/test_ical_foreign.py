"""Strangers' calendars read, or refused event by event, whatever they hold."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain import foreign
from meetings.domain.errors import NotACalendar, Refused, TooManyEvents
from meetings.domain.foreign import CalendarRead, MeetingRead, Why
from meetings.formats.ical_foreign import read_calendar
from meetings.formats.ical_split import MOST_LINE

DATA: Final = Path(__file__).parents[1] / "data" / "calendars"
NOW: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HEAD: Final = ("UID:one", "SUMMARY:Other meeting")
DAY: Final = (*HEAD, "DTSTART;VALUE=DATE:20261201")


def calendar(*events: tuple[str, ...], head: tuple[str, ...] = ()) -> bytes:
    """Write a calendar of events, each as its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*lines: str, head: tuple[str, ...] = ()) -> CalendarRead:
    return read_calendar(calendar(lines, head=head), NOW)


def one(*lines: str, head: tuple[str, ...] = ()) -> MeetingRead:
    found = read(*lines, head=head)
    assert found.refused == ()
    (meeting,) = found.meetings
    return meeting


def refusal(*lines: str, head: tuple[str, ...] = ()) -> tuple[str, Why, str]:
    found = read(*lines, head=head)
    assert found.meetings == ()
    (refused,) = found.refused
    return refused.uid, refused.why, refused.value


def hours(meeting: MeetingRead) -> tuple[str, str]:
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    return f"{meeting.starts_at:%d %H:%M}", f"{meeting.ends_at:%d %H:%M}"


def test_calendar_of_other_conventions_is_read_as_its_own_library_reads_it() -> None:
    raw = (DATA / "other_meas.ics").read_bytes()
    found = read_calendar(raw, NOW)
    assert (found.name, found.refused, found.older) == (
        "Other MEA meetings 2020-2022 (sample of a joint calendar)",
        (),
        (),
    )
    events = {str(each["UID"]): each for each in icalendar.Calendar.from_ical(raw).walk("VEVENT")}
    assert {each.uid for each in found.meetings} == set(events)
    for each in found.meetings:
        event = events[each.uid]
        assert (each.title, each.place) == (str(event["SUMMARY"]), str(event["LOCATION"]))
        assert each.is_cancelled is (event["STATUS"] == "CANCELLED")
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        if isinstance(start, datetime):
            assert (each.starts_at, each.ends_at) == (start, end)
        else:
            assert (each.starts_on, each.ends_on) == (start, end - timedelta(days=1))
    assert sum(each.is_cancelled for each in found.meetings) == 5


def test_meeting_says_what_it_is() -> None:
    meeting = one(
        *DAY,
        "DTEND;VALUE=DATE:20261204",
        "LOCATION:Geneva\\, Switzerland",
        "CATEGORIES:Basel,Rotterdam",
        "URL:https://brs.example/cop",
        "SEQUENCE:3",
        "LAST-MODIFIED:20261101T120000Z",
        "DTSTAMP:20261111T120000Z",
    )
    assert meeting == MeetingRead(
        uid="one",
        occurrence="",
        sequence=3,
        modified_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
        title="Other meeting",
        place="Geneva, Switzerland",
        tag="Basel",
        address="https://brs.example/cop",
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 3),
        starts_at=None,
        ends_at=None,
        is_cancelled=False,
    )


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Zurich",
        "europe/zurich",
        "W. Europe Standard Time",
        "/mozilla.org/20050126_1/Europe/Zurich",
        '"Europe/Zurich"',
    ],
)
def test_zones_go_by_their_names(zone: str) -> None:
    meeting = one(*HEAD, f"DTSTART;TZID={zone}:20261201T140000", "DURATION:PT90M")
    assert hours(meeting) == ("01 13:00", "01 14:30")


def test_zone_rules_of_the_file_are_not_believed() -> None:
    wrong = (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Zurich",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "END:STANDARD",
        "END:VTIMEZONE",
    )
    meeting = one(*HEAD, "DTSTART;TZID=Europe/Zurich:20261201T140000", "DURATION:PT1H", head=wrong)
    assert hours(meeting) == ("01 13:00", "01 14:00")


def test_zone_of_a_name_of_its_own_goes_by_the_place_it_says() -> None:
    own = ("BEGIN:VTIMEZONE", "TZID:Our zone", "X-LIC-LOCATION:Asia/Tokyo", "END:VTIMEZONE")
    lines = (*HEAD, "DTSTART;TZID=Our zone:20261201T140000", "DURATION:PT1H")
    assert hours(one(*lines, head=own)) == ("01 05:00", "01 06:00")
    assert refusal(*lines) == ("one", Why.UNKNOWN_ZONE, "Our zone")


def test_hour_without_a_zone_counts_as_its_day_unless_the_calendar_has_one() -> None:
    lines = (*HEAD, "DTSTART:20261201T140000", "DTEND:20261202T140000")
    alone = one(*lines)
    assert (alone.starts_at, alone.starts_on, alone.ends_on) == (None, date(2026, 12, 1), date(2026, 12, 2))
    assert hours(one(*lines, head=("X-WR-TIMEZONE:Asia/Tokyo",))) == ("01 05:00", "02 05:00")


def test_hour_that_does_not_exist_is_the_one_after() -> None:
    meeting = one(*HEAD, "DTSTART;TZID=Europe/Zurich:20210328T023000", "DURATION:PT1H")
    assert hours(meeting) == ("28 01:30", "28 02:30")


def test_day_ends_where_it_ends() -> None:
    assert one(*DAY).ends_on == date(2026, 12, 1)
    assert one(*DAY, "DTEND;VALUE=DATE:20261201").ends_on == date(2026, 12, 1)
    assert one(*DAY, "DURATION:P3D").ends_on == date(2026, 12, 3)
    night = one(*HEAD, "DTSTART:20261201T220000Z", "DTEND:20261202T000000Z")
    assert (night.starts_on, night.ends_on) == (date(2026, 12, 1), date(2026, 12, 1))


def test_cancelled_by_its_state_or_by_the_calendar() -> None:
    assert one(*DAY, "STATUS:CANCELLED").is_cancelled
    assert one(*DAY, head=("METHOD:CANCEL",)).is_cancelled
    assert not one(*DAY, "STATUS:TENTATIVE").is_cancelled


def test_weekly_keeps_the_wall_time_and_leaves_out_what_is_left_out() -> None:
    found = read(
        *HEAD,
        "DTSTART;TZID=Europe/Zurich:20201020T140000",
        "DURATION:PT90M",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Zurich:20201110T140000",
        "RDATE;TZID=Europe/Zurich:20201112T140000",
    )
    assert [f"{each.starts_at:%d %b %H:%M}" for each in found.meetings] == [
        "20 Oct 12:00",
        "27 Oct 13:00",
        "03 Nov 13:00",
        "12 Nov 13:00",
    ]
    assert found.meetings[0].occurrence == "20201020T120000Z"


def test_until_is_the_last_instant_even_on_its_day() -> None:
    lines = (*HEAD, "DTSTART;TZID=Asia/Tokyo:20261201T090000", "DURATION:PT1H")
    for until, days in (("20261203T000000Z", [1, 2, 3]), ("20261202T235959Z", [1, 2]), ("20261202", [1, 2])):
        found = read(*lines, f"RRULE:FREQ=DAILY;UNTIL={until}")
        assert [each.occurrence for each in found.meetings] == [f"202612{day:02d}T000000Z" for day in days]


def test_one_occurrence_may_be_moved_or_called_off() -> None:
    series = (*HEAD, "DTSTART:20261201T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3")
    moved = (*HEAD, "RECURRENCE-ID:20261202T090000Z", "DTSTART:20261205T090000Z", "DURATION:PT1H")
    off = (*HEAD, "RECURRENCE-ID:20261203T090000Z", "DTSTART:20261203T090000Z", "STATUS:CANCELLED")
    found = read_calendar(calendar(off, moved, series), NOW)
    assert [(each.occurrence, f"{each.starts_at:%d}", each.is_cancelled) for each in found.meetings] == [
        ("20261201T090000Z", "01", False),
        ("20261202T090000Z", "05", False),
        ("20261203T090000Z", "03", True),
    ]


def test_endless_series_is_kept_around_today() -> None:
    found = read(*HEAD, "DTSTART;VALUE=DATE:19800101", "RRULE:FREQ=DAILY")
    days = [each.starts_on for each in found.meetings]
    assert (days[0], days[-1]) == (date(2025, 11, 23), date(2028, 11, 25))


def test_of_one_event_twice_the_newer_form_counts() -> None:
    newer, older = (*DAY, "SEQUENCE:2"), ("UID:one", "SUMMARY:Before", "DTSTART:20261101", "SEQUENCE:1")
    for events in ((newer, older), (older, newer)):
        found = read_calendar(calendar(*events), NOW)
        assert [each.title for each in found.meetings] == ["Other meeting"]
        assert found.older == (("one", "Before"),)


@pytest.mark.parametrize(
    ("lines", "why", "value"),
    [
        (("SUMMARY:x", "DTSTART:20261201"), Why.NO_UID, ""),
        (("UID: ", "DTSTART:20261201"), Why.NO_UID, ""),
        (HEAD, Why.NO_START, ""),
        ((*HEAD, "DTSTART:20261301"), Why.BAD_VALUE, "DTSTART"),
        ((*HEAD, "DTSTART:20261201T100000+0200"), Why.BAD_VALUE, "DTSTART"),
        ((*HEAD, "DTSTART;VALUE=PERIOD:20261201T100000Z/PT1H"), Why.BAD_VALUE, "DTSTART"),
        ((*DAY, "DTSTART:20261202"), Why.TWICE, "DTSTART"),
        ((*DAY, "SEQUENCE:-1"), Why.BAD_VALUE, "SEQUENCE"),
        ((*DAY, "SEQUENCE:99999999999999999999"), Why.BAD_VALUE, "SEQUENCE"),
        ((*DAY, "SEQUENCE:many"), Why.BAD_VALUE, "SEQUENCE"),
        ((*DAY, "DTEND:20261201T100000Z"), Why.BAD_VALUE, "DTEND"),
        ((*DAY, "DTEND:20261130"), Why.ENDS_BEFORE, ""),
        ((*DAY, "DURATION:-P1D"), Why.ENDS_BEFORE, ""),
        ((*DAY, "DTEND:20281201"), Why.TOO_LONG, ""),
        ((*HEAD, "DTSTART:99991231"), Why.TOO_FAR, "9999-12-31"),
        ((*HEAD, "DTSTART:00010101"), Why.TOO_FAR, "0001-01-01"),
        ((*HEAD, "DTSTART;TZID=Europe/Nowhere:20261201T100000"), Why.UNKNOWN_ZONE, "Europe/Nowhere"),
        ((*HEAD, "DTSTART;TZID=../../etc/passwd:20261201T100000"), Why.UNKNOWN_ZONE, "../../etc/passwd"),
        ((*DAY, "RRULE:FREQ=SECONDLY"), Why.TOO_OFTEN, "SECONDLY"),
        ((*DAY, "RRULE:FREQ=MINUTELY;COUNT=2"), Why.TOO_OFTEN, "MINUTELY"),
        ((*DAY, "RRULE:FREQ=HOURLY"), Why.TOO_OFTEN, "HOURLY"),
        ((*DAY, "RRULE:FREQ=DAILY;BYSECOND=1,2,3"), Why.TOO_OFTEN, "BYSECOND"),
        ((*DAY, "RRULE:FREQ=FORTNIGHTLY"), Why.BAD_VALUE, "RRULE"),
        ((*DAY, "RRULE:COUNT=3"), Why.TOO_OFTEN, "NONE"),
        ((*DAY, "RRULE:FREQ=DAILY;INTERVAL=0"), Why.BAD_VALUE, "INTERVAL"),
        ((*DAY, "RRULE:FREQ=DAILY;COUNT=-1"), Why.BAD_VALUE, "COUNT"),
        ((*DAY, "RRULE:FREQ=MONTHLY;BYMONTH=13"), Why.BAD_VALUE, "BYMONTH"),
        ((*DAY, "RRULE:FREQ=YEARLY;BYWEEKNO=20"), Why.UNKNOWN_RULE, "BYWEEKNO"),
        ((*DAY, "EXRULE:FREQ=DAILY"), Why.UNKNOWN_RULE, "EXRULE"),
        ((*DAY, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), Why.TWICE, "RRULE"),
        ((*DAY, "RECURRENCE-ID;RANGE=THISANDFUTURE:20261201"), Why.UNKNOWN_RULE, "RANGE"),
        ((*DAY, "LOCATION:" + "x" * MOST_LINE), Why.LONG_LINE, "LOCATION"),
    ],
)
def test_event_that_cannot_be_taken_in_says_why(lines: tuple[str, ...], why: Why, value: str) -> None:
    assert refusal(*lines)[1:] == (why, value)


def test_refused_event_spoils_no_other() -> None:
    found = read_calendar(calendar(("SUMMARY:no UID",), DAY, (*HEAD[:1], "DTSTART:x")), NOW)
    assert ([each.uid for each in found.meetings], len(found.refused)) == (["one"], 2)


def test_event_without_an_end_is_refused_and_the_next_one_read() -> None:
    raw = calendar(("UID:lost", "DTSTART:20261201", "BEGIN:VEVENT", *DAY))
    found = read_calendar(raw, NOW)
    assert [each.uid for each in found.meetings] == ["one"]
    assert [(each.uid, each.why) for each in found.refused] == [("lost", Why.NOT_ENDED)]


def test_alarms_within_an_event_are_not_the_event() -> None:
    assert one(*DAY, "BEGIN:VALARM", "UID:alarm", "SUMMARY:Wake up", "END:VALARM").title == "Other meeting"


def test_strangers_words_are_inert() -> None:
    meeting = one(
        "UID:one",
        "DTSTART:20261201",
        "SUMMARY:<script>alert(1)</script>\u202ecod\u202c\u2066 =1+1\\n second\x00\x07 line",
        "LOCATION:" + "long " * 100,
        "URL:javascript:alert(1)",
    )
    assert meeting.title == "<script>alert(1)</script>cod =1+1 second line"
    assert (len(meeting.place), meeting.place[-1], meeting.address) == (200, "…", "")


@pytest.mark.parametrize(
    "address", ["https://a b", "ftp://example.org", "https://" + "x" * 600, "//example.org"]
)
def test_page_of_a_meeting_is_a_web_address_or_none(address: str) -> None:
    assert one(*DAY, f"URL:{address}").address == ""


def test_folded_lines_bare_ends_and_a_mark_of_bytes_are_read() -> None:
    raw = b"\xef\xbb\xbf" + calendar((*DAY, "LOCATION:Gene\r\n\tva")).replace(b"\r\n", b"\n")
    (meeting,) = read_calendar(raw, NOW).meetings
    assert meeting.place == "Geneva"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n \r\n",
        b"<!doctype html><title>Sign in</title>",
        b"{}",
        b"\xff\xfeB\x00E\x00",
        calendar(DAY)[:-20],
        b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n",
        b"\x00" * 1000,
    ],
)
def test_what_is_no_whole_calendar_is_refused(raw: bytes) -> None:
    with pytest.raises(NotACalendar):
        read_calendar(raw, NOW)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_in_an_event_are_read_or_refused(body: bytes) -> None:
    raw = calendar(DAY).replace(b"SUMMARY:Other meeting", b"SUMMARY:Other meeting\r\n" + body)
    try:
        found = read_calendar(raw, NOW)
    except Refused:
        return
    assert len(found.meetings) + len(found.refused) + len(found.older) >= 1


LINES = st.sampled_from(
    [
        "RRULE",
        "DTSTART",
        "DTEND",
        "DURATION",
        "EXDATE",
        "RDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
        "URL",
        "CATEGORIES",
    ]
)
PIECES = [
    *"0123456789TZ;=:,-+P/",
    "FREQ=",
    "DAILY",
    "COUNT=",
    "UNTIL=",
    "BYDAY=",
    "MO",
    "20261201",
    "T100000",
]
VALUES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(LINES, VALUES), max_size=4))
def test_odd_values_are_read_or_refused(fields: list[tuple[str, str]]) -> None:
    found = read(*DAY, *(f"{name}:{value}" for name, value in fields))
    assert bool(found.meetings) or bool(found.refused)


def hostile(tmp_path: Path, raw: bytes) -> tuple[str, float, int]:
    """Read a file in a process of its own; gives what it said, how long it took, and how much memory it had at most."""
    path = tmp_path / "hostile.ics"
    path.write_bytes(raw)
    program = (
        "import sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from meetings.domain.errors import Refused\n"
        "from meetings.formats.ical_foreign import read_calendar\n"
        "raw = Path(sys.argv[1]).read_bytes()\n"
        "try:\n"
        "    found = read_calendar(raw, datetime(2026, 11, 24, tzinfo=UTC))\n"
        "    print(len(found.meetings), len(found.refused))\n"
        "except Refused as refusal:\n"
        "    print(refusal.code)\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(status.partition('VmHWM:')[2].split()[0])\n"
    )
    begun = monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    said, kilobytes = done.stdout.strip().split("\n")
    return said, monotonic() - begun, int(kilobytes) // 1024


def events(number: int, *lines: str) -> bytes:
    return calendar(*((f"UID:{each}", f"SUMMARY:Event {each}", *lines) for each in range(number)))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(events(200_000, "DTSTART:20261201"), "too_many_events", id="200,000 events"),
        pytest.param(
            events(foreign.MOST_EVENTS, "DTSTART:20261201T100000Z", "DURATION:PT1H"),
            "5000 0",
            id="as many as are read",
        ),
        pytest.param(
            events(5_000, "DTSTART:19800101", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
            None,
            id="days that never come",
        ),
        pytest.param(
            events(5_000, "DTSTART:20251201T100000Z", "RRULE:FREQ=DAILY"), None, id="endless series"
        ),
        pytest.param(calendar((*DAY, "LOCATION:" + "x" * 50_000_000)), "0 1", id="a line of 50 MB"),
        pytest.param(
            calendar((*DAY, "DESCRIPTION:" + "x" * 20_000_000)), "1 0", id="a long line nobody reads"
        ),
        pytest.param(
            calendar((*DAY, "LOCATION:x" + "\r\n x" * 4_000_000)), "0 1", id="a line folded for ever"
        ),
        pytest.param(calendar(("BEGIN:VALARM",) * 1_000_000), "0 1", id="alarms within alarms"),
        pytest.param(
            b"BEGIN:VCALENDAR\r\n" + b"\r\n" * 10_000_000, "not_a_calendar", id="nothing but ends of lines"
        ),
    ],
)
def test_hostile_calendars_cost_little(tmp_path: Path, raw: bytes, said: str | None) -> None:
    answer, seconds, megabytes = hostile(tmp_path, raw)
    assert said in (answer, None)
    assert seconds < 10
    assert megabytes < 200


def test_one_event_more_than_are_read_is_too_many() -> None:
    with pytest.raises(TooManyEvents):
        read_calendar(events(foreign.MOST_EVENTS + 1, "DTSTART:20261201"), NOW)
