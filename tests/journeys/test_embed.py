"""The calendar on a partner's site: their page, another origin, our frame in it; in English and in Arabic."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.conftest import Quiet, Server
from tests.factories import make_programme, make_session, make_slot

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A partner</title>
<link rel="icon" href="data:,"></head><body><main><h1>What our partners do</h1>
%s
<div id="taken"></div></main>
<script>fetch("%s").then(answer => answer.text()).then(text => {
  document.getElementById("taken").innerHTML = text; });</script></body></html>"""


class Partner:
    """A site of somebody else, on another port of this machine."""

    def __init__(self) -> None:
        self.body = ""
        self.server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        assert Request(environ).path == "/"
        return Response(self.body, content_type="text/html; charset=utf-8")(environ, start_response)


@pytest.fixture
def partner() -> Iterator[Partner]:
    """Give a partner's site that runs."""
    one = Partner()
    one.thread.start()
    yield one
    one.server.shutdown()
    one.thread.join()
    one.server.server_close()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_partner_shows_our_calendar(
    browser: Any, live_server: Server, partner: Partner, axe: Any, lang: str
) -> None:
    now = datetime.now(UTC)
    with live_server.app.app_context():
        season = make_programme(title={"en": "Minamata Online", "ar": "ميناماتا على الإنترنت"})
        for number in range(5):
            session = make_session(season, f"topic-{number}", partners=["GMP"] if number else [])
            for hours in (0, 9):
                make_slot(session, now + timedelta(days=3 + number, hours=hours), capacity=3)
    context = browser.new_context(timezone_id="Africa/Nairobi", viewport={"width": 320, "height": 900})
    ours = (live_server.url, partner.url)
    context.route(
        "**/*", lambda route: route.continue_() if route.request.url.startswith(ours) else route.abort()
    )
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/{lang}/season/?stream=science")
    frame, fragment = page.locator("pre").all_text_contents()
    assert page.locator("script[type='application/ld+json']").count() == 1
    context.clear_cookies()
    partner.body, asked[:] = PAGE % (frame, fragment), []
    page.goto(partner.url)
    page.locator("#taken .mo-title").first.wait_for()
    inside = page.frame_locator("iframe")
    inside.locator(".mo-title").first.wait_for()
    assert inside.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
    assert inside.locator(".mo-title").count() == page.locator("#taken .mo-title").count() == 5
    address = f"{live_server.url}/{lang}/embed/season"
    assert [one for one in asked if one.startswith(live_server.url)].count(f"{address}?stream=science") == 1
    assert sorted(asked) == sorted([f"{partner.url}/", f"{address}?stream=science", fragment])
    assert context.cookies() == []
    assert axe(page) == []
    with context.expect_page() as opened:
        inside.locator(".mo-title a").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{live_server.url}/{lang}/season/topic-0/"
    assert opened.value.locator("h1").count() == 1
    assert opened.value.evaluate("window.opener") is None
    assert page.url == f"{partner.url}/"
    page.goto(f"{address}?partner=GMP")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".mo-title").count() == 4
    assert said == []
    context.close()
