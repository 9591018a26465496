"""Slides, texts of panellists and codes of their letters, by their rules."""

import pytest

from meetings.domain.certificates import Standing, read_code
from meetings.domain.cop.papers import read_paper_code
from meetings.domain.errors import NotAChoice, NotOneLine, TooLong
from meetings.domain.panel.about import LONGEST, check_biography
from meetings.domain.panel.letters import check_line, new_letter_code, read_letter_code, standing
from meetings.domain.panel.slides import SlidesRule, audiences, check_audience
from meetings.domain.panel.slides_errors import SlidesClosed
from tests.factories import NOW


def test_slides_are_for_whom_the_organizers_allow() -> None:
    assert check_audience("public", SlidesRule.OPEN) == "public"
    assert audiences(SlidesRule.PARTICIPANTS) == ("participants",)
    with pytest.raises(NotAChoice):
        check_audience("public", SlidesRule.PARTICIPANTS)
    with pytest.raises(NotAChoice):
        check_audience("named", SlidesRule.OPEN)
    with pytest.raises(SlidesClosed):
        check_audience("public", SlidesRule.CLOSED)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Works on\r\nmercury.\r\n\r\n\r\n\r\nSince 2010. ", "Works on\nmercury.\n\nSince 2010."),
        (
            "<script>alert(1)</script>",
            "<script>alert(1)</script>",
        ),  # a text like any other; pages say it as one
        ("a\u202eb\u2066c\u0000d\ufeffe\tf", "abcde f"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("", None),
        ("\u202e\u200b ", None),
    ],
)
def test_biography_is_plain_text(typed: str, kept: str | None) -> None:
    for language in ("ar", "zh", "en", "fr", "ru", "es"):
        assert check_biography({language: typed, "de": "x"}).get(language) == kept


def test_biography_is_short() -> None:
    assert check_biography({"fr": "é" * LONGEST}) == {"fr": "é" * LONGEST}
    with pytest.raises(TooLong) as caught:
        check_biography({"fr": "é" * (LONGEST + 1)})
    assert caught.value.field == "biography-fr"


def test_code_of_a_letter_is_taken_for_no_other() -> None:
    code = new_letter_code(lambda most: most // 3)
    assert read_letter_code(code.lower().replace("-", " ")) == code
    assert (read_code(code), read_paper_code(code), read_letter_code(code[:-1] + "9")) == (None, None, None)
    assert standing(None, None) is Standing.WITHDRAWN
    assert standing("Rosa", NOW) is Standing.REPLACED


def test_who_signs_is_a_line() -> None:
    assert check_line("  Ana \u202eExample ", "signatory") == "Ana Example"
    assert check_line(" ", "signatory") is None
    with pytest.raises(NotOneLine):
        check_line("Ana\nExample", "signatory")
    with pytest.raises(TooLong):
        check_line("A" * 121, "signatory")
