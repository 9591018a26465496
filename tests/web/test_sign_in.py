"""Signing in to the desk over HTTP: by invitation, password and second step, by the system of the house, and back."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from meetings.domain.accounts import Way, step_at, totp
from meetings.domain.codes import LANGUAGES
from meetings.extensions import db, limiter
from meetings.jobs import tick_drafts, tick_staff_mails
from meetings.models import Account, Audit, Carried, Draft, Grant, Session, Stay, User
from meetings.services import roles, staff, stays
from tests.conftest import make_app
from tests.factories import make_programme, make_session, make_slot
from tests.issuer import CLIENT, Issuer, running_issuer
from tests.web.test_desk import csrf, sign_in
from tests.web.test_drafts import TEXTS, TYPED, hidden

EMAIL = "organizer@example.org"
PASSWORD = "cinabre, étain et or"
SIGN_IN = "/en/desk/sign-in"
LONG = {"title-en": "Typed title", "abstract-en": "word " * 4000, "revision": "1", "draft_form": "texts"}


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    with app_sqlite.app_context():
        return make_slot(make_session(make_programme())).id


def send(client: FlaskClient, path: str, at: str = "", **values: str) -> Any:
    """Send a form of a page, with its token."""
    return client.post(path, data={"csrf_token": csrf(client, at or path)} | values)


def secret_of(page: str) -> bytes:
    import base64

    found = re.search(r'<strong><bdi dir="ltr">([A-Z2-7 ]+)</bdi>', page)
    assert found is not None
    return base64.b32decode(found[1].replace(" ", ""))


def code_now(secret: bytes, aside: int = 0) -> str:
    return totp(secret, step_at(datetime.now(UTC)) + aside)


def invite(app: Flask, role: str = "organizer") -> int:
    with app.app_context():
        return roles.invite(EMAIL, role, datetime.now(UTC), "user:1", language="en")


def mailed(app: Flask, folder: Path) -> Any:
    """Send what is due to staff, and give the last mail."""
    with app.app_context():
        tick_staff_mails(app, datetime.now(UTC))
    found = sorted((folder / "mail").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns)
    assert found
    return message_from_bytes(found[-1].read_bytes(), policy=policy.default)


def link_in(mail: Any) -> str:
    text = mail.get_body(("plain",)).get_content()
    found = re.search(r"https://meetings\.example\.org(/\S+)", text)
    assert found is not None
    return found[1]


def enrol(app: Flask, client: FlaskClient, folder: Path) -> tuple[bytes, list[str]]:
    """Go from the mailed invitation to the desk; give the app's secret and the recovery codes."""
    invite(app)
    path = link_in(mailed(app, folder))
    first = re.search(r"<form([^>]*)>", client.get(path).text)
    assert first is not None
    assert "post" not in first[1]  # some mail gateways press the first button of what a mail leads to
    answer = send(client, path)
    assert answer.location == f"{SIGN_IN}/password"
    assert send(client, answer.location, password=PASSWORD).location == f"{SIGN_IN}/second-step"
    secret = secret_of(client.get(f"{SIGN_IN}/second-step").text)
    page = send(client, f"{SIGN_IN}/second-step", code=code_now(secret, -1))
    assert page.status_code == 200
    codes = re.findall(r"<li><strong><bdi dir=\"ltr\">(\w{5}-\w{5})</bdi>", page.text)
    assert len(codes) == 10
    assert 'href="/en/desk/"' in page.text
    assert client.get("/en/desk/account").status_code == 200
    return secret, codes


def leave(client: FlaskClient) -> None:
    assert send(client, "/en/desk/sign-out", at="/en/desk/account").status_code == 303


def by_password(client: FlaskClient, password: str = PASSWORD, email: str = EMAIL, **more: str) -> Any:
    return send(client, SIGN_IN, email=email, password=password, **more)


