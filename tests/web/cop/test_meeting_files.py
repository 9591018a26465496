"""Files of a meeting: for nobody for whom the meeting is not, from the moment it is opened or closed."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.kept_files import AudienceGiven, FileGiven, proof_name
from meetings.queries.kept_files import for_person
from meetings.services.cop.meetings import change_meeting, open_to_observers
from meetings.services.documents import DocumentGiven, add_document
from meetings.web.kept_files import DOCUMENT, signed_query
from tests.cop import make_body, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW, make_session, make_slot


@pytest.fixture
def people(app: Flask) -> dict[str, int]:
    """Store a contact group with a document, and people of a Party, of another State and of an observer."""
    with app.app_context():
        programme = make_conference()
        first, second = segments_of(programme)
        make_slot(make_session(programme, "group", segment_id=first.id, audience="participants"))
        storage = app.extensions["outside"].storage
        key = storage.put("documents/one", [b"A draft text\n"], 1_000).key
        file = FileGiven(key, "text/plain", 13, "d" * 64, "draft.txt")
        given = DocumentGiven({"en": "Draft text"}, "en", AudienceGiven("public"), file=file)
        add_document("cop", "group", given, NOW, "user:1")
        delegations = {
            "party": make_delegation(programme, make_state()),
            "state": make_delegation(programme, make_state("PL", "Poland", since=None, regional_group="eeg")),
            "observer": make_delegation(programme, make_body()),
        }
        found = {
            name: make_nominee(one, first, name=f"Delegate {name}", state="accredited").person_id
            for name, one in delegations.items()
        }
        found["nominated"] = make_nominee(delegations["party"], first, name="Only named").person_id
        found["elsewhere"] = make_nominee(
            delegations["party"], second, name="Second only", state="accredited"
        ).person_id
        return found


def who_has(app: Flask, people: dict[str, int]) -> set[str]:
    with app.app_context():
        return {name for name, number in people.items() if for_person(number, NOW)}


def link(app: Flask, person_id: int) -> str:
    with app.test_request_context(), app.app_context():
        found = for_person(person_id, NOW)[0]
        query = signed_query(DOCUMENT, proof_name(found.name, found.within), datetime.now(UTC))
        return f"/documents/{found.name}{query}"


def test_files_of_a_meeting_are_for_whoever_may_enter_it_and_follow_at_once(
    app: Flask, client: FlaskClient, people: dict[str, int]
) -> None:
    assert who_has(app, people) == {"party", "state", "observer"}
    address = link(app, people["observer"])
    assert client.get(address).status_code == 200
    assert client.get(address.partition("?")[0]).status_code == 403
    assert "Draft text" not in client.get("/en/cop/group/").text
    assert "Draft text" not in client.get("/en/cop/archive").text
    with app.app_context():
        open_to_observers("cop", "group", False, 1, NOW, "user:1")
    assert who_has(app, people) == {"party"}
    assert client.get(address).status_code == 403
    assert client.get(link(app, people["party"])).status_code == 200
    with app.app_context():
        open_to_observers("cop", "group", True, 2, NOW, "user:1")
    assert client.get(address).status_code == 200


def test_files_of_a_regional_meeting_are_for_its_group(app: Flask, people: dict[str, int]) -> None:
    with app.app_context():
        change_meeting("cop", "group", {"audience": "region", "regions": ["eeg"]}, 1, NOW, "user:1")
    assert who_has(app, people) == {"state"}


def test_files_of_a_public_meeting_are_public(
    app: Flask, client: FlaskClient, people: dict[str, int]
) -> None:
    with app.app_context():
        change_meeting("cop", "group", {"audience": "public"}, 1, NOW, "user:1")
    assert "Draft text" in client.get("/en/cop/group/").text
    assert who_has(app, people) == set()
