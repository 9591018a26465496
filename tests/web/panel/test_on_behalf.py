"""What a panellist says of themselves and of when they can, entered at the desk, and said to have been."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings.extensions import db
from meetings.models import Availability, Panelist, Person, Profile, Session, Stream
from tests.factories import NOW, make_session
from tests.panels import make_assistant
from tests.pictures import jpeg
from tests.services.panel.world import Panel, make_panel
from tests.web.panel.speaker import browser_of
from tests.web.test_desk import csrf, sign_in

LIST = "/en/desk/season/panel"
TEXTS = {f"biography-{code}": f"Words in {code}" for code in ("ar", "zh", "en", "fr", "ru", "es")}
WEEKLY = {"when": "1", "part": "hours", "first": "9:00", "last": "11:00", "hours_zone": "America/Lima"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def panel(app: Flask) -> Panel:
    with app.app_context():
        return make_panel(language="en")


@pytest.fixture
def here(app: Flask, panel: Panel) -> str:
    with app.app_context():
        return f"{LIST}/{db.session.get_one(Person, panel.rosa).public_id}"


@pytest.fixture
def desk(app: Flask, client: FlaskClient, panel: Panel) -> FlaskClient:
    return sign_in(app, client, "organizer")


def post(desk: FlaskClient, path: str, **values: Any) -> TestResponse:
    return desk.post(path, data={"csrf_token": csrf(desk, LIST)} | values)


def test_text_and_photo_are_entered_and_both_pages_say_by_whom(
    app: Flask, desk: FlaskClient, panel: Panel, here: str
) -> None:
    assert f'href="{here}/about"' in desk.get(here).text
    photo = (io.BytesIO(jpeg()), "rosa.jpg")
    assert post(desk, f"{here}/about", **TEXTS, revision="0", may_print="y", photo=photo).status_code == 303
    with app.app_context():
        row = db.session.query(Profile).one()
        assert (row.person_id, row.may_print, len(row.biography)) == (panel.rosa, True, 6)
        assert row.said_by.startswith("user:")
        rosa = db.session.query(Panelist).filter_by(person_id=panel.rosa).one()
        own = browser_of(app, rosa, panel.programme_id).prove()
    page = desk.get(f"{here}/about").text
    assert "by: The secretariat, on their behalf." in page
    assert "Words in ar" in page
    assert desk.get(f"{here}/about/photo").content_type == "image/jpeg"
    assert "changed text or photo" in desk.get(here).text
    assert (
        "by the organizers"
        in own.client.get(f"{own.path()}/about", base_url="https://meetings.example.org").text
    )
    assert "The secretariat, on your behalf</bdi>: changed text or photo" in own.get().text
    assert "Words in en" in desk.get("/en/season/topic/").text


def test_two_who_save_at_once_see_both_sides(desk: FlaskClient, here: str) -> None:
    assert post(desk, f"{here}/about", **TEXTS, revision="0").status_code == 303
    refused = post(desk, f"{here}/about", **{**TEXTS, "biography-en": "Mine"}, revision="0")
    assert refused.status_code == 412
    assert "Mine" in refused.text
    assert "Biography, English" in refused.text
    assert 'name="revision" value="1"' in refused.text


def test_hours_are_entered_in_the_panellists_zone_and_taken_back(
    app: Flask, desk: FlaskClient, panel: Panel, here: str
) -> None:
    form = desk.get(f"{here}/availability").text
    assert form.index('value="America/Lima"') < form.index('value="Europe/Zurich"')
    assert post(desk, f"{here}/availability", **WEEKLY).status_code == 303
    assert post(desk, f"{here}/availability", when="day", on_day="soon").status_code == 422
    with app.app_context():
        row = db.session.query(Availability).one()
        assert (row.person_id, row.weekday, row.zone, row.can) == (panel.rosa, 1, "America/Lima", False)
        assert row.said_by.startswith("user:")
        name = row.id
    assert "by: The secretariat, on their behalf" in desk.get(f"{here}/availability").text
    assert post(desk, f"{here}/availability", back=name).status_code == 303
    with app.app_context():
        assert db.session.query(Availability).count() == 0
    said = desk.get(here).text
    assert "said when it is not possible" in said
    assert "took back what was said of when" in said


def test_an_assistant_is_named_as_who_said_it(app: Flask, desk: FlaskClient, panel: Panel, here: str) -> None:
    with app.app_context():
        rosa = db.session.query(Panelist).filter_by(person_id=panel.rosa).one()
        sam = make_assistant(rosa, panel.programme_id, email="sam@example.org")
        browser = browser_of(app, sam, panel.programme_id).prove()
    sent = browser.client.post(
        f"{browser.path()}/availability", base_url="https://meetings.example.org", data=WEEKLY
    )
    assert sent.status_code == 303
    assert "by: Sam Example (assistant)" in desk.get(f"{here}/availability").text


@pytest.mark.parametrize("what", ["about", "about/photo", "availability"])
def test_only_whoever_changes_all_of_somebodys_panels_enters_them(
    app: Flask, client: FlaskClient, panel: Panel, here: str, what: str
) -> None:
    steward = sign_in(app, app.test_client(), "steward")
    assert steward.get(f"{here}/{what}").status_code == 403
    assert f"{here}/about" not in steward.get(here).text
    co = sign_in(app, client, "organizer", programme="season", stream="science")
    assert co.get(f"{here}/{what}").status_code == (404 if what == "about/photo" else 200)
    assert co.get(f"{LIST}/nobody/{what}").status_code == 404
    with app.app_context():
        programme = db.session.get_one(Session, panel.session_id).programme
        other = Stream(programme_id=programme.id, slug="other", title={"en": "Other"}, updated_at=NOW)
        db.session.add(other)
        db.session.commit()
        secret = make_session(programme, "secret", stream_id=other.id, state="draft")
        db.session.add(Panelist(session_id=secret.id, person_id=panel.rosa, role="speaker", updated_at=NOW))
        db.session.commit()
    assert co.get(f"{here}/{what}").status_code == 403
    if what != "about/photo":
        assert post(co, f"{here}/{what}", revision="0").status_code == 403