@pytest.mark.usefixtures("slot")
def test_invitation_by_mail_leads_to_the_desk_and_the_password_leads_back(
    app_sqlite: Flask, client_sqlite: FlaskClient, tmp_path: Path
) -> None:
    secret, codes = enrol(app_sqlite, client_sqlite, tmp_path)
    leave(client_sqlite)
    assert client_sqlite.get("/en/desk/season/").status_code == 401
    answer = by_password(client_sqlite)
    assert (answer.status_code, answer.location) == (303, f"{SIGN_IN}/code")
    for path in ("/en/desk/season/", "/en/desk/account", "/en/desk/drafts/x"):
        assert client_sqlite.get(path).status_code == 401
    for other in ("password", "second-step"):
        assert client_sqlite.get(f"{SIGN_IN}/{other}").location == f"{SIGN_IN}/code"
    wrong = send(client_sqlite, f"{SIGN_IN}/code", code="000000")
    assert wrong.status_code == 422
    assert 'id="error-summary"' in wrong.text
    done = send(client_sqlite, f"{SIGN_IN}/code", code=code_now(secret))
    assert (done.status_code, done.location) == (303, "/en/desk/")
    leave(client_sqlite)
    by_password(client_sqlite)
    assert send(client_sqlite, f"{SIGN_IN}/code", code=code_now(secret)).status_code == 422
    assert send(client_sqlite, f"{SIGN_IN}/code", code=codes[0]).status_code == 303


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", EMAIL, "password1234"])
def test_weak_password_comes_back_with_its_reason(
    app_sqlite: Flask, client_sqlite: FlaskClient, tmp_path: Path, password: str
) -> None:
    invite(app_sqlite)
    send(client_sqlite, link_in(mailed(app_sqlite, tmp_path)))
    answer = send(client_sqlite, f"{SIGN_IN}/password", password=password)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert not password or password == EMAIL or password not in answer.text


def test_unknown_address_and_wrong_password_show_the_same_page(
    app_sqlite: Flask, client_sqlite: FlaskClient, tmp_path: Path
) -> None:
    enrol(app_sqlite, client_sqlite, tmp_path)
    seen = []
    for email in (EMAIL, "nobody@example.org"):
        client = app_sqlite.test_client()
        pages = [by_password(client, "some other words", email) for _time in range(6)]
        assert [one.status_code for one in pages] == [422] * 5 + [429]
        assert int(pages[-1].headers["Retry-After"]) > 0
        seen.append([re.sub(r'value="[^"]*"', "", one.text) for one in pages])
        assert f'value="{email}"' in pages[0].text
        assert "some other words" not in pages[0].text
    assert seen[0] == seen[1]


def test_one_address_that_fails_everywhere_is_held_off(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path, RATELIMIT_ENABLED=True)
    limiter.reset()
    client = app.test_client()
    said = [by_password(client, "some words", f"nobody{number}@example.org") for number in range(61)]
    assert [one.status_code for one in said] == [422] * 60 + [429]
    limiter.reset()
    with app.app_context():
        db.engine.dispose()


def test_what_was_typed_is_there_again_after_password_and_second_step(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str, tmp_path: Path
) -> None:
    secret, _codes = enrol(app_sqlite, client_sqlite, tmp_path)
    token = csrf(client_sqlite, TEXTS)
    with app_sqlite.app_context():
        db.session.execute(update(Stay).values(ended_at=datetime.now(UTC)))
        db.session.commit()
    lost = client_sqlite.post(TEXTS, data=TYPED | {"csrf_token": token})
    assert lost.status_code == 401
    form = {name: hidden(lost.text, name) for name in ("csrf_token", "next", "kept")}
    page = client_sqlite.post(SIGN_IN, data=form)
    assert page.status_code == 200
    assert "What you typed comes along" in page.text
    form = {name: hidden(page.text, name) for name in ("csrf_token", "next", "kept")}
    wrong = client_sqlite.post(SIGN_IN, data=form | {"email": EMAIL, "password": "some other words"})
    assert hidden(wrong.text, "kept") == form["kept"]
    answer = client_sqlite.post(SIGN_IN, data=form | {"email": EMAIL, "password": PASSWORD})
    assert answer.location == f"{SIGN_IN}/code"
    done = send(client_sqlite, answer.location, code=code_now(secret))
    assert done.location.startswith(f"{TEXTS}?draft=")
    again = client_sqlite.get(done.location).text
    assert 'value="Typed &lt;b&gt;title&lt;/b&gt;"' in again
    with app_sqlite.app_context():
        assert db.session.scalars(select(Session.title)).one() == {"en": "Session topic"}


