"""Registering, switching and cancelling, on both stores."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from meetings.domain import errors
from meetings.extensions import db
from meetings.models import Consent, Link, Notice, Person, Place, Registration, RegistrationEvent, Seats
from meetings.queries.links import bearer_of, bearer_of_code
from meetings.services.registrations import RegistrationRequest, cancel, register, switch
from meetings.services.slots import edit
from tests.factories import KEYS, NOW, make_party, make_topic, register_somebody, request_for, somebody

pytestmark = pytest.mark.usefixtures("database")


def seats(slot_id: str) -> tuple[int, int, int]:
    db.session.expire_all()
    row = db.session.get_one(Seats, (slot_id, "online"))
    return row.taken, row.waiting, row.line


def places(registration_id: str) -> list[tuple[str, str, int | None]]:
    db.session.expire_all()
    rows = db.session.scalars(select(Place).where(Place.registration_id == registration_id))
    return [(row.slot_id, row.state, row.position) for row in rows]


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def notices() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(Notice).order_by(Notice.id))
    return [(row.kind, row.subject, row.occasion) for row in rows]


def test_register_stores_all_that_follows() -> None:
    make_party()
    _topic, (first, _second) = make_topic()
    person = somebody(
        name="  Ada\u00a0 Example ", country="KE", organization="A ministry", category="government"
    )
    request = RegistrationRequest("season", "topic", person, (first,), ("recording", "list"))
    done = register(request, NOW, KEYS)
    assert (done.state, [place.slot_id for place in done.places]) == ("confirmed", [first])
    row = db.session.get_one(Registration, done.id)
    assert (row.country, row.category, row.organization, row.zone) == (
        "KE",
        "government",
        "A ministry",
        "Africa/Nairobi",
    )
    assert seats(first) == (1, 0, 0)
    assert sorted(db.session.scalars(select(Consent.kind))) == ["list", "recording"]
    assert notices() == [("confirmation", f"registration:{done.id}", "0")]
    assert bearer_of(done.token + ".", "join", KEYS) == f"registration:{done.id}"
    assert bearer_of_code(done.code.upper().replace("-", " "), KEYS) == f"registration:{done.id}"
    assert count(RegistrationEvent) == 1


def test_best_time_is_taken_where_none_is_asked_for() -> None:
    _topic, (first, second) = make_topic()  # 09:00 and 15:00 UTC
    assert register_somebody(zone="Africa/Nairobi").places[0].slot_id == first
    assert register_somebody(zone="America/Lima").places[0].slot_id == second


def test_same_person_again_changes_nothing_and_is_mailed_once_a_day() -> None:
    _topic, (first, second) = make_topic()
    person = somebody(name="Ada Example")
    done = register(request_for(person, first), NOW, KEYS)
    same = somebody(name="ADA   example", email=person.email.upper())
    for _time in range(2):
        again = register(request_for(same, second), NOW + timedelta(minutes=1), KEYS)
        assert (again.id, again.token, again.code) == (done.id, done.token, done.code)
        assert again.places[0].slot_id == second  # what was asked, not what is stored
    assert places(done.id) == [(first, "confirmed", None)]
    assert (seats(first), seats(second)) == ((1, 0, 0), (0, 0, 0))
    assert (count(Person), count(Registration), count(Link)) == (1, 1, 1)
    assert [kind for kind, _subject, _occasion in notices()] == ["confirmation", "link"]


def test_other_name_at_a_shared_mailbox_is_another_person() -> None:
    make_topic()
    one = register_somebody(name="Ada Example", email="ministry@example.org")
    two = register_somebody(name="Bo Example", email="ministry@example.org")
    assert one.id != two.id
    assert one.person_id != two.person_id


def test_full_slot_gives_a_place_in_line_and_nobody_overtakes() -> None:
    _topic, (first, _second) = make_topic(capacity=1)
    one = register_somebody(first)
    two, three = register_somebody(first), register_somebody(first)
    assert [(two.state, two.places[0].position), (three.state, three.places[0].position)] == [
        ("waiting", 1),
        ("waiting", 2),
    ]
    cancel(one.id, NOW, "person")
    assert seats(first) == (1, 1, 2)
    assert places(two.id) == [(first, "confirmed", None)]
    assert places(three.id) == [(first, "waiting", 2)]
    assert register_somebody(first).places[0].position == 3
    assert ("confirmation", f"registration:{two.id}", "1") in notices()


def test_raised_capacity_moves_the_line_up() -> None:
    _topic, (first, _second) = make_topic(capacity=0)
    waiting = [register_somebody(first) for _number in range(3)]
    edit(first, {"capacity": 2}, 1, NOW, "organizer")
    assert [places(one.id)[0][1] for one in waiting] == ["confirmed", "confirmed", "waiting"]
    assert seats(first) == (2, 1, 3)


def test_switch_moves_in_one_act() -> None:
    _topic, (first, second) = make_topic(capacity=5)
    done = register_somebody(first)
    switch(done.id, second, NOW, "person")
    switch(done.id, second, NOW, "person")  # sent twice
    assert places(done.id) == [(second, "confirmed", None)]
    assert (seats(first), seats(second)) == ((0, 0, 0), (1, 0, 0))
    assert notices()[1:] == [("confirmation", f"registration:{done.id}", "1")]


def test_cancel_ends_and_a_new_registration_begins_anew() -> None:
    _topic, (first, _second) = make_topic(capacity=5)
    person = somebody()
    done = register(request_for(person, first), NOW, KEYS)
    cancel(done.id, NOW, "person")
    cancel(done.id, NOW, "person")
    assert (places(done.id), seats(first)) == ([(first, "cancelled", None)], (0, 0, 0))
    with pytest.raises(errors.RegistrationEnded):
        switch(done.id, first, NOW, "person")
    again = register(request_for(person, first), NOW, KEYS)
    assert again.id != done.id
    assert seats(first) == (1, 0, 0)
    assert [occasion for _kind, _subject, occasion in notices()] == ["0", "1", "0"]


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"name": " "}, errors.Missing, "name"),
        ({"name": "…"}, errors.Missing, "name"),
        ({"name": "x" * 300}, errors.TooLong, "name"),
        ({"name": "Ada\r\nBcc: all@example.org"}, errors.NotOneLine, "name"),
        ({"email": "nobody"}, errors.NotAnAddress, "email"),
        ({"email": "a@b@example.org"}, errors.NotAnAddress, "email"),
        ({"email": "a@example.org\nx"}, errors.NotOneLine, "email"),
        ({"email": "a\u202e@example.org"}, errors.NotAnAddress, "email"),
        ({"country": "XX"}, errors.NotAChoice, "country"),
        ({"country": "ke"}, errors.NotAChoice, "country"),
        ({"category": "king"}, errors.NotAChoice, "category"),
        ({"language": "de"}, errors.NotAChoice, "language"),
        ({"zone": "Mars/Base"}, errors.Refused, "zone"),
    ],
)
def test_wrong_field_is_named_and_nothing_is_stored(changes: dict, error: type, field: str) -> None:
    make_party()
    make_topic()
    with pytest.raises(error) as caught:
        register(request_for(somebody(**changes)), NOW, KEYS)
    assert caught.value.field == field
    assert (count(Person), count(Registration), count(Notice)) == (0, 0, 0)


@pytest.mark.parametrize("name", ["محمد مثال", "李示例", "Пример Иванов", "Zoë 🌍 Example", "a\u202eb"])
def test_names_of_all_scripts_are_kept_as_written(name: str) -> None:
    make_topic()
    done = register_somebody(name=name)
    assert db.session.get_one(Person, done.person_id).name == name


def test_slots_that_cannot_be_had_are_refused() -> None:
    _topic, (first, second) = make_topic()
    with pytest.raises(errors.NotAChoice):
        register_somebody("nothing")
    with pytest.raises(errors.NotAChoice):
        register_somebody(first, second)
    with pytest.raises(errors.SlotPast):
        register_somebody(first, now=NOW + timedelta(days=2, hours=2))
    with pytest.raises(errors.SessionNotOpen):
        register_somebody(now=NOW + timedelta(days=3))
    with pytest.raises(errors.NotFound):
        register(request_for(somebody(), session="nowhere"), NOW, KEYS)
    assert count(Person) == 0
