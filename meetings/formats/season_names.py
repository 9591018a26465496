"""Plain names in six languages for what the files of Minamata Online give in English."""

import re
from typing import Final

Words = dict[str, str]

PLACES: Final[dict[str, Words]] = {
    "Europe/Zurich": {
        "ar": "جنيف",
        "zh": "日内瓦",
        "en": "Geneva",
        "fr": "Genève",
        "ru": "Женева",
        "es": "Ginebra",
    },
}
STREAMS: Final[dict[str, Words]] = {
    "Implementation review and support": {
        "ar": "استعراض التنفيذ ودعمه",
        "zh": "履约审查与支持",
        "en": "Implementation review and support",
        "fr": "Examen de la mise en œuvre et appui",
        "ru": "Обзор осуществления и поддержка",
        "es": "Examen de la aplicación y apoyo",
    },
    "Mercury science": {
        "ar": "علم الزئبق",
        "zh": "汞科学",
        "en": "Mercury science",
        "fr": "Science du mercure",
        "ru": "Наука о ртути",
        "es": "Ciencia del mercurio",
    },
    "COP preparations": {
        "ar": "الأعمال التحضيرية لمؤتمر الأطراف",
        "zh": "缔约方大会筹备工作",
        "en": "COP preparations",
        "fr": "Préparatifs de la COP",
        "ru": "Подготовка к КС",
        "es": "Preparativos de la COP",
    },
}
SEASON: Final[Words] = {
    "ar": "ميناماتا أونلاين {year}",
    "zh": "水俣在线 {year}",
    "en": "Minamata Online {year}",
    "fr": "Minamata en ligne {year}",
    "ru": "Минамата онлайн {year}",
    "es": "Minamata en línea {year}",
}
SEASON_TITLE: Final = re.compile(
    r"Minamata Online(?:, season \d+ \((?:[A-Z][a-z]+ to [A-Z][a-z]+ )?\d{4}\)| \d{4})"
)
DOCUMENTS: Final = {
    "000": "Letter MC/ES/2020/31 of 7 September 2020",
    "001": "Letter MC/COP5/2023/190 of 15 December 2023",
    "002": "Progress Report 2020",
    "004": "COP-4 note on international cooperation and coordination",
}
DOCUMENT: Final = re.compile(r"seed (\d{3})(?= (section|para))?")


def season_title(title: str, year: int) -> Words:
    """Give a season's title, in six languages where it only says the name and the year."""
    if SEASON_TITLE.fullmatch(title):
        return {lang: words.format(year=year) for lang, words in SEASON.items()}
    return {"en": title}


def stream_title(title: str) -> Words:
    """Give a stream's title, in six languages where it is a known one."""
    return dict(STREAMS.get(title, {"en": title}))


def place_name(zone: str) -> Words:
    """Give the name by which a season calls the place of its zone."""
    return dict(PLACES.get(zone, {"en": zone.rpartition("/")[2].replace("_", " ")}))


def source_words(ref: str) -> str:
    """Write a source for readers: the document by its own name, a page by its address."""
    return DOCUMENT.sub(lambda found: DOCUMENTS.get(found[1], found[0]) + ("," if found[2] else ""), ref)