def test_form_to_sign_in_that_expired_keeps_what_was_typed(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    desk.delete_cookie("desk")
    lost = desk.post(TEXTS, data=TYPED)
    form = {"kept": hidden(lost.text, "kept"), "next": TEXTS, "csrf_token": "of an older sign-in"}
    answer = desk.post(SIGN_IN, data=form)
    assert answer.status_code == 400
    assert hidden(answer.text, "kept") == form["kept"]
    assert hidden(answer.text, "next") == TEXTS
    evil = desk.post(SIGN_IN, data=form, headers={"Origin": "https://evil.example"})
    assert "kept" not in evil.text


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/en/desk/people?text=a", "/en/desk/people?text=a"),
        ("/fr/desk/season/", "/fr/desk/season/"),
        ("//evil.example/en/desk/", "/en/desk/"),
        ("https://evil.example/en/desk/", "/en/desk/"),
        ("/\\evil.example/en/desk/", "/en/desk/"),
        ("/en/desk/../season/", "/en/desk/"),
        ("/en/season/", "/en/desk/"),
        ("/en/desk/sign-out", "/en/desk/"),
        ("/en/desk/x\r\nSet-Cookie: a=b", "/en/desk/"),
    ],
)
def test_way_back_leads_to_pages_of_the_desk_alone(
    app_sqlite: Flask, client_sqlite: FlaskClient, tmp_path: Path, asked: str, led: str
) -> None:
    invite(app_sqlite)
    with app_sqlite.app_context():
        user = db.session.scalars(select(User.id)).one()
        db.session.add(Account(user_id=user, password_hash=_hashed()))
        db.session.commit()
    app_sqlite.config["SECOND_STEP"] = "offered"
    assert by_password(client_sqlite, next=asked).location == led


def _hashed() -> str:
    from meetings.services.passwords import HASHER

    return HASHER.hash(PASSWORD)


def test_second_step_may_be_offered_only(
    app_sqlite: Flask, client_sqlite: FlaskClient, tmp_path: Path
) -> None:
    app_sqlite.config["SECOND_STEP"] = "offered"
    invite(app_sqlite)
    answer = send(client_sqlite, link_in(mailed(app_sqlite, tmp_path)))
    assert send(client_sqlite, answer.location, password=PASSWORD).location == "/en/desk/"
    page = send(client_sqlite, "/en/desk/account/second-step", current=PASSWORD, code="000000")
    assert page.status_code == 422
    code = code_now(secret_of(page.text))
    page = send(client_sqlite, "/en/desk/account/second-step", current=PASSWORD, code=code)
    assert (page.status_code, page.text.count("<li><strong><bdi")) == (200, 10)
    leave(client_sqlite)
    assert by_password(client_sqlite).location == f"{SIGN_IN}/code"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forgotten_password_is_mailed_alike_and_asks_for_the_second_step(
    app_sqlite: Flask, client_sqlite: FlaskClient, tmp_path: Path, lang: str
) -> None:
    secret, _codes = enrol(app_sqlite, client_sqlite, tmp_path)
    path = f"/{lang}/desk/sign-in/forgotten"
    stranger = app_sqlite.test_client()
    said = {
        re.sub(r'value="[^"]*"', "", send(stranger, path, email=email).text)
        for email in (EMAIL, "nobody@example.org")
    }
    assert len(said) == 1
    assert send(stranger, path, email="nobody").status_code == 422
    mail = mailed(app_sqlite, tmp_path)
    assert mail["Content-Language"] == lang
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2
    link = link_in(mail)
    assert stranger.get(link).status_code == 200
    answer = send(stranger, link)
    assert answer.location == f"/{lang}/desk/sign-in/code"
    assert stranger.get(f"/{lang}/desk/sign-in/password").location == answer.location
    assert client_sqlite.get("/en/desk/account").status_code == 200
    answer = send(stranger, answer.location, code=code_now(secret))
    assert answer.location == f"/{lang}/desk/sign-in/password"
    assert send(stranger, answer.location, password="another word of mine").location == f"/{lang}/desk/"
    assert client_sqlite.get("/en/desk/account").status_code == 401
    assert stranger.post(link).status_code in (400, 404)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20)):
        assert by_password(app_sqlite.test_client(), PASSWORD).status_code == 422
        assert by_password(app_sqlite.test_client(), "another word of mine").status_code == 303


