"""Asking for one's link, and links that open nothing: whoever asks learns nothing, and whoever owns it gets it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from meetings.extensions import db
from meetings.models import LinkAsked, Mailbox, Person, PersonMailbox
from meetings.services.disowning import disown
from meetings.services.link_asking import settle
from meetings.services.links import rights_of, withdraw_links
from meetings.services.registrations import cancel, register
from tests.factories import KEYS, make_topic, request_for, somebody
from tests.mail.test_outbox import World, parts

ADA = {"name": "Ada Example", "email": "ada@example.org", "language": "fr"}
DAY = timedelta(days=1)


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def now() -> datetime:
    return datetime.now(UTC)


def ask(client: FlaskClient, email: str, lang: str = "en") -> TestResponse:
    return client.post(f"/{lang}/link", data={"email": email})


def recipients(mails: list[Any]) -> list[str]:
    return sorted(one.addr_spec for mail in mails for one in mail["To"].addresses)


def told(world: World) -> None:
    world.tick(now())


def test_each_person_behind_a_mailbox_is_mailed_their_own_link_once_a_day(
    world: World, client: FlaskClient
) -> None:
    make_topic(now() + 2 * DAY)
    people = [register(request_for(somebody(**ADA | {"name": name})), now(), KEYS) for name in ("Ada", "Bea")]
    told(world)
    for typed in ("ada@example.org", " ADA@Example.org ", "ada@example.org"):
        answer = ask(client, typed, "ru")
        assert answer.status_code == 200
    mails = world.tick(now())
    assert recipients(mails) == ["ada@example.org"] * 2
    tokens = {rights_of(one.person_id, one.id, now(), KEYS).me_token for one in people}
    assert {token for mail in mails for token in tokens if f"/fr/me/{token}" in parts(mail)[0]} == tokens
    assert {mail["Subject"] for mail in mails} == {"Vos inscriptions"}
    for mail in mails:
        assert sum(token in parts(mail)[0] for token in tokens) == 1
    assert ask(client, "ada@example.org").status_code == 200
    assert world.tick(now()) == []


@pytest.mark.parametrize("standing", ["cancelled", "never registered"])
def test_whoever_has_no_registration_gets_their_link_too(
    world: World, client: FlaskClient, standing: str
) -> None:
    make_topic(now() + 2 * DAY)
    if standing == "cancelled":
        cancel(register(request_for(somebody(**ADA)), now(), KEYS).id, now(), "person")
        told(world)
    else:
        person = Person(name="Ada", name_key="ada", language="fr", created_at=now(), updated_at=now())
        mailbox = Mailbox(address="ada@example.org", address_key="ada@example.org", created_at=now())
        db.session.add(PersonMailbox(person=person, mailbox=mailbox, name_key="ada"))
        db.session.commit()
    ask(client, "ada@example.org")
    (mail,) = world.tick(now())
    found = re.search(r"https://meetings\.example\.org(/fr/me/\S+)", parts(mail)[0])
    assert found is not None
    assert client.get(found[1]).status_code == 200


def test_mailbox_that_took_no_mail_is_tried_again(world: World, client: FlaskClient) -> None:
    make_topic(now() + 2 * DAY)
    register(request_for(somebody(**ADA)), now(), KEYS)
    told(world)
    db.session.query(Mailbox).update({"failed_at": now()})
    db.session.commit()
    ask(client, "ada@example.org")
    assert recipients(world.tick(now())) == ["ada@example.org"]


@pytest.mark.parametrize("why", ["unknown", "held", "refused", "erased"])
def test_who_is_not_written_to_is_answered_alike(world: World, client: FlaskClient, why: str) -> None:
    make_topic(now() + 2 * DAY)
    done = register(request_for(somebody(**ADA)), now(), KEYS)
    told(world)
    if why in ("held", "erased"):
        setattr(db.session.get_one(Person, done.person_id), f"{why}_at", now())
        db.session.commit()
    if why == "refused":
        disown(done.person_id, now())
    known = ask(client, "bea@example.org")
    answer = ask(client, "bob@example.org" if why == "unknown" else "ada@example.org")
    assert (answer.status_code, answer.data) == (known.status_code, known.data)
    assert world.tick(now()) == []


def test_asked_a_thousand_times_is_one_row_and_the_address_goes_with_it(
    world: World, client: FlaskClient
) -> None:
    for _time in range(30):
        ask(client, "nobody@example.org")
    assert db.session.scalar(select(func.count()).select_from(LinkAsked)) == 1
    world.tick(now())
    db.session.rollback()
    row = db.session.scalars(select(LinkAsked)).one()
    assert (row.address_key, row.settled_at is None) == ("", False)
    assert "nobody" not in row.key
    ask(client, "nobody@example.org")
    assert db.session.scalar(select(func.count()).select_from(LinkAsked)) == 1
    settle(now() + 3 * DAY, "example.org")
    assert db.session.scalar(select(func.count()).select_from(LinkAsked)) == 0


@pytest.mark.parametrize(
    "typed", ["", "nobody", "a@b", "a\r\nb@example.org", "x" * 300 + "@example.org", "a@@b.org"]
)
def test_what_no_mail_could_reach_comes_back(client_sqlite: FlaskClient, typed: str) -> None:
    answer = ask(client_sqlite, typed)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text


def test_domains_in_other_scripts_are_found_in_either_form(world: World, client: FlaskClient) -> None:
    make_topic(now() + 2 * DAY)
    register(request_for(somebody("Ada", email="ada+un@Bücher.example")), now(), KEYS)
    again = register(request_for(somebody("Ada", email="ada+un@xn--bcher-kva.example")), now(), KEYS)
    other = register(request_for(somebody("Ada", email="ada@bücher.example")), now(), KEYS)
    assert again.person_id != other.person_id
    assert db.session.scalar(select(func.count()).select_from(Person)) == 2


@pytest.fixture
def dead(world: World, client: FlaskClient) -> dict[str, str]:
    """Give links that open nothing, by the reason."""
    _topic, (first, _second) = make_topic(now() + 2 * DAY)
    rights = {}
    for name in ("Ada", "Bea"):
        done = register(request_for(somebody(name), first), now(), KEYS)
        rights[name] = (done, rights_of(done.person_id, done.id, now(), KEYS))
    done, mine = rights["Bea"]
    ada = rights["Ada"][1].me_token
    withdraw_links(f"person:{done.person_id}", now())
    db.session.commit()
    return {
        "unknown": "abcdefghjkmn-" + "a" * 26,
        "cut": ada[:-1],
        "no link": "x",
        "another person's": f"{ada.partition('-')[0]}-{rights['Ada'][1].join_token.partition('-')[2]}",
        "another purpose": rights["Ada"][1].join_token,
        "withdrawn": mine.me_token,
    }


def test_dead_links_all_lead_to_a_new_one_on_one_page(client: FlaskClient, dead: dict[str, str]) -> None:
    pages = set()
    for why, token in dead.items():
        for path in (f"/ar/me/{token}", f"/ar/stop/{token}", f"/ar/join/{token[::-1]}"):
            for method in ("GET", "POST"):
                answer = client.open(path, method=method)
                assert answer.status_code == 404, (why, path)
                pages.add(answer.text.replace(path, "").replace(path.replace("/ar/", "/", 1), ""))
    assert len({re.sub(r'href="/\w\w(/\w+/[^"]*)?"', "", page) for page in pages}) == 1
    page = client.get(f"/ar/me/{dead['cut']}").text
    assert re.search(r'<form method="post" action="/ar/link".*?name="email"', page, re.DOTALL)
    assert client.get("/calendars/me/nothing.ics").status_code == 404
    browser = client.get("/calendars/me/nothing.ics", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (browser.status_code, '/link" class="form"' in browser.text) == (404, True)


def test_capitals_and_dots_of_mail_programs_are_forgiven(world: World, client: FlaskClient) -> None:
    make_topic(now() + 2 * DAY)
    done = register(request_for(somebody("Ada")), now(), KEYS)
    token = rights_of(done.person_id, done.id, now(), KEYS).me_token
    for odd in (token.upper(), f"{token}.", f"{token})"):
        assert client.get(f"/en/me/{odd}").status_code == 200
