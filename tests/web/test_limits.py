"""How often one address may ask, and who that address is."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db, peer_address
from tests.conftest import make_app

FORM = {"name": "", "email": "", "language": "en"}


@pytest.fixture
def limited(store_sqlite: str, tmp_path: Path) -> Any:
    app = make_app(
        store_sqlite,
        tmp_path,
        RATELIMIT_ENABLED=True,
        REGISTRATIONS_LIMIT="60 per minute",
        TRUSTED_PROXIES="10.0.0.1",
    )
    yield app
    with app.app_context():
        db.engine.dispose()


def post(client: FlaskClient, path: str, **more: Any) -> Any:
    return client.post(path, data=FORM, **more)


def test_registering_too_often_is_told_when_to_try_again(limited: Flask) -> None:
    client = limited.test_client()
    path = "/en/season/topic/register"
    assert [post(client, path).status_code for _time in range(60)] == [404] * 60
    answer = post(client, path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/en/join").status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert post(client, path, environ_overrides=other).status_code == 404


def test_api_counts_strangers_too(limited: Flask) -> None:
    client = limited.test_client()
    statuses = {client.post("/api/v1/registrations", json={}).status_code for _time in range(60)}
    assert statuses == {422}
    answer = client.post("/api/v1/registrations", json={})
    assert (answer.status_code, answer.content_type) == (429, "application/problem+json")
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_address_is_the_peers_unless_a_proxy_is_trusted(
    limited: Flask, peer: str, forwarded: str, seen: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with limited.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert peer_address() == seen