def test_what_was_typed_waits_for_the_mail_too(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str, tmp_path: Path
) -> None:
    secret, _codes = enrol(app_sqlite, client_sqlite, tmp_path)
    client_sqlite.delete_cookie("desk")
    lost = client_sqlite.post(TEXTS, data=LONG)
    kept = hidden(lost.text, "kept")
    page = client_sqlite.post(SIGN_IN, data={"kept": kept, "csrf_token": hidden(lost.text, "csrf_token")})
    form = {"kept": kept, "csrf_token": hidden(page.text, "csrf_token")}
    assert client_sqlite.post(f"{SIGN_IN}/forgotten", data=form).status_code == 200
    send(client_sqlite, f"{SIGN_IN}/forgotten", email=EMAIL)
    send(client_sqlite, link_in(mailed(app_sqlite, tmp_path)))
    send(client_sqlite, f"{SIGN_IN}/code", code=code_now(secret))
    done = send(client_sqlite, f"{SIGN_IN}/password", password="another word of mine")
    assert "word word word" in client_sqlite.get(done.location).text
    with app_sqlite.app_context():
        assert db.session.scalar(select(func.count()).select_from(Carried)) == 0


# The account, and who is sent out


def test_account_changes_password_codes_and_where_one_is_signed_in(
    app_sqlite: Flask, client_sqlite: FlaskClient, tmp_path: Path
) -> None:
    secret, _codes = enrol(app_sqlite, client_sqlite, tmp_path)
    other = app_sqlite.test_client()
    by_password(other)
    send(other, f"{SIGN_IN}/code", code=code_now(secret))
    path = "/en/desk/account"
    page = client_sqlite.get(path).text
    assert page.count('name="stay"') == 1
    assert "10 codes are left." in page
    for wrong in ({"current": "x"}, {"current": PASSWORD, "password": "short"}):
        answer = send(client_sqlite, path, act="password", **({"password": "another word of mine"} | wrong))
        assert answer.status_code == 422
        assert 'id="error-summary"' in answer.text
    assert send(client_sqlite, path, act="codes", current="no").status_code == 422
    codes = send(client_sqlite, path, act="codes", current=PASSWORD)
    assert codes.text.count("<li><strong><bdi") == 10
    stay = hidden(page, "stay")
    assert send(client_sqlite, path, act="end", stay=stay).status_code == 303
    assert other.get(path).status_code == 401
    changed = send(client_sqlite, path, act="password", current=PASSWORD, password="another word of mine")
    assert changed.status_code == 303
    assert client_sqlite.get(path).status_code == 200
    assert send(client_sqlite, path, act="everywhere").location == SIGN_IN
    assert client_sqlite.get(path).status_code == 401


