"""Who is let into which meeting, and by which way."""

from dataclasses import replace
from itertools import product

import pytest

from meetings.domain.codes import AUDIENCES
from meetings.domain.cop import entering_errors as errors
from meetings.domain.cop.codes import ADMITTED, ParticipationState, PartyStanding
from meetings.domain.cop.entering import (
    Delegate,
    Meeting,
    channels_for,
    check_entry,
    is_for,
    refusal_of,
    takes_floor,
    way_in,
)

PARTY = Delegate("accredited", "online", "speaker", PartyStanding.PARTY, "africa")
DEPOSITED = replace(PARTY, standing=PartyStanding.DEPOSITED)
OBSERVER = replace(PARTY, standing=None, region=None, rights="viewer")
ADDRESS = "https://platform.example.org/floor"


def stream(language: str | None) -> dict[str, object]:
    return {
        "kind": "stream",
        "label": "",
        "address": f"https://cast.example.org/{language}",
        "language": language,
    }


PHONE = {"kind": "phone", "label": "", "address": "+41 22 555 01 00", "language": None}


def asked(delegate: Delegate, audience: str, *regions: str) -> str:
    refusal = refusal_of(delegate, Meeting(7, audience, regions))
    return refusal.code if refusal else ""


@pytest.mark.parametrize(("state", "audience"), list(product(ParticipationState, AUDIENCES)))
def test_only_the_accredited_enter_whatever_the_meeting(state: str, audience: str) -> None:
    delegate = replace(PARTY, state=state, named=frozenset({7}))
    expected = "" if state in ADMITTED else "not_accredited_here"
    assert asked(delegate, audience, "africa") == expected


@pytest.mark.parametrize(
    ("audience", "party", "deposited", "observer"),
    [
        ("public", "", "", ""),
        ("participants", "", "", ""),
        ("parties", "", "for_parties", "for_parties"),
        ("region", "", "", "for_regions"),
        ("body", "for_named", "for_named", "for_named"),
        ("named", "for_named", "for_named", "for_named"),
    ],
)
def test_audience_decides_by_standing_region_and_name(
    audience: str, party: str, deposited: str, observer: str
) -> None:
    assert [asked(one, audience, "africa") for one in (PARTY, DEPOSITED, OBSERVER)] == [
        party,
        deposited,
        observer,
    ]


def test_other_region_and_no_region_are_refused_even_where_none_is_named() -> None:
    assert asked(PARTY, "region", "asia-pacific") == "for_regions"
    assert asked(PARTY, "region") == "for_regions"
    assert asked(replace(PARTY, named=frozenset({7})), "region", "asia-pacific") == "for_regions"


@pytest.mark.parametrize("audience", ["body", "named"])
def test_named_meeting_opens_to_whoever_is_sent_to_it(audience: str) -> None:
    assert asked(replace(OBSERVER, named=frozenset({7})), audience) == ""
    assert asked(replace(OBSERVER, named=frozenset({8})), audience) == "for_named"


@pytest.mark.parametrize("standing", [one for one in PartyStanding if one != PartyStanding.PARTY])
def test_refusal_of_parties_says_what_the_state_is(standing: PartyStanding) -> None:
    refusal = refusal_of(replace(PARTY, standing=standing), Meeting(7, "parties"))
    assert isinstance(refusal, errors.ForParties)
    assert refusal.values == {"standing": standing}


def test_suspended_badge_closes_every_meeting() -> None:
    assert asked(replace(PARTY, state="checked_in", is_suspended=True), "public") == "entry_suspended"


def test_somebody_in_the_room_follows_online_only_where_that_is_allowed() -> None:
    there, meeting = replace(PARTY, mode="room"), Meeting(7, "participants")
    check_entry(there, meeting)
    with pytest.raises(errors.InRoomOnly):
        check_entry(there, meeting, follows_online=False)
    assert not takes_floor(there)


def test_meeting_is_for_somebody_before_they_are_accredited() -> None:
    nominated = replace(PARTY, state="nominated")
    assert is_for(nominated, Meeting(7, "parties"))
    assert not is_for(replace(nominated, standing=PartyStanding.DEPOSITED), Meeting(7, "parties"))


@pytest.mark.parametrize(
    ("channels", "language", "expected"),
    [
        ([], "fr", ADDRESS),
        ([PHONE], "fr", ADDRESS),
        ([stream(None)], "fr", "https://cast.example.org/None"),
        ([stream(None), stream("fr")], "fr", "https://cast.example.org/fr"),
        ([stream("en"), stream(None)], "ru", "https://cast.example.org/None"),
        ([stream("en")], "ru", "https://cast.example.org/en"),
    ],
)
def test_whoever_follows_is_led_to_the_webcast_and_whoever_speaks_to_the_meeting(
    channels: list[dict[str, object]], language: str, expected: str
) -> None:
    viewer = replace(PARTY, rights="viewer")
    assert way_in(viewer, ADDRESS, channels, language) == expected
    assert way_in(replace(PARTY, mode="room"), ADDRESS, channels, language) == expected
    assert way_in(PARTY, ADDRESS, channels, language) == ADDRESS


def test_telephone_is_for_whoever_takes_the_floor_where_there_is_a_webcast() -> None:
    viewer = replace(PARTY, rights="viewer")
    assert channels_for(PARTY, [PHONE, stream("en")]) == [PHONE, stream("en")]
    assert channels_for(viewer, [PHONE, stream("en")]) == [stream("en")]
    assert channels_for(viewer, [PHONE]) == [PHONE]


def test_no_address_is_nothing() -> None:
    assert way_in(PARTY, None, [stream("en")], "en") is None
