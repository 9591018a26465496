"""Finding sessions on the season's calendar and over all seasons, on both stores."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import ReservedSlug
from meetings.domain.programmes import check_slug
from meetings.extensions import db
from meetings.formats.json_file import read_json
from meetings.formats.season_file import read_season
from meetings.models import Panelist, Person, Programme, Session
from meetings.services.seasons import import_season
from meetings.web.caching import PageCache, page_key
from tests.conftest import make_app
from tests.factories import KEYS, make_programme, make_session, make_slot

DATA = Path(__file__).parents[2] / "meetings" / "data" / "seasons"
NOW = datetime.now(UTC)
ZH = "添汞产品的逐步淘汰与水俣公约"
AR = "التخلص التدريجي من المنتجات المضاف إليها الزئبق"
FR = "Élimination progressive : l’évaluation des déchets"
RU = "Поэтапный вывод: отчётность Сторон"


@pytest.fixture
def season(app: Flask) -> None:
    """Store a season of sessions whose titles are in different languages, and an older one."""
    with app.app_context():
        programme = make_programme()
        programme.streams[0].title = {"en": "Mercury science", "zh": "汞科学"}
        for slug, title in {
            "products": {"en": "Products", "zh": ZH, "ar": AR},
            "waste": {"en": "Waste", "fr": FR, "ru": RU},
            "cancelled": {"en": "Phase-out cancelled"},
            "draft": {"en": "Phase-out in secret"},
        }.items():
            state = slug if slug in ("cancelled", "draft") else "published"
            session = make_session(programme, slug, title=title, state=state, partners=["Zoï Environment"])
            make_slot(session, NOW + timedelta(days=3))
        person = Person(name="Ana <i>Éxample</i>", name_key="ana", created_at=NOW, updated_at=NOW)
        waste = db.session.query(Session).filter_by(slug="waste").one()
        waste.panelists = [Panelist(person=person, updated_at=NOW)]
        old = make_programme("old", title={"en": "Older season"}, starts_on=datetime(2020, 9, 1).date())
        make_slot(
            make_session(old, "past", title={"en": "Products then", "zh": "汞"}), NOW - timedelta(days=900)
        )
        hidden = make_programme("hidden", published=False)
        make_slot(make_session(hidden, "unseen", title={"en": "Products unseen"}), NOW)
        db.session.commit()


def found(client: FlaskClient, path: str, text: str, **more: str) -> list[str]:
    """Give the slugs of the sessions that a page lists."""
    page = client.get(path, query_string={"text": text} | more)
    assert page.status_code == 200
    return re.findall(r'<h3>(?:<s>)?<a [^>]*href="/\w\w/(?:season|old)/([^/"]+)/"', page.text)


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("水俣", ["products"]),
        ("淘汰", ["products"]),
        ("زئبق", ["products"]),
        ("الزِّئبق", ["products"]),
        ("والمنتجات", ["products"]),
        ("evaluation dechets", ["waste"]),
        ("отчетность", ["waste"]),
        ("ana example", ["waste"]),
        ("zoi", ["cancelled", "products", "waste"]),
        ("汞科学", ["cancelled", "products", "waste"]),
        ("phase", ["cancelled"]),
        ("products 水俣", ["products"]),
        ("products отчётность", []),
        ("unseen", []),
        ("secret", []),
        ("%", []),
        ("_", []),
        ("\u202e", []),
        ("x" * 10_000, []),
        ("", ["cancelled", "products", "waste"]),
        ("   ", ["cancelled", "products", "waste"]),
    ],
)
def test_season_is_searched_in_every_language(client: FlaskClient, text: str, slugs: list[str]) -> None:
    for lang in ("en", "ar"):
        assert sorted(found(client, f"/{lang}/season/", text)) == slugs


@pytest.mark.usefixtures("season")
def test_search_keeps_stream_and_zone(client: FlaskClient) -> None:
    page = client.get("/en/season/?text=%E6%B0%B4%E4%BF%A3&stream=science&zone=Asia/Kathmandu").text
    assert '<input type="hidden" name="stream" value="science">' in page
    assert '<input type="hidden" name="zone" value="Asia/Kathmandu">' in page
    assert 'value="水俣"' in page
    assert "1 session found" in page
    assert "3 sessions found" in client.get("/en/season/?text=zoi").text
    assert "No session fits." in client.get("/en/season/?text=nothing").text
    assert "No sessions have been published yet." not in client.get("/en/season/?text=nothing").text
    assert 'href="/en/search?text=zo%C3%AF"' in client.get("/en/season/?text=zoï").text


@pytest.mark.usefixtures("season")
def test_all_seasons_are_searched_and_grouped(client: FlaskClient) -> None:
    assert found(client, "/en/search", "products") == ["products", "past"]
    assert found(client, "/zh/search", "汞") == ["products", "waste", "cancelled", "past"]
    page = client.get("/en/search?text=products").text
    groups = re.findall(r'<h2><a class="title" href="([^"]+)">', page)
    assert groups == ["/en/season/", "/en/old/"]
    assert "Mercury science" in page
    assert re.search(r'<p class="date">\w+day \d+ \w+ 20\d\d</p>', page)
    assert "Products unseen" not in page
    assert found(client, "/en/search", "") == []
    assert 'name="text"' in client.get("/en/search").text


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("path", ["/{}/season/", "/{}/search"])
@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x>', "\u202eevil", "a" * 10_000, "%00"]
)
def test_search_is_inert(client: FlaskClient, path: str, text: str) -> None:
    for lang in LANGUAGES:
        page = client.get(path.format(lang), query_string={"text": text})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "a" * 201 not in re.sub(r'(?:href|name="back" value)="[^"]*"', "", page.text)
        assert "\u202e" not in re.sub(r'value="[^"]*"|<bdi>[^<]*</bdi>', "", page.text)


@pytest.mark.usefixtures("season")
def test_what_is_shown_as_found_was_found_in_another_language(client: FlaskClient) -> None:
    page = client.get("/fr/search?text=水俣").text
    assert '<span lang="en" dir="ltr">Products</span> <small class="count">(en anglais)</small>' in page


def test_slug_is_kept_for_the_page() -> None:
    with pytest.raises(ReservedSlug):
        check_slug("search")


def test_questions_fill_nothing_that_is_kept(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path, PAGE_CACHE_SECONDS=60)
    with app.app_context():
        make_slot(make_session(make_programme(), title={"en": "Products"}), NOW + timedelta(days=3))
    pages: PageCache = app.extensions["pages"]
    client = app.test_client()
    for number in range(30):
        assert "No session fits." in client.get(f"/en/season/?text=none{number}").text
        assert "No session fits." in client.get(f"/en/search?text=none{number}").text
    assert len(pages.pages) == 0
    assert len(pages.facts) == 2  # the sessions, and the documents of conferences
    assert page_key({"REQUEST_METHOD": "GET", "PATH_INFO": "/en/season/", "QUERY_STRING": "text=x"}) is None
    with app.app_context():
        db.engine.dispose()


def test_real_seasons_are_found(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for path in sorted(DATA.glob("*.json")):
            import_season(read_season(read_json(path.read_bytes()), path.stem), NOW, KEYS)
        one = (
            db.session.query(Session).join(Programme).filter(Programme.slug == "minamata-online-2020").first()
        )
        one.title = one.title | {
            "zh": "手工和小规模采金业中的汞",
            "ar": "الزئبق في تعدين الذهب الحرفي والضيق النطاق",
        }
        title = one.title["en"]
        db.session.commit()
    for text in ("采金", "小规模", "ذهب", "للذهب", "والذهب تعدين", title):
        assert title.replace("&", "&amp;") in client.get("/en/search", query_string={"text": text}).text
    # The streams have names in six languages: whoever asks in Chinese or Arabic finds the English sessions of it.
    for text in ("汞科学", "علم الزئبق", "science du mercure", "наука о ртути"):
        page = client.get("/en/search", query_string={"text": text}).text
        assert page.count("Mercury science") >= 5
    assert len(re.findall("<h2><a", client.get("/en/search?text=mercury").text)) >= 4
