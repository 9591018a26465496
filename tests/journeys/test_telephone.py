"""A call from Lomé: the desk finds who calls and reads out the code by keys alone; the caller types it and is in."""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.extensions import db
from meetings.models import Attendance, Audit, Party, Person
from meetings.services import staff
from meetings.services.registrations import register
from tests.conftest import Server
from tests.factories import make_programme, make_session, make_slot, request_for, somebody
from tests.gates.site import make_site
from tests.journeys.acts import press
from tests.journeys.test_pages import faults

MOST_SECONDS, MOST_ACTS = 40, 5
CROWD = 40


@pytest.fixture
def caller(browser: Any, live_server: Server) -> Iterator[Any]:
    """Give the caller's own page: a telephone without scripts; what leads elsewhere is answered by a line of text."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, timezone_id="Africa/Lome"
    )

    def lead(route: Any) -> None:
        if route.request.url.startswith(live_server.url):
            route.continue_()
        else:
            route.fulfill(body="the platform", content_type="text/plain")

    context.route("**/*", lead)
    yield context.new_page()
    context.close()


def make_call(server: Server) -> str:
    """Store a session that begins soon, a crowd, and Afi Mensah, who got no mail; give the way in to the desk."""
    now = datetime.now(UTC)
    with server.app.app_context():
        keys = server.app.extensions["outside"].keys
        togo = Party(
            code="TG",
            kind="state",
            names={"en": "Togo", "fr": "Togo"},
            capital="Lomé",
            zone="Africa/Lome",
            updated_at=now,
        )
        db.session.add(togo)
        db.session.commit()
        begin = now.replace(second=0, microsecond=0) + timedelta(minutes=5)
        slot = make_slot(make_session(make_programme()), begin).id
        for number in range(CROWD):
            person = somebody(f"Kofi Mensah {number}", organization="Ministère de la santé", country="TG")
            register(request_for(person, slot), now, keys)
        afi = somebody(
            "Afi Mensah",
            email="ministere@exampel.org",
            country="TG",
            organization="Ministère de l’environnement",
            language="fr",
            zone="Africa/Lome",
        )
        register(request_for(afi, slot), now, keys)
        return staff.invite("officer@example.org", "officer", now)


def test_call_from_lome_takes_forty_seconds_and_five_acts(
    page: Any, caller: Any, live_server: Server
) -> None:
    token = make_call(live_server)
    page.goto(f"/fr/desk/sign-in/{token}")
    press(page, page.locator("main form button"))
    page.goto("/fr/desk/telephone")
    acts, start = 0, time.monotonic()

    def act(*keys: str) -> None:
        """Press keys, the last of which leads to the next page."""
        nonlocal acts
        for key in keys[:-1]:
            page.keyboard.type(key)
        with page.expect_navigation():
            page.keyboard.press(keys[-1])
        acts += 1

    act("afi mensa environnement lome", "Enter")  # as it was heard; the box has the focus
    assert page.locator("ol.rows > li").count() == 1
    act("Enter")  # the first hit has the focus
    assert page.locator("h1").inner_text() == "Afi Mensah"
    assert page.locator(".code").count() == 0
    act("Enter")  # the button to read out has it
    code = page.locator(".code").inner_text()
    seconds = time.monotonic() - start
    sys.stdout.write(f"{acts} acts, {seconds:.1f} s\n")
    assert (acts <= MOST_ACTS, seconds < MOST_SECONDS) == (True, True)
    shown = page.locator("#code").inner_text()
    assert "/fr/join" in shown
    assert "Lom" in shown

    caller.goto("/fr/join")
    caller.locator("[name=code]").fill(code.upper().replace("-", " "))
    press(caller, caller.locator("main form button:not(.plain)").last)
    caller.locator("button[value=enter]").click()
    caller.wait_for_url("https://platform.example.org/room")
    with live_server.app.app_context():
        entry = db.session.query(Attendance).one()
        assert db.session.get_one(Person, entry.person_id).name == "Afi Mensah"
        audit = db.session.query(Audit).filter_by(act="person.code").one()
        assert (audit.actor, audit.subject) == ("user:1", f"person:{entry.person_id}")
        assert code not in str(audit.after)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_of_the_telephone_have_no_violation(
    page: Any, live_server: Server, axe: Callable[[Any], list[str]], lang: str
) -> None:
    site = make_site(live_server.app, rows=2)
    with site.app.app_context():
        token = staff.link("organizer@example.org", datetime.now(UTC))
        long_name = "\u202eA <script> " + "very-long-" * 12
        first = db.session.query(Person).filter_by(public_id=site.names["public_id"]).one()
        first.organization, first.country, first.zone = long_name, "KE", "Asia/Kathmandu"
        first.name += f" {long_name}"
        db.session.commit()
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form button"))
    wrong = {}
    for path in ("telephone", "telephone?text=participant", "telephone?text=nobody-at-all", "doubles"):
        page.goto(f"/{lang}/desk/{path}")
        wrong[path] = faults(page, axe, lang)
    person = f"/{lang}/desk/person/{site.names['public_id']}"
    for act, name in (
        ("code", ""),
        ("link", ""),
        ("colleague", "Ko\u202efi"),
        ("colleague", " "),
        ("correct", " "),
    ):
        page.goto(person)
        form = page.locator(f"form[action$='/{act}']")
        if act != "code":
            page.locator("details", has=form).locator("summary").click()
        if name:
            form.locator("[name=name]").fill(name)
        press(page, form.locator("button"))
        wrong[f"{act} {name}"] = faults(page, axe, lang)
    assert {what: found for what, found in wrong.items() if found} == {}
