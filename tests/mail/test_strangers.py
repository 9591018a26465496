"""What a stranger types into an open form reaches no mailbox before somebody there has acted on a mail of ours."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Mailbox, Person
from meetings.services.links import rights_of
from meetings.services.registrations import register
from meetings.services.resending import send_again
from tests.factories import KEYS, NOW, make_topic, request_for, somebody
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, parts

TYPED = {"name": "Quick Money Today", "organization": "Best Offers", "email": "victim@example.org"}


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def whole(mail: Any) -> str:
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts(mail), mail.as_string()])


def names_nobody(mail: Any) -> bool:
    return not any(word in whole(mail) for word in ("Quick", "Money", "Best", "Offers"))


def test_nothing_typed_is_mailed_until_the_mailbox_is_proved(world: World, client: FlaskClient) -> None:
    _topic, (first, second) = make_topic()
    done = register(request_for(somebody(**TYPED), first), NOW, KEYS)
    register(request_for(somebody(**TYPED), first), NOW + MINUTE, KEYS)
    mails = world.tick(NOW) + world.tick(NOW + MINUTE)
    move_slot(first, 3, NOW + MINUTE)
    mails += world.tick(NOW + 20 * MINUTE)
    mails += world.tick(NOW + DAY + timedelta(hours=3))
    assert len(mails) == 4
    assert [names_nobody(mail) for mail in mails] == [True] * 4
    assert {str(mail["To"]) for mail in mails} == {"victim@example.org"}
    text, html, calendar = parts(mails[0])
    assert "Good day," in text
    assert "Good day," in html
    assert "mailto:victim@example.org" in calendar.replace("\r\n ", "")
    assert "CN=:" not in calendar
    token = rights_of(done.person_id, done.id, NOW, KEYS).me_token
    assert client.get(f"/en/me/{token}").status_code == 200
    assert db.session.scalars(select(Mailbox.proved_at)).all() == [None]
    wish = {"act": "switch", "registration": done.id, "slot": second}
    with time_machine.travel(NOW + DAY + timedelta(hours=4)):
        switched = client.post(f"/en/me/{token}", data=wish)
    assert switched.status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Mailbox.proved_at)).one() is not None
    mail, *_more = world.tick(NOW + 2 * DAY)
    assert str(mail["To"]) == "Quick Money Today <victim@example.org>"
    assert "Dear \u2068Quick Money Today\u2069," in parts(mail)[0]


@pytest.mark.parametrize("by", ["staff", "a program"])
def test_staff_and_the_persons_program_prove_a_mailbox_too(
    world: World, client: FlaskClient, by: str
) -> None:
    _topic, (first, second) = make_topic()
    done = register(request_for(somebody(**TYPED), first), NOW, KEYS)
    if by == "staff":
        send_again(done.id, TYPED["email"], "en", now=NOW, actor="user:1", host="meetings.example.org")
    else:
        token = rights_of(done.person_id, done.id, NOW, KEYS).me_token
        head = {"Authorization": f"Bearer {token}"}
        assert client.get(f"/api/v1/registrations/{done.id}", headers=head).status_code == 200
        db.session.rollback()
        assert db.session.scalars(select(Mailbox.proved_at)).all() == [None]
        with time_machine.travel(NOW + MINUTE):
            path = f"/api/v1/registrations/{done.id}/switch"
            answer = client.post(path, json={"slot": second}, headers=head)
        assert answer.status_code == 200
    db.session.rollback()
    assert db.session.scalars(select(Mailbox.proved_at)).one() is not None


def test_advertisement_is_answered_alike_and_mailed_to_nobody(world: World) -> None:
    _topic, (first, _second) = make_topic()
    plain = register(request_for(somebody("Ada Example"), first), NOW, KEYS)
    spam = somebody("Win at www.spam.example", email="victim@example.org")
    done = register(request_for(spam, first), NOW, KEYS)
    assert (done.state, len(done.places), len(done.token)) == (plain.state, 1, len(plain.token))
    register(request_for(spam, first), NOW + MINUTE, KEYS)
    mails = world.tick(NOW + MINUTE) + world.tick(NOW + DAY + timedelta(hours=1))
    assert "victim@example.org" not in {one.addr_spec for mail in mails for one in mail["To"].addresses}
    assert db.session.get_one(Person, done.person_id).held_at == NOW
    db.session.get_one(Person, done.person_id).held_at = None
    db.session.commit()
    released = world.tick(NOW + DAY + timedelta(hours=2))
    assert {str(mail["To"]) for mail in released} == {"victim@example.org"}
    assert len(released) == 3  # the confirmation, the link, and the reminder, which is of use still
