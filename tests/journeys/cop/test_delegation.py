"""A focal point from the code to the replaced delegate: in English and Arabic, on a phone, without a violation."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.devices import device_code
from meetings.extensions import db
from meetings.models import ChangeRequest, Nomination, Segment
from meetings.services.cop.change_requests import accept_request
from meetings.services.cop.delegations import reopen
from tests.conftest import Server
from tests.cop import (
    make_conference,
    make_delegation,
    make_focal_point,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import KEYS, make_session
from tests.journeys.acts import press
from tests.pictures import jpeg, pdf

DAY = timedelta(days=1)


def delegation(live_server: Server) -> tuple[str, str, str]:
    """Store a delegation with one person who was returned; give its id, its focal point's, and the token."""
    with live_server.app.app_context():
        conference = make_conference(title={"en": "Seventh meeting", "ar": "الاجتماع السابع"})
        first = segments_of(conference)[0]
        make_session(conference, "bureau", segment_id=first.id, audience="named", title={"en": "Bureau"})
        state = make_state(names={"en": "Kenya", "ar": "كينيا"}, detail={"ldc": True})
        made = make_delegation(conference, state)
        make_nominee(made, *segments_of(conference), name="Efua Example", state="returned", mode="room")
        point, token = make_focal_point(made)
        return made.id, point.id, token


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_focal_point_names_replaces_and_asks(
    page: Any, live_server: Server, axe: Any, lang: str, tmp_path: Path
) -> None:
    made, point, token = delegation(live_server)
    page.set_viewport_size({"width": 360, "height": 740})
    home = f"/{lang}/delegation/{token}"
    page.goto(home)
    assert "Efua" not in page.content()
    assert axe(page) == []
    press(page, page.locator("button[value=code]"))
    page.locator("[name=code]").fill("wrong")
    press(page, page.locator("button[value=prove]"))
    assert page.locator("#error-summary").count() == 1
    assert axe(page) == []
    page.locator("[name=code]").fill(device_code(KEYS, point, 1, 1))
    press(page, page.locator("button[value=prove]"))
    assert page.locator("#done").count() == 1
    assert axe(page) == []
    name(page, home, axe)
    send_letter(page, home, axe, tmp_path)
    give_passport(page, axe, tmp_path)
    replace(page, home, axe)
    after_the_deadline(page, live_server, home, axe, made)


def name(page: Any, home: str, axe: Any) -> None:
    """Name somebody: first with everything wrong, then right."""
    press(page, page.locator("#people a.button").first)
    assert axe(page) == []
    press(page, page.locator("main button[value=save]"))
    assert page.locator("#error-summary a").count() >= 2
    assert axe(page) == []
    page.locator("[name=role]").select_option("head")
    page.locator("#name").fill("Ama Example")
    page.locator("#email").fill("ama@example.org")
    page.locator("[name=segment]").first.check()
    page.locator("[name^=meeting-]").first.check()
    press(page, page.locator("main button[value=save]"))
    assert page.locator("#done").count() == 1
    assert page.locator("#people").get_by_text("Ama Example").count() >= 1


def send_letter(page: Any, home: str, axe: Any, folder: Path) -> None:
    """Send a letter that runs a program, which is refused, and then a plain one."""
    bad, good = folder / "bad.pdf", folder / "note.pdf"
    bad.write_bytes(pdf(b"<< /S /JavaScript /JS (x) >>"))
    good.write_bytes(pdf())
    page.goto(home)
    for file, done in ((bad, 0), (good, 1)):
        page.locator("#letter").set_input_files(file)
        press(page, page.locator("#letter-section form button"))
        assert page.locator("#done").count() == done
        assert axe(page) == []


def give_passport(page: Any, axe: Any, folder: Path) -> None:
    """Give a passport and a photo; neither comes back."""
    (folder / "face.jpg").write_bytes(jpeg())
    for field, act in (("passport", "passport"), ("photo", "photo")):
        press(page, page.locator("#people a[href$='/identity']").first)
        assert axe(page) == []
        if field == "photo":
            page.locator("#photo").set_input_files(folder / "face.jpg")
        else:
            page.locator("#passport_number").fill("K0123456")
        press(page, page.locator(f"button[value={act}]"))
        assert page.locator("#done").count() == 1
    press(page, page.locator("#people a[href$='/identity']").first)
    assert "K0123456" not in page.content()
    page.go_back()


def replace(page: Any, home: str, axe: Any) -> None:
    """Put somebody in the place of whoever was returned."""
    page.goto(home)
    press(page, page.locator("#people a[href$='/replace']").first)
    assert axe(page) == []
    page.locator("#name").fill("Kofi Example")
    press(page, page.locator("main button[value=save]"))
    assert page.locator("#people").get_by_text("Kofi Example").count() >= 1


def after_the_deadline(page: Any, live_server: Server, home: str, axe: Any, made: str) -> None:
    """Ask for what is closed, see it decided, and name again when the delegation is open for a day."""
    app, now = live_server.app, datetime.now(UTC)
    with app.app_context():
        for segment in db.session.scalars(select(Segment)):
            segment.nominate_until = now - DAY
        db.session.commit()
    page.goto(home)
    assert axe(page) == []
    press(page, page.locator("#people a.button").first)
    page.locator("[name=role]").select_option("adviser")
    page.locator("#name").fill("Yaw Example")
    page.locator("[name=segment]").first.check()
    press(page, page.locator("button[value=ask]"))
    assert page.locator("#requests li").count() == 1
    assert axe(page) == []
    with app.app_context():
        accept_request(db.session.scalars(select(ChangeRequest.id)).one(), now, actor="user:1")
        reopen(made, now + DAY, "Late note verbale", now, actor="user:1")
    page.goto(home)
    assert page.locator("#people").get_by_text("Yaw Example").count() >= 1
    press(page, page.locator("#people a[href$='/sheet']").first)
    assert axe(page) == []
    page.locator("#file").set_input_files(
        {
            "name": "people.csv",
            "mimeType": "text/csv",
            "buffer": b"name,role,segment 1\nAbena Example,adviser,online\n",
        }
    )
    press(page, page.locator("main form button").last)
    assert axe(page) == []
    press(page, page.locator("button[value=take]"))
    assert page.locator("#done").count() == 1
    with app.app_context():
        assert "Abena Example" in db.session.scalars(select(Nomination.name)).all()
