"""Links: rights with one purpose and one bearer, renewed and withdrawn, on both stores."""

import pytest

from meetings.domain.errors import LinkDead
from meetings.extensions import transaction
from meetings.queries.links import bearer_of, bearer_of_code
from meetings.services.links import give_link, link_code, link_token, renew_link, withdraw_links
from tests.factories import KEYS, NOW

pytestmark = pytest.mark.usefixtures("database")


def give(purpose: str = "join", bearer: str = "registration:abc") -> tuple[str, str]:
    with transaction():
        link = give_link(purpose, bearer, NOW, KEYS)
        return link_token(link, KEYS), link_code(link, KEYS)


def test_link_is_the_same_each_time_it_is_given() -> None:
    assert give() == give()
    assert give("me", "person:1") != give("me", "person:2")


def test_renewed_link_ends_the_old_token_and_code() -> None:
    old, old_code = give()
    with transaction():
        link = renew_link("join", "registration:abc", NOW, KEYS)
        new, new_code = link_token(link, KEYS), link_code(link, KEYS)
    assert bearer_of(new, "join", KEYS) == bearer_of_code(new_code, KEYS) == "registration:abc"
    for question in (lambda: bearer_of(old, "join", KEYS), lambda: bearer_of_code(old_code, KEYS)):
        with pytest.raises(LinkDead):
            question()


def test_withdrawn_links_open_nothing() -> None:
    token, code = give()
    with transaction():
        withdraw_links("registration:abc", NOW)
    with pytest.raises(LinkDead):
        bearer_of(token, "join", KEYS)
    with pytest.raises(LinkDead):
        bearer_of_code(code, KEYS)


@pytest.mark.parametrize("wrong", ["", "-", "x" * 500, "abc-def", "\x00", "../../etc/passwd", "ä" * 40])
def test_what_is_no_token_is_dead(wrong: str) -> None:
    with pytest.raises(LinkDead):
        bearer_of(wrong, "join", KEYS)
