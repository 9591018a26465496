"""What the desk does for a caller in one act, on both stores: the code, new links, a colleague, another address."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain.errors import (
    LinkDead,
    MergedAway,
    Missing,
    NotFound,
    NothingToRead,
    Refused,
    SameName,
    SessionNotOpen,
)
from meetings.extensions import db
from meetings.models import Audit, Link, Mailbox, Person, PersonMailbox, Place, Registration, Session
from meetings.queries.links import bearer_of, bearer_of_code
from meetings.services.links import give_link, link_code, rights_of, withdraw_links
from meetings.services.merging import merge
from meetings.services.registrations import Registered, cancel, register
from meetings.services.resending import send_again
from meetings.services.telephone import Caller, add_colleague, read_out, renew
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    make_topic,
    register_somebody,
    request_for,
    somebody,
)
from tests.mail.test_outbox import DAY, MINUTE, World, parts, world
from tests.services.test_races import together

__all__ = ["world"]
LATER = NOW + MINUTE
DESK = Caller(LATER, "user:1", KEYS, "meetings.example.org")
AFI = {"name": "Afi Mensah", "email": "afi@example.org", "language": "fr", "zone": "Africa/Lome"}


def season() -> list[str]:
    """Store a season with three sessions, the first one past tomorrow; gives a slot of each."""
    programme = make_programme()
    starts = {"past": NOW + timedelta(hours=1), "topic": NOW + 3 * DAY, "other": NOW + 4 * DAY}
    return [make_slot(make_session(programme, slug), at).id for slug, at in starts.items()]


def register_for_all(slots: list[str]) -> list[Registered]:
    person = somebody(**AFI)
    slugs = ("past", "topic", "other")
    return [
        register(request_for(person, slot, session=slug), NOW, KEYS)
        for slug, slot in zip(slugs, slots, strict=True)
    ]


def audits(act: str) -> list[Audit]:
    db.session.rollback()
    return db.session.query(Audit).filter_by(act=act).all()


def test_code_is_read_out_and_noted_without_itself(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot)
    assert read_out(done.person_id, done.id, DESK) == done.code
    (audit,) = audits("person.code")
    assert (audit.actor, audit.at, audit.subject) == ("user:1", LATER, f"person:{done.person_id}")
    assert audit.after == {"registration": done.id}
    withdraw_links(f"registration:{done.id}", LATER)
    db.session.commit()
    again = read_out(done.person_id, done.id, DESK)
    assert again != done.code
    assert bearer_of_code(again, KEYS) == f"registration:{done.id}"
    other = register_somebody(slot)
    with pytest.raises(NotFound):
        read_out(done.person_id, other.id, DESK)


def test_one_code_for_a_whole_programme_comes_first(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot)
    programme_id = db.session.query(Session).one().programme_id
    link = give_link("join", f"season:{done.person_id}:{programme_id}", NOW, KEYS)
    code = link_code(link, KEYS)
    db.session.commit()
    assert read_out(done.person_id, done.id, DESK) == code != done.code


def test_new_links_kill_the_old_ones_and_come_by_one_mail(world: World) -> None:
    slots = season()
    done = register_for_all(slots)
    person_id = done[0].person_id
    old = [rights_of(person_id, one.id, NOW, KEYS) for one in done]
    world.tick(NOW)
    after = Caller(NOW + DAY, "user:1", KEYS, "meetings.example.org")
    code = renew(person_id, after)
    for rights in old:
        for token, purpose in ((rights.me_token, "me"), (rights.join_token, "join")):
            with pytest.raises(LinkDead):
                bearer_of(token, purpose, KEYS)
        with pytest.raises(LinkDead):
            bearer_of_code(rights.code, KEYS)
    assert bearer_of_code(code, KEYS) == f"registration:{done[1].id}"
    (mail,) = world.tick(NOW + DAY)
    text, html, _calendar = parts(mail)
    assert (mail["To"].addresses[0].addr_spec, mail["Content-Language"]) == ("afi@example.org", "fr")
    for words in (text, html):
        tokens = set(re.findall(r"/fr/join/([\w-]+)", words))
        assert {bearer_of(one, "join", KEYS) for one in tokens} == {
            f"registration:{one.id}" for one in done[1:]
        }
        (me,) = set(re.findall(r"/fr/me/([\w-]+)", words))
        assert bearer_of(me, "me", KEYS) == f"person:{person_id}"
        assert code in words
    assert [one.after for one in audits("person.renew")] == [{"registrations": 2}]


def test_new_links_end_those_of_who_was_merged(world: World) -> None:
    _topic, (slot, second) = make_topic()
    kept, gone = register_somebody(slot), register_somebody(second)
    me = rights_of(gone.person_id, gone.id, NOW, KEYS).me_token
    merge(kept.person_id, gone.person_id, LATER, "user:1")
    assert bearer_of(me, "me", KEYS) == f"person:{kept.person_id}"
    renew(kept.person_id, DESK)
    with pytest.raises(LinkDead):
        bearer_of(me, "me", KEYS)
    for act in (lambda: renew(gone.person_id, DESK), lambda: read_out(gone.person_id, gone.id, DESK)):
        with pytest.raises(MergedAway):
            act()


def test_without_a_coming_session_there_is_nothing_to_give(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot, email="afi@example.org")
    cancel(done.id, NOW, "person")
    before = [(one.id, one.generation) for one in db.session.query(Link)]
    for act in (lambda: renew(done.person_id, DESK), lambda: add_colleague(done.person_id, "Kofi", "", DESK)):
        with pytest.raises(NothingToRead):
            act()
        db.session.rollback()
    assert [(one.id, one.generation) for one in db.session.query(Link)] == before


def test_colleague_is_registered_for_all_that_is_coming(world: World) -> None:
    slots = season()
    person_id = register_for_all(slots)[0].person_id
    db.session.get_one(Person, person_id).organization = "Ministry"
    db.session.commit()
    world.tick(NOW)
    after = Caller(NOW + DAY, "user:1", KEYS, "meetings.example.org")
    done = add_colleague(person_id, " Kofi Ménsah ", "", after)
    assert (done.name, done.sessions, done.refused) == ("Kofi Ménsah", 2, 0)
    kofi = db.session.query(Person).filter_by(name="Kofi Ménsah").one()
    rows = db.session.query(Registration).filter_by(person_id=kofi.id).all()
    assert {(row.organization, row.language, row.zone, row.source) for row in rows} == {
        ("Ministry", "fr", "Africa/Lome", "desk")
    }
    assert bearer_of_code(done.code, KEYS) in {f"registration:{row.id}" for row in rows}
    (box,) = db.session.query(Mailbox).join(PersonMailbox).filter_by(person_id=kofi.id)
    assert box.address == "afi@example.org"
    again = add_colleague(person_id, "KOFI ménsah", "afi@example.org", after)
    assert (again.public_id, again.code) == (done.public_id, done.code)
    assert db.session.query(Person).count() == 2
    assert {one.after["beside"] for one in audits("person.colleague")} == {f"person:{person_id}"}


@pytest.mark.parametrize("number", [0, 1])
def test_colleague_gets_the_times_that_the_caller_has(world: World, number: int) -> None:
    _topic, slots = make_topic()
    done = register_somebody(slots[number])
    add_colleague(done.person_id, "Kofi", "kofi@example.org", DESK)
    assert {row.slot_id for row in db.session.query(Place)} == {slots[number]}


@pytest.mark.parametrize(
    ("name", "address", "error", "field"),
    [
        ("", "", Missing, "name"),
        ("Kofi", "nobody", Refused, "email"),
        ("afi  MENSAH", "", SameName, "name"),
        ("Kofi\nBcc: x@example.org", "", Refused, "name"),
    ],
)
def test_colleague_is_refused_with_the_field(
    world: World, name: str, address: str, error: Any, field: str
) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot, **AFI)
    with pytest.raises(error) as refused:
        add_colleague(done.person_id, name, address, DESK)
    assert refused.value.field == field
    db.session.rollback()
    assert db.session.query(Person).count() == 1


def test_session_that_takes_nobody_any_more_is_said(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot)
    db.session.query(Session).update({"register_until": NOW})
    db.session.commit()
    with pytest.raises(SessionNotOpen):
        add_colleague(done.person_id, "Kofi", "", DESK)


def test_colleagues_added_at_once_are_one(app: Flask) -> None:
    with app.app_context():
        slots = season()
        person_id = register_for_all(slots)[0].person_id
    answers = together(app, [lambda: add_colleague(person_id, "Kofi", "", DESK)] * 6, 6)
    assert len({(one.public_id, one.code) for one in answers}) == 1


def test_again_goes_to_a_mailbox_that_failed_and_keeps_no_address_unasked(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot, **AFI)
    world.tick(NOW)
    db.session.query(Mailbox).update({"failed_at": NOW, "failed_reason": "550 full"})
    db.session.commit()
    how = {"now": LATER, "actor": "user:1", "host": "meetings.example.org"}
    send_again(done.id, "afi@example.org", "fr", **how)  # type: ignore[arg-type]
    (mail,) = world.tick(LATER)
    assert mail["To"].addresses[0].addr_spec == "afi@example.org"
    send_again(done.id, "hotel@example.org", "en", **how)  # type: ignore[arg-type]
    (mail,) = world.tick(LATER)
    assert (mail["To"].addresses[0].addr_spec, mail["Content-Language"]) == ("hotel@example.org", "en")
    assert db.session.query(PersonMailbox).count() == 1
    send_again(done.id, "hotel@example.org", "en", **how, keep=True)  # type: ignore[arg-type]
    assert db.session.query(PersonMailbox).count() == 2
