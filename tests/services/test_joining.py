"""Entering, on both stores: by one registration or a whole season's link, for somebody else, with a whole room."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain import errors
from meetings.extensions import db, transaction
from meetings.models import (
    Attendance,
    Consent,
    Notice,
    Person,
    PersonMailbox,
    Programme,
    Registration,
    Session,
    Slot,
)
from meetings.queries.joining import RoomNoted, places_of_bearer, room_of
from meetings.queries.links import bearer_of, bearer_of_code
from meetings.queries.reports import report
from meetings.services.joining import enter, enter_together, register_and_enter
from meetings.services.links import give_link, link_code, link_token
from meetings.services.people import PersonGiven
from meetings.services.planning import Manner, plan_messages
from meetings.services.registrations import cancel, register
from meetings.services.slots import cancel as cancel_slot
from tests.factories import (
    KEYS,
    NOW,
    make_party,
    make_programme,
    make_session,
    make_slot,
    register_somebody,
    request_for,
    somebody,
)
from tests.services.test_races import together

SOON = NOW + timedelta(minutes=10)
ADDRESS = "https://platform.example.org/room"
ANA = PersonGiven(name="Ana Example", email="", country="KE", category="government", language="fr")


def make_open(slug: str = "topic", starts_at: datetime = SOON, **changes: object) -> str:
    """Store a session that can be entered now; gives its slot."""
    programme = db.session.scalar(select(Programme)) or make_programme()
    return make_slot(make_session(programme, slug), starts_at, **changes).id


def entries() -> list[tuple[str | None, str, int | None, int]]:
    rows = select(Attendance.name, Attendance.source, Attendance.person_id, Attendance.people)
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(rows.order_by(Attendance.id))]


def figures(after: timedelta = timedelta(days=1)) -> dict[str, float | None]:
    found = report("season", NOW + after)
    assert found is not None
    names = ("registrations", "attendances", "unidentified", "participants", "countries", "parties")
    return {name: found.counts[name].value for name in names}


def bearer_of_somebody(slot: str, **person: str) -> str:
    return f"registration:{register_somebody(slot, **person).id}"


@pytest.mark.usefixtures("database")
def test_entering_twice_is_one_entry_and_one_consent() -> None:
    slot = make_open()
    bearer = bearer_of_somebody(slot)
    for wanted in (None, slot):
        entered = enter(bearer, wanted, NOW, consents=("recording",), shown_in="fr")
        assert (entered.slot_id, entered.address) == (slot, ADDRESS)
    assert len(entries()) == 1
    assert db.session.scalars(select(Consent.kind)).all() == ["recording"]


def test_many_presses_at_once_are_one_entry_and_one_room(app: Flask) -> None:
    with app.app_context():
        slot = make_open()
        bearer = bearer_of_somebody(slot)
    press = [lambda: enter(bearer, slot, NOW)] * 8
    room = [lambda: enter_together(bearer, slot, "Bela\nCleo", "5", NOW)] * 8
    together(app, press + room, 16)
    with app.app_context():
        rows = entries()
        assert [one[1] for one in rows].count("door") == 1
        room = [(name or "", people) for name, source, _person, people in rows if source == "room"]
        assert sorted(room) == [("", 5), ("Bela", 1), ("Cleo", 1)]


@pytest.mark.usefixtures("database")
def test_season_link_and_code_lead_to_what_is_open_next_or_last() -> None:
    ada = somebody("Ada Example")
    slots = {
        "late": make_open("late", NOW + timedelta(days=3)),
        "open": make_open("open"),
        "gone": make_open("gone", NOW - timedelta(days=3)),
        "dropped": make_open("dropped"),
    }
    held = {slug: register(request_for(ada, session=slug), NOW - timedelta(days=9), KEYS) for slug in slots}
    cancel(held["dropped"].id, NOW, "person")
    programme = db.session.scalars(select(Programme)).one()
    bearer = f"season:{held['open'].person_id}:{programme.id}"
    with transaction():
        link = give_link("join", bearer, NOW, KEYS)
        token, code = link_token(link, KEYS), link_code(link, KEYS)
    assert bearer_of(token, "join", KEYS) == bearer_of_code(code.upper(), KEYS) == bearer
    assert {one.slot_id for one in places_of_bearer(bearer)} == set(slots.values())
    assert enter(bearer, None, NOW).slot_id == slots["open"]
    rows = db.session.scalars(select(Attendance.registration_id)).all()
    assert rows == [held["open"].id]
    with pytest.raises(errors.DoorClosed) as closed:
        enter(bearer, slots["late"], NOW)
    assert closed.value.values["state"] == "coming"
    for slot in (slots["dropped"], "unknown"):
        with pytest.raises(errors.DoorClosed):
            enter(bearer, slot, NOW)


@pytest.mark.usefixtures("database")
def test_two_sessions_open_at_once_need_a_choice() -> None:
    ada = somebody("Ada Example")
    slots = [make_open("one"), make_open("two", SOON + timedelta(minutes=2))]
    done = [register(request_for(ada, session=slug), NOW, KEYS) for slug in ("one", "two")]
    bearer = f"season:{done[0].person_id}:{db.session.scalars(select(Programme.id)).one()}"
    with pytest.raises(errors.SeveralOpen):
        enter(bearer, None, NOW)
    assert [enter(bearer, slot, NOW).slot_id for slot in slots] == slots
    rows = db.session.scalars(select(Attendance.registration_id).order_by(Attendance.id)).all()
    assert rows == [one.id for one in done]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("bearer", ["registration:unknown", "season:12:3", "registration:"])
def test_link_to_nothing_is_dead(bearer: str) -> None:
    with pytest.raises(errors.LinkDead):
        enter(bearer, None, NOW)


@pytest.mark.usefixtures("database")
def test_what_ends_in_between_lets_nobody_in() -> None:
    slot = make_open()
    bearer = bearer_of_somebody(slot)
    cancel(bearer.partition(":")[2], NOW, "person")
    with pytest.raises(errors.RegistrationEnded):
        enter(bearer, slot, NOW)
    other = bearer_of_somebody(slot)
    cancel_slot(slot, db.session.get_one(Slot, slot).revision, NOW, "organizer")
    for act in (
        lambda: enter(other, slot, NOW),
        lambda: enter_together(other, slot, "Bela", "", NOW),
        lambda: register_and_enter(other, slot, ANA, NOW, KEYS),
    ):
        with pytest.raises(errors.DoorClosed):
            act()
    assert entries() == []
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 2


@pytest.mark.usefixtures("database")
def test_somebody_else_registers_and_enters_without_a_mailbox_once() -> None:
    make_party()
    slot = make_open()
    host = bearer_of_somebody(slot, name="Ada Example")
    first = register_and_enter(host, slot, ANA, NOW, KEYS, consents=("recording",))
    again = register_and_enter(host, slot, PersonGiven(" ana  EXAMPLE", ""), NOW, KEYS)
    assert first.registered.token == again.registered.token
    assert first.entered == again.entered
    assert first.entered is not None
    assert bearer_of(first.registered.token, "join", KEYS) == f"registration:{first.registered.id}"
    assert [one[:2] for one in entries()] == [("Ana Example", "door")]
    row = db.session.scalars(select(Attendance)).one()
    assert (row.country, row.category, row.language) == ("KE", "government", "fr")
    registration = db.session.get_one(Registration, first.registered.id)
    assert registration.source == "door"
    person = db.session.get_one(Person, registration.person_id)
    held = select(func.count()).select_from(PersonMailbox).where(PersonMailbox.person_id == person.id)
    assert db.session.scalar(held) == 0
    assert figures() == {
        "registrations": 2,
        "attendances": 1,
        "unidentified": 0,
        "participants": 1,
        "countries": 1,
        "parties": 0,
    }


def test_same_somebody_sent_many_times_at_once_is_one_person(app: Flask) -> None:
    with app.app_context():
        make_party()
        slot = make_open()
        host = bearer_of_somebody(slot)
    answers = together(app, [lambda: register_and_enter(host, slot, ANA, NOW, KEYS)] * 8, 8)
    assert len({one.registered.token for one in answers}) == 1
    with app.app_context():
        assert [one[:2] for one in entries()] == [("Ana Example", "door")]


@pytest.mark.usefixtures("database")
def test_nobody_is_written_to_where_there_is_no_mailbox() -> None:
    make_party()
    slot = make_open()
    host = bearer_of_somebody(slot)
    ana = register_and_enter(host, slot, ANA, NOW, KEYS).registered
    while plan_messages(NOW + timedelta(minutes=1), "example.org", lambda _kind: Manner(1)):
        pass
    told = db.session.scalars(select(Notice).where(Notice.person_id == ana.person_id)).all()
    assert told
    assert all(one.withdrawn_at is not None and one.message_id is None for one in told)


@pytest.mark.usefixtures("database")
def test_somebody_else_with_a_mailbox_is_the_person_there() -> None:
    slot = make_open()
    host = bearer_of_somebody(slot)
    bela = register_somebody(slot, name="Bela Example", email="bela@example.org")
    given = PersonGiven(name="bela example", email="Bela@example.org")
    done = register_and_enter(host, slot, given, NOW, KEYS)
    assert done.registered.id == bela.id
    assert [one[2] for one in entries()] == [bela.person_id]


@pytest.mark.usefixtures("database")
def test_somebody_known_who_chose_another_time_is_noted_where_they_are() -> None:
    slot = make_open()
    later = make_slot(db.session.scalars(select(Session)).one(), NOW + timedelta(hours=8)).id
    host = bearer_of_somebody(slot)
    bela = register_somebody(later, name="Bela Example", email="bela@example.org")
    given = PersonGiven(name="Bela Example", email="bela@example.org")
    done = register_and_enter(host, slot, given, NOW, KEYS)
    assert done.entered is not None
    row = db.session.scalars(select(Attendance)).one()
    assert (row.slot_id, row.person_id) == (slot, bela.person_id)


@pytest.mark.usefixtures("database")
def test_in_a_full_slot_somebody_else_waits() -> None:
    make_party()
    slot = make_open(capacity=1)
    host = bearer_of_somebody(slot)
    done = register_and_enter(host, slot, ANA, NOW, KEYS)
    assert (done.registered.state, done.entered) == ("waiting", None)
    assert entries() == []
    with pytest.raises(errors.DoorClosed):
        enter(f"registration:{done.registered.id}", slot, NOW)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"name": "Ana\r\nBcc: all"}, "name"),
        ({"country": "XX"}, "country"),
        ({"category": "king"}, "category"),
        ({"email": "nowhere"}, "email"),
    ],
)
def test_wrong_somebody_is_refused_with_the_field(changes: dict[str, str], field: str) -> None:
    make_party()
    slot = make_open()
    host = bearer_of_somebody(slot)
    given = {"name": "Ana", "email": "", "country": "KE"} | changes
    with pytest.raises(errors.Refused) as refused:
        register_and_enter(host, slot, PersonGiven(**given), NOW, KEYS)
    assert refused.value.field == field
    assert entries() == []


@pytest.mark.usefixtures("database")
def test_room_is_matched_at_the_same_mailbox_and_counted_apart() -> None:
    make_party()
    slot = make_open()
    mailbox = {"email": "office@example.org", "country": "KE", "category": "government"}
    ada = register_somebody(slot, name="Ada Example", **mailbox)
    bela = register_somebody(slot, name="Bela Example", **mailbox)
    register_somebody(slot, name="Cleo Example")
    bearer = f"registration:{ada.id}"
    enter_together(bearer, slot, "bela EXAMPLE\nCleo Example\n\u202eDora <script>", "12", NOW)
    assert sorted((source, person) for _name, source, person, _people in entries() if person) == [
        ("door", ada.person_id),
        ("room", bela.person_id),
    ]
    assert room_of(ada.id, slot) == RoomNoted(names=3, more=12)
    counted = {
        "registrations": 3,
        "attendances": 2,
        "unidentified": 14,
        "participants": 2,
        "countries": 1,
        "parties": 0,
    }
    assert figures() == counted
    enter_together(bearer, slot, "Cleo example\nBela Example", "", NOW)
    enter(bearer, slot, NOW)
    assert figures() == counted
    enter_together(bearer, slot, "", "3", NOW)
    assert room_of(ada.id, slot) == RoomNoted(names=3, more=3)
    assert figures() == counted | {"unidentified": 5}


@pytest.mark.usefixtures("database")
def test_room_does_not_grow_without_end() -> None:
    slot = make_open()
    bearer = bearer_of_somebody(slot)
    enter_together(bearer, slot, "\n".join(f"Guest {n}" for n in range(200)), "", NOW)
    with pytest.raises(errors.TooManyLines):
        enter_together(bearer, slot, "One more", "", NOW)
    assert len(entries()) == 201


@pytest.mark.usefixtures("database")
def test_wrong_room_lets_nobody_in() -> None:
    slot = make_open()
    bearer = bearer_of_somebody(slot)
    for names, number in (("", ""), ("", "0"), ("x" * 300, "2"), ("Ada\n" * 10_000, "")):
        with pytest.raises(errors.Refused):
            enter_together(bearer, slot, names, number, NOW)
    assert entries() == []
