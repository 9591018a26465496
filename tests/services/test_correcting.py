"""Correcting who somebody is, on both stores: what is coming follows, what is past stays, and nobody else is moved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain.errors import MergedAway, Missing, NotAnAddress, NotFound, NotOneLine, SameName, Stale
from meetings.domain.permissions import EVERYWHERE
from meetings.extensions import db
from meetings.models import Audit, Mailbox, Message, Person, PersonMailbox, Registration, Seats
from meetings.queries.journal import opened
from meetings.queries.people import heard
from meetings.services.correcting import Correction, correct
from meetings.services.merging import merge
from meetings.services.registrations import cancel, register
from tests.factories import (
    KEYS,
    NOW,
    make_party,
    make_programme,
    make_session,
    make_slot,
    make_topic,
    register_somebody,
    request_for,
    somebody,
)
from tests.mail.test_outbox import DAY, MINUTE, World, world
from tests.services.test_races import together

__all__ = ["world"]
LATER = NOW + MINUTE
RIGHT = Correction(
    name="Afi Mensah",
    country="TG",
    organization="Ministère de l’environnement",
    category="government",
    language="fr",
    zone="Africa/Lome",
)


def person_of(done: Any) -> Person:
    db.session.rollback()
    return db.session.get_one(Person, done.person_id)


def addresses(person_id: int) -> list[str]:
    rows = db.session.query(Mailbox.address).join(PersonMailbox).filter_by(person_id=person_id)
    return sorted(address for (address,) in rows)


def test_coming_registrations_follow_and_past_ones_stay(world: World) -> None:
    make_party("TG", "Togo")
    programme = make_programme()
    past = make_slot(make_session(programme, "past"), NOW + timedelta(hours=1)).id
    coming = make_slot(make_session(programme, "topic"), NOW + 3 * DAY).id
    person = somebody("Afi Mensa", email="afi@example.org", country="", organization="Minister")
    before = register(request_for(person, past, session="past"), NOW, KEYS)
    after = register(request_for(person, coming), NOW, KEYS)
    updated = db.session.get_one(Registration, after.id).updated_at
    correct(before.person_id, RIGHT, 1, NOW + DAY, "user:1")
    rows = {row.id: row for row in db.session.query(Registration)}
    read = [
        [getattr(rows[one.id], name) for name in ("country", "organization", "category", "language", "zone")]
        for one in (before, after)
    ]
    assert read[0] == [None, "Minister", None, "en", "Africa/Nairobi"]
    assert read[1] == ["TG", "Ministère de l’environnement", "government", "fr", "Africa/Lome"]
    assert rows[after.id].updated_at == updated  # else reminders would think that they have just been told
    found = person_of(before)
    assert (found.name, found.revision, found.language) == ("Afi Mensah", 2, "fr")
    assert [one.name for one in heard("mensah environnement togo", EVERYWHERE, NOW)] == ["Afi Mensah"]
    audit = db.session.query(Audit).filter_by(act="person.correct").one()
    noted = opened([audit])[0]
    assert noted.before == {
        "name": "Afi Mensa",
        "country": None,
        "organization": "Minister",
        "category": None,
        "language": "en",
        "zone": "Africa/Nairobi",
    }
    assert (noted.after["name"], noted.after["country"]) == ("Afi Mensah", "TG")
    assert not {"Afi", "Nairobi", "Minister"} & set(f"{audit.before} {audit.after}".replace("'", " ").split())
    assert audit.after["fields"] == ["name", "country", "organization", "category", "language", "zone"]
    assert not {"Afi Mensah", "Minister"} & {str(value) for value in audit.after.values()}


def test_address_that_was_mistyped_moves_this_person_only(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    afi = register_somebody(slot, name="Afi Mensah", email="ministry@exampel.org")
    kofi = register_somebody(slot, name="Kofi Example", email="ministry@exampel.org")
    right = Correction("Afi Mensah", addresses={"ministry@exampel.org": " Ministry@example.org "})
    world.tick(NOW)
    db.session.query(Message).update({"state": "retry"})
    db.session.commit()
    correct(afi.person_id, right, 1, LATER, "user:1")
    assert addresses(afi.person_id) == ["Ministry@example.org"]
    assert addresses(kofi.person_id) == ["ministry@exampel.org"]
    boxes = {row.person_id: row.mailbox.address for row in db.session.query(Message)}
    assert boxes == {afi.person_id: "Ministry@example.org", kofi.person_id: "ministry@exampel.org"}
    capitals = replace(right, addresses={"Ministry@example.org": "ministry@example.org"})
    correct(afi.person_id, capitals, 2, LATER, "user:1")
    assert addresses(afi.person_id) == ["ministry@example.org"]


def test_same_name_at_the_same_mailbox_is_named(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    wrong = register_somebody(slot, name="Afi Mensa", email="afi@example.org")
    right = register_somebody(slot, name="Afi Mensah", email="afi@example.org")
    with pytest.raises(SameName) as refused:
        correct(wrong.person_id, Correction("AFI  mensah"), 1, LATER, "user:1")
    assert refused.value.values["other"] == person_of(right).public_id
    elsewhere = register_somebody(slot, name="Afi Mensah", email="typo@example.org")
    given = Correction("Afi Mensah", addresses={"typo@example.org": "afi@example.org"})
    with pytest.raises(SameName):
        correct(elsewhere.person_id, given, 1, LATER, "user:1")
    assert addresses(elsewhere.person_id) == ["typo@example.org"]
    merge(right.person_id, wrong.person_id, LATER, "user:1")
    with pytest.raises(MergedAway):
        correct(wrong.person_id, Correction("Afi"), 1, LATER, "user:1")
    correct(right.person_id, Correction("Afi Akosua Mensah"), 1, LATER, "user:1")
    names = {row.name_key for row in db.session.query(PersonMailbox).filter_by(person_id=right.person_id)}
    assert names == {"afi akosua mensah", "afi mensa"}  # the name that was merged stays theirs


def test_second_save_is_refused_and_nothing_is_half_done(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot, name="Afi", email="afi@example.org")
    correct(done.person_id, Correction("Afi"), 1, LATER, "user:1")
    assert person_of(done).revision == 2  # the zone is none now
    correct(done.person_id, Correction("Afi"), 2, LATER, "user:1")
    assert person_of(done).revision == 2  # nothing was other
    moved = {"afi@example.org": "other@example.org"}
    for given, revision, error in (
        (Correction("Afi Mensah"), 1, Stale),
        (Correction(" "), 2, Missing),
        (Correction("Afi\r\nBcc: x"), 2, NotOneLine),
        (Correction("Afi", addresses={"afi@example.org": "nobody"}), 2, NotAnAddress),
        (Correction("Afi", addresses={"afi@example.org": ""}), 2, Missing),
        (Correction("Afi Mensah", addresses=moved), 1, Stale),
    ):
        with pytest.raises(error):
            correct(done.person_id, given, revision, LATER, "user:1")
        assert (person_of(done).name, addresses(done.person_id)) == ("Afi", ["afi@example.org"])
    with pytest.raises(NotFound):
        correct(999_999, Correction("Afi"), 1, LATER, "user:1")


@pytest.mark.parametrize("name", ["\u202eAfi", "<script>alert(1)</script>", "=1+1"])
def test_odd_names_are_kept_as_written_and_found(world: World, name: str) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot, name="Somebody", email="afi@example.org")
    correct(done.person_id, Correction(name), 1, LATER, "user:1")
    assert person_of(done).name == name
    assert [one.name for one in heard(name, EVERYWHERE, NOW)] == [name]


def test_correcting_crosses_cancelling(app: Flask) -> None:
    with app.app_context():
        make_party("TG", "Togo")
        _topic, (slot, _second) = make_topic(capacity=2)
        people = [register_somebody(slot, name=f"Person {n}", email=f"p{n}@example.org") for n in range(8)]
    acts: list[Any] = []
    for number, done in enumerate(people):
        given = replace(RIGHT, name=f"Corrected {number}", organization="")
        acts.append(lambda a=done, g=given: correct(a.person_id, g, 1, LATER, "user:1"))
        if number % 2:
            acts.append(lambda a=done: cancel(a.id, LATER, "person"))
    together(app, acts, 8)
    with app.app_context():
        seats = db.session.get_one(Seats, (slot, "online"))
        assert (seats.taken, seats.waiting) == (2, 2)
        for row in db.session.query(Registration):
            assert row.ended_at is not None or (row.country, row.language) == ("TG", "fr")
        assert {row.revision for row in db.session.query(Person)} == {2}