def test_cookie_of_a_stay_that_ended_opens_nothing(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    cookie = desk.get_cookie("desk")
    assert cookie is not None
    leave(desk)
    thief = app_sqlite.test_client()
    thief.set_cookie("desk", cookie.value)
    assert thief.get("/en/desk/season/").status_code == 401


def test_stay_is_over_after_a_week(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str) -> None:
    desk, begin = sign_in(app_sqlite, client_sqlite, "organizer"), datetime.now(UTC)
    with time_machine.travel(begin, tick=False) as clock:
        while datetime.now(UTC) < begin + stays.LASTS - timedelta(hours=1):
            assert desk.get("/en/desk/season/").status_code == 200
            clock.shift(11 * 3600)
        clock.move_to(begin + stays.LASTS + timedelta(seconds=1))
        assert desk.get("/en/desk/season/").status_code == 401
    with app_sqlite.app_context():
        tick_drafts(app_sqlite, begin + timedelta(days=60))
        assert db.session.scalar(select(func.count()).select_from(Stay)) == 0


def test_administrator_invites_gives_takes_and_sends_out(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str, tmp_path: Path
) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "administrator")
    wrong = send(desk, "/en/desk/staff", email="nobody", role="reader")
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    gmp = {"email": "gmp@example.org", "role": "organizer", "where": "season", "partner": "GMP"}
    for bad in ({"where": "nowhere"}, {"where": "season/nowhere"}, {"role": "queen"}, {"where": ""}):
        assert send(desk, "/en/desk/staff", **(gmp | bad)).status_code == 422
    person = send(desk, "/en/desk/staff", **gmp, name="Ada <b>").location.partition("?")[0]
    assert str(mailed(app_sqlite, tmp_path)["To"]).endswith("<gmp@example.org>")
    page = desk.get(person).text
    assert "Ada &lt;b&gt;" in page
    assert "Minamata Online · GMP" in page
    assert send(desk, person, act="give", role="reader", where="season/science").status_code == 303
    assert "Minamata Online · Mercury science" in desk.get(person).text
    grants = re.findall(r'name="grant" value="(\d+)"', desk.get(person).text)
    assert len(grants) == 2
    for grant in grants:
        assert send(desk, person, act="take", grant=grant).status_code == 303
    assert "No role." in desk.get(person).text
    other = sign_in(app_sqlite, app_sqlite.test_client(), "organizer")
    theirs = next(
        one for one in re.findall(r"/en/desk/staff/\d+", desk.get("/en/desk/staff").text) if one != person
    )
    assert other.get("/en/desk/account").status_code == 200
    for path in re.findall(r"/en/desk/staff/\d+", desk.get("/en/desk/staff").text):
        if "organizer@" in desk.get(path).text:
            theirs = path
    assert send(desk, theirs, act="end").status_code == 303
    assert other.get("/en/desk/account").status_code == 401
    own = next(
        one
        for one in re.findall(r"/en/desk/staff/\d+", desk.get("/en/desk/staff").text)
        if "administrator@" in desk.get(one).text
    )
    last = send(desk, own, act="end")
    assert last.status_code == 409
    assert "Somebody has to remain" in last.text
    assert desk.get("/en/desk/staff/9999").status_code == 404
    with app_sqlite.app_context():
        said = [one.act for one in db.session.scalars(select(Audit).order_by(Audit.id))]
    assert said == ["sign_in", "role", "role", "role", "role", "sign_in", "end_access"]


