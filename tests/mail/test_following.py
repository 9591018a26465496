"""One mail for many registrations: made together, made by what somebody follows, ended by leaving; on both stores."""

import re
from datetime import timedelta

import icalendar
from sqlalchemy import func, select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import Attendance, Place, Programme, Registration, Session, Slot, Subscription
from meetings.services.joining import enter
from meetings.services.registrations import cancel
from meetings.services.subscriptions import leave
from tests.factories import NOW, make_programme, make_session, make_slot, somebody
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, parts, world
from tests.services.test_many import make_season, many

__all__ = ["world"]
HOUR = timedelta(hours=1)


def store_stream(world: World, count: int = 4) -> None:
    """Store a stream of sessions, a day apart, without reminders."""
    programme = make_programme(reminders=[])
    for number in range(count):
        make_slot(make_session(programme, f"topic-{number}"), NOW + (2 + number) * DAY)


def registration(slug: str) -> str:
    db.session.rollback()
    return db.session.scalars(
        select(Registration.id).join(Registration.session).where(Session.slug == slug)
    ).one()


def events(calendar: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(calendar).walk("VEVENT"))


def test_stream_from_following_to_leaving(world: World) -> None:
    store_stream(world)
    person = somebody(name="Ada Example", email="ada@example.org", zone="Asia/Kathmandu")
    (one,) = many(person, streams=("science",)).people
    (mail,) = world.tick(NOW)
    assert mail["Subject"] == "You are registered: 4 sessions, from Thu 26 November, 14:45 Kathmandu"
    text, html, calendar = parts(mail)
    for words in (text, html):
        assert re.findall(r"Session topic-\d", words) == [f"Session topic-{number}" for number in range(4)]
        for day in ("Thursday 26", "Friday 27", "Saturday 28", "Sunday 29"):
            assert f"{day} November, 14:45–16:15 Kathmandu, UTC+5:45" in words
            assert f"{day} November, 10:00–11:30 Geneva, UTC+1" in words
        assert set(re.findall(r"/en/join/([a-z0-9-]+)", words)) == {one.token}
        assert one.code in words
        assert "/en/me/" in words
        assert "Sessions that are added later to what you follow are registered for you too" in words
    assert "METHOD:PUBLISH" in calendar
    ids = [event["UID"] for event in events(calendar)]
    assert sorted(ids) == sorted(
        f"registration-{name}-1@meetings.example.org" for name in db.session.scalars(select(Registration.id))
    )
    assert "ATTENDEE" not in calendar
    assert world.tick(NOW + MINUTE) == []
    assert set(db.session.scalars(select(Place.told_version))) == {1}

    programme = db.session.scalars(select(Programme)).one()
    fifth = make_slot(make_session(programme, "topic-4"), NOW + 6 * DAY).id
    programme.changes += 1
    db.session.commit()
    (mail,) = world.tick(NOW + HOUR)
    assert mail["Subject"] == "New in what you follow: Mon 30 November, 14:45 Kathmandu: Session topic-4"
    text, html, calendar = parts(mail)
    assert (one.token in text, one.code in html, len(events(calendar))) == (True, True, 1)
    assert world.tick(NOW + HOUR + MINUTE) == []

    cancel(registration("topic-1"), NOW + 2 * HOUR, "person")
    assert [mail["Subject"] for mail in world.tick(NOW + 2 * HOUR)] == [
        "No longer registered: Session topic-1"
    ]
    move_slot(
        db.session.scalars(select(Slot.id).join(Session).where(Session.slug == "topic-1")).one(),
        2,
        NOW + 3 * HOUR,
    )
    assert world.tick(NOW + 4 * HOUR) == []
    ended = db.session.get_one(Registration, registration("topic-1"))
    assert ended.ended_at == NOW + 2 * HOUR

    enter(f"registration:{registration('topic-0')}", None, NOW + 2 * DAY)
    after = NOW + 2 * DAY + 2 * HOUR
    leave(db.session.scalars(select(Subscription.id)).one(), after, "person")
    (mail,) = world.tick(after)
    assert mail["Subject"] == "No longer registered: 3 sessions, from Sat 28 November, 14:45 Kathmandu"
    text, _html, calendar = parts(mail)
    assert re.findall(r"Session (topic-\d)", text) == ["topic-2", "topic-3", "topic-4"]
    assert "/join/" not in text.replace("/en/join\n", "")
    assert {event["STATUS"] for event in events(calendar)} == {"CANCELLED"}
    assert len(events(calendar)) == 3
    assert db.session.get_one(Registration, registration("topic-0")).ended_at is None
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1
    assert fifth


