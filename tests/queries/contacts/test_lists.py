"""Who is on a list of contacts."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from meetings.domain.contacts.filters import Filter, as_stored, from_stored
from meetings.extensions import db
from meetings.models import Contact
from meetings.queries.contacts.lists import members, members_of
from tests.contacts import make_contact, make_list
from tests.factories import NOW, make_party

TODAY = NOW.date()
PAST = TODAY - timedelta(days=1)


def names(question: Any, people: dict[int, str]) -> list[str]:
    return sorted(people[one] for one in db.session.scalars(question))


@pytest.fixture
def people(database: SQLAlchemy) -> dict[int, str]:
    make_party("KE", "Kenya")
    make_party("PE", "Peru")
    made = {
        "ada": make_contact("Ada Example", "focal_point", country="KE", language="en", interests=["science"]),
        "ben": make_contact("Ben Example", "expert", country="PE", language="es", email="ben@example.org"),
        "cai": make_contact(
            "Cai Example", "focal_point", country="PE", email="cai@example.org", ends_on=PAST
        ),
        "dee": make_contact("Dee Example", country="KE", ended_at=NOW, email="dee@example.org"),
    }
    return {row.person_id: name for name, row in made.items()}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Filter(), ["ada", "ben", "cai"]),
        (Filter(roles=("focal_point",)), ["ada"]),
        (Filter(roles=("focal_point", "expert")), ["ada", "ben"]),
        (Filter(countries=("PE",)), ["ben", "cai"]),
        (Filter(languages=("es",), countries=("PE",)), ["ben"]),
        (Filter(interests=("science",)), ["ada"]),
        (Filter(text="ben exa"), ["ben"]),
        (Filter(text="%"), []),
    ],
)
def test_filter_narrows(people: dict[int, str], asked: Filter, expected: list[str]) -> None:
    assert names(members(asked, TODAY), people) == expected


def test_role_is_held_on_a_day(people: dict[int, str]) -> None:
    asked = Filter(roles=("focal_point",), countries=("PE",))
    assert names(members(asked, PAST), people) == ["cai"]
    assert names(members(asked, date(2030, 1, 1)), people) == []


def test_whoever_is_on_two_lists_is_there_once(people: dict[int, str]) -> None:
    by_filter = make_list("Kenya", asked=Filter(countries=("KE",)))
    put_in = make_list("Chosen", *_contacts(people, "ada", "ben", "dee"))
    assert names(members_of([by_filter.id, put_in.id], TODAY), people) == ["ada", "ben"]
    assert names(members_of([], TODAY), people) == []


def test_filter_is_kept_as_it_was(people: dict[int, str]) -> None:
    asked = Filter(roles=("expert",), text="x")
    assert from_stored(as_stored(asked)) == asked
    assert from_stored({"gone": ["x"]}) == Filter()


def _contacts(people: dict[int, str], *wanted: str) -> list[Contact]:
    found = {name: number for number, name in people.items()}
    return [db.session.get_one(Contact, found[one]) for one in wanted]
