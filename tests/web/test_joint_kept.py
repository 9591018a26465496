"""The joint calendar as a process remembers it: put together once, and never other than what is stored."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from meetings.domain.feeds import check_feed_address
from meetings.domain.foreign import CalendarRead
from meetings.domain.joint import Ours
from meetings.domain.ports import Seen
from meetings.extensions import db, transaction
from meetings.models import Slot
from meetings.queries import joint
from meetings.queries.foreign import calendars
from meetings.services import feeds, foreign, programmes, slots
from tests.conftest import ROOT, SECRET, make_app
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.formats.test_ical_foreign import calendar
from tests.web.test_joint import DAY, told

FEED = "https://basel.example/all.ics"
PAGES = ("/en/calendars", "/en/calendars?from=2026-12", "/en/calendars?from=2026-11&origin=basel")
LIST = "/api/v1/joint-calendar"
EVERY = (*PAGES, "/calendars.ics", LIST, f"{LIST}?from=2026-12-01&to=2027-02-01")
OURS = Ours("ours.example", "https://ours.example")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def close(*apps: Flask) -> None:
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def pair(store: str, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    """Give one site as two processes serve it: one that keeps nothing, and one that keeps what it may."""
    plain, keeping = make_app(store, tmp_path), make_app(store, tmp_path, PAGE_CACHE_SECONDS=0.0)
    with plain.app_context():
        session = make_session(make_programme(), title={"en": "Monitoring"})
        for hours in (0, 6):
            make_slot(session, NOW + timedelta(days=8, hours=hours))
        read("One")
        foreign.import_calendar(CalendarRead("Hidden", (told("h@x"),), ()), "Hidden", NOW, "test")
    yield plain, keeping
    close(plain, keeping)


def read(*names: str, is_public: bool = True) -> None:
    """Subscribe to a feed, and read what it says."""
    number = feeds.subscribe(FEED, "Basel", NOW, "test", is_public=is_public)
    due = feeds.Due(number, check_feed_address(FEED).address, Seen("", ""), "")
    meetings = tuple(told(f"{name}@basel.example", title=name) for name in names)
    assert feeds.keep_reading(due, CalendarRead("", meetings, ()), Seen("", ""), "", NOW) is not None


def number_of(name: str) -> int:
    (found,) = [one.id for one in calendars() if one.name == name]
    return found


def slot() -> Slot:
    return db.session.scalars(db.select(Slot).order_by(Slot.starts_at)).first() or pytest.fail("no slot")


def move() -> None:
    one = slot()
    slots.move(
        one.id, slots.Move(one.local_start + timedelta(days=1), one.zone, None), one.revision, NOW, "test"
    )


def add() -> None:
    one = slot()
    session_id, begin = one.session_id, one.local_start + timedelta(days=1)
    with transaction():
        slots.add_slot(session_id, slots.NewSlot(begin, "Europe/Zurich", 90), NOW, "test")


CHANGES: dict[str, Callable[[], Any]] = {
    "feed is read": lambda: read("One", "Two"),
    "meeting vanishes from a feed": lambda: read(),
    "calendar is shown": lambda: foreign.show_publicly(number_of("Hidden"), True, NOW, "test"),
    "calendar is hidden": lambda: foreign.show_publicly(number_of("Basel"), False, NOW, "test"),
    "calendar is withdrawn": lambda: foreign.withdraw_calendar(number_of("Basel"), NOW, "test"),
    "feed has another name": lambda: feeds.subscribe(FEED, "Rotterdam", NOW, "test"),
    "time is moved": move,
    "time is cancelled": lambda: slots.cancel(slot().id, slot().revision, NOW, "test"),
    "time is added": add,
    "session has another title": lambda: programmes.change_session(
        "season", "topic", {"title": {"en": "Another"}}, 1, NOW, "test"
    ),
    "session is cancelled": lambda: programmes.change_session(
        "season", "topic", {"state": "cancelled"}, 1, NOW, "test"
    ),
    "season is not published any more": lambda: programmes.change_programme(
        "season", {"published": False}, 1, NOW, "test"
    ),
}


def answers(app: Flask) -> list[Any]:
    """Give what a process answers, but for what no two answers have alike."""
    client = app.test_client(use_cookies=False)
    found = [client.get(address) for address in EVERY]
    assert {one.status_code for one in found} == {200}
    return [one.data for one in found]


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_each_change_by_another_process_is_seen_by_the_next_who_asks(
    pair: tuple[Flask, Flask], change: Callable[[], Any]
) -> None:
    plain, keeping = pair
    before = answers(keeping)
    assert before == answers(plain) == answers(keeping)
    with plain.app_context():
        change()
    after = answers(keeping)
    assert after == answers(plain)
    assert [one != two for one, two in zip(before, after, strict=True)].count(True) >= len(EVERY) - 1


def test_file_that_the_command_line_imports_is_seen_at_once(
    pair: tuple[Flask, Flask], store: str, tmp_path: Path
) -> None:
    plain, keeping = pair
    with plain.app_context():
        foreign.import_calendar(CalendarRead("Files", (), ()), "Files", NOW, "test", is_public=True)
    assert b"Imported" not in b"".join(answers(keeping))
    event = ("UID:i@x", "SUMMARY:Imported", f"DTSTART;VALUE=DATE:{DAY:%Y%m%d}")
    file = tmp_path / "others.ics"
    file.write_bytes(calendar(event, head=("X-WR-CALNAME:Files",)))
    settings = {"DATABASE_URL": store, "INSTANCE": str(tmp_path), "SECRET_KEY": SECRET}
    environment = os.environ | {f"MEETINGS_{name}": value for name, value in settings.items()}
    words = [sys.executable, "-m", "meetings", "calendar", "import", str(file)]
    subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    assert [b"Imported" in one for one in answers(keeping)] == [True, True, False, True, True, True]


def test_feed_that_is_shown_by_subscribing_again_is_there_at_once(pair: tuple[Flask, Flask]) -> None:
    plain, keeping = pair
    with plain.app_context():
        foreign.show_publicly(number_of("Basel"), False, NOW, "test")
    assert b"One" not in answers(keeping)[1]
    with plain.app_context():
        feeds.subscribe(FEED, "", NOW, "test", is_public=True)
    assert b"One" in answers(keeping)[1]
    assert answers(keeping) == answers(plain)


def test_nothing_is_put_together_twice(pair: tuple[Flask, Flask], count_queries: Callable[[], Any]) -> None:
    _plain, keeping = pair
    answers(keeping)
    with keeping.app_context(), count_queries() as seen:
        answers(keeping)
    assert [one for one in seen if "foreign_meetings" in one or "segments" in one] == []
    client = keeping.test_client(use_cookies=False)
    with keeping.app_context(), count_queries() as seen:
        client.get(f"{LIST}?size=1")
        client.get("/en/calendars?from=2026-12&origin=nobody")
    assert [one for one in seen if "foreign_meetings" in one] == []


def test_programs_see_a_change_although_pages_may_be_a_minute_old(
    pair: tuple[Flask, Flask], store: str, tmp_path: Path
) -> None:
    plain, _keeping = pair
    slow = make_app(store, tmp_path, PAGE_CACHE_SECONDS=60.0)
    client = slow.test_client(use_cookies=False)
    before = client.get(LIST).json
    with plain.app_context():
        read("Two")
    assert client.get(LIST).json == plain.test_client().get(LIST).json != before
    close(slow)


def test_list_is_never_older_than_its_revision_says(pair: tuple[Flask, Flask]) -> None:
    """Who began to read before a change may see the older list, but leaves it to nobody."""
    plain, keeping = pair
    shelf = joint.Shelf()

    def titles() -> list[str]:
        return [one.told.title for one in shelf.at(DAY, DAY, "We", OURS, 10)]

    with plain.app_context():
        slot()
        with keeping.app_context():
            read("Two")
        titles()
    with plain.app_context():
        assert titles() == ["Two"]


@pytest.mark.parametrize(("lists", "meetings"), [(2, 1_000), (1_000, 4)])
def test_few_lists_are_remembered_those_last_asked_for(
    pair: tuple[Flask, Flask],
    count_queries: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    lists: int,
    meetings: int,
) -> None:
    monkeypatch.setattr(joint, "MOST_LISTS", lists)
    monkeypatch.setattr(joint, "MOST_MEETINGS", meetings)
    shelf, days = joint.Shelf(), [DAY + timedelta(days=number) for number in range(10, 13)]
    with pair[0].app_context():
        read(*"12")
        for last in (*days, days[1]):
            with count_queries() as seen:
                shelf.at(DAY, last, "We", OURS, 10)
        assert len(seen) == 1
        with count_queries() as seen:
            shelf.at(DAY, days[0], "We", OURS, 10)
        assert len(seen) > 1
