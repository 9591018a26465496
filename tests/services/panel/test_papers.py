"""What panellists say of themselves and of their hours, and their letters, on both stores; and what erasing leaves."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from meetings.domain.certificates import Standing
from meetings.domain.errors import Stale, TooLong
from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.availability import MOST, Statement
from meetings.domain.panel.availability_errors import TooManyHours
from meetings.domain.panel.letters import LetterKind
from meetings.domain.panel.letters_errors import NoPanelToInvite, NothingToThank
from meetings.models import Availability, DiscardedFile, Panelist, PanelLetter, Profile, Programme
from meetings.queries.own_data import own_data
from meetings.queries.panel.about import about_of, photo_to_serve, printed_about
from meetings.queries.panel.availability import said_of
from meetings.queries.panel.letters import letter
from meetings.services.erasing import erase
from meetings.services.panel.about import AboutGiven, say_about
from meetings.services.panel.availability import say_hours, take_hours_back
from meetings.services.panel.letters import make_letter, make_letters
from meetings.services.panel.settings import set_panels
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist

BY, STAFF = "panel:abc", "user:1"
LATER = NOW + timedelta(days=30)


@pytest.fixture
def panelist(database: SQLAlchemy) -> Panelist:
    """Store a speaker of a session that is held once."""
    session = make_session(make_programme())
    make_slot(session)
    return make_panelist(session, organization="Institute of Examples")


def about(of: Panelist, seen: int, **changes: Any) -> None:
    values: dict[str, Any] = {"biography": {"en": "Works on mercury."}, "may_print": True}
    say_about(of.person_id, 1, AboutGiven(**values | changes), seen, now=NOW, actor=BY)


def photo(number: int) -> FileGiven:
    return FileGiven(f"photos/{number}", "image/png", 5, f"d{number}")


def test_what_somebody_says_of_themselves_is_printed_only_where_they_let_it(
    panelist: Panelist, database: SQLAlchemy
) -> None:
    person, programme = panelist.person_id, database.session.get_one(Programme, 1)
    before = programme.changes
    about(panelist, 0, may_print=False, photo=photo(1))
    name = about_of(person, 1).photo_name
    assert (printed_about(1, [person]), photo_to_serve(name).is_public) == ({}, False)
    assert programme.changes == before
    about(panelist, 1)
    assert printed_about(1, [person])[person].biography == {"en": "Works on mercury."}
    assert (photo_to_serve(name).is_public, programme.changes) == (True, before + 1)
    with pytest.raises(Stale):
        about(panelist, 1)
    with pytest.raises(TooLong):
        about(panelist, 2, biography={"ar": "x" * 601})
    about(panelist, 2, photo=photo(2))
    assert about_of(person, 1).photo_name != name
    about(panelist, 3, drops_photo=True)
    assert about_of(person, 1).photo_name == ""
    assert set(database.session.scalars(select(DiscardedFile.key))) == {"photos/1", "photos/2"}


def test_hours_are_said_once_and_taken_back(panelist: Panelist, database: SQLAlchemy) -> None:
    given = Statement(date(2026, 12, 7), None, 540, 720, "America/Lima")
    for _again in range(2):
        say_hours(panelist.person_id, 1, given, now=NOW, actor=BY)
    (said,) = said_of(panelist.person_id, 1)
    assert (said.statement, said.said_by) == (given, BY)
    take_hours_back(panelist.person_id, 2, said.name, now=NOW, actor=BY)
    assert len(said_of(panelist.person_id, 1)) == 1
    take_hours_back(panelist.person_id, 1, said.name, now=NOW, actor=BY)
    assert said_of(panelist.person_id, 1) == ()
    for number in range(MOST):
        one = Statement(None, 0, number, number + 1, "UTC")
        say_hours(panelist.person_id, 1, one, now=NOW, actor=BY)
    with pytest.raises(TooManyHours):
        say_hours(panelist.person_id, 1, given, now=NOW, actor=BY)


def give(of: Panelist, kind: LetterKind = LetterKind.INVITATION, language: str = "en", now: Any = NOW) -> str:
    return make_letter(of.person_id, 1, kind, language, now=now, actor=BY)


def test_letter_is_the_same_until_it_says_something_else(panelist: Panelist, database: SQLAlchemy) -> None:
    code = give(panelist)
    assert give(panelist) == code
    shown = letter(code)
    assert (shown.facts["organization"], shown.facts["signatory"]) == ("Institute of Examples", "")
    assert give(panelist, language="ar") != code
    set_panels("season", {"signatory": "Ana Example"}, 0, now=NOW, actor=STAFF)
    other = give(panelist)
    assert (letter(code).standing, letter(other).standing) == (Standing.REPLACED, Standing.VALID)
    assert (letter(code).facts["signatory"], letter(other).facts["signatory"]) == ("", "Ana Example")


def test_invitation_is_to_what_comes_and_thanks_are_for_what_was(panelist: Panelist) -> None:
    with pytest.raises(NothingToThank):
        give(panelist, LetterKind.THANKS)
    assert letter(give(panelist, LetterKind.THANKS, now=LATER)).facts["panels"][0]["roles"] == ["speaker"]
    with pytest.raises(NoPanelToInvite):
        give(panelist, now=LATER)


def test_letters_for_many_leave_out_for_whom_there_is_nothing(
    panelist: Panelist, database: SQLAlchemy
) -> None:
    session = make_session(database.session.get_one(Programme, 1), "empty")
    other = make_panelist(session, "Sam Example", email="sam@example.org")
    people = [panelist.person_id, other.person_id, 999]
    codes = make_letters(people, 1, LetterKind.INVITATION, "", now=NOW, actor=STAFF)
    assert [letter(one).person_id for one in codes] == [panelist.person_id]


def test_erasing_leaves_nothing_of_it(panelist: Panelist, app: Any, database: SQLAlchemy) -> None:
    about(panelist, 0, photo=photo(1))
    say_hours(panelist.person_id, 1, Statement(None, 0, 0, 60, "UTC"), now=NOW, actor=BY)
    code, person = give(panelist), panelist.person_id
    found = own_data(person)
    assert [len(found[one]) for one in ("about_me", "hours", "slides", "letters_for_panellists")] == [
        1,
        1,
        0,
        1,
    ]
    outside = app.extensions["outside"]
    erase(person, NOW, STAFF, keys=outside.keys, log=outside.erasures)
    assert [
        database.session.scalar(select(func.count()).select_from(one)) for one in (Profile, Availability)
    ] == [0, 0]
    assert "photos/1" in set(database.session.scalars(select(DiscardedFile.key)))
    row = database.session.scalars(select(PanelLetter)).one()
    assert (row.name, row.facts, letter(code).standing) == (None, {}, Standing.WITHDRAWN)
