"""One mail of every kind, to one person in one language."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from meetings.extensions import db
from meetings.jobs import tick_surveys, tick_zones
from meetings.models import Attendance, Place, Programme, Session, Slot, SlotVersion, Subscription
from meetings.services.contacts.focal_reminders import remind
from meetings.services.many import ManyRequest, register_many
from meetings.services.recordings import put_recording
from meetings.services.registrations import cancel
from meetings.services.slots import cancel as cancel_slot
from meetings.services.slots import revive
from meetings.services.subscriptions import leave
from tests.contacts import make_contact
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    register_somebody,
    somebody,
)
from tests.focal_points import make_parties
from tests.mail.every_panel_kind import told_of_delays, told_of_run_sheets, told_on_panels
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, revision
from tests.surveys import make_survey

HOUR = timedelta(hours=1)
START = NOW + 2 * DAY


def every_kind(world: World, lang: str, name: str = "Ada Example") -> dict[str, EmailMessage]:
    """Give a mail for each thing that is told, by what it tells."""
    ada = {"name": name, "email": "ada@example.org", "language": lang, "zone": "Asia/Kathmandu"}
    programme = make_programme()
    slots = {
        key: make_slot(
            make_session(programme, key, **titles(key)), START + at, capacity=1 if key == "full" else None
        ).id
        for key, at in {
            "topic": timedelta(),
            "near": 45 * MINUTE,
            "full": 9 * HOUR,
            "moved": 30 * HOUR,
            "gone": 40 * HOUR,
            "ruled": 50 * HOUR,
        }.items()
    }
    found: dict[str, EmailMessage] = {}

    def told(kind: str, at: object) -> None:
        (found[kind],) = [one for one in world.tick(at) if one["To"].addresses[0].addr_spec == ada["email"]]  # type: ignore[arg-type]

    done = register_somebody(slots["topic"], **ada)
    told("confirmation", NOW)
    register_somebody(slots["topic"], now=NOW + MINUTE, **ada)
    told("link", NOW + MINUTE)
    holder = register_somebody(slots["full"], session="full", now=NOW + 2 * MINUTE)
    register_somebody(slots["full"], session="full", now=NOW + 3 * MINUTE, **ada)
    told("waiting", NOW + 3 * MINUTE)
    moved = register_somebody(slots["moved"], session="moved", now=NOW + 4 * MINUTE, **ada)
    world.tick(NOW + 4 * MINUTE)
    move_slot(slots["moved"], 3, NOW + 5 * MINUTE)
    told("change", NOW + 16 * MINUTE)
    cancel(moved.id, NOW + 17 * MINUTE, "person")
    told("cancelled", NOW + 17 * MINUTE)
    register_somebody(slots["gone"], session="gone", now=NOW + 20 * MINUTE, **ada)
    world.tick(NOW + 20 * MINUTE)
    cancel_slot(slots["gone"], revision(slots["gone"]), NOW + 21 * MINUTE, "organizer")
    told("cancellation", NOW + 40 * MINUTE)
    revive(slots["gone"], revision(slots["gone"]), NOW + 41 * MINUTE, "organizer")
    told("revival", NOW + 60 * MINUTE)
    derived_by_older_rules(slots["ruled"], 1)
    register_somebody(slots["ruled"], session="ruled", now=NOW + 61 * MINUTE, **ada)
    world.tick(NOW + 61 * MINUTE)
    tick_zones(world.app, NOW + 62 * MINUTE)
    told("clocks", NOW + 80 * MINUTE)
    programme = db.session.query(Programme).one()
    programme.offer_hours, programme.digest = 6, "wed@03:45"  # 22:00 UTC
    db.session.commit()
    cancel(holder.id, NOW + 2 * HOUR, "person")
    told("offer", NOW + 2 * HOUR)
    told("lapsed", NOW + 8 * HOUR)
    told("digest", NOW + 13 * HOUR)
    told("reminder", START - DAY)
    register_somebody(slots["near"], session="near", now=START - 5 * HOUR, **ada)
    world.tick(START - 5 * HOUR)
    told("reminders", START - HOUR)
    db.session.query(Programme).one().reminders = ["open"]
    db.session.commit()
    told("open", START - 15 * MINUTE)
    found |= told_afterwards(world, slots, done.person_id) | told_too_late(world, ada)
    found |= told_of_a_survey(world) | told_of_many(world, ada)
    found |= told_on_panels(world, lang, name, titles("panel"))
    found |= told_of_run_sheets(world, lang, name, titles("rehearsed"))
    return found | told_of_delays(world, ada, titles("late"))
    return found | told_of_a_survey(world) | told_of_many(world, ada) | told_to_a_mission(world, ada)


def told_of_a_survey(world: World) -> dict[str, EmailMessage]:
    """Give the mails that ask, and ask once more, what somebody thinks of the session they came to."""
    session = db.session.query(Session).filter_by(slug="topic").one()
    make_survey(session, closes_at=START + 9 * DAY, remind_days=3)
    found = {}
    for kind, at in (("survey", START + 2 * DAY), ("survey_reminder", START + 5 * DAY)):
        tick_surveys(world.app, at)
        mails = world.tick(at)
        (found[kind],) = [one for one in mails if "/survey/" in one.get_body().get_content()]  # type: ignore[union-attr]
    return found


def told_to_a_mission(world: World, ada: dict[str, str]) -> dict[str, EmailMessage]:
    """Give the mail that reminds a permanent mission that its Party has notified no focal point."""
    make_parties({"PE": "grulac"})
    given = {one: ada[one] for one in ("email", "language")}
    make_contact(ada["name"], "mission_geneva", country="PE", **given)
    at = START + 30 * DAY
    remind(["PE"], at, actor="user:1")
    (found,) = [one for one in world.tick(at) if "State PE" in one.get_body().get_content()]  # type: ignore[union-attr]
    return {"focal_reminder": found}


def told_of_many(world: World, ada: dict[str, str]) -> dict[str, EmailMessage]:
    """Give the mails of a stream that is followed: on joining it, of one and of two that are new, and on leaving it."""
    begin, found = START + 10 * DAY, {}

    def publish(*names: str) -> None:
        programme = db.session.query(Programme).filter_by(slug="next").one()
        for number, name in enumerate(names):
            make_slot(make_session(programme, name, **titles(name)), begin + (2 + number) * DAY)
        db.session.query(Programme).filter_by(slug="next").one().changes += 1
        db.session.commit()

    def told(kind: str, at: datetime) -> None:
        (found[kind],) = world.tick(at)

    make_programme("next", reminders=[])
    publish("first", "second")
    register_many(ManyRequest("next", (somebody(**ada),), streams=("science",)), begin, KEYS)
    told("several", begin)
    publish("third")
    told("enrolled", begin + MINUTE)
    publish("fourth", "fifth")
    told("enrolled_several", begin + 2 * HOUR)
    leave(db.session.query(Subscription).one().id, begin + 3 * HOUR, "person")
    told("unfollowed", begin + 3 * HOUR)
    return found


def told_afterwards(world: World, slots: dict[str, str], person_id: int) -> dict[str, EmailMessage]:
    """Give the mails with recordings, to somebody who came to one session and missed another."""
    db.session.query(Place).update({"told_version": 99})
    db.session.add(Attendance(slot_id=slots["topic"], joined_at=START, person_id=person_id))
    db.session.commit()
    for key in ("topic", "near"):
        put_recording(slots[key], "en", "https://example.org/recording", [], 0, START + 2 * HOUR, "organizer")
    after = {str(one["Subject"]): one for one in world.tick(START + 4 * HOUR)}
    by_page = {
        key: one
        for one in after.values()
        for key in ("topic", "near")
        if f"/{key}/" in one.get_body().get_content()  # type: ignore[union-attr]
    }
    return {"thank_you": by_page["topic"], "missed": by_page["near"]}


def told_too_late(world: World, ada: dict[str, str]) -> dict[str, EmailMessage]:
    """Give the mails of changes that nobody could be told in time."""
    begin, found = START + 20 * HOUR, {}
    programme = db.session.query(Programme).one()
    hours = {"moved_begun": 10, "moved_over": 10, "cancelled_over": 6}
    slots = {
        key: make_slot(make_session(programme, key.replace("_", "-"), **titles(key)), begin + at * HOUR).id
        for key, at in hours.items()
    }
    for key, slot in slots.items():
        register_somebody(slot, session=key.replace("_", "-"), now=begin, **ada)
    world.tick(begin)
    move_slot(slots["moved_begun"], -2, begin + HOUR)
    move_slot(slots["moved_over"], -5, begin + HOUR)
    cancel_slot(slots["cancelled_over"], revision(slots["cancelled_over"]), begin + HOUR, "organizer")
    for mail in world.tick(begin + 8 * HOUR + 10 * MINUTE):
        text = mail.get_body().get_content()  # type: ignore[union-attr]
        found |= {key: mail for key in slots if f"/{key.replace('_', '-')}/" in text}
    return found


def derived_by_older_rules(slot_id: str, hours: int) -> None:
    """Store a slot's instant as rules had it under which its zone was some hours elsewhere."""
    shift = timedelta(hours=hours)
    db.session.get_one(Slot, slot_id).starts_at += shift
    db.session.query(SlotVersion).filter(SlotVersion.slot_id == slot_id).one().starts_at += shift
    db.session.commit()


def titles(key: str) -> dict[str, dict[str, str]]:
    """Give a session's titles, each in its own script."""
    return {
        "title": {
            "en": f"Mercury flows: {key}",
            "fr": f"Flux de mercure : {key}",
            "es": f"Flujos de mercurio: {key}",
            "ru": f"Потоки ртути: {key}",
            "zh": f"汞的流动：{key}",
            "ar": f"تدفقات الزئبق: {key}",
        }
    }
