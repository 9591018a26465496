"""The public programme of a conference, its agenda, and its meetings."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.formats.cop.cop_file import read_cop
from meetings.formats.json_file import read_json
from meetings.models import AgendaItem, Programme, SessionItem
from meetings.services.cop import conferences, meetings
from meetings.services.cop.imports import import_cop
from meetings.services.slots import cancel
from tests.cop import make_conference, segments_of
from tests.factories import NOW, make_programme, make_session, make_slot

DATA = Path(__file__).parents[3] / "meetings" / "data" / "cops"


def import_all() -> None:
    for number in (4, 5, 6):
        import_cop(read_cop(read_json((DATA / f"cop-{number}.json").read_bytes())), NOW)


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def test_cop_4_shows_both_segments_with_hours_of_the_place_and_of_the_reader(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        import_all()
    text = read(client_sqlite, "/en/cop-4/?zone=Africa/Nairobi")
    assert "First segment, online 1–5 November 2021 · Online Hours of Geneva, UTC+1" in text
    assert (
        "Second segment, in person 21–25 March 2022 · In person and online Hours of Nusa Dua, Bali, UTC+8"
        in text
    )
    monday = text[text.index("Monday 21 March 2022") :]
    assert monday.startswith(
        "Monday 21 March 2022 10:00–10:40 Plenary Opening ceremony ≈ Open to observers (filled in) 05:00 Nairobi Held"
    )
    assert "Co-chairs: Reginald Hernaus (Netherlands), Sam Adu-Kumi (Ghana)" in text
    assert "President Rosa Vivien Ratnawati" in text
    assert "participants: close to 1,000" in text
    for form in ("register", "Register for"):
        assert form not in text


def test_the_agenda_has_22_items_and_says_where_each_is_taken_up(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        import_all()
    page = client_sqlite.get("/en/cop-4/agenda").text
    assert len(re.findall(r'<li id="cop4-item-\d\d"', page)) == 22
    text = read(client_sqlite, "/en/cop-4/agenda")
    assert "≈ 6 (filled in) Programme of work and budget" in text
    assert "Tue 2 November, 13:00 Geneva · ≈ Contact group on the 2022 programme of work and budget" in text
    assert "4(l) Gender" in text
    assert "UNEP/MC/COP.4/9/Add.1 Global Environment Facility: addendum" in text
    assert "≈ 1 Opening of the meeting (filled in)" in text
    assert "MC-4/1 Dates of the resumed fourth meeting" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["cop-4/", "cop-4/agenda", "cop-5/", "cop-6/", "cop-4/opening-ceremony/"])
def test_every_page_is_there_in_every_language(
    app_sqlite: Flask, client_sqlite: FlaskClient, lang: str, path: str
) -> None:
    with app_sqlite.app_context():
        import_all()
    assert client_sqlite.get(f"/{lang}/{path}").status_code == 200


def test_a_stream_narrows_the_programme_and_an_unknown_one_leads_back(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        import_all()
    text = read(client_sqlite, "/en/cop-4/?stream=contact-groups")
    assert "Contact groups (evening)" in text
    assert "Opening ceremony" not in text
    answer = client_sqlite.get("/en/cop-4/?stream=dance")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/cop-4/")


def test_what_goes_on_is_said_first_and_rooms_stand_beside_each_other(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    begin = datetime(2026, 12, 7, 12, tzinfo=UTC)
    with app_sqlite.app_context():
        programme = make_conference()
        first, _second = segments_of(programme)
        for slug in ("hall", "tent"):
            conferences.create_room("cop", "1", {"slug": slug, "name": {"en": slug.title()}}, NOW, "user:1")
        slots = {}
        for slug, hours in (("plenary", 0), ("group", 3), ("evening", 6), ("off", 3)):
            session = make_session(programme, slug, segment_id=first.id, audience="participants")
            slots[slug] = make_slot(session, begin + timedelta(hours=hours)).id
        meetings.put_in_room(slots["plenary"], "hall", NOW, "user:1")
        meetings.put_in_room(slots["group"], "tent", NOW, "user:1")
        cancel(slots["off"], 1, NOW, "user:1")
    with time_machine.travel(begin + timedelta(minutes=5)):
        text = read(client_sqlite, "/en/cop/")
    assert "Now · Session plenary 13:00–14:30" in text
    assert "Next · Session group 16:00–17:30" in text
    day = text[text.index("Monday 7 December 2026") :]
    hall, tent, none = (day.index(one) for one in (" Hall ", " Tent ", " No room yet "))
    assert hall < day.index("Session plenary") < tent < day.index("Session group") < none
    assert day.index("Session off Cancelled") > none
    with time_machine.travel(begin + timedelta(hours=2)):
        assert "Now ·" not in read(client_sqlite, "/en/cop/")


def test_a_meeting_says_where_it_belongs_and_that_one_is_nominated(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        programme = make_conference()
        _first, second = segments_of(programme)
        session = make_session(programme, "group", segment_id=second.id, audience="parties")
        make_slot(session, datetime(2027, 3, 15, 2, tzinfo=UTC), zone="Asia/Makassar")
        item = AgendaItem(
            programme_id=programme.id, slug="x", number="4(a)", title={"en": "Products"}, updated_at=NOW
        )
        db.session.add(item)
        db.session.flush()
        db.session.add(SessionItem(session_id=session.id, item_id=item.id))
        db.session.commit()
    text = read(client_sqlite, "/en/cop/group/?zone=Africa/Nairobi")
    assert "Monday 15 March, 10:00–11:30 Bali, UTC+8" in text
    assert "05:00–06:30 Monday 15 March, Nairobi, UTC+3" in text.replace("Proposed for you ", "")
    assert "Segment Resumed segment" in text
    assert "Who may enter Parties only, not open to observers" in text
    assert "Agenda 4(a) Products" in text
    assert "Governments and observers nominate who takes part" in text
    assert "No account is needed" not in text


@pytest.mark.parametrize("path", ["/en/cop/group/register", "/en/cop/register"])
def test_nobody_registers_for_what_one_is_nominated_to(
    app_sqlite: Flask, client_sqlite: FlaskClient, path: str
) -> None:
    with app_sqlite.app_context():
        make_slot(make_session(make_conference(), "group"))
    for answer in (client_sqlite.get(path), client_sqlite.post(path)):
        assert answer.status_code == 403
        assert "governments nominate their delegation through their focal point" in answer.text


def test_programs_are_told_why_nobody_registers(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_slot(make_session(make_conference(), "group"))
    person = {"name": "Ada Example", "email": "ada@example.org"}
    answer = client_sqlite.post(
        "/api/v1/registrations",
        json={"programme": "cop", "session": "group", "person": person},
    )
    assert answer.status_code == 403
    assert json.loads(answer.text)["title"] == "by_nomination"


@pytest.mark.parametrize("audience", ["body", "named"])
def test_a_meeting_that_is_no_business_of_the_public_is_not_told_anywhere(
    app_sqlite: Flask, client_sqlite: FlaskClient, audience: str
) -> None:
    with app_sqlite.app_context():
        programme = make_conference()
        first, _second = segments_of(programme)
        shown = make_session(programme, "plenary", segment_id=first.id, audience="participants")
        hidden = make_session(programme, "secret", segment_id=first.id, audience=audience)
        slot_id = make_slot(hidden).id
        make_slot(shown)
    for path in (
        "/en/cop/",
        "/en/cop/agenda",
        "/en/cop/whats-new",
        "/en/cop/archive",
        "/en/search?text=secret",
        "/calendars/cop.ics",
        "/calendars/cop/stream/plenary.ics",
        "/api/v1/programmes/cop/sessions",
    ):
        answer = client_sqlite.get(path)
        assert answer.status_code == 200, path
        assert "Session secret" not in answer.text, path
    for path in (
        "/en/cop/secret/",
        "/calendars/cop/secret.ics",
        "/api/v1/programmes/cop/sessions/secret",
        f"/api/v1/slots/{slot_id}",
    ):
        assert client_sqlite.get(path).status_code == 404, path


def test_a_conference_is_linked_from_seasons_apart(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_conference()
        make_programme()
        make_programme("other")
    page = client_sqlite.get("/en/season/").text
    seasons, conferences_ = page.index("<h2>Other seasons</h2>"), page.index("<h2>Conferences</h2>")
    assert seasons < page.index('href="/en/other/"') < conferences_ < page.index('href="/en/cop/"')


def test_the_programme_asks_as_many_questions_for_many_meetings_as_for_one(
    app_sqlite: Flask,
    client_sqlite: FlaskClient,
    count_queries: Callable[[], Any],
) -> None:
    counts = []
    for some in (range(2), range(2, 12)):
        with app_sqlite.app_context():
            programme = db.session.scalar(select(Programme)) or make_conference()
            rows = segments_of(programme)
            for number in some:
                make_slot(make_session(programme, f"meeting-{number}", segment_id=rows[number % 2].id))
        with count_queries() as seen:
            client_sqlite.get(f"/en/cop/?n={len(some)}")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
