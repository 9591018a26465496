"""What a preview says is what happens: numbers, subjects and moments, against the mails that leave; on both stores."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain.changes import Group, Outcome
from meetings.domain.moves import Move
from meetings.domain.phrases import Phrases
from meetings.extensions import db
from meetings.jobs import tick_notices
from meetings.models import Person, PersonMailbox
from meetings.queries.desk import slot_page
from meetings.services.phrases import go_on, put_phrases, rest
from meetings.services.registrations import switch
from meetings.services.slots import cancel, edit, move, revive
from meetings.web.desk.access import Moment
from meetings.web.desk.changes import ToldRow, slot_after, told_groups, told_rows
from meetings.web.readers import Reader
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, parts

START = NOW + 2 * DAY
READERS = ("en", "fr", "fr", "ar")
SERVICES: dict[str, Callable[..., None]] = {"cancel": cancel, "revive": revive}


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def foreseen(
    slot_id: str, act: str, now: datetime, **typed: str
) -> tuple[Counter[tuple[str, str]], list[Group], list[ToldRow]]:
    """Give the mails that a preview foresees, by language and subject; whom it means what; and its rows."""
    db.session.rollback()
    page, moment = slot_page(slot_id), Moment(Reader("en", "Europe/Zurich"), now)
    after = slot_after(act, page.slot, typed)
    groups = told_groups(page, after, now)
    rows = told_rows(groups, page, after, moment)
    return Counter({(row.language, row.subject): row.people for row in rows}), groups, rows


def foresee_and_do(slot_id: str, act: str, now: datetime, **typed: str) -> tuple[Counter[Any], list[Group]]:
    """Give what the preview of an act foresees, and do it."""
    mails, groups, _rows = foreseen(slot_id, act, now, **typed)
    revision = slot_page(slot_id).slot.revision
    if act == "move":
        local = datetime.fromisoformat(typed["local_start"])
        move(slot_id, Move(local, minutes=int(typed["minutes"])), revision, now, "organizer")
    else:
        SERVICES[act](slot_id, revision, now, "organizer")
    return mails, groups


def to(hours: int) -> dict[str, str]:
    """Type a time so many hours after the one that the topic has."""
    local = datetime(2026, 11, 26, 10, 0) + timedelta(hours=hours)
    return {"local_start": local.isoformat(), "zone": "Europe/Zurich", "minutes": "90"}


def left(mails: list[Any]) -> Counter[tuple[str, str]]:
    """Count mails by language and subject."""
    return Counter((str(mail["Content-Language"]), str(mail["Subject"])) for mail in mails)


def registered(world: World, **changes: Any) -> list[str]:
    """Register people who read in several languages and in the programme's zone, and confirm it to them."""
    _topic, slots = make_topic(**changes)
    for language in READERS:
        register_somebody(slots[0], language=language, zone="")
    assert len(world.tick(NOW)) == len(READERS)
    return slots


def numbers(groups: list[Group]) -> dict[Outcome, int]:
    found: Counter[Outcome] = Counter()
    for one in groups:
        found[one.outcome] += one.people
    return dict(found)


def test_move_is_told_to_whom_the_preview_says_and_when(world: World) -> None:
    first, _second = registered(world)
    mails, groups = foresee_and_do(first, "move", NOW, **to(3))
    assert mails == {
        ("en", "New time: Thu 26 November, 13:00 Geneva: Session topic"): 1,
        ("fr", "Nouvel horaire : jeu. 26 novembre, 13:00, Genève : Session topic (en anglais)"): 2,
        ("ar", next(subject for language, subject in mails if language == "ar")): 1,
    }
    (due_at,) = {one.due_at for one in groups}
    assert due_at is not None
    assert world.tick(due_at - MINUTE) == []
    assert left(world.tick(due_at)) == mails


def test_move_there_and_back_is_told_to_nobody(world: World) -> None:
    first, _second = registered(world)
    foresee_and_do(first, "move", NOW, **to(3))
    mails, groups = foresee_and_do(first, "move", NOW + MINUTE, **to(0))
    assert mails == {}
    assert numbers(groups) == {Outcome.TAKEN_BACK: 4}
    assert world.tick(NOW + 40 * MINUTE) == []


def test_cancelled_and_revived_before_it_was_told_is_told_to_nobody(world: World) -> None:
    first, _second = registered(world)
    cancelling, _groups = foresee_and_do(first, "cancel", NOW)
    assert sum(cancelling.values()) == 4
    mails, groups = foresee_and_do(first, "revive", NOW + 9 * MINUTE)
    assert mails == {}
    assert numbers(groups) == {Outcome.TAKEN_BACK: 4}
    assert world.tick(NOW + 40 * MINUTE) == []


