"""Until when people are named, how many and as what, and what their nominator may still change."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.domain import errors
from meetings.domain.cop import delegation_errors
from meetings.domain.cop.codes import ParticipationState
from meetings.domain.cop.delegations import (
    Nominee,
    Openness,
    Wish,
    check_head,
    check_nominee,
    check_quota,
    facts_of,
    is_own,
    may_move,
    modes_of,
    nominee_problems,
    openness,
    quota_of,
    roles_of,
)

DEADLINE = datetime(2026, 12, 4, 22, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Segment:
    id: int = 1
    mode: str = "hybrid"
    ends_on: date = date(2026, 12, 11)
    zone: str = "Asia/Makassar"
    nominate_until: datetime | None = DEADLINE
    quota: int | None = None


@dataclass(frozen=True)
class Part:
    state: str
    segment_id: int = 1


@pytest.mark.parametrize(
    ("now", "reopened", "expected"),
    [
        (DEADLINE - SECOND, None, Openness.OPEN),
        (DEADLINE, None, Openness.CLOSED),
        (DEADLINE, DEADLINE + SECOND, Openness.REOPENED),
        (DEADLINE + SECOND, DEADLINE + SECOND, Openness.CLOSED),
        (DEADLINE - SECOND, DEADLINE - SECOND, Openness.OPEN),
        (datetime(2026, 12, 12, 3, 59, tzinfo=UTC), DEADLINE, Openness.CLOSED),
        (datetime(2026, 12, 12, 4, 0, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), Openness.OVER),
    ],
)
def test_deadline_and_one_delegation_opened_again(
    now: datetime, reopened: datetime | None, expected: Openness
) -> None:
    assert openness(Segment(), reopened, now) is expected


def test_without_a_deadline_it_is_open_until_it_is_over() -> None:
    endless = replace(Segment(), nominate_until=None)
    assert openness(endless, None, datetime(2026, 12, 11, 12, tzinfo=UTC)) is Openness.OPEN
    assert openness(endless, None, datetime(2026, 12, 12, 12, tzinfo=UTC)) is Openness.OVER


@pytest.mark.parametrize("state", list(ParticipationState))
def test_what_is_checked_is_no_longer_the_nominators(state: ParticipationState) -> None:
    assert is_own(Part(state), is_segment_open=True) is (state in ("invited", "nominated", "returned"))
    assert is_own(Part(state), is_segment_open=False) is (state == "returned")


def test_nominators_move_what_the_track_gives_them() -> None:
    assert [one for one in ParticipationState if may_move(one, "withdrawn")] == [
        "invited",
        "nominated",
        "returned",
    ]
    assert [one for one in ParticipationState if may_move(one, "replaced")] == ["nominated", "returned"]
    assert [one for one in ParticipationState if may_move(one, "nominated")] == [
        "invited",
        "withdrawn",
        "replaced",
        "returned",
    ]
    assert not any(may_move(one, "accredited") for one in ParticipationState)


@pytest.mark.parametrize(
    ("delegation", "segment", "expected"), [(None, 3, 3), (5, 3, 5), (0, 3, 0), (None, None, None)]
)
def test_quota_of_a_delegation_wins(
    delegation: int | None, segment: int | None, expected: int | None
) -> None:
    assert quota_of(delegation, segment) == expected


def test_quota_that_is_full_takes_no_more() -> None:
    check_quota(None, 1000, "segments")
    check_quota(2, 1, "segments")
    with pytest.raises(delegation_errors.QuotaFull) as refused:
        check_quota(2, 2, "segments")
    assert (refused.value.field, refused.value.values) == ("segments", {"most": 2})


def test_one_head_a_segment() -> None:
    check_head("head", {2}, {1})
    check_head("alternate", {1}, {1})
    with pytest.raises(delegation_errors.HeadTaken):
        check_head("head", {1}, {1, 2})


def test_roles_and_modes_are_those_of_the_kind() -> None:
    assert roles_of("government") == ("head", "alternate", "adviser")
    assert roles_of("ngo") == ("representative",)
    assert [modes_of(one) for one in ("online", "in_person", "hybrid")] == [
        ("online",),
        ("room",),
        ("room", "online"),
    ]


SEGMENTS = {1: Segment(), 2: Segment(id=2, mode="online")}
GIVEN = Nominee(
    name="  Ama   Example ",
    role="head",
    courtesy="H.E. Ms.",
    function="Minister",
    address="P.O. Box 1\r\n\r\n Nairobi ",
    email="ama@example.org",
    lists=("email", "name"),
    wishes=(Wish(1, "room", "speaker", (7, 5, 7)), Wish(2)),
)


def test_nominee_is_tidied_and_a_lone_mode_is_meant() -> None:
    kept = check_nominee(GIVEN, "government", SEGMENTS)
    assert (kept.name, kept.address, kept.lists) == (
        "Ama   Example",
        "P.O. Box 1\nNairobi",
        ("name", "email"),
    )
    assert kept.wishes == (Wish(1, "room", "speaker", (5, 7)), Wish(2, "online"))
    assert facts_of(kept)["lists"] == ["name", "email"]


def test_signs_that_turn_letters_about_are_left_out() -> None:
    kept = check_nominee(
        replace(GIVEN, name="Ama \u202egnidrocca", function="\u2066x\u2069"), "government", SEGMENTS
    )
    assert (kept.name, kept.function) == ("Ama gnidrocca", "x")
    arabic = check_nominee(replace(GIVEN, name="ليلى مثال"), "government", SEGMENTS)
    assert arabic.name == "ليلى مثال"


@pytest.mark.parametrize(
    ("changes", "category", "field", "kind"),
    [
        ({"name": "\u202e"}, "government", "name", errors.Missing),
        ({"name": "Two\nlines"}, "government", "name", errors.NotOneLine),
        ({"role": ""}, "government", "role", errors.NotAChoice),
        ({"role": "head"}, "ngo", "role", errors.NotAChoice),
        ({"role": "king"}, "government", "role", errors.NotAChoice),
        ({"email": "nobody"}, "government", "email", errors.NotAnAddress),
        ({"address": "x" * 501}, "government", "address", errors.TooLong),
        ({"language": "de"}, "government", "language", errors.NotAChoice),
        ({"gender": "x"}, "government", "gender", errors.NotAChoice),
        ({"lists": ("passport",)}, "government", "lists", errors.NotAChoice),
        ({"wishes": ()}, "government", "segments", delegation_errors.NoSegment),
        ({"wishes": (Wish(3),)}, "government", "segments", errors.NotAChoice),
        ({"wishes": (Wish(1),)}, "government", "segments", delegation_errors.NotInThisMode),
        ({"wishes": (Wish(2, "room"),)}, "government", "segments", delegation_errors.NotInThisMode),
        ({"wishes": (Wish(2, rights="all"),)}, "government", "segments", errors.NotAChoice),
        ({"courtesy": "x" * 41}, "government", "courtesy", errors.TooLong),
    ],
)
def test_wrong_nominee_names_the_field(
    changes: dict[str, object], category: str, field: str, kind: type[errors.Refused]
) -> None:
    wrong = replace(GIVEN, **changes)  # type: ignore[arg-type]
    problems = nominee_problems(wrong, category, SEGMENTS)
    assert [(one.field, type(one)) for one in problems] == [(field, kind)]
    with pytest.raises(kind):
        check_nominee(wrong, category, SEGMENTS)


def test_representative_is_meant_where_it_is_the_only_role() -> None:
    assert check_nominee(replace(GIVEN, role=""), "ngo", SEGMENTS).role == "representative"
