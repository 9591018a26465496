"""The calendar on sites of others: light, the same for whoever looks, and nothing of anybody in it."""

import base64
import hashlib
import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Programme, Recording, Session
from meetings.services import slots
from meetings.web.caching import PageCache
from tests.cop import make_conference, make_meeting, segments_of
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist

BASE = "https://meetings.example.org"
FRAME = "/en/embed/season"
FRAGMENT = "/en/embed/season.html"
DAY = timedelta(days=1)
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@pytest.fixture(autouse=True)
def season(app_sqlite: Flask) -> None:
    """Store a season: held twice, with a partner, cancelled, a draft, and one held with a recording."""
    with app_sqlite.app_context():
        programme = make_programme()
        twice = make_session(programme, title={"en": "Twice </style><script>alert(1)</script>"})
        for hours in (0, 14):
            make_slot(twice, NOW + timedelta(days=2, hours=hours), capacity=1)
        make_panelist(twice, "Ada Example")
        partner = make_session(programme, "partner", partners=["GMP"], stream_id=None)
        make_slot(partner, NOW + 3 * DAY)
        off = make_slot(make_session(programme, "off"), NOW + 4 * DAY)
        slots.cancel(off.id, 1, NOW - DAY, "test")
        make_slot(make_session(programme, "draft", state="draft"), NOW + 5 * DAY)
        make_slot(make_session(programme, "body", audience="body"), NOW + 5 * DAY)
        held = make_slot(make_session(programme, "held"), NOW - 3 * DAY, marks={"local_start": "inferred"})
        db.session.add(Recording(slot_id=held.id, address="https://video.example.org/1", updated_at=NOW))
        make_programme("hidden", published=False)
        db.session.commit()


def get(client: FlaskClient, path: str) -> str:
    answer = client.get(path, base_url=BASE)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    for word in ("platform.example.org", "Session draft", "Session body", "Ada Example", "<script"):
        assert word not in answer.text
    return answer.text


def titles(html: str) -> list[str]:
    return re.findall(r'class="mo-title">(?:<s>)?<a href="[^"]*/([\w-]+)/"', html)


