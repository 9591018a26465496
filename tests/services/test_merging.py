"""Two who are one person, on both stores: put together, taken apart again, at once, and with the same session."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.errors import MergedAway, NotAChoice, NotFound, Refused
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Audit,
    Base,
    Merge,
    Message,
    OptOut,
    Panelist,
    Person,
    PersonMailbox,
    Place,
    Registration,
    Seats,
    Session,
)
from meetings.queries.links import bearer_of, bearer_of_code, token_of
from meetings.queries.reports import report
from meetings.services import optouts
from meetings.services.erasing import erase
from meetings.services.links import rights_of
from meetings.services.merging import keep_apart, merge, unmerge
from meetings.services.registrations import Registered, cancel, register, switch
from meetings.services.slots import edit
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
from tests.mail.test_outbox import MINUTE, World, world
from tests.services.test_races import check_line, together

__all__ = ["world"]
LATER = NOW + MINUTE
JOURNALS = {"audit", "leases", "merges", "registration_events"}
# What rises whenever a registration ends or comes back, and whenever "full" comes or goes.
COUNTERS = {"registrations": {"sequence", "revision", "updated_at"}, "programmes": {"changes"}}


def dump(*, but: dict[str, set[str]] | None = None) -> dict[str, list[Any]]:
    """Give every row of every table, but for the journals and some columns."""
    db.session.rollback()
    return {
        name: sorted(
            repr(row)
            for row in db.session.execute(
                select(*(one for one in table.columns if one.name not in (but or {}).get(name, ())))
            )
        )
        for name, table in Base.metadata.tables.items()
        if name not in JOURNALS
    }


def pair(*slots: str, **changes: str) -> tuple[Registered, Registered]:
    """Register one person under two spellings at two addresses, for two slots."""
    first = register_somebody(slots[0], name="Afi Mensah", email="afi@example.org", **changes)
    second = register_somebody(slots[-1], name="Afi Mensa", email="shared@example.org", **changes)
    return first, second


def two_topics() -> list[str]:
    """Store a season with two sessions and one that has a panel; gives a slot of each of the two."""
    programme = make_programme()
    make_session(programme, "panel")
    return [make_slot(make_session(programme, slug)).id for slug in ("topic", "other")]


def everything_of(done: Registered, slot_id: str) -> None:
    """Give a person one of everything that names people."""
    session_id = db.session.scalars(select(Session.id).where(Session.slug == "panel")).one()
    db.session.add_all(
        [
            OptOut(person_id=done.person_id, scope="digest", at=NOW),
            OptOut(person_id=done.person_id, scope=f"of {done.person_id}", at=NOW),
            Attendance(slot_id=slot_id, person_id=done.person_id, joined_at=NOW, source="door"),
            Panelist(session_id=session_id, person_id=done.person_id, state="confirmed", updated_at=NOW),
        ]
    )
    db.session.commit()


def test_all_of_one_becomes_the_others_and_goes_back(world: World) -> None:
    slots = two_topics()
    kept = register_somebody(slots[0], name="Afi Mensah", email="afi@example.org")
    gone = register_somebody(slots[1], session="other", name="Afi Mensa", email="shared@example.org")
    rights_of(gone.person_id, gone.id, NOW, KEYS)
    world.tick(NOW)
    for done, slot in ((kept, slots[0]), (gone, slots[1])):
        everything_of(done, slot)
    before = dump()
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    for table in (Registration, Attendance, PersonMailbox, Message, Panelist):
        assert {row.person_id for row in db.session.query(table)} == {kept.person_id}, table
    wishes = {row.scope for row in db.session.query(OptOut).filter_by(person_id=kept.person_id)}
    assert wishes == {"digest", f"of {kept.person_id}", f"of {gone.person_id}"}
    assert db.session.query(Panelist).count() == 1
    assert db.session.get_one(Person, gone.person_id).merged_into_id == kept.person_id
    assert unmerge(number, LATER + MINUTE, "user:2") == 0
    assert dump() == before
    acts = [(one.act, one.actor, one.subject) for one in db.session.query(Audit).order_by(Audit.id)]
    subject = f"person:{kept.person_id}"
    assert acts[-2:] == [("person.merge", "user:1", subject), ("person.unmerge", "user:2", subject)]


def test_figures_count_a_merged_person_once(world: World) -> None:
    slots = two_topics()
    kept = register_somebody(slots[0], name="Afi Mensah")
    gone = register_somebody(slots[1], session="other", name="Afi Mensa")
    for done, slot in ((kept, slots[0]), (gone, slots[1])):
        everything_of(done, slot)

    def counted() -> list[Any]:
        db.session.rollback()
        found = report("season", NOW + timedelta(days=30))
        assert found is not None
        return [found.counts[name].value for name in ("participants", "attendances", "panelists")]

    assert counted() == [2, 2, 2]
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    assert counted() == [1, 2, 1]
    unmerge(number, LATER, "user:1")
    assert counted() == [2, 2, 2]


@pytest.mark.parametrize("has_better", ["kept", "gone"])
def test_of_two_for_one_session_the_better_place_stays(world: World, has_better: str) -> None:
    _topic, (slot, _second) = make_topic(capacity=1)
    better, worse = pair(slot)
    next_one = register_somebody(slot, name="Next")
    world.tick(NOW)
    before = dump(but=COUNTERS)
    people = [better.person_id, worse.person_id]
    kept, gone = people if has_better == "kept" else reversed(people)
    number = merge(kept, gone, LATER, "user:1")
    states = {row.id: (row.ended_at, row.person_id) for row in db.session.query(Registration)}
    assert states[better.id] == (None, kept)
    assert states[worse.id] == (LATER, kept)
    assert states[next_one.id][0] is None
    check_line_of(slot, taken=1, waiting=1)
    assert world.tick(LATER) == []
    assert unmerge(number, LATER + MINUTE, "user:1") == 0
    assert dump(but=COUNTERS) == before
    check_line(slot)


def test_seat_that_becomes_free_is_passed_on_and_not_taken_back(world: World) -> None:
    _topic, (first, second) = make_topic(capacity=1)
    kept, gone = pair(first, second)
    waits = register_somebody(second, name="Waits", email="waits@example.org")
    world.tick(NOW)
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    (mail,) = world.tick(LATER)
    assert mail["To"].addresses[0].addr_spec == "waits@example.org"
    assert place_of(waits.id).state == "confirmed"
    assert unmerge(number, LATER + MINUTE, "user:1") == 0
    place = place_of(gone.id)
    assert (place.state, place.position) == ("waiting", 2)
    (mail,) = world.tick(LATER + MINUTE)  # what they hold is another than they were told
    assert mail["To"].addresses[0].addr_spec == "shared@example.org"
    for slot in (first, second):
        check_line(slot)


@pytest.mark.parametrize("is_closed", [False, True])
def test_seats_of_the_room_are_given_back_and_taken_again_apart_from_those_online(
    world: World, is_closed: bool
) -> None:
    session = make_session(make_programme())
    slot = make_slot(session, capacity=5, has_room=True, room_capacity=5).id
    kept = register_somebody(slot, name="Afi Mensah")
    gone = register(replace(request_for(somebody("Afi Mensa"), slot), mode="room"), NOW, KEYS)
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    counts = {one.kind: one.taken for one in db.session.query(Seats)}
    assert counts == {"online": 1, "room": 0}
    if is_closed:
        edit(slot, {"has_room": False}, 1, LATER, "user:1")
    assert unmerge(number, LATER + MINUTE, "user:1") == 0
    counts = {one.kind: (one.taken, one.waiting) for one in db.session.query(Seats)}
    place = place_of(gone.id)
    if is_closed:
        assert ((place.mode, place.state), counts) == (("online", "confirmed"), {"online": (2, 0)})
    else:
        assert ((place.mode, place.state), counts) == (
            ("room", "confirmed"),
            {"online": (1, 0), "room": (1, 0)},
        )


def test_line_of_the_room_is_joined_again_apart_from_the_one_online(world: World) -> None:
    session = make_session(make_programme())
    slot = make_slot(session, capacity=1, has_room=True, room_capacity=0).id
    kept = register_somebody(slot, name="Afi Mensah")
    gone = register(replace(request_for(somebody("Afi Mensa"), slot), mode="room"), NOW, KEYS)
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    assert unmerge(number, LATER + MINUTE, "user:1") == 0
    counts = {one.kind: (one.taken, one.waiting) for one in db.session.query(Seats)}
    assert counts == {"online": (1, 0), "room": (0, 1)}


def test_what_waits_to_be_sent_about_the_ended_one_is_not_sent(world: World) -> None:
    _topic, (first, second) = make_topic()
    kept, gone = pair(first, second)
    number = merge(kept.person_id, gone.person_id, NOW, "user:1")
    mails = world.tick(NOW)
    assert [one["To"].addresses[0].addr_spec for one in mails] == ["afi@example.org"]
    unmerge(number, LATER, "user:1")
    assert [one["To"].addresses[0].addr_spec for one in world.tick(LATER)] == ["shared@example.org"]


def test_links_of_who_is_gone_lead_to_who_was_kept(world: World) -> None:
    slots = two_topics()
    kept = register_somebody(slots[0], name="Afi Mensah")
    gone = register_somebody(slots[1], session="other", name="Afi Mensa")
    rights = rights_of(gone.person_id, gone.id, NOW, KEYS)
    stop = optouts.stop_token(gone.person_id, "digest", NOW, KEYS)
    third = register_somebody(slots[0], name="A. Mensah")
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    merge(third.person_id, kept.person_id, LATER, "user:1")
    assert bearer_of(rights.me_token, "me", KEYS) == f"person:{third.person_id}"
    assert bearer_of(stop, "stop", KEYS) == f"person:{third.person_id}:digest"
    assert bearer_of(rights.join_token, "join", KEYS) == f"registration:{gone.id}"
    assert token_of("join", bearer_of_code(rights.code, KEYS), KEYS) == rights.join_token
    with pytest.raises(MergedAway):
        unmerge(number, LATER, "user:1")
    with pytest.raises(MergedAway):
        merge(kept.person_id, third.person_id, LATER, "user:1")
    db.session.rollback()


def test_erasing_who_was_kept_leaves_no_name_of_who_is_gone(app: Flask, world: World) -> None:
    _topic, slots = make_topic()
    kept, gone = pair(*slots)
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    assert "afi mensa" in str(db.session.get_one(Merge, number).moved)
    log = app.extensions["outside"].erasures
    assert erase(kept.person_id, LATER, "person", keys=KEYS, log=log)
    everything = str(dump()) + str([row.moved for row in db.session.query(Merge)])
    for word in ("afi", "mensa", "mns", "shared@"):
        assert word not in everything.lower()
    assert {row.search_key for row in db.session.query(Person)} == {" "}
    with pytest.raises(NotFound):
        unmerge(number, LATER, "user:1")


def test_who_registers_again_as_they_were_is_who_was_kept(world: World) -> None:
    slots = two_topics()
    kept = register_somebody(slots[0], name="Afi Mensah", email="afi@example.org")
    gone = register_somebody(slots[0], name="Afi Mensa", email="shared@example.org")
    merge(kept.person_id, gone.person_id, LATER, "user:1")
    again = somebody("AFI mensa", email="Shared@example.org")
    assert register(request_for(again, slots[1], session="other"), LATER, KEYS).person_id == kept.person_id


def test_what_changed_since_stays_with_who_was_kept(world: World) -> None:
    slots = two_topics()
    kept = register_somebody(slots[0], name="Afi Mensah")
    gone = register_somebody(slots[1], session="other", name="Afi Mensa")
    number = merge(kept.person_id, gone.person_id, LATER, "user:1")
    cancel(gone.id, LATER + MINUTE, "person")
    assert unmerge(number, LATER + 2 * MINUTE, "user:1") == 1
    assert db.session.get_one(Registration, gone.id).person_id == kept.person_id
    mailboxes = {row.person_id for row in db.session.query(PersonMailbox)}
    assert mailboxes == {kept.person_id, gone.person_id}


def test_ended_one_stays_ended_where_the_better_one_stays_too(world: World) -> None:
    _topic, (first, second) = make_topic(capacity=1)
    register_somebody(first, name="Holder")
    worse = register_somebody(first, name="Afi Mensah")
    better = register_somebody(second, name="Afi Mensa")
    number = merge(worse.person_id, better.person_id, LATER, "user:1")
    switch(better.id, first, LATER, "person")
    assert unmerge(number, LATER + MINUTE, "user:1") == 2
    standing = db.session.query(Registration).filter_by(person_id=worse.person_id, ended_at=None).one()
    assert standing.id == better.id
    check_line(first)
    check_line(second)


def test_what_cannot_be_merged_is_refused(world: World) -> None:
    _topic, slots = make_topic()
    one, other = pair(*slots)
    for kept, gone, error in (
        (one.person_id, one.person_id, NotAChoice),
        (one.person_id, 999_999, NotFound),
        (999_999, one.person_id, NotFound),
    ):
        with pytest.raises(error):
            merge(kept, gone, LATER, "user:1")
    with pytest.raises(NotFound):
        unmerge(999_999, LATER, "user:1")
    with pytest.raises(NotAChoice):
        keep_apart(one.person_id, one.person_id, LATER, "user:1")
    keep_apart(other.person_id, one.person_id, LATER, "user:1")
    keep_apart(one.person_id, other.person_id, LATER, "user:1")
    assert db.session.query(Audit).filter_by(act="person.apart").count() == 1
    assert db.session.query(Merge).count() == 0


def quietly(act: Callable[[], Any]) -> Callable[[], Any]:
    """Do an act; give what it gives, or the error it names."""

    def run() -> Any:
        try:
            return act()
        except Refused as refusal:
            return refusal.code

    return run


def test_merging_pressed_by_many_at_once_is_one(app: Flask) -> None:
    with app.app_context():
        _topic, slots = make_topic(capacity=3)
        one, other = pair(slots[0])
    there = quietly(lambda: merge(one.person_id, other.person_id, LATER, "user:1"))
    back = quietly(lambda: merge(other.person_id, one.person_id, LATER, "user:2"))
    answers = together(app, [there, back] * 6, 12)
    assert sorted(answers.count(one) for one in set(answers)) == [6, 6]
    with app.app_context():
        assert db.session.query(Merge).count() == 1
        number = db.session.query(Merge).one().id
        assert db.session.get_one(Seats, (slots[0], "online")).taken == 1
        db.session.rollback()
    together(app, [lambda: unmerge(number, LATER, "user:1")] * 6, 6)
    with app.app_context():
        assert db.session.get_one(Seats, (slots[0], "online")).taken == 2
        check_line(slots[0])


def test_merging_crosses_cancelling_switching_and_registering(app: Flask) -> None:
    with app.app_context():
        _topic, slots = make_topic(capacity=2)
        pairs = [
            (
                register_somebody(slots[n % 2], name=f"One {n}"),
                register_somebody(slots[n // 2 % 2], name=f"Two {n}"),
            )
            for n in range(6)
        ]
    acts: list[Callable[[], Any]] = []
    for one, other in pairs:
        acts.append(quietly(lambda a=one, b=other: merge(a.person_id, b.person_id, LATER, "user:1")))
        acts.append(quietly(lambda a=one: cancel(a.id, LATER, "person")))
        acts.append(quietly(lambda b=other: switch(b.id, slots[0], LATER, "person")))
    acts += [lambda: register_somebody(slots[1], now=LATER)] * 4
    together(app, acts, 8)
    with app.app_context():
        assert db.session.query(Merge).count() == 6
        for slot in slots:
            states = [row.state for row in db.session.query(Place).filter_by(slot_id=slot)]
            seats = db.session.get_one(Seats, (slot, "online"))
            assert (states.count("confirmed"), states.count("waiting")) == (seats.taken, seats.waiting)
            assert seats.taken == 2 or seats.waiting == 0
        gone = [other.person_id for _one, other in pairs]
        assert db.session.query(Registration).filter(Registration.person_id.in_(gone)).count() == 0


def place_of(registration_id: str) -> Place:
    db.session.rollback()
    return db.session.query(Place).filter_by(registration_id=registration_id).one()


def check_line_of(slot_id: str, *, taken: int, waiting: int) -> None:
    db.session.rollback()
    seats = db.session.get_one(Seats, (slot_id, "online"))
    assert (seats.taken, seats.waiting) == (taken, waiting)
