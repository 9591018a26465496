"""Exchange with KRONOS, on both stores: round trip, idempotence, and conflicts that only a person decides."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.cop.kronos import Exchange, Outcome, Taken
from meetings.extensions import db, transaction
from meetings.formats.cop.kronos import read_exchange, write_exchange
from meetings.models import (
    Audit,
    Base,
    Delegation,
    ExchangeFile,
    ExternalId,
    Funding,
    Nomination,
    Organization,
    Participation,
    Programme,
    Segment,
    TrackEvent,
)
from meetings.queries.cop.kronos import exported
from meetings.services.cop.kronos import commit, keep_file, look
from meetings.services.erasing import erase
from tests.cop import make_body, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW

LATER = datetime(2026, 12, 1, tzinfo=UTC)


def a_conference() -> None:
    """Store a conference with everything that is exchanged: bits 1, 3, 7, revoked, funded, two segments, scripts."""
    programme = make_conference(title={"en": "COP", "fr": "CdP"})
    first, second = segments_of(programme)
    kenya = make_delegation(programme, make_state())
    body = make_delegation(programme, make_body(acronym="IWG", country=None))
    make_nominee(
        kenya, first, second, name="Amina EXAMPLE", role="head", state="badge_issued", pass_code="PASS123456",
        courtesy="Ms.", function="Director", department="Chemicals", organization="Ministry",
        address="1 Street\nNairobi", telephone="+254 20 000", gender="female", lists=["name", "email"],
        mode="online",
    )  # fmt: skip
    make_nominee(kenya, first, name="张伟", state="accredited", function="司长")
    make_nominee(kenya, first, name="EXAMPLE Brian", state="letter_checked", email=None)
    make_nominee(kenya, first, name="Gone Example", state="withdrawn")
    make_nominee(body, first, name="أمينة مثال", role="representative", state="revoked")
    funded = db.session.scalars(select(Participation).where(Participation.state == "badge_issued")).first()
    assert funded is not None
    with transaction():
        values = {"state": "granted", "asked_at": NOW, "updated_at": NOW}
        db.session.add(Funding(participation_id=funded.id, **values))


def take(raw: bytes, now: datetime = NOW, **decisions: str) -> Taken:
    exchange = read_exchange(raw)
    name = keep_file(raw.decode(), "kronos.json", "cop", now, "user:1")
    chosen = {key.replace("__", ":"): value for key, value in decisions.items()}
    return commit(name, exchange, chosen, now, "user:1", keys=KEYS)


def rows() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def empty() -> None:
    """Empty the store, but for the secretariat's own list of States."""
    db.session.rollback()
    with transaction():
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("parties", "party_statuses"):
                db.session.execute(table.delete())
    db.session.expire_all()


def outcomes(taken: Taken) -> dict[str, int]:
    return {str(one): taken.count(one) for one in Outcome if taken.count(one)}


@pytest.mark.usefixtures("database")
def test_round_trip_through_an_empty_store_is_equal() -> None:
    a_conference()
    first = write_exchange(exported("cop"))
    empty()
    taken = take(first)
    assert [one for one in taken.said if one.outcome in (Outcome.REFUSED, Outcome.CONFLICT)] == []
    assert write_exchange(exported("cop")) == first
    states = db.session.execute(
        select(Nomination.name, Participation.state)
        .join(Participation)
        .order_by(Nomination.name, Participation.id)
    ).all()
    assert sorted(map(tuple, states)) == sorted(
        [
            ("Amina EXAMPLE", "badge_issued"), ("Amina EXAMPLE", "badge_issued"), ("张伟", "accredited"),
            ("EXAMPLE Brian", "nominated"), ("أمينة مثال", "revoked"),
        ]
    )  # fmt: skip
    programme = db.session.scalars(select(Programme)).one()
    assert (programme.published, programme.title) == (False, {"en": "COP", "fr": "CdP"})


@pytest.mark.usefixtures("database")
def test_same_file_again_changes_nothing() -> None:
    a_conference()
    raw = write_exchange(exported("cop"))
    taken = take(raw)
    assert outcomes(taken) == {"same": len(taken.said)}
    empty()
    take(raw)
    before, text = rows(), write_exchange(exported("cop"))
    again = take(raw, LATER)
    assert outcomes(again) == {"same": len(again.said)}
    assert (rows(), write_exchange(exported("cop"))) == (before, text)


@pytest.mark.usefixtures("database")
def test_looking_changes_nothing() -> None:
    a_conference()
    exchange = read_exchange(write_exchange(exported("cop")))
    empty()
    before = rows()
    taken = look(exchange, {}, NOW, keys=KEYS)
    assert outcomes(taken) == {"new": 2 + 1 + 4 + 5, "same": 1}
    assert rows() == before


