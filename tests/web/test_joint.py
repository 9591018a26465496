"""The joint calendar as page and feed: ours and others', each once, inert, narrowed by origin and period."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import update

from meetings.domain.foreign import CalendarRead, MeetingRead
from meetings.extensions import db
from meetings.formats.ical_foreign import read_calendar
from meetings.models import ForeignMeeting
from meetings.queries.foreign import calendars
from meetings.services import foreign
from meetings.services.programmes import change_session
from tests.factories import NOW, make_programme, make_session, make_slot

DAY = (NOW + timedelta(days=9)).date()
NOON = NOW.replace(hour=12) + timedelta(days=9)
BLANK = MeetingRead("", "", 0, NOW, "", "", "", "", DAY, DAY, None, None, False)
EVIL = '<script>alert("1")</script>'


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def others(*meetings: MeetingRead, name: str = "Basel <b>", is_public: bool = True) -> None:
    foreign.import_calendar(CalendarRead(name, meetings, ()), name, NOW, "test", is_public=is_public)


def told(uid: str = "one@basel.example", **changes: Any) -> MeetingRead:
    return replace(BLANK, **({"uid": uid, "title": "COP-99"} | changes))


def hours(begin: datetime = NOON) -> dict[str, Any]:
    return {
        "starts_at": begin,
        "ends_at": begin + timedelta(hours=2),
        "starts_on": begin.date(),
        "ends_on": begin.date(),
    }


def twice_held() -> list[str]:
    programme = make_programme()
    session = make_session(programme, title={"en": "Monitoring", "fr": "Surveillance"})
    return [make_slot(session, NOW + timedelta(days=2, hours=more)).id for more in (0, 6)]


def titles(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(f"/en/calendars{query}").text
    return [one.split("<", 1)[0] for one in page.split('<bdi dir="auto">')[1:]]


def test_page_names_each_meeting_once_with_its_origins(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        twice_held()
        page = {"address": "https://basel.example/cop-99"}
        others(told(place="Bangkok", tag="UNEP", ends_on=DAY + timedelta(days=4), **page))
        others(told("two@x", ends_on=DAY + timedelta(days=4)), name="Rotterdam")
    page_text = client.get("/en/calendars").text
    assert page_text.count("COP-99") == 1
    for words in (
        '<a href="https://basel.example/cop-99" rel="noopener nofollow"><bdi dir="auto">COP-99</bdi></a>',
        "<bdi>Basel &lt;b&gt;</bdi>, <bdi>Rotterdam</bdi> · <bdi>UNEP</bdi> · <bdi>Bangkok</bdi>",
        "3–7 December 2026",
        '<a href="/en/season/topic/">Monitoring</a>',
        "<bdi>10:00</bdi>, <bdi>16:00</bdi>",
        "24 November 2026 – 31 January 2027 · 2 meetings",
        'href="/en/calendars?origin=rotterdam"><bdi>Rotterdam</bdi> <span class="count">1</span>',
    ):
        assert words in page_text
    assert "/fr/season/topic/" in client.get("/fr/calendars").text
    assert "<bdi>12:00</bdi>, <bdi>18:00</bdi>" in client.get("/en/calendars?zone=Africa/Nairobi").text


def test_words_of_others_are_inert_and_say_their_language_where_it_is_known(
    app: Flask, client: FlaskClient
) -> None:
    known = {"en": "Webinar", "fr": "Webinaire"}
    with app.app_context():
        others(
            told("a@x", title=EVIL, place=EVIL, address='https://x.example/"onclick="', **hours()),
            told(
                "b@x",
                title="Webinar",
                titles=known,
                address="https://x.example/b",
                **hours(NOON + timedelta(days=1)),
            ),
            name=EVIL,
        )
    page = client.get("/en/calendars").text
    assert "<script>alert" not in page
    assert 'onclick="' not in page
    assert '<bdi dir="ltr">Webinar</bdi>' in page
    assert '<bdi dir="ltr">Webinaire</bdi>' in client.get("/fr/calendars").text
    assert '<bdi lang="en" dir="ltr">Webinar</bdi>' in client.get("/ar/calendars").text


def test_only_calendars_that_are_shown_and_meetings_that_are_there_are_published(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        others(told("a@x", title="Hidden"), name="Hidden", is_public=False)
        others(
            told("b@x", title="Off", is_cancelled=True), told("c@x", title="Gone"), told("d@x", title="There")
        )
        gone = update(ForeignMeeting).where(ForeignMeeting.uid == "c@x").values(withdrawn_at=NOW)
        db.session.execute(gone)
        db.session.commit()
        (number,) = [one.id for one in calendars() if one.name == "Basel <b>"]
    assert titles(client) == ["Off", "There"]
    struck = '<s><bdi dir="auto">Off</bdi></s> <span class="tag bad">Cancelled</span>'
    assert struck in client.get("/en/calendars").text
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        assert titles(client, "?from=2026-12") == ["There"]
    with app.app_context():
        foreign.show_publicly(number, False, NOW, "test")
    assert titles(client, "?from=2026-12") == []


def test_list_is_narrowed_by_origin_and_goes_on_by_months(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        others(told("a@x", title="A"), name="Basel")
        others(told("b@x", title="B"), name="Rotterdam")
        others(told("c@x", title="C", **hours(NOON + timedelta(days=90))), name="Rotterdam")
    assert titles(client, "?origin=rotterdam") == ["B"]
    assert titles(client, "?origin=nobody") == []
    page = client.get("/en/calendars?origin=rotterdam").text
    assert 'rel="next" href="/en/calendars?from=2027-02&amp;origin=rotterdam"' in page
    assert titles(client, "?from=2027-02&origin=rotterdam") == ["C"]
    assert 'rel="prev" href="/en/calendars?from=2026-11' in client.get("/en/calendars?from=2027-02").text
    for odd in ("x", "2026-13", "0001-01", "9999-12", "2026-1", "２０２６-12"):
        assert client.get(f"/en/calendars?from={odd}").location == "/en/calendars", odd


def test_long_list_is_cut_and_the_rest_is_later(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        others(*(told(f"{n}@x", title=f"M{n:03}", **hours(NOON + timedelta(hours=n))) for n in range(200)))
    first = titles(client)
    assert len(first) == 80
    following = client.get("/en/calendars").text.split('rel="next" href="')[1].split('"')[0]
    assert titles(client, following.removeprefix("/en/calendars"))[0] <= f"M{80:03}"
    found, query = set(first), following.removeprefix("/en/calendars")
    found |= set(titles(client, query))
    query = client.get(f"/en/calendars{query}").text.split('rel="next" href="')[1].split('"')[0]
    found |= set(titles(client, query.removeprefix("/en/calendars")))
    assert len(found) == 200


def test_feed_carries_ours_by_our_names_and_others_by_theirs(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        slots = twice_held()
        others(
            told(
                sequence=3,
                ends_on=DAY + timedelta(days=4),
                address="https://basel.example/cop-99",
                place="Bangkok",
            ),
            told(
                "s@x",
                occurrence="20261210T120000Z",
                title="Series",
                titles={"fr": "Série"},
                **hours(NOON + timedelta(days=7)),
            ),
            told(
                "p@x", title="Passed", tag="UNEP", origin="Stockholm", path="a.example b.example", **hours()
            ),
        )
    answer = client.get("/calendars.ics")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    events = {
        (str(one["UID"]), str(one["SUMMARY"])): one for one in Calendar.from_ical(answer.data).walk("VEVENT")
    }
    assert len(events) == 5
    host = app.extensions["outside"].host
    assert {uid for uid, title in events if title == "Monitoring"} == {f"slot-{one}@{host}" for one in slots}
    cop = events["one@basel.example", "COP-99"]
    assert (cop["SEQUENCE"], str(cop["URL"]), cop["X-MEETINGS-PATH"]) == (
        3,
        "https://basel.example/cop-99",
        host,
    )
    assert (cop["DTSTART"].dt, cop["DTEND"].dt) == (DAY, DAY + timedelta(days=5))
    assert cop["DESCRIPTION"] == "Origin: Basel <b>\nhttps://basel.example/cop-99"
    assert "LANGUAGE" not in cop["SUMMARY"].params
    assert events["s@x", "Série"]["RECURRENCE-ID"].dt == datetime(2026, 12, 10, 12, tzinfo=UTC)
    passed = events["p@x", "Passed"]
    assert (passed["X-MEETINGS-ORIGIN"], passed["X-MEETINGS-PATH"]) == (
        "Stockholm",
        f"a.example b.example {host}",
    )
    assert [str(one) for one in passed["CATEGORIES"].cats] == ["UNEP", "Stockholm"]
    assert passed["DESCRIPTION"] == "Origin: Stockholm (by way of Basel <b>)"
    assert client.get("/calendars.ics", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    read = {one.uid: one for one in read_calendar(answer.data, NOW).meetings}
    assert (read["p@x"].origin, read["p@x"].path) == ("Stockholm", f"a.example b.example {host}")
    assert (read["s@x"].occurrence, read["s@x"].titles) == ("20261210T120000Z", {"fr": "Série"})


def test_hostile_copies_of_our_own_change_nothing(app: Flask, client: FlaskClient) -> None:
    host = app.extensions["outside"].host
    with app.app_context():
        slots = twice_held()
        before = client.get("/calendars.ics").data
        others(
            told(f"slot-{slots[0]}@{host}", title="Hacked", sequence=99, **hours()),
            told("x@x", title="Hacked", address=f"{app.config['BASE_URL']}/en/season/topic/", **hours()),
        )
    assert client.get("/calendars.ics").data == before
    assert "Hacked" not in client.get("/en/calendars").text


def test_sequence_of_ours_rises_with_their_session_and_never_falls(app: Flask, client: FlaskClient) -> None:
    found: list[list[tuple[str, int]]] = []
    with app.app_context():
        twice_held()
    for revision, state in enumerate(("published", "cancelled", "published")):
        with app.app_context():
            if revision:
                change_session("season", "topic", {"state": state}, revision, NOW, "organizer")
        calendar = Calendar.from_ical(client.get("/calendars.ics").data)
        found.append([(str(one["STATUS"]), int(one["SEQUENCE"])) for one in calendar.walk("VEVENT")])
    assert found == [[("CONFIRMED", 1)] * 2, [("CANCELLED", 2)] * 2, [("CONFIRMED", 3)] * 2]
