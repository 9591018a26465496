"""Ways into calendar programs on pages: our own addresses only, and none for what is over or not held."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from tests.web.seasons import make_season
from tests.web.test_registrations import join_path, me_path, register, store_topic

AWAY = re.compile(r'<a href="(https://(?:calendar\.google|outlook\.office)[^"]+)"')
SITE = "https://meetings.example.org"


def links(html: str) -> list[dict[str, str]]:
    """Read every link to another calendar, in order."""
    found = []
    for address in AWAY.findall(html):
        query = parse_qs(urlsplit(unescape(address)).query)
        found.append({name: values[0] for name, values in query.items()})
    return found


def locations(html: str) -> list[str]:
    return [one["location"] for one in links(html) if "location" in one]


def starts(content: bytes) -> list[str]:
    return re.findall(r"^DTSTART:(\S+)", content.decode(), re.MULTILINE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_session_page_adds_each_time_with_the_pages_address(
    app_sqlite: Flask, client_sqlite: FlaskClient, lang: str
) -> None:
    with app_sqlite.app_context():
        make_season(db, datetime.now(UTC))
    html = client_sqlite.get(f"/{lang}/season/twice/").text
    assert locations(html) == [f"{SITE}/{lang}/season/twice/"] * 4
    begins = [one["dates"].partition("/")[0] for one in links(html) if "dates" in one]
    files = [unescape(one) for one in re.findall(r'href="(/calendars/[^"]+slot=[^"]+)"', html)]
    assert [starts(client_sqlite.get(one).data) for one in files] == [[one] for one in begins]
    assert len(set(begins)) == 2
    assert "secret-room" not in html


@pytest.mark.parametrize("slug", ["held", "cancelled"])
def test_what_is_over_or_cancelled_goes_into_no_calendar(
    app_sqlite: Flask, client_sqlite: FlaskClient, slug: str
) -> None:
    with app_sqlite.app_context():
        make_season(db, datetime.now(UTC))
    html = client_sqlite.get(f"/en/season/{slug}/").text
    assert (links(html), "slot=" in html) == ([], False)


@pytest.mark.parametrize("slot", ["", "nothing", "%0d%0a", "<script>"])
def test_file_of_a_time_that_is_none_is_not_there(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    store_topic(app_sqlite, timedelta(days=2))
    assert client_sqlite.get(f"/calendars/season/topic.ics?slot={slot}").status_code == 404


def test_answer_and_my_page_add_our_way_in_and_never_the_platforms(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    first, second = store_topic(app_sqlite, timedelta(days=2))
    html = register(client_sqlite, slot=second)
    path = join_path(html)
    assert locations(html) == [SITE + path] * 2
    assert {one.get("body") or one["details"] for one in links(html)} == {SITE + path}
    mine = client_sqlite.get(me_path(app_sqlite)).text
    assert locations(mine) == [SITE + path] * 2
    token = path.rpartition("/")[2]
    assert f'href="/calendars/me/{token}.ics"' in mine
    for page in (html, mine):
        assert "platform.example.org" not in page
        assert "opens another site" in page
    assert first not in "".join(AWAY.findall(html))


def test_who_waits_puts_nothing_into_a_calendar(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    first, _second = store_topic(app_sqlite, timedelta(days=2), capacity=1)
    register(client_sqlite, slot=first, name="First Example")
    assert links(register(client_sqlite, slot=first, name="Second Example")) == []


def test_calendar_page_gives_the_feed_as_each_program_wants_it(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        make_season(db, datetime.now(UTC))
    html = client_sqlite.get("/en/season/").text
    google, outlook = links(html)
    assert google == {"cid": "webcal://meetings.example.org/calendars/season.ics"}
    assert outlook == {"url": f"{SITE}/calendars/season.ics", "name": "Minamata Online"}
    assert 'href="webcal://meetings.example.org/calendars/season.ics"' in html
    assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="https?://', html.replace(SITE, ""))
