"""Whoever is erased leaves delegations without a name, and reads before what is kept of them."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.identities import Passport
from meetings.domain.cop.tracks import Mover, Says
from meetings.domain.errors import LinkDead
from meetings.extensions import db
from meetings.models import Audit, FocalPoint, Funding, Nomination, Participation, TrackEvent
from meetings.queries.cop.change_requests import requests_of
from meetings.queries.cop.focal_points import PURPOSE, bearer_name, focal_of
from meetings.queries.journal import opened
from meetings.queries.links import token_of
from meetings.queries.own_data import own_data
from meetings.services.cop.accreditation import decide
from meetings.services.cop.change_requests import as_named, ask
from meetings.services.cop.delegations import FocalGiven, invite
from meetings.services.cop.funding import TravelGiven, ask_for_travel
from meetings.services.cop.identities import put_identity
from meetings.services.cop.nominations import nominate
from meetings.services.cop.tracks import By
from meetings.services.erasing import erase
from tests.cop import (
    make_conference,
    make_delegation,
    make_focal_point,
    make_reachable,
    make_state,
    segments_of,
)
from tests.factories import KEYS, NOW

FOCAL = By(Mover.NOMINATOR, "focal:abc")
AMA = Nominee("Ama Example", role="head", email="ama@example.org", function="Minister", telephone="+254 1")


def test_own_data_says_what_delegations_hold(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        delegation, first = make_delegation(programme, make_state()).id, segments_of(programme)[0].id
        one = nominate(delegation, replace(AMA, wishes=(Wish(first),)), NOW, by=FOCAL)
        person = db.session.get_one(Nomination, one).person_id
        given = replace(as_named(db.session.get_one(Nomination, one)), function="Envoy")
        ask(delegation, "correct", NOW, by=FOCAL, given=given, nomination_id=one, why="New post")
        outside = app.extensions["outside"]
        put_identity(
            one,
            NOW,
            actor="focal:abc",
            shelf=outside.identity_shelf,
            storage=outside.storage,
            passport=Passport("K0123456"),
        )
        (found,) = own_data(person)["nominations"]
        assert (found["programme"], found["name"], found["telephone"]) == ("cop", "Ama Example", "+254 1")
        assert [(part["segment"], part["state"]) for part in found["segments"]] == [("1", "nominated")]
        assert [each["values"] for each in found["requests"]] == [{"function": "Envoy"}]
        assert found["passport_kept_until"] is not None
        assert found["photo_kept_until"] is None
        assert "K0123456" not in str(own_data(person))


def test_erased_person_leaves_no_name_in_delegation_or_journal(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        delegation, first = make_delegation(programme, make_state()).id, segments_of(programme)[0].id
        one = nominate(delegation, replace(AMA, wishes=(Wish(first),)), NOW, by=FOCAL)
        person = db.session.get_one(Nomination, one).person_id
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        row = db.session.get_one(Nomination, one)
        assert (row.name, row.function, row.telephone, row.role) == ("", None, None, "head")
        assert db.session.scalars(select(Participation.state)).all() == ["nominated"]
        said = str([(each.before, each.after) for each in opened(db.session.scalars(select(Audit)))])
        for secret in ("Ama", "ama@example.org", "Minister", "+254"):
            assert secret not in said


@pytest.mark.parametrize("is_known", [True, False])
def test_erased_focal_point_has_no_link_and_no_name(app: Flask, is_known: bool) -> None:
    with app.app_context():
        delegation = make_delegation(make_conference(), make_state())
        given = FocalGiven("Adwoa Example", "adwoa@example.org")
        point = invite(delegation.id, given, NOW, actor="user:1", keys=KEYS)
        person = db.session.get_one(FocalPoint, point).person_id
        if not is_known:
            db.session.get_one(FocalPoint, point).person_id = None
            db.session.commit()
        other, other_token = make_focal_point(delegation, name="Kofi Example")
        token = token_of(PURPOSE, bearer_name(point), KEYS)
        assert token is not None
        assert person is not None
        if is_known:
            assert [each["email"] for each in own_data(person)["focal_points"]] == ["adwoa@example.org"]
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        row = db.session.get_one(FocalPoint, point)
        assert (row.name, row.email, row.ended_at) == ("", "", NOW)
        with pytest.raises(LinkDead):
            focal_of(token, KEYS)
        assert focal_of(other_token, KEYS).point.id == other.id


@pytest.mark.parametrize("kind", ["add", "replace"])
def test_whoever_is_asked_for_and_erased_is_asked_for_without_a_name(app: Flask, kind: str) -> None:
    with app.app_context():
        programme = make_conference()
        delegation, first = make_delegation(programme, make_state()).id, segments_of(programme)[0].id
        there = nominate(
            delegation,
            Nominee("Kofi Example", role="adviser", email="kofi@example.org", wishes=(Wish(first),)),
            NOW,
            by=FOCAL,
        )
        person = make_reachable("Ama Example", "ama@example.org")
        given = replace(AMA, wishes=(Wish(first),))
        row = there if kind == "replace" else None
        asked = ask(delegation, kind, NOW, by=FOCAL, given=given, nomination_id=row, why="Ama Example comes")
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        (found,) = requests_of(delegation)
        assert (found.id, found.is_open, found.values, found.why) == (asked, True, {}, "")


def test_erased_person_leaves_no_name_in_reasons_nor_where_they_travel_from(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        delegation, first = make_delegation(programme, make_state()).id, segments_of(programme)[0].id
        one = nominate(delegation, replace(AMA, wishes=(Wish(first),)), NOW, by=FOCAL)
        row = db.session.get_one(Nomination, one)
        person, part = row.person_id, row.participations[0]
        travel = TravelGiven("Nairobi", allowance_days=6, note="Ama brings a child")
        ask_for_travel("cop", part.id, travel, 0, NOW, actor="user:1")
        said = Says("The passport of Ama Example is another one")
        decide("cop", "returned", {part.id: part.revision}, NOW, actor="user:1", says=said)
        ask(delegation, "withdraw", NOW, by=FOCAL, nomination_id=one, why="ama example is ill")
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        funding = db.session.scalars(select(Funding)).one()
        assert (funding.from_city, funding.note, funding.allowance_days) == (None, None, 6)
        moves = [each.reason for each in db.session.scalars(select(TrackEvent))]
        noted = [(each.before, each.after) for each in opened(db.session.scalars(select(Audit)))]
        assert "ama" not in str([moves, noted]).casefold()
