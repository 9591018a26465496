"""What everybody may read, as a program gets it: what pages show, and nothing that they do not."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.services.programmes import create_session
from tests.api.test_api import problem
from tests.cop import make_conference
from tests.factories import make_programme, make_session, make_slot

API = "/api/v1"


@pytest.fixture
def season(app: Flask) -> None:
    """Store a season with a session, a draft, and one that is announced by its services; and a hidden programme."""
    now = datetime.now(UTC)
    with app.app_context():
        programme = make_programme()
        make_slot(make_session(programme, "rice", title={"en": "Mercury in rice"}), now + timedelta(days=3))
        make_session(programme, "draft", state="draft", title={"en": "Mercury in secret"})
        make_programme("hidden", published=False)
        make_conference()
        new = {"slug": "fish", "title": {"en": "Mercury in fish"}, "state": "published"}
        create_session("season", new, now - timedelta(days=1), "test")


@pytest.mark.usefixtures("season")
def test_search_finds_what_is_shown(client: FlaskClient) -> None:
    found = client.get(f"{API}/search?text=mercury").json["sessions"]
    assert {one["session"] for one in found} >= {"rice"}
    assert "draft" not in {one["session"] for one in found}
    assert client.get(f"{API}/search?text=nothingatall").json["sessions"] == []
    problem(client.get(f"{API}/search"), 422, "text")


@pytest.mark.usefixtures("season")
def test_news_come_in_pages(client: FlaskClient) -> None:
    found = client.get(f"{API}/programmes/season/news").json
    assert found["next"] is None
    seen, after = [], ""
    while after is not None:
        page = client.get(f"{API}/programmes/season/news?size=1&after={after}").json
        seen += page["items"]
        after = page["next"]
    assert seen == found["items"]
    assert client.get(f"{API}/programmes/season/news?updated_since=2099-01-01T00:00:00Z").json["items"] == []
    problem(client.get(f"{API}/programmes/hidden/news"), 404)
    other = client.get(f"{API}/programmes?size=1").json["next"]
    problem(client.get(f"{API}/programmes/season/news?after={other}"), 422, "after")


@pytest.mark.usefixtures("season")
def test_archive_and_papers_are_those_of_the_pages(client: FlaskClient) -> None:
    assert client.get(f"{API}/archive").json == {"items": [], "next": None}
    assert client.get(f"{API}/programmes/season/archive").json == {"items": [], "next": None}
    papers = client.get(f"{API}/programmes/cop/published-papers").json
    assert (papers["agenda"], papers["items"]) == ([], [])
    assert client.get(f"{API}/programmes/cop/journal-days").json["items"] == []
    for name in ("archive", "published-papers", "journal-days"):
        problem(client.get(f"{API}/programmes/hidden/{name}"), 404)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday"])
@pytest.mark.parametrize("path", ["programmes", "programmes/season/sessions"])
@pytest.mark.usefixtures("season")
def test_instants_outside_all_years_are_refused(client: FlaskClient, path: str, at: str) -> None:
    answer = client.get(f"{API}/{path}", query_string={"updated_since": at})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert "updated_since" in answer.text
