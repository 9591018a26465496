"""What is told of pages to those who find them elsewhere, and which pages are not to be found."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody

BASE = "https://meetings.example.org"
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@pytest.fixture(autouse=True)
def token(app_sqlite: Flask) -> str:
    """Store a season with a session somebody registered for, and give their link to join."""
    with app_sqlite.app_context():
        session = make_session(
            make_programme(), title={"en": 'Quotes " and <tags>'}, abstract={"en": "Mercury & more. " * 30}
        )
        return register_somebody(make_slot(session).id, now=NOW).token


def met(html: str) -> dict[str, list[str]]:
    """Give what the head of a page says, by name."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<meta (?:name="\w+" )?property="([\w:]+)" content="([^"]*)">', html):
        found.setdefault(name, []).append(unescape(value))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", ["", "?zone=Asia/Tokyo", "?stream=science", "?said=mercury"])
def test_page_has_one_address_and_one_in_each_language(
    client_sqlite: FlaskClient, lang: str, query: str
) -> None:
    html = client_sqlite.get(f"/{lang}/season/topic/{query}", base_url=BASE).text
    assert re.findall('<link rel="canonical" href="([^"]*)">', html) == [f"{BASE}/{lang}/season/topic/"]
    assert re.findall('<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', html) == [
        *((code, f"{BASE}/{code}/season/topic/") for code in LANGUAGES),
        ("x-default", f"{BASE}/en/season/topic/"),
    ]


def test_page_is_told_of(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/en/season/topic/", base_url=BASE).text
    found = met(html)
    description = found.pop("og:description")[0]
    assert description.startswith("Mercury & more. Mercury")
    assert description.endswith("…")
    assert len(description) <= 201
    assert found == {
        "og:type": ["website"],
        "og:url": [f"{BASE}/en/season/topic/"],
        "og:title": ['Quotes " and <tags>'],
        "og:site_name": ["Minamata Convention on Mercury"],
        "og:locale": ["en_GB"],
        "og:locale:alternate": ["ar_AR", "zh_CN", "fr_FR", "ru_RU", "es_ES"],
    }
    assert '<meta name="description" property="og:description"' in html
    assert "noindex" not in html


def test_description_does_not_depend_on_the_zone_of_whoever_looks(client_sqlite: FlaskClient) -> None:
    heads = {
        client_sqlite.get(f"/en/season/{query}", base_url=BASE).text.partition("</head>")[0]
        for query in ("", "?zone=Pacific/Auckland", "?zone=America/Lima")
    }
    assert len(heads) == 1


def test_first_page_stands_where_its_season_does(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/ru/", base_url=BASE).text
    assert f'<link rel="canonical" href="{BASE}/ru/season/">' in html
    page = client_sqlite.get("/en/season/whats-new?page=2&zone=UTC", base_url=BASE).text
    assert f'<link rel="canonical" href="{BASE}/en/season/whats-new?page=2">' in page


@pytest.mark.parametrize(
    "path", ["/en/", "/en/season/", "/en/season/topic/", "/en/archive", "/en/season/whats-new"]
)
def test_public_pages_may_be_found(client_sqlite: FlaskClient, path: str) -> None:
    answer = client_sqlite.get(path)
    assert answer.status_code == 200
    assert "X-Robots-Tag" not in answer.headers
    assert '<meta name="robots"' not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/en/me/{token}",
        "/en/join",
        "/en/join/{token}",
        "/en/speak/{token}",
        "/en/delegation/{token}",
        "/en/survey/{token}",
        "/en/stop/{token}",
        "/en/verify",
        "/en/verify/AAAA",
        "/en/link",
        "/en/zone",
        "/en/search",
        "/en/season/register",
        "/en/season/topic/register",
        "/en/desk/",
        "/en/desk/sign-in",
    ],
)
def test_personal_pages_are_not_to_be_found(client_sqlite: FlaskClient, token: str, path: str) -> None:
    answer = client_sqlite.get(path.format(token=token))
    assert answer.headers["X-Robots-Tag"] == "noindex"
    if answer.mimetype == "text/html" and answer.status_code != 302:
        assert answer.text.count('<meta name="robots" content="noindex">') == 1
        assert 'rel="canonical"' not in answer.text


@pytest.mark.parametrize("path", ["/en/nothing/", "/en/season/nothing/", "/en/season/topic/nothing"])
def test_what_is_not_there_has_no_address(client_sqlite: FlaskClient, path: str) -> None:
    answer = client_sqlite.get(path)
    assert answer.status_code == 404
    assert '<meta name="robots" content="noindex">' in answer.text
    assert 'rel="canonical"' not in answer.text


def test_calendar_of_somebody_is_not_to_be_found(client_sqlite: FlaskClient, token: str) -> None:
    assert client_sqlite.get(f"/calendars/me/{token}.ics").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client_sqlite.get("/calendars/season.ics").headers
    assert "X-Robots-Tag" not in client_sqlite.get("/api/v1/programmes").headers