@pytest.mark.usefixtures("database")
def test_bits_move_step_by_step_with_authority() -> None:
    a_conference()
    raw = write_exchange(exported("cop"))
    empty()
    take(raw)
    zhang = db.session.scalars(
        select(Participation.id).join(Nomination).where(Nomination.name == "张伟")
    ).one()
    moves = db.session.scalars(
        select(TrackEvent).where(TrackEvent.subject == zhang).order_by(TrackEvent.id)
    ).all()
    assert [one.to_state for one in moves] == ["nominated", "letter_checked", "accredited"]
    assert {one.authority for one in moves} == {"KRONOS import"}
    assert {one.actor for one in moves} == {"user:1"}


EVENT = {"eventId": "e1", "code": "cop/1", "title": "COP", "startDate": "2026-12-07", "endDate": "2026-12-11"}
STATE = {"organizationId": "o1", "name": "Kenya", "government": "Kenya", "organizationTypeId": "government"}
CONTACT = {
    "contactId": "c1", "organizationId": "o1", "firstName": "Amina", "lastName": "Example",
    "emails": ["amina@example.org"], "designation": "Director",
}  # fmt: skip


def a_file(**changes: Any) -> bytes:
    """Write a file as KRONOS itself would."""
    body = {
        "events": [EVENT],
        "organizations": [STATE],
        "contacts": [CONTACT],
        "registrations": [{"contactId": "c1", "eventId": "e1", "status": 1, "role": "Head of Delegation"}],
    } | changes  # fmt: skip
    return json.dumps(body).encode()


def a_place() -> None:
    make_conference()
    make_state()


@pytest.mark.usefixtures("database")
def test_file_of_kronos_itself_is_taken() -> None:
    a_place()
    assert outcomes(take(a_file())) == {"new": 2, "same": 2}
    row = db.session.scalars(select(Nomination)).one()
    assert (row.name, row.function, row.role, row.lists) == ("Amina Example", "Director", "head", [])
    assert {(one.kind, one.external_id) for one in db.session.scalars(select(ExternalId))} == {
        ("event", "e1"), ("organization", "o1"), ("contact", "c1")
    }  # fmt: skip
    assert [one.id for one in exported("cop").contacts] == ["c1"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("decided", "function"), [("ours", "Director"), ("theirs", "Minister")])
def test_same_contact_with_other_values_is_decided_by_a_person(decided: str, function: str) -> None:
    a_place()
    take(a_file())
    other = a_file(contacts=[CONTACT | {"designation": "Minister", "department": "Chemicals"}])
    taken = take(other)
    (conflict,) = taken.of(Outcome.CONFLICT)
    assert (conflict.key, conflict.fields, conflict.choices) == (
        "contact:c1", (("function", "Director", "Minister"),), ("ours", "theirs")
    )  # fmt: skip
    row = db.session.scalars(select(Nomination)).one()
    assert (row.function, row.department) == ("Director", None)
    assert outcomes(take(other, **{"contact__c1": decided})) == {"changed": 1, "same": 3}
    db.session.expire_all()
    row = db.session.scalars(select(Nomination)).one()
    assert (row.function, row.department) == (function, "Chemicals")
    assert outcomes(take(other, LATER)) == {"same": 4}


@pytest.mark.usefixtures("database")
def test_two_people_under_one_id_wait_for_a_person() -> None:
    a_place()
    both = a_file(contacts=[CONTACT, CONTACT | {"firstName": "Brian", "emails": ["brian@example.org"]}])
    taken = take(both)
    (conflict,) = taken.of(Outcome.CONFLICT)
    assert (conflict.why, conflict.choices) == ("doubled", ("1", "2"))
    assert db.session.scalars(select(Nomination)).all() == []
    take(both, **{"contact__c1": "2"})
    assert db.session.scalars(select(Nomination.name)).all() == ["Brian Example"]
    assert outcomes(take(both, LATER)) == {"same": 4}


@pytest.mark.usefixtures("database")
def test_unknown_country_is_never_made_up() -> None:
    a_place()
    odd = a_file(organizations=[STATE | {"name": "Kenia Land", "government": "Atlantis"}])
    taken = take(odd)
    (conflict,) = taken.of(Outcome.CONFLICT)
    assert (conflict.key, conflict.why, conflict.choices) == ("organization:o1", "country", ("none",))
    assert taken.count(Outcome.REFUSED) == 2
    assert db.session.scalars(select(Delegation)).all() == []
    assert outcomes(take(odd, **{"organization__o1": "KE"})) == {"new": 2, "same": 2}
    assert db.session.scalars(select(Delegation.party_code)).all() == ["KE"]
    assert outcomes(take(odd, LATER)) == {"same": 4}


@pytest.mark.usefixtures("database")
def test_unknown_event_waits_for_a_person() -> None:
    a_place()
    events = [{"eventId": "e1", "title": "COP", "startDate": "2026-12-07", "endDate": "2026-12-11"}]
    taken = take(a_file(events=events))
    (conflict,) = taken.of(Outcome.CONFLICT)
    assert conflict.choices == ("cop/1", "cop/2", "none")
    assert db.session.scalars(select(func.count()).select_from(Segment)).one() == 2
    assert outcomes(take(a_file(events=events), **{"event__e1": "cop/2"})) == {"new": 2, "same": 2}
    assert db.session.scalars(select(Segment.slug).join(Participation)).all() == ["2"]


