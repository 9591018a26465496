"""Attendance files in the store: kept, counted, withdrawn and brought again, on both stores."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.attendance import Answers
from meetings.domain.errors import NotFound, NotThisMove, OpenProblems
from meetings.extensions import db
from meetings.formats.attendance_file import read_attendance
from meetings.models import Attendance, Audit, Panelist, Person, Session, Slot
from meetings.queries.attendance import import_of, look
from meetings.queries.own_data import own_data
from meetings.queries.reports import report
from meetings.services.attendance import FileGiven, commit_file, keep_file, move_file, withdraw_file
from meetings.services.erasing import erase
from tests.factories import KEYS, NOW, make_party, make_programme, make_session, make_slot
from tests.formats.test_attendance import DAY, EXPECTED, FILES, truth

pytestmark = pytest.mark.usefixtures("database")
BEGIN = datetime(2025, 3, 18, 12, 0, tzinfo=UTC)
HELD = BEGIN + timedelta(days=1)
WHOLE = [
    name
    for name, one in EXPECTED.items()
    if isinstance(one, dict) and one.get("people") and "unique" not in name
]
PEOPLE = {
    "Aiko Hoshino": ("aiko.hoshino@example.org", "JP"),
    "Léa Fontaine-Dubois": ("lea.fontaine@example.org", "FR"),
    "Wei Lin": ("wei.lin@example.org", "CN"),
    "Kofi Asante": ("kofi.asante@example.org", "GH"),
    "Pita Vaea": ("pita.vaea@example.org", "TO"),
}


class Log(list[Any]):
    """An erasure log in memory."""

    def append(self, lines: Any) -> None:
        """Keep lines."""
        self.extend(lines)


@pytest.fixture
def slot() -> str:
    """Store a session held on 18 March 2025, with people registered for it."""
    make_party()
    programme = make_programme(starts_on=None, ends_on=None)
    session = make_session(programme)
    row = make_slot(session, BEGIN, minutes=90)
    for name, (address, country) in PEOPLE.items():
        add_person(session.id, name, address, country)
    return row.id


def add_person(session_id: int, name: str, address: str, country: str) -> int:
    from meetings.domain.registrations import address_key, name_key
    from meetings.models import Mailbox, PersonMailbox, Registration

    person = Person(name=name, name_key=name_key(name), country=country, created_at=NOW, updated_at=NOW)
    mailbox = Mailbox(address=address, address_key=address_key(address), created_at=NOW)
    db.session.add_all([person, mailbox])
    db.session.flush()
    db.session.add_all(
        [
            PersonMailbox(mailbox_id=mailbox.id, name_key=person.name_key, person_id=person.id),
            Registration(
                person_id=person.id,
                session_id=session_id,
                country=country,
                category="government",
                organization="A ministry",
                language="fr",
                created_at=NOW,
                updated_at=NOW,
            ),
        ]
    )
    db.session.commit()
    return person.id


def given(name: str, **changes: Any) -> FileGiven:
    return FileGiven(name, (FILES / name).read_bytes(), **changes)


def kept(slot_id: str, file: FileGiven) -> str:
    return keep_file(file, read_attendance(file.raw, DAY, file.answers), slot_id, HELD, "user:1")


def commit(import_id: str) -> Any:
    row = import_of(import_id)
    return commit_file(import_id, read_attendance(row.raw, DAY), HELD, "user:1", keys=KEYS)


def brought(slot_id: str, file: FileGiven) -> str:
    import_id = kept(slot_id, file)
    commit(import_id)
    return import_id


def counted() -> dict[str, Any]:
    db.session.rollback()
    found = report("season", HELD)
    assert found is not None
    return {name: one.value for name, one in found.counts.items()}


def stored() -> list[tuple[Any, ...]]:
    db.session.rollback()
    rows = db.session.scalars(select(Attendance).order_by(Attendance.id))
    return [(row.import_id, row.source_row, row.name, row.person_id, row.matched, row.role) for row in rows]


def person_id(name: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.name == name)).one()


@pytest.mark.parametrize("name", WHOLE)
def test_each_file_is_the_truth_also_in_the_store(slot: str, name: str) -> None:
    from meetings.domain.attendance import covered, key_of

    looked = look(read_attendance((FILES / name).read_bytes(), DAY), slot, "", Answers(), keys=KEYS)
    assert looked.problems == ()
    assert {one.key: (len(one.rows), one.seconds) for one, _match in looked.people()} == truth(name)
    brought(slot, given(name))
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in db.session.scalars(select(Attendance)):
        assert row.left_at is not None
        found.setdefault(key_of(row.address or "", row.name or ""), []).append((row.joined_at, row.left_at))
    assert {key: (len(rows), int(covered(rows).total_seconds())) for key, rows in found.items()} == truth(
        name
    )


def test_matching_and_counting(slot: str) -> None:
    before = counted()
    brought(slot, given("zoom_webinar_attendee_report.csv"))
    after = counted()
    assert (before["attendances"], before["unidentified"]) == (None, None)
    assert (after["attendances"], after["participants"], after["countries"]) == (4, 4, 4)
    assert after["unidentified"] == 4  # one telephone, and three rows of addresses that nobody here has
    rows = {(name, role): matched for _id, _row, name, _person, matched, role in stored()}
    assert rows["Aiko Hoshino", "participant"] == "address"
    assert rows["41220100123", "participant"] is None
    assert rows["Events Desk", "staff"] is None
    one = db.session.scalars(select(Attendance).where(Attendance.name == "Aiko Hoshino")).one()
    assert (one.country, one.category, one.organization, one.language) == (
        "JP",
        "government",
        "A ministry",
        "fr",
    )
    assert one.registration_id is not None


def test_who_is_on_our_panel_stands_apart_whatever_the_file_says(slot: str) -> None:
    session = db.session.scalars(select(Session)).one()
    panelist = Panelist(
        session_id=session.id, person_id=person_id("Kofi Asante"), role="speaker", updated_at=NOW
    )
    db.session.add(panelist)
    db.session.commit()
    brought(slot, given("zoom_webinar_attendee_report.csv"))
    assert {row[-1] for row in stored() if row[2] == "Kofi Asante"} == {"panelist"}
    assert counted()["attendances"] == 3


def test_the_same_again_changes_nothing(slot: str) -> None:
    file = given("zoom_webinar_attendee_report.csv")
    first = brought(slot, file)
    before, figures = stored(), counted()
    assert kept(slot, file) == first
    assert commit(first) is None
    assert (stored(), counted()) == (before, figures)
    acts = db.session.scalars(select(Audit.act).where(Audit.subject == f"import:{first}")).all()
    assert acts == ["attendance.keep", "attendance.commit"]


def test_a_preview_counts_nothing_and_takes_new_answers(slot: str) -> None:
    file = given("zoom_webinar_attendee_report.csv", zone="Africa/Nairobi")
    first = kept(slot, file)
    assert stored() == []
    with pytest.raises(OpenProblems) as refused:
        commit(first)
    assert refused.value.values == {"problems": ["no_overlap"]}
    assert kept(slot, given("zoom_webinar_attendee_report.csv", zone="+01:00")) == first
    commit(first)
    assert import_of(first).zone == "+01:00"


def test_withdrawing_is_exact_and_it_may_come_again(slot: str) -> None:
    before = counted()
    file = given("zoom_webinar_attendee_report.csv")
    first = brought(slot, file)
    after = counted()
    withdraw_file(first, HELD, "user:1")
    withdraw_file(first, HELD, "user:1")
    assert counted() == before
    assert own_data(person_id("Aiko Hoshino"))["attendances"] == []
    with pytest.raises(NotThisMove):
        commit(first)
    second = brought(slot, file)
    assert second != first
    assert counted() == after


def test_moved_file_counts_nowhere_until_somebody_looked_and_moving_twice_is_once(slot: str) -> None:
    row = db.session.get_one(Slot, slot)
    other = make_slot(row.session, BEGIN + timedelta(hours=6), minutes=90).id
    before, file = counted(), given("zoom_webinar_attendee_report.csv")
    first = brought(slot, file)
    read = read_attendance(file.raw, DAY, file.answers)
    assert move_file(first, file, read, slot, HELD, "user:1") == first
    assert import_of(first).state == "committed"
    moved = move_file(first, file, read, other, HELD, "user:1")
    assert move_file(first, file, read, other, HELD, "user:1") == moved
    assert (import_of(first).state, import_of(moved).state) == ("withdrawn", "preview")
    assert counted() == before
    with pytest.raises(NotFound):
        move_file(first, file, read, "nowhere", HELD, "user:1")
    with pytest.raises(NotFound):
        move_file("nothing", file, read, slot, HELD, "user:1")


def test_later_files_add_and_the_order_is_the_same(slot: str) -> None:
    names = [
        "zoom_webinar_attendee_report.csv",
        "zoom_webinar_attendee_report_2020.csv",
        "zoom_meeting_participants.csv",
        "webex_attendance.csv",
    ]
    figures = []
    for order in itertools.islice(itertools.permutations(names), 0, 24, 7):
        ids = [brought(slot, given(name)) for name in order]
        figures.append(counted())
        for one in ids:
            withdraw_file(one, HELD, "user:1")
    assert all(one == figures[0] for one in figures)
    assert (figures[0]["attendances"], figures[0]["participants"]) == (4, 4)


def test_rows_of_two_files_are_the_same_rows(slot: str) -> None:
    one = given("zoom_meeting_participants.csv")
    brought(slot, one)
    first = counted()
    again = FileGiven("again.csv", one.raw + b"\n")
    brought(slot, again)
    assert counted() == first


@pytest.mark.parametrize("name", ["zoom_webinar_attendee_report.csv", "teams_attendance_report.csv"])
def test_an_old_file_brings_nobody_back_who_was_erased(slot: str, name: str) -> None:
    file = given(name)
    first = brought(slot, file)
    figures, who = counted(), person_id("Aiko Hoshino")
    erase(who, HELD, "user:1", keys=KEYS, log=Log())
    assert counted() == figures
    assert not names_anybody(import_of(first).raw)
    assert kept(slot, file) == first
    withdraw_file(first, HELD, "user:1")
    second = brought(slot, file)
    assert counted() == figures
    rows = db.session.scalars(
        select(Attendance).where(Attendance.import_id == second, Attendance.person_id == who)
    )
    assert [(row.name, row.address, row.organization, row.matched) for row in rows] == [
        (None, None, None, "address")
    ]
    assert not names_anybody(import_of(second).raw)
    journal = json.dumps([[row.before, row.after] for row in db.session.scalars(select(Audit))])
    assert "aiko" not in journal.lower()


def names_anybody(raw: bytes) -> bool:
    text = raw.decode("utf-16" if raw[:2] == b"\xff\xfe" else "utf-8").lower()
    return "aiko" in text or "hoshino" in text


def test_a_file_kept_clean_reads_like_before(slot: str) -> None:
    first = brought(slot, given("zoom_webinar_attendee_report_2020.csv"))
    erase(person_id("Léa Fontaine-Dubois"), HELD, "user:1", keys=KEYS, log=Log())
    read = read_attendance(import_of(first).raw, DAY)
    assert (len(read.rows), len(read.out)) == (14, 2)
    assert "lea.fontaine" not in import_of(first).raw.decode().lower()


def test_no_such_slot_and_import() -> None:
    with pytest.raises(NotFound):
        kept("nothing", given("webex_attendance.csv"))
    with pytest.raises(NotFound):
        withdraw_file("nothing", HELD, "user:1")
