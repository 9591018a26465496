"""The desk chooses a contact list as a crowd of a season's survey; whose role holds in one programme sees none."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.models import Asked
from tests.contacts import make_contact, make_list
from tests.factories import make_programme
from tests.surveys import make_survey
from tests.web.test_desk import csrf, sign_in


@pytest.fixture
def made(app_sqlite: Flask) -> tuple[str, str]:
    """Give the address of a survey that is a draft, and a contact list."""
    with app_sqlite.app_context():
        survey = make_survey(make_programme(), state="draft", crowds=["came"])
        make_contact("Ada Example", email="ada@example.org")
        return f"/en/desk/season/surveys/{survey}", make_list("Everybody we write to", asked=Filter()).id


def choose(client: FlaskClient, page: str, chosen: str) -> Any:
    values = {"csrf_token": csrf(client, page), "revision": "1", "act": "contacts", "contact_list": chosen}
    return client.post(page, data=values)


def test_contact_list_is_chosen(app_sqlite: Flask, client_sqlite: FlaskClient, made: tuple[str, str]) -> None:
    page, chosen = made
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    assert "Everybody we write to" in desk.get(page).text
    assert choose(desk, page, "nothing").status_code == 422
    answer = choose(desk, page, chosen)
    assert answer.status_code == 303
    assert "1 person of the list is added." in desk.get(answer.location).text
    with app_sqlite.app_context():
        assert db.session.query(Asked).count() == 1


def test_organizer_of_one_programme_sees_no_list(
    app_sqlite: Flask, client_sqlite: FlaskClient, made: tuple[str, str]
) -> None:
    page, chosen = made
    desk = sign_in(app_sqlite, client_sqlite, "organizer", programme="season")
    assert "Everybody we write to" not in desk.get(page).text
    assert choose(desk, page, chosen).status_code == 403
