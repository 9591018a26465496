"""Texts with a number bend as each language does; the forms are those of the catalogues."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale, ngettext

from meetings.domain.codes import LANGUAGES
from tests.gates.test_translations import ROOT, VALUE, catalogue, marked

NUMBERS = (0, 1, 2, 3, 5, 11, 21, 100)
# A number before a noun, which the noun bends to; behind a colon, or as "number 3", it may stand alone,
# and signs of units do not bend.
BEFORE_A_NOUN = re.compile(r"(?<!number )%\((\w+)\)[ds] (?!and\b|of\b|to\b|h\b|[A-Z(])[a-z]+")
NOT_A_NUMBER = frozenset(
    ("name", "source", "size", "state", "city", "zone", "what", "when", "hour", "day")
) | {
    "before",
    "after",
    "value",
    "who",
    "holder",
    "first",
}
EXPECTED = {
    ("ar", "session"): [
        "لا جلسات مجانية",
        "جلسة مجانية واحدة",
        "جلستان مجانيتان",
        "3 جلسات مجانية",
        "5 جلسات مجانية",
        "11 جلسة مجانية",
        "21 جلسة مجانية",
        "100 جلسة مجانية",
    ],
    ("ar", "person"): [
        "لا أحد",
        "شخص واحد",
        "شخصان",
        "3 أشخاص",
        "5 أشخاص",
        "11 شخصاً",
        "21 شخصاً",
        "100 شخص",
    ],
    ("ar", "minute"): [
        "0 دقيقة",
        "دقيقة واحدة",
        "دقيقتان",
        "3 دقائق",
        "5 دقائق",
        "11 دقيقة",
        "21 دقيقة",
        "100 دقيقة",
    ],
    ("ru", "session"): [
        "0 бесплатных заседаний",
        "1 бесплатное заседание",
        "2 бесплатных заседания",
        "3 бесплатных заседания",
        "5 бесплатных заседаний",
        "11 бесплатных заседаний",
        "21 бесплатное заседание",
        "100 бесплатных заседаний",
    ],
    ("ru", "person"): [
        "0 человек",
        "1 человек",
        "2 человека",
        "3 человека",
        "5 человек",
        "11 человек",
        "21 человек",
        "100 человек",
    ],
    ("ru", "minute"): [
        "0 минут",
        "1 минута",
        "2 минуты",
        "3 минуты",
        "5 минут",
        "11 минут",
        "21 минута",
        "100 минут",
    ],
    ("fr", "minute"): ["0 minute", "1 minute"] + [f"{number} minutes" for number in NUMBERS[2:]],
    ("es", "minute"): ["0 minutos", "1 minuto"] + [f"{number} minutos" for number in NUMBERS[2:]],
    ("zh", "minute"): [f"{number}分钟" for number in NUMBERS],
}
TEXTS = {
    "session": ("%(num)d free session", "%(num)d free sessions"),
    "person": ("%(num)d person", "%(num)d people"),
    "minute": ("%(num)d minute", "%(num)d minutes"),
}


@pytest.mark.parametrize(("lang", "thing"), list(EXPECTED))
def test_numbers_bend_their_nouns(app_sqlite: Flask, lang: str, thing: str) -> None:
    with app_sqlite.test_request_context("/en/"), force_locale(lang):
        assert [ngettext(*TEXTS[thing], number) for number in NUMBERS] == EXPECTED[lang, thing]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_with_a_number_is_rendered_for_every_number(app_sqlite: Flask, lang: str) -> None:
    plurals = [text for text in set(marked()) if len(text) > 1]
    assert len(plurals) > 15
    values = {
        "hour": "09:00",
        "known": 1,
        "limit": 12,
        "found": 1,
        "names": "Kenya",
        "most": 12,
        "state": "Accredited",
        "reached": 1,
        "when": "09:00",
        "language": "English",
    }
    with app_sqlite.test_request_context("/en/"), force_locale(lang):
        for one, many in plurals:
            for number in NUMBERS:
                words = ngettext(one, many, number, **values)
                assert "%(" not in words
                assert (
                    str(number) in words or (lang == "ar" and number < 3) or (lang == "en" and number == 1)
                ), words


def test_no_number_stands_before_a_noun_that_does_not_bend() -> None:
    alone = {text[0] for text in marked() if len(text) == 1 and VALUE.search(text[0])}
    bending = {text for text in alone for name in BEFORE_A_NOUN.findall(text) if name not in NOT_A_NUMBER}
    assert bending == set()


@pytest.mark.parametrize("lang", sorted(set(LANGUAGES) - {"en"}))
def test_catalogues_count_as_their_language_does(lang: str) -> None:
    forms = {"ar": 6, "ru": 3, "fr": 2, "es": 2, "zh": 1}
    assert catalogue(lang).num_plurals == forms[lang]
    header = (Path(ROOT) / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb")
    with header as file:
        assert read_po(file).locale_identifier == lang


def test_arabic_nouns_stand_in_the_accusative_behind_eleven_to_ninety_nine() -> None:
    """As `13 اجتماعاً` and `100 اجتماع`: the accusative ends in a letter more, with or without its sign."""
    wrong = []
    for one in catalogue("ar"):
        if isinstance(one.id, tuple) and isinstance(one.string, tuple):
            behind_hundred, behind_eleven = (text.replace("ً", "") for text in one.string[4:6])
            if len(behind_hundred) > len(behind_eleven):
                wrong.append(one.id[0])
    assert wrong == []
    assert catalogue("ar").plural_expr.endswith("n%100>=0 && n%100<=2 ? 4 : 5)")
