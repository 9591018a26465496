"""The main pages in a browser: six languages, narrow and wide, light and dark, without a violation or a cut word.

WCAG 2.2 AA, as far as a program can tell: all rules of axe with the size of targets, and beside them that nothing is
wider than the screen, no text is cut off, and what has the focus shows it and is not hidden under the line of the zone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from meetings.domain.codes import LANGUAGES
from meetings.domain.devices import proof_of
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models import Consent, Programme
from meetings.services.registrations import register
from tests.conftest import ROOT, Server
from tests.factories import make_session, make_slot, request_for, somebody
from tests.gates.site import Site, make_site
from tests.journeys.acts import press
from tests.panels import panel_cookie

SIZES: Final = ((360, 740), (1280, 800))
SCHEMES: Final = ("light", "dark")
Show = Callable[[Any, Site, str], None]


def at(path: str, *, is_there: bool = True) -> Show:
    """Show the page of an address, with names of the site filled in; or what stands where there is none."""

    def show(page: Any, site: Site, lang: str) -> None:
        answer = page.goto(f"/{lang}/{path.format(**site.names)}")
        assert answer.ok == is_there, path

    return show


def send(page: Any) -> None:
    """Send a form to register; where it was filled in faster than people do, once more, as the page asks."""
    for _time in range(2):
        press(page, page.locator("main form button[type=submit]"))
        if page.locator("#error-summary").count() == 0:
            return


def refused(page: Any, _site: Site, lang: str) -> None:
    """Show the form to register with everything wrong."""
    page.goto(f"/{lang}/season/topic/register")
    page.locator("[name=email]").fill("nobody")
    send(page)
    assert page.locator("#error-summary a").count() > 0


def answered(page: Any, _site: Site, lang: str) -> None:
    """Show the answer to a registration."""
    page.goto(f"/{lang}/season/topic/register")
    page.locator("[name=name]").fill(f"Ada Example {lang}")
    page.locator("[name=email]").fill("ada@example.org")
    send(page)
    assert page.locator(".code").count() == 1


def answered_many(page: Any, _site: Site, lang: str) -> None:
    """Show the answer to registering for all that is open."""
    page.goto(f"/{lang}/season/register")
    page.locator("[name=name]").fill(f"Ben Example {lang}")
    page.locator("[name=email]").fill("ben@example.org")
    page.locator("#all").check()
    send(page)
    assert page.locator(".code").count() == 1


def by_device(path: str, cookie_of: Callable[[Site], tuple[str, str]]) -> Show:
    """Show a page in a browser that has proved itself, which then forgets that again.

    Takes: what gives the name of its cookie, and whose link it is.
    """

    def show(page: Any, site: Site, lang: str) -> None:
        name, holder = cookie_of(site)
        with site.app.app_context():
            keys: Keys = site.app.extensions["outside"].keys
            proof = proof_of(keys, holder, 1, datetime.now(UTC))
            url = site.app.extensions["outside"].base_url
        page.context.add_cookies([{"name": name, "value": proof, "url": url}])
        answer = page.goto(f"/{lang}/{path.format(**site.names)}")
        assert answer.ok, path
        page.context.clear_cookies(name=name)

    return show


def proved(path: str) -> Show:
    """Show a page of a delegation in a browser that has proved itself."""
    return by_device(path, lambda site: (f"device_{site.points['focal']}", site.points["focal"]))


def on_panel(path: str) -> Show:
    """Show a page of a panellist in a browser that has proved itself."""
    return by_device(path, lambda site: (panel_cookie(site.panels["panelist"]), site.panels["panelist"]))


# A line for each page; a new public page is added here.
PAGES: Final[dict[str, Show]] = {
    "season": at("season/"),
    "session": at("season/topic/"),
    "register": at("season/topic/register"),
    "refused": refused,
    "register for many": at("season/register"),
    "answer": answered,
    "answer for many": answered_many,
    "what is new": at("season/whats-new"),
    "calendar for other sites": at("embed/season"),
    "published report": at("season/report"),
    "list of participants": at("season/participants"),
    "search": at("search?text=session"),
    "what was said": at("season/topic/?said=mercury"),
    "archive": at("archive"),
    "joint calendar": at("calendars"),
    "archive of a season": at("season/archive"),
    "recording for some": at("me/{me}/watch/{watched}"),
    "my registrations": at("me/{me}"),
    "my data": at("me/{me}/data"),
    "certificate": at("me/{me}/certificate/{code}"),
    "checking a certificate": at("verify/{code}"),
    "checking a wrong code": at("verify/none", is_there=False),
    "conference": at("cop/"),
    "agenda": at("cop/agenda"),
    "apply as an observer": at("cop/observers/apply"),
    "meeting": at("cop/plenary/"),
    "documents by symbol": at("season/papers"),
    "documents by symbol for some": at("me/{me}/papers/season"),
    "side events": at("season/side-events"),
    "own side event": at("side-event/{side-event}"),
    "days of the journal": at("cop/journal"),
    "daily journal": at("cop/journal/{day}"),
    "join by code": at("join"),
    "entrance, to come": at("join/{join}"),
    "entrance, open": at("join/{open}"),
    "entrance of a delegate": at("join/{delegate-join}"),
    "meetings of a delegate": at("me/{delegate-me}"),
    "hour": at("join/{open}/live/{open slot}"),
    "hour, over": at("join/{join}/live/{slot_id}"),
    "floor": at("join/{open}/floor/{open slot}"),
    "floor of a delegate": at("join/{delegate-join}/floor/{open slot}"),
    "panel, on any device": at("speak/{speak}"),
    "panel": on_panel("speak/{speak}"),
    "brief": on_panel("speak/{speak}/brief/{slot_id}"),
    "slides": on_panel("speak/{speak}/slides/topic"),
    "about a panellist": on_panel("speak/{speak}/about"),
    "hours of a panellist": on_panel("speak/{speak}/availability"),
    "letters of a panellist": on_panel("speak/{speak}/letter"),
    "after a panel": on_panel("speak/{speak}/afterwards/topic"),
    "floor of a panel": on_panel("speak/{speak}/floor/{slot_id}"),
    "questions of the hour": on_panel("speak/{speak}/live/{slot_id}"),
    "stop": at("stop/{stop}"),
    "survey": at("survey/{survey}"),
    "delegation, on any device": at("delegation/{delegation}"),
    "delegation": proved("delegation/{delegation}"),
    "nominee": proved("delegation/{delegation}/person/{nomination}"),
    "passport": proved("delegation/{delegation}/person/{nomination}/identity"),
    "sheet of people": proved("delegation/{delegation}/sheet"),
    "dead link": at("me/{join}", is_there=False),
    "zone": at("zone"),
    "sign in": at("desk/sign-in"),
    "forgotten password": at("desk/sign-in/forgotten"),
}
CUT: Final = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  for (const one of document.querySelectorAll('body *')) {
    if (!one.checkVisibility() || one.closest('.sr, .skip, svg')) continue;
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const hides = [style.overflowX, style.overflowY].some(each => each === 'hidden' || each === 'clip');
    const cut = hides && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
    const out = own && !one.closest('.scroll') && (box.left < -1 || box.right > wide + 1);
    if (own && cut || out) found.push(one.tagName + ' ' + one.textContent.trim().slice(0, 60));
  }
  if (document.documentElement.scrollWidth > wide) found.push('the page');
  return found;
}"""
UNSEEN: Final = """() => {
  const line = document.querySelector('.zone'), found = [];
  for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (!one.checkVisibility() || one.closest('.skip')) continue;
    one.focus();
    const box = one.getBoundingClientRect(), over = line && line.getBoundingClientRect(), style = getComputedStyle(one);
    const under = over && !line.contains(one) && box.top >= over.top && box.bottom <= over.bottom;
    const off = box.bottom <= 0 || box.top >= innerHeight;
    if (under || off || style.outlineStyle === 'none') found.push(one.outerHTML.slice(0, 80));
  }
  return found;
}"""
# Dark changes colours and nothing else, which is tested below; so in dark the rules about colours are asked again.
COLOURS: Final = ("color-contrast", "link-in-text-block")
AXE: Final = """async only => {
  const options = {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}};
  if (only.length) Object.assign(options, {runOnly: {type: 'rule', values: only}, rules: {}});
  return (await axe.run(document, options)).violations.map(
    one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join('; '));
}"""