def test_role_taken_while_typing_keeps_what_was_typed(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    boss = sign_in(app_sqlite, app_sqlite.test_client(), "administrator")
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    token = csrf(desk, TEXTS)
    with app_sqlite.app_context():
        grant, user = db.session.execute(
            select(Grant.id, Grant.user_id).where(Grant.role == "organizer")
        ).one()
    assert send(boss, f"/en/desk/staff/{user}", act="take", grant=str(grant)).status_code == 303
    answer = desk.post(TEXTS, data=TYPED | {"csrf_token": token})
    assert answer.status_code == 403
    assert "Typed &lt;b&gt;title" in answer.text
    with app_sqlite.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
        assert db.session.scalars(select(Session.title)).one() == {"en": "Session topic"}
    send(boss, f"/en/desk/staff/{user}", act="give", role="organizer")
    assert "did not save it" in desk.get(TEXTS).text


def test_whoever_is_sent_out_while_typing_loses_nothing(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    token = csrf(desk, TEXTS)
    with app_sqlite.app_context():
        staff.invite("boss@example.org", "administrator", datetime.now(UTC))
        user = db.session.scalars(select(User.id).where(User.email == EMAIL)).one()
        roles.end_access(user, datetime.now(UTC), "user:2")
    answer = desk.post(TEXTS, data=TYPED | {"csrf_token": token})
    assert answer.status_code == 401
    assert "Typed &lt;b&gt;title" in answer.text


ODD = (
    "",
    "\0",
    "a\0b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "x" * 9000,
    "٠" * 9,
    "<script>",
)


@pytest.mark.parametrize("odd", ODD, ids=[str(number) for number in range(len(ODD))])
def test_odd_input_is_refused_and_nothing_breaks(
    app: Flask, client: FlaskClient, tmp_path: Path, odd: str
) -> None:
    """Hold every form against it, on both stores."""
    enrol(app, client, tmp_path)
    boss, stranger = sign_in(app, app.test_client(), "administrator"), app.test_client()
    pages = {
        SIGN_IN: ("email", "password", "next", "kept"),
        f"{SIGN_IN}/forgotten": ("email", "kept"),
        f"{SIGN_IN}/back": ("code", "state"),
    }
    for path, fields in pages.items():
        for field in fields:
            sent = {"email": EMAIL, "password": "wrong words"} | {field: odd}
            assert stranger.get(path, query_string={field: odd}).status_code < 500
            assert path.endswith("back") or send(stranger, path, **sent).status_code < 500
    for act in ("password", "codes", "end"):
        sent = {"act": act, "current": odd, "password": odd, "stay": odd}
        assert send(client, "/en/desk/account", **sent).status_code in (303, 422, 429)
    assert send(client, "/en/desk/account/second-step", current=PASSWORD, code=odd).status_code in (422, 429)
    person = {"email": "new@example.org", "role": "reader", "where": "", "partner": ""}
    for field in ("email", "name", "role", "where", "partner"):
        assert send(boss, "/en/desk/staff", **(person | {field: odd})).status_code in (303, 422)
    stranger.set_cookie("device", odd.replace("\0", "")[:2000])
    assert by_password(stranger, "some other words").status_code in (422, 429)


def test_numbers_that_no_store_holds_are_of_nobody(app: Flask, client: FlaskClient) -> None:
    boss, most = sign_in(app, client, "administrator"), "9" * 30
    assert boss.get(f"/en/desk/staff/{most}").status_code == 404
    for path in (f"/en/desk/staff/{most}", f"/en/desk/doubles/{most}/undo"):
        assert send(boss, path, "/en/desk/staff", act="link").status_code in (404, 405)
    assert send(boss, "/en/desk/staff/1", act="take", grant=most).status_code == 303


# The system of the house


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer(EMAIL) as one:
        yield one


@pytest.fixture
def house(store_sqlite: str, tmp_path: Path, issuer: Issuer) -> Iterator[Flask]:
    """Give an application that knows an issuer, with a season."""
    settings = {"OIDC_ISSUER": issuer.url, "OIDC_CLIENT_ID": CLIENT[0], "OIDC_CLIENT_SECRET": CLIENT[1]}
    app = make_app(store_sqlite, tmp_path, OIDC_NAME="UN ID", **settings)
    with app.app_context():
        make_slot(make_session(make_programme()))
        staff.invite(EMAIL, "organizer", datetime.now(UTC))
    yield app
    with app.app_context():
        db.engine.dispose()


def sign_on(client: FlaskClient, issuer: Issuer, lang: str = "en", **form: str) -> Any:
    answer = send(client, f"/{lang}/desk/sign-in/on", at=f"/{lang}/desk/sign-in", **form)
    assert answer.status_code == 303
    assert answer.location.startswith(f"{issuer.url}/authorize?")
    back = urlsplit(issuer.answer(answer.location))
    assert back.netloc == "meetings.example.org"
    return client.get(f"{back.path}?{back.query}")


def test_sign_on_leads_to_the_desk_and_binds(house: Flask, issuer: Issuer) -> None:
    client = house.test_client()
    page = client.get("/ar/desk/sign-in")
    assert "UN ID" in page.text
    assert "form-action 'self' https: http:" in page.headers["Content-Security-Policy"]
    answer = sign_on(client, issuer, "ar", next="/ar/desk/people")
    assert (answer.status_code, answer.location) == (303, "/ar/desk/people")
    assert client.get("/en/desk/season/").status_code == 200
    assert issuer.url in client.get("/en/desk/account").text
    issuer.claims |= {"email": "renamed@example.org"}
    assert sign_on(house.test_client(), issuer).location == "/en/desk/"
    with house.app_context():
        assert db.session.scalars(select(Stay.way)).all() == [Way.SIGN_ON] * 2


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ({"email_verified": False}, "not_invited"),
        ({"email": "nobody@example.org"}, "not_invited"),
        ({"email": ""}, "not_invited"),
        ({"nonce": "another"}, "not_vouched_for"),
        ({"aud": "another"}, "not_vouched_for"),
    ],
)
def test_sign_on_of_a_stranger_shows_why(
    house: Flask, issuer: Issuer, claims: dict[str, Any], problem: str
) -> None:
    issuer.wrong = claims
    client = house.test_client()
    answer = sign_on(client, issuer, "fr")
    assert answer.location == f"/fr/desk/sign-in?problem={problem}"
    page = client.get(answer.location)
    assert page.status_code == 403
    assert 'id="error-summary"' in page.text
    assert client.get("/en/desk/season/").status_code == 401


