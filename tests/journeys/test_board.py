"""The season board in a browser: a season by keyboard alone, moves by keys and by pointer, in English and Arabic."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Programme, Session, Slot, Stream
from meetings.services import staff
from tests.conftest import Server
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.journeys.acts import press
from tests.journeys.test_keyboard import tab_to

TITLES = (
    "Monitoring guidance for the effectiveness evaluation",
    "Effectiveness evaluation indicators",
    "Article 21 reporting and the Committee",
    "Mercury material flow: supply, demand and trade",
    "Article 3 trade in mercury",
    "Mercury material flow: waste",
    "Article 8 emissions",
    "Mercury emissions: estimation and projection",
    "COP-4: 365 days to go",
    "Article 11 mercury wastes",
    "Multimedia modelling of global mercury movement",
    "Article 12 contaminated sites",
    "Socioeconomic impact of mercury pollution",
)
TWICE = (0, 2, 4, 6, 9, 11)
BOARD = "/en/desk/season/board"


def make_season(app: Flask) -> str:
    """Store a season of three streams without sessions, and let an organizer in; give the link to sign in."""
    now = datetime.now(UTC)
    with app.app_context():
        programme = make_programme(starts_on=None, ends_on=None)
        for number, slug in enumerate(("support", "cop"), 1):
            stream = Stream(slug=slug, title={"en": slug}, palette=number, position=number, updated_at=NOW)
            programme.streams.append(stream)
        db.session.commit()
        return staff.invite("organizer@example.org", "organizer", now)


def sign_in(page: Any, token: str, lang: str = "en") -> None:
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")


def enter(page: Any, selector: str) -> None:
    """Go to a link or a button by Tab and press Enter; wait for the page that answers."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_time(page: Any, name: str, at: datetime) -> None:
    """Type a day and hour into its field, part by part as the field is walked through."""
    tab_to(page, f"[name={name}]")
    page.keyboard.type(at.strftime("%m%d%Y"))
    page.keyboard.press("Tab")
    page.keyboard.type(at.strftime("%I%M%p"))
    assert page.locator(f"[name={name}]").input_value() == at.isoformat(timespec="minutes")


def begin(page: Any, number: int, day: datetime) -> None:
    """Begin a session from the board, held once or twice."""
    enter(page, f"main a[href='{BOARD}/new']")
    tab_to(page, "[name=title-en]")
    page.keyboard.type(TITLES[number])
    tab_to(page, "[name=stream]")
    for _step in range(number % 3 + 1):
        page.keyboard.press("ArrowDown")
    hours = (10, 16) if number in TWICE else (14,)
    for row, hour in enumerate(hours):
        type_time(page, f"local_start-{row}", day.replace(hour=hour))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/board?done=create**")


def test_a_season_is_built_published_and_copied_by_keyboard(page: Any, live_server: Server, axe: Any) -> None:
    app = live_server.app
    token, posts = make_season(app), []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    sign_in(page, token)
    page.goto(BOARD)
    assert axe(page) == []
    first = (datetime.now(UTC) + timedelta(days=30)).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    for number in range(len(TITLES)):
        begin(page, number, first + timedelta(weeks=number))
    with app.app_context():
        before = db.session.scalars(select(Slot.local_start).order_by(Slot.starts_at)).all()
    tab_to(page, "#s-article-8-emissions .title")
    with page.expect_response("**/move"):
        page.keyboard.press("ArrowRight")
    page.locator("#said:has-text('Moved')").wait_for()
    assert page.locator("#s-article-8-emissions .title").evaluate("one => one === document.activeElement")
    enter(page, "button[value=undo]")
    with app.app_context():
        assert db.session.scalars(select(Slot.local_start).order_by(Slot.starts_at)).all() == before
    assert axe(page) == []
    enter(page, "aside a[href$='/publish']")
    enter(page, "button[value=look-all]")
    enter(page, "button[value=publish]")
    page.wait_for_url("**done=published**")
    page.goto(BOARD)
    enter(page, f"main a[href='{BOARD}/season']")
    assert axe(page) == []
    enter(page, "main form button")
    page.wait_for_url("**/board?done=season**")
    assert page.locator(".card").count() == 13
    assert len(posts) < 40
    assert len(posts) == 1 + 13 + 2 + 2 + 1  # sign in, begin, move and undo, look and publish, copy
    with app.app_context():
        question = (
            select(Programme.published, Session.state, func.count(Slot.id), func.count(Session.id.distinct()))
            .join(Session.programme)
            .join(Slot, Slot.session_id == Session.id)
            .group_by(Programme.id, Programme.published, Session.state)
            .order_by(Programme.id)
        )
        assert [tuple(row) for row in db.session.execute(question)] == [
            (True, "published", 19, 13),
            (False, "draft", 19, 13),
        ]
        walls = [
            [
                (one.weekday(), one.time())
                for one in db.session.scalars(
                    select(Slot.local_start)
                    .join(Slot.session)
                    .join(Session.programme)
                    .where(Programme.published == is_published)
                    .order_by(Slot.starts_at)
                )
            ]
            for is_published in (True, False)
        ]
        assert walls[0] == walls[1]


