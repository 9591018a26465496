"""A person's own things by the token of their own link: all that their page does, with the same effects."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.adapters.key_shelf import FolderShelf
from meetings.extensions import db, transaction
from meetings.models import Person, Registration
from meetings.queries.optouts import scopes_stopped
from meetings.services import survey_asking, survey_counting
from meetings.services.links import give_link, link_token, rights_of, survey_bearer
from meetings.services.optouts import stop_token
from meetings.services.registrations import register
from meetings.services.staff import create_token
from tests.api.test_api import problem
from tests.certificates import attend, make_held
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot, request_for, somebody
from tests.surveys import QUESTIONS, came, held_session, make_survey

API = "/api/v1"
ME = f"{API}/people/me"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def ada(app: Flask) -> dict[str, Any]:
    """Store Ada, who follows a season and is registered for its two sessions, one of them held twice."""
    now = datetime.now(UTC).replace(microsecond=0)
    with app.app_context():
        make_party()
        programme = make_programme()
        topic, once = make_session(programme), make_session(programme, "once")
        slots = [make_slot(topic, now + timedelta(days=3, hours=hours)).id for hours in (0, 6)]
        slots.append(make_slot(once, now + timedelta(days=4)).id)
        own = somebody("Ada Example", country="KE", organization="Ministry", category="government")
        first = register(request_for(own, slots[0]), now, KEYS)
        register(request_for(own, session="once"), now, KEYS)
        rights = rights_of(first.person_id, first.id, now, KEYS)
        db.session.commit()
        return {
            "id": first.person_id,
            "email": own.email,
            "registration": first.id,
            "token": rights.me_token,
            "join": rights.join_token,
            "slots": slots,
            "head": bearer(rights.me_token),
        }


def test_person_reads_who_they_are_and_what_they_hold(client: FlaskClient, ada: dict[str, Any]) -> None:
    me = client.get(ME, headers=ada["head"]).json
    assert me == {
        "name": "Ada Example",
        "email": ada["email"],
        "country": "KE",
        "organization": "Ministry",
        "category": "government",
        "language": "en",
        "zone": "Africa/Nairobi",
    }
    first, second = client.get(f"{ME}/registrations", headers=ada["head"]).json["items"]
    assert (first["id"], first["session"], first["state"], first["may_change"]) == (
        ada["registration"],
        "topic",
        "confirmed",
        True,
    )
    assert [one["slot"] for one in first["places"]] == [ada["slots"][0]]
    switched = client.post(
        f"{API}/registrations/{first['id']}/switch", json={"slot": ada["slots"][1]}, headers=ada["head"]
    )
    assert switched.status_code == 200
    again = client.get(f"{ME}/registrations", headers=ada["head"]).json["items"]
    assert [one["slot"] for one in again[0]["places"]] == [ada["slots"][1]]
    assert second["session"] == "once"


def test_own_things_open_to_no_other_token(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    with app.app_context():
        staff = bearer(create_token("a", "administrator", datetime.now(UTC)))
    paths = ("", "/registrations", "/consents", "/subscriptions", "/mails", "/data", "/certificates")
    for path in paths:
        problem(client.get(f"{ME}{path}"), 401)
        problem(client.get(f"{ME}{path}", headers=bearer(ada["join"])), 401)
        problem(client.get(f"{ME}{path}", headers=staff), 403)


def test_settings_and_mails_are_kept(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    kept = client.put(f"{ME}/settings", json={"language": "fr", "zone": "Asia/Tokyo"}, headers=ada["head"])
    assert kept.json == {"language": "fr", "zone": "Asia/Tokyo"}
    wrong = client.put(f"{ME}/settings", json={"language": "fr", "zone": "Mars"}, headers=ada["head"])
    problem(wrong, 422, "zone")
    scopes = client.put(f"{ME}/mails", json={"scopes": ["digest"]}, headers=ada["head"]).json["items"]
    assert {one["scope"] for one in scopes if one["is_on"]} == {"digest"}
    with app.app_context():
        assert "surveys" in scopes_stopped([ada["id"]])[ada["id"]]


def test_consents_are_given_and_withdrawn(client: FlaskClient, ada: dict[str, Any]) -> None:
    def stands() -> list[str]:
        found = client.get(f"{ME}/consents", headers=ada["head"]).json["items"]
        return [one["kind"] for one in found if one["agreed"]]

    assert stands() == []
    agreed = client.post(f"{ME}/consents", json={"consents": ["list", "news"]}, headers=ada["head"])
    assert agreed.status_code == 200
    assert stands() == ["list", "news"]
    client.post(f"{ME}/consents/news/withdraw", json={}, headers=ada["head"])
    assert stands() == ["list"]
    problem(client.post(f"{ME}/consents", json={"consents": ["all"]}, headers=ada["head"]), 422, "consents")
    problem(client.post(f"{ME}/consents/all/withdraw", json={}, headers=ada["head"]), 404)
    odd = {"consents": ["list"], "language": "x" * 500}
    problem(client.post(f"{ME}/consents", json=odd, headers=ada["head"]), 422, "language")


def test_colleague_is_registered_for_what_lies_ahead(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    given = {"name": "Kofi Example", "email": "kofi@example.org"}
    assert client.post(f"{ME}/colleagues", json=given, headers=ada["head"]).json == {"registrations": 2}
    with app.app_context():
        kofi = db.session.query(Person).filter_by(name="Kofi Example").one()
        assert (kofi.country, kofi.organization) == ("KE", "Ministry")
        assert db.session.query(Registration).filter_by(person_id=kofi.id).count() == 2
    problem(client.post(f"{ME}/colleagues", json=given | {"email": ""}, headers=ada["head"]), 422, "email")


def test_addresses_are_renewed_and_the_old_ones_are_dead(client: FlaskClient, ada: dict[str, Any]) -> None:
    first = client.post(f"{ME}/calendar/renew", json={}, headers=ada["head"]).json["url"]
    second = client.post(f"{ME}/calendar/renew", json={}, headers=ada["head"]).json["url"]
    path = "https://meetings.example.org"
    assert client.get(second.removeprefix(path)).status_code == 200
    assert client.get(first.removeprefix(path)).status_code in (404, 410)
    new = client.post(f"{ME}/link/renew", json={}, headers=ada["head"]).json["url"].rsplit("/", 1)[1]
    problem(client.get(ME, headers=ada["head"]), 401)
    assert client.get(ME, headers=bearer(new)).status_code == 200


def test_whoever_says_it_was_not_them_is_registered_for_nothing(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    assert client.post(f"{ME}/disown", json={}, headers=ada["head"]).status_code == 204
    problem(client.get(ME, headers=ada["head"]), 401)
    with app.app_context():
        standing = db.session.query(Registration).filter(Registration.ended_at.is_(None))
        assert standing.count() == 0


def test_data_is_that_of_the_page(client: FlaskClient, ada: dict[str, Any]) -> None:
    found = client.get(f"{ME}/data", headers=ada["head"])
    page = client.get(f"/en/me/{ada['token']}/data.json")
    assert found.get_json() == page.get_json(force=True)


def test_whole_season_is_registered_for_with_colleagues_and_followed(
    client: FlaskClient, ada: dict[str, Any]
) -> None:
    person = {"name": "Mia Example", "email": "mia@example.org", "country": "KE", "language": "fr"}
    wish = {"person": person, "whole": True, "held_twice": "later", "colleagues": [{"name": "Tom Example"}]}
    done = client.post(f"{API}/programmes/season/registrations", json=wish)
    assert done.status_code == 201, done.text
    mia, tom = done.json["people"]
    assert [one["session"] for one in mia["sessions"]] == ["topic", "once"]
    assert mia["sessions"][0]["places"][0]["slot"] == ada["slots"][1]
    assert mia["join"]["url"].startswith("https://meetings.example.org/fr/join/")
    assert tom["name"] == "Tom Example"
    ways = client.get(f"{API}/joins", headers=bearer(tom["join"]["url"].rsplit("/", 1)[1])).json["items"]
    assert [one["session"] for one in ways] == ["topic"]
    nothing = client.post(f"{API}/programmes/season/registrations", json={"person": person})
    problem(nothing, 422)
    wrong = client.post(
        f"{API}/programmes/season/registrations", json=wish | {"person": person | {"name": ""}}
    )
    problem(wrong, 422, "person.name")
    assert client.post(f"{API}/programmes/nothing/registrations", json=wish).status_code == 404


def test_what_is_followed_is_left(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    person = {"name": "Mia Example", "email": "mia@example.org"}
    client.post(f"{API}/programmes/season/registrations", json={"person": person, "streams": ["science"]})
    with app.app_context(), transaction():
        mia = db.session.query(Person).filter_by(name="Mia Example").one()
        head = bearer(link_token(give_link("me", f"person:{mia.id}", datetime.now(UTC), KEYS), KEYS))
    (one,) = client.get(f"{ME}/subscriptions", headers=head).json["items"]
    assert (one["programme"], one["stream"]) == ("season", "science")
    path = f"{ME}/subscriptions/{one['id']}/leave"
    problem(client.post(path, json={}, headers=ada["head"]), 403)
    assert client.post(path, json={}, headers=head).json == {"items": [], "next": None}


def test_certificate_is_taken_given_and_put_right(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        now = datetime.now(UTC)
        (slot,) = make_held()
        person = register(request_for(somebody("Ada Example"), slot), now - timedelta(days=9), KEYS).person_id
        attend(person, slot)
        with transaction():
            head = bearer(link_token(give_link("me", f"person:{person}", now, KEYS), KEYS))
    (earned,) = client.get(f"{ME}/certificates", headers=head).json["items"]
    assert (earned["session"], earned["code"]) == ("topic", None)
    taken = client.post(
        f"{ME}/certificates", json={"programme": "season", "session": "topic"}, headers=head
    ).json
    code = taken["code"]
    assert client.get(f"{ME}/certificates/{code}/file?language=fr", headers=head).data.startswith(b"%PDF")
    new = client.post(f"{ME}/certificates/{code}/name", json={"name": "Ada B. Example"}, headers=head).json
    assert (new["name"], new["may_correct_name"]) == ("Ada B. Example", False)
    assert client.get(f"{ME}/certificates/{code}", headers=head).json["state"] == "replaced"
    told = client.get(f"{API}/verifications/{new['code'].lower()}").json
    assert (told["kind"], told["is_valid"], told["name"]) == ("certificate", True, "A… B… E…")
    compared = client.post(f"{API}/verifications/{new['code']}/compare", json={"name": "Ada B. Example"})
    assert (compared.json["is_right"], compared.json["name"]) == (True, "Ada B. Example")
    problem(client.get(f"{API}/verifications/nothing"), 404)
    problem(client.get(f"{ME}/certificates/nothing", headers=head), 403)


def test_link_is_asked_for_and_the_answer_tells_nothing(client: FlaskClient, ada: dict[str, Any]) -> None:
    known = client.post(f"{API}/links", json={"email": ada["email"]})
    unknown = client.post(f"{API}/links", json={"email": "nobody@example.org"})
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data) == (204, b"")
    problem(client.post(f"{API}/links", json={"email": "nobody"}), 422, "email")


def test_link_of_a_mail_stops_its_kind(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    with app.app_context():
        token = stop_token(ada["id"], "digest", datetime.now(UTC), KEYS)
        db.session.commit()
    path, head = f"{API}/opt-outs/me", bearer(token)
    assert client.get(path, headers=head).json == {"scope": "digest", "is_stopped": False}
    assert client.post(f"{path}/stop", json={}, headers=head).json["is_stopped"] is True
    assert client.post(f"{path}/again", json={}, headers=head).json["is_stopped"] is False
    problem(client.get(path, headers=ada["head"]), 401)


def test_survey_is_answered_once_by_its_link(app: Flask, client: FlaskClient) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        session = held_session()
        people = came(session, 9)
        survey = make_survey(
            session, closes_at=now + timedelta(days=3), questions=[one.as_kept for one in QUESTIONS]
        )
        shelf = FolderShelf(Path(app.instance_path))
        survey_counting.settle(now, shelf)
        survey_asking.ask(now)
        with transaction():
            link = give_link("survey", survey_bearer(people[0], survey), now, KEYS)
            head = bearer(link_token(link, KEYS))
    path = f"{API}/surveys/me"
    shown = client.get(path, headers=head).json
    assert [one["key"] for one in shown["questions"]] == ["useful", "pace", "why"]
    assert (shown["is_open"], shown["has_answered"]) == (True, False)
    assert [one["key"] for one in shown["questions"][1]["options"]] == ["1", "2", "3", "4", "5"]
    problem(client.post(f"{path}/answers", json={"answers": {}}, headers=head), 422, "answers.useful")
    given = {"answers": {"useful": ["yes"], "pace": ["4"], "why": ["More time."]}}
    assert client.post(f"{path}/answers", json=given, headers=head).status_code == 204
    assert client.get(path, headers=head).json["has_answered"] is True
    problem(client.post(f"{path}/answers", json=given, headers=head), 409)


def test_delegate_reads_their_meetings_and_renews_their_link(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        conference = make_conference()
        one = make_nominee(
            make_delegation(conference, make_state()), *segments_of(conference), state="accredited"
        )
        with transaction():
            link = give_link("me", f"nomination:{one.id}", datetime.now(UTC), KEYS)
            head = bearer(link_token(link, KEYS))
    path = f"{API}/delegates/me"
    shown = client.get(path, headers=head).json
    assert (shown["name"], shown["programme"]) == ("Invented Delegate", "cop")
    assert [one["segment"] for one in shown["segments"]] == ["1", "2"]
    first = client.post(f"{path}/join", json={}, headers=head).json
    assert client.post(f"{path}/join", json={}, headers=head).json == first
    second = client.post(f"{path}/join/renew", json={}, headers=head).json
    assert second["url"] != first["url"]
    problem(client.post(f"{path}/connection-tests", json={"time": "none"}, headers=head), 404)
    problem(client.get(ME, headers=head), 401)
    new = client.post(f"{path}/link/renew", json={}, headers=head).json["url"].rsplit("/", 1)[1]
    problem(client.get(path, headers=head), 401)
    assert client.get(path, headers=bearer(new)).status_code == 200
