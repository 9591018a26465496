"""Who may do what, and where."""

import pytest

from meetings.domain.codes import Role
from meetings.domain.errors import NotAllowed
from meetings.domain.permissions import MAY, Act, Holder, Scope, check, may, reach


def holder(*scopes: Scope) -> Holder:
    return Holder("somebody", scopes)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_role_without_a_place_holds_everywhere(role: Role, act: Act) -> None:
    somebody = holder(Scope(role))
    wanted = act in MAY[role]
    assert may(somebody, act) == wanted
    assert may(somebody, act, "season") == wanted
    assert may(somebody, act, "season", "science") == wanted


def test_every_role_has_a_line_and_only_administrators_do_everything() -> None:
    assert set(MAY) == set(Role)
    assert [role for role in Role if MAY[role] == frozenset(Act)] == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("act", sorted(MAY[Role.ORGANIZER]))
def test_role_in_a_stream_holds_in_it_and_nowhere_else(act: Act) -> None:
    partner = holder(Scope(Role.ORGANIZER, "season", "science"))
    assert may(partner, act)
    assert may(partner, act, "season", "science")
    for programme, stream in (("season", "policy"), ("season", None), ("season", ""), ("other", "science")):
        assert not may(partner, act, programme, stream)
    where = reach(partner, act)
    assert where.touches("season")
    assert not where.touches("other")
    assert not where.everywhere


def test_roles_add_up() -> None:
    somebody = holder(
        Scope(Role.READER), Scope(Role.ORGANIZER, "season"), Scope(Role.STEWARD, "other", "law")
    )
    assert may(somebody, Act.SEE, "anything")
    assert may(somebody, Act.EDIT, "season", "science")
    assert not may(somebody, Act.EDIT, "other", "law")
    assert may(somebody, Act.PEOPLE, "other", "law")
    assert not may(somebody, Act.PEOPLE, "other")


def test_nobody_may_nothing() -> None:
    assert not reach(None, Act.SEE)
    assert not may(None, Act.SEE)
    assert not may(holder(), Act.SEE)
    with pytest.raises(NotAllowed):
        check(None, Act.SEE)
    with pytest.raises(NotAllowed):
        check(holder(Scope(Role.READER)), Act.EDIT, "season")
