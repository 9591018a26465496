"""A list of contacts in the browser: sent, looked at, taken in, a doubt decided, and the contact it is about."""

from pathlib import Path
from typing import Any

import pytest

from meetings.formats.tables import csv_bytes
from meetings.services import staff
from tests.conftest import Server
from tests.factories import NOW, make_party

HEAD = ["Name", "E-mail", "Organization", "Country", "Role"]
ROWS = [
    ["Amina Otieno", "amina@example.org", "Ministry of Environment of Kenya", "KE", "focal point"],
    ["Amina Otiemo", "amina@example.org", "Ministry of Environment of Kenya", "KE", "expert"],
    ["One Person; Other Person", "two@example.org", "Ministry", "KE", ""],
    ["Nobody", "nowhere", "", "", ""],
]


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 360)])
def test_from_a_list_by_the_queue_to_a_contact(
    page: Any, live_server: Server, axe: Any, tmp_path: Path, lang: str, width: int
) -> None:
    with live_server.app.app_context():
        make_party("KE", "Kenya")
        token = staff.invite("organizer@example.org", "organizer", NOW)
    file = tmp_path / "ours.csv"
    file.write_bytes(csv_bytes(HEAD, ROWS))
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/{lang}/desk/contacts/import")
    fine(page, axe, width)
    page.locator("input[type=file]").set_input_files(str(file))
    page.locator("main form[enctype] button").click()
    page.wait_for_url("**/import/*")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    fine(page, axe, width)
    page.locator("button[value=commit]").click()
    page.wait_for_url("**done=commit**")
    page.goto(f"/{lang}/desk/contacts/queue")
    assert page.locator("button[value=same]").count() == 1
    fine(page, axe, width)
    page.locator("button[value=same]").click()
    page.wait_for_url("**done=decide**")
    assert page.locator("button[value=same]").count() == 0
    page.goto(f"/{lang}/desk/contacts?text=amina")
    assert page.locator("tbody tr").count() == 1
    fine(page, axe, width)
    page.locator("tbody a").first.click()
    page.wait_for_url("**/contacts/*")
    assert page.locator("#roles .rows > li").count() == 2
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    fine(page, axe, width)
    page.goto(f"/{lang}/desk/contacts/balance")
    fine(page, axe, width)


def fine(page: Any, axe: Any, width: int) -> None:
    """Find nothing that hinders a reader, and nothing beside the page."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
