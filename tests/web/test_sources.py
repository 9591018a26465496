"""Where the numbers of a time come from, at the desk."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import HookEvent, Slot
from meetings.services.attendance import withdraw_file
from meetings.services.joining import enter
from meetings.services.registrations import register
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot, request_for, somebody
from tests.services.live.test_told import EVENTS, NUMBER, OVER, REPORT, START, at, brought, tell, told
from tests.web.test_desk import act, sign_in


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    """Store a time over which two sources speak."""
    with app_sqlite.app_context():
        make_party()
        session = make_session(make_programme(starts_on=None, ends_on=None))
        slot_id = make_slot(session, START, platform_address=f"https://un.zoom.us/j/{NUMBER}").id
        numbers = {
            name: register(
                request_for(somebody(name, email=f"{name.split()[0].lower()}@example.org"), slot_id),
                START - timedelta(days=2),
                KEYS,
            ).id
            for name in ("Aiko Hoshino", "Kofi Asante", "Wei Lin")
        }
        enter(f"registration:{numbers['Wei Lin']}", slot_id, at(1))
        tell(*EVENTS, told("joined", 1, "A <b>stranger</b>", address="", connection="s"))
        return slot_id


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", html, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", one).strip() for one in re.split(r"</t[hd]>", row)][:-1] for row in rows]


def test_sources_say_which_counts_and_what_differs(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    with time_machine.travel(OVER, tick=True):
        desk = sign_in(app_sqlite, client_sqlite, "organizer")
        page = desk.get(f"/en/desk/slot/{slot}").text
        assert f'href="/en/desk/slot/{slot}/sources"' in page
        live, ours = "Zoom, as it happened", "Joined by our links"
        lines = [
            (row[0].partition("Events")[0], *row[1:])
            for row in cells(page)
            if row[0].startswith((live, ours))
        ]
        assert lines == [
            (ours, "1", "0", "Counts where nothing else is known of somebody"),
            (live, "2", "1", "Counts until its report does"),
        ]
        assert "Events: 6 · Tuesday 1 December" in page
        with app_sqlite.app_context():
            import_id = brought(slot, REPORT, "zoom <i>.csv")
        page = desk.get(f"/en/desk/slot/{slot}/sources").text
        assert "Stands behind the report" in page
        assert "zoom &lt;i&gt;.csv" in page
        assert cells(page)[3:] == [
            ["A &lt;b&gt;stranger&lt;/b&gt;", "84", "–"],
            ["Kofi Asante", "75", "–"],
            ["41220100123", "–", "60"],
            ["Wei Lin", "–", "0"],
        ]
        with app_sqlite.app_context():
            withdraw_file(import_id, OVER, "user:1")
        assert "None found" in desk.get(f"/en/desk/slot/{slot}/sources").text


def test_a_reader_sees_numbers_and_no_names(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str) -> None:
    with time_machine.travel(OVER, tick=True):
        desk = sign_in(app_sqlite, client_sqlite, "reader")
        page = desk.get(f"/en/desk/slot/{slot}").text
        assert "Zoom, as it happened" in page
        assert "/sources" not in page
        assert desk.get(f"/en/desk/slot/{slot}/sources").status_code == 403


def test_the_number_of_a_meeting_is_typed_beside_its_address(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    form = {"capacity": "", "platform_address": "https://bbb.example.org/rooms/a", "doors_minutes": "15"}
    shown = act(desk, slot, act="preview-edit", platform_meeting=" random-a ", **form)
    assert "Number of the meeting" in shown.text
    assert act(desk, slot, act="edit", platform_meeting=" random-a ", **form).status_code == 303
    with app_sqlite.app_context():
        row = db.session.get_one(Slot, slot)
        assert (row.platform_meeting, row.version) == ("random-a", 2)
        assert set(db.session.scalars(select(HookEvent.slot_id))) == {None}
        assert set(db.session.scalars(select(HookEvent.handled_at))) == {None}
    wrong = act(desk, slot, act="edit", platform_meeting="a" * 201, revision="2", **form)
    assert (wrong.status_code, 'href="#platform_meeting"' in wrong.text) == (422, True)
    assert "a" * 201 in wrong.text
    assert (
        act(desk, slot, act="edit", revision="2", **form).status_code == 303
    )  # a form of before has no such field
    with app_sqlite.app_context():
        assert db.session.get_one(Slot, slot).platform_meeting == "random-a"
