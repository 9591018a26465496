"""Panellists and assistants are told what concerns them, once, in their language and zone; of drafts, nothing."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from meetings.domain.device_errors import WrongDeviceCode
from meetings.domain.errors import LinkDead
from meetings.domain.zones import to_local
from meetings.extensions import db, transaction
from meetings.jobs import tick_notices
from meetings.models import PanelSettings, Person, Programme, Session
from meetings.queries.panel.holders import holder_of
from meetings.services.devices import ask_code
from meetings.services.panel.answers import answer, print_as, release
from meetings.services.panel.assistants import add_assistant, end_assistant
from meetings.services.panel.links import prove, renew, withdraw
from meetings.services.panel.members import Member, put, take_off
from meetings.services.people import PersonGiven
from meetings.services.releases import Said
from meetings.services.slots import NewSlot, add_slot, cancel, revive
from tests.factories import KEYS, NOW, make_session, make_slot, somebody
from tests.mail.test_outbox import MINUTE, World, move_slot, parts, revision
from tests.services.panel.world import DAY, STAFF, START, Panel, make_panel, row_of

HOUR = timedelta(hours=1)
LINK = re.compile(r"https://meetings\.example\.org/(\w\w)/speak/([a-z0-9-]+)")
LATER = NOW + HOUR


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def token_of(mail: EmailMessage) -> str:
    found = LINK.search(parts(mail)[0])
    assert found is not None
    return found[2]


def to(mail: EmailMessage) -> str:
    return str(mail["To"].addresses[0].addr_spec)


def confirmed(panel: Panel) -> None:
    answer(panel.session_id, panel.rosa, "confirmed", "", NOW, actor="panel:rosa")


def test_who_is_invited_gets_a_link_with_times_in_their_zone_and_the_place_s(world: World) -> None:
    make_panel()
    (mail,) = world.tick(NOW)
    assert (to(mail), mail["Content-Language"]) == ("rosa@example.org", "es")
    assert holder_of(token_of(mail), KEYS).person.name == "Rosa Example"
    text, html, _calendar = parts(mail)
    for words in (text, html):
        for said in ("04:00", "10:00", "Lima", "Ginebra"):  # both holdings, there and where they are held
            assert said in words
        assert "/me/" not in words
    assert world.tick(NOW + MINUTE) == []


def test_a_draft_is_told_to_nobody_until_it_is_published(world: World) -> None:
    panel = make_panel(state="draft")
    assert world.tick(NOW) == []
    db.session.get_one(Session, panel.session_id).state = "published"
    db.session.commit()
    (mail,) = world.tick(LATER)
    assert to(mail) == "rosa@example.org"


def test_who_was_only_written_down_is_not_told_of_anything(world: World) -> None:
    panel = make_panel()
    world.tick(NOW)
    move_slot(panel.slots[0], 1, NOW)
    assert {to(one) for one in world.tick(LATER)} == {"rosa@example.org"}


def test_a_moved_time_is_told_once_from_old_to_new_after_it_settled(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    move_slot(panel.slots[1], 3, NOW + HOUR)
    move_slot(panel.slots[1], -1, NOW + HOUR + 5 * MINUTE)
    assert world.tick(NOW + HOUR + 14 * MINUTE) == []
    (mail,) = world.tick(NOW + HOUR + 15 * MINUTE)
    assert mail["Subject"] == "Moved to Mon 14 December, 12:00 Lima: Session topic"
    text, html, _calendar = parts(mail)
    for words in (text, html):
        for said in ("10:00–11:30", "12:00–13:30", "18:00–19:30"):  # before, now, and now in Geneva
            assert said in words
    assert world.tick(NOW + 2 * HOUR) == []


def test_a_change_that_was_taken_back_is_told_to_nobody(world: World) -> None:
    panel = make_panel()
    world.tick(NOW)
    move_slot(panel.slots[1], 3, LATER)
    move_slot(panel.slots[1], -3, LATER + MINUTE)
    assert world.tick(LATER + HOUR) == []
    move_slot(panel.slots[1], 1, LATER + 2 * HOUR)
    assert len(world.tick(LATER + 3 * HOUR)) == 1


def test_cancelling_and_holding_after_all_are_told(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    cancel(panel.slots[0], revision(panel.slots[0]), LATER, "organizer")
    (mail,) = world.tick(LATER + HOUR)
    assert str(mail["Subject"]).startswith("Cancelled: Mon 14 December, 04:00 Lima")
    revive(panel.slots[0], revision(panel.slots[0]), LATER + 2 * HOUR, "organizer")
    (mail,) = world.tick(LATER + 3 * HOUR)
    assert str(mail["Subject"]).startswith("Held after all: Mon 14 December")


def test_who_declined_or_was_taken_off_is_not_told_of_changes(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    answer(panel.session_id, panel.rosa, "declined", "", NOW, actor="panel:rosa")
    move_slot(panel.slots[0], 1, LATER)
    assert world.tick(LATER + HOUR) == []
    answer(panel.session_id, panel.rosa, "confirmed", "", LATER + HOUR, actor="panel:rosa")
    assert len(world.tick(LATER + 2 * HOUR)) == 1  # they know the old time
    take_off(panel.session_id, panel.rosa, LATER + 3 * HOUR, actor=STAFF)
    move_slot(panel.slots[0], 1, LATER + 3 * HOUR)
    (mail,) = world.tick(LATER + 5 * HOUR)
    assert str(mail["Subject"]).startswith("Not on the panel any more:")


def another_panel(panel: Panel, slug: str, at: datetime | None = START + DAY, **changes: str) -> Session:
    """Store another session with Rosa on its panel, who was invited before."""
    programme = db.session.get_one(Programme, panel.programme_id)
    session = make_session(programme, slug, **changes)
    if at is not None:
        make_slot(session, at)
    rosa = db.session.get_one(Person, panel.rosa)
    given = PersonGiven(
        name=rosa.name, email="rosa@example.org", language=rosa.language, zone=rosa.zone or ""
    )
    assert put(session.id, Member(given, "speaker"), NOW, actor=STAFF) == panel.rosa
    return session


def test_whoever_comes_to_further_panels_later_is_told_of_these_once_in_one_letter(world: World) -> None:
    panel = make_panel(language="en")
    sam = somebody("Sam Example", email="sam@example.org")
    add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=STAFF)
    assert len(world.tick(NOW)) == 2
    another_panel(panel, "waste")
    another_panel(panel, "trade")
    mails = world.tick(LATER)
    assert sorted(to(one) for one in mails) == ["rosa@example.org", "sam@example.org"]
    for mail in mails:
        text = parts(mail)[0]
        assert ("Session waste" in text, "Session trade" in text) == (True, True)
        assert "Session topic" not in text
    assert world.tick(LATER + HOUR) == []


def test_a_panel_is_told_once_it_is_published_and_a_time_of_it_stands(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    draft, timeless = another_panel(panel, "draft", state="draft"), another_panel(panel, "timeless", None)
    assert world.tick(LATER) == []
    draft.state = "published"
    db.session.commit()
    (mail,) = world.tick(LATER + HOUR)
    assert "Session draft" in parts(mail)[0]
    make_slot(db.session.get_one(Session, timeless.id), START + DAY)
    (mail,) = world.tick(LATER + 2 * HOUR)
    assert "Session timeless" in parts(mail)[0]
    assert world.tick(LATER + 3 * HOUR) == []


def add_time(panel: Panel, at: datetime, now: datetime) -> str:
    """Add a time to the session of a panel, as organizers do."""
    local = to_local(at, "Europe/Zurich").replace(tzinfo=None)
    with transaction():
        return add_slot(panel.session_id, NewSlot(local, "Europe/Zurich", 90), now, STAFF).id


def test_a_time_that_is_added_later_is_told_once_in_both_zones(world: World) -> None:
    panel = make_panel(language="en")
    sam = somebody("Sam Example", email="sam@example.org", zone="Asia/Tokyo")
    add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=STAFF)
    world.tick(NOW)
    added = add_time(panel, START + DAY, LATER)
    assert world.tick(LATER + MINUTE) == []
    move_slot(added, 1, LATER + 2 * MINUTE)
    mails = {to(one): one for one in world.tick(LATER + HOUR)}
    assert sorted(mails) == ["rosa@example.org", "sam@example.org"]  # Mona was only written down
    mail = mails["rosa@example.org"]
    assert mail["Subject"] == "One more time: Tue 15 December, 05:00 Lima: Session topic"
    for words in parts(mail)[:2]:
        for said in ("05:00–06:30", "11:00–12:30", "Geneva"):
            assert said in words
        assert "04:00" not in words
    assert "19:00–20:30" in parts(mails["sam@example.org"])[0]
    assert world.tick(LATER + 2 * HOUR) == []
    move_slot(added, 1, LATER + 3 * HOUR)
    assert [str(one["Subject"])[:8] for one in world.tick(LATER + 4 * HOUR)] == ["Moved to", "Moved to"]


def test_a_time_that_is_added_and_cancelled_is_told_only_if_it_is_held_after_all(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    added = add_time(panel, START + DAY, LATER)
    world.tick(LATER)
    cancel(added, revision(added), LATER + MINUTE, "organizer")
    assert world.tick(LATER + HOUR) == []
    revive(added, revision(added), LATER + 2 * HOUR, "organizer")
    (mail,) = world.tick(LATER + 3 * HOUR)
    assert str(mail["Subject"]).startswith("One more time:")
    assert world.tick(LATER + 4 * HOUR) == []


def test_a_time_that_came_before_the_letter_left_is_in_the_letter_alone(world: World) -> None:
    panel = make_panel(language="en")
    tick_notices(world.app, NOW)
    add_time(panel, START + DAY, NOW + MINUTE)
    tick_notices(world.app, NOW + MINUTE)
    (mail,) = world.tick(NOW + 2 * MINUTE)
    assert "Tuesday 15 December" in parts(mail)[0]
    assert world.tick(LATER + HOUR) == []


def test_a_time_is_added_where_all_others_are_over(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    over = START + 2 * DAY
    world.tick(over)
    add_time(panel, over + 10 * DAY, over + HOUR)
    assert ["One more time" in str(one["Subject"]) for one in world.tick(over + 2 * HOUR)] == [True]
    assert world.tick(over + 3 * HOUR) == []


def test_a_letter_that_leaves_anew_tells_of_added_times_too(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    add_time(panel, START + DAY, LATER)
    world.tick(LATER)
    take_off(panel.session_id, panel.rosa, LATER + MINUTE, actor=STAFF)
    rosa = PersonGiven(name="Rosa Example", email="rosa@example.org", language="en", zone="America/Lima")
    put(panel.session_id, Member(rosa, "speaker"), LATER + MINUTE, actor=STAFF)
    assert [one["Subject"] for one in world.tick(LATER + 2 * MINUTE)] == ["Your panel: Minamata Online"]
    assert world.tick(LATER + HOUR) == []


def test_who_declined_is_not_told_of_added_times(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    answer(panel.session_id, panel.rosa, "declined", "", NOW, actor="panel:rosa")
    add_time(panel, START + DAY, LATER)
    assert world.tick(LATER + HOUR) == []


def test_an_invitation_that_could_not_leave_leaves_later(world: World) -> None:
    panel = make_panel(language="en")
    tick_notices(world.app, NOW)
    for slot in panel.slots:
        cancel(slot, revision(slot), NOW, "organizer")
    assert world.tick(NOW + MINUTE) == []
    revive(panel.slots[0], revision(panel.slots[0]), LATER, "organizer")
    mails = world.tick(LATER + 2 * HOUR)
    assert "Your panel: Minamata Online" in [one["Subject"] for one in mails]


def test_who_was_told_of_a_panel_is_told_once_that_they_were_taken_off_it(world: World) -> None:
    panel = make_panel(language="en")
    sam = somebody("Sam Example", email="sam@example.org")
    add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=STAFF)
    world.tick(NOW)
    take_off(panel.session_id, panel.rosa, LATER, actor=STAFF)
    take_off(panel.session_id, panel.mona, LATER, actor=STAFF)  # who was never told
    mails = {to(one): one for one in world.tick(LATER)}
    assert sorted(mails) == ["rosa@example.org", "sam@example.org"]
    assert mails["rosa@example.org"]["Subject"] == (
        "Not on the panel any more: Mon 14 December, 04:00 Lima: Session topic"
    )
    assert "Rosa Example" in parts(mails["sam@example.org"])[0]
    for mail in mails.values():
        assert "/speak/" not in "".join(parts(mail))
    assert world.tick(LATER + HOUR) == []


def test_who_is_put_on_a_panel_again_is_invited_again(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    take_off(panel.session_id, panel.rosa, LATER, actor=STAFF)
    rosa = PersonGiven(name="Rosa Example", email="rosa@example.org", language="en", zone="America/Lima")
    put(panel.session_id, Member(rosa, "speaker"), LATER, actor=STAFF)
    (mail,) = world.tick(LATER + MINUTE)
    assert mail["Subject"] == "Your panel: Minamata Online"


def test_who_declined_is_not_told_that_they_were_taken_off(world: World) -> None:
    panel = make_panel()
    world.tick(NOW)
    answer(panel.session_id, panel.rosa, "declined", "", NOW, actor="panel:rosa")
    take_off(panel.session_id, panel.rosa, LATER, actor=STAFF)
    assert world.tick(LATER + HOUR) == []


def test_an_assistant_gets_a_link_of_their_own_and_is_told_of_changes(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    sam = somebody("Sam Example", email="sam@example.org", language="fr")
    assistant = add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=STAFF)
    (mail,) = world.tick(NOW + MINUTE)
    assert (to(mail), mail["Content-Language"]) == ("sam@example.org", "fr")
    assert "Rosa Example" in parts(mail)[0]
    assert holder_of(token_of(mail), KEYS).actor == f"assistant:{assistant}"
    move_slot(panel.slots[0], 1, LATER)
    assert {to(one) for one in world.tick(LATER + HOUR)} == {"rosa@example.org", "sam@example.org"}
    end_assistant(panel.programme_id, panel.rosa, assistant, LATER + HOUR, actor=STAFF)
    move_slot(panel.slots[0], 1, LATER + 2 * HOUR)
    assert {to(one) for one in world.tick(LATER + 3 * HOUR)} == {"rosa@example.org"}


def test_a_code_is_mailed_to_whoever_the_link_is_for_and_proves_once(world: World) -> None:
    panel = make_panel(language="en")
    (invitation,) = world.tick(NOW)
    token = token_of(invitation)
    ask_code(holder_of(token, KEYS).bearer, LATER)
    ask_code(holder_of(token, KEYS).bearer, LATER)
    (mail,) = world.tick(LATER)
    found = re.search(r"^([a-z]{4}-[a-z]{4}-[a-z]{4})\s*$", parts(mail)[0], re.MULTILINE)
    assert found is not None
    assert to(mail) == "rosa@example.org"
    with pytest.raises(WrongDeviceCode):
        prove(holder_of(token, KEYS), "bafu-miko-sera", LATER, KEYS)
    prove(holder_of(token, KEYS), found[1], LATER + MINUTE, KEYS)
    with pytest.raises(WrongDeviceCode):
        prove(holder_of(token, KEYS), found[1], LATER + 2 * MINUTE, KEYS)
    assert row_of(panel).state == "invited"


def test_a_new_link_is_mailed_and_the_old_one_dead(world: World) -> None:
    panel = make_panel(language="en")
    (old,) = world.tick(NOW)
    renew(panel.programme_id, panel.rosa, LATER, actor=STAFF, keys=KEYS)
    (mail,) = world.tick(LATER)
    assert mail["Subject"] == "Your new link: Minamata Online"
    with pytest.raises(LinkDead):
        holder_of(token_of(old), KEYS)
    assert holder_of(token_of(mail), KEYS).generation == 2
    withdraw(panel.programme_id, panel.rosa, LATER, actor=STAFF)
    with pytest.raises(LinkDead):
        holder_of(token_of(mail), KEYS)


def test_what_is_wanted_is_reminded_of_a_week_and_two_days_before_as_long_as_it_is(world: World) -> None:
    panel = make_panel(language="en")
    world.tick(NOW)
    assert world.tick(START - 7 * DAY - MINUTE) == []
    (mail,) = world.tick(START - 7 * DAY)
    assert mail["Subject"] == "Still wanted: Minamata Online"
    assert "Whether you come" in parts(mail)[0]
    assert world.tick(START - 7 * DAY + HOUR) == []
    confirmed(panel)
    (mail,) = world.tick(START - 2 * DAY)
    assert "Your affiliation as it is to be printed" in parts(mail)[0]
    assert "Whether you come" not in parts(mail)[0]


@pytest.mark.parametrize("how", ["declined", "done"])
def test_nobody_is_reminded_who_declined_or_owes_nothing(world: World, how: str) -> None:
    panel = make_panel()
    world.tick(NOW)
    if how == "declined":
        answer(panel.session_id, panel.rosa, "declined", "", NOW, actor=STAFF)
    else:
        confirmed(panel)
        closed = PanelSettings(programme_id=panel.programme_id, slides="closed", updated_at=NOW)
        db.session.add(closed)
        db.session.commit()
        printed = ("Chemist", "Institute of Invention")
        print_as(panel.session_id, panel.rosa, printed, row_of(panel).revision, NOW, actor=STAFF)
        for slot in panel.slots:
            release(slot, panel.rosa, Said("given"), 1, NOW, actor=STAFF)
    assert world.tick(START - 7 * DAY) == []
    assert world.tick(START - 2 * DAY) == []


def test_a_stranger_s_name_is_inert_in_a_mail(world: World) -> None:
    panel = make_panel()
    row_of(panel).person.name = "\u202eRosa https://evil.example <script>"
    db.session.commit()
    sam = somebody("Sam Example", email="sam@example.org")
    add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=STAFF)
    mails = {to(one): one for one in world.tick(NOW)}
    text, html, _calendar = parts(mails["sam@example.org"])
    assert "https://evil.example" not in text + html
    assert "<script>" not in html
