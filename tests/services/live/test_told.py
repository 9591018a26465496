"""What platforms tell, in the store: counted in any order, once, reconciled with a report, and taken away."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.attendance import Answers
from meetings.domain.attendance_review import Verdict
from meetings.domain.live.told import Kind, Platform, Told
from meetings.extensions import db
from meetings.formats.attendance_file import read_attendance
from meetings.formats.hooks import told_by_zoom
from meetings.models import Attendance, HookEvent, Person, Slot
from meetings.queries.attendance import import_of
from meetings.queries.attendance_review import Asked, waiting_groups
from meetings.queries.audiences import came, states
from meetings.queries.own_data import own_data
from meetings.queries.reports import report
from meetings.services import slots
from meetings.services.attendance import FileGiven, commit_file, keep_file, withdraw_file
from meetings.services.attendance_review import decide, take_back
from meetings.services.erasing import erase
from meetings.services.joining import enter
from meetings.services.live.told import assign, follow, keep, prune
from meetings.services.registrations import register
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot, request_for, somebody

pytestmark = pytest.mark.usefixtures("database")
START = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
OVER = START + timedelta(hours=3)
NUMBER = "98123456789"


class Log(list[Any]):
    """An erasure log in memory."""

    def append(self, lines: Any) -> None:
        """Keep lines."""
        self.extend(lines)


@dataclass
class Here:
    """A slot and who is registered for it, by name."""

    slot_id: str
    registrations: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def here() -> Here:
    """Store a session of 90 minutes in a Zoom webinar, and three people registered for it."""
    make_party()
    session = make_session(make_programme(starts_on=None, ends_on=None))
    row = make_slot(session, START, minutes=90, platform_address=f"https://un.zoom.us/j/{NUMBER}?pwd=x")
    found = Here(row.id)
    for name in ("Aiko Hoshino", "Kofi Asante", "Wei Lin"):
        person = somebody(name, email=f"{name.split()[0].lower()}@example.org")
        done = register(request_for(person, row.id), START - timedelta(days=2), KEYS)
        found.registrations[name] = done.id
        found.people[name] = done.person_id
    return found


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def told(kind: str, minute: float, who: str = "", device: str = "1", **more: Any) -> Told:
    first = who.split()[0].lower() if who else ""
    values = {
        "platform": Platform.ZOOM,
        "key": f"{kind}{minute}{who}{device}{more}",
        "event": f"webinar.{kind}",
        "kind": Kind(kind),
        "at": at(minute),
        "meeting": NUMBER,
        "run": "run",
        "connection": f"{first}{device}" if who else "",
        "name": who,
        "address": f"{first}@example.org" if who else "",
    } | more
    return Told(**values)


def tell(*events: Told, now: datetime = OVER, raw: bytes = b"{}") -> int:
    new = sum(keep([one], raw, now) for one in events)
    for waiting in assign(now):
        follow(waiting, now, keys=KEYS)
    return new


def rows(slot_id: str | None = None) -> list[tuple[Any, ...]]:
    """Give what stands: who, from which minute to which."""
    db.session.rollback()
    found = db.session.scalars(
        select(Attendance).where(Attendance.withdrawn_at.is_(None), Attendance.connection.is_not(None))
    )
    return sorted(
        (row.name, row.matched, _minute(row.joined_at), _minute(row.left_at) if row.left_at else None)
        for row in found
        if slot_id in (None, row.slot_id)
    )


def _minute(instant: datetime) -> float:
    return (instant - START).total_seconds() / 60


def counted(now: datetime = OVER) -> tuple[int | float | None, ...]:
    db.session.rollback()
    found = report("season", now)
    assert found is not None
    return tuple(found.counts[name].value for name in ("attendances", "participants", "unidentified"))


EVENTS = (
    told("joined", -5, "Aiko Hoshino"),
    told("left", 30, "Aiko Hoshino"),
    told("joined", 35, "Aiko Hoshino", "2"),
    told("joined", 10, "Kofi Asante"),
    told("ended", 85),
)
EXPECTED = [
    ("Aiko Hoshino", "address", -5, 30),
    ("Aiko Hoshino", "address", 35, 85),
    ("Kofi Asante", "address", 10, 85),
]


def test_comings_and_goings_become_rows_once(here: Here) -> None:
    assert tell(*EVENTS) == 5
    assert rows() == EXPECTED
    assert counted() == (2, 2, 0)
    assert tell(*EVENTS) == 0
    assert rows() == EXPECTED
    assert db.session.scalars(select(HookEvent.slot_id)).all() == [here.slot_id] * 5


@pytest.mark.parametrize("order", [*itertools.islice(itertools.permutations(range(5)), 0, 120, 17)])
def test_each_order_gives_the_same_rows(here: Here, order: tuple[int, ...]) -> None:
    for number in order:
        tell(EVENTS[number])
    assert rows(here.slot_id) == EXPECTED
    assert counted() == (2, 2, 0)


def test_a_leaving_before_its_coming_waits_for_it(here: Here) -> None:
    tell(told("left", 30, "Wei Lin"))
    assert rows() == [("Wei Lin", "address", 30, 30)]
    assert counted() == (0, 0, 0)
    tell(told("joined", 2, "Wei Lin"))
    assert rows() == [("Wei Lin", "address", 2, 30)]
    assert counted() == (1, 1, 0)
    every = db.session.scalars(select(Attendance).where(Attendance.slot_id == here.slot_id)).all()
    assert [one.withdrawn_at is None for one in sorted(every, key=lambda one: one.id)] == [False, True]


def test_the_door_counts_until_something_better_is_known(here: Here) -> None:
    enter(f"registration:{here.registrations['Aiko Hoshino']}", here.slot_id, at(1))
    assert counted() == (1, 1, 0)
    tell(told("left", 30, "Aiko Hoshino"))
    assert counted() == (1, 1, 0)
    tell(told("joined", 29.5, "Aiko Hoshino"))
    assert counted() == (0, 0, 0)


def test_telephones_and_strangers_are_nobody_and_programs_are_not_there(here: Here) -> None:
    tell(
        told("joined", 1, "41220100123", address="", connection="7"),
        told("joined", 1, "Ada Lovelace"),
        told("joined", 1, "Fireflies.ai Notetaker", address=""),
        told("joined", 3, "Aiko Hoshino", address="", connection="8"),
    )
    assert rows() == [
        ("41220100123", None, 1, None),
        ("Ada Lovelace", None, 1, None),
        ("Aiko Hoshino", None, 3, None),
    ]
    assert counted() == (0, 0, 3)


def test_our_own_number_is_surest(here: Here) -> None:
    number = here.registrations["Kofi Asante"]
    tell(told("joined", 1, "K.", address="", connection="9", reference=number))
    assert rows() == [("K.", "link", 1, None)]
    row = db.session.scalars(select(Attendance)).one()
    assert (row.person_id, row.registration_id, row.source) == (here.people["Kofi Asante"], number, "zoom")


def test_a_person_decides_who_a_stranger_is_also_for_what_is_told_later(here: Here) -> None:
    from meetings.domain.permissions import EVERYWHERE

    tell(told("joined", 1, "Kofi Asante", address="", connection="k"))
    waits = waiting_groups("season", EVERYWHERE, Asked(), 1).groups
    assert [(one.name, one.slot_id, one.rows) for one in waits] == [("Kofi Asante", here.slot_id, 1)]
    named = [(here.slot_id, waits[0].row_key)]
    act, _number = decide(named, Verdict.PERSON, here.people["Kofi Asante"], OVER, "user:1")
    assert rows() == [("Kofi Asante", "hand", 1, None)]
    assert counted() == (1, 1, 0)
    tell(told("left", 40, "Kofi Asante", address="", connection="k"))
    assert rows() == [("Kofi Asante", "hand", 1, 40)]
    assert waiting_groups("season", EVERYWHERE, Asked(), 1).groups == ()
    import_id = brought(here.slot_id, REPORT)
    assert waiting_groups("season", EVERYWHERE, Asked(state="decided"), 1).groups == ()
    withdraw_file(import_id, OVER, "user:1")
    take_back(act, OVER, "user:1")
    assert rows() == [("Kofi Asante", None, 1, 40)]
    assert counted() == (0, 0, 1)


def zoom_report(*lines: str) -> bytes:
    head = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"
    return "\n".join([head, *lines]).encode()


REPORT = zoom_report(
    "Aiko Hoshino,aiko@example.org,12/01/2026 12:55:00,12/01/2026 14:20:00,85,Yes",
    "Wei Lin,wei@example.org,12/01/2026 13:00:00,12/01/2026 13:00:20,1,Yes",
    "41220100123,,12/01/2026 13:00:00,12/01/2026 14:00:00,60,Yes",
)


def brought(slot_id: str, raw: bytes, name: str = "file.csv") -> str:
    answers = Answers(order="month")
    read = read_attendance(raw, START.date(), answers)
    import_id = keep_file(FileGiven(name, raw, "Europe/Zurich", answers), read, slot_id, OVER, "user:1")
    row = import_of(import_id)
    commit_file(import_id, read_attendance(row.raw, START.date(), answers), OVER, "user:1", keys=KEYS)
    return import_id


def test_a_report_takes_the_place_of_what_was_told_and_gives_it_back(here: Here) -> None:
    enter(f"registration:{here.registrations['Wei Lin']}", here.slot_id, at(1))
    enter(f"registration:{here.registrations['Kofi Asante']}", here.slot_id, at(1))
    tell(*EVENTS, told("joined", 1, "iPad", address="", connection="3"))
    live = counted()
    assert live == (3, 3, 1)
    first = brought(here.slot_id, REPORT)
    assert counted() == (2, 2, 1)  # Aiko by the report, Kofi by our door; Wei was there for 20 seconds
    withdraw_file(first, OVER, "user:1")
    assert counted() == live
    assert rows() == [*EXPECTED, ("iPad", None, 1, 85)]
    again = brought(here.slot_id, REPORT)
    tell(told("joined", 60, "Ada Lovelace"))  # Zoom sends again what nobody took
    assert counted() == (2, 2, 1)
    withdraw_file(again, OVER, "user:1")
    assert counted() == (3, 3, 2)


def test_a_table_of_nobodys_stands_beside(here: Here) -> None:
    tell(*EVENTS)
    table = b"Name,Email,Join time,Leave time\nWei Lin,wei@example.org,2026-12-01 13:00,2026-12-01 14:00\n"
    brought(here.slot_id, table)
    assert counted() == (3, 3, 0)


def test_a_report_of_zoom_says_nothing_of_another_platform(here: Here) -> None:
    theirs = told("joined", 5, "Kofi Asante", platform=Platform.BIGBLUEBUTTON)
    tell(theirs)
    brought(here.slot_id, REPORT)
    assert counted() == (2, 2, 1)


def test_who_is_replaced_came_to_no_audience(here: Here) -> None:
    tell(*EVENTS)
    from meetings.domain.permissions import EVERYWHERE

    def size() -> int:
        db.session.rollback()
        return int(came("season", EVERYWHERE, states()).weight)

    before = size()
    import_id = brought(here.slot_id, REPORT)
    assert (before, size()) == (2, 2)
    withdraw_file(import_id, OVER, "user:1")
    assert size() == before


def test_what_is_about_no_slot_waits_for_one(here: Here) -> None:
    tell(told("joined", 1, "Aiko Hoshino", meeting="room-b"))
    assert rows() == []
    row = db.session.get_one(Slot, here.slot_id)
    slots.edit(row.id, {"platform_meeting": "room-b"}, row.revision, OVER, "user:1")
    tell()
    assert rows() == [("Aiko Hoshino", "address", 1, None)]
    db.session.rollback()
    row = db.session.get_one(Slot, here.slot_id)
    slots.edit(row.id, {"platform_meeting": ""}, row.revision, OVER, "user:1")
    tell(told("joined", 3, "Kofi Asante"))
    assert rows() == [("Kofi Asante", "address", 3, None)]
    assert db.session.scalars(select(HookEvent.slot_id).order_by(HookEvent.id)).all() == [None, here.slot_id]


def test_a_meeting_of_two_times_is_told_apart_by_the_hour(here: Here) -> None:
    session_id = db.session.get_one(Slot, here.slot_id).session_id
    from meetings.models import Session

    later = make_slot(
        db.session.get_one(Session, session_id),
        START + timedelta(hours=6),
        minutes=90,
        platform_address=f"https://un.zoom.us/j/{NUMBER}",
    ).id
    tell(
        told("joined", 1, "Aiko Hoshino"),
        told("joined", 361, "Aiko Hoshino"),
        told("joined", -1500, "Aiko Hoshino"),
    )
    assert rows(here.slot_id) == [("Aiko Hoshino", "address", 1, None)]
    assert rows(later) == [("Aiko Hoshino", "address", 361, None)]


def test_a_recording_is_kept_and_counts_nothing(here: Here) -> None:
    tell(told("recording", 120, event="recording.completed"), raw=b'{"download":1}')
    assert rows() == []
    kept = db.session.scalars(select(HookEvent)).one()
    assert (kept.kind, kept.slot_id, kept.raw) == ("recording", here.slot_id, b'{"download":1}')


def raw_join(name: str, email: str, minute: int, device: str) -> bytes:
    person = {
        "user_id": device,
        "user_name": name,
        "email": email,
        "join_time": at(minute).isoformat().replace("+00:00", "Z"),
    }
    thing = {"id": NUMBER, "uuid": "run", "participant": person}
    return json.dumps({"event": "webinar.participant_joined", "payload": {"object": thing}}).encode()


def tell_raw(raw: bytes) -> None:
    event = told_by_zoom(raw)
    assert event is not None
    tell(event, raw=raw)


def test_own_data_has_what_was_told(here: Here) -> None:
    tell(*EVENTS[:3])
    found = own_data(here.people["Aiko Hoshino"])
    assert [one["event"] for one in found["told_by_platforms"]] == [
        "webinar.joined",
        "webinar.left",
        "webinar.joined",
    ]
    assert own_data(here.people["Wei Lin"])["told_by_platforms"] == []


def test_whoever_is_erased_is_nowhere_and_counts(here: Here) -> None:
    tell_raw(raw_join("Aiko Hoshino", "aiko@example.org", 1, "a"))
    tell_raw(raw_join("Aiko Hoshino", "", 2, "b"))
    tell_raw(raw_join("Kofi Asante", "kofi@example.org", 2, "c"))
    before = counted()
    erase(here.people["Aiko Hoshino"], OVER, "user:1", keys=KEYS, log=Log())
    assert counted() == before == (2, 2, 1)
    assert b"aiko" not in everything().lower()
    assert b"kofi" in everything().lower()
    tell_raw(raw_join("Aiko Hoshino", "aiko@example.org", 20, "a"))
    tell_raw(raw_join("Aiko Hoshino", "aiko@example.org", 30, "z"))
    assert b"aiko" not in everything().lower()
    assert counted() == before


def test_whoever_is_erased_is_in_no_body_of_others_either(here: Here) -> None:
    raw = b"event=Aiko+Hoshino,Kofi+Asante"
    more: dict[str, Any] = {"platform": Platform.BIGBLUEBUTTON, "address": ""}
    keep([told("joined", 1, "Aiko Hoshino", key="a", **more)], b"of her alone", OVER)
    keep(
        [told("joined", 1, "Wei Lin", key="b", **more), told("left", 9, "Aiko Hoshino", key="b-1", **more)],
        raw,
        OVER,
    )
    keep([told("joined", 2, "Kofi Asante", key="bc", **more)], b"of him alone", OVER)
    for waiting in assign(OVER):
        follow(waiting, OVER, keys=KEYS)
    erase(here.people["Aiko Hoshino"], OVER, "user:1", keys=KEYS, log=Log())
    db.session.rollback()
    assert db.session.execute(select(HookEvent.name, HookEvent.raw).order_by(HookEvent.id)).all() == [
        ("", b""),
        ("Wei Lin", b""),
        ("", b""),
        ("Kofi Asante", b"of him alone"),
    ]


def everything() -> bytes:
    """Give all that is kept of events, and of rows that follow from them."""
    db.session.rollback()
    found = [
        repr(row)
        for table in (HookEvent, Attendance, Person)
        for row in db.session.execute(select(table.__table__))
    ]
    return "\n".join(found).encode()


def test_what_is_about_no_slot_goes_after_a_month(here: Here) -> None:
    tell(told("joined", 1, "Aiko Hoshino"), told("joined", 1, "Wei Lin", meeting="another"))
    prune(OVER + timedelta(days=29))
    assert len(db.session.scalars(select(HookEvent.id)).all()) == 2
    prune(OVER + timedelta(days=31))
    assert db.session.scalars(select(HookEvent.slot_id)).all() == [here.slot_id]
