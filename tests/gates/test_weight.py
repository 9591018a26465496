"""What pages weigh on the wire for a browser that knows nothing better than gzip, and what they load."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.codes import LANGUAGES
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.gates.site import BASE, make_site

GZIP = {"Accept-Encoding": "gzip"}
FIRST_VISIT = 15_000
STYLE = 6_000
SCRIPT = 3_000
CODE_PAGE = 3_000
EMBEDDED = 12_000
LOADED = re.compile(r'<(?:script|img|iframe)[^>]* src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"')


def weigh(client: FlaskClient, path: str) -> tuple[int, str]:
    """Give the bytes of a body on the wire, and its text as a browser reads it."""
    answer = client.get(path, headers=GZIP, base_url=BASE)
    assert answer.headers["Content-Encoding"] == "gzip"
    weight = len(answer.get_data())
    answer.close()
    return weight, client.get(path, base_url=BASE).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_public_pages_are_light(app_sqlite: Flask, lang: str) -> None:
    site, client = make_site(app_sqlite, rows=13), app_sqlite.test_client()
    me, join, survey = (f"{name}/{site.names[name]}" for name in ("me", "join", "survey"))
    search = ("season/?text=session", "search?text=session")
    shut = f"delegation/{site.names['delegation']}"
    for path in (
        "",
        "season/",
        "season/whats-new",
        "season/report",
        "season/papers",
        "season/side-events",
        "cop/journal",
        "cop/journal/2026-12-07",
        "season/participants",
        "season/topic/",
        "cop/",
        "cop/agenda",
        "cop/plenary/",
        "season/topic/register",
        "season/register",
        "archive",
        "calendars",
        "season/archive",
        "join",
        "zone",
        *search,
        me,
        f"{me}/data",
        join,
        survey,
        f"join/{site.names['delegate-join']}",
        f"me/{site.names['delegate-me']}",
        shut,
        f"{shut}/person",
        f"{shut}?zone=UTC",
    ):
        if path == f"{shut}/person":
            site.prove(client, "focal")
        weight, html = weigh(client, f"/{lang}/{path}")
        loaded = [one[0] or one[1] for one in LOADED.findall(html)]
        assert len(loaded) <= 2, path
        assert not any(urlsplit(one).netloc for one in loaded), path
        weight += sum(weigh(client, one)[0] for one in loaded)
        assert weight <= FIRST_VISIT, path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_for_a_code_is_three_kilobytes(client_sqlite: FlaskClient, lang: str) -> None:
    assert weigh(client_sqlite, f"/{lang}/join")[0] <= CODE_PAGE
    refused = client_sqlite.post(f"/{lang}/join", data={"code": "x" * 200}, headers=GZIP, base_url=BASE)
    assert len(refused.get_data()) <= CODE_PAGE  # refusals are sent as they are


@pytest.mark.parametrize(("path", "most"), [("/static/css/site.css", STYLE), ("/static/js/site.js", SCRIPT)])
def test_style_and_script_are_small(client_sqlite: FlaskClient, path: str, most: int) -> None:
    page = client_sqlite.get("/en/join", base_url=BASE).text
    address = re.search(re.escape(path) + r"\?v=\w+", page)
    assert address is not None
    assert weigh(client_sqlite, address[0])[0] <= most


def test_calendar_for_other_sites_is_one_light_answer(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    title = {
        lang: f"{'汞' if lang == 'zh' else 'ж'}ercury: trade, supply and the control of waste"
        for lang in LANGUAGES
    }
    with app_sqlite.app_context():
        season = make_programme(title=title)
        for number in range(25):
            session = make_session(season, f"topic-{number}", title=title, partners=["GMP", "ICMGP"])
            for hours in (0, 14):
                make_slot(session, NOW + timedelta(days=number + 2, hours=hours), capacity=3)
    for lang in LANGUAGES:
        for path in ("season", "season?limit=50", "season.html?limit=50"):
            weight, html = weigh(client_sqlite, f"/{lang}/embed/{path}")
            assert LOADED.findall(html) == []
            assert weight <= EMBEDDED, (lang, path)
        whole = client_sqlite.get(f"/{lang}/embed/season", base_url=BASE).get_data()
        assert len(whole) <= EMBEDDED, lang  # as it is unless more is asked for, not even compressed