def test_cancelling_that_was_told_is_taken_back_by_a_mail(world: World) -> None:
    first, _second = registered(world)
    mails, _groups = foresee_and_do(first, "cancel", NOW)
    assert left(world.tick(NOW + 10 * MINUTE)) == mails
    mails, _groups = foresee_and_do(first, "revive", NOW + 20 * MINUTE)
    assert ("en", "Held after all: Thu 26 November, 10:00 Geneva: Session topic") in mails
    assert left(world.tick(NOW + 30 * MINUTE)) == mails


def test_half_settled_change_counts_those_who_heard_another_version(world: World) -> None:
    first, second = registered(world)
    foresee_and_do(first, "move", NOW, **to(3))
    late = register_somebody(first, language="fr", zone="", now=NOW + MINUTE)  # is told 13:00 by confirmation
    assert len(world.tick(NOW + 2 * MINUTE)) == 1
    mails, groups, _rows = foreseen(first, "move", NOW + 5 * MINUTE, **to(0))
    assert (sum(mails.values()), numbers(groups)) == (1, {Outcome.TOLD: 1, Outcome.TAKEN_BACK: 4})
    mails, groups = foresee_and_do(first, "cancel", NOW + 5 * MINUTE)
    assert numbers(groups) == {Outcome.TOLD: 5}
    assert len({one.due_at for one in groups}) == 1
    assert left(world.tick(NOW + 15 * MINUTE)) == mails
    assert late.id != second


def test_third_change_waits_no_longer_than_the_preview_says(world: World) -> None:
    first, _second = registered(world)
    for number in range(5):
        foresee_and_do(first, "move", NOW + number * 5 * MINUTE, **to(number + 1))
    mails, groups = foresee_and_do(first, "move", NOW + 25 * MINUTE, **to(8))
    assert {one.due_at for one in groups} == {NOW + 30 * MINUTE}
    assert left(world.tick(NOW + 30 * MINUTE)) == mails


def test_change_within_two_hours_is_told_at_once(world: World) -> None:
    first, _second = registered(world)
    soon = START - 100 * MINUTE
    world.tick(soon)
    mails, groups = foresee_and_do(first, "move", soon, **to(1))
    assert {one.due_at for one in groups} == {soon}
    assert left(world.tick(soon)) == mails


def test_address_and_zone_alone_are_told_to_nobody(world: World) -> None:
    first, _second = registered(world)
    typed = {"capacity": "", "doors_minutes": "15", "platform_address": "https://other.example.org/"}
    mails, groups, _rows = foreseen(first, "edit", NOW, **typed)
    assert (mails, numbers(groups)) == ({}, {Outcome.SAME: 4})
    edit(first, {"platform_address": typed["platform_address"]}, 1, NOW, "organizer")
    zone = {**to(0), "zone": "Africa/Nairobi", "keep": "instant"}
    mails, groups, _rows = foreseen(first, "move", NOW, **zone)
    assert (mails, numbers(groups)) == ({}, {Outcome.SAME: 4})
    move(first, Move(zone="Africa/Nairobi", keep="instant"), 2, NOW, "organizer")
    assert world.tick(NOW + 40 * MINUTE) == []


def test_zone_that_moves_the_time_is_told_with_its_own_city(world: World) -> None:
    first, _second = registered(world)
    mails, _groups, _rows = foreseen(
        first, "move", NOW, **(to(0) | {"keep": "wall", "zone": "Asia/Kathmandu"})
    )
    move(first, Move(zone="Asia/Kathmandu", keep="wall"), 1, NOW, "organizer")
    told = world.tick(NOW + 10 * MINUTE)
    assert left(told) == mails
    text = next(parts(mail)[0] for mail in told if mail["Content-Language"] == "en")
    assert "Thursday 26 November, 10:00–11:30 Kathmandu, UTC+5:45" in text


def test_new_address_puts_an_earlier_change_off_and_says_so(world: World) -> None:
    first, _second = registered(world)
    foresee_and_do(first, "move", NOW, **to(3))
    typed = {"capacity": "", "doors_minutes": "15", "platform_address": "https://other.example.org/"}
    mails, groups, _rows = foreseen(first, "edit", NOW + 8 * MINUTE, **typed)
    edit(first, {"platform_address": typed["platform_address"]}, 2, NOW + 8 * MINUTE, "organizer")
    assert {one.due_at for one in groups} == {NOW + 18 * MINUTE}
    assert world.tick(NOW + 17 * MINUTE) == []
    assert left(world.tick(NOW + 18 * MINUTE)) == mails


