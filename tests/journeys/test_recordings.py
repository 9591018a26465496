"""A recording from file to page, to whoever it is for, and closed again, in a real browser."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from meetings.extensions import db
from meetings.models import Panelist, Person, Registration
from meetings.services import staff
from meetings.services.demonstration_recordings import tone
from meetings.services.links import rights_of
from meetings.services.registrations import register
from tests.conftest import Server
from tests.factories import make_programme, make_session, make_slot, request_for, somebody

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:04.000\nWelcome\n\n00:04.000 --> 00:08.000\nMercury in gold mining\n"
PLAYS = """async () => {
  const one = document.querySelector('video');
  one.muted = true;
  await one.play();
  await new Promise(done => { one.currentTime = 5; one.onseeked = done; });
  return [Math.round(one.duration), [...one.textTracks].map(each => each.mode), one.currentTime >= 5];
}"""
SWITCHED_OFF = """() => {
  const one = document.querySelector('video');
  one.pause();
  [...one.textTracks].forEach(each => { each.mode = 'disabled'; });
}"""


def _site(app: Any) -> tuple[str, str, str]:
    """Store a session that was announced, with a speaker and a participant; give its time and both links."""
    now = datetime.now(UTC)
    with app.app_context():
        keys = app.extensions["outside"].keys
        session = make_session(make_programme())
        slot = make_slot(session, now + timedelta(days=2))
        speaker = Person(name="Amina", name_key="amina", created_at=now, updated_at=now)
        db.session.add(speaker)
        db.session.flush()
        db.session.add(Panelist(session_id=session.id, person_id=speaker.id, updated_at=now))
        db.session.commit()
        done = register(request_for(somebody("Guest"), slot.id), now, keys)
        person_id = db.session.get_one(Registration, done.id).person_id
        me = rights_of(person_id, done.id, now, keys).me_token
        return slot.id, me, staff.invite("organizer@example.org", "organizer", now)


def _opened(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_recording_is_kept_watched_by_its_link_published_and_withdrawn(
    page: Any, live_server: Server, axe: Any, tmp_path: Path, lang: str
) -> None:
    slot, me, token = _site(live_server.app)
    files = {"talk.mp4": tone(), "talk.vtt": CAPTIONS, "not.vtt": b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n"}
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
    here = f"/{lang}/desk/slot/{slot}/recordings"
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(here)
    assert page.locator("#panel .note.warn").count() == 1
    page.locator("button[value=confirm]").click()
    page.wait_for_url("**done=asked**")
    page.locator("#form-new [name=file]").set_input_files(tmp_path / "talk.mp4")
    page.locator("#form-new button").click()
    page.wait_for_url("**done=kept**")
    _opened(page)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("[id^=form-captions] [name=captions]").set_input_files(tmp_path / "not.vtt")
    page.locator("button[value=captions]").click()
    page.locator("#error-summary a").wait_for()
    assert axe(page) == []
    page.locator("[id^=form-captions] [name=captions]").set_input_files(tmp_path / "talk.vtt")
    page.locator("button[value=captions]").click()
    page.wait_for_url("**done=kept**")
    _set(page, "restricted", audience="participants", chapters="0:00 Opening\n0:04 Gold")
    _watch(page, axe, lang, me)
    page.goto(here)
    _set(page, "public", is_known=True)
    page.goto(f"/{lang}/season/topic/?said=gold#said")
    assert page.evaluate(PLAYS) == [12, ["showing"], True]
    assert page.locator("#recordings ul a[href$='#t=4']").count() == 2  # the chapter, and what was said
    assert axe(page) == []
    page.goto(f"/{lang}/season/archive")
    assert page.locator("a[href^='/recordings/']").count() == 1
    assert axe(page) == []
    page.goto(here)
    _say(page, "given")
    _say(page, "withdrawn")
    assert page.locator(".note.bad").count() == 1
    page.goto(f"/{lang}/season/topic/")
    assert page.locator("video").count() == 0


def _set(page: Any, state: str, *, audience: str = "", chapters: str = "", is_known: bool = False) -> None:
    _opened(page)
    page.locator("[name=state]").select_option(state)
    if audience:
        page.locator("[name=audience]").select_option(audience)
    if chapters:
        page.locator("[name=chapters]").fill(chapters)
    if is_known:
        page.locator("[name=knows_silent]").check()
    page.locator("button[value=facts]").click()
    page.wait_for_url("**done=saved**")


def _say(page: Any, answer: str) -> None:
    _opened(page)
    page.locator("[name=release]").select_option(answer)
    page.locator("button[value=release]").click()
    page.wait_for_url("**done=**")
    page.locator("#done").wait_for()
    page.goto(page.url.partition("?")[0])


def _watch(page: Any, axe: Any, lang: str, me: str) -> None:
    """Follow the link of a participant to what is for them alone, and try it as anybody."""
    page.goto(f"/{lang}/season/topic/")
    assert page.locator("video").count() == 0
    page.goto(f"/{lang}/me/{me}")
    page.locator("#for-you a").click()
    page.locator("video").wait_for()
    page.wait_for_load_state()
    assert page.evaluate(PLAYS) == [12, ["showing"], True]
    page.evaluate(SWITCHED_OFF)
    assert page.evaluate(PLAYS) == [12, ["disabled"], True]
    assert axe(page) == []
    signed = page.locator("video").get_attribute("src")
    statuses = page.evaluate(
        "async all => Promise.all(all.map(async one => (await fetch(one, {redirect: 'manual'})).status))",
        [signed, signed.partition("?")[0]],
    )
    assert statuses == [200, 403]
