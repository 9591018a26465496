"""People, mails and doubt for programs of the secretariat, by the rules of the desk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Message, Person
from meetings.services.api_tokens import NewToken, make_token
from tests.api.test_api import API, both_sides, problem, slots, tag, token
from tests.api.test_seats import register

__all__ = ["slots"]


@pytest.fixture
def ada(app: Flask, client: FlaskClient, slots: list[str]) -> dict[str, Any]:
    register(client, "Ada Example", slot=slots[0])
    found = client.get(f"{API}/people?text=Ada", headers=token(app)).json["items"]
    assert [one["name"] for one in found] == ["Ada Example"]
    return dict(found[0])


def test_a_caller_is_helped(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    head, path = token(app), f"{API}/people/{ada['id']}"
    shown = client.get(path, headers=head)
    code = client.post(f"{path}/code", json={}, headers=head).json["code"]
    assert code
    new = client.post(f"{path}/links/renew", json={}, headers=head).json["code"]
    assert new not in ("", code)
    corrected = client.patch(
        path,
        json={"name": "Ada Exemple", "emails": {"Ada@example.org": "ada2@example.org"}},
        headers=head | tag(shown),
    )
    assert (corrected.json["name"], corrected.json["emails"]) == ("Ada Exemple", ["ada2@example.org"])
    late = both_sides(client.patch(path, json={"name": "Other"}, headers=head | tag(shown)))
    assert (late["given"], late["stored"]) == ({"name": "Other"}, corrected.json)
    friend = client.post(f"{path}/colleagues", json={"name": "Ben Example"}, headers=head)
    assert (friend.status_code, friend.json["sessions"], friend.json["refused"]) == (201, 1, 0)
    number = shown.json["registrations"][0]["id"]
    again = {"email": "ada2@example.org", "language": "fr"}
    told = client.post(f"{path}/registrations/{number}/tell-again", json=again, headers=head)
    assert told.json == {"told": 1}
    mails = client.get(f"{path}/mails", headers=head).json["items"]
    assert ("ada2@example.org", "fr") in {(one["email"], one["language"]) for one in mails}
    other = client.post(f"{path}/registrations/none/tell-again", json=again, headers=head)
    assert other.status_code == 404


def test_two_are_one_and_two_again(
    app: Flask, client: FlaskClient, slots: list[str], ada: dict[str, Any]
) -> None:
    register(client, "Ada Exampel", slot=slots[1])
    head = token(app)
    other = client.get(f"{API}/people?text=Exampel", headers=head).json["items"][0]
    pair = {"kept": ada["id"], "gone": other["id"]}
    assert client.post(f"{API}/doubles/merge", json=pair, headers=head).json == {"kept": ada["id"]}
    assert client.get(f"{API}/people/{other['id']}", headers=head).status_code == 404
    assert client.post(f"{API}/merges/1/undo", json={}, headers=head).json["kept"] == ada["id"]
    assert client.get(f"{API}/people/{other['id']}", headers=head).status_code == 200
    apart = {"one": ada["id"], "other": other["id"]}
    assert client.post(f"{API}/doubles/apart", json=apart, headers=head).status_code == 200
    assert client.get(f"{API}/doubles", headers=head).json["items"] == []
    problem(client.post(f"{API}/doubles/merge", json=pair | {"gone": "none"}, headers=head), 422, "kept")


def test_who_is_held_is_let_go_or_erased(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    for name in ("www.buy-one.example", "www.buy-two.example"):
        register(client, name, slot=slots[0])
    head = token(app)
    held = [one["id"] for one in client.get(f"{API}/held-people", headers=head).json["items"]]
    assert len(held) == 2
    for one, decision in zip(held, ("release", "refuse"), strict=True):
        path = f"{API}/held-people/{one}/decide"
        assert client.post(path, json={"decision": decision}, headers=head).status_code == 204
        assert client.post(path, json={"decision": decision}, headers=head).status_code == 404
    assert client.get(f"{API}/held-people", headers=head).json["items"] == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Person.erased_at.is_not(None))) == 1


def test_sending_rests_and_mails_are_reworded(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    head = token(app)
    assert client.post(f"{API}/outbox/rest", json={}, headers=head).json["rests_since"]
    assert client.post(f"{API}/outbox/go-on", json={}, headers=head).json["rests_since"] is None
    path = f"{API}/mail-phrases/registered/fr"
    read = client.get(path, headers=head)
    ours = read.json
    assert (ours["revision"], read.headers["ETag"]) == (0, '"r0"')
    said = {"subject": "Inscription", "heading": "Vous êtes inscrit", "lead": "Bonjour"}
    put = client.put(path, json=said, headers=head | {"If-Match": '"r0"'})
    assert (put.status_code, put.json["heading"], put.json["revision"]) == (200, "Vous êtes inscrit", 1)
    assert put.headers["ETag"] == '"r1"'
    for method in ("PUT", "DELETE"):
        sent = {"json": said} if method == "PUT" else {}
        late = both_sides(client.open(path, method=method, headers=head | tag(read), **sent))
        assert (late["given"], late["stored"]) == (sent.get("json", {}), put.json)
    assert [one["key"] for one in client.get(f"{API}/mail-phrases", headers=head).json["items"]] == [
        "registered"
    ]
    assert client.delete(path, headers=head | {"If-Match": '"r1"'}).status_code == 204
    assert client.get(path, headers=head).json == ours
    assert client.get(f"{API}/mail-phrases/none/fr", headers=head).status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count(Message.id))) == 0  # nothing was written by asking


def test_the_staff_is_kept_by_administrators(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    head = token(app, "administrator")
    first = {"email": "first@example.org", "role": "administrator"}
    assert client.post(f"{API}/staff", json=first, headers=head).status_code == 201
    wish = {"email": "new@example.org", "role": "organizer", "programme": "season", "name": "New Example"}
    made = client.post(f"{API}/staff", json=wish, headers=head)
    assert (made.status_code, made.json["grants"][0]["programme"]) == (201, "season")
    path = f"{API}/staff/{made.json['id']}"
    given = client.post(f"{path}/roles", json={"role": "reader"}, headers=head).json
    roles = {one["role"]: one["id"] for one in given["grants"]}
    assert sorted(roles) == ["organizer", "reader"]
    grant = roles["organizer"]
    assert client.delete(f"{path}/roles/{grant}", headers=head).status_code == 204
    assert [one["role"] for one in client.get(path, headers=head).json["grants"]] == ["reader"]
    assert client.post(f"{path}/link", json={}, headers=head).status_code == 204
    assert client.post(f"{path}/end", json={}, headers=head).json["is_active"] is False
    problem(client.post(f"{API}/staff", json=wish | {"role": "king"}, headers=head), 422, "role")
    assert client.get(f"{API}/staff", headers=token(app)).status_code == 403


def test_a_token_that_may_less_or_not_for_ever_gives_no_roles(
    app: Flask, client: FlaskClient, slots: list[str]
) -> None:
    with app.app_context():
        now = datetime.now(UTC)
        soon = now + timedelta(days=1)
        less = make_token(NewToken("less", "administrator", acts=("staff",)), now, "command")[1]
        short = make_token(NewToken("short", "administrator", expires_at=soon), now, "command")[1]
    wish = {"email": "new@example.org", "role": "administrator"}
    for one in (less, short):
        head = {"Authorization": f"Bearer {one}"}
        assert client.get(f"{API}/staff", headers=head).status_code == 200
        assert client.post(f"{API}/staff", json=wish, headers=head).status_code == 403
    made = client.post(f"{API}/staff", json=wish, headers=token(app, "administrator")).json["id"]
    for act in ("link", "second-step/reset", "end"):
        answer = client.post(
            f"{API}/staff/{made}/{act}", json={}, headers={"Authorization": f"Bearer {less}"}
        )
        assert answer.status_code == 403
