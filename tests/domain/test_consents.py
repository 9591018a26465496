"""Which words were agreed to, and which yes stands."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.codes import CONSENTS
from meetings.domain.consents import (
    OF_PERSON,
    VERSIONS,
    Given,
    Said,
    check_given,
    is_outdated,
    present,
    standing,
    standing_for,
)
from meetings.domain.errors import NotAChoice

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def said(hours: int, version: str = "2026-11", *, withdrawn: bool = False) -> Said:
    at = NOON + timedelta(hours=hours)
    return Said("list", version, "en", at, at if withdrawn else None)


def test_every_kind_has_versions_in_order() -> None:
    assert tuple(VERSIONS) == CONSENTS
    assert set(CONSENTS) >= OF_PERSON
    assert all(list(each) == sorted(set(each)) and each for each in VERSIONS.values())


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ((), ()),
        (("list", "recording"), (Given("recording", present("recording")), Given("list", "2026-11"))),
        (("recording:2026-11",), (Given("recording", "2026-11"),)),
        (("recording:2026-11", "recording"), (Given("recording", present("recording")),)),
        (("news", "news"), (Given("news", "2026-11"),)),
    ],
)
def test_consents_are_read_in_the_order_of_kinds(wanted: tuple[str, ...], given: tuple[Given, ...]) -> None:
    assert check_given(wanted) == given


@pytest.mark.parametrize("wrong", ["", "all", "list:", "list:2030-01", "list:2026-11:x", "LIST", "x" * 9000])
def test_what_is_no_consent_is_refused_by_its_field(wrong: str) -> None:
    if wrong == "list:":
        assert check_given([wrong]) == (Given("list", "2026-11"),)
        return
    with pytest.raises(NotAChoice) as refusal:
        check_given([wrong])
    assert (refusal.value.field, len(str(refusal.value.values["value"])) <= 50) == ("consents", True)


@pytest.mark.parametrize(
    ("things", "stands"),
    [
        ([], None),
        ([said(0)], said(0)),
        ([said(0), said(1, withdrawn=True)], None),
        ([said(1, withdrawn=True), said(0)], None),
        ([said(0), said(1, withdrawn=True), said(2)], said(2)),
        ([said(0), said(0, withdrawn=True)], None),
    ],
)
def test_the_last_thing_said_counts(things: list[Said], stands: Said | None) -> None:
    assert standing(things) == stands


def test_what_a_person_said_reaches_what_they_were_registered_for_by_then() -> None:
    withdrawal = said(2, withdrawn=True)
    assert standing_for([said(0)], [withdrawal], NOON) is None
    later = NOON + timedelta(hours=3)
    assert standing_for([said(3)], [withdrawal], later) == said(3)
    assert standing_for([], [said(2)], later) is None
    assert standing_for([said(1)], [withdrawal], later) is None
    assert standing_for([], [said(2)], NOON) == said(2)


def test_a_yes_to_older_words_is_asked_again() -> None:
    at = [Said("recording", one, "en", NOON) for one in VERSIONS["recording"]]
    assert [is_outdated(one) for one in at] == [True, False]
    assert not is_outdated(None)
