"""What States are on a day, from the secretariat's own list."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings.domain.cop.country_names import match_country
from meetings.domain.cop.parties import StatusGiven
from meetings.extensions import db
from meetings.formats.json_file import read_json
from meetings.formats.party_file import read_parties
from meetings.models import PartyStatus
from meetings.queries.cop.parties import known_names, standings, unheld
from meetings.services.cop.parties import set_status
from meetings.services.parties import import_parties
from tests.cop import make_conference, make_state
from tests.factories import NOW

LIST = Path(__file__).parents[3] / "meetings" / "data" / "parties.json"
FIRST_OPENING, SECOND_OPENING = date(2021, 11, 1), date(2022, 3, 21)
BECAME_PARTIES = {
    "ZW": "deposited",
    "IQ": "deposited",
    "PL": "deposited",
    "ES": "non_party",
    "AU": "non_party",
}


@pytest.fixture
def listed(app: Flask) -> Flask:
    with app.app_context():
        import_parties(read_parties(read_json(LIST.read_bytes())), NOW)
    return app


def test_five_states_became_parties_between_the_segments(listed: Flask) -> None:
    with listed.app_context():
        first, second = standings("minamata", FIRST_OPENING), standings("minamata", SECOND_OPENING)
        assert {code: first[code] for code in BECAME_PARTIES} == BECAME_PARTIES
        assert {second[code] for code in BECAME_PARTIES} == {"party"}
        assert len(first) == len(second) == 198
        assert [list(one.values()).count("party") for one in (first, second)] == [132, 137]


def test_who_is_to_be_confirmed_is_never_a_non_party(listed: Flask) -> None:
    with listed.app_context():
        assert standings("minamata", date(2026, 11, 29))["GE"] == "to_be_confirmed"


def test_each_treaty_has_standings_of_its_own(app: Flask) -> None:
    with app.app_context():
        make_state("KE", since=date(2017, 12, 20))
        make_state("UG", "Uganda", since=None)
        db.session.add(
            PartyStatus(
                party_code="UG", treaty="basel", status="party", starts_on=date(1999, 6, 3), source=""
            )
        )
        db.session.commit()
        assert standings("minamata", NOW.date()) == {"KE": "party", "UG": "non_party"}
        assert standings("basel", NOW.date()) == {"KE": "to_be_confirmed", "UG": "party"}


def test_treaty_whose_list_is_not_kept_waits_for_an_officer(app: Flask) -> None:
    with app.app_context():
        make_state("KE")
        assert unheld() == ()
        make_conference(treaty="basel", other_treaties=["minamata"])
        assert unheld() == (("basel", 1),)
        set_status("KE", "basel", StatusGiven("non_party", source="a letter"), 1, NOW, "user:1")
        assert (standings("basel", NOW.date())["KE"], unheld()) == ("non_party", ())


def test_standings_of_all_are_one_query(listed: Flask, count_queries: Callable[[], Any]) -> None:
    with listed.app_context(), count_queries() as statements:
        standings("minamata", FIRST_OPENING)
    assert len(statements) == 1


def test_names_of_the_list_are_known(listed: Flask) -> None:
    with listed.app_context():
        assert match_country("Zimbabue", known_names()) == "ZW"
