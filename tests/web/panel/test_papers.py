"""About me, hours, letters, calendar and what comes afterwards, by a panellist's link; and their desk page."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import (
    Job,
    LiveQuestion,
    Panelist,
    PanelLetter,
    Profile,
    Programme,
    Session,
    Slot,
    SlotVersion,
)
from meetings.services import slots
from tests.certificates import attend
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist
from tests.pictures import jpeg, pdf, png
from tests.web.panel.papers import BASE, Browser, browser_of
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/season/topic/"
LETTERS = "/en/desk/season/panel/letters"
LATER = NOW + timedelta(days=20)
SCRIPT = "<script>alert('%s')</script>\u202eevil"


@pytest.fixture
def mine(app_sqlite: Flask) -> Browser:
    """Give the proved browser of a speaker in Lima of a session that is held once."""
    with app_sqlite.app_context():
        session = make_session(make_programme())
        make_slot(session)
        facts = {"zone": "America/Lima", "email": "rosa@example.org", "organization": "Institute of Examples"}
        return browser_of(app_sqlite, make_panelist(session, **facts)).prove()


def say(mine: Browser, revision: int = 0, **values: Any) -> Any:
    return mine.post("/about", {"revision": str(revision)} | values)


def test_text_and_photo_are_shown_once_they_may_be(client_sqlite: FlaskClient, mine: Browser) -> None:
    texts = {f"biography-{code}": SCRIPT % code for code in ("ar", "zh", "en", "fr", "ru", "es")}
    assert say(mine, **texts, photo=(io.BytesIO(jpeg() + b"<?php ?>"), "..%2fme.php.jpg")).status_code == 303
    assert "alert(" not in client_sqlite.get(PAGE).text
    own = mine.get("/about")
    assert "<script>alert" not in own.text
    assert "\u202e" not in own.text
    photo = mine.get("/about/photo")
    assert (photo.status_code, photo.content_type, b"php" in photo.data) == (200, "image/jpeg", False)
    assert say(mine, 1, **texts, may_print="y").status_code == 303
    for lang in ("ar", "zh", "en", "fr", "ru", "es"):
        page = client_sqlite.get(f"/{lang}/season/topic/").text
        assert f"&lt;script&gt;alert(&#39;{lang}&#39;)" in page
        assert "<script>alert" not in page
    (address,) = set(re.findall(r'<a href="(/photos/\w+)">', page))
    shown = client_sqlite.get(address)
    assert shown.data == photo.data
    assert (shown.headers["X-Content-Type-Options"], shown.headers["Content-Disposition"]) == (
        "nosniff",
        "attachment; filename=photo.jpg",
    )
    assert say(mine, 2, **texts).status_code == 303
    assert client_sqlite.get(address).status_code == 404
    assert client_sqlite.get(address, headers={"Range": "bytes=0-1"}).status_code == 404
    assert mine.get("/about/photo").status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", 422, "kind"),
        (pdf(), 422, "kind"),
        (png(100, 100), 422, "200"),
        (png(50_000, 50_000), 422, "12"),
        (jpeg()[:-100], 422, "end"),
        (png() + b"0" * 2_000_000, 413, "at most 2 MB"),
    ],
)
def test_what_is_no_photo_is_refused_and_words_are_kept(
    app_sqlite: Flask, mine: Browser, body: bytes, status: int, words: str
) -> None:
    values = {"biography-en": "Typed words", "may_print": "y"}
    boundary, sent = encode_multipart(values | {"photo": FileStorage(io.BytesIO(body), "me.png")})
    answer = mine.post("/about", sent, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == status
    assert words in answer.text.split('id="error-summary"')[1].split("</div>")[0]
    assert "Typed words" in answer.text
    with app_sqlite.app_context():
        assert db.session.scalars(select(Profile)).all() == []


def test_stale_and_long_texts_come_back(mine: Browser) -> None:
    assert say(mine, **{"biography-fr": "é" * 601}).status_code == 422
    assert say(mine, **{"biography-en": "First"}).status_code == 303
    stale = say(mine, 0, **{"biography-en": "Second"})
    assert (stale.status_code, "Second" in stale.text) == (412, True)


def hours(mine: Browser, **values: str) -> Any:
    usual = {"can": "no", "when": "day", "on_day": "2026-12-01", "part": "hours", "first": "", "last": ""}
    return mine.post("/availability", usual | {"hours_zone": "America/Lima"} | values)


def slot_of(app: Flask) -> Slot:
    with app.app_context():
        return db.session.scalars(select(Slot)).one()


def test_hours_are_seen_by_planner_and_board(
    app_sqlite: Flask, client_sqlite: FlaskClient, mine: Browser
) -> None:
    slot = slot_of(app_sqlite)
    day = (slot.starts_at - timedelta(hours=5)).date()
    assert hours(mine, on_day=day.isoformat()).status_code == 303
    page = mine.get("/availability").text
    assert "the whole day (Lima)" in page
    assert "by yourself" in page
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    board = desk.get("/en/desk/season/board").text
    assert "Panellist who cannot" in board
    assert "these said that they cannot then: Rosa Example" in board
    at = slot.starts_at.strftime("%Y-%m-%d")
    question = f"date={at}&minutes=60&audience=table&weights=America/Lima+1&session=topic&zone=America/Lima"
    planner = desk.get(f"/en/desk/season/planner?{question}&chosen=topic").text
    assert "cannot, as they said" in planner
    assert "on the panel, these said that they cannot then: Rosa Example" in planner.replace("&#34;", '"')
    name = re.findall(r'name="back" value="(\w+)"', mine.get("/availability").text)[0]
    assert mine.post("/availability", {"back": name}).status_code == 303
    assert "Panellist who cannot" not in desk.get("/en/desk/season/board").text


def test_hours_that_are_none_come_back(mine: Browser) -> None:
    for wrong in (
        {"first": "12:00", "last": "9:00"},
        {"on_day": ""},
        {"when": "9"},
        {"hours_zone": "Moon/Base"},
    ):
        answer = hours(mine, **wrong)
        assert answer.status_code == 422
        assert 'id="error-summary"' in answer.text
    assert hours(mine, when="2", part="morning", can="yes").status_code == 303
    assert "weekly: Wednesday, 00:00–12:00 (Lima)" in mine.get("/availability").text


def test_letter_is_made_in_one_act_and_checked_by_anybody(
    app_sqlite: Flask, client_sqlite: FlaskClient, mine: Browser
) -> None:
    made = mine.post("/letter", {"kind": "invitation", "language": "en"})
    assert made.status_code == 303
    answer = mine.client.get(made.location, base_url=BASE)
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert mine.client.get(made.location, base_url=BASE).data == answer.data
    with app_sqlite.app_context():
        code = db.session.scalars(select(PanelLetter.code)).one()
    checked = client_sqlite.get(f"/en/verify/{code}").text
    assert "Letter of invitation" in checked
    assert "R… E…" in checked
    assert client_sqlite.post(f"/en/verify/{code}", data={"name": "rosa example"}).status_code == 200
    assert client_sqlite.post(f"/en/verify/{code}", data={"name": "Sam Example"}).status_code == 422
    assert "Letter of invitation (PDF)" in mine.get("/letter").text
    assert mine.post("/letter", {"kind": "thanks"}).status_code == 409
    assert mine.post("/letter", {"kind": "reference"}).status_code == 422
    other = code[:-1] + ("Y" if code.endswith("X") else "X")
    assert mine.get(f"/letter/{other}.pdf").status_code == 404


def test_desk_makes_all_letters_in_one_act(
    app_sqlite: Flask, client_sqlite: FlaskClient, mine: Browser
) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    assert "1 person is on a panel." in desk.get(LETTERS).text
    token = csrf(desk, LETTERS)
    settings = {"csrf_token": token, "act": "settings", "slides": "participants", "revision": "0"}
    settings |= {"signatory": "Ana Example", "signatory_title": "Executive Example"}
    assert desk.post(LETTERS, data=settings).status_code == 303
    stale = desk.post(LETTERS, data=settings | {"signatory": "Other"})
    assert (stale.status_code, "Ana Example" in stale.text, "Other" in stale.text) == (412, True, True)
    assert desk.post(LETTERS, data=settings | {"revision": "1", "slides": "x"}).status_code == 422
    asked = desk.post(LETTERS, data={"csrf_token": token, "act": "letters", "kind": "invitation"})
    assert re.fullmatch(r"/en/desk/job/\w+", asked.location)
    with app_sqlite.app_context():
        tick_jobs(app_sqlite, NOW)
        job = db.session.scalars(select(Job)).one()
        assert (job.state, job.done, job.problems) == ("done", 1, {})
        facts = db.session.scalars(select(PanelLetter.facts)).one()
        assert facts["signatory"] == "Ana Example"
    assert "Letters for panellists" in desk.get(asked.location).text
    assert desk.get(f"{asked.location}/file").data[:2] == b"PK"
    assert "by the organizers" in mine.get("/letter").text


def feed(mine: Browser) -> Any:
    return mine.client.get(f"/calendars/speak/{mine.token}.ics", base_url=BASE)


def test_calendar_holds_times_and_nothing_private(app_sqlite: Flask, mine: Browser) -> None:
    bare = app_sqlite.test_client()  # a calendar program, which proves nothing
    answer = bare.get(f"/calendars/speak/{mine.token}.ics", base_url=BASE)
    assert answer.status_code == 200
    assert feed(mine).data == answer.data
    calendar = icalendar.Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    slot = slot_of(app_sqlite)
    assert calendar["METHOD"] == "PUBLISH"
    assert (event["SEQUENCE"], event["DTSTART"].dt, str(event["URL"])) == (
        1,
        slot.starts_at,
        f"{BASE}/en/speak/{mine.token}",
    )
    assert not [one for one in (b"rosa@", b"Rosa", b"Institute", b"ATTENDEE") if one in answer.data]
    again = bare.get(
        f"/calendars/speak/{mine.token}.ics",
        base_url=BASE,
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304
    with app_sqlite.app_context():
        local = slot.local_start + timedelta(hours=2)
        slots.move(slot.id, Move(local_start=local), slot.revision, NOW, "user:1")
    (event,) = icalendar.Calendar.from_ical(feed(mine).data).walk("VEVENT")
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CONFIRMED")
    with app_sqlite.app_context():
        row = db.session.scalars(select(Slot)).one()
        slots.cancel(row.id, row.revision, NOW, "user:1")
    (event,) = icalendar.Calendar.from_ical(feed(mine).data).walk("VEVENT")
    assert (event["SEQUENCE"], event["STATUS"]) == (3, "CANCELLED")
    assert bare.get("/calendars/speak/none.ics").status_code == 404


def test_cancelled_time_leaves_the_calendar_ninety_days_after_the_cancelling(
    app_sqlite: Flask, mine: Browser
) -> None:
    slot, now = slot_of(app_sqlite), datetime.now(UTC)
    for days, shown in ((89, ["CANCELLED"]), (91, [])):
        with app_sqlite.app_context():
            row = db.session.get_one(Slot, slot.id)
            if row.state == "planned":
                slots.cancel(row.id, row.revision, now, "user:1")
            slots.edit(row.id, {"doors_minutes": days}, row.revision, now, "user:1")
            versions = update(SlotVersion).where(SlotVersion.version > 1)
            db.session.execute(versions.values(changed_at=now - timedelta(days=days)))
            db.session.commit()
        events = icalendar.Calendar.from_ical(feed(mine).data).walk("VEVENT")
        assert [one["STATUS"] for one in events] == shown


def test_afterwards_tells_numbers_and_gives_the_certificate(app_sqlite: Flask, mine: Browser) -> None:
    assert "There is nothing to tell" in mine.get("/afterwards/topic").text
    with app_sqlite.app_context():
        slot = db.session.scalars(select(Slot)).one()
        panelist = db.session.scalars(select(Panelist)).one()
        attend(panelist.person_id, slot.id, slot.minutes)
        facts = {"slot_id": slot.id, "asker": "x", "person_id": panelist.person_id, "language": "en"}
        facts |= {"asked_at": NOW, "state_since": NOW, "updated_at": NOW}
        for text, state in (("What of <b>mercury</b>?", "left"), ("Who insults?", "hidden")):
            row = LiveQuestion(text=text, state=state, digest=state, **facts)
            db.session.add(row)
        db.session.commit()
    with time_machine.travel(LATER):
        mine.prove()
        page = mine.get("/afterwards/topic").text
        assert "Who came" in page
        assert "What of &lt;b&gt;mercury&lt;/b&gt;?" in page
        assert "Who insults?" not in page
        made = mine.post("/afterwards/topic")
        assert made.status_code == 303
        assert mine.client.get(made.location, base_url=BASE).data[:5] == b"%PDF-"
        assert "My certificate (PDF)" in mine.get("/afterwards/topic").text
        assert mine.post("/letter", {"kind": "thanks", "language": "ar"}).status_code == 303
    assert mine.get("/afterwards/none").status_code == 404


def test_nothing_is_told_of_panels_of_another_programme(app_sqlite: Flask, mine: Browser) -> None:
    with app_sqlite.app_context():
        programme = make_programme("other")
        session = make_session(programme, "theirs")
        row = db.session.scalars(select(Panelist)).one()
        db.session.add(
            Panelist(session_id=session.id, person_id=row.person_id, role="speaker", updated_at=NOW)
        )
        db.session.commit()
        assert db.session.scalars(select(Programme.slug).order_by(Programme.id)).all() == ["season", "other"]
        assert len(db.session.scalars(select(Session)).all()) == 2
    assert mine.get("/slides/theirs").status_code == 404
    assert mine.get("/afterwards/theirs").status_code == 404


@pytest.mark.parametrize("what", ["session", "programme"])
def test_nothing_of_a_draft_is_told_before_it_is_published(
    app_sqlite: Flask, mine: Browser, what: str
) -> None:
    calendar = f"{BASE}/calendars/speak/{mine.token}.ics"
    with app_sqlite.app_context():
        slot = db.session.query(Slot).one().id
        if what == "session":
            db.session.query(Session).one().state = "draft"
        else:
            db.session.query(Programme).one().published = False
        db.session.commit()
    assert "BEGIN:VEVENT" not in mine.client.get(calendar).text
    for path in ("/slides/topic", "/afterwards/topic", f"/brief/{slot}"):
        assert mine.get(path).status_code == 404, path
    assert "Session topic" not in mine.get("/letter").text + mine.get("").text
    with app_sqlite.app_context():
        db.session.query(Session).one().state = "published"
        db.session.query(Programme).one().published = True
        db.session.commit()
    assert "BEGIN:VEVENT" in mine.client.get(calendar).text
    assert mine.get(f"/brief/{slot}").status_code == 200
