"""The page of the desk where organizers say when people are told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import Audit, Programme, Session, Stream
from tests.factories import make_programme, make_session, make_slot
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/season/reminders"
BEGIN = (datetime.now(UTC) + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)
WHOLE = {"act": "programme", "slug": "season", "revision": "1"}


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, where a session is to come."""
    with app_sqlite.app_context():
        programme = make_programme()
        make_slot(make_session(programme), BEGIN)
        make_session(programme, "draft", state="draft")
    return sign_in(app_sqlite, client_sqlite, "organizer")


def save(desk: FlaskClient, **values: str) -> Any:
    return desk.post(PAGE, data={"csrf_token": csrf(desk, PAGE)} | values)


def test_rules_of_each_level_are_kept_and_said_in_words(app_sqlite: Flask, desk: FlaskClient) -> None:
    assert PAGE in desk.get("/en/desk/season/").text
    page = desk.get(PAGE).text
    assert page.count("24 hours before, 1 hour before") == 4  # the season, its stream, two sessions
    done = save(desk, **WHOLE, reminders="3d@09:00, OPEN", digest=" Mon@08:00 ", offer_hours="48")
    assert (done.status_code, done.location) == (303, f"{PAGE}?done=saved#done")
    page = desk.get(done.location).text
    assert "Saved." in page
    assert page.count("3 days before at 09:00 where the person lives, as soon as one can join") == 4
    assert 'value="mon@08:00"' in page
    assert 'value="48"' in page
    assert save(desk, act="stream", slug="science", revision="1", reminders="15m").status_code == 303
    assert save(desk, act="session", slug="topic", revision="1", reminders="none").status_code == 303
    page = desk.get(PAGE).text
    assert page.count("15 minutes before") == 2  # the stream, and the session without rules of its own
    assert page.count(">no reminders<") == 1
    assert 'value="none"' in page
    with app_sqlite.app_context():
        whole = db.session.query(Programme).one()
        assert (whole.reminders, whole.digest, whole.offer_hours) == (["3d@09:00", "open"], "mon@08:00", 48)
        assert db.session.query(Stream).one().reminders == ["15m"]
        assert db.session.query(Session).filter_by(slug="topic").one().reminders == []
        acts = [one.act for one in db.session.query(Audit).order_by(Audit.id)]
        assert acts[-3:] == ["programme.change", "stream.change", "session.change"]
    assert save(desk, act="session", slug="topic", revision="2", reminders="").status_code == 303
    assert (
        save(desk, **(WHOLE | {"revision": "2"}), reminders="", digest="", offer_hours="").status_code == 303
    )
    with app_sqlite.app_context():
        whole = db.session.query(Programme).one()
        assert (whole.reminders, whole.digest, whole.offer_hours) == (None, None, None)
        assert db.session.query(Session).filter_by(slug="topic").one().reminders is None


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (WHOLE | {"reminders": "24h, soon"}, "reminders", "Please write when to remind"),
        (WHOLE | {"reminders": "none, 1h"}, "reminders", "Please write when to remind"),
        (WHOLE | {"reminders": "1h 2h 3h 4h 5h 6h"}, "reminders", "five at most"),
        (WHOLE | {"digest": "=1+1"}, "digest", "like mon@08:00"),
        (WHOLE | {"digest": "mon@25:00"}, "digest", "like mon@08:00"),
        (WHOLE | {"offer_hours": "0"}, "offer_hours", "from 1 to 168"),
        (WHOLE | {"offer_hours": "٤٨"}, "offer_hours", "from 1 to 168"),
        (WHOLE | {"offer_hours": "9" * 5000}, "offer_hours", "from 1 to 168"),
        (
            {"act": "stream", "slug": "science", "revision": "1", "reminders": "\u202e1h"},
            "reminders-stream-science",
            "Please write when to remind",
        ),
        (
            {"act": "session", "slug": "topic", "revision": "1", "reminders": "<script>"},
            "reminders-session-topic",
            "Please write when to remind",
        ),
    ],
)
def test_wrong_rules_point_at_their_field_and_are_kept(
    app_sqlite: Flask, desk: FlaskClient, values: dict[str, str], field: str, words: str
) -> None:
    refused = save(desk, **values)
    assert refused.status_code == 422
    assert f'<a href="#{field}">' in refused.text
    assert f'id="{field}-error"' in refused.text
    assert words in refused.text
    typed = values[field.partition("-")[0]]
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in refused.text
    assert "<script>" not in refused.text
    with app_sqlite.app_context():
        assert db.session.query(Programme).one().revision == 1


def test_stale_save_shows_both_sides(desk: FlaskClient) -> None:
    assert save(desk, **WHOLE, reminders="2h", digest="tue@10:00").status_code == 303
    late = save(desk, **WHOLE, reminders="3h", digest="fri@10:00")
    assert late.status_code == 412
    for name, stored, typed in (("reminders", "2h", "3h"), ("digest", "tue@10:00", "fri@10:00")):
        for side, value in (("now", stored), ("mine", typed)):
            assert f'id="pick-{name}-is-{side}"><bdi>{value}</bdi>' in late.text
    assert "When you opened it" in late.text
    assert 'value="3h"' in late.text
    assert 'value="fri@10:00"' in late.text


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"act": "none"}, 422),
        ({}, 422),
        ({"act": "stream", "slug": "nothing"}, 404),
        ({"act": "session", "slug": "", "revision": "1"}, 404),
        (WHOLE | {"revision": "soon"}, 412),
    ],
)
def test_what_is_not_there_is_refused(desk: FlaskClient, values: dict[str, str], status: int) -> None:
    assert save(desk, **values).status_code == status


def test_next_session_says_when_somebody_hears_of_it(desk: FlaskClient) -> None:
    save(desk, **WHOLE, reminders="24h, 1d@07:30", digest="mon@08:00")
    page = desk.get(f"{PAGE}?zone=Africa/Nairobi").text
    assert "Somebody who lives in Nairobi hears of it:" in page
    assert "12:00 Nairobi · Reminder" in page
    assert "07:30 Nairobi · Reminder" in page
    assert "08:00 Nairobi · The coming week" in page
    save(desk, **(WHOLE | {"revision": "2"}), reminders="none")
    assert "Nobody is to be reminded of it any more." in desk.get(PAGE).text


def test_page_without_anything_to_come_stands(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_programme()
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    for lang in LANGUAGES:
        assert desk.get(f"/{lang}/desk/season/reminders").status_code == 200
    assert "No session is to come." in desk.get(PAGE).text
    assert desk.get("/en/desk/nothing/reminders").status_code == 404


def test_it_is_for_whoever_edits_the_whole_programme(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_session(make_programme())
    narrow = sign_in(app_sqlite, client_sqlite, "organizer", programme="season", stream="science")
    assert narrow.get(PAGE).status_code == 403
    assert "/reminders" not in narrow.get("/en/desk/season/").text
