"""Run-sheets in the store: templates, copies, owners, two who tick one task, and what erasing leaves."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain import errors
from meetings.domain.live.run_sheets_errors import DoneByAnother, SheetNotEmpty
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Audit, LiveHour, Panelist, Person, RunSheetTask, Slot, User
from meetings.queries.live import run_sheets as queries
from meetings.queries.own_data import own_data
from meetings.services import slots
from meetings.services.erasing import erase
from meetings.services.live import run_sheets as services
from meetings.services.live.run_sheets import TaskGiven
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist
from tests.run_sheets import make_task, make_user, ref_of, task

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def place(database: Any) -> tuple[str, str]:
    """Give two slots of one programme."""
    programme = make_programme()
    first = make_slot(make_session(programme), NOW + 9 * DAY)
    second = make_slot(make_session(programme, "other"), NOW + 12 * DAY, minutes=60)
    return first.id, second.id


def keys_of(slot_id: str) -> list[tuple[str | None, int]]:
    return [(one.key, one.minutes) for one in queries.tasks(slot_id)]


def test_a_template_fills_an_empty_sheet_once(place: tuple[str, str]) -> None:
    first, _second = place
    number = services.apply_template(first, "webinar", NOW, "user:1")
    assert len(keys_of(first)) == number > 15
    assert ("channels_set", -7 * 1440) in keys_of(first)
    assert db.session.get_one(LiveHour, first).changes == 1
    with pytest.raises(SheetNotEmpty):
        services.apply_template(first, "plenary", NOW, "user:1")
    with pytest.raises(errors.NotFound):
        services.apply_template("no-such", "plenary", NOW, "user:1")


def test_a_copy_takes_tasks_and_owners_along_and_nothing_that_is_done(place: tuple[str, str]) -> None:
    first, second = place
    session_id = db.session.get_one(Slot, first).session_id
    speaker = make_panelist(db.session.get_one(Slot, first).session)
    assert speaker.session_id == session_id
    staff = make_user()
    make_task(first, "Staff", owner=staff)
    make_task(first, "Panel", owner=ref_of(speaker))
    make_task(first, "Typed", owner="other", owner_name="A technician")
    done = make_task(first, "Done", amount="5", side="after")
    services.tick_task(first, done, NOW, "user:1")
    assert services.copy_sheet(second, first, NOW, "user:1") == 4
    copied = {one.title: one for one in queries.tasks(second)}
    owners = {title: one.owner.name if one.owner else None for title, one in copied.items()}
    assert owners == {"Staff": "Nora Example", "Panel": None, "Typed": "A technician", "Done": None}
    assert copied["Done"].done_at is None
    with pytest.raises(SheetNotEmpty):
        services.copy_sheet(second, first, NOW, "user:1")


def test_of_two_who_tick_one_task_the_second_sees_who_was_first(place: tuple[str, str]) -> None:
    first, _second = place
    nora, omar = make_user(), make_user("Omar Example", "omar@example.org")
    name = make_task(first)
    services.tick_task(first, name, NOW, nora)
    with pytest.raises(DoneByAnother) as refusal:
        services.tick_task(first, name, NOW + MINUTE, omar)
    assert refusal.value.values == {"by": "Nora Example", "at": NOW, "is_done": True}
    services.tick_task(first, name, NOW + MINUTE, nora)
    assert (task(name).done_at, task(name).done_by) == (NOW, nora)
    services.tick_task(first, name, NOW + MINUTE, omar, is_done=False)
    assert task(name).done_at is None
    with pytest.raises(DoneByAnother) as refusal:
        services.tick_task(first, name, NOW + MINUTE, omar, is_done=False)
    assert refusal.value.values["is_done"] is False
    acts = [one.act for one in db.session.query(Audit).order_by(Audit.id) if one.act.startswith("run_sheet")]
    assert acts == ["run_sheet.add", "run_sheet.tick", "run_sheet.untick"]


def test_what_is_done_is_the_record_and_is_not_removed(place: tuple[str, str]) -> None:
    first, _second = place
    kept, gone = make_task(first), make_task(first, "Other")
    services.tick_task(first, kept, NOW, "user:1")
    with pytest.raises(errors.NotThisMove):
        services.remove_task(first, kept, 1, NOW, "user:1")
    with pytest.raises(errors.Stale):
        services.remove_task(first, gone, 7, NOW, "user:1")
    services.remove_task(first, gone, 1, NOW, "user:1")
    assert [one.id for one in queries.tasks(first)] == [kept]


def test_words_of_a_template_stay_in_every_language_until_somebody_writes_others(
    place: tuple[str, str],
) -> None:
    first, _second = place
    services.apply_template(first, "informal", NOW, "user:1")
    one = next(row for row in queries.tasks(first) if row.key == "sound")
    kept = TaskGiven("Check the sound", "sound", "25", "minutes", "before", key="sound")
    services.change_task(first, one.id, kept, 1, now=NOW, actor="user:1")
    assert (task(one.id).key, task(one.id).title, task(one.id).minutes) == ("sound", "", -25)
    with pytest.raises(errors.Stale):
        services.change_task(first, one.id, kept, 1, now=NOW, actor="user:1")
    services.change_task(first, one.id, TaskGiven("Ours", "sound"), 2, now=NOW, actor="user:1")
    assert (task(one.id).key, task(one.id).title) == (None, "Ours")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "x" * 10_000}, "title"),
        ({"title": ""}, "title"),
        ({"title": "a", "notes": "x" * 10_000}, "notes"),
        ({"title": "a", "kind": "party"}, "kind"),
        ({"title": "a", "owner": "user:999"}, "owner"),
        ({"title": "a", "owner": "person:nobody"}, "owner"),
        ({"title": "a", "owner": "user:1 or 1=1"}, "owner"),
        ({"title": "a", "owner": "other", "owner_name": ""}, "owner_name"),
        ({"title": "a", "owner": "other", "owner_name": "A", "owner_email": "nowhere"}, "owner_email"),
        ({"title": "a", "amount": "many"}, "amount"),
        ({"title": "a", "reminders": "soon"}, "reminders"),
    ],
)
def test_a_task_that_cannot_be_is_refused_with_its_field(
    place: tuple[str, str], given: dict[str, str], field: str
) -> None:
    with pytest.raises(errors.Refused) as refusal:
        services.add_task(place[0], TaskGiven(**given), NOW, "user:1")
    assert refusal.value.field == field
    assert db.session.query(RunSheetTask).count() == 0


def test_an_owner_who_left_stays_named_as_gone_and_can_be_kept(place: tuple[str, str]) -> None:
    first, _second = place
    staff = make_user()
    speaker = make_panelist(db.session.get_one(Slot, first).session)
    one, other = make_task(first, owner=staff), make_task(first, "Slides", owner=ref_of(speaker))
    db.session.query(User).update({"active": False})
    db.session.query(Panelist).delete()
    db.session.commit()
    found = {row.id: row.owner for row in queries.tasks(first)}
    assert found[one] is not None
    assert found[other] is not None
    assert [found[one].is_gone, found[other].is_gone] == [True, True]
    keep = TaskGiven("Ring it again", owner=staff)
    services.change_task(first, one, keep, 1, now=NOW, actor="user:1")
    with pytest.raises(errors.NotAChoice):
        make_task(first, owner=staff)


def test_a_slot_moved_over_a_change_of_clocks_takes_its_tasks_along(place: tuple[str, str]) -> None:
    first, _second = place
    name = make_task(first, amount="30")
    local = datetime(2027, 3, 28, 3, 15)
    slots.move(first, Move(local_start=local), db.session.get_one(Slot, first).revision, NOW, "user:1")
    slot = db.session.get_one(Slot, first)
    assert slot.starts_at + task(name).minutes * MINUTE == slot.starts_at - 30 * MINUTE


def test_tasks_of_one_moment_change_places(place: tuple[str, str]) -> None:
    first, _second = place
    names = [make_task(first, title) for title in ("One", "Two")]
    services.shift_task(first, names[1], "up", NOW)
    assert [one.title for one in queries.tasks(first)] == ["Two", "One"]


def test_erasing_somebody_takes_their_name_off_tasks_and_leaves_what_was_done(
    app: Flask, place: tuple[str, str]
) -> None:
    first, _second = place
    name = make_task(first, owner="other", owner_name="Tom Typed", owner_email="tom@example.org")
    services.tick_task(first, name, NOW, "user:1")
    person = db.session.query(Person).filter_by(name="Tom Typed").one()
    assert own_data(person.id)["tasks"][0]["name"] == "Tom Typed"
    outside = app.extensions["outside"]
    erase(person.id, NOW, "person", keys=outside.keys, log=outside.erasures)
    row = task(name)
    assert (row.owner_name, row.owner_person_id, row.done_at) == ("", None, NOW)


def test_erasing_somebody_takes_their_typed_name_off_tasks_of_programmes_they_took_part_in(
    app: Flask, place: tuple[str, str]
) -> None:
    first, second = place
    elsewhere = make_slot(make_session(make_programme("another")), NOW + 9 * DAY).id
    person_id = make_panelist(db.session.get_one(Slot, second).session, "Tom Typed").person_id
    typed, other, theirs = (
        make_task(slot, owner="other", owner_name=name)
        for slot, name in ((first, "tom  TYPED"), (first, "Tim Typed"), (elsewhere, "Tom Typed"))
    )
    outside = app.extensions["outside"]
    erase(person_id, NOW, "person", keys=outside.keys, log=outside.erasures)
    assert [task(one).owner_name for one in (typed, other, theirs)] == ["", "Tim Typed", "Tom Typed"]
