"""The season and a session on paper: black on white, without navigation, with zone and addresses."""

from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.extensions import db
from tests.conftest import Server
from tests.web.seasons import make_season

INK = """() => {
  const seen = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility());
  return [...new Set(seen.map(one => getComputedStyle(one).color))];
}"""
ROWS = "rows => rows.map(row => getComputedStyle(row).breakInside)"
AFTER = "links => links.map(link => getComputedStyle(link, '::after').content)"
GREY = {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}


@pytest.fixture
def paper(page: Any, live_server: Server) -> Any:
    """Give a page as a printer sees it, of a reader who likes it dark."""
    with live_server.app.app_context():
        make_season(db, datetime.now(UTC), more=14)
    page.goto("/en/zone")  # the browser tells its zone once
    page.emulate_media(media="print", color_scheme="dark")
    return page


def hidden(page: Any) -> list[bool]:
    return [page.locator(one).first.is_visible() for one in (".langs", ".streams", ".foot", ".bar", ".acts")]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_season_is_printed_whole_rows_at_a_time(paper: Any, lang: str) -> None:
    paper.goto(f"/{lang}/season/")
    assert set(paper.evaluate(INK)) <= GREY
    assert (
        paper.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    )
    assert hidden(paper) == [False] * 5
    assert set(paper.locator(".row").evaluate_all(ROWS)) == {"avoid"}
    after = paper.locator(".row h3 a").evaluate_all(AFTER)
    assert f'"{paper.url}twice/"' in after
    assert len(after) == 17
    assert "UTC+3" in paper.locator(".zone").inner_text()
    assert paper.locator(".zone button").is_hidden()
    printed = paper.locator(".printed")
    assert printed.is_visible()
    assert "UTC+3" in printed.inner_text()
    assert paper.url in printed.inner_text()
    assert paper.pdf(format="A4").startswith(b"%PDF-")


def test_session_is_printed_with_the_addresses_of_what_is_there(paper: Any) -> None:
    paper.goto("/en/season/held/")
    assert set(paper.evaluate(INK)) <= GREY
    assert '"https://example.org/recording"' in paper.locator("#times a").evaluate_all(AFTER)
    assert paper.locator("#documents a").evaluate_all(AFTER) == ['"https://example.org/s"']
    paper.goto("/en/season/twice/")
    assert paper.locator("aside").is_hidden()
    assert paper.locator("details").first.is_hidden()
    assert "Nairobi, UTC+3" in paper.locator(".printed").inner_text()


def test_screen_shows_no_line_for_paper(paper: Any) -> None:
    paper.emulate_media(media="screen", color_scheme="dark")
    paper.goto("/en/season/")
    assert paper.locator(".printed").is_hidden()
    assert paper.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(16, 24, 31)"
