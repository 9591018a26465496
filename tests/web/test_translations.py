"""The list of what is not translated, and the page of one thing's texts, as an organizer meets them on both stores."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.domain.codes import LANGUAGES
from meetings.domain.permissions import EVERYWHERE
from meetings.extensions import db
from meetings.formats.json_file import read_json
from meetings.formats.season_file import read_season
from meetings.jobs import tick_notices
from meetings.models import Audit, Material, Message, Notice, Programme, Session, Slot, SlotVersion, Stream
from meetings.queries.translations import things
from meetings.services import programmes as services
from meetings.services.registrations import register
from meetings.services.seasons import import_season
from tests.factories import KEYS, make_programme, make_session, make_slot, request_for, somebody
from tests.web.test_desk import csrf, sign_in

SEASON = Path(__file__).parents[2] / "meetings" / "data" / "seasons" / "minamata-online-2020.json"
NOW = datetime.now(UTC)
TOLD = ("slots", "versions", "notices", "messages")
TITLES = {"en": "Mercury", "fr": "Mercure", "ar": "الزئبق", "zh": "汞", "ru": "Ртуть", "es": "Mercurio"}


@pytest.fixture
def season(app: Flask) -> None:
    """Store a season with a session in each of two streams, somebody registered, and a document."""
    with app.app_context():
        programme = make_programme()
        programme.streams.append(Stream(slug="support", title={"en": "Support"}, position=1, updated_at=NOW))
        db.session.commit()
        session = make_session(programme, abstract={"en": "What it is about."})
        other = make_session(programme, "other", stream_id=programme.streams[1].id)
        slot = make_slot(session, NOW + timedelta(days=9))
        make_slot(other, NOW + timedelta(days=10))
        db.session.add(
            Material(
                session_id=session.id,
                title={"en": "Slides"},
                language="en",
                address="https://a.example",
                updated_at=NOW,
            )
        )
        db.session.commit()
        register(request_for(somebody(), slot.id), NOW, app.extensions["outside"].keys)


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(app, client, "organizer")


def form(client: FlaskClient, path: str) -> dict[str, str]:
    """Give what the form of a page holds."""
    page = client.get(path).text
    body = page[page.index("<fieldset") :]
    values = {
        "csrf_token": csrf(client, path),
        "revision": re.findall(r'name="revision" value="(\d+)"', page)[0],
    }
    for found in re.finditer(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', body):
        values[found[1]] = html.unescape(found[2])
    for found in re.finditer(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n(.*?)</textarea>', body, re.DOTALL):
        values[found[1]] = html.unescape(found[2])
    return values


def save(client: FlaskClient, thing: str, **changes: str) -> Any:
    path = f"/en/desk/season/translations/{thing}"
    return client.post(path, data=form(client, path) | changes)


def test_list_after_an_import(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        import_season(read_season(read_json(SEASON.read_bytes()), SEASON.stem), NOW, KEYS)
        texts = [text for thing in things(SEASON.stem, EVERYWHERE) for text in thing.texts]
    titles = [one["title"] for one in json.loads(SEASON.read_text("utf-8"))["sessions"]]
    missing = {code: sum(code in text.missing for text in texts) for code in LANGUAGES}
    assert missing == {code: 0 if code == "en" else len(titles) for code in LANGUAGES}
    page = sign_in(app, client, "organizer").get(f"/en/desk/{SEASON.stem}/translations").text
    assert f'<bdi lang="ar">العربية</bdi> <span class="count">{len(titles)}</span>' in page
    assert '<bdi lang="en">English</bdi> <span class="count">0</span>' in page
    assert all(
        html.escape(title, quote=False) in html.unescape(page) or title in html.unescape(page)
        for title in titles
    )
    assert page.count('#title-zh" lang="zh"') == len(titles)
    assert f"Not written in any language: {len(titles)}" in re.sub(
        r"\s+", " ", page.replace("</summary>", "")
    )


@pytest.mark.usefixtures("season")
def test_list_narrows_to_a_language(desk: FlaskClient) -> None:
    page = desk.get("/en/desk/season/translations?missing=fr").text
    assert 'href="/en/desk/season/translations/session:topic#title-fr"' in page
    assert 'href="/en/desk/season/translations/stream:science#title-fr"' in page
    assert "#title-zh" not in page
    assert "translations/programme#title" not in page  # the programme's title is there in French
    assert "#title-zh" in desk.get("/en/desk/season/translations?missing=%3Cscript%3E").text


@pytest.mark.usefixtures("season")
def test_title_is_edited_shown_at_once_and_nobody_is_told(app: Flask, desk: FlaskClient) -> None:
    before = facts(app)
    assert '<span lang="en" dir="ltr">Session topic</span>' in desk.get("/fr/season/topic/").text
    answer = save(desk, "session:topic", **{f"title-{code}": text for code, text in TITLES.items()})
    assert (answer.status_code, answer.location.endswith("?done=1#done")) == (303, True)
    assert "Saved." in desk.get(answer.location).text
    for code, title in TITLES.items():
        assert f"<h1>{title}</h1>" in desk.get(f"/{code}/season/topic/").text
        assert title in desk.get(f"/{code}/season/").text
    after = facts(app)
    assert after["changes"] == before["changes"] + 1
    assert {name: after[name] for name in TOLD} == {name: before[name] for name in TOLD}
    with app.app_context():
        note = db.session.scalars(select(Audit).where(Audit.act == "session.change")).one()
        assert (note.before["title"], note.after["title"]) == ({"en": "Session topic"}, TITLES)


@pytest.mark.usefixtures("season")
def test_sessions_at_the_desk_are_found_in_every_language(desk: FlaskClient) -> None:
    save(desk, "session:topic", **{f"title-{code}": text for code, text in TITLES.items()})
    for text in ("زئبق", "والزئبق", "汞", "ртут", "mercurio", "TOPIC", "erc"):
        page = desk.get("/en/desk/season/", query_string={"text": text}).text
        assert ">Mercury" in page, text
        assert "Session other" not in page
    assert "No session fits." in desk.get("/en/desk/season/?text=%25").text


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    ("thing", "field", "path"),
    [
        ("programme", "title", "/ru/season/"),
        ("programme", "place", "/ru/season/"),
        ("stream:science", "title", "/ru/season/"),
        ("session:topic", "abstract", "/ru/season/topic/"),
        ("document", "title", "/ru/season/topic/"),
    ],
)
def test_every_text_is_edited(app: Flask, desk: FlaskClient, thing: str, field: str, path: str) -> None:
    with app.app_context():
        if thing == "document":
            thing = f"document:{db.session.scalars(select(Material.id)).one()}"
    assert save(desk, thing, **{f"{field}-ru": "Новый текст"}).status_code == 303
    assert "Новый текст" in desk.get(path).text
    assert form(desk, f"/en/desk/season/translations/{thing}")[f"{field}-ru"] == "Новый текст"


@pytest.mark.usefixtures("season")
def test_stale_save_shows_both_sides_and_keeps_what_others_wrote(app: Flask, desk: FlaskClient) -> None:
    path = "/en/desk/season/translations/session:topic"
    opened = form(desk, path)
    with app.app_context():
        theirs = {"title": {"en": "Session topic", "es": "Tema", "fr": "Le leur"}}
        services.change_session("season", "topic", theirs, int(opened["revision"]), NOW, "another")
    answer = desk.post(path, data=opened | {"title-fr": "Le <b>mien</b>", "title-ru": "Моё"})
    assert answer.status_code == 412
    page = answer.text
    assert "Both sides" in page
    assert "Title, Français" in page
    assert "Le leur" in page
    assert "Le &lt;b&gt;mien&lt;/b&gt;" in page
    assert 'value="Tema"' in page  # what I had not touched is theirs
    assert 'value="Моё"' in page
    again = dict(re.findall(r'name="((?:seen-)?title-\w\w)"[^>]*? value="([^"]*)"', page))
    revision = re.findall(r'name="revision" value="(\d+)"', page)[0]
    sent = {name: html.unescape(value) for name, value in again.items()}
    answer = desk.post(path, data=opened | sent | {"revision": revision})
    assert answer.status_code == 303
    with app.app_context():
        title = db.session.scalars(select(Session.title).where(Session.slug == "topic")).one()
        assert title == {"en": "Session topic", "es": "Tema", "fr": "Le <b>mien</b>", "ru": "Моё"}


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title-fr": "x" * 301}, "title-fr"),
        ({"title-fr": "two\r\nlines"}, "title-fr"),
        ({"title-fr": "a\x00b"}, "title-fr"),
        ({"title-fr": "a\u2029b"}, "title-fr"),
        ({"title-en": " "}, "title-en"),
        ({"abstract-zh": "汞" * 10_001}, "abstract-zh"),
    ],
)
def test_refused_text_comes_back_with_everything_typed(
    app: Flask, desk: FlaskClient, changes: dict[str, str], field: str
) -> None:
    path = "/en/desk/season/translations/session:topic"
    opened = form(desk, path)
    with app.app_context():  # somebody else was quicker: what is refused must not pass for seen
        services.change_session("season", "topic", {"position": 3}, int(opened["revision"]), NOW, "another")
    answer = desk.post(path, data=opened | {"abstract-ar": "ما\r\nكتبت"} | changes)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'aria-describedby="{field}-error"' in answer.text
    assert "ما\nكتبت</textarea>" in answer.text
    assert f'name="revision" value="{opened["revision"]}"' in answer.text
    with app.app_context():
        assert db.session.scalars(select(Session.title).where(Session.slug == "topic")).one() == {
            "en": "Session topic"
        }


@pytest.mark.usefixtures("season")
def test_what_turns_directions_or_is_markup_stays_inert(desk: FlaskClient) -> None:
    wicked = "\u202e</h1><script>alert(1)</script>"
    assert (
        save(desk, "session:topic", **{"title-fr": wicked, "title-en": "=1+1 \u2066 {title}"}).status_code
        == 303
    )
    for path in ("/fr/season/topic/", "/fr/season/", "/fr/search?text=script", "/ar/season/topic/"):
        page = desk.get(path).text
        assert "<script>alert" not in page
        assert "\u202e" not in page
    stored = form(desk, "/en/desk/season/translations/session:topic")
    assert stored["title-fr"] == wicked
    assert "\u202e" not in desk.get("/calendars/season.ics?lang=fr").text


@pytest.mark.usefixtures("season")
def test_stream_organizer_translates_the_own_sessions_only(app: Flask, client: FlaskClient) -> None:
    mine = sign_in(app, client, "organizer", programme="season", stream="science")
    page = mine.get("/en/desk/season/translations").text
    assert "session:topic" in page
    assert "session:other" not in page
    assert "stream:" not in page
    assert "translations/programme" not in page
    path = "/en/desk/season/translations"
    data = form(mine, f"{path}/session:topic")
    assert save(mine, "session:topic", **{"title-fr": "À moi"}).status_code == 303
    for other in ("session:other", "stream:science", "programme"):
        assert mine.get(f"{path}/{other}").status_code == 404
        assert mine.post(f"{path}/{other}", data=data | {"title-fr": "À moi"}).status_code == 404
    with app.app_context():
        titles = dict(db.session.execute(select(Session.slug, Session.title)).all())
        assert titles == {"topic": {"en": "Session topic", "fr": "À moi"}, "other": {"en": "Session other"}}


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    "thing",
    [
        "session:none",
        "session:",
        "nothing",
        "document:99999",
        "document:x",
        "document:٣",
        "programme:season",
        "..%2f..",
    ],
)
def test_things_that_are_not_there(desk: FlaskClient, thing: str) -> None:
    assert desk.get(f"/en/desk/season/translations/{thing}").status_code == 404
    data = {"csrf_token": csrf(desk, "/en/desk/people"), "title-en": "x", "revision": "1"}
    assert desk.post(f"/en/desk/season/translations/{thing}", data=data).status_code == 404


def facts(app: Flask) -> dict[str, Any]:
    """Give what an edit of words may and may not change."""
    with app.app_context():
        tick_notices(app, datetime.now(UTC))
        db.session.rollback()
        return {
            "changes": db.session.scalars(select(Programme.changes)).one(),
            "slots": db.session.execute(
                select(Slot.id, Slot.version, Slot.revision, Slot.updated_at).order_by(Slot.id)
            ).all(),
            "versions": db.session.scalar(select(func.count(SlotVersion.slot_id))),
            "notices": db.session.scalar(select(func.count(Notice.id))),
            "messages": db.session.scalar(select(func.count(Message.id))),
        }
