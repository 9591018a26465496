"""Other conventions' calendars at the desk, as an organizer without JavaScript meets them on both stores."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.feeds import Trouble
from meetings.domain.foreign import Why
from meetings.extensions import db
from meetings.models import ForeignCalendar
from meetings.services import feeds
from meetings.web.desk.foreign_words import refusal_words, trouble_words
from tests.conftest import make_app
from tests.factories import make_programme
from tests.formats.test_ical_foreign import DAY, calendar
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/calendars"
FEED = "https://others.example/all.ics"


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer."""
    return sign_in(app, client, "organizer")


def post(desk: FlaskClient, **values: Any) -> Any:
    return desk.post(PAGE, data={"csrf_token": csrf(desk, PAGE)} | values, content_type="multipart/form-data")


def file(raw: bytes, name: str = "others.ics") -> tuple[io.BytesIO, str]:
    return io.BytesIO(raw), name


def number(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(ForeignCalendar.id)).one()


def test_feed_is_subscribed_to_and_let_go(app: Flask, desk: FlaskClient) -> None:
    assert "No calendar of others is here yet." in desk.get(PAGE).text
    done = post(desk, act="subscribe", address="webcal://others.example/all.ics", name="Basel & Co")
    assert (done.status_code, done.location) == (303, f"{PAGE}?done=subscribe#done")
    page = desk.get(done.location).text
    for words in ("Subscribed.", "Basel &amp; Co", FEED, "0 meetings", "Not read yet.", "within a minute"):
        assert words in page
    calendar_id = number(app)
    assert post(desk, act="now", calendar=calendar_id).status_code == 303
    assert post(desk, act="withdraw", calendar=calendar_id).location.endswith("done=withdraw#done")
    assert FEED not in desk.get(PAGE).text
    assert post(desk, act="now", calendar=calendar_id).status_code == 404


def test_calendar_is_shown_to_everybody_where_somebody_ticks_it(app: Flask, desk: FlaskClient) -> None:
    later = (datetime.now(UTC) + timedelta(days=5)).strftime("%Y%m%d")
    event = ("UID:one", "SUMMARY:COP-99", f"DTSTART;VALUE=DATE:{later}")

    def is_shown() -> bool:
        return "COP-99" in app.test_client().get("/en/calendars").text

    post(desk, act="import", file=file(calendar(event), "hidden.ics"))
    assert not is_shown()
    assert "In the joint calendar" not in desk.get(PAGE).text
    shown = post(desk, act="show", calendar=number(app))
    assert shown.location == f"{PAGE}?done=show#done"
    assert is_shown()
    assert "Its meetings are in the joint calendar now." in desk.get(shown.location).text
    assert post(desk, act="hide", calendar=number(app)).status_code == 303
    assert not is_shown()
    post(desk, act="import", file=file(calendar(event), "hidden.ics"), public="1")
    assert is_shown()
    post(desk, act="import", file=file(calendar(event), "hidden.ics"))
    assert is_shown()
    post(desk, act="withdraw", calendar=number(app))
    assert not is_shown()
    assert post(desk, act="show", calendar=number(app)).status_code == 404
    refused = post(desk, act="subscribe", address="wrong", public="1").text
    assert refused.count('name="public" value="1" checked') == 1


def test_our_own_are_counted_where_they_come_back(app: Flask, desk: FlaskClient) -> None:
    event = (f"UID:slot-x@{app.extensions['outside'].host}", "SUMMARY:Hacked", "DTSTART:20261201")
    post(desk, act="import", file=file(calendar(event, DAY), "copies.ics"))
    page = desk.get(PAGE).text
    assert "1 meeting " in page
    assert "1 of our own is left out." in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"address": ""}, "This is needed."),
        ({"address": "others.example", "name": "Kept"}, "Please write"),
        ({"address": FEED, "name": "x" * 101}, "Please keep it to 100 characters."),
    ],
)
def test_wrong_subscription_comes_back_filled_in(
    desk: FlaskClient, values: dict[str, str], words: str
) -> None:
    answer = post(desk, act="subscribe", **values)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert words in answer.text
    assert f'value="{values["address"]}"' in answer.text
    assert values.get("name", "") in answer.text


def test_file_is_imported_and_says_what_was_not_read(desk: FlaskClient) -> None:
    odd = ("UID:two", "SUMMARY:<script>=1+1\u202e", "DTSTART:20261201", "RRULE:FREQ=SECONDLY")
    answer = post(desk, act="import", file=file(calendar(DAY, odd), "<b>o\u202eccc.ics"))
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    for words in (
        "1 meeting ",
        "1 event is not read",
        "&lt;script&gt;=1+1: it recurs more often than daily (SECONDLY)",
    ):
        assert words in page
    assert "&lt;b&gt;occc" in page
    assert "\u202e" not in page
    assert "<script>=1" not in page


@pytest.mark.parametrize(
    ("raw", "words"),
    [(None, "This is needed."), (b"", "not a calendar"), (b"<html>", "not a calendar")],
)
def test_wrong_file_is_refused_with_its_field(desk: FlaskClient, raw: bytes | None, words: str) -> None:
    answer = post(desk, act="import", **({} if raw is None else {"file": file(raw)}))
    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert words in answer.text


def test_upload_that_is_too_large_is_not_read(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path, UPLOAD_MB=1)
    desk = sign_in(app, app.test_client(), "organizer")
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.ics"\r\n\r\n' + b"x" * 1_000_000
    sent = {"data": body + b"\r\n--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
    assert desk.post(PAGE, **sent).status_code == 413
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "values",
    [{}, {"act": "none"}, {"act": "withdraw", "calendar": "x"}, {"act": "now", "calendar": "9" * 30}],
)
def test_odd_acts_do_nothing(desk: FlaskClient, values: dict[str, str]) -> None:
    assert post(desk, **values).status_code in (404, 422)


def test_trouble_is_said_in_words(app: Flask, desk: FlaskClient) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        feeds.subscribe(FEED, "Others", now, "user:1")
        due = feeds.claim(now)
        assert due is not None
        feeds.keep_trouble(due, Trouble.ANSWER, 503, now)
    page = desk.get(PAGE).text
    assert "The server answers with an error. (503)" in page
    assert "Read again:" in page


def test_each_trouble_and_each_reason_has_words(app_sqlite: Flask) -> None:
    with app_sqlite.test_request_context("/fr/"):
        assert all(trouble_words(one, "") for one in Trouble)
        assert all(refusal_words(one, "x") for one in Why)


@pytest.mark.parametrize("role", ["reader", "steward", "officer"])
def test_others_of_the_staff_do_not_see_it(app: Flask, client: FlaskClient, role: str) -> None:
    assert sign_in(app, client, role).get(PAGE).status_code == 403


def test_organizer_of_one_programme_does_not_see_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_programme()
    assert sign_in(app, client, "organizer", programme="season").get(PAGE).status_code == 403
