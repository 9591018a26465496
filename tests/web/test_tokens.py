"""Tokens of programs at the desk."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings.queries.api_tokens import standing_tokens
from meetings.services.api_tokens import NewToken, make_token
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/tokens"
WISH = {"act": "make", "name": "Calendar", "role": "reader", "expires_days": "365"}


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give a browser of an administrator."""
    return sign_in(app_sqlite, client_sqlite, "administrator")


def post(desk: FlaskClient, **form: Any) -> TestResponse:
    return desk.post(PAGE, data=form | {"csrf_token": csrf(desk, PAGE)})


def test_token_is_shown_once(app_sqlite: Flask, desk: FlaskClient) -> None:
    answer = post(desk, **WISH, held="1", acts=["see"])
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="token"[^>]*>([\w-]{43})<', answer.text)
    assert found is not None
    client, head = app_sqlite.test_client(), {"Authorization": f"Bearer {found[1]}"}
    assert client.get("/api/v1/token", headers=head).get_json()["acts"] == ["see"]
    page = desk.get(PAGE).text
    assert found[1] not in page
    assert "Calendar" in page
    assert "Never used." not in page
    with app_sqlite.app_context():
        (one,) = standing_tokens(datetime.now(UTC))
    done = post(desk, act="withdraw", token=one.id)
    assert done.status_code == 303
    assert "Calendar" not in desk.get(PAGE).text
    assert client.get("/api/v1/token", headers=head).status_code == 401


def test_what_expires_is_marked(app_sqlite: Flask, desk: FlaskClient) -> None:
    now = datetime.now(UTC)
    with app_sqlite.app_context():
        for name, days in (("Over", -1), ("Soon", 9), ("Later", 90)):
            make_token(NewToken(name, "reader", expires_at=now + timedelta(days=days)), now, "command")
    page = desk.get(PAGE).text
    assert [page.index(name) for name in ("Over", "Soon", "Later")] == sorted(
        page.index(name) for name in ("Over", "Soon", "Later")
    )
    assert page.count("Expires soon") == 1
    assert page.count(">Expired<") == 1


def test_refused_form_keeps_what_was_typed(desk: FlaskClient) -> None:
    answer = post(desk, **WISH | {"expires_days": "never"}, held="1", acts=["figures"])
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert 'value="never"' in answer.text
    assert re.search(r'id="act-figures" value="figures" checked', answer.text)
    assert post(desk, **WISH, held="1", acts=["sign"]).status_code == 422
