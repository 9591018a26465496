"""Nothing typed at the desk is lost: a sign-in that expired, a form that came twice, a role taken away, two tabs."""

import html
import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from meetings.extensions import db
from meetings.models import Draft, Grant, Session, Slot, User
from meetings.services import staff
from meetings.services.drafts import unseal
from meetings.services.slots import edit
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.web.test_desk import csrf, sign_in

TEXTS = "/en/desk/season/translations/session:topic"
TYPED = {"title-en": "Typed <b>title</b>", "abstract-ar": "نص\nطويل", "revision": "1", "draft_form": "texts"}
SESSION = "desk/season/translations/session:topic"


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    with app_sqlite.app_context():
        return make_slot(make_session(make_programme())).id


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str) -> FlaskClient:
    """Give a client that signed in as an organizer, where there is a season."""
    return sign_in(app_sqlite, client_sqlite, "organizer")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def drafts(app: Flask) -> list[tuple[str, str, dict[str, Any]]]:
    with app.app_context():
        return [
            (one.address, one.form, one.values)
            for one in db.session.scalars(select(Draft).order_by(Draft.id))
        ]


def user_of(app: Flask, email: str = "organizer@example.org") -> int:
    with app.app_context():
        return db.session.scalars(select(User.id).where(User.email == email)).one()


