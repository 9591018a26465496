"""Surveys for programs of organizers: begun, written, published, read, with nothing of fewer than five."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Answer, AnswerText, Session
from meetings.services import staff
from tests.factories import make_programme, make_session, make_slot
from tests.surveys import make_survey

SURVEYS = "/api/v1/programmes/season/surveys"


@pytest.fixture
def heads(app: Flask) -> dict[str, str]:
    """Give the token of an organizer, where a season has one session."""
    with app.app_context():
        make_slot(
            make_session(make_programme(), "topic", partners=["GMP"]), datetime.now(UTC) + timedelta(days=1)
        )
        return token("organizer")


def token(role: str, **scope: str) -> dict[str, str]:
    name = " ".join((role, *scope.values()))
    return {"Authorization": f"Bearer {staff.create_token(name, role, datetime.now(UTC), **scope)}"}


def test_a_survey_is_begun_written_and_published(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    made = client.post(SURVEYS, json={"title": {"en": "How was it?"}, "session": "topic"}, headers=heads)
    assert (made.status_code, made.headers["ETag"]) == (201, '"r1"')
    path = f"{SURVEYS}/{made.get_json()['id']}"

    def act(method: str, more: str, revision: int, body: Any = None) -> Any:
        return client.open(
            f"{path}{more}", method=method, json=body, headers=heads | {"If-Match": f'"r{revision}"'}
        )

    question = {"kind": "choice", "words": {"en": "Useful?"}, "choices": {"en": ["Yes", "No"]}}
    found = act("POST", "/questions", 1, question).get_json()
    (one,) = found["questions"]
    assert [each["words"]["en"] for each in one["choices"]] == ["Yes", "No"]
    assert act("POST", "/questions", 1, question).status_code == 412
    uneven = act(
        "PUT", f"/questions/{one['key']}", 2, question | {"choices": {"en": ["A", "B"], "fr": ["C"]}}
    )
    assert (uneven.status_code, uneven.get_json()["field"]) == (422, "choices.fr")
    assert len(act("POST", "/remarks", 2).get_json()["questions"]) == 2
    assert act("PATCH", "", 3, {"closes_on": "not a day"}).get_json()["field"] == "closes_on"
    last = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    changed = act("PATCH", "", 3, {"closes_on": last, "remind_days": 5}).get_json()
    assert (changed["closes_on"], changed["remind_days"], changed["title"]) == (
        last,
        5,
        {"en": "How was it?"},
    )
    assert act("POST", "/publish", 4).get_json()["state"] == "published"
    assert act("POST", "/close", 5, {"sure": False}).status_code == 422
    assert act("POST", "/close", 5, {"sure": True}).status_code == 200
    assert act("DELETE", "", 6).status_code in (409, 422)


def test_a_survey_of_the_season_asks_what_kept_people_away(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    found = client.post(SURVEYS, json={"title": {"en": "The season"}}, headers=heads).get_json()
    assert [one["key"] for one in found["questions"]] == ["kept_away"]
    with app.app_context():
        other = token("organizer", programme="season", partner="GMP")
    assert client.get(SURVEYS, headers=other).get_json()["items"] == []
    assert client.post(SURVEYS, json={"title": {"en": "Mine"}}, headers=other).status_code == 403


def test_results_hide_small_cells_and_texts_that_nobody_read(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    with app.app_context():
        survey_id = make_survey(
            db.session.query(Session).one(), closes_at=datetime.now(UTC) + timedelta(days=9)
        )
        for number in range(6):
            db.session.add(
                Answer(survey_id=survey_id, crowd="came", values={"useful": "yes", "pace": number % 5 + 1})
            )
        texts = [
            AnswerText(survey_id=survey_id, crowd="came", question="why", text="Words", state="waiting")
            for _number in range(5)
        ]
        db.session.add_all(texts)
        db.session.commit()
        key, reader = texts[0].key, token("reader")
    path = f"{SURVEYS}/{survey_id}"
    (crowd, *_others) = client.get(f"{path}/results", headers=heads).get_json()["crowds"]
    assert crowd["counted"] == 6
    assert [one["text"] for one in crowd["texts"]] == ["Words"] * 5
    assert client.get(f"{path}/results", headers=reader).get_json()["crowds"][0]["texts"] == []
    cells = client.get(f"{path}/results/cross?by=useful&of=pace", headers=reader).get_json()["cells"]
    assert {one["count"] for one in cells if one["by"] == "yes"} <= {None, 0, 6}
    settle = {"texts": [key], "state": "shown"}
    assert client.post(f"{path}/results/texts", json=settle, headers=reader).status_code == 403
    assert client.post(f"{path}/results/texts", json=settle, headers=heads).get_json() == {"settled": 1}
    taken = client.get(f"{path}/answers", headers=reader).get_json()
    assert (len(taken["answers"]), [one["text"] for one in taken["texts"]]) == (6, ["Words"])