@pytest.fixture
def site(live_server: Server) -> Site:
    """Give the site that the browser looks at, with a session that can be joined and asks for a consent again."""
    site, now = make_site(live_server.app, rows=3), datetime.now(UTC)
    with live_server.app.app_context():
        keys: Keys = live_server.app.extensions["outside"].keys
        programme = db.session.query(Programme).filter_by(slug="season").one()
        slot = make_slot(make_session(programme, "open"), now + timedelta(minutes=5))
        wish = request_for(somebody(zone="Africa/Nairobi"), slot.id, session="open")
        done = register(replace(wish, consents=("list", "news")), now, keys)
        old = Consent(
            registration_id=done.id, kind="recording", text_version="2026-11", language="en", at=now
        )
        db.session.add(old)
        db.session.commit()
        site.names |= {"open": done.token, "open slot": slot.id}
    return site


@pytest.fixture
def axe_script(npm: Path) -> str:
    """Give the program that names violations."""
    return (npm / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def faults(page: Any) -> Iterator[tuple[str, list[str]]]:
    """Look at a page in each width and colours, and give what is wrong in which."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate(AXE, COLOURS if scheme == "dark" else [])
            yield f"{width} {scheme}", [*found, *page.evaluate(CUT)]
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    yield "focus", page.evaluate(UNSEEN)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_main_pages_have_no_violation_and_no_cut_text(
    page: Any, site: Site, axe_script: str, lang: str
) -> None:
    wrong, said = {}, []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"/{lang}/zone")  # the browser tells its zone once
    for name, show in PAGES.items():
        show(page, site, lang)
        root = page.locator("html")
        right = "rtl" if lang == "ar" else "ltr"
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == (lang, right), name
        assert page.locator("h1").count() == 1, name
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.evaluate(axe_script)
        wrong |= {f"{name}, {look}": found for look, found in faults(page)}
    assert {look: found for look, found in wrong.items() if found} == {}
    assert said == []


def test_dark_changes_colours_and_nothing_else() -> None:
    style = (ROOT / "static" / "css" / "site.css").read_text("utf-8")
    (dark,) = re.findall(r"@media[^{]*prefers-color-scheme: dark[^{]*\{(.*?\})\s*\}", style, re.DOTALL)
    inside = re.fullmatch(r"\s*:root \{([^{}]*)\}", dark)
    assert inside is not None
    assert all(re.fullmatch(r"\s*--\w+: #[0-9a-f]+", one) for one in inside[1].strip().rstrip(";").split(";"))


SPOILED: Final = (
    ("const one = document.querySelector('h1'); one.style.cssText = 'overflow: hidden; width: 2rem'", CUT),
    ("document.querySelector('h1').style.minWidth = '2000px'", CUT),
    ("document.querySelector('.zone').style.cssText = 'position: fixed; height: 100%; width: 100%'", UNSEEN),
    ("document.querySelector('.langs a').style.outline = 'none'", UNSEEN),
)


@pytest.mark.usefixtures("site")
def test_what_is_cut_or_hidden_is_seen(page: Any) -> None:
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    for spoil, eye in SPOILED:
        page.goto("/en/season/topic/")
        assert page.evaluate(eye) == []
        page.evaluate(spoil)
        assert page.evaluate(eye) != [], spoil