def two_weeks(app: Flask) -> None:
    """Store a draft and a published session in weeks one after the other."""
    day = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=30)
    wednesday = day + timedelta(days=(2 - day.weekday()) % 7)
    with app.app_context():
        programme = db.session.scalars(select(Programme)).one()
        make_slot(make_session(programme, "draft", state="draft"), wednesday)
        make_slot(make_session(programme, "open"), wednesday + timedelta(weeks=1))
        make_slot(make_session(programme, "last"), wednesday + timedelta(weeks=3))


def wall(app: Flask, slug: str) -> datetime:
    with app.app_context():
        return db.session.scalars(
            select(Slot.local_start).join(Slot.session).where(Session.slug == slug)
        ).one()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_draft_moves_at_once_and_what_people_see_asks_first(
    page: Any, live_server: Server, axe: Any, lang: str
) -> None:
    app, asked = live_server.app, []
    page.set_viewport_size({"width": 1280, "height": 1600})  # a hand that drags sees where it goes
    sign_in(page, make_season(app), lang)
    two_weeks(app)
    begun, opened = wall(app, "draft"), wall(app, "open")
    page.on("request", lambda one: asked.append((one.method, one.url)))
    page.goto(f"/{lang}/desk/season/board")
    assert axe(page) == []
    asked.clear()
    cell = page.locator("td[data-week][data-stream=cop]").nth(2)
    week = cell.get_attribute("data-week")
    with page.expect_response("**/move"):
        page.locator("#s-draft").drag_to(cell)
    page.locator(f"#c-{week}-cop #s-draft").wait_for()
    assert wall(app, "draft") == begun + timedelta(weeks=2)
    assert [method for method, _url in asked] == ["POST"]
    with app.app_context():
        assert db.session.scalars(select(Session).where(Session.slug == "draft")).one().stream_id == 3
    for key, days in (("ArrowUp", -7), ("ArrowLeft", 1 if lang == "ar" else -1), ("ArrowDown", 7)):
        before = wall(app, "draft")
        tab_to(page, "#s-draft .title")
        with page.expect_response("**/move"):
            page.keyboard.press(key)
        page.wait_for_function("document.activeElement.closest('#s-draft')")
        assert wall(app, "draft") == before + timedelta(days=days), key
    assert axe(page) == []
    tab_to(page, "#s-open .title")
    with page.expect_navigation():
        page.keyboard.press("ArrowDown")
    page.locator("#look").wait_for()
    assert axe(page) == []
    assert wall(app, "open") == opened
    press(page, page.locator("button[value=move]"))
    assert wall(app, "open") == opened + timedelta(weeks=1)
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("", "/new", "/weekly", "/session/draft", "/session/draft/move"):
        page.goto(f"/{lang}/desk/season/board{path}")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_what_cannot_be_moved_is_said_and_stays(page: Any, live_server: Server) -> None:
    app = live_server.app
    sign_in(page, make_season(app))
    two_weeks(app)
    page.goto(BOARD)
    with app.app_context():
        session = db.session.scalars(select(Session).where(Session.slug == "draft")).one()
        session.revision += 1
        db.session.commit()
    before = wall(app, "draft")
    tab_to(page, "#s-draft .title")
    with page.expect_response("**/move"):
        page.keyboard.press("ArrowDown")
    page.locator("#said:has-text('Somebody else has saved this')").wait_for()
    assert wall(app, "draft") == before
    page.context.set_offline(True)
    page.keyboard.press("ArrowDown")
    page.locator("#said:has-text('there is no connection')").wait_for()
    page.context.set_offline(False)
