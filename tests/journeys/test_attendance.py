"""An attendance file from upload to withdrawal: mapped by hand, counted, rows decided; also without JavaScript."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Attendance, Import, Person
from meetings.services import staff
from tests.conftest import Server
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.journeys.test_keyboard import tab_to
from tests.services.test_attendance import BEGIN, add_person

OWN = (
    "Wer;Post;Kam;Ging;Quer\n"
    "Bo Li (Guest);;18.03.2025 13:00;18.03.2025 13:30;x\n"
    "Nobody Known;x@example.org;18.03.2025 13:05;18.03.2025 13:25;y\n"
    "iPad;;18.03.2025 13:05;18.03.2025 13:25;z\n"
)


@pytest.fixture
def slot(live_server: Server) -> str:
    """Store a session that was held, with somebody registered."""
    with live_server.app.app_context():
        make_party()
        session = make_session(make_programme(starts_on=None, ends_on=None))
        add_person(session.id, "Bo Li", "bo@example.org", "KE")
        add_person(session.id, "Aiko Hoshino", "aiko@example.org", "JP")
        return make_slot(session, BEGIN, minutes=90).id


def sign_in(page: Any, server: Server, lang: str) -> None:
    with server.app.app_context():
        token = staff.invite("organizer@example.org", "organizer", datetime.now(UTC))
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")


def upload(page: Any, lang: str, slot: str, file: Path) -> None:
    page.goto(f"/{lang}/desk/slot/{slot}")
    page.locator(f"a[href$='/desk/slot/{slot}/attendance']").click()
    page.locator("#file").set_input_files(file)
    page.locator("form[enctype] button").click()
    page.wait_for_url("**/desk/attendance/**")


def choose(page: Any) -> None:
    """Say which column is which."""
    for heading, column in (("Wer", "name"), ("Post", "address"), ("Kam", "joined"), ("Ging", "left")):
        page.locator(f"select[name='column:{heading}']").select_option(column)
    page.locator("button[value=look]").click()
    page.wait_for_url("**done=looked**")


def who(server: Server) -> dict[str | None, tuple[str | None, str]]:
    with server.app.app_context():
        rows = db.session.execute(
            select(Attendance.name, Person.name, Attendance.role).outerjoin(
                Person, Person.id == Attendance.person_id
            )
        )
        return {row[0]: (row[1], row[2]) for row in rows}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_upload_map_count_decide_and_withdraw(
    page: Any, live_server: Server, axe: Any, slot: str, tmp_path: Path, lang: str
) -> None:
    def seen() -> None:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    file = tmp_path / "own.csv"
    file.write_text(OWN, "utf-8")
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, live_server, lang)
    page.goto(f"/{lang}/desk/slot/{slot}/attendance")
    page.locator("form[enctype] button").click()
    page.locator("#error-summary a").wait_for()
    seen()
    upload(page, lang, slot, file)
    seen()
    page.locator("select[name='column:Wer']").select_option("name")
    page.locator("button[value=look]").click()
    page.locator("#error-summary").wait_for()
    assert page.locator("select[name='column:Wer']").input_value() == "name"
    seen()
    choose(page)
    seen()
    tab_to(page, "button[value=commit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=committed**")
    seen()
    page.locator("a.button[href*='/review']").click()
    seen()
    page.locator("button[value^='is:']").click()
    page.locator("#done").wait_for()
    seen()
    page.locator("a[href*='/attendance/row/']").first.click()
    page.locator("#text").fill("hoshino")
    page.locator("form[role=search] button").click()
    page.locator("button[value^='person:']").click()
    page.wait_for_url("**done=person**")
    seen()
    page.goto(f"/{lang}/desk/season/attendance/review?slot={slot}")
    page.locator("[name=row]").check()
    page.locator("button[value=bot]").click()
    page.locator("#done").wait_for()
    assert page.locator("[name=row]").count() == 0
    assert who(live_server) == {
        "Bo Li (Guest)": ("Bo Li", "participant"),
        "Nobody Known": ("Aiko Hoshino", "participant"),
        "iPad": (None, "out"),
    }
    page.locator("button[value=undo]").click()
    page.locator("[name=row]").wait_for()
    assert who(live_server)["iPad"] == (None, "participant")
    page.goto(f"/{lang}/desk/season/attendance")
    seen()
    page.locator("th a[href*='/desk/attendance/']").click()
    tab_to(page, "button[value=withdraw]")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=withdrawn**")
    seen()
    with live_server.app.app_context():
        assert [one.state for one in db.session.query(Import)] == ["withdrawn"]


def test_all_of_it_works_without_javascript(
    browser: Any, live_server: Server, slot: str, tmp_path: Path
) -> None:
    file = tmp_path / "own.csv"
    file.write_text(OWN, "utf-8")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, "en")
    upload(page, "en", slot, file)
    choose(page)
    page.locator("button[value=commit]").click()
    page.locator("a.button[href*='/review']").click()
    page.locator("button[value^='is:']").click()
    for row in page.locator("[name=row]").all():
        row.check()
    page.locator("button[value=staff]").click()
    assert who(live_server) == {
        "Bo Li (Guest)": ("Bo Li", "participant"),
        "Nobody Known": (None, "staff"),
        "iPad": (None, "staff"),
    }
    context.close()
