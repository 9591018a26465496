"""The brief: by an interpreter's own link on a proved device, with the way in only while it is open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import Attendance, Audit, LiveHour, Material, Panelist, Session, Slot
from meetings.models.kept import MaterialVersion, Release
from meetings.services.live import interpretation
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_assistant, make_panelist, panel_cookie, panel_link
from tests.run_sheets import make_rehearsal, make_task, ref_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEGIN = NOW + 5 * DAY
Open = Callable[..., FlaskClient]


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """Store a session with an interpreter, a speaker, and one who is on another panel."""
    with app.app_context():
        programme = make_programme()
        session = make_session(programme)
        slot = make_slot(session, BEGIN)
        slot.channels = [
            {
                "kind": "phone",
                "label": "Floor",
                "address": "+41 22 000 00 01, 1",
                "language": None,
                "note": "",
            },
            {
                "kind": "web",
                "label": "Canal",
                "address": "https://fr.example.org/c",
                "language": "fr",
                "note": "",
            },
            {
                "kind": "web",
                "label": "Kanal",
                "address": "https://ru.example.org/c",
                "language": "ru",
                "note": "",
            },
        ]
        db.session.commit()
        people = {
            "voice": make_panelist(
                session, "Vera <b>Example</b>", role="interpreter", state="invited", zone="America/Lima"
            ),
            "speaker": make_panelist(session, "Siobhán Example", organization="University of Examples"),
            "other": make_panelist(make_session(programme, "other"), "Otto Example"),
        }
        found: dict[str, Any] = {"slot": slot.id, "session": session.id}
        keys = app.extensions["outside"].keys
        found |= {name: panel_link(row, programme.id, keys) for name, row in people.items()}
        helper = make_assistant(people["voice"], programme.id)
        found["helper"] = panel_link(helper, programme.id, keys)
        found["ref"] = ref_of(people["voice"])
        return {
            name: (one[0].bearer, one[1]) if isinstance(one, tuple) else one for name, one in found.items()
        }


def proved(app: Flask, world: dict[str, Any], who: str) -> tuple[FlaskClient, str]:
    client, (bearer, token) = app.test_client(), world[who]
    with app.app_context():
        proof = proof_of(app.extensions["outside"].keys, bearer, 1, datetime.now(UTC))
    client.set_cookie(panel_cookie(bearer), proof)
    return client, f"/en/speak/{token}/brief/{world['slot']}"


def test_an_interpreter_sees_what_they_need_and_answers(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        interpretation.set_pronunciation(
            world["slot"],
            ref_of(db.session.query(Panelist).filter_by(role="speaker").first()).partition(":")[2],  # type: ignore[arg-type]
            "shi-VAWN",
            datetime.now(UTC),
            "user:1",
        )
        make_task(world["slot"], "Check each channel", kind="channels", amount="30")
        make_task(world["slot"], "Not for them")
        make_task(world["slot"], "Bring water", owner=world["ref"])
    client, path = proved(app, world, "voice")
    page = client.get(path).text
    for words in (
        "Lima",
        "Siobhán Example",
        "University of Examples",
        "shi-VAWN",
        "Check each channel",
        "Bring water",
    ):
        assert words in page
    assert "Not for them" not in page
    assert "<b>Example</b>" not in page
    assert client.post(path, data={"answer": "maybe"}).status_code == 422
    assert client.post(path, data={"answer": "confirmed"}).status_code == 303
    assert "You have confirmed." in client.get(path).text
    with app.app_context():
        row = db.session.query(Panelist).filter_by(role="interpreter").one()
        assert row.state_by is not None
        assert row.state_by.startswith("panel:")


def test_who_declined_sees_nothing_but_their_answer_and_may_change_it(
    app: Flask, world: dict[str, Any]
) -> None:
    client, path = proved(app, world, "voice")
    assert client.post(path, data={"answer": "declined"}).status_code == 303
    page = client.get(path).text
    assert "You have declined." in page
    assert "Siobhán" not in page
    assert client.post(path, data={"answer": "confirmed"}).status_code == 303
    assert "Siobhán" in client.get(path).text


def test_the_way_in_stands_there_only_while_it_is_open(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        who = world["ref"].partition(":")[2]
        interpretation.set_pairs(world["slot"], who, [("en", "fr")], datetime.now(UTC), "user:1")
    ways = ('value="join"', "fr.example.org", "000 00 01")
    for at, is_open in (
        (BEGIN - 16 * MINUTE, False),
        (BEGIN - 15 * MINUTE, True),
        (BEGIN + 89 * MINUTE, True),
        (BEGIN + 90 * MINUTE, False),
    ):
        with time_machine.travel(at, tick=False):
            client, path = proved(app, world, "voice")
            page = client.get(path).text
            assert [one in page for one in ways] == [is_open] * 3
            assert "ru.example.org" not in page
            assert "platform.example.org" not in page
            answer = client.post(path, data={"act": "join"})
            assert answer.status_code == (303 if is_open else 409)


def entries(app: Flask) -> list[tuple[str, str, str | None]]:
    with app.app_context():
        rows = db.session.query(Attendance).order_by(Attendance.id)
        return [(str(one.name), one.role, one.registration_id) for one in rows]


def test_whoever_is_on_the_panel_joins_as_what_they_are_and_is_no_participant(
    app: Flask, world: dict[str, Any]
) -> None:
    with time_machine.travel(BEGIN, tick=False):
        for who, role in (("voice", "interpreter"), ("speaker", "panelist")):
            client, path = proved(app, world, who)
            assert "form-action 'self' https:" in client.get(path).headers["Content-Security-Policy"]
            for _time in range(2):
                answer = client.post(path, data={"act": "join"})
                assert answer.status_code == 303
                assert answer.location.startswith("https://platform.example.org/")
            assert entries(app)[-1][1:] == (role, None)
    assert len(entries(app)) == 2


def test_a_time_that_begins_later_can_be_entered_so_much_longer(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        db.session.add(LiveHour(slot_id=world["slot"], delay_minutes=45, changes=1, changed_at=BEGIN))
        db.session.commit()
    for at, status in ((BEGIN + 134 * MINUTE, 303), (BEGIN + 135 * MINUTE, 409)):
        with time_machine.travel(at, tick=False):
            client, path = proved(app, world, "speaker")
            assert ("Begins 45 minutes later" in client.get(path).text) is (status == 303)
            assert client.post(path, data={"act": "join"}).status_code == status


def test_nobody_joins_for_a_panellist_and_nobody_who_declined(app: Flask, world: dict[str, Any]) -> None:
    with time_machine.travel(BEGIN, tick=False):
        client, path = proved(app, world, "helper")
        page = client.get(path).text
        assert "they join by their own link" in page
        assert 'value="join"' not in page
        assert "000 00 01" not in page
        assert client.post(path, data={"act": "join"}).status_code == 403
        with app.app_context():
            db.session.query(Panelist).filter_by(role="interpreter").update({"state": "declined"})
            db.session.commit()
        client, path = proved(app, world, "voice")
        assert client.post(path, data={"act": "join"}).status_code == 404
    assert entries(app) == []


def test_a_time_without_an_address_says_so(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        db.session.get_one(Slot, world["slot"]).platform_address = None
        db.session.commit()
    with time_machine.travel(BEGIN, tick=False):
        client, path = proved(app, world, "speaker")
        answer = client.post(path, data={"act": "join"})
    assert answer.status_code == 409
    assert 'href="#channel"' in answer.text


def test_a_cancelled_time_has_no_way_in(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        db.session.get_one(Slot, world["slot"]).state = "cancelled"
        db.session.commit()
    with time_machine.travel(BEGIN, tick=False):
        client, path = proved(app, world, "voice")
        page = client.get(path).text
        assert client.post(path, data={"act": "join"}).status_code == 409
    assert "This time will not be held." in page
    assert 'value="join"' not in page


def test_a_rehearsal_stands_there_and_where_it_is_held_shortly_before(
    app: Flask, world: dict[str, Any]
) -> None:
    with app.app_context():
        make_rehearsal(world["slot"], BEGIN - DAY, world["ref"], now=datetime.now(UTC))
    for at, is_open in ((BEGIN - DAY - 16 * MINUTE, False), (BEGIN - DAY - 14 * MINUTE, True)):
        with time_machine.travel(at, tick=False):
            client, path = proved(app, world, "voice")
            assert ("rehearsal.example.org" in client.get(path).text) is is_open
            client, path = proved(app, world, "speaker")
            assert "To the rehearsal" not in client.get(path).text


def put_text(app: Flask, world: dict[str, Any]) -> None:
    """Store slides: the first version public, the second under embargo."""
    with app.app_context():
        storage = app.extensions["outside"].storage
        first, second = (
            storage.put(f"slides/{one}", [f"%PDF-{one}".encode()], 100).key for one in ("one", "two")
        )
        kept = {"media_type": "application/pdf", "bytes": 8, "digest": "d" * 64}
        session = db.session.get_one(Session, world["session"])
        row = Material(session_id=session.id, title={"en": "Slides"}, language="en", version=1, **kept)
        row.name, row.file, row.file_name, row.updated_at = "slides", first, "one.pdf", datetime.now(UTC)
        db.session.add(row)
        db.session.flush()
        values = {"file": second, "file_name": "two.pdf", "kept_at": datetime.now(UTC), "kept_by": "user:1"}
        db.session.add(MaterialVersion(material_id=row.id, version=2, **kept, **values))
        db.session.commit()


def test_interpreters_get_texts_under_embargo_where_staff_say_so_and_nobody_else(
    app: Flask, world: dict[str, Any]
) -> None:
    put_text(app, world)
    client, path = proved(app, world, "voice")
    answer = client.get(f"{path}/text/slides")
    assert answer.data == b"%PDF-one"
    with app.app_context():
        given = {"shows_embargoed": "y", "glossary": "https://example.org/terms"}
        interpretation.set_brief(world["slot"], given, 0, datetime.now(UTC), "user:1")
    answer = client.get(f"{path}/text/slides")
    assert answer.data == b"%PDF-two"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = client.get(path).text
    assert "under embargo" in page
    assert "https://example.org/terms" in page
    for who in ("speaker", "helper"):
        another, theirs = proved(app, world, who)
        assert another.get(f"{theirs}/text/slides").status_code == 404
        assert "under embargo" not in another.get(theirs).text
    speaker, theirs = proved(app, world, "speaker")
    assert "under embargo" not in speaker.get(theirs).text
    assert client.get(f"{path}/text/other").status_code == 404


def test_nobody_of_another_panel_and_no_device_that_is_not_proved_sees_it(
    app: Flask, world: dict[str, Any]
) -> None:
    client, path = proved(app, world, "other")
    assert client.get(path).status_code == 404
    assert client.post(path, data={"answer": "confirmed"}).status_code == 404
    client, path = proved(app, world, "speaker")  # who answers on their own page
    assert client.post(path, data={"answer": "confirmed"}).status_code == 404


def test_an_answer_in_the_brief_is_the_same_as_on_my_panel(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        voice = db.session.query(Panelist).filter_by(role="interpreter").one()
        values = {"person_id": voice.person_id, "role": "speaker", "state": "invited", "updated_at": NOW}
        db.session.add(Panelist(session_id=world["session"], **values))
        db.session.commit()
        theirs = voice.person_id
    client, path = proved(app, world, "voice")
    assert client.post(path, data={"answer": "confirmed"}).status_code == 303
    with app.app_context():
        rows = db.session.query(Panelist).filter_by(person_id=theirs)
        assert {row.state for row in rows} == {"confirmed"}
        assert db.session.query(Release).filter_by(person_id=theirs).count() == 1
        assert db.session.query(Audit).filter_by(act="panel.answer").one().subject.startswith("panel:")
    with time_machine.travel(BEGIN + DAY, tick=False):
        client, path = proved(app, world, "voice")
        assert client.post(path, data={"answer": "declined"}).status_code == 409


def test_an_assistant_answers_and_it_is_said_who_did(app: Flask, world: dict[str, Any]) -> None:
    client, path = proved(app, world, "helper")
    assert client.post(path, data={"answer": "confirmed"}).status_code == 303
    with app.app_context():
        row = db.session.query(Panelist).filter_by(role="interpreter").one()
        assert str(row.state_by).startswith("assistant:")
