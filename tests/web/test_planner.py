"""The time planner at the desk: the answer in words, what it is drawn from, what is picked, and what it refuses."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Panelist, Party, Person, Session, Slot
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody
from tests.web.test_desk import sign_in

PAGE = "/en/desk/season/planner"
ASKED = f"{PAGE}?date=2027-11-16&minutes=60"  # a Tuesday
WORLD = (
    ("Zurich", "CH", "Europe/Zurich", "weog"),
    ("Lima", "PE", "America/Lima", "grulac"),
    ("Tokyo", "JP", "Asia/Tokyo", "asia-pacific"),
)


@pytest.fixture
def season(app: Flask) -> str:
    """Store a season with a person from each of three countries; gives the id of a time of it."""
    with app.app_context():
        for name, code, zone, group in WORLD:
            party = Party(
                code=code, kind="state", names={"en": name}, zone=zone, regional_group=group, updated_at=NOW
            )
            db.session.add(party)
        db.session.commit()
        slot = make_slot(make_session(make_programme()))
        for name, code, zone, _group in WORLD:
            register_somebody(slot.id, name=f"Somebody of {name}", country=code, zone=zone)
        return str(slot.id)


@pytest.fixture
def desk(app: Flask, client: FlaskClient, season: str) -> FlaskClient:
    return sign_in(app, client, "organizer")


def text(html: str) -> str:
    """Give what is read of a page."""
    return " ".join(
        unescape(re.sub(r"<(script|style|svg|select).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)).split()
    )


def ask(desk: FlaskClient, address: str = ASKED, status: int = 200) -> str:
    answer = desk.get(address)
    assert answer.status_code == status
    return answer.text


def test_answer_is_a_sentence_a_picture_and_tables(desk: FlaskClient) -> None:
    page = ask(desk)
    assert "Tuesday 16 November 2027, 60 minutes, hours of Geneva" in page
    read = text(page)
    assert "Two times, 01:00 and 15:00, find all 3 people awake." in read
    assert "The best single one, 13:00, finds all 3 people." in read
    assert page.count('class="c-press"') == 96
    assert "“Best two” against “Best one” Nobody gains. Nobody loses." in read
    assert "Asia-Pacific States 1 1 09:00 0 23:00 1 1" in read
    assert "All 3 2 2 3 3" in read


def test_one_time_is_asked_for(desk: FlaskClient) -> None:
    read = text(ask(desk, f"{ASKED}&times=1"))
    assert "One time, 13:00, finds all 3 people awake." in read
    assert "Best two" not in read


def test_another_quarter_hour_is_picked_and_compared(desk: FlaskClient) -> None:
    page = ask(desk, f"{ASKED}&at=2027-11-16T15:00Z")
    read = text(page)
    assert "“Your choice” against “Best one”" in read
    assert "Nobody gains. Not awake any more: 1: Tokyo." in read
    assert "A quarter-hour earlier: 15:45" in read
    assert "A quarter-hour later: 16:15" in read
    assert 'href="?date=2027-11-16&amp;minutes=60&amp;at=2027-11-16T15%3A15Z#curve"' in page
    assert "Your choice" not in text(ask(desk, f"{ASKED}&at=2027-11-16T12:00Z"))  # the best one
    assert "Your choice" not in text(ask(desk, f"{ASKED}&at=yesterday"))


def test_table_of_zones_is_an_audience(desk: FlaskClient) -> None:
    table = quote("Europe/Zurich 5\nAmerica/New_York: 4\nAsia/Tokyo 3\nPacific/Auckland 1")
    read = text(ask(desk, f"{ASKED}&audience=table&weights={table}"))
    assert "find 100% of the audience awake. The best single one, 13:00, finds 92.3% of the audience." in read
    assert "Auckland" in read


def test_unknown_people_are_said(app: Flask, desk: FlaskClient, season: str) -> None:
    with app.app_context():
        register_somebody(season, zone="", country="")
    assert "Of 1 person neither zone nor country is known; they are not counted." in text(ask(desk))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("date=2038-01-01", "Please choose a day before 2038."),
        ("date=soon", "Please write the day and hour"),
        ("date=2011-12-30&zone=Pacific/Apia", "This zone leaves this day out."),
        ("minutes=0", "a whole number from 1 to 1440"),
        ("minutes=4320", "a whole number from 1 to 1440"),
        ("minutes=1440", "no room on this day for two times"),
        ("first=22&last=7", "hours that end after they begin"),
        ("first=x", "hours that end after they begin"),
        ("audience=everybody", "Please choose one of the list."),
        ("audience=parties", "This is needed."),
        ("audience=table", "This is needed."),
        ("audience=table&weights=Mars%201", "We do not know the time zone “Mars”."),
        ("audience=table&weights=UTC%200", "Please give “UTC” a number above zero."),
        ("audience=table&weights=UTC%20-1", "Please give “UTC -1” a number above zero."),
        (
            "audience=table&weights=" + quote("\n".join(f"Zone/{one} 1" for one in range(1_100))),
            "Too many lines",
        ),
        ("audience=table&weights=" + ":" * 20_000, "a number above zero."),
        ("busy=15:00-14:00", "busy times like 14:00-15:30"),
        ("busy=14:00-", "busy times like 14:00-15:30"),
        ("busy=00:00-24:00", "Nothing of this day is left"),
        ("session=none", "Please choose one of the list."),
    ],
)
def test_what_is_wrong_is_said_and_kept(desk: FlaskClient, query: str, words: str) -> None:
    page = ask(desk, f"{PAGE}?date=2027-11-16&{query}" if "date" not in query else f"{PAGE}?{query}", 422)
    assert 'id="error-summary"' in page
    assert words in text(page)
    (field,) = set(re.findall(r'<li><a href="#(\w+)">', page))
    assert f'id="{field}"' in page


def test_typed_busy_times_are_left_out(desk: FlaskClient) -> None:
    page = ask(desk, f"{ASKED}&times=1&busy=" + quote("12:30-15:00\n13:00 - 13:30"))
    assert "One time, 00:00, finds" in text(page) or "One time, 15:00, finds" in text(page)
    assert page.count('class="c-busy"') == 13
    assert "12:30-15:00" in page


def plan_panel(app: Flask) -> dict[str, str]:
    """Put two people on the panel of a draft, who sit elsewhere on that day; the platform is taken too."""
    begin = datetime(2027, 11, 16, 12, 0, tzinfo=UTC)  # 13:00 in Geneva
    with app.app_context():
        programme = db.session.query(Session).filter_by(slug="topic").one().programme
        mine = make_session(programme, "mine", state="draft", title={"en": "Mine"})
        make_slot(
            mine, begin.replace(hour=9), minutes=60, platform_address="https://platform.example.org/mine"
        )
        others = {
            "Ada": make_session(programme, "other", title={"en": "Other"}),
            "Ben": make_session(programme, "secret", state="draft", title={"en": "Secret"}, stream_id=None),
        }
        keys = {}
        for hour, (name, session) in enumerate(others.items()):
            make_slot(session, begin.replace(hour=12 + hour), minutes=60)
            person = Person(name=name, name_key=name.lower(), created_at=NOW, updated_at=NOW)
            db.session.add(person)
            db.session.flush()
            for each in (mine, session):
                db.session.add(Panelist(session_id=each.id, person_id=person.id, updated_at=NOW))
            keys[name] = person.public_id
        platform = make_session(programme, "platform", title={"en": "Platform"})
        make_slot(
            platform, begin.replace(hour=15), platform_address="https://platform.example.org/mine", minutes=60
        )
        db.session.commit()
        return keys


def busy_hours(page: str) -> list[str]:
    return re.findall(r"(\d\d:\d\d)</a> <span class=\"tag warn\">busy", page)


def test_times_of_speakers_and_platform_are_left_out(app: Flask, desk: FlaskClient) -> None:
    keys = plan_panel(app)
    page = ask(desk, f"{ASKED}&session=mine")
    read = text(page)
    assert "Ada 13:00–14:00 Other Ben 14:00–15:00 Secret" in read
    assert "The platform 16:00–17:00 Platform" in read
    assert "As it stands 10:00" in read
    blocked = busy_hours(page)
    assert (blocked[0], blocked[-1], len(blocked)) == ("12:15", "16:45", 11 + 7)
    page = ask(desk, f"{ASKED}&session=mine&chosen=mine&who={keys['Ada']}")
    assert (busy_hours(page)[0], busy_hours(page)[-1]) == ("12:15", "13:45")
    assert busy_hours(ask(desk, f"{ASKED}&session=mine&chosen=mine")) == []


def test_a_co_organizer_learns_of_no_draft_by_who_is_busy(
    app: Flask, client: FlaskClient, season: str
) -> None:
    plan_panel(app)
    mine = sign_in(app, client, "organizer", programme="season", stream="science")
    page = ask(mine, f"{ASKED}&session=mine")
    assert "Ada 13:00–14:00 Other Ben free on this day" in text(page)
    assert "Secret" not in page
    assert "16:00–17:00 Platform" in text(page)
    assert len(busy_hours(page)) == 7 + 7


def test_figures_are_those_within_reach(app: Flask, client: FlaskClient, season: str) -> None:
    partner = sign_in(app, client, "organizer", programme="season", partner="GMP")
    page = ask(partner)
    assert "People registered" not in page
    assert "Nobody is registered and no Party is known yet." in text(page)
    page = ask(partner, f"{ASKED}&audience=registrations:season", 422)
    assert "Somebody" not in page


def test_times_lead_to_the_board(app: Flask, client: FlaskClient, season: str) -> None:
    path = f"{ASKED}&session=topic&show="
    desk = sign_in(app, client, "organizer")
    ways = {
        show: re.findall(r'<a class="button" href="([^"]+)">([^<]+)', ask(desk, path + show))
        for show in ("one", "two")
    }
    assert [words for ((_address, words),) in ways.values()] == ["Use 13:00", "Use 01:00 and 15:00"]
    ((address, _words),) = ways["two"]
    assert unescape(address) == (
        "/en/desk/season/board/new?local_start=2027-11-16T01%3A00&local_start=2027-11-16T15%3A00"
        "&zone=Europe%2FZurich&minutes=60&session=topic"
    )
    form = desk.get(unescape(address), follow_redirects=True)
    assert form.status_code == 200
    new = ask(desk, unescape(address).replace("&session=topic", ""))
    for wall in ("2027-11-16T01:00", "2027-11-16T15:00"):
        assert wall in new
    assert "board/new" not in ask(sign_in(app, client, "reader"), path)


def test_page_asks_the_store_few_questions(
    app: Flask, desk: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    plan_panel(app)
    with count_queries() as seen:
        ask(desk, f"{ASKED}&session=mine&audience=registrations:season")
    assert len(seen) <= 13


def test_programme_leads_to_the_planner(app: Flask, desk: FlaskClient) -> None:
    assert 'href="/en/desk/season/planner"' in ask(desk, "/en/desk/season/")
    with app.app_context():
        assert db.session.query(Slot).count() == 1


def test_hours_read_from_the_right_are_mirrored(desk: FlaskClient) -> None:
    left, right = (ask(desk, ASKED.replace("/en/", f"/{lang}/")) for lang in ("en", "ar"))
    places = [re.findall(r'class="c-press" x="([\d.]+)"', page) for page in (left, right)]
    assert places[0] == sorted(places[0], key=float)
    assert places[1] == sorted(places[1], key=float, reverse=True)
    assert "style=" not in right
