"""Letters for panellists: signed where somebody signs, and set in six languages."""

from dataclasses import replace
from typing import Any

import pytest

from meetings.adapters.typesetter import TypstTypesetter
from meetings.domain.codes import LANGUAGES
from meetings.domain.panel.letters import LetterKind
from meetings.formats.panel.letter_words import PANEL_LETTERS
from meetings.formats.panel.letters import MOST_TIMES, TEMPLATE, LetterFacts, paper
from tests.conftest import ROOT
from tests.factories import NOW

TIME = {"starts_at": "2026-12-08T12:00:00+00:00", "minutes": 90, "zone": "Europe/Zurich"}
PANEL = {
    "title": {"en": "Mercury in soil", "ar": "الزئبق في التربة", "zh": "土壤中的汞"},
    "roles": ["speaker"],
    "times": [TIME],
}


def facts(**changes: Any) -> LetterFacts:
    said = {"function": "", "organization": "Institute of Examples", "signatory": "", "signatory_title": ""}
    return LetterFacts(
        code="7K3MQ-X9DHF-2ATZ",
        kind=LetterKind.INVITATION,
        name="Rosa \u202eExample",
        facts=said | {"panels": [PANEL]} | changes,
        programme={"en": "Minamata Online"},
        place={"en": "Geneva"},
        zone="Europe/Zurich",
        made_at=NOW,
        site="https://meetings.example.org",
        issuer="",
        is_demonstration=False,
    )


def test_letter_that_nobody_signs_says_so() -> None:
    (one,) = paper([facts()], "en")["letters"]
    assert one["signatory"] == ["Issued by Minamata Convention on Mercury. This letter is not signed."]
    (one,) = paper([facts(signatory="Ana Example", signatory_title="Executive Example")], "en")["letters"]
    assert one["signatory"] == ["Ana Example", "Executive Example", "Minamata Convention on Mercury"]
    assert "not signed" not in str(one)


def test_letter_names_panels_and_times_where_they_are_held() -> None:
    (one,) = paper([facts()], "en")["letters"]
    assert one["facts"] == [
        ["Name", "Rosa \u202eExample"],
        ["Institute", "Institute of Examples"],
        ["Programme", "Minamata Online"],
        ["Session", "Mercury in soil (Speaker)\nTuesday 8 December 2026, 13:00–14:30 (Geneva, UTC+1)"],
    ]
    many = facts(panels=[PANEL | {"times": [TIME] * (MOST_TIMES + 3)}])
    assert paper([many], "en")["letters"][0]["facts"][-1] == ["", "and 3 more"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_letter_is_set_in_six_languages_and_always_alike(language: str, kind: LetterKind) -> None:
    typesetter = TypstTypesetter(ROOT / "templates" / "print")
    data = paper([replace(facts(), kind=kind)], language)
    assert data["letters"][0]["heading"] == PANEL_LETTERS[language][kind]
    made = typesetter.pdf(TEMPLATE, data)
    assert made[:5] == b"%PDF-"
    assert typesetter.pdf(TEMPLATE, data) == made


def test_words_are_the_same_in_all_languages() -> None:
    assert {tuple(sorted(words)) for words in PANEL_LETTERS.values()} == {tuple(sorted(PANEL_LETTERS["en"]))}
    assert sorted(PANEL_LETTERS) == sorted(LANGUAGES)
