"""Mails of run-sheets: owners are reminded once, guests of a rehearsal are told each change once, with its entry."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Person, Programme, Rehearsal, Session, Slot
from meetings.services import slots
from meetings.services.live import rehearsals, run_sheets
from meetings.services.panel.members import invite
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.mail.test_outbox import World, parts, revision
from tests.panels import make_panelist
from tests.run_sheets import make_rehearsal, make_task, make_user, ref_of, rehearsal_given

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
START = NOW + 10 * DAY


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


@pytest.fixture
def slot_id(world: World) -> str:
    return make_slot(make_session(make_programme()), START).id


def to(mails: list[Any]) -> list[str]:
    return sorted(one["To"].addresses[0].addr_spec for one in mails)


def field(calendar: str, name: str) -> str:
    return next(line.partition(":")[2] for line in calendar.splitlines() if line.startswith(name))


def test_an_owner_is_reminded_a_day_and_an_hour_before_and_of_what_falls_together_at_once(
    world: World, slot_id: str
) -> None:
    staff = make_user()
    for title in ("Ring the bell", "Open the window"):
        make_task(slot_id, title, owner=staff, amount="30")
    assert world.tick(START - 2 * DAY) == []
    (mail,) = world.tick(START - DAY)
    text, _html, _calendar = parts(mail)
    assert to([mail]) == ["nora@example.org"]
    assert "Ring the bell" in text
    assert "Open the window" in text
    assert f"/en/desk/season/run-sheet/{slot_id}" in text
    assert "Lima" in text
    assert world.tick(START - DAY + HOUR) == []
    assert to(world.tick(START - 80 * MINUTE)) == ["nora@example.org"]
    assert world.tick(START - 31 * MINUTE) == []
    assert world.tick(START) == []


def test_nobody_is_reminded_of_what_is_done_nor_for_a_time_that_is_not_held(
    world: World, slot_id: str
) -> None:
    staff = make_user()
    done, _open = make_task(slot_id, "Done", owner=staff), make_task(slot_id, "Open", owner=staff, amount="9")
    run_sheets.tick_task(slot_id, done, NOW, "user:1")
    (mail,) = world.tick(START - DAY)
    assert "Done" not in parts(mail)[0]
    slots.cancel(slot_id, revision(slot_id), START - 20 * HOUR, "user:1")
    assert world.tick(START - 50 * MINUTE) == []


def test_a_reminder_that_waits_is_not_sent_once_the_task_is_done(world: World, slot_id: str) -> None:
    from meetings.jobs import tick_notices, tick_outbox

    name = make_task(slot_id, "Ring the bell", owner=make_user())
    tick_notices(world.app, START - DAY)
    run_sheets.tick_task(slot_id, name, START - DAY, "user:1")
    tick_outbox(world.app, START - DAY)
    assert world.tick(START - DAY + MINUTE) == []


def test_a_slot_that_moves_takes_the_reminder_along(world: World, slot_id: str) -> None:
    make_task(slot_id, "Ring the bell", owner="other", owner_name="Tom Typed", owner_email="tom@example.org")
    assert to(world.tick(START - DAY)) == ["tom@example.org"]
    slot = db.session.get_one(Slot, slot_id)
    later = slot.local_start + 5 * DAY
    slots.move(slot_id, Move(local_start=later), revision(slot_id), START - 20 * HOUR, "user:1")
    assert world.tick(START - 19 * HOUR) == []
    (mail,) = world.tick(START + 4 * DAY)
    assert "/run-sheet/" not in parts(mail)[0]


def test_an_owner_who_left_staff_gets_nothing(world: World, slot_id: str) -> None:
    from meetings.models import User

    make_task(slot_id, owner=make_user())
    db.session.query(User).update({"active": False})
    db.session.commit()
    assert world.tick(START - DAY) == []


def test_a_rehearsal_invites_moves_and_is_called_off_by_one_mail_a_change(world: World, slot_id: str) -> None:
    session = db.session.query(Session).one()
    voice = make_panelist(
        session,
        "Vera Example",
        role="interpreter",
        email="vera@example.org",
        zone="Asia/Kathmandu",
        language="fr",
    )
    invite(session.programme_id, [voice.person_id], NOW, actor="user:1")
    assert to(world.tick(NOW)) == ["vera@example.org"]  # her invitation
    staff, at = make_user(), START - 3 * DAY
    name = make_rehearsal(slot_id, at, ref_of(voice), staff, address="https://secret.example.org/r")
    assert world.tick(NOW + MINUTE) == []
    mails = {one["To"].addresses[0].addr_spec: one for one in world.tick(NOW + 3 * MINUTE)}
    assert sorted(mails) == ["nora@example.org", "vera@example.org"]
    text, html, calendar = parts(mails["vera@example.org"])
    assert "secret.example.org" not in text + html + calendar
    assert "Katmandou" in text
    assert f"/brief/{slot_id}" in text
    assert "METHOD:REQUEST" in calendar
    assert field(calendar, "SEQUENCE") == "0"
    uid = field(calendar, "UID")
    assert uid != field(parts(mails["nora@example.org"])[2], "UID")
    assert world.tick(NOW + HOUR) == []

    moved = rehearsal_given(at + HOUR, ref_of(voice), staff, address="https://other.example.org/r")
    rehearsals.change_rehearsal(slot_id, name, moved, 1, now=NOW + HOUR, actor="user:1")
    mails = {one["To"].addresses[0].addr_spec: one for one in world.tick(NOW + 2 * HOUR)}
    assert sorted(mails) == ["nora@example.org", "vera@example.org"]
    calendar = parts(mails["vera@example.org"])[2]
    assert (field(calendar, "UID"), field(calendar, "SEQUENCE")) == (uid, "1")

    fewer = rehearsal_given(at + HOUR, ref_of(voice))
    rehearsals.change_rehearsal(slot_id, name, fewer, 2, now=NOW + 3 * HOUR, actor="user:1")
    (mail,) = world.tick(NOW + 4 * HOUR)
    assert to([mail]) == ["nora@example.org"]
    assert "METHOD:CANCEL" in parts(mail)[2]

    rehearsals.cancel_rehearsal(slot_id, name, 3, NOW + 5 * HOUR, "user:1")
    (mail,) = world.tick(NOW + 6 * HOUR)
    calendar = parts(mail)[2]
    assert to([mail]) == ["vera@example.org"]
    assert (field(calendar, "UID"), field(calendar, "SEQUENCE")) == (uid, "2")
    assert "STATUS:CANCELLED" in calendar


@pytest.mark.parametrize("what", ["session", "programme"])
def test_nobody_but_staff_hears_of_a_draft(world: World, slot_id: str, what: str) -> None:
    session, programme = db.session.query(Session).one(), db.session.query(Programme).one()
    voice = make_panelist(session, "Vera Example", email="vera@example.org")
    session.state, programme.published = ("draft", True) if what == "session" else ("published", False)
    db.session.commit()
    staff = make_user()
    make_rehearsal(slot_id, START - 3 * DAY, ref_of(voice), staff)
    make_task(slot_id, owner=staff)
    make_task(slot_id, owner="other", owner_name="Tom Typed", owner_email="tom@example.org")
    assert to(world.tick(NOW + 3 * MINUTE)) == ["nora@example.org"]
    assert to(world.tick(START - DAY)) == ["nora@example.org"]
    db.session.query(Session).one().state = "published"
    db.session.query(Programme).one().published = True
    db.session.commit()
    assert to(world.tick(START - DAY + MINUTE)) == ["tom@example.org"]


def test_whoever_was_not_invited_to_look_after_their_panel_gets_no_link_to_it(
    world: World, slot_id: str
) -> None:
    voice = make_panelist(db.session.query(Session).one(), "Vera Example", email="vera@example.org")
    make_rehearsal(slot_id, START - 3 * DAY, ref_of(voice))
    (mail,) = world.tick(NOW + 3 * MINUTE)
    assert to([mail]) == ["vera@example.org"]
    assert "/speak/" not in "".join(parts(mail))


def test_what_is_changed_and_changed_back_tells_nobody(world: World, slot_id: str) -> None:
    staff, at = make_user(), START - 3 * DAY
    name = make_rehearsal(slot_id, at, staff)
    assert len(world.tick(NOW + 3 * MINUTE)) == 1
    for number, starts in enumerate((at + HOUR, at), 1):
        given = rehearsal_given(starts, staff)
        rehearsals.change_rehearsal(slot_id, name, given, number, now=NOW + HOUR, actor="user:1")
    assert world.tick(NOW + 2 * HOUR) == []


def test_who_was_never_told_is_not_told_that_it_is_off(world: World, slot_id: str) -> None:
    name = make_rehearsal(slot_id, START - 3 * DAY, make_user())
    rehearsals.cancel_rehearsal(slot_id, name, 1, NOW + MINUTE, "user:1")
    assert world.tick(NOW + HOUR) == []
    assert db.session.query(Rehearsal).one().state == "cancelled"


def test_a_cancelled_time_calls_its_rehearsals_off(world: World, slot_id: str) -> None:
    make_rehearsal(slot_id, START - 3 * DAY, make_user())
    assert len(world.tick(NOW + 3 * MINUTE)) == 1
    slots.cancel(slot_id, revision(slot_id), NOW + HOUR, "user:1")
    (mail,) = [one for one in world.tick(NOW + 2 * HOUR) if "METHOD:CANCEL" in parts(one)[2]]
    assert to([mail]) == ["nora@example.org"]


def test_a_script_in_a_name_stays_words(world: World, slot_id: str) -> None:
    name = "<script>alert(1)</script>"
    make_task(slot_id, name, owner="other", owner_name=name, owner_email="tom@example.org")
    (mail,) = world.tick(START - DAY)
    assert "<script>" not in parts(mail)[1]
    assert db.session.query(Person).filter_by(name=name).count() == 1