@pytest.mark.usefixtures("database")
def test_nobody_goes_backwards_without_a_person() -> None:
    a_place()
    far = [{"contactId": "c1", "eventId": "e1", "status": 7, "role": ""}]
    take(a_file(registrations=far))
    assert db.session.scalars(select(Participation.state)).all() == ["badge_issued"]
    taken = take(a_file())
    (conflict,) = taken.of(Outcome.CONFLICT)
    assert (conflict.fields, conflict.choices) == ((("state", "badge_issued", "nominated"),), ("ours",))
    take(a_file(), **{"registration__c1/e1": "ours"})
    assert db.session.scalars(select(Participation.state)).all() == ["badge_issued"]
    assert outcomes(take(a_file(), LATER)) == {"same": 4}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"registrations": [{"contactId": "c1", "eventId": "e1", "status": "odd"}]}, "no_status"),
        ({"registrations": [{"contactId": "c1", "eventId": "e1", "status": 0}]}, "no_status"),
        (
            {"registrations": [{"contactId": "c1", "eventId": "e1", "status": 3, "tags": ["Revoked"]}]},
            "observers_only",
        ),
        (
            {"registrations": [{"contactId": "c1", "eventId": "e1", "status": 1, "role": "Wizard"}]},
            "unknown_role",
        ),
        ({"registrations": [{"contactId": "c1", "eventId": "other", "status": 1}]}, "no_event"),
        ({"contacts": [CONTACT | {"firstName": "", "lastName": ""}]}, "no_name"),
        ({"contacts": [CONTACT | {"organizationId": "other"}]}, "no_organization"),
        ({"contacts": [CONTACT | {"emails": ["not an address"]}]}, "not_an_address:email"),
        ({"registrations": []}, "no_registration"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_why(changes: dict[str, Any], why: str) -> None:
    a_place()
    before = look(read_exchange(a_file(**changes)), {}, NOW, keys=KEYS)
    taken = take(a_file(**changes))
    assert why in [one.why for one in taken.of(Outcome.REFUSED)]
    assert outcomes(before) == outcomes(taken)
    assert db.session.scalars(select(Nomination)).all() == []


@pytest.mark.usefixtures("database")
def test_new_body_needs_a_type_that_is_known() -> None:
    a_place()
    bodies = [
        {"organizationId": "o1", "name": "Invented Union", "organizationTypeId": "ngo", "country": "Kenya"}
    ]
    take(a_file(organizations=bodies))
    body = db.session.scalars(select(Organization)).one()
    assert (body.slug, body.category, body.country) == ("invented-union", "ngo", "KE")
    odd = [{"organizationId": "o2", "name": "Another", "organizationTypeId": "wizards"}]
    taken = take(a_file(organizations=odd, contacts=[], registrations=[]))
    assert [one.why for one in taken.of(Outcome.REFUSED)] == ["unknown_type"]


@pytest.mark.usefixtures("database")
def test_erased_person_does_not_come_back_and_is_taken_out_of_the_file(app: Flask) -> None:
    a_place()
    take(a_file())
    person = db.session.scalars(select(Nomination.person_id)).one()
    erase(person, NOW, "user:1", keys=KEYS, log=app.extensions["outside"].erasures)
    assert "Amina" not in db.session.scalars(select(ExchangeFile.raw)).one()
    taken = take(a_file(), LATER)
    assert {one.outcome for one in taken.said[2:]} == {Outcome.ERASED}
    assert db.session.scalars(select(Nomination.name)).all() == [""]
    assert exported("cop").contacts == ()


@pytest.mark.usefixtures("database")
def test_file_is_kept_as_it_came() -> None:
    a_place()
    raw = a_file(contacts=[CONTACT | {"dateOfBirth": "1970-01-01"}])
    take(raw)
    row = db.session.scalars(select(ExchangeFile)).one()
    assert (row.raw, row.state, row.outcome["new"]) == (raw.decode(), "committed", 2)
    assert "dateOfBirth" not in write_exchange(exported("cop")).decode()
    acts = db.session.scalars(select(Audit.act).where(Audit.act.startswith("kronos"))).all()
    assert sorted(acts) == ["kronos.import", "kronos.keep"]
    assert isinstance(read_exchange(raw), Exchange)


@pytest.mark.usefixtures("database")
def test_nobody_is_revoked_before_they_are_accredited_and_the_rest_is_taken() -> None:
    programme = make_conference()
    body, first = make_delegation(programme, make_body()), segments_of(programme)[0]
    make_nominee(body, first, name="Amina Example", role="representative")
    file = json.loads(write_exchange(exported("cop")))
    file["registrations"][0]["tags"] = ["Revoked"]
    taken = take(json.dumps(file).encode())
    assert [one.why for one in taken.of(Outcome.REFUSED)] == ["no_status", "no_registration"]
    assert db.session.scalars(select(Participation.state)).all() == ["nominated"]
