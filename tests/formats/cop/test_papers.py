"""Badges, letters and the gate's list as printed: every script, hostile names, and nothing of a name in a QR."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from meetings.adapters.typesetter import TypstTypesetter
from meetings.domain.codes import CATEGORIES, LANGUAGES
from meetings.domain.cop.badges import COLOURS, new_badge_code
from meetings.domain.cop.codes import NominationRole
from meetings.domain.cop.papers import PaperKind, new_paper_code
from meetings.domain.typesetting_errors import FontMissing
from meetings.formats.cop import paper_words
from meetings.formats.cop.badges import BadgeFacts, Form, gate_list, is_easy, paper, qr_svg
from meetings.formats.cop.given_letters import LetterFacts
from meetings.formats.cop.given_letters import paper as letter
from tests.conftest import ROOT
from tests.papers import facts_of, text_of

SETTER = TypstTypesetter(ROOT / "templates" / "print")
CONFERENCE = {"en": "Conference of the Parties", "ar": "مؤتمر الأطراف", "zh": "缔约方大会"}
ODD = (
    "Nguyễn Thị Minh Khai",
    "مي زيادة",
    "陈小明",
    "Suharto",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "=1+1",
    "<script>alert(1)</script>",
    "#import $x$ *b* @ref",
    "\u202eAna Silva",
)


def badge(name: str = "Ana Silva", **changes: object) -> BadgeFacts:
    facts = BadgeFacts(
        code=new_badge_code(),
        name=name,
        function="Director",
        role="head",
        of={"en": "Brazil", "ar": "البرازيل"},
        category="government",
        conference=CONFERENCE,
        segment={"en": "Second segment"},
        place={"en": "Bali"},
        dates=(date(2022, 3, 21), date(2022, 3, 25)),
        zone="Asia/Makassar",
        issued_at=datetime(2022, 3, 1, tzinfo=UTC),
        photo=None,
        site="The secretariat",
        is_demonstration=False,
    )
    return replace(facts, **changes)


def given_letter(**changes: object) -> LetterFacts:
    facts = LetterFacts(
        code=new_paper_code(),
        kind=PaperKind.VISA,
        name="مي زيادة",
        function="",
        role="adviser",
        of={"en": "Brazil"},
        conference=CONFERENCE,
        segment={"en": "Second segment"},
        place={"en": "Bali"},
        venue="Hall",
        is_online=False,
        dates=(date(2022, 3, 21), date(2022, 3, 25)),
        zone="Asia/Makassar",
        made_at=datetime(2022, 3, 1, tzinfo=UTC),
        head=("The secretariat", "1 Street"),
        signatory=("Invented Signatory",),
        site="https://meetings.example.org",
        is_demonstration=False,
    )
    return replace(facts, **changes)


def says(text: str, words: str) -> bool:
    """Say whether every word stands in a text; readers of PDF give those of a line of Arabic from its left."""
    return all(squeezed(word) in squeezed(text) for word in words.replace("\u202e", "").split())


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_there_in_each_language(language: str) -> None:
    assert set(paper_words.CATEGORIES[language]) == set(CATEGORIES) == set(COLOURS)
    assert set(paper_words.ROLES[language]) == set(NominationRole)
    assert set(paper_words.BADGES[language]) == set(paper_words.BADGES["en"])
    assert set(paper_words.LETTERS[language]) == set(paper_words.LETTERS["en"])


@pytest.mark.parametrize("form", list(Form))
def test_every_name_stands_on_its_badge(form: Form, tmp_path: Path) -> None:
    rows = [badge(name, category="iplc") for name in ODD]
    pdf = SETTER.pdf("badges", paper(rows, "en", form))
    said = text_of(pdf, tmp_path)
    for one in rows:
        assert says(said, f"{one.name} {one.code}")
    facts = facts_of(pdf, tmp_path)
    assert (facts["Title"], facts["Tagged"]) == ("Badges: Conference of the Parties", "yes")
    assert int(facts["Pages"]) == (len(rows) if form == Form.A6 else 3)
    assert "Indigenous" in said
    assert pdf == SETTER.pdf("badges", paper(rows, "en", form))


@pytest.mark.parametrize("language", LANGUAGES)
def test_badge_is_set_in_each_language(language: str, tmp_path: Path) -> None:
    pdf = SETTER.pdf("badges", paper([badge("陈小明", is_demonstration=True)], language, Form.A6))
    assert "陈小明" in text_of(pdf, tmp_path)
    assert (
        facts_of(pdf, tmp_path)["Page size"].startswith("297.6")
        or "105" in facts_of(pdf, tmp_path)["Page size"]
    )


def test_letter_without_a_font_is_refused_by_its_name() -> None:
    bare = TypstTypesetter(ROOT / "templates" / "print", is_bare=True)
    with pytest.raises(FontMissing) as refusal:
        bare.pdf("badges", paper([badge("陈小明")], "en", Form.A6))
    assert refusal.value.values["letter"] == "陈"


def test_square_code_says_the_code_alone() -> None:
    one = badge("Somebody Special")
    assert qr_svg(one.code) == qr_svg(one.code)
    assert 'viewBox="0 0 21 21"' in qr_svg(one.code)  # the smallest there is holds it, with the most to spare


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Ana Silva", True), ("Nguyễn Thị Minh", True), ("M" * 10, False), ("陈小明", True), ("x" * 60, False)],
)
def test_easy_names_are_known_by_their_letters(words: str, expected: bool) -> None:
    assert is_easy(words, 27.0, 2) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(PaperKind))
def test_letter_is_set_in_each_language(kind: PaperKind, language: str, tmp_path: Path) -> None:
    one = given_letter(kind=kind, passport="X1234567" if kind == PaperKind.VISA else "")
    pdf = SETTER.pdf("letters", letter([one, given_letter()], language))
    said = squeezed(text_of(pdf, tmp_path))
    assert says(said, paper_words.LETTERS[language][kind].split()[0])
    assert one.code in said
    assert ("X1234567" in said) == (kind == PaperKind.VISA)
    assert facts_of(pdf, tmp_path)["Pages"] == "2"


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_list_for_the_gate_names_all_with_their_codes(language: str, tmp_path: Path) -> None:
    people = [
        SimpleNamespace(name=name, of={"en": "Brazil"}, category="ngo", code=new_badge_code())
        for name in ODD * 8
    ]
    segment = SimpleNamespace(
        programme_title=CONFERENCE, title={"en": "Second segment"}, zone="Asia/Makassar", place={"en": "Bali"}
    )
    data = gate_list(people, segment, language, datetime(2022, 3, 21, 1, tzinfo=UTC))
    pdf = SETTER.pdf("gate_list", data)
    said = squeezed(text_of(pdf, tmp_path))
    assert all(one.code in said for one in people)
    assert int(facts_of(pdf, tmp_path)["Pages"]) > 1