def test_several_without_following_say_nothing_of_later_ones(world: World) -> None:
    store_stream(world)
    many(somebody(), sessions=("topic-0", "topic-1"))
    (mail,) = world.tick(NOW)
    assert str(mail["Subject"]).startswith("You are registered: 2 sessions, from ")
    assert "what you follow" not in parts(mail)[0]


def test_colleagues_at_one_mailbox_get_a_mail_each(world: World) -> None:
    store_stream(world)
    names = ("Ada Example", "Bo Example", "Cy Example")
    many(*(somebody(name=name, email="ministry@example.org") for name in names), whole=True)
    mails = world.tick(NOW)
    assert {mail["To"].addresses[0].addr_spec for mail in mails} == {"ministry@example.org"}
    assert len(mails) == 3
    assert len({re.findall(r"/en/join/([a-z0-9-]+)", parts(mail)[0])[0] for mail in mails}) == 3


def test_one_session_is_told_as_ever(world: World) -> None:
    store_stream(world)
    many(somebody(), sessions=("topic-0",))
    (mail,) = world.tick(NOW)
    assert mail["Subject"] == "Thu 26 November, 12:00 Nairobi: Session topic-0"
    assert "METHOD:REQUEST" in parts(mail)[2]


def test_those_new_within_the_hour_are_one_mail(world: World) -> None:
    store_stream(world, 1)
    many(somebody(), whole=True)
    world.tick(NOW)
    subjects = []
    for minute in (0, 10, 50, 61):
        programme = db.session.scalars(select(Programme)).one()
        if minute < 60:
            make_slot(make_session(programme, f"new-{minute}"), NOW + 9 * DAY + minute * MINUTE)
        programme.changes += 1
        db.session.commit()
        subjects += [str(mail["Subject"]) for mail in world.tick(NOW + minute * MINUTE)]
    assert subjects == [
        "New in what you follow: Thu 3 December, 12:00 Nairobi: Session new-0",
        "New in what you follow: 2 sessions, from Thu 3 December, 12:10 Nairobi",
    ]


def test_what_is_waited_for_is_said_and_no_entry(world: World) -> None:
    make_season(2, capacity=1)
    for _time in ("first", "second"):  # they take the seats of both times
        many(somebody(), whole=True)
    world.tick(NOW)
    many(somebody(), whole=True)
    (mail,) = world.tick(NOW)
    text, _html, calendar = parts(mail)
    assert text.count("On the waiting list. Your number in line: 1.") == 2
    assert calendar == ""


def test_cancelled_before_the_mail_is_not_in_it(world: World) -> None:
    store_stream(world, 3)
    many(somebody(), whole=True)
    cancel(registration("topic-0"), NOW, "person")
    subjects = sorted(str(mail["Subject"]) for mail in world.tick(NOW))
    assert subjects == [
        "No longer registered: Session topic-0",
        "You are registered: 2 sessions, from Fri 27 November, 12:00 Nairobi",
    ]


def test_same_again_is_mailed_the_link_once_a_day(world: World) -> None:
    store_stream(world)
    person = somebody()
    many(person, whole=True)
    world.tick(NOW)
    for minute in (1, 2):
        many(person, whole=True, now=NOW + minute * MINUTE)
    assert [mail["Subject"] for mail in world.tick(NOW + 3 * MINUTE)] == ["Your registrations"]


def test_mail_is_in_each_language(world: World) -> None:
    store_stream(world)
    for lang in LANGUAGES:
        many(somebody(language=lang), whole=True)
    assert {str(mail["Content-Language"]) for mail in world.tick(NOW)} == set(LANGUAGES)


def test_a_change_after_it_moves_the_entry_by_an_invitation(world: World) -> None:
    store_stream(world, 2)
    many(somebody(), whole=True)
    world.tick(NOW)
    move_slot(
        db.session.scalars(select(Slot.id).join(Session).where(Session.slug == "topic-1")).one(), 2, NOW
    )
    (mail,) = world.tick(NOW + 10 * MINUTE)
    assert str(mail["Subject"]).startswith("New time: ")
    (event,) = events(parts(mail)[2])
    assert event["UID"] == f"registration-{registration('topic-1')}-1@meetings.example.org"
    assert event["SEQUENCE"] == 1
