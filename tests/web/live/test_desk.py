"""The live desk, moderators by their own link, and the document of questions and answers; on both stores."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from meetings.adapters.erasure_log import FileErasureLog
from meetings.extensions import db
from meetings.models import Audit, DiscardedFile, LiveNote, LiveQuestion, Material, MaterialVersion, Slot
from meetings.queries.live.hours import decided_of
from meetings.queries.live.questions import MOST_SHOWN
from meetings.services.erasing import erase
from meetings.services.joining import enter
from meetings.services.live.questions import Decision, decide
from meetings.services.slots import edit
from tests.factories import KEYS, NOW
from tests.live import MINUTE, WIRE_BYTES, TheHour, asked, make_hour, on_the_wire, question
from tests.panels import make_panelist
from tests.web.test_desk import csrf, sign_in

DAY = timedelta(days=1)


@pytest.fixture
def hour(app: Flask) -> TheHour:
    """Store an hour that is open, with somebody on the panel, somebody in, and a question."""
    with app.app_context():
        found = make_hour()
        slot = found.slot
        make_panelist(slot.session, "Dr Panel Example", email="panel@example.org")
        enter(found.rosa, found.slot_id, NOW)
        asked(found, "How much is left?", is_anonymous=True)
        return found


@pytest.fixture
def desk(app: Flask, client: FlaskClient, hour: TheHour) -> FlaskClient:
    """Give a client that signed in as an organizer."""
    return sign_in(app, client, "organizer")


def path(hour: TheHour, more: str = "") -> str:
    return f"/en/desk/season/live/{hour.slot_id}{more}"


def post(desk: FlaskClient, hour: TheHour, **values: Any) -> Any:
    return desk.post(path(hour), data={"csrf_token": csrf(desk, path(hour))} | values)


def the_question(app: Flask, hour: TheHour) -> tuple[str, int]:
    with app.app_context():
        from meetings.queries.live.questions import questions_of

        row = questions_of(hour.slot_id, is_desk=True)[0]
        return row.id, row.revision


def test_desk_shows_who_is_there_the_panel_and_who_asks(desk: FlaskClient, hour: TheHour) -> None:
    shown = desk.get(path(hour)).text
    for words in (
        "In: 1",
        "The platform tells nothing",
        "Dr Panel Example",
        "not here yet",
        "How much is left?",
        "Rosa Example (anonymous to the panel)",
        "Registered: 2",
    ):
        assert words in shown, words
    assert f"/en/desk/season/run-sheet/{hour.slot_id}" in shown
    assert path(hour) in desk.get(f"/en/desk/slot/{hour.slot_id}").text


def test_unchanged_desk_is_a_304_without_a_body(desk: FlaskClient, app: Flask, hour: TheHour) -> None:
    first = desk.get(path(hour, "/now"))
    assert first.status_code == 200
    assert "<form" not in first.text
    knowing = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip, br"}
    again = desk.get(path(hour, "/now"), headers=knowing)
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in again.headers
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert on_the_wire(again) <= WIRE_BYTES
    with app.app_context():
        asked(hour, "Another?", who="sam")
    told = desk.get(path(hour, "/now"), headers={"If-None-Match": first.headers["ETag"]})
    assert (told.status_code, "Another?" in told.text) == (200, True)


def test_desk_counts_what_it_does_not_show_and_opens_it_all_the_same(
    desk: FlaskClient, app: Flask, hour: TheHour
) -> None:
    name, _seen = the_question(app, hour)
    with app.app_context():
        oldest = question(name)
        facts = {"slot_id": oldest.slot_id, "person_id": oldest.person_id, "language": "en"}
        facts |= {"asked_at": NOW + MINUTE, "state_since": NOW + MINUTE, "updated_at": NOW + MINUTE}
        for number in range(MOST_SHOWN + 1):
            words = f"Newer {number}?"
            db.session.add(LiveQuestion(**facts, asker=f"somebody:{number}", digest="", text=words))
        db.session.commit()
    shown = desk.get(path(hour)).text
    assert (f"New ({MOST_SHOWN + 2})" in shown, "2 older ones are not shown." in shown) == (True, True)
    assert (shown.count("<p lang="), "How much is left?" in shown) == (MOST_SHOWN, False)
    assert "How much is left?" in desk.get(path(hour, f"?question={name}")).text


def test_one_button_tells_of_a_delay_and_takes_it_back(desk: FlaskClient, app: Flask, hour: TheHour) -> None:
    for typed, minutes in (("20", 20), ("0", 0)):
        assert post(desk, hour, act="delay", delay=typed).status_code == 303
        with app.app_context():
            assert decided_of(hour.slot_id).delay_minutes == minutes
    wrong = post(desk, hour, act="delay", delay="soon")
    assert (wrong.status_code, 'value="soon"' in wrong.text) == (422, True)


@pytest.mark.parametrize("keeps", [False, True])
def test_desk_asks_what_becomes_of_the_other_ways_in(
    desk: FlaskClient, app: Flask, hour: TheHour, keeps: bool
) -> None:
    with app.app_context():
        phone = {"kind": "phone", "address": "+41 22 000 00 00", "language": None, "note": ""}
        edit(hour.slot_id, {"channels": [phone]}, 1, NOW, "user:1")
    shown = desk.get(path(hour)).text
    assert ("+41 22 000 00 00" in shown or "tel:" in shown, "Empty them" in shown) == (True, True)
    values = {"act": "platform", "platform_address": "https://other.example.org/a", "revision": 2}
    assert post(desk, hour, **values | ({"channels": "keep"} if keeps else {})).status_code == 303
    with app.app_context():
        assert len(hour.slot.channels) == keeps


def test_one_button_moves_the_platform_and_a_stale_one_shows_both(
    desk: FlaskClient, app: Flask, hour: TheHour
) -> None:
    values = {"act": "platform", "platform_address": "https://other.example.org/a"}
    assert post(desk, hour, **values, revision=1).status_code == 303
    with app.app_context():
        slot = db.session.get_one(Slot, hour.slot_id)
        assert (slot.platform_address, slot.version) == ("https://other.example.org/a", 2)
    stale = post(desk, hour, **values | {"platform_address": "https://third.example.org/"}, revision=1)
    assert (stale.status_code, "https://other.example.org/a" in stale.text) == (412, True)
    assert 'value="https://third.example.org/"' in stale.text


def test_notes_stay(desk: FlaskClient, app: Flask, hour: TheHour) -> None:
    assert post(desk, hour, act="note", note="Sound <b>fails</b>").status_code == 303
    assert "Sound &lt;b&gt;fails&lt;/b&gt;" in desk.get(path(hour)).text
    assert post(desk, hour, act="note", note=" ").status_code == 422
    with app.app_context():
        assert db.session.scalars(select(LiveNote.by)).one().startswith("user:")


def test_question_is_shown_by_a_button_and_answered_in_its_form(
    desk: FlaskClient, app: Flask, hour: TheHour
) -> None:
    name, seen = the_question(app, hour)
    assert post(desk, hour, act=f"shown:{name}:{seen}").status_code == 303
    form = desk.get(path(hour, f"?question={name}")).text
    assert "Answer in writing" in form
    answered = post(
        desk,
        hour,
        act="written",
        question=name,
        revision=seen + 1,
        answer="Forty tonnes.",
        answer_language="en",
    )
    assert answered.status_code == 303
    with app.app_context():
        assert (question(name).state, question(name).answer) == ("written", "Forty tonnes.")
    assert desk.get(path(hour, "?question=none")).status_code == 404


def test_second_moderator_reads_both_sides_and_keeps_what_they_typed(
    desk: FlaskClient, app: Flask, hour: TheHour
) -> None:
    name, seen = the_question(app, hour)
    with app.app_context():
        first = Decision("written", answer="Forty tonnes.", language="en")
        decide(hour.slot_id, name, first, seen, now=NOW, actor="user:99")
    typed = {"question": name, "revision": seen, "answer": "Fifty tonnes.", "answer_language": "en"}
    second = post(desk, hour, act="written", **typed)
    assert second.status_code == 409
    assert "Forty tonnes." in second.text
    assert ">Fifty tonnes.</textarea>" in second.text
    assert f'name="revision" value="{seen + 1}"' in second.text
    assert post(desk, hour, act="written", **typed | {"revision": seen + 1}).status_code == 303


def test_refused_step_names_its_field(desk: FlaskClient, app: Flask, hour: TheHour) -> None:
    name, seen = the_question(app, hour)
    refused = post(desk, hour, act="hidden", question=name, revision=seen, reason="")
    assert (refused.status_code, 'href="#reason"' in refused.text) == (422, True)
    assert post(desk, hour, act="burnt").status_code == 422


def test_document_is_looked_through_and_published_in_one_act(
    desk: FlaskClient, app: Flask, hour: TheHour
) -> None:
    name, seen = the_question(app, hour)
    with app.app_context():
        decide(hour.slot_id, name, Decision("live", by="Dr Panel Example"), seen, now=NOW, actor="user:1")
    shown = desk.get(path(hour, "/answers")).text
    assert "How much is left?" in shown
    assert "Answered in the session by Dr Panel Example" in shown
    assert "Rosa" not in shown
    assert desk.get(path(hour, "/answers.pdf")).data.startswith(b"%PDF")
    for _again in range(2):
        form = {"csrf_token": csrf(desk, path(hour, "/answers")), "act": "publish"}
        assert desk.post(path(hour, "/answers"), data=form).status_code == 303
    with app.app_context():
        row = db.session.scalars(select(Material)).one()
        assert (row.version, row.language, row.media_type) == (2, "en", "application/pdf")
    assert "Questions and answers" in desk.get("/en/season/topic/").text


def publish(desk: FlaskClient, hour: TheHour, app: Flask) -> Any:
    form = {"csrf_token": csrf(desk, path(hour, "/answers")), "act": "publish"}
    assert desk.post(path(hour, "/answers"), data=form).status_code == 303
    with app.app_context():
        row = db.session.scalars(select(Material)).one()
        return row.name, row.version, row.audience, row.embargo_until


def test_published_again_it_keeps_its_readers_and_the_one_before_is_for_staff(
    desk: FlaskClient, app: Flask, hour: TheHour
) -> None:
    name, *_rest = publish(desk, hour, app)
    reader = app.test_client()
    assert reader.get(f"/documents/{name}?version=1").status_code == 200
    assert publish(desk, hour, app)[1:] == (2, "public", None)
    assert reader.get(f"/documents/{name}").status_code == 200
    assert reader.get(f"/documents/{name}?version=1").status_code == 403
    shown = desk.get("/en/desk/season/session/topic/documents").text
    look = re.findall(r'href="(/documents/[^"]+version=1)"', shown)[0].replace("&amp;", "&")
    assert desk.get(look).status_code == 200
    until = NOW + DAY
    with app.app_context():
        db.session.execute(update(Material).values(audience="participants", embargo_until=until))
        db.session.commit()
    assert publish(desk, hour, app) == (name, 3, "participants", until)


@pytest.mark.parametrize("may_be_named", [True, False])
def test_erasing_whoever_asked_takes_what_was_published_of_it(
    desk: FlaskClient, app: Flask, hour: TheHour, may_be_named: bool
) -> None:
    with app.app_context():
        row = asked(hour, "May I ask?", may_be_named=may_be_named)
        decide(hour.slot_id, row.id, Decision("live", by="Dr Example"), row.revision, now=NOW, actor="user:1")
    for _again in range(2):
        publish(desk, hour, app)
    with app.app_context():
        log = FileErasureLog(Path(app.config["INSTANCE"]) / "erased")
        erase(hour.rosas_id, NOW, "user:1", keys=KEYS, log=log)
        db.session.expire_all()
        kept = [one.version for one in db.session.scalars(select(MaterialVersion))]
        thrown = db.session.scalar(select(func.count()).select_from(DiscardedFile))
        assert (kept, thrown) == (([], 2) if may_be_named else ([2], 1))
        notes = db.session.scalars(select(Audit.act).where(Audit.actor == "erasing")).all()
        assert notes == ["document.drop"] * may_be_named
    assert publish(desk, hour, app)[1] == (1 if may_be_named else 3)


def test_desk_of_another_programme_is_not_there(desk: FlaskClient, hour: TheHour) -> None:
    assert desk.get(f"/en/desk/other/live/{hour.slot_id}").status_code == 404
    assert desk.get("/en/desk/season/live/none").status_code in (403, 404)
