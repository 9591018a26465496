"""What every answer of the API tells of limits, where tokens may stand, and lists that are kept ready."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings.extensions import db
from tests.api.test_api import API, PERSON, problem, token
from tests.conftest import make_app
from tests.factories import make_party, make_programme, make_session, make_slot

LIMIT = {"RATELIMIT_ENABLED": True, "API_LIMIT": "5 per minute", "REGISTRATIONS_LIMIT": "2 per minute"}


def made(store: str, folder: Path, **settings: Any) -> Flask:
    app = make_app(store, folder, **settings)
    with app.app_context():
        make_party()
        make_slot(make_session(make_programme()), datetime.now(UTC) + timedelta(days=9), capacity=9)
    return app


@pytest.fixture
def limited(store_sqlite: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application that lets strangers ask five times a minute."""
    app = made(store_sqlite, tmp_path, **LIMIT)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def keeping(store_sqlite: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application that keeps lists, and looks each time whether they are still true."""
    app = made(store_sqlite, tmp_path, PAGE_CACHE_SECONDS=0)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_strangers_are_told_how_often_they_may_ask(limited: Flask) -> None:
    client, path = limited.test_client(), f"{API}/programmes/season"
    left = [client.get(path).headers["RateLimit-Remaining"] for _time in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    answer = client.get(path)
    assert problem(answer, 429)["title"] == "too_many_requests"
    assert answer.headers["RateLimit-Limit"] == "5"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit-Reset"] == answer.headers["Retry-After"]
    head = token(limited, "reader")
    answers = [client.get(path, headers=head) for _time in range(9)]
    assert {one.status_code for one in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers
    assert problem(client.get(path, headers={"Authorization": "Bearer none"}), 429)
    for free in ("/calendars/season.ics", "/en/join", "/healthz"):
        assert client.get(free).status_code == 200


def test_narrower_limit_is_the_one_told(limited: Flask) -> None:
    answer = limited.test_client().post(f"{API}/registrations", json={})
    assert (answer.status_code, answer.headers["RateLimit-Limit"]) == (422, "2")
    assert answer.headers["RateLimit-Remaining"] == "1"


def test_only_who_is_refused_is_told_to_wait(limited: Flask) -> None:
    client, wish = limited.test_client(), {"programme": "season", "session": "topic", "person": PERSON}
    answers = [
        client.post(f"{API}/registrations", json=wish),
        client.post(f"{API}/registrations", json={}),
        client.post(f"{API}/registrations", json={}),
    ]
    assert [one.status_code for one in answers] == [201, 422, 429]
    assert ["Retry-After" in one.headers for one in answers] == [False, False, True]


@pytest.mark.parametrize("name", ["token", "access_token", "API_KEY", "apikey", "bearer"])
def test_token_in_an_address_is_refused_and_not_noted(
    app_sqlite: Flask, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = token(app_sqlite, "administrator")["Authorization"].removeprefix("Bearer ")
    client = app_sqlite.test_client()
    for path in ("programmes", "tokens", "nothing", "openapi.json"):
        said = problem(client.get(f"{API}/{path}?{name}={secret}"), 400, name)
        assert said["title"] == "token_in_address"
        assert "Authorization" in said["detail"]
        assert secret not in str(said)
    assert secret not in caplog.text


def test_kept_list_is_as_true_as_one_made_anew(keeping: Flask) -> None:
    client, path = keeping.test_client(), f"{API}/programmes/season/sessions?size=500"

    def left() -> int:
        found: int = client.get(path).get_json()["items"][0]["slots"][0]["seats_left"]
        return found

    assert left() == 9
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert len(keeping.extensions["pages"].pages) == 1
    wish = {"programme": "season", "session": "topic", "person": PERSON}
    assert client.post(f"{API}/registrations", json=wish).status_code == 201
    assert left() == 8
    assert client.get(f"{API}/programmes?size=501").status_code == 422


def test_kept_list_is_nobody_elses(keeping: Flask) -> None:
    client, path = keeping.test_client(), f"{API}/programmes"
    with keeping.app_context():
        make_programme("hidden", published=False)
    assert [one["slug"] for one in client.get(path).get_json()["items"]] == ["season"]
    inside = client.get(path, headers=token(keeping, "reader"))
    assert [one["slug"] for one in inside.get_json()["items"]] == ["season", "hidden"]
    assert "Authorization" in inside.headers["Vary"]
    assert [one["slug"] for one in client.get(path).get_json()["items"]] == ["season"]
    problem(client.get(path, headers={"Authorization": "Bearer none"}), 401)
