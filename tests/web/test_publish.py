"""Publishing, announcing and what is new, as an organizer without JavaScript meets them on both stores."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.errors import ReservedSlug
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Announcement, Audit, Programme, Session, Slot, Stream
from meetings.services import programmes, slots
from tests.factories import make_programme, make_session, make_slot
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/season/publish"
HERE = "/en/desk/season/session/topic-0/announcement"
NEWS = "/en/season/whats-new"
BEGIN = (datetime.now(UTC) + timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, where 13 sessions are drafts."""
    with app.app_context():
        programme = make_programme()
        for number in range(13):
            values = {"partners": ["GMP", "GEN"], "state": "draft"}
            session = make_session(programme, f"topic-{number}", **values)
            make_slot(session, BEGIN + timedelta(days=number), platform_address=None)
    return sign_in(app, client, "organizer")


def post(desk: FlaskClient, path: str, **values: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | values)


def fields(page: str) -> dict[str, list[str]]:
    """Give what the form of the look carries."""
    form = page[page.index('id="look"') :]
    form = form[: form.index("</form>")]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form):
        found.setdefault(name, []).append(unescape(value))
    return found


def states(app: Flask) -> set[str]:
    with app.app_context():
        return {one.state for one in db.session.query(Session)}


def publish_all(desk: FlaskClient) -> None:
    look = post(desk, PAGE, act="look-all").text
    assert desk.post(PAGE, data=fields(look) | {"act": "publish"}).status_code == 303


def move(app: Flask, **to: Any) -> None:
    with app.app_context():
        slot = db.session.query(Slot).join(Session).filter(Session.slug == "topic-0").one()
        slots.move(slot.id, Move(**to), slot.revision, datetime.now(UTC), "user:1")


def test_thirteen_sessions_are_published_by_two_posts(app: Flask, desk: FlaskClient) -> None:
    assert PAGE in desk.get("/en/desk/season/").text
    page = desk.get(PAGE).text
    assert page.count('type="checkbox" name="session"') == 13
    assert "The title is not in: Arabic, Chinese, French, Russian, Spanish." in page
    for words in (
        "The address of the meeting is not set.",
        "Nobody is named on the panel.",
        "It has no abstract.",
    ):
        assert page.count(words) == 13
    look = post(desk, PAGE, act="look-all")
    assert states(app) == {"draft"}
    assert "Nobody follows this stream or the season." in look.text
    assert "Partners: GMP, GEN" in look.text
    for path in ("/en/season/topic-3/", "/calendars/season/stream/science.ics", "/en/season/whats-new"):
        assert f'<bdi dir="ltr">{path}</bdi>' in look.text
    done = desk.post(PAGE, data=fields(look.text) | {"act": "publish"})
    assert (done.status_code, done.location) == (303, f"{PAGE}?done=published#done")
    assert states(app) == {"published"}
    again = desk.post(PAGE, data=fields(look.text) | {"act": "publish"})
    assert "nothing changed, and nobody is told" in desk.get(again.location).text
    assert "Everything is published." in desk.get(PAGE).text


def test_one_that_changed_meanwhile_stops_all_and_shows_both_sides(app: Flask, desk: FlaskClient) -> None:
    look = fields(post(desk, PAGE, act="look-all").text)
    with app.app_context():
        change = {"title": {"en": "Theirs <b>"}}
        programmes.change_session("season", "topic-4", change, 1, datetime.now(UTC), "user:2")
    answer = desk.post(PAGE, data=look | {"act": "publish"})
    assert answer.status_code == 412
    assert states(app) == {"draft"}
    sides = answer.text[answer.text.index('id="error-summary"') :]
    assert "Session topic-4" in sides[: sides.index("</table>")]
    assert "Theirs &lt;b&gt;" in sides[: sides.index("</table>")]
    assert post(desk, PAGE, act="look").status_code == 422
    assert post(desk, PAGE, act="none").status_code == 422
    assert post(desk, PAGE, act="publish", session="topic-99").status_code == 403


