"""Exactly those who wait are reminded, once a day; counts add up to their rows; a list is invited in one act."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.accreditation_errors import NoLineRead, RemindedToday
from meetings.domain.cop.delegation_errors import NoDelegationOf
from meetings.domain.cop.followup import Step, counted, totals
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models import Credentials, Delegation, FocalPoint, Mailbox, Programme
from meetings.queries.cop.followup import at_step, followed
from meetings.services.cop.delegations import FocalGiven
from meetings.services.cop.followup import Invitation, invite_all, remind_all
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_focal_point,
    make_letter,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import KEYS, NOW

ACTOR = "user:1"


def make_delegations() -> dict[str, str]:
    """Store delegations at each step; give their ids."""
    programme = make_conference()
    first, second = segments_of(programme)
    ready = make_delegation(programme, make_state("GH", "Ghana"))
    make_focal_point(ready, opened_at=NOW, email="ready@example.org")
    make_letter(ready, "accepted")
    make_nominee(ready, first, state="accredited")
    papers = Credentials(
        delegation_id=ready.id, segment_id=first.id, state="original", state_since=NOW, updated_at=NOW
    )
    db.session.add(papers)
    begun = make_delegation(programme, make_state("KE", "Kenya"))
    make_focal_point(begun, opened_at=NOW, email="begun@example.org")
    make_focal_point(begun, kind="mission", email="mission@example.org")
    make_nominee(begun, first, second, name="Somebody")
    silent = make_delegation(programme, make_state("PW", "Palau", regional_group="asia-pacific"))
    make_focal_point(silent, email="silent@example.org")
    db.session.add(
        Mailbox(address="silent@example.org", address_key="silent@example.org", created_at=NOW, failed_at=NOW)
    )
    body = make_delegation(programme, make_body())
    make_focal_point(body, kind="contact", email="body@example.org", ended_at=NOW)
    make_state("BF", "Burkina Faso")
    make_state("ZW", "Zimbabwe", since=None)
    db.session.commit()
    return {"ready": ready.id, "begun": begun.id, "silent": silent.id, "body": body.id}


def names(*found: Any) -> list[str]:
    return [one.body.names["en"] for one in at_step(*found)]


@pytest.mark.usefixtures("database")
def test_each_party_is_followed_also_one_to_whom_nobody_wrote() -> None:
    make_delegations()
    rows = followed("cop")
    assert names(rows) == ["Burkina Faso", "Ghana", "Kenya", "Palau", "Invented Working Group"]
    assert names(rows, Step.WITHOUT) == ["Burkina Faso", "Invented Working Group"]
    assert names(rows, Step.OPENED) == ["Ghana", "Kenya"]
    assert names(rows, Step.NOMINATED) == ["Ghana", "Kenya"]
    assert names(rows, Step.LETTER) == names(rows, Step.CREDENTIALS) == ["Ghana"]
    assert names(rows, Step.BOUNCED) == ["Palau"]


@pytest.mark.usefixtures("database")
def test_counts_are_of_the_rows_of_each_segment() -> None:
    make_delegations()
    for segment in ("", "1", "2"):
        rows = followed("cop", segment)
        table = counted([one.standing for one in rows], "region")
        for region, row in table.items():
            for step, count in row.items():
                assert count == len(at_step(rows, step, region=region))
        assert totals(table)[Step.ALL] == len(rows)
    assert names(followed("cop", "2"), Step.NOMINATED) == ["Kenya"]
    assert names(followed("cop", "2"), Step.CREDENTIALS) == []
    with pytest.raises(NotFound):
        followed("cop", "none")


@pytest.mark.usefixtures("database")
def test_those_who_wait_are_reminded_and_nobody_twice_within_a_day() -> None:
    ids = make_delegations()
    shown = list(ids.values())
    assert remind_all("cop", shown, NOW, actor=ACTOR) == 3
    told = db.session.scalars(select(FocalPoint.email).where(FocalPoint.reminded_at == NOW)).all()
    assert sorted(told) == ["begun@example.org", "mission@example.org", "silent@example.org"]
    with pytest.raises(RemindedToday):
        remind_all("cop", shown, NOW + timedelta(hours=23), actor=ACTOR)
    assert remind_all("cop", shown, NOW + timedelta(hours=24), actor=ACTOR) == 3


@pytest.mark.usefixtures("database")
def test_nobody_is_reminded_who_was_not_shown_or_waits_no_more() -> None:
    ids = make_delegations()
    assert remind_all("cop", [ids["silent"]], NOW, actor=ACTOR) == 1
    begun = db.session.get_one(Delegation, ids["begun"])
    make_letter(begun)
    with pytest.raises(RemindedToday):
        remind_all("cop", [ids["begun"], ids["ready"]], NOW, actor=ACTOR)


@pytest.mark.usefixtures("database")
def test_a_list_is_invited_in_one_act_or_not_at_all() -> None:
    make_delegations()
    first = Invitation("BF", FocalGiven("Ama Example", "ama@example.org", language="fr"))
    again = Invitation("KE", FocalGiven("Invented Focal Point", "begun@example.org"))
    with pytest.raises(NoDelegationOf):
        invite_all(
            "cop", [first, Invitation("XX", FocalGiven("X", "x@example.org"))], NOW, actor=ACTOR, keys=KEYS
        )
    assert names(followed("cop"), Step.WITHOUT) == ["Burkina Faso", "Invented Working Group"]
    assert invite_all("cop", [first, again, first], NOW, actor=ACTOR, keys=KEYS) == 2
    assert names(followed("cop"), Step.WITHOUT) == ["Invented Working Group"]
    points = db.session.scalars(select(FocalPoint).where(FocalPoint.email.like("%ama%"))).all()
    assert [(one.name, one.language) for one in points] == [("Ama Example", "fr")]
    with pytest.raises(NoLineRead):
        invite_all("cop", [], NOW, actor=ACTOR, keys=KEYS)


def test_following_up_asks_the_store_alike_for_few_and_many(
    app_sqlite: Flask, count_queries: Callable[[], Any]
) -> None:
    with app_sqlite.app_context():
        make_delegations()
        with count_queries() as few:
            followed("cop")
        conference = db.session.scalars(select(Programme)).one()
        for number in range(12):
            code = f"X{chr(65 + number)}"
            make_focal_point(
                make_delegation(conference, make_state(code, code)), email=f"{code.lower()}@example.org"
            )
        with count_queries() as many:
            assert len(followed("cop")) == 17
        assert len(few) == len(many) <= 12
