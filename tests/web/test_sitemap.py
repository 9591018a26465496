"""The map of the site: each public page in each language, and nothing that is not everybody's."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from meetings.domain.codes import LANGUAGES, RESERVED_SLUGS
from meetings.extensions import db
from meetings.models import Recording
from meetings.web import sitemap
from tests.cop import make_conference, make_meeting, segments_of
from tests.factories import NOW, make_programme, make_session, make_slot

BASE = "https://meetings.example.org"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"


LANG_PART = re.compile(r"^/<any\([^)]*\):lang>/")
# What opens something, or says of whom it is.
SECRETS = {"token", "code", "reader", "key"}


def is_secret(rule: Rule) -> bool:
    return bool(SECRETS & rule.arguments) and not rule.rule.startswith("/api/")


def read(client: FlaskClient, path: str = "/sitemap.xml") -> ElementTree.Element:
    answer = client.get(path, base_url=BASE)
    assert answer.content_type == "application/xml; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    return ElementTree.fromstring(answer.data)


def places(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{S}loc")]


@pytest.fixture(autouse=True)
def site(app_sqlite: Flask) -> None:
    """Store a season with a session, one that is cancelled, and drafts; a conference; a programme not published."""
    with app_sqlite.app_context():
        season = make_programme()
        slot = make_slot(make_session(season))
        made = Recording(slot_id=slot.id, published_at=NOW - timedelta(hours=1), updated_at=NOW)
        made.address = "https://video.example.org/1"
        db.session.add(made)
        make_session(season, "cancelled", state="cancelled", updated_at=NOW - timedelta(days=9))
        make_session(season, "draft", state="draft")
        first = segments_of(make_conference())[0]
        make_meeting(first, "plenary")
        make_meeting(first, "bureau", audience="body")
        make_session(make_programme("hidden", published=False), "secret")


def test_each_page_stands_there_in_each_language(client_sqlite: FlaskClient) -> None:
    root = read(client_sqlite)
    found = places(root)
    assert root.tag == f"{S}urlset"
    assert len(found) == len(set(found))
    paths = {one.removeprefix(f"{BASE}/en/") for one in found if one.startswith(f"{BASE}/en/")}
    assert paths == {
        "archive",
        "calendars",
        *(f"season/{name}" for name in ("", "whats-new", "archive", "topic/", "cancelled/")),
        *(f"cop/{name}" for name in ("", "whats-new", "archive", "plenary/")),
        *(f"cop/{name}" for name in ("agenda", "papers", "journal", "side-events")),
    }
    assert len(found) == len(paths) * 6
    for url in root.iter(f"{S}url"):
        others = {one.get("hreflang"): one.get("href") for one in url.iter(f"{X}link")}
        assert set(others) == {*LANGUAGES, "x-default"}
        assert url.findtext(f"{S}loc") in others.values()
        assert others["x-default"] == others["en"]


def test_each_address_is_a_page_that_stands_there(client_sqlite: FlaskClient) -> None:
    for place in places(read(client_sqlite)):
        if f"{BASE}/en/" in place or f"{BASE}/ar/" in place:
            answer = client_sqlite.get(place.removeprefix(BASE), base_url=BASE)
            assert answer.status_code == 200, place
            assert f'<link rel="canonical" href="{place}">' in answer.text, place
            assert "X-Robots-Tag" not in answer.headers


def test_pages_say_when_they_read_differently(client_sqlite: FlaskClient) -> None:
    urls = {
        one.findtext(f"{S}loc"): one.findtext(f"{S}lastmod") for one in read(client_sqlite).iter(f"{S}url")
    }
    assert urls[f"{BASE}/fr/season/topic/"] == "2026-11-24T09:00:00Z"
    assert urls[f"{BASE}/fr/season/cancelled/"] == "2026-11-15T09:00:00Z"
    assert urls[f"{BASE}/fr/season/"] == "2026-11-24T09:00:00Z"
    assert urls[f"{BASE}/fr/season/whats-new"] is None


def test_large_site_has_a_map_for_each_programme(
    client_sqlite: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {one for one in places(read(client_sqlite)) if not one.endswith("//archive")}
    monkeypatch.setattr(sitemap, "MOST_IN_ONE", 10)
    root = read(client_sqlite)
    assert root.tag == f"{S}sitemapindex"
    maps = places(root)
    assert len(maps) == 2 * 6
    parts = [place for one in maps for place in places(read(client_sqlite, one.removeprefix(BASE)))]
    of_all = {f"{BASE}/{lang}/{name}" for lang in LANGUAGES for name in ("archive", "calendars")}
    assert {*parts, *of_all} == whole
    assert len(parts) == len(set(parts))


@pytest.mark.parametrize(
    "path",
    ["/sitemap/hidden/en.xml", "/sitemap/none/en.xml", "/sitemap/season/de.xml", "/sitemap/season/.xml"],
)
def test_what_is_not_public_has_no_map(client_sqlite: FlaskClient, path: str) -> None:
    assert client_sqlite.get(path).status_code == 404


def test_unchanged_map_is_not_sent_again(client_sqlite: FlaskClient) -> None:
    first = client_sqlite.get("/sitemap.xml", base_url=BASE)
    assert first.headers["Cache-Control"] == "public, max-age=600"
    again = client_sqlite.get("/sitemap.xml", base_url=BASE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_robots_are_kept_from_nobody_but_people(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.get("/robots.txt", base_url=BASE)
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    barred = re.findall(r"^Disallow: (\S+)$", answer.text, re.M)
    assert {"/en/me/", "/ar/join/", "/zh/desk/", "/calendars/me/"} <= set(barred)
    rules = [rule for rule in client_sqlite.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    secret = [LANG_PART.sub(f"/{lang}/", one.rule) for one in rules for lang in LANGUAGES if is_secret(one)]
    assert len(secret) > 200
    assert set(sitemap.PERSONAL) <= RESERVED_SLUGS
    assert [path for path in secret if not path.startswith(tuple(barred))] == []
    found = [one.removeprefix(BASE) for one in places(read(client_sqlite))]
    open_ones = [*found, "/static/css/site.css", "/calendars/season.ics", "/en/season/whats-new.atom"]
    assert [path for path in open_ones for one in barred if path.startswith(one)] == []
