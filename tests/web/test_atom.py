"""What is new as a feed: valid Atom, names that stay, hours of the place, and the same for whoever asks."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Session
from meetings.services import slots
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.web.test_json_ld import move

BASE = "https://meetings.example.org"
A = "{http://www.w3.org/2005/Atom}"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def times(app_sqlite: Flask) -> list[str]:
    """Store a session of which one time was moved and another cancelled, and a draft."""
    with app_sqlite.app_context():
        season = make_programme()
        session = make_session(season, title={"en": "Mercury <b>& air</b>"})
        found = [make_slot(session, NOW + timedelta(days=2, hours=hours)).id for hours in (0, 6)]
        move(found[0], "2026-12-01T15:00", ago=2 * DAY)
        slots.cancel(found[1], 1, NOW - DAY, "test")
        draft = make_slot(make_session(season, "draft", title={"en": "A draft"}, state="draft"))
        move(draft.id, "2026-12-01T15:00")
    return found


def read(client: FlaskClient, path: str = "/en/season/whats-new.atom") -> ElementTree.Element:
    answer = client.get(path, base_url=BASE)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert b"platform.example.org" not in answer.data
    return ElementTree.fromstring(answer.data)


def test_feed_tells_what_the_page_tells(client_sqlite: FlaskClient, times: list[str]) -> None:
    feed = read(client_sqlite)
    here = f"{BASE}/en/season/whats-new"
    assert feed.findtext(f"{A}id") == f"{here}.atom"
    assert feed.findtext(f"{A}title") == "What is new · Minamata Online"
    assert feed.findtext(f"{A}author/{A}name") == "Minamata Convention on Mercury"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{A}link")}
    assert links == {"self": f"{here}.atom", "alternate": here}
    cancelled, moved = feed.findall(f"{A}entry")
    assert feed.findtext(f"{A}updated") == cancelled.findtext(f"{A}updated") == "2026-11-23T09:00:00Z"
    assert cancelled.findtext(f"{A}title") == "Cancelled: Mercury <b>& air</b>"
    assert moved.findtext(f"{A}id") == f"{here}#n-{times[0]}-2"
    assert moved.findtext(f"{A}content") == (
        "Before: Thursday 26 November, 10:00–11:30 Geneva, UTC+1\n"
        "Now: Tuesday 1 December, 15:00–16:30 Geneva, UTC+1"
    )
    (link,) = moved.findall(f"{A}link")
    assert (link.get("rel"), link.get("href")) == ("alternate", f"{BASE}/en/season/topic/")
    page = client_sqlite.get("/en/season/whats-new", base_url=BASE).text
    assert all(f'id="n-{one}-2"' in page for one in times)
    assert 'type="application/atom+xml" href="/en/season/whats-new.atom"' in page


def test_feed_has_all_that_atom_asks_for(client_sqlite: FlaskClient) -> None:
    for lang in ("en", "ar", "zh"):
        feed = read(client_sqlite, f"/{lang}/season/whats-new.atom")
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
        names = [one.findtext(f"{A}id") for one in feed.iter(f"{A}entry")]
        assert len(names) == len(set(names)) == 2
        for one in [feed, *feed.iter(f"{A}entry")]:
            assert all(one.findtext(f"{A}{name}") for name in ("id", "title"))
            datetime.strptime(one.findtext(f"{A}updated") or "", "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def test_names_stay_when_titles_change(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    before = [one.findtext(f"{A}id") for one in read(client_sqlite).iter(f"{A}entry")]
    with app_sqlite.app_context():
        db.session.query(Session).filter_by(slug="topic").one().title = {"en": "Another title"}
        db.session.commit()
    feed = read(client_sqlite)
    assert [one.findtext(f"{A}id") for one in feed.iter(f"{A}entry")] == before
    assert feed.findtext(f"{A}entry/{A}title") == "Cancelled: Another title"


def test_feed_is_the_same_for_everybody_and_sent_once(client_sqlite: FlaskClient) -> None:
    address = "/en/season/whats-new.atom"
    first = client_sqlite.get(address, base_url=BASE)
    client_sqlite.set_cookie("zone", "Asia/Tokyo", domain="meetings.example.org")
    assert client_sqlite.get(address, base_url=BASE).data == first.data
    assert "Tokyo" in client_sqlite.get(f"{address}?zone=Asia/Tokyo", base_url=BASE).text
    again = client_sqlite.get(address, base_url=BASE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("slug", ["none", "season.atom"])
def test_there_is_no_feed_of_nothing(client_sqlite: FlaskClient, slug: str) -> None:
    assert client_sqlite.get(f"/en/{slug}/whats-new.atom").status_code == 404
