"""A programme at a glance: numbers as the report counts them, as far as somebody may see them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db
from meetings.models import (
    Attendance,
    LiveHour,
    Message,
    Notice,
    Panelist,
    Party,
    PartyStatus,
    Registration,
    Session,
    Slot,
    Stream,
)
from meetings.models.kept import Release
from meetings.queries.glance import growth_of, near_slots, parties_seen
from meetings.queries.glance_queues import MailHealth, Queue, mail_health, queue_numbers, queue_rows
from meetings.queries.ledger import Asked, sent_in
from meetings.queries.reports import report
from meetings.services.joining import enter
from meetings.services.registrations import register
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    register_somebody,
    request_for,
    somebody,
)

pytestmark = pytest.mark.usefixtures("database")
SCIENCE = Reach(streams=frozenset([("season", "science")]))
POLICY = Reach(streams=frozenset([("season", "policy")]))
NOWHERE = Reach(programmes=frozenset(["another"]))
DAY = timedelta(days=1)


@pytest.fixture
def session() -> Session:
    """Store a season with two streams, of which one has a session."""
    programme = make_programme(starts_on=date(2026, 11, 17), ends_on=date(2026, 12, 17))
    programme.streams.append(
        Stream(slug="policy", title={"en": "Policy"}, palette=2, position=1, updated_at=NOW)
    )
    db.session.commit()
    return make_session(programme)


def come(name: str, slot_id: str, at: datetime, **person: str) -> str:
    """Register somebody and let them enter."""
    done = register(request_for(somebody(name, **person), slot_id), at - DAY, KEYS)
    enter(f"registration:{done.id}", slot_id, at)
    return done.id


def test_times_of_a_week_stand_with_who_registered_and_came(session: Session) -> None:
    early = make_slot(session, NOW - timedelta(days=7, minutes=1))
    held = make_slot(session, NOW - 2 * DAY)
    coming = make_slot(session, NOW + 6 * DAY, capacity=1)
    make_slot(session, NOW + 8 * DAY)
    come("Aiko", held.id, held.starts_at)
    come("Kofi", held.id, held.starts_at)
    register(request_for(somebody("Wei"), held.id), NOW - 3 * DAY, KEYS)
    for _number in range(2):
        register_somebody(coming.id)
    found = near_slots("season", EVERYWHERE, NOW)
    assert early.id not in {one.slot.id for one in found}
    assert [(one.slot.id, one.registered, one.slot.waiting, one.came) for one in found] == [
        (held.id, 3, 0, 2),
        (coming.id, 2, 1, None),
    ]
    assert near_slots("season", SCIENCE, NOW) == found
    assert near_slots("season", POLICY, NOW) == near_slots("season", NOWHERE, NOW) == []


def test_registrations_grow_from_the_first_day_beside_the_season_before(session: Session) -> None:
    slot = make_slot(session, NOW + 5 * DAY)
    before = make_programme("before", starts_on=date(2025, 11, 18), ends_on=date(2025, 12, 18))
    then = make_slot(make_session(before, "then"), NOW + 3 * DAY).id
    for days in (9, 9, 1):
        register_somebody(slot.id, now=NOW - days * DAY)
    request = request_for(somebody(), then, session="then")
    object.__setattr__(request, "programme", "before")
    register(request, datetime.fromisoformat("2025-11-20T09:00:00+00:00"), KEYS)
    this, last = growth_of("season", EVERYWHERE, NOW)
    assert this is not None
    assert last is not None
    assert (this.days[0], this.days[-1], this.first_day) == ((-2, 2), (7, 3), date(2026, 11, 17))
    assert (last.slug, last.days) == ("before", ((2, 1),))
    this, last = growth_of("season", SCIENCE, NOW)
    assert this is not None
    assert (this.days[-1].total, last and last.days) == (3, ())
    this, _last = growth_of("season", POLICY, NOW)
    assert this is not None
    assert this.days == ()
    assert growth_of("nothing", EVERYWHERE, NOW) == (None, None)


def party(code: str, group: str | None, since: date | None = date(2017, 8, 16)) -> None:
    db.session.add(Party(code=code, kind="state", names={"en": code}, regional_group=group, updated_at=NOW))
    db.session.flush()
    if since:
        db.session.add(
            PartyStatus(party_code=code, treaty="minamata", status="party", starts_on=since, source="a list")
        )
    db.session.commit()


def test_parties_are_seen_by_their_governments(session: Session) -> None:
    held, coming = make_slot(session, NOW - 2 * DAY), make_slot(session, NOW + 2 * DAY)
    for code, group in (("KE", "africa"), ("GH", "africa"), ("JP", "asia-pacific"), ("FR", "weog")):
        party(code, group)
    party("US", "weog", None)
    party("TO", "asia-pacific", NOW.date() + DAY)
    come("Aiko", held.id, held.starts_at, country="JP", category="government")
    come("Kofi", held.id, held.starts_at, country="GH", category="ngo")
    register(request_for(somebody("Léa", country="FR", category="government"), coming.id), NOW - DAY, KEYS)
    brief = come("Wanjiru", held.id, held.starts_at, country="KE", category="government")
    db.session.add(
        Attendance(
            slot_id=held.id,
            source="zoom",
            connection="r|1",
            joined_at=held.starts_at,
            left_at=held.starts_at + timedelta(seconds=30),
            person_id=db.session.query(Attendance.person_id).filter_by(registration_id=brief).scalar(),
            country="KE",
            category="government",
        )
    )
    db.session.commit()

    def told(where: Reach) -> list[tuple[str, bool, bool]]:
        return [
            (one.seen.code, one.seen.registered, one.seen.came) for one in parties_seen("season", where, NOW)
        ]

    expected = [("GH", False, False), ("KE", True, False), ("JP", True, True), ("FR", True, False)]
    assert told(EVERYWHERE) == told(SCIENCE) == expected
    assert [one[1:] for one in told(POLICY)] == [(False, False)] * 4


def test_parties_came_as_the_report_counts_them_when_it_began_late_and_some_are_on_the_panel(
    session: Session,
) -> None:
    slot = make_slot(session, NOW - timedelta(minutes=65), minutes=60)
    db.session.add(LiveHour(slot_id=slot.id, delay_minutes=20, changed_at=NOW))
    for code in ("KE", "GH", "JP", "FR"):
        party(code, None)
    # Kofi speaks, Léa declined; Aiko came after the scheduled end and before the real one.
    speaker = come("Kofi", slot.id, slot.starts_at, country="GH", category="government")
    declined = come("Léa", slot.id, slot.starts_at, country="FR", category="government")
    for registration_id, state in ((speaker, "confirmed"), (declined, "declined")):
        person_id = db.session.get_one(Registration, registration_id).person_id
        db.session.add(
            Panelist(session_id=session.id, person_id=person_id, role="speaker", state=state, updated_at=NOW)
        )
    db.session.commit()
    come("Aiko", slot.id, slot.starts_at + timedelta(minutes=61), country="JP", category="government")
    for at, came in ((NOW, set()), (NOW + timedelta(minutes=15), {"FR", "JP"})):
        seen = {one.seen.code for one in parties_seen("season", EVERYWHERE, at) if one.seen.came}
        told = report("season", at)
        assert told is not None
        assert (seen, told.counts["parties"].value or 0) == (came, len(came))


def test_what_waits_is_counted_with_its_rows(session: Session) -> None:
    slot = make_slot(session, NOW + 2 * DAY, capacity=1)
    for name in ("First", "Second", "Third"):
        register_somebody(slot.id, name=name)
    person = db.session.query(Attendance).count()
    assert person == 0
    third = queue_rows(Queue.WAITING, "season", EVERYWHERE, NOW, page=1)[1]
    assert (third.name, third.position, third.slot_id) == ("Third", 2, slot.id)
    db.session.add(Release(slot_id=slot.id, person_id=1, asked_at=NOW - DAY, updated_at=NOW))
    db.session.commit()
    numbers = queue_numbers("season", EVERYWHERE, NOW)
    assert numbers == {Queue.WAITING: 2, Queue.OFFERED: 0, Queue.PENDING: 0, Queue.RELEASES: 1}
    for queue, number in numbers.items():
        assert len(queue_rows(queue, "season", SCIENCE, NOW, page=1)) == number
        assert queue_rows(queue, "season", POLICY, NOW, page=1) == []
    assert queue_rows(Queue.RELEASES, "season", EVERYWHERE, NOW, page=1)[0].since == NOW - DAY
    assert set(queue_numbers("season", POLICY, NOW).values()) == {0}
    assert queue_numbers("season", EVERYWHERE, NOW + 3 * DAY)[Queue.WAITING] == 0


def test_mails_that_did_not_arrive_are_counted_with_their_rows(session: Session) -> None:
    slot = make_slot(session, NOW + 2 * DAY)
    states = {"due": -10, "retry": 10, "given_up": -90, "sent": -90}
    for state, minutes in states.items():
        done = register_somebody(slot.id)
        add_mail(done.id, done.person_id, state, NOW + timedelta(minutes=minutes))
    health = mail_health("season", EVERYWHERE, NOW)
    assert health == MailHealth(late=1, retry=1, given_up=1, returned=0)
    for state in ("late", "retry", "given_up", "returned"):
        found = sent_in("season", EVERYWHERE, Asked(state=state, now=NOW), 1)
        assert found.number == getattr(health, state)
    assert mail_health("season", POLICY, NOW) == MailHealth(0, 0, 0, 0)


def add_mail(registration_id: str, person_id: int, state: str, due_at: datetime) -> None:
    notice = db.session.query(Notice).filter_by(registration_id=registration_id).first()
    from meetings.models import PersonMailbox

    mailbox = db.session.query(PersonMailbox).filter_by(person_id=person_id).one()
    assert notice is not None
    notice.message = Message(
        person_id=person_id,
        mailbox_id=mailbox.mailbox_id,
        language="en",
        due_at=due_at,
        not_after=NOW + DAY,
        state=state,
        created_at=NOW - DAY,
        told=[],
        message_id=f"<{registration_id}@example.org>",
    )
    db.session.commit()


def test_many_ask_no_more_than_few(session: Session, count_queries: Callable[[], Any]) -> None:
    numbers = []
    for _time in range(2):
        for _slot in range(3):
            register_somebody(make_slot(session, NOW + 2 * DAY).id)
        db.session.rollback()
        with count_queries() as seen:
            near_slots("season", EVERYWHERE, NOW)
            growth_of("season", EVERYWHERE, NOW)
            parties_seen("season", EVERYWHERE, NOW)
            queue_numbers("season", EVERYWHERE, NOW)
            mail_health("season", EVERYWHERE, NOW)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
    assert db.session.query(Slot).count() == 6
