"""Feeds that are subscribed to, read on ticks from servers here, on both stores; hostile ones stop no other."""

import gzip
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.errors import NotAWebAddress, NotFound, TooManyFeeds
from meetings.domain.feeds import CLAIMED, MOST_FEEDS
from meetings.domain.ports import Fetched, Seen
from meetings.extensions import db
from meetings.jobs import stop, tick_feeds
from meetings.models import Audit, ForeignCalendar, ForeignMeeting
from meetings.queries.foreign import foreign_meetings
from meetings.services import feeds
from meetings.services.foreign import withdraw_calendar
from tests.adapters.test_feeds import Answer, says, serving
from tests.conftest import make_app
from tests.factories import NOW
from tests.formats.test_ical_foreign import DATA, DAY, HEAD, calendar, events

LATER = NOW + timedelta(hours=3)
MEETING = {"title": {"en": "Meeting"}, "start": "2026-12-18T12:00:00Z"}


@pytest.fixture
def app(store: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application that reads feeds from this machine."""
    made = make_app(store, tmp_path, FEED_NETWORKS="127.0.0.1")
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def state() -> ForeignCalendar:
    db.session.rollback()
    return db.session.scalars(select(ForeignCalendar)).one()


def titles() -> list[str]:
    db.session.rollback()
    return [one.title for one in foreign_meetings(date(2020, 1, 1), date(2030, 1, 1))]


def test_feed_is_read_once_it_is_subscribed_to_and_every_few_hours(app: Flask) -> None:
    with serving(says(body=calendar(DAY, head=("X-WR-CALNAME:BRS",)), ETag='"v1"')) as server:
        feeds.subscribe(server.address, "", NOW, "user:1")
        tick_feeds(app, NOW)
        tick_feeds(app, NOW)
        found = state()
        assert (found.name, found.failures, found.due_at, found.etag) == ("BRS", 0, LATER, '"v1"')
        assert (titles(), len(server.asked)) == (["Other meeting"], 1)
        tick_feeds(app, LATER)
        assert len(server.asked) == 2
        assert b'If-None-Match: "v1"' in server.asked[1]
    assert state().due_at == LATER + timedelta(hours=3)


def test_what_vanished_from_a_feed_is_withdrawn(app: Flask) -> None:
    answers = [calendar(DAY, ("UID:two", *DAY[1:])), calendar(DAY)]
    with serving(lambda line, head: says(body=answers.pop(0))(line, head)) as server:
        feeds.subscribe(server.address, "Others", NOW, "user:1")
        for now in (NOW, LATER):
            tick_feeds(app, now)
            counts = state().counts
    assert (counts["withdrawn"], counts["same"], state().name) == (1, 1, "Others")
    assert titles() == ["Other meeting"]


def test_feed_that_did_not_change_is_asked_for_anew_each_week(app: Flask) -> None:
    """What recurs without end is kept for two years ahead, which moves on."""
    with serving(says(body=calendar(DAY), ETag='"v1"')) as server:
        feeds.subscribe(server.address, "", NOW, "user:1")
        for now in (NOW, NOW + timedelta(days=1), NOW + timedelta(days=8)):
            tick_feeds(app, now)
        assert [b"If-None-Match" in head for head in server.asked] == [False, True, False]


HOSTILE: dict[str, tuple[Answer, str]] = {
    "a page": (says(body=b"<html>"), "not_a_calendar"),
    "cut off": (says(body=calendar(DAY)[:-9]), "not_a_calendar"),
    "too many events": (says(body=events(5_001, "DTSTART:20261201")), "too_many_events"),
    "an error": (says("503 Busy"), "answer"),
    "into the network": (says("302 Found", b"", Location="http://169.254.169.254/"), "not_public"),
    "too large": (says(Content_Length="50000000"), "too_large"),
}


@pytest.mark.parametrize(("answer", "why"), HOSTILE.values(), ids=list(HOSTILE))
def test_trouble_is_kept_and_what_was_read_before_stays(app: Flask, answer: Answer, why: str) -> None:
    answers = [says(body=calendar(DAY)), answer, answer]
    with serving(lambda line, head: answers.pop(0)(line, head)) as server:
        feeds.subscribe(server.address, "", NOW, "user:1")
        tick_feeds(app, NOW)
        tick_feeds(app, LATER)
        found = state()
        assert (found.problem["why"], found.failures, found.fetched_at) == (why, 1, NOW)
        assert found.due_at == LATER + timedelta(minutes=15)
        tick_feeds(app, LATER + timedelta(minutes=15))
        assert state().due_at == LATER + timedelta(minutes=45)
    assert titles() == ["Other meeting"]


def paged(line: socket.socket, head: bytes) -> None:
    """Answer as a service of InforMEA does: 5 meetings, as many at once as are asked for, at most 2."""
    query = parse_qs(urlsplit(head.split(b" ")[1].decode()).query)
    skip = int(query["$skip"][0])
    rows = [MEETING | {"id": f"m-{number}"} for number in range(skip, min(5, skip + 2))]
    says(body=json.dumps({"d": {"results": rows, "__count": "5"}}).encode(), ETag='"x"')(line, head)


def test_meetings_of_informea_are_read_page_by_page(app: Flask) -> None:
    with serving(paged) as server:
        feeds.subscribe(server.address.replace("all.ics", "informea.svc"), "", NOW, "user:1")
        tick_feeds(app, NOW)
        tick_feeds(app, LATER)
    asked = [head.split(b" ")[1].rpartition(b"$skip=")[2].split(b"&")[0] for head in server.asked]
    assert asked == [b"0", b"2", b"4"] * 2
    assert (state().counts["new"], state().etag, state().failures) == (5, "", 0)
    assert len(titles()) == 5


def led(number: int, there: str) -> bytes:
    return json.dumps({"value": [MEETING | {"id": number}], "next": there}).encode()


def endless(line: socket.socket, head: bytes) -> None:
    number = int(head.split(b" ")[1].rpartition(b"=")[2] or 0) if b"?" in head else 0
    says(body=led(number, f"/all.ics?page={number + 1}"))(line, head)


def bomb_after_one(line: socket.socket, head: bytes) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    bomb = says(body=packed, Content_Encoding="gzip")
    (bomb if b"page=1" in head else says(body=led(0, "?page=1")))(line, head)


PAGES: dict[str, tuple[Answer, str]] = {
    "the same again": (says(body=led(0, "?again=1")), "pages"),
    "without an end": (endless, "pages"),
    "to another server": (says(body=led(0, "http://169.254.169.254/x")), "pages"),
    "to no address": (says(body=led(0, "http://[")), "pages"),
    "to a bomb": (bomb_after_one, "too_large"),
    "a document type": (says(body=b"<!DOCTYPE a [<!ENTITY b 'c'>]><feed>&b;</feed>"), "not_a_calendar"),
    "cut off": (says(body=led(0, "")[:-3]), "not_a_calendar"),
}


@pytest.mark.parametrize(("answer", "why"), PAGES.values(), ids=list(PAGES))
def test_hostile_pages_are_given_up_and_nothing_of_them_is_kept(app: Flask, answer: Answer, why: str) -> None:
    with serving(answer) as server:
        feeds.subscribe(server.address, "", NOW, "user:1")
        tick_feeds(app, NOW)
    assert (state().problem["why"], titles()) == (why, [])


def test_event_that_cannot_be_read_is_counted_and_said(app: Flask) -> None:
    odd = (*HEAD[:1], "SUMMARY:Odd", "DTSTART:20261201", "RRULE:FREQ=SECONDLY")
    with serving(says(body=calendar(("UID:two", *DAY[1:]), odd))) as server:
        feeds.subscribe(server.address, "", NOW, "user:1")
        tick_feeds(app, NOW)
    counts = state().counts
    assert (counts["new"], counts["refused"]) == (1, 1)
    assert [(one["title"], one["why"], one["value"]) for one in counts["refusals"]] == [
        ("Odd", "too_often", "SECONDLY")
    ]


def test_one_feed_in_trouble_stops_no_other(app: Flask) -> None:
    with serving(says(body=b"<html>")) as bad, serving(says(body=calendar(DAY))) as good:
        feeds.subscribe(bad.address, "Bad", NOW - timedelta(minutes=1), "user:1")
        feeds.subscribe(good.address, "Good", NOW, "user:1")
        tick_feeds(app, NOW)
    assert titles() == ["Other meeting"]


class Odd:
    """A line on which something happens that nobody thought of."""

    def fetch(self, address: str, seen: Seen) -> Fetched:
        """Fail.

        Raises: RuntimeError.
        """
        raise RuntimeError(address)

    def stop(self) -> None:
        """Stop nothing."""


def test_what_nobody_thought_of_is_trouble_like_another(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.extensions["outside"] = replace(app.extensions["outside"], feeds=Odd())
    for number in range(2):
        feeds.subscribe(f"https://others.example/{number}", f"{number}", NOW, "user:1")
    tick_feeds(app, NOW)
    db.session.rollback()
    found = db.session.scalars(select(ForeignCalendar)).all()
    assert [(one.failures, one.due_at) for one in found] == [(1, NOW + timedelta(minutes=15))] * 2
    assert caplog.text.count("cannot be read") == 2


def test_feed_is_claimed_by_one_and_left_alone_for_a_while(app: Flask) -> None:
    feeds.subscribe("https://others.example/", "", NOW, "user:1")
    assert feeds.claim(NOW) is not None
    assert feeds.claim(NOW) is None
    assert feeds.claim(NOW + CLAIMED - timedelta(seconds=1)) is None
    assert feeds.claim(NOW + CLAIMED) is not None


def test_worker_that_ends_reads_nothing_and_blames_nobody(app: Flask) -> None:
    with serving(says(body=calendar(DAY))) as server:
        feeds.subscribe(server.address, "", NOW, "user:1")
        stop(app)
        tick_feeds(app, NOW)
    assert (server.asked, state().failures) == ([], 0)


def test_ended_while_it_is_read_stays_ended(app: Flask) -> None:
    number = feeds.subscribe("https://others.example/", "", NOW, "user:1")
    due = feeds.claim(NOW)
    assert due is not None
    withdraw_calendar(number, NOW, "user:1")
    feeds.keep_unchanged(due, NOW)
    assert state().due_at is None
    with pytest.raises(NotFound):
        feeds.ask_now(number, NOW)


def test_subscribing_again_is_the_same_calendar(app: Flask) -> None:
    first = feeds.subscribe("webcal://others.example/a", "Others", NOW, "user:1")
    withdraw_calendar(first, NOW, "user:1")
    assert feeds.subscribe("https://others.example/a", "", LATER, "user:1") == first
    assert (state().name, state().ended_at, state().due_at) == ("Others", None, LATER)
    acts = db.session.scalars(select(Audit.act).order_by(Audit.id)).all()
    assert list(acts) == ["calendar.subscribe", "calendar.withdraw", "calendar.subscribe"]


def test_same_meeting_of_two_calendars_is_warned_of_once(app: Flask) -> None:
    """As somebody has it who reads a convention's calendar and another instance that passes it on."""
    passed = (*DAY, "X-MEETINGS-ORIGIN:BRS", "X-MEETINGS-PATH:passing.example")
    with serving(says(body=calendar(passed))) as one, serving(says(body=calendar(DAY))) as two:
        feeds.subscribe(one.address, "Passing on", NOW, "user:1")
        tick_feeds(app, NOW)
        assert [each.origin for each in foreign_meetings(date(2020, 1, 1), date(2030, 1, 1))] == ["BRS"]
        feeds.subscribe(two.address, "First hand", NOW, "user:1")
        tick_feeds(app, NOW)
    assert db.session.scalar(select(func.count()).select_from(ForeignMeeting)) == 2
    assert [each.origin for each in foreign_meetings(date(2020, 1, 1), date(2030, 1, 1))] == ["BRS"]


def test_wrong_addresses_and_too_many_are_refused(app: Flask) -> None:
    with pytest.raises(NotAWebAddress):
        feeds.subscribe("file:///etc/passwd", "", NOW, "user:1")
    for number in range(MOST_FEEDS):
        feeds.subscribe(f"https://others.example/{number}", "", NOW, "user:1")
    with pytest.raises(TooManyFeeds):
        feeds.subscribe("https://others.example/more", "", NOW, "user:1")
    feeds.subscribe("https://others.example/0", "", NOW, "user:1")


def test_real_calendar_is_read_by_subscription(app: Flask) -> None:
    with (
        serving(says(body=(DATA / "other_meas.ics").read_bytes())) as server,
        time_machine.travel(NOW, tick=False),
    ):
        feeds.subscribe(server.address, "", NOW, "user:1")
        tick_feeds(app, NOW)
    assert (state().counts["new"], len(titles())) == (51, 51)
