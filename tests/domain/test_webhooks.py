"""Who may be told of what, where, how it is signed, and when it is tried again."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.codes import Role
from meetings.domain.errors import Missing, NotAChoice, NotAWebAddress, Refused
from meetings.domain.permissions import Holder, Scope
from meetings.domain.webhooks import (
    EVERY_TYPE,
    GIVE_UP,
    WAITS,
    Family,
    Outcome,
    Type,
    Where,
    act_of,
    check_address,
    check_events,
    inert,
    is_told,
    may_manage,
    next_try,
    signature,
    types_of,
)
from meetings.domain.webhooks_errors import NotPublic, NotYours

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def holder(role: Role = Role.ORGANIZER, number: int = 1, **scope: str) -> Holder:
    return Holder("Somebody", (Scope(role, **scope),), number)


def test_families_stand_for_their_types_and_types_for_themselves() -> None:
    assert types_of(["slot.moved", "survey"]) == (
        "slot.moved",
        "survey.opened",
        "survey.closed",
        "survey.counted",
    )
    assert "participation.badge_issued" in types_of(["accreditation"])
    assert types_of(Family) == EVERY_TYPE
    assert check_events(["survey", "slot", "slot"]) == ("slot", "survey")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], Missing),
        (None, Missing),
        ("", Missing),
        ("slot", NotAChoice),
        (["slots"], NotAChoice),
        ([None], NotAChoice),
        ([{"a": 1}], NotAChoice),
        ({"slot": 1}, NotAChoice),
        (7, NotAChoice),
        (["ping"], NotAChoice),
    ],
)
def test_odd_events_are_refused(events: Any, expected: type[Refused]) -> None:
    with pytest.raises(expected) as caught:
        check_events(events)
    assert caught.value.field == "events"


@pytest.mark.parametrize(
    ("role", "event", "is_allowed"),
    [
        (Role.ORGANIZER, "registration", True),
        (Role.ORGANIZER, "slot.moved", True),
        (Role.ORGANIZER, "accreditation", False),
        (Role.ORGANIZER, "participation.accredited", False),
        (Role.OFFICER, "accreditation", True),
        (Role.OFFICER, "registration", False),
        (Role.OFFICER, "slot", False),
        (Role.ADMINISTRATOR, "accreditation", True),
        (Role.STEWARD, "registration", False),
        (Role.READER, "publication", False),
    ],
)
def test_only_who_may_know_of_something_asks_for_it(role: Role, event: str, is_allowed: bool) -> None:
    if is_allowed:
        assert check_events([event], holder(role)) == (event,)
        return
    with pytest.raises(NotYours):
        check_events([event], holder(role))


def test_roles_of_today_decide_who_is_told() -> None:
    where = Where("season", "science", ("WHO",))
    assert is_told(holder(), Type.SLOT_MOVED, where)
    assert is_told(holder(programme="season", stream="science"), Type.CREATED, where)
    assert is_told(holder(programme="season", partner="WHO"), Type.CREATED, where)
    assert not is_told(holder(programme="season", stream="other"), Type.CREATED, where)
    assert not is_told(
        holder(programme="season", stream="science"), Type.PROGRAMME_PUBLISHED, Where("season")
    )
    assert not is_told(holder(programme="season"), "participation.accredited", Where("season"))
    assert is_told(holder(Role.OFFICER, programme="cop"), "participation.accredited", Where("cop"))
    assert not is_told(holder(Role.OFFICER, programme="cop"), "participation.accredited", Where("cop-5"))
    assert not is_told(holder(Role.READER), Type.SLOT_MOVED, where)
    assert not is_told(None, Type.SLOT_MOVED, where)
    assert not is_told(holder(Role.STEWARD, programme="season"), Type.CREATED, where)


def test_who_edits_one_season_and_sees_people_of_another_is_told_of_the_first_alone() -> None:
    both = (Scope(Role.ORGANIZER, programme="one"), Scope(Role.STEWARD, programme="other"))
    assert is_told(Holder("Somebody", both, 1), Type.CREATED, Where("one"))
    assert not is_told(Holder("Somebody", both, 1), Type.CREATED, Where("other"))


def test_webhooks_of_others_are_for_who_may_be_told_all_of_it_everywhere() -> None:
    assert may_manage(holder(number=1, programme="season"), "user:1", ["slot"])
    assert may_manage(holder(number=2), "user:1", ["slot", "registration"])
    assert not may_manage(holder(number=2), "user:1", ["slot", "accreditation"])
    assert may_manage(holder(Role.ADMINISTRATOR, number=2), "user:1", ["accreditation"])
    assert not may_manage(holder(number=2, programme="season"), "user:1", ["slot"])
    assert not may_manage(holder(Role.READER, number=1), "user:1", ["slot"])


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "webcal://hooks.example.org/",
        "https://",
        "https://user:word@hooks.example.org/",
        "javascript:alert(1)",
        "hooks.example.org",
        " ",
        "https://hooks.example.org/" + "x" * 2_000,
        "https://hooks.example.org:99999/",
        7,
        ["https://hooks.example.org/"],
    ],
)
def test_what_is_no_address_of_the_secure_web_is_refused(address: Any) -> None:
    with pytest.raises(NotAWebAddress) as caught:
        check_address(address)
    assert caught.value.field == "url"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "[::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "0.0.0.0",
        "localhost",
        "printer",
        "metadata.google.internal",
        "nas.local",
        "nas.local.",
    ],
)
def test_addresses_within_are_refused(host: str) -> None:
    with pytest.raises(NotPublic) as caught:
        check_address(f"https://{host}/hook")
    assert caught.value.field == "url"


def test_networks_of_ours_are_open_where_they_are_named() -> None:
    inside = (ip_network("127.0.0.0/8"),)
    assert check_address("http://127.0.0.1:8001/hook", inside).port == 8001
    assert check_address("https://hooks.example.org/x?y=1").path == "/x?y=1"
    with pytest.raises(NotPublic):
        check_address("http://10.0.0.1/", inside)


def test_body_is_signed_with_its_timestamp_by_each_good_secret() -> None:
    body = b'{"id":"x"}'
    expected = [hmac.new(one, b"1700000000." + body, sha256).hexdigest() for one in (b"new", b"old")]
    assert signature(["new"], 1_700_000_000, body) == f"sha256={expected[0]}"
    assert signature(["new", "old"], 1_700_000_000, body) == f"sha256={expected[0]},sha256={expected[1]}"


@given(st.integers(1, 40), st.text(max_size=20))
def test_waits_grow_with_a_little_chance_and_never_go_beyond_the_end(failures: int, chance: str) -> None:
    until = NOW + GIVE_UP
    found = next_try(failures, until, NOW, chance)
    assert found is not None
    wait = WAITS[min(failures, len(WAITS)) - 1]
    assert wait * 0.9 <= found - NOW <= wait * 1.1
    assert next_try(failures, NOW + timedelta(seconds=1), NOW, chance) == NOW + timedelta(seconds=1)
    assert next_try(failures, NOW, NOW, chance) is None


def test_three_days_of_waits_are_sixteen_attempts_or_so_and_end() -> None:
    at, failures, until = NOW, 0, NOW + GIVE_UP
    attempts = []
    while True:
        attempts.append(at)
        failures += 1
        again = next_try(failures, until, at, "name")
        if again is None:
            break
        at = again
    assert attempts[-1] == until
    assert 14 <= len(attempts) <= 17


@pytest.mark.parametrize(
    ("status", "expected"), [(200, True), (204, True), (299, True), (301, False), (410, False)]
)
def test_only_2xx_is_taken(status: int, expected: bool) -> None:
    assert Outcome(status).is_taken is expected
    assert Outcome(status).is_gone is (status == 410)


def test_answers_are_inert() -> None:
    assert inert(b"a\x1b[31m\x00\r\nb\xff") == "a\ufffd[31m\ufffd\ufffd\nb\ufffd"


def test_every_type_has_an_act() -> None:
    assert {str(act_of(one)) for one in EVERY_TYPE} == {"people", "edit", "accredit"}
