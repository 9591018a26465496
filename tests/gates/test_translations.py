"""Every marked word has a translation in every language, with the same values to fill in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from meetings.domain.codes import LANGUAGES

ROOT = Path(__file__).parents[2]
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
# Forms that stand for one number only, which the word itself says: none, one person, two persons.
SAID_IN_WORDS = {"ar": (0, 1, 2)}
VALUE = re.compile(r"%\(\w+\)[sd]")


def marked() -> Iterator[tuple[str, ...]]:
    """Give each marked text; one with a plural gives both."""
    for folder, kinds in (
        ("meetings", [("**.py", "python")]),
        ("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        for _file, _line, text, _comments, _context in extract_from_dir(ROOT / folder, kinds):
            yield text if isinstance(text, tuple) else (text,)


def catalogue(lang: str) -> Catalog:
    path = ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=lang)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_marked_text_is_translated(lang: str) -> None:
    words = catalogue(lang)
    missing, wrong = [], []
    for text in sorted(set(marked())):
        found = words.get(text[0])
        given = found.string if found else ""
        forms = given if isinstance(given, tuple | list) else (given,)
        if not all(forms):
            missing.append(text[0])
        for at, form in enumerate(forms):
            values = set(VALUE.findall(text[-1]))
            may_lack = {"%(num)d"} if at in SAID_IN_WORDS.get(lang, ()) and len(forms) > 1 else set()
            if form and set(VALUE.findall(form)) not in (values, values - may_lack):
                wrong.append(text[0])
    assert missing == []
    assert wrong == []
    assert not [one.id for one in words if one.fuzzy]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_plurals_have_the_forms_of_the_language(lang: str) -> None:
    words = catalogue(lang)
    for one in words:
        if isinstance(one.id, tuple | list):
            assert len(one.string) == words.num_plurals, one.id


def test_house_words_never_reach_a_page() -> None:
    house = re.compile(r"\b(slot|door|place)s?\b", re.IGNORECASE)
    shown = {text: [VALUE.sub("", each) for each in text] for text in set(marked())}
    assert [text for text, words in shown.items() if any(house.search(each) for each in words)] == []
