"""Passwords, codes of the second step, what is asked next, and the pace after failures."""

import random
import unicodedata
from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetings.domain.account_errors import CommonPassword, TooShort
from meetings.domain.accounts import (
    COMMON,
    FREE_FAILURES,
    LONGEST_REST,
    Need,
    Way,
    check_password,
    device_words,
    recovery_code,
    rests_until,
    seconds_to_rest,
    secret_address,
    secret_words,
    step_at,
    step_of,
    still_needed,
    totp,
    typed_figures,
    typed_recovery,
)
from meetings.domain.errors import Missing, TooLong

NOW = datetime(2026, 11, 29, 12, 0, 7, tzinfo=UTC)
SECRET = b"12345678901234567890"
ADDRESS = "organizer@example.org"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", Missing),
        ("elevensigns", TooShort),
        ("x" * 201, TooLong),
        ("aaaaaaaaaaaaaaaa", CommonPassword),
        ("121212121212", CommonPassword),
        ("Qwerty123456", CommonPassword),
        ("1Q2w3e4r5t6y", CommonPassword),
        ("Password1234", CommonPassword),
        ("Minamata2026!", CommonPassword),
        (ADDRESS, CommonPassword),
        ("ORGANIZER@example.org", CommonPassword),
        ("organizer-123", CommonPassword),
    ],
)
def test_weak_password_is_refused(typed: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_password(typed, ADDRESS)


@pytest.mark.parametrize(
    "typed",
    [
        "twelve signs",
        "cinabre, étain et or",
        "الزئبق في البحر",
        "汞污染防治从源头做起吧朋友",
        "x" * 8 + "yzab",
    ],
)
def test_long_password_of_any_script_is_taken(typed: str) -> None:
    assert check_password(typed, ADDRESS) == unicodedata.normalize("NFC", typed)


def test_two_keyboards_write_the_same_password() -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, "été à Genève")
        assert check_password(typed, ADDRESS) == "été à Genève"


def test_list_holds_only_what_is_long_enough() -> None:
    assert [one for one in COMMON if len(one) < 12 or one != one.casefold()] == []


# Source: RFC 6238, appendix B, the last six of its eight figures.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp(SECRET, seconds // 30) == code


@given(some.binary(min_size=14, max_size=40), some.integers(0, 2**32))
def test_codes_are_those_of_other_programs(secret: bytes, seconds: int) -> None:
    assert totp(secret, seconds // 30) == pyotp.TOTP(b32encode(secret).decode()).at(seconds)


@pytest.mark.parametrize(("aside", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_may_be_half_a_minute_off(aside: int, is_taken: bool) -> None:
    step = step_at(NOW) + aside
    assert step_of(totp(SECRET, step), SECRET, NOW, 0) == (step if is_taken else None)


def test_code_is_taken_once_and_no_earlier_one_after_it() -> None:
    here = step_at(NOW)
    assert step_of(totp(SECRET, here), SECRET, NOW, here) is None
    assert step_of(totp(SECRET, here - 1), SECRET, NOW, here) is None
    assert step_of(totp(SECRET, here + 1), SECRET, NOW, here) == here + 1


@pytest.mark.parametrize("typed", ["", "abc", "0", "000 000 0", "－１", "²", "\0", "x" * 9999])
def test_odd_codes_are_wrong_and_nothing_worse(typed: str) -> None:
    assert step_of(typed, SECRET, NOW, 0) is None


def test_figures_of_every_script_are_read() -> None:
    assert (
        typed_figures(" 287 082\n") == typed_figures("２８７０８２") == typed_figures("٢٨٧-٠٨٢") == "287082"
    )


def test_secret_is_told_in_words_and_for_the_picture() -> None:
    assert secret_words(b"\0" * 20) == " ".join(["AAAA"] * 8)
    address = secret_address(SECRET, ADDRESS, "Minamata Convention")
    read = pyotp.parse_uri(address)
    assert isinstance(read, pyotp.TOTP)
    assert (read.name, read.issuer, read.at(59)) == (ADDRESS, "Minamata Convention", "287082")


def test_recovery_code_is_read_however_it_was_typed() -> None:
    code = recovery_code(random.Random(5).choice)
    letters = code.replace("-", "")
    assert len(letters) == 10
    for typed in (code, code.upper(), f" {letters[:3]} {letters[3:]} ", code.replace("-", "–")):
        assert typed_recovery(typed) == letters
    for wrong in ("", "287082", letters[:-1], letters + "a", "oooooooooo"):
        assert typed_recovery(wrong) is None


@pytest.mark.parametrize(
    ("way", "facts", "need"),
    [
        (Way.LINK, {"has_second": True}, Need.NOTHING),
        (Way.LINK, {"has_second": False}, Need.NOTHING),
        (Way.SIGN_ON, {"has_second": False}, Need.NOTHING),
        (Way.PASSWORD, {"has_second": True}, Need.CODE),
        (Way.PASSWORD, {"has_second": True, "gave_code": True}, Need.NOTHING),
        (Way.PASSWORD, {"has_second": False}, Need.SECOND),
        (Way.PASSWORD, {"has_second": False, "is_required": False}, Need.NOTHING),
        (Way.PASSWORD, {"has_second": True, "is_required": False}, Need.CODE),
        (Way.INVITED, {"has_second": False}, Need.PASSWORD),
        (Way.INVITED, {"has_second": False, "chose_password": True}, Need.SECOND),
        (Way.FORGOTTEN, {"has_second": True}, Need.CODE),
        (Way.FORGOTTEN, {"has_second": True, "gave_code": True}, Need.PASSWORD),
        (Way.FORGOTTEN, {"has_second": True, "gave_code": True, "chose_password": True}, Need.NOTHING),
        (Way.FORGOTTEN, {"has_second": True, "chose_password": True}, Need.CODE),
    ],
)
def test_what_comes_next(way: Way, facts: dict[str, bool], need: Need) -> None:
    assert still_needed(way, **({"is_required": True} | facts)) == need


def test_failures_slow_down_and_never_lock() -> None:
    assert [rests_until(number, NOW) for number in range(FREE_FAILURES)] == [None] * FREE_FAILURES
    rests = [(rests_until(number, NOW) or NOW) - NOW for number in range(FREE_FAILURES, 40)]
    assert [one.total_seconds() for one in rests[:6]] == [30, 60, 120, 240, 480, 900]
    assert set(rests[5:]) == {LONGEST_REST}
    assert seconds_to_rest(10**9, NOW, NOW + LONGEST_REST - timedelta(seconds=3)) == 3
    assert seconds_to_rest(10**9, NOW, NOW + LONGEST_REST) == 0
    assert seconds_to_rest(4, NOW, NOW) == 0


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_device_is_named_by_its_browser_and_system(agent: str, words: str) -> None:
    assert device_words(agent) == words
