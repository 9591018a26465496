"""The daily journal: gathered from what is open, published as a dated copy, as page, paper and feed."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.kept_files import AudienceGiven
from meetings.extensions import db
from meetings.models import (
    AgendaItem,
    Audit,
    JournalCopy,
    JournalDay,
    MeetingRoom,
    Session,
    SessionItem,
    Slot,
)
from meetings.services.cop import document_desk
from meetings.services.cop.document_desk import DocumentTyped, VersionTyped
from tests.cop import OPENING, make_conference, make_meeting, segments_of
from tests.factories import NOW, make_slot
from tests.web.test_desk import csrf, sign_in

DAY = OPENING.isoformat()
DESK = f"/en/desk/cop/journal/{DAY}"
PUBLIC = f"/en/cop/journal/{DAY}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, and a day with a plenary, a closed bureau, a draft and a paper."""
    with app_sqlite.app_context():
        programme = make_conference(title={"en": "Invented Conference", "ar": "مؤتمر"})
        first = segments_of(programme)[0]
        room = MeetingRoom(segment_id=first.id, slug="hall", name={"en": "Hall A"}, updated_at=NOW)
        item = AgendaItem(
            programme_id=programme.id, slug="one", number="1", title={"en": "Opening"}, updated_at=NOW
        )
        db.session.add_all([room, item])
        db.session.commit()
        starts = NOW.replace(year=2026, month=12, day=7, hour=9, minute=0, second=0, microsecond=0)
        for slug, changes in {
            "plenary": {"title": {"en": "Plenary", "fr": "Plénière"}},
            "bureau": {"title": {"en": "Secret bureau"}, "audience": "named"},
            "draft": {"title": {"en": "Secret draft"}, "state": "draft"},
        }.items():
            meeting = make_meeting(first, slug, **changes)
            make_slot(meeting, starts, minutes=180, room_id=room.id if slug == "plenary" else None)
        later = make_meeting(first, "tomorrow", title={"en": "Next day"})
        make_slot(later, starts + timedelta(days=1))
        plenary = db.session.scalars(select(Session.id).where(Session.slug == "plenary")).one()
        db.session.add(SessionItem(session_id=plenary, item_id=item.id))
        db.session.commit()
        for symbol, audience in (("X/1", "public"), ("X/2", "parties")):
            typed = DocumentTyped(symbol, {"en": f"Paper {symbol}"}, AudienceGiven(audience))
            name = document_desk.add_document("cop", typed, NOW, "user:1")
            there = VersionTyped("en", "https://example.org/paper")
            document_desk.put_version("cop", name, there, 1, starts, "user:1")
    return sign_in(app_sqlite, client_sqlite, "organizer", programme="cop")


def post(desk: FlaskClient, **values: Any) -> Any:
    return desk.post(DESK, data={"csrf_token": csrf(desk, DESK)} | values)


