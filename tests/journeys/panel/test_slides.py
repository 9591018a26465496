"""A speaker in Lima on a telephone: slides and their later version, who they are, when they can, and a letter."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.jobs import tick_documents
from meetings.models import Material, Slot
from meetings.services import staff
from meetings.services.documents import open_embargoed
from tests.conftest import Server
from tests.cop_files import pdf
from tests.factories import make_programme, make_session, make_slot
from tests.journeys.acts import press
from tests.journeys.test_pages import faults
from tests.panels import make_panelist, panel_cookie, panel_link
from tests.pictures import png

Axe = Callable[[Any], list[str]]
LIMA = "America/Lima"


def speaker(server: Server, page: Any) -> tuple[str, datetime]:
    """Store a session that is held twice, with a speaker in Lima whose browser proved itself; give token and hour."""
    now = datetime.now(UTC)
    keys = server.app.extensions["outside"].keys
    with server.app.app_context():
        programme = make_programme(title={"en": "Minamata Online", "ar": "ميناماتا على الإنترنت"})
        session = make_session(programme, title={"en": "Mercury in soil", "ar": "الزئبق في التربة"})
        begin = (now + timedelta(days=8)).replace(minute=0, second=0, microsecond=0)
        for hours in (0, 6):
            make_slot(session, begin + timedelta(hours=hours))
        about = {
            "function": "Geologist",
            "organization": "Institute of Examples",
            "email": "rosa@example.org",
        }
        row = make_panelist(session, "Rosa Example", zone=LIMA, **about)
        link, token = panel_link(row, programme.id, keys)
        proof = proof_of(keys, link.bearer, link.generation, now)
    cookies = [
        {"name": panel_cookie(link.bearer), "value": proof, "url": server.url},
        {"name": "zone", "value": LIMA, "url": server.url},
    ]
    page.context.add_cookies(cookies)
    page.set_viewport_size({"width": 360, "height": 740})
    return token, begin


def send(page: Any, file: Path, **fields: str) -> None:
    """Choose a file in the form that is open, fill it in and send it."""
    form = page.locator("form:has([type=file]:visible)").last
    form.locator("[type=file]").set_input_files(file)
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    press(page, form.locator("button").last)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_later_version_waits_while_the_page_keeps_the_one_before(
    page: Any, live_server: Server, axe: Axe, tmp_path: Path, lang: str
) -> None:
    token, _begin = speaker(live_server, page)
    home = f"/{lang}/speak/{token}"
    files = []
    for number in (1, 2):
        files.append(tmp_path / f"v{number}.pdf")
        files[-1].write_bytes(pdf(f"% v{number}\n".encode()))
    page.goto(f"{home}/slides/topic")
    send(page, files[0], title="Soil")
    assert page.locator("#done").count() == 1
    until = datetime.now(UTC) + timedelta(hours=2)
    page.locator("summary").click()
    form = page.locator("details form")
    form.locator("[type=file]").set_input_files(files[1])
    form.locator("[name=embargo]").fill((until - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M"))
    press(page, form.locator("button"))
    assert page.locator(".rows li").count() == 2
    assert faults(page, axe, lang) == []
    public = page.request.get(f"/{lang}/season/topic/").text()
    with live_server.app.app_context():
        name = db.session.scalars(select(Material.name)).one()
    assert f"/documents/{name}" in public
    assert page.request.get(f"/documents/{name}").body() == files[0].read_bytes()
    assert page.request.get(f"/documents/{name}?version=2").status == 403
    with live_server.app.app_context():
        tick_documents(live_server.app, datetime.now(UTC))
        assert db.session.scalars(select(Material.version)).one() == 1
        assert open_embargoed(until) == 1
        assert db.session.scalars(select(Material.version)).one() == 2


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_speaker_says_who_they_are_when_they_can_and_takes_a_letter(
    page: Any, live_server: Server, axe: Axe, tmp_path: Path, lang: str
) -> None:
    token, begin = speaker(live_server, page)
    home, photo = f"/{lang}/speak/{token}", tmp_path / "me.png"
    photo.write_bytes(png())
    page.goto(f"{home}/about")
    page.locator(f"#biography-{lang}").fill("<script>alert(1)</script> Rosa works on soil.")
    page.locator("#photo").set_input_files(photo)
    page.locator("#may_print").check()
    press(page, page.locator("form.form button"))
    assert faults(page, axe, lang) == []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/{lang}/season/topic/", wait_until="networkidle")
    assert not [one for one in asked if "/photos/" in one]
    assert len(asked) <= 3
    page.locator(".people summary").click()
    address = page.locator(".people a").get_attribute("href")
    assert page.request.get(address).headers["content-type"] == "image/png"
    assert faults(page, axe, lang) == []
    page.goto(f"{home}/availability")
    page.locator("#on_day").fill((begin - timedelta(hours=5)).date().isoformat())
    page.locator("#part").select_option("day")
    press(page, page.locator("form.form button"))
    assert page.locator(".rows li").count() == 1
    assert faults(page, axe, lang) == []
    page.goto(f"{home}/letter")
    assert faults(page, axe, lang) == []
    made = page.request.post(f"{home}/letter", form={"kind": "invitation", "language": lang})
    assert (made.status, made.headers["content-type"]) == (200, "application/pdf")
    page.goto(f"{home}/afterwards/topic")
    assert faults(page, axe, lang) == []


def test_planner_and_board_see_when_a_speaker_cannot(page: Any, live_server: Server, axe: Axe) -> None:
    token, begin = speaker(live_server, page)
    page.goto(f"/en/speak/{token}/availability")
    page.locator("#on_day").fill((begin - timedelta(hours=5)).date().isoformat())
    page.locator("#part").select_option("day")
    press(page, page.locator("form.form button"))
    with live_server.app.app_context():
        now = datetime.now(UTC)
        staff.invite("organizer@example.org", "organizer", now)
        link = staff.link("organizer@example.org", now)
        day = db.session.scalars(select(Slot.starts_at)).first()
    assert day is not None
    page.goto(f"/en/desk/sign-in/{link}")
    press(page, page.locator("main form button").last)
    page.goto("/en/desk/season/board")
    assert "these said that they cannot then: Rosa Example" in page.locator("main").inner_text()
    question = "minutes=60&audience=table&weights=America/Lima+1&session=topic&chosen=topic"
    page.goto(f"/en/desk/season/planner?date={day.date()}&zone=UTC&{question}")
    assert "these said that they cannot then: Rosa Example" in page.locator("main").inner_text()
    assert faults(page, axe, "en") == []
    page.goto("/en/desk/season/panel/letters")
    assert faults(page, axe, "en") == []