def test_set_up_that_makes_no_version_means_nothing_to_anybody(world: World) -> None:
    first, _second = registered(world)
    typed = {"capacity": "", "doors_minutes": "30", "platform_address": "https://platform.example.org/room"}
    assert foreseen(first, "edit", NOW, **typed)[1] == []


def test_correction_of_what_is_over_is_told_to_nobody(world: World) -> None:
    first, _second = registered(world)
    world.tick(START)
    over = START + DAY
    mails, groups = foresee_and_do(first, "move", over, **to(1))
    assert (mails, numbers(groups)) == ({}, {Outcome.OVER: 4})
    assert world.tick(over + DAY) == []
    mails, _groups = foresee_and_do(first, "move", over, **to(24 * 9))
    assert left(world.tick(over + 10 * MINUTE)) == mails
    assert sum(mails.values()) == 4


def test_those_who_wait_get_a_seat_when_it_is_revived(world: World) -> None:
    first, _second = registered(world, capacity=3)
    cancel(first, 1, NOW, "organizer")
    world.tick(NOW + 10 * MINUTE)
    edit(first, {"capacity": None}, 2, NOW + 11 * MINUTE, "organizer")
    mails, groups = foresee_and_do(first, "revive", NOW + 20 * MINUTE)
    assert numbers(groups) == {Outcome.TOLD: 3, Outcome.SEAT: 1}
    (seat,) = world.tick(NOW + 20 * MINUTE)
    assert str(seat["Content-Language"]) == "ar"
    assert left(world.tick(NOW + 30 * MINUTE)) == mails


def test_seats_for_those_who_wait_are_foreseen(world: World) -> None:
    first, _second = registered(world, capacity=1)
    typed = {"capacity": "3", "doors_minutes": "15", "platform_address": "https://platform.example.org/room"}
    _mails, groups, _rows = foreseen(first, "edit", NOW + MINUTE, **typed)
    assert [(one.outcome, one.language, one.people) for one in groups] == [(Outcome.SEAT, "fr", 2)]
    edit(first, {"capacity": 3}, 1, NOW + MINUTE, "organizer")
    assert [str(mail["Content-Language"]) for mail in world.tick(NOW + MINUTE)] == ["fr", "fr"]


def test_those_whose_confirmation_is_on_its_way_get_one_mail(world: World) -> None:
    first, second = registered(world)
    rest(NOW, "organizer")
    late = register_somebody(second, language="es", zone="")
    switch(late.id, first, NOW, "person")
    tick_notices(world.app, NOW)
    mails, groups = foresee_and_do(first, "move", NOW, **to(3))
    assert numbers(groups) == {Outcome.TOLD: 4, Outcome.CONFIRMATION: 1}
    assert world.tick(NOW + 20 * MINUTE) == []
    go_on(NOW + 20 * MINUTE, "organizer")
    gone = left(world.tick(NOW + 20 * MINUTE))
    assert gone - mails == {("es", "jue 26 de noviembre, 13:00, Ginebra: Session topic (en inglés)"): 1}
    assert mails - gone == Counter()


def test_those_without_a_mailbox_are_named(world: World) -> None:
    first, _second = registered(world)
    person = db.session.query(Person).filter_by(language="ar").one()
    db.session.query(PersonMailbox).filter_by(person_id=person.id).delete()
    db.session.commit()
    mails, groups = foresee_and_do(first, "move", NOW, **to(3))
    assert numbers(groups) == {Outcome.TOLD: 3, Outcome.NO_MAILBOX: 1}
    assert left(world.tick(NOW + 10 * MINUTE)) == mails


def test_subject_is_worded_with_what_staff_chose(world: World) -> None:
    first, _second = registered(world)
    own = Phrases("Nouveau : {title} ({when}), {name}", "{title}", "{opens}")
    put_phrases("moved", "fr", own, revision=0, now=NOW, actor="user:1")
    mails, _groups = foresee_and_do(first, "move", NOW, **to(3))
    (subject,) = [subject for language, subject in mails if language == "fr"]
    assert subject == "Nouveau : Session topic (en anglais) (jeu. 26 novembre, 13:00, Genève), \u2068…\u2069"
    assert sum(mails.values()) == 4
    assert sum(str(mail["Subject"]).startswith("Nouveau : ") for mail in world.tick(NOW + 10 * MINUTE)) == 2
