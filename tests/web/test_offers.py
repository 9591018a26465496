"""An offered seat, as its person and the desk meet it without JavaScript."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import Place, Programme, Registration
from meetings.services.links import rights_of
from meetings.services.registrations import Registered, cancel, register
from tests.factories import make_party, make_programme, make_session, make_slot, request_for, somebody
from tests.web.test_desk import sign_in
from tests.web.test_registrations import FORM, REGISTER

OFFERED = "A seat is offered to you until"


@pytest.fixture
def offered(app_sqlite: Flask) -> dict[str, str]:
    """Store a seat that is offered to Ada, while Bea waits."""
    now = datetime.now(UTC)
    with app_sqlite.app_context():
        keys = app_sqlite.extensions["outside"].keys
        make_party()
        session = make_session(make_programme(offer_hours=12))
        slot = make_slot(session, now.replace(microsecond=0) + timedelta(days=5), capacity=1).id
        people: list[Registered] = [
            register(request_for(somebody(name, email=f"{name[:3]}@example.org"), slot), now, keys)
            for name in ("Holder", "Ada Example", "Bea Example")
        ]
        cancel(people[0].id, now, "person")
        ada = people[1]
        rights = rights_of(ada.person_id, ada.id, now, keys)
        return {
            "id": ada.id,
            "other": people[2].id,
            "slot": slot,
            "me": f"/en/me/{rights.me_token}",
            "join": f"/en/join/{ada.token}",
        }


def answer(client: FlaskClient, offered: dict[str, str], act: str, **changes: str) -> Any:
    form = {"registration": offered["id"], "slot": offered["slot"], "act": act} | changes
    return client.post(offered["me"], data=form)


def state(app: Flask, registration_id: str) -> str:
    with app.app_context():
        return db.session.scalars(select(Place.state).where(Place.registration_id == registration_id)).one()


def test_offer_is_shown_and_looking_answers_nothing(
    app_sqlite: Flask, client_sqlite: FlaskClient, offered: dict[str, str]
) -> None:
    for lang in LANGUAGES:
        for method in ("GET", "HEAD"):
            answer = client_sqlite.open(offered["me"].replace("/en/", f"/{lang}/"), method=method)
            assert answer.status_code == 200
    page = client_sqlite.get(offered["me"]).text
    assert OFFERED in page
    assert 'name="act" value="accept"' in page
    assert 'name="act" value="decline"' in page
    assert client_sqlite.get(f"{offered['me']}?act=accept&slot={offered['slot']}").status_code == 200
    assert state(app_sqlite, offered["id"]) == "offered"
    assert "A seat is offered to you." in client_sqlite.get(offered["join"]).text


def test_accepted_by_a_press_and_by_another(
    app_sqlite: Flask, client_sqlite: FlaskClient, offered: dict[str, str]
) -> None:
    for _time in range(2):
        done = answer(client_sqlite, offered, "accept")
        assert (done.status_code, done.location) == (303, f"{offered['me']}?done=accept#done")
    page = client_sqlite.get(done.location).text
    assert "The seat is yours." in page
    assert "Registered." in page
    assert 'value="accept"' not in page
    assert state(app_sqlite, offered["id"]) == "confirmed"
    assert state(app_sqlite, offered["other"]) == "waiting"


def test_declined_by_a_press(app_sqlite: Flask, client_sqlite: FlaskClient, offered: dict[str, str]) -> None:
    done = answer(client_sqlite, offered, "decline")
    assert "You declined." in client_sqlite.get(done.location).text
    assert (state(app_sqlite, offered["id"]), state(app_sqlite, offered["other"])) == ("declined", "offered")
    late = answer(client_sqlite, offered, "accept")
    assert late.status_code == 409
    assert "This seat is no longer offered to you" in late.text


def test_accepted_too_late_is_refused_in_a_sentence(
    app_sqlite: Flask, client_sqlite: FlaskClient, offered: dict[str, str]
) -> None:
    with app_sqlite.app_context():
        db.session.query(Place).filter_by(state="offered").one().offered_until = datetime.now(UTC)
        db.session.commit()
    assert 'value="accept"' not in client_sqlite.get(offered["me"]).text
    late = answer(client_sqlite, offered, "accept")
    assert late.status_code == 409
    assert "This seat is no longer offered to you" in late.text
    assert 'role="alert"' in late.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"slot": "nothing"}, 404), ({"slot": ""}, 404), ({"registration": "other"}, 404), ({"act": "x"}, 422)],
)
def test_what_is_not_theirs_is_refused(
    app_sqlite: Flask,
    client_sqlite: FlaskClient,
    offered: dict[str, str],
    changes: dict[str, str],
    status: int,
) -> None:
    given = {name: offered.get(value, value) for name, value in changes.items()}
    act = given.pop("act", "accept")
    assert answer(client_sqlite, offered, act, **given).status_code == status
    assert state(app_sqlite, offered["id"]) == "offered"


def test_registering_again_says_that_a_seat_is_offered(
    client_sqlite: FlaskClient, offered: dict[str, str]
) -> None:
    form = FORM | {"name": "Ada Example", "email": "Ada@example.org", "slot": offered["slot"]}
    page = client_sqlite.post(REGISTER, data=form).text
    assert "A seat is offered to you." in page
    assert "You are registered." not in page


def test_desk_shows_until_when(
    app_sqlite: Flask, client_sqlite: FlaskClient, offered: dict[str, str]
) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    found = re.search(r'href="(/en/desk/person/\w+)"', desk.get("/en/desk/people?text=ada").text)
    assert found is not None
    assert "Offered a seat until" in desk.get(found[1]).text
    answer(client_sqlite, offered, "decline")
    assert "Declined" in desk.get(found[1]).text


def test_programs_read_the_offer(
    app_sqlite: Flask, client_sqlite: FlaskClient, offered: dict[str, str]
) -> None:
    head = {"Authorization": f"Bearer {offered['me'].rpartition('/')[2]}"}
    path = f"/api/v1/registrations/{offered['id']}"
    body = client_sqlite.get(path, headers=head).get_json()
    with app_sqlite.app_context():
        until = db.session.query(Place).filter_by(state="offered").one().offered_until
        assert db.session.query(Programme).one().offer_hours == 12
        assert db.session.get_one(Registration, offered["id"]).sequence == 1
    assert until is not None
    assert (body["state"], body["sequence"]) == ("offered", 1)
    assert body["places"] == [
        {
            "part": 1,
            "slot": offered["slot"],
            "mode": "online",
            "state": "offered",
            "position": None,
            "offered_until": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    ]
    answer(client_sqlite, offered, "decline")
    assert client_sqlite.get(path, headers=head).get_json()["state"] == "cancelled"
