"""A document is for whom it is, and for nobody for whom its meeting is not; before its hour for nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.cop.documents import (
    NOBODY,
    Delegate,
    DocumentStands,
    MeetingStands,
    Part,
    last_revision,
    place_in_list,
)
from meetings.domain.cop.symbols import parse_symbol
from meetings.domain.kept_files import Audience

NOW = datetime(2026, 12, 7, 10, tzinfo=UTC)
PARTY = Delegate((Part(1, "KE", "africa"),))
NON_PARTY = Delegate((Part(1, None, "africa"),))
OBSERVER = Delegate((Part(1),))
SENT = Delegate((Part(1, meetings=frozenset([7])),))
NAMED = Delegate((Part(1),), frozenset([5]))
WHO = {
    "nobody": NOBODY,
    "party": PARTY,
    "non-party": NON_PARTY,
    "observer": OBSERVER,
    "sent": SENT,
    "named": NAMED,
}


def document(
    audience: str = "public", meeting: str | None = None, *, segment: int | None = 1
) -> DocumentStands:
    of = MeetingStands(7, 1, Audience(meeting, frozenset(["africa"]))) if meeting else None
    return DocumentStands(5, segment, Audience(audience, frozenset(["africa"])), of)


@pytest.mark.parametrize(
    ("audience", "meeting", "for_whom"),
    [
        ("public", None, set(WHO)),
        ("participants", None, {"party", "non-party", "observer", "sent", "named"}),
        ("parties", None, {"party"}),
        ("region", None, {"party", "non-party"}),
        ("body", None, {"named"}),
        ("named", None, {"named"}),
        ("public", "public", set(WHO)),
        ("public", "participants", {"party", "non-party", "observer", "sent", "named"}),
        ("public", "parties", {"party"}),
        ("public", "region", {"party", "non-party"}),
        ("public", "named", {"sent"}),
        ("parties", "participants", {"party"}),
        ("participants", "parties", {"party"}),
        ("named", "parties", set()),
        ("named", "public", {"named"}),
    ],
)
def test_document_is_for_whom_both_audiences_let_in(
    audience: str, meeting: str | None, for_whom: set[str]
) -> None:
    found = document(audience, meeting)
    assert {name for name, who in WHO.items() if found.is_for(who, NOW)} == for_whom
    assert found.is_public(NOW) == (for_whom == set(WHO))


def test_part_in_another_segment_opens_nothing() -> None:
    elsewhere = Delegate((Part(2, "KE", "africa"),), frozenset([5]))
    assert not any(
        document(one).is_for(elsewhere, NOW) for one in ("participants", "parties", "region", "named")
    )
    assert document("parties", segment=None).is_for(elsewhere, NOW)
    assert not document("public", "parties", segment=None).is_for(elsewhere, NOW)


def test_embargo_closes_to_everybody_until_its_hour() -> None:
    found = replace(document(), embargo_until=NOW)
    assert not found.is_public(NOW - timedelta(seconds=1))
    assert not found.is_for(PARTY, NOW - timedelta(seconds=1))
    assert found.is_public(NOW)


def test_document_of_a_draft_is_not_there() -> None:
    found = replace(document(), meeting=MeetingStands(7, 1, Audience("public"), is_shown=False))
    assert (found.is_public(NOW), found.is_for(PARTY, NOW)) == (False, False)


def test_last_revision_holds() -> None:
    symbols = [parse_symbol(one) for one in ("X/1/Add.1", "X/1/Rev.2", "X/1", "X/1/Rev.1", "X/1/Add.1/Rev.3")]
    found = last_revision(symbols)
    assert found is not None
    assert found.printed == "X/1/Rev.2"
    assert last_revision(symbols[:1]) is None


def test_documents_are_listed_by_their_sort_then_symbol() -> None:
    given = [
        ("information", "X/INF/2"),
        ("official", "X/10"),
        ("other", None),
        ("official", "X/9"),
        ("information", "X/INF/1"),
    ]
    found = sorted(given, key=lambda one: place_in_list(one[0], parse_symbol(one[1]) if one[1] else None))
    assert [one for _group, one in found] == ["X/9", "X/10", "X/INF/1", "X/INF/2", None]
