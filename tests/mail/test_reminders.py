"""Who is reminded when: rules, moments in people's own zones, and several times in one mail; on both stores."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.extensions import db
from meetings.jobs import tick_notices
from meetings.models import Notice, Programme, Session, Slot
from meetings.services.registrations import cancel
from meetings.services.slots import edit
from tests.factories import NOW, make_programme, make_session, make_slot, make_topic, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, parts, states, world

__all__ = ["world"]
HOUR = timedelta(hours=1)
START = NOW + 2 * DAY


def subjects(world: World, now: datetime) -> list[str]:
    return [str(mail["Subject"]) for mail in world.tick(now)]


def set_rules(*rules: str) -> None:
    db.session.query(Programme).one().reminders = list(rules)
    db.session.commit()


def test_a_day_and_an_hour_before(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    assert subjects(world, START - DAY - MINUTE) == []
    assert subjects(world, START - DAY) == ["Reminder: Thu 26 November, 12:00 Nairobi: Session topic"]
    assert subjects(world, START - HOUR - MINUTE) == []
    (mail,) = world.tick(START - HOUR)
    assert "You can join from 11:45." in parts(mail)[0]
    assert subjects(world, START + HOUR) == []


def test_registered_two_hours_before_only_the_last_one(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first, now=START - 2 * HOUR)
    assert subjects(world, START - 2 * HOUR) == ["Thu 26 November, 12:00 Nairobi: Session topic"]
    assert subjects(world, START - HOUR - MINUTE) == []
    assert len(subjects(world, START - HOUR)) == 1
    assert subjects(world, START - MINUTE) == []


def test_registered_just_before_the_moment_is_not_reminded(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first, now=START - HOUR - 5 * MINUTE)
    assert len(world.tick(START - HOUR - 5 * MINUTE)) == 1
    assert world.tick(START - HOUR) == []


def test_days_before_at_the_hour_of_each_person(world: World) -> None:
    _topic, (first, _second) = make_topic()
    set_rules("1d@09:00")
    register_somebody(first, name="Ada", zone="Pacific/Apia")  # there it begins on the 26th at 22:00
    register_somebody(first, name="Bea", zone="Africa/Nairobi")
    register_somebody(first, name="Cai", zone="Pacific/Honolulu")  # there on the 25th at 23:00
    world.tick(NOW)
    moments = {"Ada": 20, "Bea": 30, "Cai": 19}  # hours after midnight UTC of the 24th
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    for name, hours in sorted(moments.items(), key=lambda pair: pair[1]):
        at = midnight + timedelta(hours=hours)
        assert world.tick(at - MINUTE) == []
        assert [str(mail["To"]).split()[0] for mail in world.tick(at)] == [name]


def test_closest_rules_hold_and_none_is_a_choice(world: World) -> None:
    _topic, (first, _second) = make_topic()
    set_rules("3d@09:00")
    db.session.query(Session).one().reminders = ["2h"]
    db.session.commit()
    register_somebody(first)
    world.tick(NOW)
    assert subjects(world, START - DAY) == []
    assert len(subjects(world, START - 2 * HOUR)) == 1
    db.session.query(Session).one().reminders = []
    db.session.query(Notice).filter(Notice.kind.startswith("reminder_")).delete()
    db.session.commit()
    assert subjects(world, START - 2 * HOUR) == []


def test_open_door_is_a_rule(world: World) -> None:
    _topic, (first, _second) = make_topic()
    set_rules("open")
    db.session.expire_all()
    edit(first, {"doors_minutes": 20}, db.session.get_one(Slot, first).revision, NOW, "organizer")
    register_somebody(first)
    world.tick(NOW)
    assert subjects(world, START - 21 * MINUTE) == []
    assert subjects(world, START - 20 * MINUTE) == [
        "You can join now: Thu 26 November, 12:00 Nairobi: Session topic"
    ]


def two_topics(gap: timedelta) -> tuple[str, str]:
    """Store two sessions that begin one after the other, and one person registered for both."""
    programme = make_programme()
    slots = []
    for number, name in enumerate(("first", "second")):
        slot = make_slot(make_session(programme, name), START + number * gap)
        register_somebody(slot.id, session=name, name="Ada Example", email="ada@example.org")
        slots.append(slot.id)
    return slots[0], slots[1]


def test_two_times_within_an_hour_are_one_mail(world: World) -> None:
    two_topics(45 * MINUTE)
    assert len(world.tick(NOW)) == 2
    (mail,) = world.tick(START - DAY)
    assert mail["Subject"] == "Reminder: your sessions from Thu 26 November, 12:00 Nairobi"
    text, html, calendar = parts(mail)
    for words in (text, html):
        assert words.index("Session first") < words.index("12:00–13:30") < words.index("Session second")
        assert "12:45–14:15" in words
        assert words.count("/en/join/") >= 2
    assert calendar == ""
    assert world.tick(START - DAY + 45 * MINUTE) == []
    assert len(world.tick(START - HOUR)) == 1
    assert world.tick(START - 15 * MINUTE) == []


def test_two_times_more_than_an_hour_apart_are_two_mails(world: World) -> None:
    two_topics(61 * MINUTE)
    world.tick(NOW)
    assert len(world.tick(START - DAY)) == 1
    assert len(world.tick(START - DAY + 61 * MINUTE)) == 1


def test_of_two_times_in_one_mail_the_one_that_fell_away_is_left_out(world: World) -> None:
    _first, second = two_topics(45 * MINUTE)
    world.tick(NOW)
    tick_notices(world.app, START - DAY)
    move_slot(second, 5, START - DAY)
    mails = world.tick(START - DAY + MINUTE)
    assert [str(mail["Subject"]) for mail in mails] == [
        "Reminder: Thu 26 November, 12:00 Nairobi: Session first"
    ]
    assert "Session second" not in parts(mails[0])[0]


def test_two_rules_due_at_once_after_a_rest_are_one_mail(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    assert len(world.tick(START - HOUR)) == 1
    assert world.tick(START - MINUTE) == []


def test_cancelled_and_come_back_is_reminded_once(world: World) -> None:
    _topic, (first, _second) = make_topic()
    set_rules("24h")
    done = register_somebody(first, name="Ada Example", email="ada@example.org")
    world.tick(NOW)
    world.tick(START - DAY - 50 * MINUTE)
    cancel(done.id, START - DAY - 40 * MINUTE, "person")
    register_somebody(first, name="Ada Example", email="ada@example.org", now=START - DAY - 30 * MINUTE)
    assert len(world.tick(START - DAY - 30 * MINUTE)) >= 1
    assert subjects(world, START - DAY) == ["Reminder: Thu 26 November, 12:00 Nairobi: Session topic"]


@pytest.mark.parametrize("late", [False, True])
def test_relay_back_too_late_drops_reminders_and_says_so(world: World, late: bool) -> None:
    _topic, (first, _second) = make_topic()
    set_rules("24h")
    register_somebody(first)
    world.tick(NOW)
    tick_notices(world.app, START - DAY)
    assert len(world.tick(START + MINUTE if late else START - MINUTE)) == (0 if late else 1)
    assert states()[-1:] == ["too_late" if late else "sent"]
