"""Delegates are told their link once they are accredited, in their language, and asked to test; never twice."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from meetings.domain.cop.tracks import Mover, Track
from meetings.domain.errors import LinkDead
from meetings.extensions import db, transaction
from meetings.models import (
    ConnectionTime,
    Mailbox,
    Nomination,
    Participation,
    Person,
    PersonMailbox,
    Programme,
    Segment,
)
from meetings.queries.links import bearer_of, bearer_of_code
from meetings.services.cop.connection_tests import NewTimes, book, offer_times
from meetings.services.cop.delegate_notices import remind_to_test
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.cop.tracks import By, move_within
from meetings.services.people import PersonGiven, check_person, find_or_add_person
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW
from tests.mail.test_outbox import MINUTE, World, parts

SOON = NOW + 3 * MINUTE
DAY = timedelta(days=1)
OFFICER = By(Mover.OFFICER, "user:1")
JOIN = re.compile(r"https://meetings\.example\.org/(\w\w)/join/([a-z0-9-]+)")
ME = re.compile(r"https://meetings\.example\.org/(\w\w)/me/([a-z0-9-]+)")
CODE = re.compile(r"\b[a-z]{4}(?:-[a-z]{4}){2,}\b")


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def nominee(name: str = "Wanjiru Invented", language: str = "en", **changes: str) -> Nomination:
    """Store somebody whose letter was checked, in both segments, at a mailbox of their own."""
    programme = db.session.scalar(select(Programme)) or make_conference()
    delegation = make_delegation(programme, make_state())
    one = make_nominee(delegation, *segments_of(programme), name=name, state="letter_checked", **changes)
    given = PersonGiven(name=name, email=f"{one.id}@example.org", language=language)
    with transaction():
        person_id, _added = find_or_add_person(check_person(given), NOW, origin="delegation")
        db.session.execute(update(Nomination).where(Nomination.id == one.id).values(person_id=person_id))
    return db.session.get_one(Nomination, one.id)


def move(one: Nomination, to: str, now: datetime = NOW, *, segments: int = 2) -> None:
    parts_of = [part.id for part in one.participations][:segments]
    with transaction():
        for part in parts_of:
            move_within(Track.PARTICIPATION, db.session.get_one(Participation, part), to, OFFICER, now)


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Your link for the meetings: Conference of the Parties"), ("ar", None)]
)
def test_link_is_mailed_once_in_the_persons_language(
    world: World, language: str, subject: str | None
) -> None:
    one = nominee(language=language)
    move(one, "accredited")
    assert world.tick(NOW) == []
    (mail,) = world.tick(SOON)
    assert mail["Content-Language"] == language
    assert mail["To"].addresses[0].addr_spec == f"{one.id}@example.org"
    if subject:
        assert mail["Subject"] == subject
    text, html, _calendar = parts(mail)
    for words in (text, html):
        join, me = JOIN.search(words), ME.search(words)
        assert join
        assert me
        assert (join[1], me[1]) == (language, language)
        assert bearer_of(join[2], "join", KEYS) == bearer_of(me[2], "me", KEYS) == delegate_bearer(one.id)
        code = CODE.findall(words.replace(join[2], "").replace(me[2], ""))[0]
        assert bearer_of_code(code, KEYS) == delegate_bearer(one.id)
        assert "platform.example.org" not in words
        assert "First segment" in words
    move(one, "badge_issued")
    assert world.tick(SOON + DAY) == []


def test_link_is_mailed_at_once_by_a_worker_that_looks_late(world: World) -> None:
    move(nominee(), "accredited")
    assert len(world.tick(SOON)) == 1


def test_both_segments_are_told_in_one_mail(world: World) -> None:
    one = nominee()
    move(one, "accredited", segments=1)
    assert world.tick(NOW) == []
    with transaction():
        late = db.session.get_one(Participation, one.participations[1].id)
        move_within(Track.PARTICIPATION, late, "accredited", OFFICER, NOW)
    world.tick(NOW + MINUTE)
    (mail,) = world.tick(SOON)
    text = parts(mail)[0]
    assert "First segment" in text
    assert "Resumed segment · 15–19 March 2027 · Bali" in text or "Resumed segment" in text
    assert world.tick(SOON + DAY) == []


def test_whoever_is_no_longer_accredited_when_it_leaves_gets_no_link(world: World) -> None:
    one = nominee()
    move(one, "accredited")
    world.tick(NOW)
    move(one, "withdrawn")
    assert world.tick(SOON) == []


def test_accredited_again_is_told_again(world: World) -> None:
    one = nominee()
    move(one, "accredited")
    assert len(world.tick(SOON) + world.tick(SOON + 3 * MINUTE)) == 1
    for to in ("withdrawn", "nominated", "letter_checked", "accredited"):
        move(one, to, NOW + DAY)
    assert len(world.tick(NOW + DAY) + world.tick(NOW + DAY + 3 * MINUTE)) == 1


def test_nothing_is_told_of_what_is_not_published_or_over_or_to_nobody(world: World) -> None:
    one = nominee()
    move(one, "accredited")
    db.session.execute(update(Programme).values(published=False))
    db.session.commit()
    assert world.tick(SOON) + world.tick(SOON + 3 * MINUTE) == []
    db.session.execute(update(Programme).values(published=True))
    db.session.execute(update(Segment).values(ends_on=(NOW - 2 * DAY).date()))
    db.session.commit()
    assert world.tick(SOON + 6 * MINUTE) + world.tick(SOON + 9 * MINUTE) == []
    db.session.execute(update(Segment).values(ends_on=(NOW + 2 * DAY).date()))
    db.session.execute(update(Person).values(erased_at=NOW))
    db.session.commit()
    assert world.tick(SOON + 12 * MINUTE) + world.tick(SOON + 15 * MINUTE) == []


def test_another_address_gets_another_link_and_the_old_one_is_dead(world: World) -> None:
    one = nominee()
    move(one, "accredited")
    world.tick(NOW)
    (first,) = world.tick(SOON)
    old = JOIN.search(parts(first)[0])
    assert old
    with transaction():
        mailbox = Mailbox(address="new@example.org", address_key="new@example.org", created_at=NOW)
        db.session.add(mailbox)
        db.session.flush()
        mine = PersonMailbox.person_id == one.person_id
        db.session.execute(update(PersonMailbox).where(mine).values(mailbox_id=mailbox.id))
    later = SOON + DAY
    (mail,) = world.tick(later) + world.tick(later + 3 * MINUTE)
    assert mail["To"].addresses[0].addr_spec == "new@example.org"
    new = JOIN.search(parts(mail)[0])
    assert new
    assert bearer_of(new[2], "join", KEYS) == delegate_bearer(one.id)
    with pytest.raises(LinkDead):
        bearer_of(old[2], "join", KEYS)
    assert world.tick(later + DAY) == []


def test_who_has_not_tested_is_reminded_in_one_act_once_a_day(world: World) -> None:
    one, other, booked = nominee("Wanjiru Invented"), None, None
    programme = db.session.scalars(select(Programme)).one()
    delegation = make_delegation(programme, make_state("CN", "China"))
    for name in ("Other Invented", "Booked Invented"):
        row = make_nominee(delegation, segments_of(programme)[0], name=name, state="letter_checked")
        given = PersonGiven(name=name, email=f"{row.id}@example.org")
        with transaction():
            person_id, _added = find_or_add_person(check_person(given), NOW)
            db.session.execute(update(Nomination).where(Nomination.id == row.id).values(person_id=person_id))
        other, booked = booked, db.session.get_one(Nomination, row.id)
    assert other
    assert booked
    for each in (one, other, booked):
        move(each, "accredited")
    world.tick(SOON)
    world.tick(SOON + 3 * MINUTE)
    offer_times("cop", "1", NewTimes(datetime(2026, 12, 1, 10, 0), "15", "5"), NOW, "user:1")
    time = db.session.scalars(select(ConnectionTime.id)).one()
    book(delegate_bearer(booked.id), time, NOW)
    assert remind_to_test("cop", "1", NOW + DAY, "user:1") == 2
    assert remind_to_test("cop", "1", NOW + DAY, "user:1") == 0
    book(delegate_bearer(other.id), time, NOW + DAY)
    mails = world.tick(NOW + DAY)
    assert [one["Subject"] for one in mails] == ["Please test your connection: Conference of the Parties"]
    text = parts(mails[0])[0]
    assert ME.search(text)
    assert not JOIN.search(text)
