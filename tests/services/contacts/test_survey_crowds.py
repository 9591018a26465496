"""A survey of a season asks whoever is on a contact list, as people of a list."""

import pytest
from flask_sqlalchemy import SQLAlchemy

from meetings.domain import errors
from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.models import Asked, Contact, ContactList, OptOut, Person, Survey
from meetings.services.survey_lists import add_contacts, add_list, drop_list, listed_count
from tests.contacts import make_contact, make_list
from tests.factories import NOW, make_programme
from tests.surveys import make_survey

BY = {"actor": "user:1"}


@pytest.fixture
def survey(database: SQLAlchemy) -> str:
    return make_survey(make_programme(), state="draft", crowds=["came"])


def test_contacts_are_asked_once_but_for_who_wants_no_surveys(survey: str) -> None:
    make_contact("Ada Example", "expert", email="ada@example.org")
    make_contact("Ben Example", email="ben@example.org")
    stops = make_contact("Cai Example", "expert", email="cai@example.org").person_id
    db.session.add(OptOut(person_id=stops, scope="surveys", at=NOW))
    db.session.commit()
    chosen = make_list("Experts", asked=Filter(roles=("expert",))).id
    assert add_contacts(survey, chosen, 1, NOW, **BY) == 1
    assert add_contacts(survey, chosen, 2, NOW, **BY) == 0
    assert {row.crowd for row in db.session.query(Asked)} == {"listed"}
    assert db.session.get_one(Survey, survey).crowds == ["came", "listed"]
    assert db.session.get_one(ContactList, chosen).last_used_at == NOW
    drop_list(survey, 2, NOW, **BY)
    assert (listed_count(survey), db.session.query(Contact).count()) == (0, 3)


def test_somebody_of_a_list_who_became_a_contact_stays(survey: str) -> None:
    add_list(survey, "Dee Example <dee@example.org>", 1, NOW, **BY)
    make_contact("Dee Example", email="dee@example.org")
    drop_list(survey, 2, NOW, **BY)
    assert [one.name for one in db.session.query(Person)] == ["Dee Example"]


def test_list_that_is_none_or_ended_is_refused(survey: str) -> None:
    ended = make_list("Old")
    ended.ended_at = NOW
    number = ended.id
    db.session.commit()
    for chosen in ("nothing", number):
        with pytest.raises(errors.NotAChoice) as refusal:
            add_contacts(survey, chosen, 1, NOW, **BY)
        assert refusal.value.field == "contact_list"
