"""Tokens and codes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.tokens import Keys, link_id, tidy

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


@given(IDS, st.integers(1, 9))
def test_code_can_be_dictated_and_typed_as_it_comes(name: str, generation: int) -> None:
    code = KEYS.code(name, generation)
    assert re.fullmatch(r"([bdfghjklmnprstvz][aeiou]){2}(-([bdfghjklmnprstvz][aeiou]){2}){2}", code)
    assert KEYS.code_key(code) == KEYS.code_key(code.upper().replace("-", " "))