def test_journal_is_previewed_published_and_corrected_by_a_new_copy(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    visitor = app_sqlite.test_client()
    assert visitor.get(PUBLIC).status_code == 404
    texts = {"text-0-en": "Please bring your badge.", "text-0-ar": "يرجى إحضار الشارة", "text-1-en": " "}
    assert post(desk, act="announce", revision="0", **texts).status_code == 303
    preview = desk.get(DESK).text
    assert "Please bring your badge." in preview
    assert "not published yet" in preview
    assert visitor.get(PUBLIC).status_code == 404
    assert post(desk, act="publish").status_code == 303
    page = visitor.get(PUBLIC).text
    main = page.split("<main")[1]
    shown = (
        "Plenary",
        "10:00–13:00",
        "Hall A",
        "Opening",
        "X/1",
        "Please bring your badge.",
        "Monday 7 December 2026",
    )
    assert [one for one in shown if one not in main] == []
    assert not any(one in main for one in ("Secret", "X/2", "Next day"))
    assert post(desk, act="publish").status_code == 303
    assert "Nothing has changed since." in desk.get(DESK).text
    with app_sqlite.app_context():
        slot = db.session.scalars(select(Slot).join(Session).where(Session.slug == "plenary")).one()
        slot.state = "cancelled"
        db.session.commit()
    assert "Cancelled" not in visitor.get(PUBLIC).text.split("<main")[1]
    assert "Since then something has changed." in desk.get(DESK).text
    assert post(desk, act="publish").status_code == 303
    assert "Cancelled" in visitor.get(PUBLIC).text
    first = visitor.get(f"{PUBLIC}?copy=1").text.split("<main")[1]
    assert "Cancelled" not in first
    assert "Other copies of this day" in first
    with app_sqlite.app_context():
        assert db.session.scalars(select(JournalCopy.number)).all() == [1, 2]
        acts = db.session.scalars(select(Audit.act).where(Audit.act.startswith("daily_journal"))).all()
        assert acts == ["daily_journal.announce", "daily_journal.publish", "daily_journal.publish"]


def test_journal_is_in_the_readers_language_and_hours(app_sqlite: Flask, desk: FlaskClient) -> None:
    post(desk, act="announce", revision="0", **{"text-0-en": "Hello", "text-0-fr": "Bonjour"})
    post(desk, act="publish")
    visitor = app_sqlite.test_client()
    french = visitor.get(f"/fr/cop/journal/{DAY}?zone=Africa/Nairobi").text
    assert all(one in french for one in ("Plénière", "Bonjour", "12:00"))
    assert "Hello" not in french
    assert f'href="/en/cop/journal/{DAY}"' in visitor.get("/en/cop/journal").text


def test_paper_says_the_same(app_sqlite: Flask, desk: FlaskClient, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    post(desk, act="announce", revision="0", **{"text-0-en": "#eval(1) [Announced] \\u{41}"})
    post(desk, act="publish")
    for lang in ("en", "ar"):
        made = app_sqlite.test_client().get(f"/{lang}/cop/journal/{DAY}.pdf")
        assert (made.status_code, made.mimetype) == (200, "application/pdf")
        path = tmp_path / f"{lang}.pdf"
        path.write_bytes(made.data)
        text = subprocess.run(
            ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
        ).stdout
        assert all(one in text for one in ("Plenary", "Hall A", "X/1", "#eval(1) [Announced]"))
        assert "Secret" not in text


def test_feed_tells_each_day_and_is_the_same_until_something_changes(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    post(desk, act="publish")
    visitor = app_sqlite.test_client()
    first = visitor.get("/en/cop/journal.atom")
    assert first.mimetype == "application/atom+xml"
    assert visitor.get("/en/cop/journal.atom").data == first.data
    same = visitor.get("/en/cop/journal.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    (entry,) = ElementTree.fromstring(first.data).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"https://meetings.example.org{PUBLIC}"
    text = entry.findtext(f"{ATOM}content") or ""
    assert "Plenary" in text
    assert "Secret" not in text


def test_announcements_are_kept_once_and_a_stale_save_is_told_so(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    assert post(desk, act="announce", revision="0", **{"text-0-en": "Theirs"}).status_code == 303
    stale = post(desk, act="announce", revision="0", **{"text-0-en": "Mine", "text-3-ru": "Моё"})
    assert stale.status_code == 412
    assert re.search(r"<textarea[^>]*>Mine</textarea>", stale.text)
    assert re.search(r"<textarea[^>]*>Моё</textarea>", stale.text)
    long = post(desk, act="announce", revision="1", **{"text-0-en": "x" * 20_000})
    assert long.status_code == 422
    with app_sqlite.app_context():
        assert db.session.scalars(select(JournalDay.announcements)).one() == [{"en": "Theirs"}]


@pytest.mark.parametrize("day", ["2026-12-06", "2026-12-12", "2026-13-01", "20261207", "today", "2026-12-7"])
def test_day_outside_the_segments_is_not_there(app_sqlite: Flask, desk: FlaskClient, day: str) -> None:
    assert desk.get(f"/en/desk/cop/journal/{day}").status_code == 404
    assert app_sqlite.test_client().get(f"/en/cop/journal/{day}").status_code == 404
    assert app_sqlite.test_client().get(f"/en/cop/journal/{day}.pdf").status_code == 404
