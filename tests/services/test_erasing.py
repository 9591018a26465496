"""Erasing a person: nothing of them is left, every figure stays, and nobody else is touched."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain.errors import LinkDead, NotFound, RegistrationEnded
from meetings.extensions import db
from meetings.jobs import tick_notices
from meetings.models import (
    Attendance,
    Audit,
    Base,
    Inbound,
    Link,
    Mailbox,
    Message,
    Notice,
    OptOut,
    Panelist,
    Person,
    PersonMailbox,
    Place,
    Programme,
    Registration,
    Seats,
    Subscription,
)
from meetings.queries.links import bearer_of
from meetings.queries.reports import report
from meetings.services.erasing import erase, is_erased, noted, replay
from meetings.services.idempotency import answer_once
from meetings.services.joining import enter
from meetings.services.links import rights_of
from meetings.services.optouts import choose, stop_token
from meetings.services.registrations import cancel, register
from tests.factories import KEYS, NOW, make_programme, make_session, make_slot, request_for, somebody
from tests.services.test_races import check_line, together

DAY = timedelta(days=1)
ADA = {"name": "Ada Ünal-Example", "email": "Ada.Unal@example.org", "organization": "Ministry of Quicksilver"}
TRACES = ("ada", "unal", "ünal", "quicksilver")


@pytest.fixture
def log(app: Flask) -> FileErasureLog:
    found: FileErasureLog = app.extensions["outside"].erasures
    return found


def make_season(seats: int | None = 1) -> tuple[str, str]:
    """Store a season with a session that is past, `old`, and one to come, `topic`; gives their slots."""
    programme = make_programme()
    slots = [
        make_slot(make_session(programme, slug), NOW + days * DAY, capacity=capacity)
        for slug, days, capacity in (("old", -2, None), ("topic", 2, seats))
    ]
    return slots[0].id, slots[1].id


def register_ada(old: str, coming: str) -> tuple[int, str]:
    """Register Ada for both, let her in to the first, and leave whatever else people leave; gives her ids."""
    first = register(request_for(somebody(**ADA, country=""), old, session="old"), NOW - 9 * DAY, KEYS)
    done = register(request_for(somebody(**ADA), coming), NOW - 9 * DAY, KEYS)
    enter(f"registration:{first.id}", old, NOW - 2 * DAY)
    person = db.session.get_one(Person, first.person_id)
    mailbox = person.mailboxes[0].mailbox
    mailbox.failed_at, mailbox.failed_reason = NOW, "550 <ada.unal@example.org> unknown"
    message = Message(
        person_id=person.id,
        mailbox_id=mailbox.id,
        language="en",
        due_at=NOW,
        state="sent",
        subject="For Ada Ünal-Example",
        error="<Ada.Unal@example.org> said no",
        created_at=NOW,
        message_id="<1@example.org>",
    )
    db.session.add_all(
        [
            message,
            Inbound(
                key="a",
                received_at=NOW,
                kind="bounce",
                address="ada.unal@example.org",
                status="5.1.1",
                reason="<ada.unal@example.org> unknown",
                message=message,
                handled=True,
            ),
            Attendance(
                slot_id=old,
                joined_at=NOW - 2 * DAY,
                name="Ada U.",
                address="ADA.UNAL@example.org",
                source="import",
            ),
            Panelist(
                session_id=db.session.get_one(Registration, done.id).session_id,  # she came to the other
                person_id=person.id,
                organization="Ministry of Quicksilver",
                function="Adviser to Ada",
                updated_at=NOW,
            ),
            Subscription(
                person_id=person.id,
                programme_id=db.session.scalars(select(Programme.id)).one(),
                created_at=NOW,
                updated_at=NOW,
            ),
            Audit(
                at=NOW,
                actor="organizer",
                act="person.correct",
                subject=f"person:{person.id}",
                before={"name": "Ada Ünal-Example", "country": "KE"},
                after={"note": ["moved to Ministry of Quicksilver"]},
            ),
        ]
    )
    db.session.commit()
    answer_once("k", {"person": ADA}, lambda: {"id": done.id}, NOW)
    choose(person.id, frozenset(), frozenset(("recordings", "digest")), NOW)
    rights_of(person.id, done.id, NOW, KEYS)
    stop_token(person.id, "digest", NOW, KEYS)
    return person.id, done.id


def stored_words() -> list[str]:
    """Give every text and every JSON of every table, in lower case."""
    db.session.rollback()
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            found += [
                f"{table.name}.{name}: {json.dumps(value, ensure_ascii=False, default=str)}".casefold()
                for name, value in row._mapping.items()
            ]
    return found


def figures(now: datetime = NOW) -> dict[str, Any]:
    """Give every count of the season and of its past session."""
    counted = report("season", now)
    assert counted is not None
    past = next(one for one in counted.sessions if one.slug == "old")
    names = ("attendances", "participants", "countries", "panelists", "hours", "unidentified")
    return {name: counted.counts[name].value for name in names} | {
        f"old {name}": count.value for name, count in past.counts.items()
    }


@pytest.mark.usefixtures("database")
def test_nothing_of_the_person_is_left_and_figures_stay(log: FileErasureLog) -> None:
    old, coming = make_season()
    person_id, _registration = register_ada(old, coming)
    before = figures()
    assert before["old registrations"] == before["participants"] == before["panelists"] == 1
    assert [one for one in stored_words() if "quicksilver" in one and "ministry" in one]

    assert erase(person_id, NOW, "person", keys=KEYS, log=log)
    traces = [f'"{one}' for one in TRACES] + [f" {one}" for one in TRACES] + ["ada.unal", "<ada"]
    assert [one for one in stored_words() if any(trace in one for trace in traces)] == []
    assert not any(trace in log.path.read_text("utf-8").casefold() for trace in TRACES)
    assert figures() == before

    person = db.session.get_one(Person, person_id)
    assert (person.name, person.name_key, person.country, person.zone, person.erased_at) == (
        "",
        "",
        None,
        None,
        NOW,
    )
    assert db.session.scalars(select(PersonMailbox)).all() == db.session.scalars(select(OptOut)).all() == []
    assert {one.withdrawn_at for one in db.session.scalars(select(Link))} == {NOW}
    assert db.session.scalars(select(Mailbox.address)).all() == [""]
    (sent,) = db.session.scalars(select(Message))
    assert (sent.state, sent.subject, sent.error) == ("sent", None, None)
    assert db.session.scalars(select(Subscription.ended_at)).all() == [NOW]
    assert log.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("database")
def test_erasing_twice_is_nothing_to_do_and_nobody_is_not_found(log: FileErasureLog) -> None:
    person_id, _registration = register_ada(*make_season())
    assert erase(person_id, NOW, "person", keys=KEYS, log=log)
    assert not erase(person_id, NOW, "person", keys=KEYS, log=log)
    assert len(log.lines()) == 1
    with pytest.raises(NotFound):
        erase(person_id + 1, NOW, "person", keys=KEYS, log=log)


def test_seat_is_passed_on_and_only_the_next_is_told(
    app: Flask, database: object, log: FileErasureLog
) -> None:
    old, coming = make_season()
    person_id, registration_id = register_ada(old, coming)
    waiting = register(request_for(somebody("Ben Example"), coming), NOW, KEYS)
    tick_notices(app, NOW)
    erase(person_id, NOW, "person", keys=KEYS, log=log)
    check_line(coming)
    assert (
        db.session.scalars(select(Place.state).where(Place.registration_id == waiting.id)).one()
        == "confirmed"
    )
    gone = db.session.get_one(Registration, registration_id)
    assert (gone.ended_at, gone.language, gone.organization) == (NOW, "en", None)
    assert gone.sequence == 1
    waits = select(Notice.person_id).where(Notice.withdrawn_at.is_(None), Notice.message_id.is_(None))
    assert set(db.session.scalars(waits)) == {waiting.person_id}
    states = {one.person_id: set() for one in db.session.scalars(select(Message))}
    for one in db.session.scalars(select(Message)):
        states[one.person_id].add(one.state)
    assert states[person_id] == {"sent", "withdrawn"}
    assert states[waiting.person_id] == {"due"}


def test_links_and_codes_of_the_person_are_dead(app: Flask, database: object, log: FileErasureLog) -> None:
    person_id, registration_id = register_ada(*make_season())
    rights = rights_of(person_id, registration_id, NOW, KEYS)
    assert bearer_of(rights.me_token, "me", KEYS) == f"person:{person_id}"
    erase(person_id, NOW, "person", keys=KEYS, log=log)
    client = app.test_client()
    for path in (f"/en/me/{rights.me_token}", f"/en/join/{rights.join_token}"):
        assert client.get(path).status_code == 404


@pytest.mark.usefixtures("database")
def test_three_at_one_mailbox_do_not_touch_each_other(log: FileErasureLog) -> None:
    old, coming = make_season(seats=None)
    at = {"email": "info@example.org", "organization": "Ministry"}
    ids = {
        name: register(request_for(somebody(name, **at), old, session="old"), NOW - 9 * DAY, KEYS)
        for name in ("Ann Example", "Ben Example", "Cem Example")
    }
    for name in ids:
        register(request_for(somebody(name, **at), coming), NOW - 9 * DAY, KEYS)
    ann, ben, cem = ids.values()
    mailbox = db.session.scalars(select(Mailbox)).one()
    mailbox.failed_at, mailbox.failed_reason = NOW, "550 info@example.org"
    db.session.commit()

    standing = {name: _of(one.person_id) for name, one in ids.items()}
    cancel(_coming(ann.person_id), NOW, "person")
    assert (_of(ben.person_id), _of(cem.person_id)) == (standing["Ben Example"], standing["Cem Example"])
    standing["Ann Example"] = _of(ann.person_id)
    choose(ben.person_id, frozenset(), frozenset(("recordings",)), NOW)
    assert (_of(ann.person_id), _of(cem.person_id)) == (standing["Ann Example"], standing["Cem Example"])
    standing["Ben Example"] = _of(ben.person_id)
    erase(cem.person_id, NOW, "person", keys=KEYS, log=log)
    assert (_of(ann.person_id), _of(ben.person_id)) == (standing["Ann Example"], standing["Ben Example"])
    kept = db.session.scalars(select(Mailbox)).one()
    assert (kept.address, kept.failed_at, kept.failed_reason) == (
        "info@example.org",
        NOW,
        "550 info@example.org",
    )
    assert not [one for one in stored_words() if "cem" in one]


def _coming(person_id: int) -> str:
    wanted = select(Registration.id).join(Registration.session).where(Registration.person_id == person_id)
    return db.session.scalars(
        wanted.filter_by(ended_at=None).where(Registration.session.has(slug="topic"))
    ).one()


def _of(person_id: int) -> list[str]:
    """Give every row of a person, their registrations, links, notices and wishes."""
    db.session.rollback()
    ids = list(db.session.scalars(select(Registration.id).where(Registration.person_id == person_id)))
    bearers = [f"person:{person_id}", *(f"registration:{one}" for one in ids)]
    questions = (
        select(Person.__table__).where(Person.id == person_id),
        select(PersonMailbox.__table__).where(PersonMailbox.person_id == person_id),
        select(OptOut.__table__).where(OptOut.person_id == person_id),
        select(Registration.__table__).where(Registration.person_id == person_id),
        select(Notice.__table__).where(Notice.person_id == person_id),
        select(Link.__table__).where(Link.bearer.in_(bearers)),
    )
    return [repr(row) for one in questions for row in db.session.execute(one)]


@pytest.mark.usefixtures("database")
def test_who_was_erased_may_register_again_as_somebody_new(log: FileErasureLog) -> None:
    old, coming = make_season()
    person_id, _registration = register_ada(old, coming)
    erase(person_id, NOW, "person", keys=KEYS, log=log)
    again = register(request_for(somebody(**ADA), coming), NOW, KEYS)
    assert again.person_id != person_id
    person = db.session.get_one(Person, again.person_id)
    assert (person.name, person.erased_at) == (ADA["name"], None)
    assert [one.mailbox.address for one in person.mailboxes] == [ADA["email"]]
    found = is_erased("ada ünal-example", KEYS, address_key="ada.unal@example.org")
    assert found is not None
    assert found.person_id == person_id
    assert is_erased("ada ünal-example", KEYS, scope="programme:season") is not None
    assert is_erased("ada ünal-example", KEYS, address_key="other@example.org") is None
    assert is_erased("ada ünal-example", KEYS, scope="programme:other") is None


@pytest.mark.usefixtures("database")
def test_replaying_finds_people_by_their_random_name_and_never_by_number(log: FileErasureLog) -> None:
    old, coming = make_season()
    person_id, _registration = register_ada(old, coming)
    other = register(request_for(somebody(), old, session="old"), NOW - 9 * DAY, KEYS)
    erase(other.person_id, NOW, "person", keys=KEYS, log=log)
    (known,) = noted()
    assert replay([known, {**log.lines()[0], "person": person_id}], KEYS) == 0
    assert (
        replay([{"at": NOW.isoformat(), "person": person_id, "public_id": "another", "keys": ["k"]}], KEYS)
        == 0
    )
    assert db.session.get_one(Person, person_id).name == ADA["name"]
    public_id = db.session.get_one(Person, person_id).public_id
    line = {
        "at": NOW.isoformat(),
        "person": 0,
        "public_id": None,
        "keys": [KEYS.erasure_key("person", public_id)],
    }
    assert replay([line], KEYS) == 0
    assert replay([{**line, "person": person_id}], KEYS) == 1
    assert replay([{**line, "person": person_id}], KEYS) == 0
    assert db.session.get_one(Person, person_id).erased_at == NOW


def test_erased_by_several_while_they_cancel_register_and_enter(app: Flask, log: FileErasureLog) -> None:
    with app.app_context():
        old, coming = make_season()
        person_id, registration_id = register_ada(old, coming)
        for number in range(5):
            register(request_for(somebody(f"Waiting {number}"), coming), NOW, KEYS)

    def erased() -> Any:
        return erase(person_id, NOW, "person", keys=KEYS, log=log)

    def cancelled() -> Any:
        return cancel(registration_id, NOW, "person")

    def again() -> Any:
        return register(request_for(somebody(**ADA), coming), NOW, KEYS).person_id

    def entered() -> Any:
        try:
            return enter(f"registration:{registration_id}", coming, NOW + 2 * DAY)
        except (LinkDead, RegistrationEnded):
            return None

    acts: list[Callable[[], Any]] = [erased, cancelled, again, lambda: tick_notices(app, NOW), entered] * 4
    answers = together(app, acts, 10)
    with app.app_context():
        assert sum(one is True for one in answers[::5]) == 1
        assert len(log.lines()) == 1
        check_line(coming, somebody_left=True)  # registered again in time to be erased from the line
        gone = db.session.get_one(Person, person_id)
        assert (gone.name, gone.erased_at) == ("", NOW)
        theirs = select(Registration).where(Registration.person_id == person_id)
        assert all(one.organization is None for one in db.session.scalars(theirs))
        stands = theirs.where(Registration.ended_at.is_(None), Registration.id != registration_id)
        assert [one.session.slug for one in db.session.scalars(stands)] == ["old"]
        came = select(Attendance.name).where(Attendance.person_id == person_id)
        assert set(db.session.scalars(came)) == {None}
        new = {one for one in answers[2::5] if one != person_id}
        assert len(new) <= 1
        assert db.session.scalars(select(Seats.taken).where(Seats.slot_id == coming)).one() == 1


def test_log_is_read_past_a_line_that_was_cut(tmp_path: Path) -> None:
    log = FileErasureLog(tmp_path / "erasures.log")
    log.append([{"at": NOW.isoformat(), "keys": ["a"]}])
    with log.path.open("ab") as file:
        file.write(b'{"at": "2026-')
    log.append([{"at": NOW.isoformat(), "keys": ["b"]}])
    assert [line["keys"] for line in log.lines()] == [["a"], ["b"]]