def again(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        token = staff.link("organizer@example.org", datetime.now(UTC))
    path = f"/en/desk/sign-in/{token}"
    client.post(path, data={"csrf_token": csrf(client, path)})


def test_expired_sign_in_keeps_everything_typed_and_comes_back_to_the_form(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    token = csrf(desk, TEXTS)
    desk.delete_cookie("desk")
    answer = desk.post(TEXTS, data=TYPED | {"csrf_token": token, "password": "hush"})
    assert answer.status_code == 401
    assert "Nothing was saved" in answer.text
    assert "Typed &lt;b&gt;title&lt;/b&gt;" in answer.text
    assert "hush" not in answer.text
    assert hidden(answer.text, "next") == TEXTS
    assert 'action="/en/desk/sign-in"' in answer.text
    assert drafts(app_sqlite) == []
    with app_sqlite.app_context():
        assert db.session.scalars(select(Session.title)).one() == {"en": "Session topic"}
        keys = app_sqlite.extensions["outside"].keys
        address = unseal(hidden(answer.text, "kept"), user_of(app_sqlite), datetime.now(UTC), keys)
    again(app_sqlite, desk)
    assert address is not None
    page = desk.get(address).text
    assert 'value="Typed &lt;b&gt;title&lt;/b&gt;"' in page
    assert "نص\nطويل</textarea>" in page
    assert "It is not saved yet" in page
    assert hidden(page, "csrf_token") != token
    saved = desk.post(TEXTS, data=TYPED | {"csrf_token": hidden(page, "csrf_token"), "draft_of": SESSION})
    assert saved.status_code == 303
    assert drafts(app_sqlite) == []
    with app_sqlite.app_context():
        assert db.session.scalars(select(Session.title)).one() == {"en": TYPED["title-en"]}


def test_what_was_typed_belongs_to_who_typed_it(app_sqlite: Flask, desk: FlaskClient) -> None:
    user, token = user_of(app_sqlite), csrf(desk, TEXTS)
    with app_sqlite.app_context():
        db.session.execute(update(User).values(active=False))
        db.session.commit()
    page = desk.post(TEXTS, data=TYPED | {"csrf_token": token})
    assert page.status_code == 401
    with app_sqlite.app_context():
        kept, now = hidden(page.text, "kept"), datetime.now(UTC)
        keys = app_sqlite.extensions["outside"].keys
        assert unseal(kept, user + 1, now, keys) is None
        assert unseal(kept, user, now, keys) is not None


def test_another_site_is_given_nothing_to_keep(desk: FlaskClient) -> None:
    desk.delete_cookie("desk")
    for head in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = desk.post(TEXTS, data=TYPED, headers=head)
        assert answer.status_code == 400
        assert "Typed" not in answer.text


def test_every_form_of_the_desk_is_kept_and_files_are_said_not_to_be(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    desk.delete_cookie("desk")
    for path in ("/ar/desk/mails", "/fr/desk/doubles", "/en/desk/not/known/to/anybody"):
        answer = desk.post(path, data={"act": "x", "words": "typed here"})
        assert answer.status_code in (401, 404), path
    answer = desk.post("/ar/desk/doubles", data={"one": "typed here", "file": (BytesIO(b"x"), "a.csv")})
    assert answer.status_code == 401
    assert 'dir="rtl"' in answer.text
    with app_sqlite.app_context():
        keys = app_sqlite.extensions["outside"].keys
        address = unseal(hidden(answer.text, "kept"), user_of(app_sqlite), datetime.now(UTC), keys)
    again(app_sqlite, desk)
    assert address is not None
    assert address.startswith("/ar/desk/drafts/")
    assert "typed here" in desk.get(address).text
    gone = desk.post(address, data={"csrf_token": csrf(desk, address)})
    assert (gone.status_code, drafts(app_sqlite)) == (303, [])


def test_form_without_its_token_comes_back_with_what_was_typed(app_sqlite: Flask, desk: FlaskClient) -> None:
    answer = desk.post(TEXTS, data=TYPED | {"csrf_token": "of an older sign-in"})
    assert answer.status_code == 400
    assert drafts(app_sqlite) == []
    back = desk.post(
        "/en/desk/drafts",
        data={"csrf_token": hidden(answer.text, "csrf_token"), "kept": hidden(answer.text, "kept")},
    )
    assert back.status_code == 303
    assert 'value="Typed &lt;b&gt;' in desk.get(back.location).text


def test_role_taken_away_while_typing_leaves_what_was_typed(app_sqlite: Flask, desk: FlaskClient) -> None:
    token = csrf(desk, TEXTS)
    with app_sqlite.app_context():
        db.session.execute(delete(Grant))
        db.session.commit()
    answer = desk.post(TEXTS, data=TYPED | {"csrf_token": token})
    assert answer.status_code == 403
    assert "Typed &lt;b&gt;title" in answer.text
    assert [(address, form) for address, form, _values in drafts(app_sqlite)] == [(SESSION, "texts")]


def keep(client: FlaskClient, path: str, form: str, *, quietly: bool = False, **values: str) -> Any:
    sent = values | {"draft_of": path[4:], "draft_form": form, "csrf_token": csrf(client, path)}
    return client.post("/en/desk/drafts", data=sent, headers={"X-Draft": "1"} if quietly else {})


def test_draft_is_kept_offered_used_and_thrown_away(app_sqlite: Flask, desk: FlaskClient, slot: str) -> None:
    path = f"/en/desk/slot/{slot}"
    assert keep(desk, path, "form-edit", quietly=True, capacity="44", revision="1").status_code == 204
    kept = keep(desk, path, "form-edit", capacity="45", revision="1")
    assert (kept.status_code, len(drafts(app_sqlite))) == (303, 1)
    offered = desk.get(path).text
    assert "and did not save it" in offered
    assert 'value="45"' not in offered
    used = desk.get(kept.location).text
    assert 'name="capacity" type="text" value="45"' in used
    draft = kept.location.partition("draft=")[2]
    other = sign_in(app_sqlite, app_sqlite.test_client(), "administrator")
    assert other.get(kept.location).status_code == 403
    assert "did not save" not in other.get(path).text
    assert other.post(f"/en/desk/drafts/{draft}", data={"csrf_token": csrf(other, path)}).status_code == 403
    assert desk.get(f"{TEXTS}?draft={draft}").status_code == 403
    assert desk.post(f"/en/desk/drafts/{draft}", data={"csrf_token": csrf(desk, path)}).location == path
    assert drafts(app_sqlite) == []


def test_draft_keeps_the_revision_it_saw_so_that_a_stale_save_is_noticed(
    app_sqlite: Flask, desk: FlaskClient, slot: str
) -> None:
    path = f"/en/desk/slot/{slot}"
    values = {"capacity": "45", "doors_minutes": "20", "platform_address": "", "revision": "1"}
    used = keep(desk, path, "form-edit", **values).location
    with app_sqlite.app_context():
        edit(slot, {"capacity": 50, "doors_minutes": 25}, 1, NOW, "user:9")
    page = desk.get(used).text
    assert 'name="revision" value="1"' in page
    values |= {"csrf_token": csrf(desk, path), "act": "edit", "draft_of": path[4:], "draft_form": "form-edit"}
    stale = desk.post(path, data=values)
    assert stale.status_code == 412
    for name in ("capacity", "doors_minutes"):
        assert re.search(rf'form="form-edit" name="pick-{name}"[^>]*value="mine"[^>]* checked', stale.text)
    assert 'id="form-edit"' in stale.text
    assert len(drafts(app_sqlite)) == 1
    chosen = {"revision": "2", "pick-capacity": "now", "pick-doors_minutes": "mine"}
    assert desk.post(path, data=values | chosen).status_code == 303
    assert drafts(app_sqlite) == []
    with app_sqlite.app_context():
        row = db.session.get_one(Slot, slot)
        assert (row.seats.capacity, row.doors_minutes, row.revision) == (50, 20, 3)


def test_too_much_is_given_back_and_wrong_addresses_keep_nothing(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    assert keep(desk, TEXTS, "texts", text="x" * 210_000).status_code == 422
    for path in ("/en/desk/sign-in", "/en//evil.example", "/en/season/topic"):
        sent = {"draft_of": path[4:], "draft_form": "a", "csrf_token": csrf(desk, TEXTS)}
        assert desk.post("/en/desk/drafts", data=sent).status_code == 422
    assert drafts(app_sqlite) == []
    sent = {"kept": "nothing of ours", "csrf_token": csrf(desk, TEXTS)}
    assert desk.post("/en/desk/drafts", data=sent).status_code == 403


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [
        ("/en/desk/season/reminders", "stream-science", "reminders"),
        ("/en/desk/mails/moved/fr", "words", "heading"),
        (TEXTS, "texts", "title-fr"),
    ],
)
def test_long_forms_take_drafts(
    app_sqlite: Flask, desk: FlaskClient, path: str, form: str, field: str
) -> None:
    kept = keep(desk, path, form, revision="1", **{field: "7h quite odd"})
    page = desk.get(kept.location)
    assert page.status_code == 200
    assert page.text.count('value="7h quite odd"') == 1
    assert page.text.count("data-draft>") == page.text.count("data-keep>") > 0
