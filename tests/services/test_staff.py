"""Inviting staff, links that sign in once, and tokens for programs, on both stores."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain.codes import Role
from meetings.domain.errors import LinkDead, NotAChoice, NotAnAddress, NotFound, NotOneLine
from meetings.domain.permissions import Scope
from meetings.extensions import db
from meetings.models import User
from meetings.queries.staff import sign_in_stands, token_holder, user_holder
from meetings.services.staff import LINK_LASTS, create_token, invite, link, sign_in
from tests.factories import NOW, make_programme
from tests.services.test_races import together


@pytest.mark.usefixtures("database")
def test_link_works_once_until_it_is_too_old() -> None:
    token = invite("Organizer@Example.org", "organizer", NOW)
    assert sign_in_stands(token, NOW)
    end = NOW + LINK_LASTS
    assert not sign_in_stands(token, end)
    with pytest.raises(LinkDead):
        sign_in(token, end)
    user = sign_in(token, end - timedelta(seconds=1))
    with pytest.raises(LinkDead):
        sign_in(token, NOW)
    assert user_holder(user) is not None
    with pytest.raises(LinkDead):
        sign_in("nothing", NOW)


def test_of_many_at_once_one_is_signed_in(app: Flask) -> None:
    with app.app_context():
        token = invite("organizer@example.org", "organizer", NOW)

    def enter() -> int | None:
        try:
            return sign_in(token, NOW)
        except LinkDead:
            return None

    signed_in = [user for user in together(app, [enter] * 16, 16) if user is not None]
    assert len(signed_in) == 1


@pytest.mark.usefixtures("database")
def test_roles_of_one_person_add_up_and_end_with_them() -> None:
    make_programme()
    invite("organizer@example.org", "reader", NOW)
    for _time in range(2):
        token = invite("ORGANIZER@example.org", "organizer", NOW, programme="season", stream="science")
    user = sign_in(token, NOW)
    found = user_holder(user)
    assert found is not None
    assert set(found.scopes) == {Scope(Role.READER), Scope(Role.ORGANIZER, "season", "science")}
    assert sign_in(link("organizer@example.org", NOW), NOW) == user
    db.session.get_one(User, user).active = False
    db.session.commit()
    assert user_holder(user) is None
    with pytest.raises(NotFound):
        link("organizer@example.org", NOW)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"email": "nobody"}, NotAnAddress),
        ({"role": "queen"}, NotAChoice),
        ({"programme": "nowhere"}, NotAChoice),
        ({"programme": "season", "stream": "nowhere"}, NotAChoice),
        ({"stream": "science"}, NotAChoice),
    ],
)
def test_wrong_invitation_is_refused(wrong: dict[str, Any], error: type[Exception]) -> None:
    make_programme()
    with pytest.raises(error):
        invite(**({"email": "organizer@example.org", "role": "organizer", "now": NOW} | wrong))
    assert db.session.query(User).count() == 0


@pytest.mark.usefixtures("database")
def test_token_stands_for_its_role() -> None:
    make_programme()
    token = create_token("calendar", "reader", NOW, programme="season")
    found = token_holder(token, NOW)
    assert found is not None
    assert found.scopes == (Scope(Role.READER, "season"),)
    assert token_holder(token + "x", NOW) is None
    with pytest.raises(NotOneLine):
        create_token("two\nlines", "reader", NOW)