def test_who_has_a_stream_publishes_its_sessions_and_never_the_programme(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        programme = make_programme(published=False)
        programme.streams.append(Stream(slug="other", title={"en": "Other"}, position=1, updated_at=BEGIN))
        db.session.commit()
        make_session(programme, "mine", state="draft")
        make_session(programme, "theirs", state="draft", stream_id=programme.streams[1].id)
    desk = sign_in(app, client, "organizer", programme="season", stream="science")
    page = desk.get(PAGE).text
    assert ('value="mine"' in page, 'value="theirs"' in page, 'name="programme"' in page) == (
        True,
        False,
        False,
    )
    look = fields(post(desk, PAGE, act="look-all").text)
    assert look["session"] == ["mine"]
    for more in ({"session": ["mine", "theirs"]}, {"programme": "1", "programme_revision": "1"}):
        assert desk.post(PAGE, data=look | more | {"act": "publish"}).status_code == 403
    assert states(app) == {"draft"}
    assert desk.post(PAGE, data=look | {"act": "publish"}).status_code == 303
    with app.app_context():
        assert {one.slug: one.state for one in db.session.query(Session)} == {
            "mine": "published",
            "theirs": "draft",
        }
        assert not db.session.query(Programme).one().published


def test_partners_who_state_an_old_time_are_named_and_told(app: Flask, desk: FlaskClient) -> None:
    publish_all(desk)
    typed = {
        "act": "add",
        "partner": "GMP",
        "announced_on": "2026-11-03",
        "address": "https://gmp.example.org/n",
    }
    assert post(desk, HERE, **typed).status_code == 303
    assert post(desk, HERE, **typed).status_code == 303  # the same again
    with app.app_context():
        assert db.session.query(Announcement).count() == 1
        slot = db.session.query(Slot).join(Session).filter(Session.slug == "topic-0").one()
        slot_id, local = slot.id, (slot.local_start + timedelta(hours=2)).isoformat(timespec="minutes")
    to = {"local_start": local, "zone": "Europe/Zurich", "minutes": "90", "revision": "1"}
    shown = post(desk, f"/en/desk/slot/{slot_id}", act="preview-move", **to).text
    assert re.search(r"GMP\u2069 announced 1[01]:00 on .* at \u2068https://gmp.example.org/n", shown)
    assert "an old time" not in desk.get(PAGE).text
    assert post(desk, f"/en/desk/slot/{slot_id}", act="move", **to).status_code == 303
    page = desk.get(PAGE).text
    assert "1 announcement states an old time" in page
    for words in ("Rectificatif", "Corrección", "Поправка", "更正", "تصويب", "Correction: the time of"):
        assert words in page
    number = re.search(r'name="told" id="told-(\d+)"', page)
    assert number is not None
    stale = post(desk, PAGE, act="told", told=number[1], **{f"revision-{number[1]}": "9"})
    assert stale.status_code == 412
    done = post(desk, PAGE, act="told", told=number[1], **{f"revision-{number[1]}": "1"})
    assert done.status_code == 303
    assert "an old time" not in desk.get(PAGE).text
    assert post(desk, HERE, act="remove", announcement=number[1]).status_code == 303
    with app.app_context():
        acts = [one.act for one in db.session.query(Audit).order_by(Audit.id) if "announcement" in one.act]
        assert acts == ["announcement.add", "announcement.told", "announcement.remove"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"address": ""}, "This is needed."),
        ({"address": "javascript:alert(1)"}, "begins with https://"),
        ({"partner": "other", "partner_name": " "}, "This is needed."),
        ({"partner": "other", "partner_name": "x" * 201}, "200 characters"),
        ({"announced_on": "yesterday"}, "Please write the day"),
        ({"act": "none"}, "one of the list"),
    ],
)
def test_wrong_announcement_comes_back(desk: FlaskClient, typed: dict[str, str], words: str) -> None:
    given = {
        "act": "add",
        "partner": "GMP",
        "address": "https://gmp.example.org/n",
        "announced_on": "2026-11-03",
    }
    answer = post(desk, HERE, **(given | typed))
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert words in answer.text


def test_announcement_is_there_in_six_languages_to_take_along(desk: FlaskClient) -> None:
    page = desk.get(HERE).text
    assert page.count('<textarea id="text-') == 6
    assert page.count('<textarea id="html-') == 6
    assert "[non traduit]" in page
    file = desk.get(f"{HERE}.txt?in=fr")
    assert file.headers["Content-Disposition"] == 'attachment; filename="season-topic-0-fr.txt"'
    assert "S’inscrire :\nhttps://meetings.example.org/fr/season/topic-0/register" in file.text
    assert desk.get("/en/desk/season/announcements.txt").text.count("/register\n") == 13 * 6
    assert desk.get("/en/desk/season/announcements").text.count('/announcement"') == 13
    assert desk.get("/en/desk/season/session/none/announcement").status_code == 404


def test_what_is_new_is_what_rested_and_is_public(app: Flask, desk: FlaskClient) -> None:
    begin = datetime.now(UTC)
    assert "Nothing has been noted yet." in desk.get(NEWS).text
    publish_all(desk)
    page = desk.get(NEWS).text
    assert page.count(">Announced</span>") == 13
    with time_machine.travel(begin + timedelta(hours=1), tick=False):
        move(app, minutes=60)
        assert ">Moved</span>" not in desk.get(NEWS).text
    with time_machine.travel(begin + timedelta(hours=1, minutes=5), tick=False):
        move(app, minutes=90)  # taken back
    with time_machine.travel(begin + timedelta(hours=3), tick=False):
        assert ">Moved</span>" not in desk.get(NEWS).text
        move(app, minutes=75)
    with time_machine.travel(begin + timedelta(hours=4), tick=False):
        page = desk.get(NEWS).text
        assert page.count(">Moved</span>") == 1
        (anchor,) = re.findall(r'<li id="n-\w+-4" data-version="4">', page)
        with app.app_context():
            programmes.change_session(
                "season", "topic-0", {"state": "cancelled"}, 2, datetime.now(UTC), "user:1"
            )
    with time_machine.travel(begin + timedelta(hours=5), tick=False):
        page = desk.get(NEWS).text
        assert (page.count(">Cancelled</span>"), anchor in page) == (1, True)
        assert "user:" not in page
        with app.app_context():
            db.session.query(Programme).one().published = False
            db.session.commit()
        assert desk.get(NEWS).status_code == 404


def test_reserved_name_is_refused(app: Flask) -> None:
    with app.app_context():
        make_programme()
        with pytest.raises(ReservedSlug):
            programmes.create_session("season", {"slug": "whats-new", "title": {"en": "x"}}, BEGIN, "user:1")
