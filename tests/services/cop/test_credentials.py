"""Credentials for a segment: due by the opening day, received, read, examined, carried, and reported as of a day."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.credentials_errors import NoneChosen, NotDue, NotEarlier, NotExamined, SignedAhead
from meetings.domain.cop.errors import AuthorityNeeded, NoSuchMove, ReasonNeeded
from meetings.domain.cop.tracks import Says
from meetings.domain.errors import DoneBefore, NotAChoice, NotFound, Refused, Stale
from meetings.domain.kept_files import FileGiven
from meetings.extensions import db
from meetings.models import Credentials, CredentialsFile, Delegation, PartyStatus, Programme, TrackEvent
from meetings.queries.cop.bureau_reports import bureau_facts, report_facts
from meetings.queries.cop.credentials import (
    CredentialsAsked,
    credentials,
    credentials_of,
    segment,
)
from meetings.services.cop.bureau_reports import keep_report
from meetings.services.cop.credentials import Examined, Read, Where, carry, examine, move, receive, record
from tests.cop import make_body, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW

BUREAU = Says(authority="Bureau, 28 November 2026")
SCAN = FileGiven("credentials/one", "application/pdf", 10, "digest", "credentials.pdf")
TODAY = NOW.date()


def make_delegations() -> dict[str, str]:
    """Store a conference and delegations: two Parties, a State that becomes one between the segments, others."""
    programme = make_conference()
    states = {
        "KE": make_state("KE"),
        "UG": make_state("UG", "Uganda"),
        "ES": make_state("ES", "Spain", since=date(2027, 1, 10), regional_group="weog"),
        "NA": make_state("NA", "Namibia", since=None),
        "GE": make_state("GE", "Georgia", since=None, regional_group="eeg"),
    }
    db.session.add(PartyStatus(party_code="GE", treaty="minamata", status="to_be_confirmed", source=""))
    db.session.commit()
    found = {code: make_delegation(programme, state).id for code, state in states.items()}
    found["body"] = make_delegation(programme, make_body()).id
    return found


def at(delegation: str, seen: int = 0, slug: str = "1") -> Where:
    return Where("cop", slug, delegation, seen)


def states(slug: str = "1") -> dict[str, str]:
    return {one.code: one.state for one in credentials(segment("cop", slug), CredentialsAsked())}


def test_due_by_what_a_state_is_on_the_opening_day_of_each_segment(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        first = {
            "KE": "awaited",
            "UG": "awaited",
            "ES": "not_required",
            "NA": "not_required",
            "GE": "awaited",
        }
        assert states("1") == first
        assert states("2") == first | {"ES": "awaited"}
        with pytest.raises(NotDue):
            receive(at(ids["ES"]), "copy", SCAN, NOW, "user:1")
        receive(at(ids["ES"], slug="2"), "copy", SCAN, NOW, "user:1")
        assert (states("1")["ES"], states("2")["ES"]) == ("not_required", "copy")
        with pytest.raises(NotFound):
            credentials_of(segment("cop", "1"), ids["body"])
        with pytest.raises(NotDue):
            receive(at(ids["body"]), "copy", SCAN, NOW, "user:1")


def test_state_that_became_a_party_meanwhile_owes_them(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        row = Credentials(delegation_id=ids["ES"], segment_id=segment("cop", "2").id, state="not_required")
        row.state_since = row.updated_at = NOW
        db.session.add(row)
        db.session.commit()
        assert states("2")["ES"] == "awaited"
        move(at(ids["ES"], 1, "2"), "copy", NOW, "user:1")
        moves = [(one.from_state, one.to_state) for one in db.session.scalars(select(TrackEvent))]
        assert moves == [("not_required", "awaited"), ("awaited", "copy")]


def test_received_read_and_examined(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        kenya = nominate(ids["KE"])
        receive(at(ids["KE"]), "copy", SCAN, NOW, "user:1")
        given = Read(
            "foreign_minister",
            "Invented Minister",
            date(2026, 11, 20),
            "en",
            people=(kenya["Invented Head"],),
            others=("Invented Stranger",),
        )
        record(at(ids["KE"], page_of(ids["KE"]).row.revision), given, NOW, "user:1")
        page = page_of(ids["KE"])
        assert (page.signer, page.row.signed_by, page.row.signed_on) == (
            "Invented Minister",
            "foreign_minister",
            date(2026, 11, 20),
        )
        assert {one.name: one.is_named for one in page.nominees} == {
            "Invented Head": True,
            "Invented Adviser": False,
        }
        assert page.others == ("Invented Stranger",)
        receive(at(ids["KE"], page.row.revision), "original", None, NOW, "user:1")
        seen = page_of(ids["KE"]).row.revision
        move(at(ids["KE"], seen), "in_order", NOW, "user:1", says=BUREAU, examined_on=TODAY)
        page = page_of(ids["KE"])
        assert (page.row.state, page.row.examined_on, len(page.files)) == ("in_order", TODAY, 1)
        assert [one.to_state for one in page.moves] == ["in_order", "original", "copy", "awaited"]


def nominate(delegation: str) -> dict[str, str]:
    """Nominate two people to the first segment; gives their nominations by name."""
    row = db.session.get_one(Delegation, delegation)
    first = segments_of(db.session.get_one(Programme, row.programme_id))[0]
    named = (("Invented Head", "head"), ("Invented Adviser", "adviser"))
    return {name: make_nominee(row, first, name=name, role=role).id for name, role in named}


def page_of(delegation: str, slug: str = "1") -> Any:
    return credentials_of(segment("cop", slug), delegation)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (Read(signed_by="somebody"), NotAChoice),
        (Read(signed_on=TODAY + timedelta(days=2)), SignedAhead),
        (Read(language="xx"), NotAChoice),
        (Read(people=("nobody",)), NotAChoice),
    ],
)
def test_what_credentials_cannot_say_is_refused(app: Flask, given: Read, refusal: type[Refused]) -> None:
    with app.app_context():
        ids = make_delegations()
        with pytest.raises(refusal):
            record(at(ids["KE"]), given, NOW, "user:1")
        assert db.session.scalars(select(Credentials)).all() == []


def test_moves_outside_the_track_are_refused_with_their_reason(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        with pytest.raises(NoSuchMove):
            move(at(ids["KE"]), "in_order", NOW, "user:1", says=BUREAU)
        receive(at(ids["KE"]), "copy", None, NOW, "user:1")
        seen = page_of(ids["KE"]).row.revision
        with pytest.raises(AuthorityNeeded):
            move(at(ids["KE"], seen), "in_order", NOW, "user:1")
        with pytest.raises(ReasonNeeded):
            move(at(ids["KE"], seen), "incomplete", NOW, "user:1")
        with pytest.raises(Stale):
            move(at(ids["KE"], seen - 1), "incomplete", NOW, "user:2", says=Says("no signature"))


def test_of_two_officers_at_once_the_second_is_told(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        receive(at(ids["KE"]), "copy", None, NOW, "user:1")
        seen = page_of(ids["KE"]).row.revision
    start, told = Barrier(2), []

    def decide(to: str, says: Says) -> None:
        with app.app_context():
            start.wait()
            try:
                move(at(ids["KE"], seen), to, NOW, "user:1", says=says)
                told.append("moved")
            except Stale:
                told.append("told")

    threads = [
        Thread(target=decide, args=given)
        for given in (("in_order", BUREAU), ("incomplete", Says("no signature")))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["moved", "told"]


def test_bureau_examines_several_and_what_somebody_moved_meanwhile_is_left(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        for code in ("KE", "UG"):
            receive(at(ids[code]), "copy", None, NOW, "user:1")
        seen = {ids[code]: page_of(ids[code]).row.revision for code in ("KE", "UG")}
        move(at(ids["UG"], seen[ids["UG"]]), "incomplete", NOW, "user:2", says=Says("no signature"))
        found = Examined("in_order", TODAY, "Bureau, 28 November 2026")
        done = examine("cop", "1", seen | {ids["GE"]: 0}, found, NOW, "user:1")
        assert done.moved == (ids["KE"],)
        assert dict(done.left) == {ids["UG"]: "stale", ids["GE"]: "no_such_move"}
        assert states() == {
            "KE": "in_order",
            "UG": "incomplete",
            "GE": "awaited",
            "ES": "not_required",
            "NA": "not_required",
        }
        assert page_of(ids["KE"]).row.examined_on == TODAY
        for wrong, refusal in (
            (({}, found), NoneChosen),
            ((seen, Examined("in_order", None, "x")), NotExamined),
            ((seen, Examined("awaited", TODAY, "x")), NotAChoice),
        ):
            with pytest.raises(refusal):
                examine("cop", "1", *wrong, NOW, "user:1")


def test_carried_to_the_resumed_segment_in_one_act(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        receive(at(ids["KE"]), "original", SCAN, NOW, "user:1")
        move(at(ids["KE"], page_of(ids["KE"]).row.revision), "in_order", NOW, "user:1", says=BUREAU)
        move(at(ids["UG"]), "provisional", NOW, "user:1", says=BUREAU)
        done = carry("cop", "2", "1", NOW, "user:1")
        assert set(done.moved) == {ids["KE"], ids["UG"]}
        assert states("2") == {
            "KE": "in_order",
            "UG": "provisional",
            "GE": "awaited",
            "ES": "awaited",
            "NA": "not_required",
        }
        page = page_of(ids["KE"], "2")
        assert (page.carried_from, page.row.is_carried, len(page.files)) == ("1", True, 1)
        assert (page.moves[0].to_state, page.moves[0].authority) == ("in_order", BUREAU.authority)
        again = carry("cop", "2", "1", NOW, "user:1")
        assert (again.moved, {one for one, _why in again.left}) == ((), {ids["KE"], ids["UG"]})
        # what was provisional is examined again, for the segment it was carried to
        seen = page_of(ids["UG"], "2").row.revision
        move(at(ids["UG"], seen, "2"), "in_order", NOW, "user:1", says=BUREAU, examined_on=TODAY)
        assert (states("1")["UG"], states("2")["UG"]) == ("provisional", "in_order")
        with pytest.raises(NotEarlier):
            carry("cop", "1", "2", NOW, "user:1")


def test_carrying_fills_what_was_only_awaited(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        receive(at(ids["KE"]), "original", None, NOW, "user:1")
        record(at(ids["KE"], slug="2"), Read(signer="Invented Minister"), NOW, "user:1")
        assert carry("cop", "2", "1", NOW, "user:1").moved == (ids["KE"],)
        assert states("2")["KE"] == "original"
        assert [one.to_state for one in page_of(ids["KE"], "2").moves] == ["original", "copy", "awaited"]


def test_bureaus_report_stays_as_it_was_on_its_day(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        receive(at(ids["KE"]), "copy", None, NOW, "user:1")
        of = segment("cop", "1")
        facts = bureau_facts(of)
        assert facts.groups == {
            "in_order": (),
            "copy": ("KE",),
            "provisional": (),
            "not_received": ("UG",),
        }
        assert (facts.unconfirmed, facts.parties) == (("GE",), 2)
        assert keep_report("cop", "1", NOW, "user:1") == 1
        with pytest.raises(DoneBefore):
            keep_report("cop", "1", NOW, "user:1")
        found = Examined("in_order", TODAY, "Bureau")
        examine("cop", "1", {ids["KE"]: page_of(ids["KE"]).row.revision}, found, NOW, "user:1")
        assert keep_report("cop", "1", NOW, "user:1") == 2
        assert report_facts(of.id, 1)["groups"]["copy"] == ["KE"]
        assert report_facts(of.id, 2)["groups"]["in_order"] == ["KE"]
        assert report_facts(of.id, 2)["names"]["KE"] == {"en": "Kenya"}


def test_files_are_kept_each_as_it_came(app: Flask) -> None:
    with app.app_context():
        ids = make_delegations()
        receive(at(ids["KE"]), "copy", SCAN, NOW, "user:1")
        other = FileGiven("credentials/two", "application/pdf", 11, "else", "original.pdf")
        receive(at(ids["KE"], page_of(ids["KE"]).row.revision), "copy", other, NOW, "user:1")
        rows = db.session.scalars(select(CredentialsFile).order_by(CredentialsFile.file)).all()
        assert [one.file_name for one in rows] == ["credentials.pdf", "original.pdf"]


def test_list_is_narrowed(app: Flask) -> None:
    with app.app_context():
        make_delegations()
        of = segment("cop", "1")

        def codes(**asked: str) -> list[str]:
            return [one.code for one in credentials(of, CredentialsAsked(**asked))]

        assert codes(text="kenya") == ["KE"]
        assert codes(group="weog") == ["ES"]
        assert codes(state="awaited") == codes(awaited="delegation") == ["GE", "KE", "UG"]
        assert codes(awaited="none") == ["ES", "NA"]
