"""Webhooks at the desk, without JavaScript: added with a secret shown once, tried, told again, paused, taken away."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Slot, Webhook
from tests.conftest import make_app
from tests.factories import NOW, make_topic, register_somebody
from tests.receivers import Receiver, Taken, receiving
from tests.web.test_desk import csrf, sign_in
from tests.webhooks import run, secret

PAGE = "/en/desk/webhooks"


@pytest.fixture
def app(store: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application whose webhooks may lead to this machine."""
    one = make_app(store, tmp_path, WEBHOOK_NETWORKS="127.0.0.0/8")
    yield one
    with one.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """Give a client that signed in as an organizer."""
    return sign_in(app, app.test_client(), "organizer")


def post(desk: FlaskClient, page: str, **values: Any) -> Any:
    return desk.post(page, data={"csrf_token": csrf(desk, page)} | values)


def only(app: Flask) -> tuple[str, str, str]:
    """Give the page of the only webhook, its revision and its secret."""
    with app.app_context():
        row = db.session.scalars(select(Webhook)).one()
        return f"{PAGE}/{row.id}", str(row.revision), secret(row.id)


def test_webhook_is_added_tried_and_told_again_by_hand(app: Flask, desk: FlaskClient) -> None:
    def answer(receiver: Receiver, _taken: Taken) -> tuple[int, bytes] | None:
        return (500, b"<script>alert(1)</script>") if len(receiver.taken) == 1 else None

    with receiving(answer) as receiver:
        made = post(desk, PAGE, url=receiver.url, events=["registration", "slot.moved"])
        page, revision, words = only(app)
        assert (made.status_code, words in made.text) == (200, True)
        assert made.headers["Cache-Control"] == "no-store"
        assert words not in desk.get(page).text
        with app.app_context():
            make_topic()
            one = db.session.scalars(select(Slot.id)).first()
            register_somebody(str(one), name="Quux Private")
            run(app, NOW)
        shown = desk.get(page).text
        assert "In trouble" in shown
        assert "answered with 500" in shown
        assert "&lt;script&gt;" in shown
        assert "Quux" not in shown
        assert "1 event waits." in desk.get(PAGE).text
        tried = post(desk, page, act="ping", revision=revision)
        assert tried.location.endswith("?done=ping#done")
        with app.app_context():
            run(app, NOW)
        assert receiver.types == ["registration.created", "registration.created", "ping"]
        delivery = re.search(r'id="sent-(\w+)"', desk.get(page).text)
        assert delivery is not None
        post(desk, page, act="again", delivery=delivery[1])
        post(desk, page, act="since", since="2026-11-24T00:00")
        with app.app_context():
            run(app, NOW)
        assert receiver.types[3:] == ["ping", "registration.created"]
        assert "In order" in desk.get(PAGE).text


def test_refused_form_comes_back_with_what_was_typed(app: Flask, desk: FlaskClient) -> None:
    refused = post(desk, PAGE, url="https://10.0.0.1/hook", events=["survey"])
    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.text
    assert "This address is inside a network" in refused.text
    assert 'value="https://10.0.0.1/hook"' in refused.text
    assert 'value="survey" checked' in refused.text
    assert post(desk, PAGE, url="", events=["survey"]).status_code == 422
    assert post(desk, PAGE, url="http://127.0.0.1:9/", events=[]).status_code == 422
    assert "participation.accredited" not in refused.text
    assert post(desk, PAGE, url="http://127.0.0.1:9/", events=["accreditation"]).status_code == 422


def test_changing_pausing_a_new_secret_and_the_end(app: Flask, desk: FlaskClient) -> None:
    post(desk, PAGE, url="http://127.0.0.1:9/hook", events=["slot"])
    page, revision, before = only(app)
    changed = {"act": "change", "url": "http://127.0.0.1:9/new", "events": ["slot", "survey"]}
    assert post(desk, page, revision=revision, **changed).status_code == 303
    stale = post(desk, page, revision=revision, **changed | {"url": "http://127.0.0.1:9/other"})
    assert (stale.status_code, 'value="http://127.0.0.1:9/other"' in stale.text) == (412, True)
    assert post(desk, page, act="pause", revision="2").status_code == 303
    assert "Paused" in desk.get(f"{page}?after=²").text
    assert post(desk, page, act="ping", revision="3").status_code == 422
    assert post(desk, page, act="resume", revision="3").status_code == 303
    renewed = post(desk, page, act="secret", revision="4")
    _page, _revision, after = only(app)
    assert (after != before, after in renewed.text) == (True, True)
    assert post(desk, page, act="since", since="soon").status_code == 422
    assert post(desk, page, act="remove", revision="5").location == f"{PAGE}?done=remove#done"
    assert "No webhook yet." in desk.get(PAGE).text


def test_what_is_given_up_is_told_on_every_page_of_the_desk_until_somebody_acts(
    app: Flask, desk: FlaskClient
) -> None:
    with receiving(lambda receiver, _taken: None if len(receiver.taken) > 1 else (410, b"")) as receiver:
        post(desk, PAGE, url=receiver.url, events=["registration"])
        page, _revision, _secret = only(app)
        with app.app_context():
            make_topic()
            register_somebody(str(db.session.scalars(select(Slot.id)).first()))
            run(app, NOW)
        assert "given up: 1" in desk.get("/en/desk/people").text
        assert "Ended by the receiver (410)" in desk.get(page).text
        assert post(desk, page, act="resume", revision="1").status_code == 303
        assert "given up: 1" not in desk.get("/en/desk/people").text
        with app.app_context():
            run(app, NOW)
        assert len(receiver.taken) == 2


def test_officers_are_offered_delegations_and_nothing_else(app: Flask) -> None:
    officer = sign_in(app, app.test_client(), "officer")
    page = officer.get(PAGE).text
    assert "participation.accredited" in page
    assert "registration.created" not in page
    assert sign_in(app, app.test_client(), "reader").get(PAGE).status_code == 403
