"""Tokens of programs: held to acts and a time, made by administrators alone, with no more than their own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import ApiToken, Audit
from meetings.services.api_tokens import NewToken, make_token
from tests.api.test_api import API, problem, token
from tests.factories import make_programme

DAY = timedelta(days=1)


def held(app: Flask, role: str, *acts: str, days: int | None = None) -> dict[str, str]:
    """Make a token that is held to acts and a time."""
    now = datetime.now(UTC)
    ends = None if days is None else now + days * DAY
    with app.app_context():
        new = NewToken(" ".join((role, *acts)), role, acts=acts or None, expires_at=ends)
        return {"Authorization": f"Bearer {make_token(new, now, 'command')[1]}"}


def made(client: FlaskClient, head: dict[str, str], **body: Any) -> Any:
    return client.post(
        f"{API}/tokens", json={"name": "Calendar", "role": "reader"} | body, headers=head
    ).get_json()


def test_token_does_only_what_it_is_held_to(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_programme(published=False)
    sees = held(app, "organizer", "see")
    assert client.get(f"{API}/programmes/season", headers=sees).status_code == 200
    problem(client.get(f"{API}/registrations?programme=season", headers=sees), 403)
    problem(client.get(f"{API}/programmes/season", headers=held(app, "organizer", "figures")), 404)
    told = client.get(f"{API}/token", headers=sees).get_json()
    assert told["acts"] == ["see"]
    assert told["scopes"] == [{"role": "organizer", "programme": None, "stream": None, "partner": None}]
    problem(client.get(f"{API}/token"), 401)


def test_token_is_over_when_its_time_is(app: Flask, client: FlaskClient) -> None:
    head = held(app, "reader", days=2)
    assert client.get(f"{API}/token", headers=head).status_code == 200
    with time_machine.travel(datetime.now(UTC) + 2 * DAY, tick=False):
        said = problem(client.get(f"{API}/programmes", headers=head), 401)
    assert said["title"] == "token_expired"
    assert "The time of this token is over" in said["detail"]


def test_administrators_make_list_and_withdraw_tokens(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_programme()
    head = token(app, "administrator")
    one = made(client, head, programme="season", acts=["see"], expires_days=365)
    own = {"Authorization": f"Bearer {one['token']}"}
    assert client.get(f"{API}/token", headers=own).get_json()["scopes"][0]["programme"] == "season"
    assert (one["state"], one["acts"], one["created_by"]) == ("stands", ["see"], "token:administrator")
    listed = client.get(f"{API}/tokens", headers=head).get_json()["items"]
    assert [each["name"] for each in listed] == ["administrator", "Calendar"]
    assert "token" not in listed[1]
    assert client.delete(f"{API}/tokens/{one['id']}", headers=head).status_code == 204
    assert client.delete(f"{API}/tokens/{one['id']}", headers=head).status_code == 204
    problem(client.get(f"{API}/token", headers=own), 401)
    for number in ("none", "99999999999999999999", "0", "٣"):
        problem(client.delete(f"{API}/tokens/{number}", headers=head), 404)
    with app.app_context():
        acts = db.session.scalars(select(Audit.act).where(Audit.subject == f"token:{one['id']}")).all()
    assert acts == ["make_token", "withdraw_token"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": ""}, 422, "name"),
        ({"role": "queen"}, 422, "role"),
        ({"programme": "nowhere"}, 422, "programme"),
        ({"acts": ["sign"]}, 422, "acts"),
        ({"acts": []}, 422, "acts"),
        ({"acts": ["see", "edit"]}, 422, "acts"),
        ({"acts": [None]}, 422, "acts.0"),
        ({"expires_days": 0}, 422, "expires_days"),
        ({"expires_days": 10**30}, 422, "expires_days"),
    ],
)
def test_wrong_wishes_are_refused(
    app: Flask, client: FlaskClient, body: dict[str, Any], status: int, field: str
) -> None:
    head = token(app, "administrator")
    wish = {"name": "Calendar", "role": "reader"} | body
    problem(client.post(f"{API}/tokens", json=wish, headers=head), status, field)


def test_token_makes_none_with_more_than_its_own(app: Flask, client: FlaskClient) -> None:
    head = held(app, "administrator", "staff", "see", days=10)
    wish = {"name": "Calendar", "role": "reader"}
    for more, field in (
        ({}, "acts"),
        ({"acts": ["figures"]}, "acts"),
        ({"acts": ["see"]}, "expires_days"),
        ({"acts": ["see"], "expires_days": 11}, "expires_days"),
    ):
        said = problem(client.post(f"{API}/tokens", json=wish | more, headers=head), 403, field)
        assert said["title"] == "more_than_own"
    assert made(client, head, acts=["see"], expires_days=9)["acts"] == ["see"]
    problem(client.post(f"{API}/tokens", json=wish, headers=token(app, "organizer")), 403)


def test_token_of_a_name_that_stands_may_do_the_same_or_is_refused(app: Flask, client: FlaskClient) -> None:
    head = token(app, "administrator")
    one = made(client, head)
    assert made(client, head, expires_days=9)["name"] == one["name"]
    for other in ({"role": "organizer"}, {"acts": ["figures"]}):
        wish = {"name": " Calendar ", "role": "reader"} | other
        assert problem(client.post(f"{API}/tokens", json=wish, headers=head), 422, "name")["title"] == "taken"


def test_last_use_is_noted_at_most_once_in_ten_minutes(app: Flask, client: FlaskClient) -> None:
    head, begin = held(app, "reader"), datetime.now(UTC)

    def used() -> datetime | None:
        client.get(f"{API}/programmes", headers=head)
        with app.app_context():
            return db.session.scalars(select(ApiToken.used_at)).one()

    with time_machine.travel(begin, tick=False) as clock:
        assert used() == datetime.now(UTC)
        first = datetime.now(UTC)
        clock.shift(599)
        assert used() == first
        clock.shift(1)
        assert used() == first + timedelta(minutes=10)


def test_people_read_the_description_by_groups(client_sqlite: FlaskClient) -> None:
    index = client_sqlite.get("/api/docs")
    assert 'href="/api/docs/tokens"' in index.text
    page = client_sqlite.get("/api/docs/tokens")
    assert "expires_days" in page.text
    assert page.text.count("<details") == 4
    assert client_sqlite.get("/api/docs/nothing").status_code == 404
