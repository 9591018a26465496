"""The run-sheet at the desk: made, worked through by two, changed, refused with what was typed; and its rehearsals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Rehearsal, RunSheetTask, Session, Slot
from meetings.services import slots
from meetings.services.live import run_sheets as services
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist
from tests.run_sheets import make_task, make_user, ref_of
from tests.web.test_desk import csrf, sign_in

DAY = timedelta(days=1)
BEGIN = NOW + 20 * DAY


@pytest.fixture
def slot_id(app: Flask) -> str:
    with app.app_context():
        programme = make_programme()
        other = make_slot(make_session(programme, "other"), BEGIN + DAY)
        make_task(other.id, "From the other")
        return make_slot(make_session(programme), BEGIN).id


@pytest.fixture
def desk(app: Flask, client: FlaskClient, slot_id: str) -> FlaskClient:
    return sign_in(app, client, "organizer")


def here(slot_id: str, more: str = "") -> str:
    return f"/en/desk/season/run-sheet/{slot_id}{more}"


def post(client: FlaskClient, path: str, **values: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf(client, path)} | values)


def only(app: Flask) -> RunSheetTask:
    with app.app_context():
        return db.session.query(RunSheetTask).filter(RunSheetTask.title != "From the other").one()


def test_a_run_sheet_is_made_from_a_template_in_the_readers_words(
    app: Flask, desk: FlaskClient, slot_id: str
) -> None:
    page = desk.get(here(slot_id)).text
    assert "This run-sheet is empty." in page
    assert here(slot_id) in desk.get(f"/en/desk/slot/{slot_id}").text
    assert post(desk, here(slot_id), act="apply", template="webinar").status_code == 303
    page = desk.get(here(slot_id)).text
    assert "Set the language channels on the platform" in page
    assert "7 days before" in page
    assert post(desk, here(slot_id), act="apply", template="webinar").status_code == 409


def test_a_sheet_is_copied_from_another_time_of_the_programme(
    app: Flask, desk: FlaskClient, slot_id: str
) -> None:
    with app.app_context():
        other = db.session.query(RunSheetTask.slot_id).scalar()
        strange = make_slot(make_session(make_programme("elsewhere"), "strange"), BEGIN).id
        make_task(strange, "A secret")
    assert post(desk, here(slot_id), act="copy", **{"from": strange}).status_code == 422
    assert post(desk, here(slot_id), act="copy", **{"from": other}).status_code == 303
    assert "From the other" in desk.get(here(slot_id)).text


def test_a_task_is_added_changed_and_removed(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    form = {
        "title": "<script>alert(1)</script>",
        "kind": "sound",
        "amount": "2",
        "unit": "hours",
        "side": "before",
    }
    typed = {"owner": "other", "owner_name": "Tom <b>Typed</b>", "owner_email": "tom@example.org"}
    assert post(desk, here(slot_id), act="add", **form, **typed).status_code == 303
    row, page = only(app), desk.get(here(slot_id)).text
    assert "<script>alert" not in page
    assert "Tom &lt;b&gt;Typed" in page
    assert "2 hours before" in page
    assert row.minutes == -120
    edit = desk.get(here(slot_id, f"?task={row.id}")).text
    assert 'name="revision" value="1"' in edit
    changed = form | typed | {"title": "Sound", "owner_email": ""}
    answer = post(desk, here(slot_id), act="change", task=row.id, revision="1", **changed)
    assert answer.status_code == 303
    assert only(app).owner_person_id == row.owner_person_id is not None
    stale = post(
        desk, here(slot_id), act="change", task=row.id, revision="1", **(changed | {"title": "Mine"})
    )
    assert stale.status_code == 412
    assert "Mine" in stale.text
    assert "Sound" in stale.text
    assert post(desk, here(slot_id), act="remove", task=row.id, revision="2").status_code == 303
    assert "Sound" not in desk.get(here(slot_id)).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "y" * 10_000}, "title"),
        ({"amount": "soon"}, "amount"),
        ({"owner": "user:99999"}, "owner"),
        ({"notes": "z" * 10_000}, "notes"),
        ({"reminders": "now and then"}, "reminders"),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_typed(
    app: Flask, desk: FlaskClient, slot_id: str, wrong: dict[str, str], field: str
) -> None:
    form = {
        "title": "A bell",
        "kind": "task",
        "amount": "1",
        "unit": "days",
        "side": "after",
        "notes": "Kept",
    } | wrong
    answer = post(desk, here(slot_id), act="add", **form)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert form["notes"] in answer.text


def test_two_stewards_tick_one_task_and_the_second_sees_the_first(
    app: Flask, client: FlaskClient, slot_id: str
) -> None:
    with app.app_context():
        nora = make_user(role="steward")
        name = make_task(slot_id)
    steward = sign_in(app, client, "steward")
    page = here(slot_id)
    token = csrf(steward, page)
    with app.app_context():
        services.tick_task(slot_id, name, datetime.now(UTC), nora)
    answer = steward.post(page, data={"csrf_token": token, "act": "tick", "task": name})
    assert answer.status_code == 409
    assert "Somebody else was quicker." in answer.text
    assert answer.text.count("Nora Example") >= 2
    assert steward.post(page, data={"csrf_token": token, "act": "untick", "task": name}).status_code == 303
    assert steward.post(page, data={"csrf_token": token, "act": "tick", "task": name}).status_code == 303
    refused = steward.post(page, data={"csrf_token": token, "act": "apply", "template": "webinar"})
    assert refused.status_code == 403


def test_after_the_hour_the_sheet_is_its_record(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    with app.app_context():
        past = make_slot(db.session.query(Session).filter_by(slug="topic").one(), datetime.now(UTC) - 2 * DAY)
        first, _second = make_task(past.id, "Begun"), make_task(past.id, "Forgotten")
        services.tick_task(past.id, first, datetime.now(UTC) - 2 * DAY, "user:1")
        past_id = past.id
    page = desk.get(here(past_id)).text
    assert page.index("Done") < page.index("Late") or "Late" in page
    answer = post(desk, here(past_id), act="remove", task=first, revision="1")
    assert answer.status_code == 409


def test_a_time_of_another_programme_is_not_found_there(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    assert desk.get(f"/en/desk/elsewhere/run-sheet/{slot_id}").status_code == 404
    assert desk.get(here("no-such")).status_code == 404


def test_a_reader_sees_no_run_sheet(app: Flask, client: FlaskClient, slot_id: str) -> None:
    assert sign_in(app, client, "reader").get(here(slot_id)).status_code == 403


def test_a_cancelled_time_says_that_nobody_is_reminded(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    with app.app_context():
        slots.cancel(slot_id, db.session.get_one(Slot, slot_id).revision, datetime.now(UTC), "user:1")
        make_task(slot_id)
    assert "Nobody is reminded." in desk.get(here(slot_id)).text
    rehearsals = desk.get(here(slot_id, "/rehearsals")).text
    assert "Add a rehearsal" not in rehearsals


def rehearsal_form(*guests: str, **changes: str) -> dict[str, Any]:
    local = (BEGIN - 2 * DAY).strftime("%Y-%m-%dT%H:%M")
    values = {"local_start": local, "zone": "Europe/Zurich", "minutes": "30", "note": "Bring slides"}
    return values | {"address": "https://r.example.org/x", "guests": list(guests)} | changes


def test_a_rehearsal_is_added_moved_and_called_off(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    with app.app_context():
        voice = ref_of(
            make_panelist(db.session.get_one(Slot, slot_id).session, "Vera Example", role="interpreter")
        )
    path = here(slot_id, "/rehearsals")
    refused = post(desk, path, act="add", **rehearsal_form())
    assert refused.status_code == 422
    assert "Bring slides" in refused.text
    late = (BEGIN + DAY).strftime("%Y-%m-%dT%H:%M")
    assert post(desk, path, act="add", **rehearsal_form(voice, local_start=late)).status_code == 422
    assert post(desk, path, act="add", **rehearsal_form(voice, zone="Mars/Base")).status_code == 422
    assert post(desk, path, act="add", **rehearsal_form("user:9999")).status_code == 422
    assert post(desk, path, act="add", **rehearsal_form(voice)).status_code == 303
    with app.app_context():
        row = db.session.query(Rehearsal).one()
    assert "not told yet" in desk.get(path).text
    change = {"rehearsal": row.id, "revision": "1"}
    assert post(desk, path, act="change", **change, **rehearsal_form(voice, minutes="45")).status_code == 303
    stale = post(desk, path, act="change", **change, **rehearsal_form(voice, minutes="50"))
    assert stale.status_code == 412
    assert "50" in stale.text
    assert 'name="pick-minutes"' in stale.text
    assert post(desk, path, act="cancel", **change).status_code == 412
    assert post(desk, path, act="cancel", rehearsal=row.id, revision="2").status_code == 303
    assert "Called off" in desk.get(path).text


def test_how_a_connection_was_tested_is_kept(app: Flask, desk: FlaskClient, slot_id: str) -> None:
    with app.app_context():
        who = ref_of(make_panelist(db.session.get_one(Slot, slot_id).session, "Sam Example"))
    path = here(slot_id, "/rehearsals")
    assert "How it went" in desk.get(f"{path}?person={who}").text
    assert post(desk, path, act="record", person=who, outcome="great").status_code == 422
    kept = {"outcome": "again", "sound": "poor", "remark": "A headset is on its way"}
    assert post(desk, path, act="record", person=who, **kept).status_code == 303
    page = desk.get(path).text
    assert "To be tested again" in page
    assert "Sound: Poor" in page
