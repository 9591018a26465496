"""What happens is noted with it, once; nothing where nobody listens, and nothing of drafts."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.cop.tracks import Mover, Track
from meetings.domain.moves import Move
from meetings.extensions import db, transaction
from meetings.models import ApiToken, Participation, Recording, Slot, Survey, WebhookDelivery, WebhookEvent
from meetings.services import recordings, slots, surveys
from meetings.services.cop.tracks import By, move_within
from meetings.services.programmes import change_programme, change_session, create_session
from meetings.services.registrations import cancel, switch
from meetings.services.webhooks.laying import lay
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW, make_programme, make_session, make_slot, make_topic, register_somebody
from tests.surveys import held_session, make_survey
from tests.surveys import run as run_surveys
from tests.webhooks import make_webhook, noted, standing, watcher

URL = "http://127.0.0.1:9/hook"
BASE = "https://meetings.example.org"
ACTOR = "user:1"
# Ids, and what anybody may know of a time: another name in a body is something that nobody decided to tell.
MAY_BE_TOLD = {
    *("id", "type", "created_at", "url", "programme", "session", "slot", "registration"),
    *("recording", "participation", "survey", "state", "language"),
    *("part", "starts_at", "minutes", "zone", "version", "places", "from", "to", "mode"),
}


def bodies() -> list[dict[str, Any]]:
    """Lay out what was noted, and give what would be sent, in order."""
    db.session.rollback()
    lay(NOW, BASE)
    question = (
        select(WebhookEvent.body)
        .join(WebhookDelivery, WebhookDelivery.event_id == WebhookEvent.id)
        .order_by(WebhookDelivery.id)
    )
    found = [json.loads(one or "") for one in db.session.scalars(question)]
    for body in found:
        inside = [each for each in body.values() if isinstance(each, dict)]
        assert {name for each in (body, *inside) for name in each} <= MAY_BE_TOLD
    return found


@pytest.mark.usefixtures("app")
def test_nothing_is_noted_where_nobody_listens() -> None:
    _slug, (one, two) = make_topic()
    done = register_somebody(one)
    switch(done.id, two, NOW, ACTOR)
    make_webhook(URL, "slot")
    cancel(done.id, NOW, ACTOR)
    assert noted() == []


@pytest.mark.usefixtures("app")
def test_registrations_are_told_by_ids_alone() -> None:
    _slug, (one, two) = make_topic()
    make_webhook(URL)
    done = register_somebody(one, name="Quux Private", email="private@example.org")
    switch(done.id, two, NOW, ACTOR)
    cancel(done.id, NOW, ACTOR)
    about = f"registration:{done.id}"
    assert noted() == [(f"registration.{kind}", about) for kind in ("created", "switched", "cancelled")]
    first, second, third = bodies()
    assert first == {
        "id": first["id"],
        "type": "registration.created",
        "created_at": "2026-11-24T09:00:00Z",
        "programme": "season",
        "session": "topic",
        "registration": {"id": done.id, "places": [one]},
        "url": f"{BASE}/api/v1/registrations/{done.id}",
    }
    assert second["registration"] == {"id": done.id, "from": one, "to": two, "mode": "online"}
    assert third["registration"] == {"id": done.id}
    assert "rivate" not in json.dumps([first, second, third])


@pytest.mark.usefixtures("app")
def test_seat_from_the_line_is_a_confirmation() -> None:
    _slug, (one, _two) = make_topic(capacity=1)
    first, second = register_somebody(one), register_somebody(one)
    make_webhook(URL)
    cancel(first.id, NOW, ACTOR)
    assert noted() == [
        ("registration.cancelled", f"registration:{first.id}"),
        ("registration.confirmed", f"registration:{second.id}"),
    ]


@pytest.mark.usefixtures("app")
def test_act_that_fails_notes_nothing() -> None:
    _slug, (one, _two) = make_topic()
    make_webhook(URL)
    row = db.session.get_one(Slot, one)
    revision = row.revision
    later = Move(local_start=row.local_start + timedelta(hours=1))

    def fail() -> None:
        with transaction():
            slots.move_within(one, later, revision, NOW, ACTOR)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert noted() == []


@pytest.mark.usefixtures("app")
def test_slots_tell_where_they_are_now() -> None:
    _slug, (one, _two) = make_topic()
    make_webhook(URL)
    row = db.session.get_one(Slot, one)
    slots.move(one, Move(local_start=row.local_start + timedelta(hours=1)), row.revision, NOW, ACTOR)
    slots.cancel(one, db.session.get_one(Slot, one).revision, NOW, ACTOR)
    slots.revive(one, db.session.get_one(Slot, one).revision, NOW, ACTOR)
    slots.edit(one, {"platform_address": "https://secret.example.org/x"}, 4, NOW, ACTOR)
    slots.edit(one, {"capacity": 9}, 5, NOW, ACTOR)
    slots.edit(one, {"capacity": 9}, 6, NOW, ACTOR)
    kinds = ("moved", "cancelled", "revived", "changed", "changed")
    assert noted() == [(f"slot.{kind}", f"slot:{one}") for kind in kinds]
    found = bodies()
    assert found[0]["slot"] == {
        "id": one,
        "part": 1,
        "starts_at": "2026-11-26T10:00:00Z",
        "minutes": 90,
        "zone": "Europe/Zurich",
        "state": "planned",
        "version": 2,
    }
    assert [one["slot"]["version"] for one in found] == [2, 3, 4, 5, 5]
    assert found[1]["slot"]["state"] == "cancelled"
    assert "secret" not in json.dumps(found)


@pytest.mark.usefixtures("app")
def test_drafts_are_told_of_by_nothing_until_they_are_published() -> None:
    make_webhook(URL)
    programme = make_programme(published=False)
    make_slot(make_session(programme, "open"))
    create_session("season", {"slug": "idea", "title": {"en": "Quux secret"}}, NOW, ACTOR)
    assert noted() == []
    change_programme("season", {"published": True}, 1, NOW, ACTOR)
    draft = make_slot(make_session(db.session.merge(programme), "draft", state="draft"))
    slots.cancel(draft.id, draft.revision, NOW, ACTOR)
    change_session("season", "idea", {"title": {"en": "Quux new"}}, 1, NOW, ACTOR)
    assert noted() == [("programme.published", "programme:season")]
    change_session("season", "idea", {"state": "published"}, 2, NOW, ACTOR)
    change_session("season", "idea", {"title": {"en": "Quux last"}}, 3, NOW, ACTOR)
    change_session("season", "idea", {"state": "cancelled"}, 4, NOW, ACTOR)
    found = bodies()
    assert [one["type"] for one in found] == [
        "programme.published",
        "session.published",
        "session.cancelled",
    ]
    assert found[1]["url"] == f"{BASE}/api/v1/programmes/season/sessions/idea"
    assert (found[1]["session"], found[1]["state"]) == ("idea", "published")
    assert "Quux" not in json.dumps(found)


@pytest.mark.usefixtures("app")
def test_recordings_are_told_while_everybody_may_see_them() -> None:
    _slug, (one, _two) = make_topic(NOW - timedelta(days=2))
    make_webhook(URL, "recording")
    recordings.put_recording(one, "en", "https://video.example.org/1", [], 0, NOW, ACTOR)
    row = db.session.scalars(select(Recording)).one()
    assert noted() == [("recording.published", f"recording:{row.name}")]
    recordings.drop_recording(row.name, row.revision, NOW, ACTOR)
    assert [kind for kind, _subject in noted()] == ["recording.published", "recording.withdrawn"]
    assert bodies()[0]["recording"] == {"id": row.name, "slot": one, "language": "en"}


def test_surveys_are_told_opened_closed_and_counted(app: Flask) -> None:

    session = held_session()
    make_webhook(URL, "survey")
    survey_id = make_survey(session, state="draft")
    row = db.session.get_one(Survey, survey_id)
    surveys.publish(survey_id, row.revision, NOW, actor=ACTOR)
    ends = db.session.get_one(Survey, survey_id).closes_at
    assert ends is not None
    for _twice in range(2):
        run_surveys(ends + timedelta(minutes=1), app.extensions["outside"].shelf)
    kinds = ("opened", "closed", "counted")
    assert noted() == [(f"survey.{kind}", f"survey:{survey_id}") for kind in kinds]


@pytest.mark.usefixtures("app")
def test_only_officers_are_told_of_delegations() -> None:
    programme = make_conference(published=False)
    delegation = make_delegation(programme, make_state())
    make_conference("cop-9")
    make_webhook(URL, holder=watcher())
    make_webhook(URL, "accreditation", holder=watcher("officer", "officer", programme=programme.slug))
    make_webhook(URL, "accreditation", holder=watcher("officer", "other", programme="cop-9"))
    made = make_nominee(delegation, segments_of(programme)[0])
    part = db.session.scalars(select(Participation)).one()
    with transaction():
        row = db.session.get_one(Participation, part.id)
        move_within(Track.PARTICIPATION, row, "letter_checked", By(Mover.OFFICER, ACTOR), NOW)
    assert made
    (found,) = bodies()
    assert found["type"] == "participation.letter_checked"
    assert found["participation"] == {"id": part.id, "state": "letter_checked"}
    assert found["url"] == f"{BASE}/api/v1/programmes/{programme.slug}/participations/{part.id}"
    assert "delegation" not in found


@pytest.mark.usefixtures("app")
def test_co_organizer_is_told_of_their_stream_alone_and_of_nothing_once_they_are_none() -> None:
    programme = make_programme()
    mine, other = make_session(programme, "mine"), make_session(programme, "other", stream_id=None)
    name = make_webhook(URL, "slot", holder=watcher(name="co", programme="season", stream="science"))
    make_slot(mine)
    make_slot(other)
    assert [one["session"] for one in bodies()] == ["mine"]
    assert standing(name).owner == "token:co"
    db.session.scalars(select(ApiToken)).one().withdrawn_at = NOW
    db.session.commit()
    make_slot(db.session.merge(mine), NOW + timedelta(days=5))
    assert len(bodies()) == 1


@pytest.mark.usefixtures("app")
def test_laying_out_twice_is_once() -> None:
    _slug, (one, _two) = make_topic()
    make_webhook(URL)
    for _each in range(3):
        register_somebody(one)
    db.session.rollback()
    assert [lay(NOW, BASE), lay(NOW, BASE)] == [3, 0]
    assert db.session.scalar(select(func.count(WebhookDelivery.id))) == 3
