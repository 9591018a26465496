"""Guests we do not want: programs that fill in forms, names that advertise, and registrations in another's name."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Audit, Link, Mailbox, Person, PersonMailbox, Refusal, Registration, Seats
from meetings.services.disowning import disown
from meetings.services.links import rights_of
from meetings.services.registrations import register
from tests.conftest import make_app
from tests.factories import KEYS, make_topic, request_for, somebody
from tests.gates.site import Site, make_site
from tests.mail.test_outbox import World
from tests.web.test_registrations import FORM, REGISTER, count, join_path, store_topic

MADE = re.compile(r'name="made" value="([^"]+)"')
DAY = timedelta(days=1)


def made(html: str) -> str:
    found = MADE.search(html)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("seconds", "statuses"),
    [(0, [200]), (2, [200]), (600, [200]), (86_000, [200]), (86_500, [422, 200])],
)
def test_form_is_taken_and_the_next_day_after_one_more_press(
    app_sqlite: Flask, client_sqlite: FlaskClient, seconds: int, statuses: list[int]
) -> None:
    slot, _other = store_topic(app_sqlite, 4 * DAY)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        html = client_sqlite.get(REGISTER).text
        clock.shift(seconds)
        for status in statuses:
            assert count(app_sqlite, Person) == 0
            answer = client_sqlite.post(REGISTER, data=FORM | {"slot": slot, "made": made(html)})
            assert answer.status_code == status
            html = answer.text
            if status == 422:
                assert "Please send the form once more." in html
                assert 'value="Ada Example"' in html
                assert 'value="KE" selected' in html or re.search(r'selected[^>]* value="KE"', html)
    assert join_path(html)


def test_many_forms_that_come_at_once_are_to_be_sent_once_more(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path, RATELIMIT_ENABLED=True)
    slot, _other = store_topic(app, 4 * DAY)
    client, answers = app.test_client(), []
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for number in range(22):
            typed = FORM | {"slot": slot, "name": f"Guest {number}", "made": made(client.get(REGISTER).text)}
            answers.append(client.post(REGISTER, data=typed))
        assert [one.status_code for one in answers] == [200] * 20 + [422] * 2
        assert 'value="Guest 21"' in answers[-1].text
        again = FORM | {"slot": slot, "name": "Guest 21", "made": made(answers[-1].text)}
        assert client.post(REGISTER, data=again).status_code == 200  # it comes back older than it is
        slow = made(client.get(REGISTER).text)
        clock.shift(2)
        assert client.post(REGISTER, data=FORM | {"slot": slot, "made": slow}).status_code == 200
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("wrong", ["", "form", "form.aaaaaa.bbbbbb", "\udcff", "x" * 5000])
def test_form_that_we_did_not_sign_is_to_be_sent_once_more(
    app_sqlite: Flask, client_sqlite: FlaskClient, wrong: str
) -> None:
    store_topic(app_sqlite, 2 * DAY)
    typed = wrong.encode("utf-8", "surrogateescape")
    answer = client_sqlite.post(REGISTER, data=FORM | {"made": typed.decode("latin-1")})
    assert answer.status_code == 422
    assert 'value="Ada Example"' in answer.text
    again = client_sqlite.post(REGISTER, data=FORM | {"made": made(answer.text)})
    assert again.status_code == 200


def test_form_of_another_purpose_or_secret_is_not_ours(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    from itsdangerous import TimestampSigner

    store_topic(app_sqlite, 2 * DAY)
    for signer in (
        TimestampSigner("another secret", salt="form"),
        TimestampSigner(str(app_sqlite.secret_key)),
    ):
        signed = signer.sign("form").decode()
        assert client_sqlite.post(REGISTER, data=FORM | {"made": signed}).status_code == 422


def test_programs_may_post_the_fields_alone(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    store_topic(app_sqlite, 2 * DAY)
    assert client_sqlite.post(REGISTER, data=FORM).status_code == 200


@pytest.mark.parametrize("trap", ["https://spam.example", " "])
def test_trap_is_hidden_and_asks_once_more(app_sqlite: Flask, client_sqlite: FlaskClient, trap: str) -> None:
    store_topic(app_sqlite, 2 * DAY)
    html = client_sqlite.get(REGISTER).text
    assert re.search(r'<div hidden>(?:(?!</div>).)*<input[^>]*name="website"', html)
    assert client_sqlite.post(REGISTER, data=FORM | {"website": trap}).status_code == 422
    assert count(app_sqlite, Person) == 0


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def now() -> datetime:
    return datetime.now(UTC)


def me(done: Any) -> str:
    return f"/en/me/{rights_of(done.person_id, done.id, now(), KEYS).me_token}"


def test_this_was_not_me_ends_everything_and_is_remembered_for_a_month(
    world: World, client: FlaskClient
) -> None:
    _topic, (first, second) = make_topic(now() + 2 * DAY, capacity=1)
    start = now()
    victim = somebody("Victim Example", email="shared@example.org")
    done = register(request_for(victim, first), start, KEYS)
    waiting = register(request_for(somebody("Next Example"), first), start, KEYS)
    colleague = register(request_for(somebody("Colleague", email="shared@example.org"), second), start, KEYS)
    world.tick(start)
    path = me(done)
    page = client.get(path).text
    assert page.index('value="not_me"') > page.index("<button")
    assert re.search(
        r"<details><summary>Somebody else gave this address</summary>(?:(?!</details>).)*not_me",
        page,
        re.DOTALL,
    )
    assert client.post(path, data={"act": "not_me"}).status_code == 200
    db.session.rollback()
    assert db.session.get_one(Registration, done.id).ended_at is not None
    assert db.session.get_one(Registration, colleague.id).ended_at is None
    assert db.session.get_one(Seats, (first, "online")).taken == 1  # whoever waited has it
    assert {str(mail["To"]) for mail in world.tick(now())} == {mailbox_of(waiting.person_id)}
    for dead in (path, f"/en/join/{done.token}"):
        assert client.get(dead).status_code == 404
    assert client.post(path, data={"act": "not_me"}).status_code == 404
    again = register(request_for(victim, first), now(), KEYS)
    assert (again.state, len(again.token)) == ("waiting", len(done.token))
    register(request_for(victim, first), now(), KEYS)
    client.post("/en/link", data={"email": "shared@example.org"})
    assert len(world.tick(now())) == 1  # the colleague's link
    assert world.tick(now() + 3 * DAY) == []
    assert db.session.scalar(select(func.count()).select_from(Refusal)) == 1


def test_a_month_later_the_name_is_written_to_again(world: World) -> None:
    _topic, (first, _second) = make_topic(now() + 2 * DAY)
    victim, long_ago = somebody("Victim Example"), now() - timedelta(days=31)
    done = register(request_for(victim, first), long_ago, KEYS)
    disown(done.person_id, long_ago)
    disown(done.person_id, long_ago)
    assert world.tick(long_ago) == []
    register(request_for(victim, first), long_ago + 29 * DAY, KEYS)
    assert world.tick(long_ago + 29 * DAY) == []
    disown_again = db.session.scalars(select(PersonMailbox.person_id)).one()
    disown(disown_again, long_ago)
    register(request_for(victim, first), now(), KEYS)
    assert len(world.tick(now())) == 1
    assert db.session.scalars(select(Refusal)).all() == []


def mailbox_of(person_id: int) -> str:
    question = select(Mailbox.address).join(PersonMailbox).where(PersonMailbox.person_id == person_id)
    return db.session.scalars(question).one()


def test_pressing_another_button_of_my_page_disowns_nobody(world: World, client: FlaskClient) -> None:
    make_topic(now() + 2 * DAY)
    done = register(request_for(somebody()), now(), KEYS)
    for body in ({}, {"act": ""}, {"act": "x"}, {"not_me": "y"}, {"registration": done.id}):
        assert client.post(me(done), data=body).status_code in (404, 422)
    db.session.rollback()
    assert db.session.get_one(Registration, done.id).ended_at is None
    assert set(db.session.scalars(select(Link.withdrawn_at))) == {None}


@pytest.fixture
def site(app_sqlite: Flask) -> Site:
    return make_site(app_sqlite)


def held_ids(site: Site) -> list[str]:
    with site.app.app_context():
        question = select(Person.public_id).where(Person.held_at.is_not(None), Person.erased_at.is_(None))
        return list(db.session.scalars(question))


@pytest.mark.parametrize("act", ["release", "refuse"])
def test_staff_releases_or_refuses_names_that_are_held(site: Site, act: str) -> None:
    path, person = "/en/desk/held", site.names["held"]
    page = site.ask("officer", "GET", path).text
    assert "www.guest-0.example" in page
    assert "1 registration" in page
    assert "www.guest" not in site.ask("elsewhere", "GET", path).text
    assert 'name="act"' not in site.ask("steward", "GET", path).text
    assert site.ask("elsewhere", "POST", path, {"act": act, "person": person}).status_code == 404
    assert held_ids(site) == [person]
    with site.app.app_context():
        number = db.session.scalars(select(Person.id).where(Person.public_id == person)).one()
    answer = site.ask("officer", "POST", path, {"act": act, "person": person})
    assert answer.status_code == 303
    assert held_ids(site) == []
    assert site.ask("officer", "POST", path, {"act": act, "person": person}).status_code == 404
    assert "No name is held." in site.ask("officer", "GET", answer.location).text
    with site.app.app_context():
        row = db.session.get_one(Person, number)
        ended = db.session.scalars(
            select(Registration.ended_at).where(Registration.person_id == row.id)
        ).all()
        assert (row.erased_at is None, row.name != "", None in ended) == (act == "release",) * 3
        noted = db.session.scalars(select(Audit.act).where(Audit.subject == f"person:{person}")).all()
        assert noted == (["person.release"] if act == "release" else [])


def test_held_person_can_join_and_sees_nothing_of_it(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    slot, _other = store_topic(app_sqlite, timedelta(minutes=5))
    plain = client_sqlite.post(REGISTER, data=FORM | {"slot": slot, "name": "ada plain exampl"})
    answer = client_sqlite.post(REGISTER, data=FORM | {"slot": slot, "name": "http spam.example"})
    assert (answer.status_code, len(answer.data)) == (plain.status_code, len(plain.data))
    path = join_path(answer.text)
    assert client_sqlite.post(path, data={"slot": slot}).location == "https://platform.example.org/room"
