"""Who may name a delegation: several at once, each by a link of their own that is renewed, ended and handed over."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.delegation_errors import EndsTooEarly, NoDelegationOf
from meetings.domain.errors import LinkDead, Missing, NotAnAddress, NotFound, Stale
from meetings.extensions import db
from meetings.models import Audit, Delegation, FocalPoint
from meetings.queries.cop.focal_points import PURPOSE, bearer_name, focal_of, standing_points
from meetings.queries.links import token_of
from meetings.services.cop.delegations import (
    FocalGiven,
    close_again,
    find_or_add_delegation,
    invite,
    remind,
    renew,
    reopen,
    revoke,
    set_quota,
    take_over,
)
from tests.cop import make_body, make_conference, make_delegation, make_focal_point, make_state
from tests.factories import KEYS, NOW

ACTOR = "user:1"
LATER = NOW + timedelta(hours=1)
SOMEBODY = FocalGiven("Adwoa Example", "focal@example.org", language="fr")


def of_kenya() -> str:
    return make_delegation(make_conference(), make_state()).id


def token(focal_point_id: str) -> str:
    found = token_of(PURPOSE, bearer_name(focal_point_id), KEYS)
    assert found is not None
    return found


def test_delegation_is_found_again(app: Flask) -> None:
    with app.app_context():
        make_conference(), make_state(), make_body()
        first = find_or_add_delegation("cop", NOW, actor=ACTOR, party="KE")
        assert find_or_add_delegation("cop", NOW, actor=ACTOR, party="KE") == first
        body = find_or_add_delegation("cop", NOW, actor=ACTOR, organization="zmwg")
        rows = db.session.scalars(select(Delegation).order_by(Delegation.category)).all()
        assert [(one.id, one.category) for one in rows] == [(first, "government"), (body, "ngo")]
        assert db.session.scalars(select(Audit.act)).all() == ["delegation.add"] * 2


@pytest.mark.parametrize("whose", [{"party": "XX"}, {"organization": "none"}, {}])
def test_delegation_of_nobody_is_refused(app_sqlite: Flask, whose: dict[str, str]) -> None:
    with app_sqlite.app_context():
        make_conference()
        with pytest.raises(NoDelegationOf):
            find_or_add_delegation("cop", NOW, actor=ACTOR, **whose)
        with pytest.raises(NotFound):
            find_or_add_delegation("none", NOW, actor=ACTOR, **whose)


def test_several_hold_a_link_and_one_of_them_loses_it(app: Flask) -> None:
    with app.app_context():
        delegation = of_kenya()
        one = invite(delegation, SOMEBODY, NOW, actor=ACTOR, keys=KEYS)
        mission = FocalGiven("Permanent Mission", "mission@example.org", kind="mission")
        other = invite(delegation, mission, NOW, actor=ACTOR, keys=KEYS)
        assert invite(delegation, SOMEBODY, NOW, actor=ACTOR, keys=KEYS) == one
        here = focal_of(token(one), KEYS)
        assert (here.point.name, here.delegation.id, here.programme.slug, here.generation) == (
            "Adwoa Example",
            delegation,
            "cop",
            1,
        )
        held = token(one)
        revoke(one, "She has left", NOW, actor=ACTOR)
        with pytest.raises(LinkDead):
            focal_of(held, KEYS)
        assert [each.id for each in standing_points(delegation)] == [other]
        assert focal_of(token(other), KEYS).point.kind == "mission"


def test_renewed_link_lets_the_old_one_die(app: Flask) -> None:
    with app.app_context():
        one = invite(of_kenya(), SOMEBODY, NOW, actor=ACTOR, keys=KEYS)
        old = token(one)
        new = renew(one, NOW, actor=ACTOR, keys=KEYS)
        with pytest.raises(LinkDead):
            focal_of(old, KEYS)
        assert focal_of(new, KEYS).generation == 2


def test_new_focal_point_takes_over_in_one_act_and_the_mission_stays(app: Flask) -> None:
    with app.app_context():
        delegation = of_kenya()
        old = invite(delegation, SOMEBODY, NOW, actor=ACTOR, keys=KEYS)
        mission = FocalGiven("Permanent Mission", "mission@example.org", kind="mission")
        invite(delegation, mission, NOW, actor=ACTOR, keys=KEYS)
        held = token(old)
        successor = FocalGiven("Kofi Example", "kofi@example.org", notified_by="Note verbale 12/2026")
        new = take_over(delegation, successor, LATER, actor=ACTOR, keys=KEYS)
        with pytest.raises(LinkDead):
            focal_of(held, KEYS)
        assert focal_of(token(new), KEYS).point.notified_by == "Note verbale 12/2026"
        assert [one.name for one in standing_points(delegation)] == ["Permanent Mission", "Kofi Example"]


def test_taking_over_names_the_notification(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        delegation = of_kenya()
        one = invite(delegation, SOMEBODY, NOW, actor=ACTOR, keys=KEYS)
        with pytest.raises(Missing):
            take_over(delegation, FocalGiven("Kofi", "kofi@example.org"), NOW, actor=ACTOR, keys=KEYS)
        given = FocalGiven("Kofi", "kofi", notified_by="Note")
        with pytest.raises(NotAnAddress):
            take_over(delegation, given, NOW, actor=ACTOR, keys=KEYS)
        assert [each.id for each in standing_points(delegation)] == [one]


def test_link_of_another_purpose_opens_no_delegation(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        _point, held = make_focal_point(make_delegation(make_conference(), make_state()))
        for wrong in (held[:-1], held[:-1] + "a", "x", "", held.replace("-", "")):
            if wrong != held:
                with pytest.raises(LinkDead):
                    focal_of(wrong, KEYS)


def test_one_delegation_is_opened_again_for_a_time(app: Flask) -> None:
    with app.app_context():
        delegation = of_kenya()
        until = NOW + timedelta(hours=24)
        reopen(delegation, until, "Late note verbale", NOW, actor=ACTOR, seen=1)
        row = db.session.get_one(Delegation, delegation)
        assert (row.reopened_until, row.reopened_why, row.revision) == (until, "Late note verbale", 2)
        with pytest.raises(Stale):
            set_quota(delegation, 3, NOW, actor=ACTOR, seen=1)
        close_again(delegation, NOW, actor=ACTOR)
        noted = db.session.scalars(select(Audit).order_by(Audit.id)).all()
        assert [(one.act, one.actor, one.after.get("reopened_why")) for one in noted] == [
            ("delegation.reopen", ACTOR, "Late note verbale"),
            ("delegation.close", ACTOR, None),
        ]


@pytest.mark.parametrize("days", [0, -1, 61])
def test_delegation_is_not_opened_for_the_past_or_for_long(app_sqlite: Flask, days: int) -> None:
    with app_sqlite.app_context(), pytest.raises(EndsTooEarly):
        reopen(of_kenya(), NOW + timedelta(days=days), "Why", NOW, actor=ACTOR)


def test_reminding_twice_on_a_day_is_once(app: Flask) -> None:
    with app.app_context():
        delegation = of_kenya()
        invite(delegation, SOMEBODY, NOW, actor=ACTOR, keys=KEYS)
        assert remind([delegation], NOW, actor=ACTOR) == 1
        assert remind([delegation, delegation], NOW + timedelta(hours=1), actor=ACTOR) == 0
        assert remind([delegation], NOW + timedelta(days=1), actor=ACTOR) == 1
        assert db.session.scalars(select(FocalPoint.reminded_at)).one() == NOW + timedelta(days=1)
