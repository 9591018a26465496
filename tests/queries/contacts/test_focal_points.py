"""Figures of national focal points, on any day."""

from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy

from meetings.domain.contacts.focal_points import FocalState, Rate
from meetings.queries.contacts.focal_points import focal_figures, missions
from tests.factories import NOW
from tests.focal_points import ONE, TODAY, make_focal_point, make_parties, make_world


@pytest.fixture
def world(database: SQLAlchemy) -> None:
    make_world()


def test_figures_say_how_each_party_stands(world: None) -> None:
    found = focal_figures(TODAY)
    assert (found.rate, found.rate.percent) == (Rate(2, 5), 40.0)
    assert {one.country: (one.state, one.is_unreached) for one in found.standings} == {
        "KE": (FocalState.NOTIFIED, False),
        "FR": (FocalState.NOTIFIED, True),
        "PE": (FocalState.ENDED, False),
        "CL": (FocalState.NONE, False),
        "BR": (FocalState.NONE, False),
    }
    assert found.names["KE"] == {"en": "State KE"}


def test_figures_of_another_day_are_those_of_then(world: None) -> None:
    before = focal_figures(TODAY - ONE)
    assert before.rate == Rate(3, 5)
    assert not any(one.is_unreached for one in before.standings)
    assert focal_figures(date(2017, 1, 1)).rate == Rate(0, 0)
    assert before.progress[-1] == (TODAY - ONE, Rate(3, 5))


def test_who_is_no_contact_any_more_is_no_focal_point(database: SQLAlchemy) -> None:
    make_parties({"KE": "africa"})
    make_focal_point("KE", ended_at=NOW)
    assert focal_figures(TODAY).rate == Rate(0, 1)
    assert focal_figures(TODAY - ONE).rate == Rate(1, 1)


def test_mission_in_geneva_is_asked_first_unless_its_mailbox_fails(world: None) -> None:
    found = missions(["PE", "CL", "BR"], TODAY)
    assert {code: one.kind for code, one in found.items()} == {"PE": "mission_geneva", "CL": "mission_unep"}
