"""The calendar, the session's page and the choice of a zone, as a reader without JavaScript meets them."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Programme
from meetings.web.caching import PageCache, page_key
from meetings.web.pages import safe_back
from tests.web.seasons import SECRET_ADDRESS, make_season

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
PAGES = ("/{}/", "/{}/season/", "/{}/season/twice/", "/{}/season/held/", "/{}/zone")


@pytest.fixture
def season(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        make_season(db, datetime.now(UTC))


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_stands_in_each_language(client_sqlite: FlaskClient, path: str, language: str) -> None:
    answer = client_sqlite.get(path.format(language))
    assert answer.status_code == 200
    html = answer.text
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert re.findall(r'<a [^>]*hreflang="(\w+)"', html) == list(LANGUAGES)
    assert SECRET_ADDRESS not in html
    assert " style=" not in html
    assert "<script>" not in html


@pytest.mark.usefixtures("season")
def test_start_leads_to_the_language_of_the_browser(client_sqlite: FlaskClient) -> None:
    assert client_sqlite.get("/", headers={"Accept-Language": "fr-CH,fr;q=0.9"}).location == "/fr/"
    assert client_sqlite.get("/", headers={"Accept-Language": "de"}).location == "/en/"


@pytest.mark.usefixtures("season")
def test_calendar_marks_what_a_reader_must_see(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/en/season/").text
    assert html.count("✓ Proposed") == 1
    assert '<span class="tag bad">Cancelled</span>' in html
    assert "Session draft" not in html
    assert "not found in a published source; filled in" in html
    assert "Demonstration." in html
    assert "attendances: over 1,700 (a printed report)" in html
    assert "https://example.org/recording" in html
    assert "https://example.org/private" not in html


@pytest.mark.usefixtures("season")
def test_calendar_narrows_to_a_stream(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/en/season/?stream=support").text
    assert "Session cancelled" in html
    assert "Session twice" not in html
    assert client_sqlite.get("/en/season/?stream=nothing").location == "/en/season/"


@pytest.mark.usefixtures("season")
def test_unknown_zone_is_told_and_changes_nothing(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.get("/en/season/?zone=Mars/<Base>")
    assert answer.status_code == 200
    assert "Mars/&lt;Base&gt;" in answer.text
    assert 'data-zone="Europe/Zurich"' in answer.text


@pytest.mark.usefixtures("season")
def test_zone_is_asked_before_remembered_before_the_programmes(client_sqlite: FlaskClient) -> None:
    def zone(path: str) -> str:
        found = re.search(r'data-zone="([^"]+)"', client_sqlite.get(path).text)
        assert found is not None
        return found[1]

    assert zone("/en/season/") == "Europe/Zurich"
    client_sqlite.set_cookie("zone", "Asia/Kathmandu")
    assert zone("/en/season/") == "Asia/Kathmandu"
    assert zone("/en/season/?zone=Pacific/Apia") == "Pacific/Apia"
    client_sqlite.set_cookie("zone", "no such zone")
    assert zone("/en/season/") == "Europe/Zurich"


def test_zone_is_kept_and_leads_back(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.post(
        "/fr/zone", data={"zone": "Asia/Kathmandu", "back": "/fr/season/?zone=UTC&stream=science"}
    )
    assert (answer.status_code, answer.location) == (303, "/fr/season/?stream=science")
    cookie = client_sqlite.get_cookie("zone")
    assert cookie is not None
    assert cookie.decoded_value == "Asia/Kathmandu"


def test_zone_that_is_none_comes_back_with_a_message(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.post("/en/zone", data={"zone": "Mars/Base"})
    assert answer.status_code == 422
    assert 'id="zone-error"' in answer.text
    assert '<a href="#zone">' in answer.text
    assert "<title>Error: " in answer.text


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "", "x", "/a\r\nb"],
)
def test_way_back_never_leads_elsewhere(address: str) -> None:
    assert safe_back(address, "/en/") == "/en/"


@pytest.mark.usefixtures("season")
def test_missing_pages_are_404(client_sqlite: FlaskClient) -> None:
    for path in ("/en/nowhere/", "/en/season/nowhere/", "/en/season/draft/", "/xx/season/"):
        assert client_sqlite.get(path).status_code == 404


@pytest.mark.usefixtures("season")
def test_stranger_text_is_inert_and_headers_are_strict(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.get("/en/season/twice/")
    assert "Ana &lt;b&gt;Example&lt;/b&gt;" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.usefixtures("season")
def test_first_visit_is_light(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/en/season/").data
    addresses = re.findall(rb'(?:src|href)="(/static/[^"]+)"', html)
    assert len(addresses) == 2
    sizes = [len(gzip.compress(client_sqlite.get(one.decode()).data)) for one in addresses]
    assert sum(sizes) + len(gzip.compress(html)) <= 15_000
    assert len(gzip.compress((ROOT / "static/css/site.css").read_bytes())) <= 6_000
    assert len(gzip.compress((ROOT / "static/js/site.js").read_bytes())) <= 3_000


@pytest.mark.usefixtures("season")
def test_static_files_are_kept_for_a_year_by_their_hash(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/en/season/").text
    address = re.findall(r'href="(/static/[^"]+)"', html)[0]
    assert "immutable" in client_sqlite.get(address).headers["Cache-Control"]
    with client_sqlite.get(address.partition("?")[0]) as answer:
        assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.usefixtures("season")
def test_kept_page_is_answered_until_the_content_changes(app_sqlite: Flask) -> None:
    asked: list[str] = []
    inner = app_sqlite.wsgi_app

    def counted(environ, start_response):  # type: ignore[no-untyped-def]
        asked.append(environ["PATH_INFO"])
        return inner(environ, start_response)

    app_sqlite.wsgi_app = PageCache(app_sqlite, counted, 0.0)  # type: ignore[method-assign]
    client = app_sqlite.test_client(use_cookies=False)
    first = client.get("/en/season/")
    again = client.get("/en/season/")
    assert (first.data, len(asked)) == (again.data, 1)
    assert client.get("/en/season/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get("/en/season/", headers={"Cookie": "zone=Asia/Tokyo"}).data != first.data
    assert client.head("/en/season/").data == b""
    _rename(app_sqlite, "Another name")
    assert b"Another name" in client.get("/en/season/").data
    assert len(asked) == 3


def _rename(app: Flask, title: str) -> None:

    with app.app_context():
        programme = db.session.scalars(db.select(Programme)).one()
        programme.title = {"en": title}
        programme.changes += 1
        db.session.commit()


@pytest.mark.parametrize(
    ("method", "path", "query", "is_kept"),
    [
        ("GET", "/en/season/", "", True),
        ("HEAD", "/en/season/", "zone=UTC&stream=science", True),
        ("GET", "/en/calendars", "from=2026-12&origin=basel", True),
        ("GET", "/en/season/", "other=1", False),
        ("POST", "/en/season/", "", False),
        ("GET", "/healthz", "", False),
    ],
)
def test_only_plain_questions_may_be_kept(method: str, path: str, query: str, is_kept: bool) -> None:
    key = page_key({"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query})
    assert (key is not None) is is_kept
