"""Weekly mails: one to each person and programme, at their own hour, with what is still true; on both stores."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask

from meetings.extensions import db
from meetings.jobs import tick_notices
from meetings.models import Message, Notice, Programme, Session
from meetings.services.digests import notice_digests
from meetings.services.people import PersonGiven
from meetings.services.registrations import RegistrationRequest, cancel, register
from meetings.services.slots import cancel as cancel_slot
from tests.factories import KEYS, NOW, make_programme, make_session, make_slot, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, parts, revision, world
from tests.services.test_races import together

__all__ = ["world"]
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)  # 08:00 in Nairobi
ADA = {"name": "Ada Example", "email": "ada@example.org"}


def season(slug: str = "season", **values: object) -> Programme:
    """Store a season that sends weekly mails and no reminders."""
    return make_programme(slug, **({"digest": "mon@08:00", "reminders": []} | values))


def topics(programme: Programme, *days: float) -> list[str]:
    """Store a session that begins so many days after the Monday, for each; give their slots."""
    return [
        make_slot(make_session(programme, f"topic-{number}"), MONDAY + day * DAY).id
        for number, day in enumerate(days)
    ]


def register_all(slots: list[str], **person: str) -> None:
    for number, slot in enumerate(slots):
        register_somebody(slot, session=f"topic-{number}", **person)


def test_coming_week_is_one_mail_at_the_hour_of_the_person(world: World) -> None:
    register_all(topics(season(), 0.25, 2, 6.9, 7, 7.1, 9), **ADA)
    world.tick(NOW)
    assert world.tick(MONDAY - MINUTE) == []
    (mail,) = world.tick(MONDAY)
    assert mail["Subject"] == "Your coming week, from Mon 30 November, 14:00 Nairobi"
    text, html, calendar = parts(mail)
    for words in (text, html):
        order = [words.index(f"Session topic-{number}") for number in range(4)]
        assert order == sorted(order)
        assert "Session topic-4" not in words  # that is the week after
        assert words.count("/en/join/") >= 4
    assert calendar == ""
    assert "No more weekly mails" in text
    assert world.tick(MONDAY + HOUR) == []
    (mail,) = world.tick(MONDAY + 7 * DAY)
    assert "Session topic-4" in parts(mail)[0]
    assert "Session topic-5" in parts(mail)[0]


def test_each_zone_has_its_own_moment(world: World) -> None:
    (slot,) = topics(season(), 2)
    for name, zone in (("Ada", "Africa/Nairobi"), ("Bea", "Pacific/Apia"), ("Cai", "Pacific/Honolulu")):
        register_somebody(slot, session="topic-0", name=name, zone=zone)
    register_somebody(slot, session="topic-0", name="Dee", zone="")  # the season's zone
    world.tick(NOW)
    for name, hours in (("Bea", -10), ("Ada", 0), ("Dee", 2), ("Cai", 13)):
        assert world.tick(MONDAY + hours * HOUR - MINUTE) == []
        assert [str(mail["To"]).split()[0] for mail in world.tick(MONDAY + hours * HOUR)] == [name]
    weeks = Counter(row.occasion for row in db.session.query(Notice).filter_by(kind="digest"))
    assert weeks == {"2026-W49": 4}


def test_one_person_in_two_zones_gets_one_mail(world: World) -> None:
    slots = topics(season(), 1, 2)
    register_somebody(slots[0], session="topic-0", **ADA, zone="Africa/Nairobi")
    register_somebody(slots[1], session="topic-1", **ADA, zone="America/Lima")
    world.tick(NOW)
    (mail,) = world.tick(MONDAY)
    assert "Session topic-1" in parts(mail)[0]
    assert world.tick(MONDAY + DAY - HOUR) == []


def test_weekly_mails_of_two_programmes_are_two_and_never_merge_with_reminders(world: World) -> None:
    (first,) = topics(season(), 1)
    other = season("other", title={"en": "Other"})
    second = make_slot(make_session(other, "second"), MONDAY + DAY).id
    register_somebody(first, session="topic-0", **ADA)
    ada = PersonGiven(**ADA, language="en", zone="Africa/Nairobi")
    register(RegistrationRequest("other", "second", ada, (second,)), NOW, KEYS)
    db.session.query(Session).filter_by(slug="topic-0").one().reminders = ["24h"]
    db.session.commit()
    world.tick(NOW)
    subjects = sorted(str(mail["Subject"]).partition(",")[0] for mail in world.tick(MONDAY))
    assert subjects == ["Reminder: Tue 1 December", "Your coming week", "Your coming week"]
    assert db.session.query(Message).count() == 5


def test_registered_after_the_moment_is_told_nothing_more(world: World) -> None:
    slots = topics(season(), 1, 2)
    register_somebody(slots[0], session="topic-0", **ADA)
    world.tick(NOW)
    register_somebody(slots[0], session="topic-0", name="Bea", now=MONDAY - 2 * MINUTE)
    world.tick(MONDAY - 2 * MINUTE)
    assert len(world.tick(MONDAY)) == 2
    register_somebody(slots[0], session="topic-0", name="Cai", now=MONDAY + MINUTE)
    register_somebody(slots[1], session="topic-1", **ADA, now=MONDAY + MINUTE)
    assert len(world.tick(MONDAY + MINUTE)) == 2  # the confirmations
    assert world.tick(MONDAY + HOUR) == []


def test_only_confirmed_places_as_their_people_heard_of_them(world: World) -> None:
    programme = season()
    slots = topics(programme, 1, 2, 3, 4)
    full = make_slot(make_session(programme, "full"), MONDAY + 2 * DAY, capacity=1).id
    register_somebody(full, session="full", now=NOW)
    register_somebody(full, session="full", **ADA)
    for number in range(4):
        done = register_somebody(slots[number], session=f"topic-{number}", **ADA)
    world.tick(NOW)
    cancel(done.id, NOW + MINUTE, "person")
    world.tick(NOW + MINUTE)
    tick_notices(world.app, MONDAY - 30 * MINUTE)  # made ahead
    cancel_slot(slots[2], revision(slots[2]), MONDAY - 5 * MINUTE, "organizer")
    move_slot(slots[1], 3, MONDAY - 5 * MINUTE)
    mails = {str(mail["To"]).split()[0]: mail for mail in world.tick(MONDAY)}
    text = parts(mails["Ada"])[0]
    assert "Session topic-0" in text
    assert all(word not in text for word in ("topic-1", "topic-2", "topic-3", "Session full"))
    later = [str(mail["Subject"]).partition(":")[0] for mail in world.tick(MONDAY + 5 * MINUTE)]
    assert sorted(later) == ["Cancelled", "New time"]
    assert world.tick(MONDAY + HOUR) == []  # told by then, but the week's mail is gone


def test_moved_to_the_next_week_is_told_again_there(world: World) -> None:
    (slot,) = topics(season(), 2)
    register_somebody(slot, session="topic-0", **ADA)
    world.tick(NOW)
    assert len(world.tick(MONDAY)) == 1
    move_slot(slot, 7 * 24, MONDAY + HOUR)
    assert len(world.tick(MONDAY + 2 * HOUR)) == 1  # the change
    assert len(world.tick(MONDAY + 7 * DAY)) == 1


def test_one_press_stops_them_and_no_others(world: World) -> None:
    register_all(topics(season(), 1, 8), **ADA)
    world.tick(NOW)
    (mail,) = world.tick(MONDAY)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(mail["List-Unsubscribe"].strip("<>")).path
    client = world.app.test_client()
    page = client.get(path).text
    assert "Weekly mails" in page
    assert "Mails after sessions" not in page
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "You get no more weekly mails." in client.get(path).text
    assert world.tick(MONDAY + 7 * DAY) == []
    db.session.query(Programme).one().reminders = ["1h"]
    db.session.commit()
    assert len(world.tick(MONDAY + 8 * DAY - HOUR)) == 1  # reminders still come


def test_worker_that_rested_sends_it_late_but_not_after_a_day(world: World) -> None:
    register_all(topics(season(), 1, 5, 9), **ADA)
    world.tick(NOW)
    (mail,) = world.tick(MONDAY + DAY + MINUTE - HOUR)
    assert "Session topic-0" in parts(mail)[0]
    assert world.tick(MONDAY + 8 * DAY + MINUTE) == []


def test_set_in_the_middle_of_a_week_it_begins_with_the_next(world: World) -> None:
    register_all(topics(season(digest=None), 4, 8), **ADA)
    world.tick(NOW)
    assert world.tick(MONDAY) == []
    db.session.query(Programme).one().digest = "mon@08:00"
    db.session.commit()
    assert world.tick(MONDAY + 2 * DAY) == []
    assert len(world.tick(MONDAY + 7 * DAY)) == 1


def test_many_people_and_sessions_are_one_mail_each(app: Flask) -> None:
    """More notices than one batch plans at once, by several workers at once."""
    people, sessions = 30, 8
    with app.app_context():
        slots = topics(season(), *(1 + number / 2 for number in range(sessions)))
        for number in range(people):
            register_all(slots, name=f"Person {number}", email=f"p{number}@example.org")
        world = World(app)
        world.tick(NOW)
        before = db.session.query(Message).count()
    together(app, [lambda: notice_digests(MONDAY)] * 4, 4)
    together(app, [lambda: tick_notices(app, MONDAY)] * 4, 4)
    with app.app_context():
        assert db.session.query(Notice).filter_by(kind="digest").count() == people * sessions
        assert db.session.query(Message).count() == before + people
        assert len(world.tick(MONDAY)) == people