def test_frame_may_stand_anywhere_and_do_nothing(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.get(FRAME, base_url=BASE)
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = dict(one.split(" ", 1) for one in answer.headers["Content-Security-Policy"].split("; "))
    assert policy.pop("frame-ancestors") == "*"
    assert policy.pop("style-src") == f"'sha256-{digest}'"
    assert policy.pop("img-src") == "data:"
    assert set(policy.values()) == {"'none'"}
    assert {"default-src", "script-src", "form-action", "base-uri"} <= set(policy)
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert re.findall(r"<(?:link|img|script|iframe|object)[^>]*>", answer.text) == [
        '<link rel="icon" href="data:,">'
    ]


def test_other_pages_stand_in_no_frame(client_sqlite: FlaskClient) -> None:
    for path in ("/en/season/", FRAGMENT, "/en/embed/none"):
        answer = client_sqlite.get(path, base_url=BASE)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_frame_shows_what_comes_and_what_was(client_sqlite: FlaskClient, lang: str) -> None:
    html = get(client_sqlite, f"/{lang}/embed/season")
    assert titles(html) == ["topic", "partner", "off", "held"]
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in html
    assert (html.count("<h1>"), html.count("<h2>")) == (1, 2)
    for address in re.findall('<a href="([^"]*)" ', html):
        assert address.startswith((f"{BASE}/{lang}/season/", f"{BASE}/calendars/season.ics"))
    assert html.count("<a ") == html.count('target="_blank" rel="noopener"')


def test_rows_say_what_decides(client_sqlite: FlaskClient) -> None:
    html = get(client_sqlite, FRAME)
    assert "Times in Geneva, UTC+1" in unescape(re.sub("<[^>]+>", "", html))
    first = html[html.index('<li><p class="mo-date">') : html.index("</li>")]
    plain = " ".join(unescape(re.sub("<[^>]+>", " ", first)).split())
    assert plain.startswith("Thu 26")
    assert "10:00–11:30" in plain
    assert "9:00–10:30" in plain
    assert plain.count("few seats") == 2
    assert plain.endswith("90 min Register")
    assert 'mo-off">Cancelled' in html
    assert "≈ <b>" in html
    assert f'href="{BASE}/en/season/held/#times"' in html
    assert "https://video.example.org" not in html


def test_address_narrows(client_sqlite: FlaskClient) -> None:
    assert titles(get(client_sqlite, f"{FRAME}?partner=gmp")) == ["partner"]
    assert titles(get(client_sqlite, f"{FRAME}?stream=science")) == ["topic", "off", "held"]
    assert titles(get(client_sqlite, f"{FRAME}?limit=2")) == ["topic", "partner"]
    assert titles(get(client_sqlite, f"{FRAME}?limit=0")) == ["topic"]
    html = get(client_sqlite, f"{FRAME}?stream=science&partner=GMP")
    assert titles(html) == []
    assert "No session is coming here." in html
    assert "UTC+9" in get(client_sqlite, f"{FRAME}?zone=Asia/Tokyo")


@pytest.mark.parametrize(
    "query",
    [
        "limit=many",
        "limit=-5",
        f"limit={'9' * 5000}",
        "zone=Mars/Base",
        "zone=%3Cscript%3E",
        "stream=x&x=%E2%80%AE",
    ],
)
def test_odd_wishes_change_little(client_sqlite: FlaskClient, query: str) -> None:
    assert "Times in" in get(client_sqlite, f"{FRAME}?{query}")


def test_nothing_depends_on_whoever_looks(client_sqlite: FlaskClient) -> None:
    before = get(client_sqlite, FRAME)
    client_sqlite.set_cookie("zone", "Asia/Tokyo", domain="meetings.example.org")
    assert get(client_sqlite, FRAME) == before
    assert get(client_sqlite, FRAGMENT) == get(client_sqlite, FRAGMENT)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_fragment_is_a_piece_for_any_page(client_sqlite: FlaskClient, lang: str) -> None:
    answer = client_sqlite.get(f"/{lang}/embed/season.html", base_url=BASE)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    html = get(client_sqlite, f"/{lang}/embed/season.html")
    assert titles(html) == ["topic", "partner", "off", "held"]
    names = set(re.findall(r"<(\w+)", html))
    assert names <= {
        "section",
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "li",
        "a",
        "b",
        "s",
        "time",
        "bdi",
        "span",
        "strong",
    }
    assert html.startswith(f'<section class="mo-calendar" lang="{lang}" dir=')
    assert not re.search(r' (?:style|id|on\w+)=|href="/', html)
    classes = {one for words in re.findall('class="([^"]*)"', html) for one in words.split()}
    assert all(one.startswith("mo-") for one in classes)


@pytest.mark.parametrize("slug", ["hidden", "none", "hidden.html", "none.html"])
def test_what_is_not_public_is_not_there(client_sqlite: FlaskClient, slug: str) -> None:
    assert client_sqlite.get(f"/en/embed/{slug}").status_code == 404


def test_conference_has_one_too(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        first = segments_of(make_conference())[0]
        make_slot(make_meeting(first, "plenary"), NOW + 9 * DAY)
        make_slot(make_meeting(first, "bureau", audience="body"), NOW + 9 * DAY)
    html = get(client_sqlite, "/en/embed/cop")
    assert titles(html) == ["plenary"]
    assert "/register" not in html


def test_season_page_gives_what_to_copy(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/en/season/?stream=science", base_url=BASE).text
    frame, fragment = (unescape(one) for one in re.findall('<pre dir="ltr">(.*?)</pre>', html))
    assert frame == (
        f'<iframe src="{BASE}/en/embed/season?stream=science" title="Minamata Online" width="100%" height="600" '
        'loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )
    assert fragment == f"{BASE}/en/embed/season.html?stream=science"
    assert html.count("<section") == html.count("</section>")
    assert html.count('<a href="/en/season/whats-new">') == 1


def test_frame_is_kept_and_follows_changes(app_sqlite: Flask) -> None:
    inner = app_sqlite.wsgi_app
    asked: list[str] = []

    def count(environ: dict[str, str], start: object) -> object:
        asked.append(environ["PATH_INFO"])
        return inner(environ, start)  # type: ignore[arg-type]

    app_sqlite.wsgi_app = PageCache(app_sqlite, count, 0)  # type: ignore[method-assign, arg-type]
    client = app_sqlite.test_client()
    for _time in range(2):
        assert titles(get(client, f"{FRAME}?partner=GMP&limit=3")) == ["partner"]
    assert len(asked) == 1
    with app_sqlite.app_context():
        db.session.query(Session).filter_by(slug="partner").one().state = "draft"
        db.session.query(Programme).filter_by(slug="season").one().changes += 1
        db.session.commit()
    assert titles(get(client, f"{FRAME}?partner=GMP&limit=3")) == []
