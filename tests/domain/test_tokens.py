"""Tokens and codes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.tokens import (
    CODE_PAIRS,
    CONSONANTS,
    OLD_CONSONANTS,
    OLD_ID_LENGTH,
    VOWELS,
    Keys,
    link_id,
    tidy,
    token_within,
)

KEYS = Keys("a secret for tests only")
IDS = st.text("abcdefghjkmnpqrstvwxyz23456789", min_size=12, max_size=12)


@given(IDS, st.integers(1, 50))
def test_token_is_its_own_and_nobody_elses(name: str, generation: int) -> None:
    token = KEYS.token("join", "registration:a", name, generation)
    assert link_id(token) == name
    assert KEYS.is_token(token, "join", "registration:a", name, generation)
    assert not KEYS.is_token(token, "me", "registration:a", name, generation)
    assert not KEYS.is_token(token, "join", "registration:b", name, generation)
    assert not KEYS.is_token(token, "join", "registration:a", name, generation + 1)
    assert not Keys("another secret for tests").is_token(token, "join", "registration:a", name, generation)


@pytest.mark.parametrize("end", [".", ",", ")", ">", "\r\n", " ", "!", "…", "”"])
def test_what_mail_programs_add_is_forgiven(end: str) -> None:
    token = KEYS.token("join", "registration:a", "abcdefghjkmn", 1)
    assert tidy(token.upper() + end) == token


@given(
    st.integers(12, 13).flatmap(lambda n: st.text("abcdefghjkmnpqrstvwxyz23456789", min_size=n, max_size=n))
)
def test_code_can_be_dictated_and_typed_as_it_comes(name: str) -> None:
    code = KEYS.code(name, 1)
    letters = OLD_CONSONANTS if len(name) <= OLD_ID_LENGTH else CONSONANTS
    assert re.fullmatch(rf"([{letters}][aeiou]){{2}}(-([{letters}][aeiou]){{2}}){{2}}", code)
    key = KEYS.code_key(code)
    for typed in (code.upper(), code.replace("-", " "), code.replace("-", ""), f" {code.title()}. "):
        assert key in KEYS.code_keys(typed)
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter != "-" else "－" for letter in code)
    assert key in KEYS.code_keys(wide)
    figures = str.maketrans("oiea", "0134")
    assert key in KEYS.code_keys(code.translate(figures))


def test_codes_are_many_enough_to_guess_none() -> None:
    assert (len(CONSONANTS) * len(VOWELS)) ** CODE_PAIRS >= 2**34


def test_code_of_an_old_link_stays() -> None:
    assert KEYS.code("abcdefghjkmn", 1) == "guta-jovu-pite"
    assert KEYS.code_key(KEYS.code("abcdefghjkmn", 1)) in KEYS.code_keys("GUTA j0vu p1t3")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("pafu-miko-sera", "bafu-miko-sera"),
        ("bavu mico zera", "bafu-miko-sera"),
        ("8afu-m1k0-5era", "bafu-miko-sera"),
        ("jitu-hiko-1anu", "gitu-giko-lanu"),
        ("gítu, gïko; lany", "gitu-giko-lani"),
    ],
)
def test_letters_that_sound_alike_are_one(typed: str, code: str) -> None:
    assert KEYS.code_key(code) in KEYS.code_keys(typed)


@pytest.mark.parametrize("near", ["bafu-miko-sela", "bafu-niko-sera", "dafu-miko-sera", "bafo-miko-sera"])
def test_letters_that_all_tell_apart_are_not_one(near: str) -> None:
    assert KEYS.code_key("bafu-miko-sera") not in KEYS.code_keys(near)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.example.org/en/join/{}",
        "HTTPS://X.EXAMPLE.ORG/EN/JOIN/{}?zone=Africa/Nairobi",
        "<https://x.example.org/ar/join/{}/>",
        "Join: https://x.example.org/en/join/{}.\r\nSee you",
    ],
)
def test_token_is_found_in_what_is_pasted(text: str) -> None:
    token = KEYS.token("join", "registration:a", "abcdefghjkmnp", 1)
    assert token_within(text.format(token)) == token
    assert token_within(text.format(token[:-1])) is None
