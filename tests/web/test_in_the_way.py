"""The page of all warnings, with a season and a calendar of others as they really were, and with a hostile one."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.cli.imports import read_file
from meetings.domain.codes import LANGUAGES
from meetings.domain.foreign import MOST_MEETINGS, CalendarRead, MeetingRead
from meetings.extensions import db
from meetings.formats.ical_foreign import read_calendar
from meetings.models import Programme
from meetings.services.foreign import import_calendar
from tests.cli.test_imports import DATA as SEASONS
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.formats.test_ical_foreign import DATA
from tests.web.test_desk import sign_in

SEASON = "minamata-online-2021"
# Weeks of other conventions in which nothing was held: Basel, Rotterdam and Stockholm, and biological diversity.
BRS = datetime(2021, 7, 26, 12, 0, tzinfo=UTC)
COP_15 = datetime(2021, 10, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, where the season of 2021 is, and sessions in two more weeks."""
    with app.app_context():
        file = SEASONS / "seasons" / f"{SEASON}.json"
        read_file(file.read_bytes(), SEASON)(NOW)
        season = db.session.scalars(select(Programme).where(Programme.slug == SEASON)).one()
        for slug, begin in (("at-brs", BRS), ("at-cop-15", COP_15)):
            make_slot(make_session(season, slug), begin)
    return sign_in(app, client, "organizer")


def subscribe(app: Flask) -> None:
    with app.app_context():
        import_calendar(read_calendar((DATA / "other_meas.ics").read_bytes(), NOW), "others", NOW, "user:1")


def lines(page: str) -> list[str]:
    """Give the warnings of a page as texts."""
    found = re.findall(r'<li id="w-\d+">(.*?)</li>', page, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in found]


def test_real_meetings_of_others_are_warned_of(app: Flask, desk: FlaskClient) -> None:
    page = f"/en/desk/{SEASON}/warnings"
    assert not any("Meeting of others" in one for one in lines(desk.get(page).text))
    subscribe(app)
    found = [one for one in lines(desk.get(page).text) if "Meeting of others" in one]
    origin = "Other MEA meetings 2020-2022 (sample of a joint calendar)"
    at_brs = "is at the same time as “Session at-brs” (Mon 26 July, 14:00 Geneva)."
    at_cop_15 = "is at the same time as “Session at-cop-15” (Tue 12 October, 14:00 Geneva)."
    for words in (
        f"BC COP-15, RC COP-10 and SC COP-10: online segment, 26–30 July 2021 (BRS, {origin}), {at_brs}",
        "BRS COPs online segment: joint plenary, 26 July (13:00-17:30 Geneva time),"
        f" Monday 26 July, 13:00–17:30 Geneva, UTC+2 (BRS, {origin}), {at_brs}",
        f"CBD COP-15, part one, 11–15 October 2021 (CBD, {origin}), {at_cop_15}",
        "Rotterdam Convention Chemical Review Committee, 17th meeting (CRC-17), 20–24 September 2021 (Rotterdam,",
    ):
        assert any(words in one for one in found), words
    assert not any("postponed" in one or "replaced" in one for one in found)


def test_page_is_narrowed_by_kind_and_leads_to_the_times(app: Flask, desk: FlaskClient) -> None:
    subscribe(app)
    everything = desk.get(f"/en/desk/{SEASON}/warnings").text
    assert f'href="/en/desk/{SEASON}/warnings?kind=foreign"' in everything
    only = desk.get(f"/en/desk/{SEASON}/warnings?kind=clocks").text
    assert {one.split(" ")[1] for one in lines(only)} == {"Clocks"}
    assert len(lines(only)) < len(lines(everything))
    links = re.findall(r'href="(/en/desk/slot/\w+)"', everything)
    assert links
    assert desk.get(links[0]).status_code == 200
    assert desk.get(f"/en/desk/{SEASON}/warnings?kind=<script>").status_code == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_the_page(app: Flask, desk: FlaskClient, lang: str) -> None:
    subscribe(app)
    answer = desk.get(f"/{lang}/desk/{SEASON}/warnings")
    assert answer.status_code == 200
    assert len(lines(answer.text)) > 3


def test_hostile_calendar_leaves_the_desk_working(
    app: Flask, desk: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    """As many meetings as are kept of one calendar, on every day of the season, with names that would like to act."""
    name = "<script>alert(1)</script>=1+1"
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    one = MeetingRead("", "", 0, None, name, name, name, "", first, last, None, None, False)
    flood = tuple(replace(one, uid=f"{number}") for number in range(MOST_MEETINGS))
    with app.app_context():
        import_calendar(CalendarRead("A flood", flood, ()), "flood", NOW, "user:1")
    subscribe(app)
    for page in (f"/en/desk/{SEASON}/warnings", f"/en/desk/{SEASON}/board", "/en/desk/calendars"):
        begun = monotonic()
        with count_queries() as seen:
            answer = desk.get(page)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert len(seen) <= 14
        assert monotonic() - begun < 5
    page = desk.get(f"/en/desk/{SEASON}/warnings").text
    assert any("CBD COP-15, part one" in each for each in lines(page))
    assert "more meetings of others are at the same time." in page


def test_season_without_any_warning_says_what_was_checked(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_slot(make_session(make_programme()), NOW + timedelta(days=2))
    page = sign_in(app, client, "organizer").get("/en/desk/season/warnings").text
    assert "Checked, none found:" in page
    assert lines(page) == []


def test_reader_of_one_programme_sees_no_other(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_programme()
        make_programme("other-season")
    desk = sign_in(app, client, "reader", programme="season")
    assert desk.get("/en/desk/season/warnings").status_code == 200
    assert desk.get("/en/desk/other-season/warnings").status_code == 403
    assert desk.get("/en/desk/nowhere/warnings").status_code == 403
