"""Names as heard: which are found by which, in whatever script, spelling and order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.heard import (
    asked_words,
    folded,
    is_near,
    is_slip,
    names_country,
    search_key,
    slips,
    sound,
)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("mensah", "mensa", "mennsa"), "mns"),
        (("mohamed", "muhammad", "mouhamed", "محمد", "мухаммед"), "mhmd"),
        (("hussein", "hossain", "housseine", "حسين", "الحسين"), "hsn"),
        (("youssef", "yusuf", "يوسف"), "ysf"),
        (("djibril", "jibril", "gibril"), "gbrl"),
        (("sergei", "sergey", "serguei", "сергеи"), "srg"),
        (("ivanov", "иванов", "ivanof"), "afnf"),
        (("kouassi", "kwasi", "kwassi"), "ks"),
        (("muller", "mueller"), "mlr"),
        (("schmidt", "shmit"), "smt"),
        (("mikhail", "михаил"), "mhl"),
        (("fatima", "fatimah", "فاطمه"), "ftm"),
        (("张伟",), "张伟"),
        (("io", "eau"), "a"),
    ],
)
def test_spellings_of_a_name_sound_the_same(names: tuple[str, ...], expected: str) -> None:
    assert {sound(one) for one in names} == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  AFI\tMénsah ", "afi mensah"),
        ("N’Diaye O'Brien", "ndiaye obrien"),
        ("أحمد الْقَادِر", "احمد القادر"),
        ("\u202eAfi\u2069 <script>=1+1", "afi script 1 1"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("सिंह", "सिंह"),
        ("  \r\n", ""),
    ],
)
def test_text_is_folded(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Afi Mensah", "Mensa, Afi", True),
        ("Afi Mensah", "Afi Akosua Mensah", True),
        ("Afi Mensah", "Afi Mensha", True),
        ("Mohamed Ali", "Muhammad Aly", True),
        ("محمد علي", "Mohamed Ali", True),
        ("John Tatum", "John Tatun", True),
        ("Afi Mensah", "Kofi Mensah", False),
        ("Afi Mensah", "Afi", False),
        ("Ann Lee", "Ann Long", False),
        ("张伟", "张伟明", False),
    ],
)
def test_near_names(one: str, other: str, expected: bool) -> None:
    assert is_near(one, other) is is_near(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("mensah", "mensha", True),
        ("mensah", "mensa", True),
        ("mensah", "mensahs", True),
        ("mensah", "mansah", True),
        ("mensah", "mensah", True),
        ("mensah", "mnesha", False),
        ("abcd", "badc", False),
        ("ab", "ac", False),
    ],
)
def test_one_slip_is_one(one: str, other: str, expected: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is expected


def test_words_are_taken_apart() -> None:
    asked = asked_words("Afi Mensah, ministère de l'environnement TG  Name@Example.org")
    assert [one.word for one in asked] == ["afi", "mensah", "ministere", "environnement", "tg", ""]
    assert (asked[-1].typed, asked[-1].is_address) == ("name@example.org", True)
    assert [one.word for one in asked_words("de la")] == ["de", "la"]
    assert asked_words(" \u202e % _ '") == ()
    assert len(asked_words("word " * 3 + " ".join(f"w{n}" for n in range(50)))) == 8


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("TG", True), ("tg", False), ("tog", True), ("Lomé", True), ("to", False), ("多哥", True)],
)
def test_country_by_code_name_or_capital(typed: str, expected: bool) -> None:
    (asked,) = asked_words(typed)
    assert names_country(asked, "TG", ("togo", "多哥", "lome")) is expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_can_be_stored_and_asked(name: str, organization: str) -> None:
    key = search_key(name, organization)
    assert key.endswith(" ")
    assert not set(key) & set("%_\\\r\n\t")
    for one in asked_words(name):
        assert not set(one.word) & set("%_\\^~ ")
        assert all("%" not in pattern for pattern in slips(one.sound))
    assert folded(folded(name)) == folded(name)
