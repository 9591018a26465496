"""A request carries the new value: accepting it makes it so in one act, and declining it says why."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.delegation_errors import HeadTaken, NothingAsked, RequestDecided
from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.cop.tracks import Mover
from meetings.domain.errors import NotAChoice, NotAnAddress, NotFound, Refused, Stale
from meetings.extensions import db, transaction
from meetings.models import Audit, ChangeRequest, Nomination, Participation
from meetings.queries.cop.change_requests import Asked, requests_of
from meetings.services.cop.change_requests import accept_request, as_named, ask, decline_request, take_back
from meetings.services.cop.naming import open_table
from meetings.services.cop.nominations import nominate
from meetings.services.cop.tracks import By
from meetings.services.erasing import erase
from tests.cop import make_conference, make_delegation, make_state, segments_of
from tests.factories import KEYS, NOW

FOCAL = By(Mover.NOMINATOR, "focal:abc")
LATE = NOW + timedelta(days=11)
AMA = Nominee("Ama Example", role="head", email="ama@example.org")


def scene() -> tuple[str, str, int]:
    programme = make_conference()
    delegation = make_delegation(programme, make_state()).id
    first = segments_of(programme)[0].id
    return delegation, nominate(delegation, replace(AMA, wishes=(Wish(first),)), NOW, by=FOCAL), first


def only(delegation: str) -> Asked:
    (found,) = requests_of(delegation)
    return found


def changed(nomination: str, **values: str) -> Nominee:
    return replace(as_named(db.session.get_one(Nomination, nomination)), **values)  # type: ignore[arg-type]


def test_correction_carries_the_new_value_alone_and_is_made_in_one_act(app: Flask) -> None:
    with app.app_context():
        delegation, one, _first = scene()
        given = changed(one, function="Minister of Health")
        asked = ask(
            delegation, "correct", LATE, by=FOCAL, given=given, nomination_id=one, why="New portfolio"
        )
        assert only(delegation).values == {"function": "Minister of Health"}
        assert "Minister" not in str(db.session.get_one(ChangeRequest, asked).values)
        accept_request(asked, LATE, actor="user:1", seen=1)
        assert db.session.get_one(Nomination, one).function == "Minister of Health"
        said = only(delegation)
        assert (said.state, said.values, said.decided_by, said.decided_at) == ("accepted", {}, "user:1", LATE)
        noted = db.session.execute(
            select(Audit.act, Audit.actor).where(Audit.at == LATE).order_by(Audit.id)
        ).all()
        assert [tuple(row) for row in noted] == [
            ("change_request.ask", "focal:abc"),
            ("nomination.edit", "user:1"),
            ("change_request.accepted", "user:1"),
        ]


def test_addition_replacement_and_withdrawal_are_made_after_the_deadline(app: Flask) -> None:
    with app.app_context():
        delegation, one, first = scene()
        kofi = Nominee("Kofi Example", role="adviser", email="kofi@example.org", wishes=(Wish(first),))
        accept_request(ask(delegation, "add", LATE, by=FOCAL, given=kofi), LATE, actor="user:1")
        added = db.session.scalars(select(Nomination).where(Nomination.name == "Kofi Example")).one()
        assert [each.state for each in added.participations] == ["nominated"]
        assert only(delegation).nomination_id == added.id
        yaw = Nominee("Yaw Example", email="yaw@example.org")
        asked = ask(delegation, "replace", LATE, by=FOCAL, given=yaw, nomination_id=one, why="Illness")
        accept_request(asked, LATE, actor="user:1")
        new = db.session.scalars(select(Nomination).where(Nomination.replaces_id == one)).one()
        assert (new.name, new.role) == ("Yaw Example", "head")
        asked = ask(delegation, "withdraw", LATE, by=FOCAL, nomination_id=new.id)
        accept_request(asked, LATE, actor="user:1")
        rows = db.session.scalars(select(Participation.state).order_by(Participation.state)).all()
        assert rows == ["nominated", "replaced", "withdrawn"]


def test_declined_says_why_and_changes_nothing(app: Flask) -> None:
    with app.app_context():
        delegation, one, _first = scene()
        asked = ask(delegation, "withdraw", LATE, by=FOCAL, nomination_id=one)
        with pytest.raises(ReasonNeeded):
            decline_request(asked, " ", LATE, actor="user:1")
        decline_request(asked, "The letter names them", LATE, actor="user:1")
        assert (only(delegation).state, only(delegation).reason) == ("declined", "The letter names them")
        assert db.session.scalars(select(Participation.state)).all() == ["nominated"]
        for again in (
            lambda: accept_request(asked, LATE, actor="user:1"),
            lambda: decline_request(asked, "No", LATE, actor="user:1"),
            lambda: take_back(asked, delegation, LATE, by=FOCAL),
        ):
            with pytest.raises(RequestDecided):
                again()


def test_later_request_takes_the_earlier_one_back(app: Flask) -> None:
    with app.app_context():
        delegation, one, _first = scene()
        ask(delegation, "correct", LATE, by=FOCAL, given=changed(one, function="A"), nomination_id=one)
        ask(
            delegation,
            "correct",
            LATE + timedelta(1),
            by=FOCAL,
            given=changed(one, function="B"),
            nomination_id=one,
        )
        assert [(each.state, each.values) for each in requests_of(delegation)] == [
            ("open", {"function": "B"}),
            ("taken_back", {}),
        ]


def test_what_cannot_be_made_is_not_accepted(app: Flask) -> None:
    with app.app_context():
        delegation, _one, first = scene()
        second_head = Nominee("Kofi Example", role="head", wishes=(Wish(first),))
        asked = ask(delegation, "add", LATE, by=FOCAL, given=second_head)
        with pytest.raises(HeadTaken):
            accept_request(asked, LATE, actor="user:1")
        assert only(delegation).is_open
        assert only(delegation).nominee == replace(second_head, wishes=(Wish(first, "online"),))
        with pytest.raises(Stale):
            accept_request(asked, LATE, actor="user:1", seen=9)


def test_requests_are_checked_when_they_are_asked(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        delegation, one, _first = scene()
        named = {"by": FOCAL, "nomination_id": one}
        with pytest.raises(NothingAsked):
            ask(delegation, "correct", LATE, given=changed(one), **named)
        with pytest.raises(NotAnAddress):
            ask(delegation, "correct", LATE, given=changed(one, email="ama"), **named)
        with pytest.raises(NotAChoice):
            ask(delegation, "promote", LATE, **named)
        with pytest.raises(NotFound):
            ask(delegation, "withdraw", LATE, by=FOCAL, nomination_id="none")


def test_delegation_asks_for_its_own_people_alone(app: Flask) -> None:
    with app.app_context():
        delegation, one, _first = scene()
        programme = db.session.get_one(Nomination, one).person_id and make_conference("other")
        other = make_delegation(programme, make_state("GH", "Ghana")).id
        with pytest.raises(NotFound):
            ask(other, "withdraw", LATE, by=FOCAL, nomination_id=one)
        asked = ask(delegation, "withdraw", LATE, by=FOCAL, nomination_id=one)
        with pytest.raises(NotFound):
            take_back(asked, other, LATE, by=FOCAL)
        assert requests_of(other) == []


def test_erasing_empties_what_was_asked_for(app: Flask) -> None:
    with app.app_context():
        delegation, one, _first = scene()
        ask(delegation, "correct", LATE, by=FOCAL, given=changed(one, function="Minister"), nomination_id=one)
        person = db.session.get_one(Nomination, one).person_id
        erase(person, LATE, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        assert only(delegation).values == {}
        row = db.session.get_one(Nomination, one)
        assert (row.name, row.email, row.role) == ("", None, "head")
        assert db.session.scalars(select(Participation.state)).all() == ["nominated"]


@pytest.mark.real_clock
def test_of_two_officers_who_accept_at_once_one_is_told(app: Flask) -> None:
    with app.app_context():
        delegation, _one, first = scene()
        kofi = Nominee("Kofi Example", role="adviser", wishes=(Wish(first),))
        asked = ask(delegation, "add", LATE, by=FOCAL, given=kofi)
    barrier, refused = Barrier(2), list[Refused]()

    def accept(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                accept_request(asked, LATE, actor=f"user:{number}")
            except Refused as refusal:
                refused.append(refusal)
            db.session.remove()

    threads = [Thread(target=accept, args=(number,)) for number in (1, 2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with app.app_context():
        assert [type(one) for one in refused] == [RequestDecided]
        assert len(db.session.scalars(select(Nomination)).all()) == 2


def test_accepting_waits_for_the_delegation_that_asks_anew(app: Flask) -> None:
    told: list[str] = []

    def accept(request: str) -> None:
        with app.app_context():
            try:
                accept_request(request, LATE, actor="user:1", seen=1)
            except RequestDecided as refusal:
                told.append(refusal.code)

    with app.app_context():
        delegation, one, _first = scene()
        given = changed(one, function="Minister of Health")
        asked = ask(delegation, "correct", LATE, by=FOCAL, given=given, nomination_id=one)
        officer = Thread(target=accept, args=[asked])
        with transaction():
            open_table(delegation, LATE, FOCAL)
            officer.start()
            officer.join(1)
            db.session.get_one(ChangeRequest, asked, with_for_update=True).state = "taken_back"
        officer.join()
        assert told == [RequestDecided.code]