def test_only_the_browser_that_began_comes_back_and_once(house: Flask, issuer: Issuer) -> None:
    client = house.test_client()
    begun = send(client, f"{SIGN_IN}/on", at=SIGN_IN)
    back = urlsplit(issuer.answer(begun.location))
    address = f"{back.path}?{back.query}"
    for other in (house.test_client(), client):
        answer = other.get(address if other is not client else f"{address}x".replace("state=", "state=x"))
        assert answer.location == f"{SIGN_IN}?problem=not_vouched_for"
    assert client.get(address).location == f"{SIGN_IN}?problem=not_vouched_for"


def test_issuer_that_is_down_is_a_clear_page_that_keeps_what_was_typed(house: Flask, issuer: Issuer) -> None:
    issuer.metadata = {"issuer": "https://somebody.else"}
    client = house.test_client()
    lost = client.post(TEXTS, data=LONG)
    kept = hidden(lost.text, "kept")
    answer = client.post(f"{SIGN_IN}/on", data={"csrf_token": hidden(lost.text, "csrf_token"), "kept": kept})
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert hidden(answer.text, "kept") == kept
    issuer.metadata, issuer.broken = {}, "down"
    assert sign_on(client, issuer).location == f"{SIGN_IN}?problem=issuer_away"


def test_long_text_survives_the_way_over_the_system_of_the_house(house: Flask, issuer: Issuer) -> None:
    client = house.test_client()
    sign_on(client, issuer)
    token = csrf(client, TEXTS)
    with house.app_context():
        db.session.execute(delete(Stay))
        db.session.commit()
    lost = client.post(TEXTS, data=LONG | {"csrf_token": token})
    assert lost.status_code == 401
    form = {name: hidden(lost.text, name) for name in ("csrf_token", "next", "kept")}
    page = client.post(SIGN_IN, data=form)
    form = {name: hidden(page.text, name) for name in ("csrf_token", "next", "kept")}
    begun = client.post(f"{SIGN_IN}/on", data=form)
    cookie = client.get_cookie("desk")
    assert cookie is not None
    assert len(cookie.value) < 2000
    back = urlsplit(issuer.answer(begun.location))
    done = client.get(f"{back.path}?{back.query}")
    assert done.location.startswith(f"{TEXTS}?draft=")
    assert html.unescape(client.get(done.location).text).count("word ") >= 4000
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(Carried)) == 0


def test_nothing_waits_that_is_not_ours(house: Flask, issuer: Issuer) -> None:
    for kept in ("nothing of ours", "\0", "x" * 10_000):
        assert sign_on(house.test_client(), issuer, kept=kept).status_code == 303
        with house.app_context():
            assert db.session.scalar(select(func.count()).select_from(Carried)) == 0
