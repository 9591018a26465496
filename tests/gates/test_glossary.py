"""The catalogues use the words of `docs/glossary.md`: where the English has a term, each language has its own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from meetings.domain.codes import LANGUAGES
from meetings.formats.season_names import STREAMS
from tests.gates.test_translations import TRANSLATED, catalogue

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
# The terms that are held to: how the English has them, and the stems of each language's word, the glossary's own first.
HELD: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "session": (
        r"\bsessions?\b",
        {"ar": ("جلس",), "zh": ("会议", "场"), "fr": ("séance",), "ru": ("заседани",), "es": ("sesi",)},
    ),
    "season": (
        r"\bseasons?\b",
        {"ar": ("موسم", "مواسم"), "zh": ("季",), "fr": ("saison",), "ru": ("сезон",), "es": ("temporada",)},
    ),
    "stream": (
        r"\bstreams?\b",
        {"ar": ("مسار",), "zh": ("系列",), "fr": ("volet",), "ru": ("направлени",), "es": ("línea",)},
    ),
    "registration": (
        r"\bregistrations?\b",
        {
            "ar": ("تسجيل",),
            "zh": ("注册",),
            "fr": ("inscription",),
            "ru": ("регистраци",),
            "es": ("inscripci",),
        },
    ),
    "waiting list": (
        r"\bwaiting list\b",
        {
            "ar": ("قائمة الانتظار",),
            "zh": ("候补名单",),
            "fr": ("liste d’attente",),
            "ru": ("лист ожидания", "листе ожидания"),
            "es": ("lista de espera",),
        },
    ),
    "recording": (
        r"\brecordings?\b",
        {"ar": ("مرئي",), "zh": ("录像",), "fr": ("enregistrement",), "ru": ("запис",), "es": ("grabaci",)},
    ),
    "interpretation": (
        r"\binterpretation\b",
        {
            "ar": ("شفوية",),
            "zh": ("口译",),
            "fr": ("interprétation",),
            "ru": ("устный перевод",),
            "es": ("interpretación",),
        },
    ),
    "panellist": (
        r"\bpanellists?\b",
        {
            "ar": ("متحدث",),
            "zh": ("专题小组成员",),
            "fr": ("intervenant",),
            "ru": (  # as it bends
                "участник дискуссии",
                "участника дискуссии",
                "участнику дискуссии",
                "участником дискуссии",
                "участники дискуссий",
                "участников дискуссий",
                "участников дискуссии",
                "участникам дискуссий",
            ),
            "es": ("panelista",),
        },
    ),
    "participant": (
        r"\bparticipants\b",
        {
            "ar": ("مشارك",),
            "zh": ("与会者",),
            "fr": ("participant",),
            "ru": ("участник",),
            "es": ("participante",),
        },
    ),
    "reminder": (
        r"\breminders?\b",
        {"ar": ("تذكير",), "zh": ("提醒",), "fr": ("rappel",), "ru": ("напомин",), "es": ("recordatorio",)},
    ),
    "Party": (
        r"\bParties\b",
        {"ar": ("أطراف",), "zh": ("缔约方",), "fr": ("partie",), "ru": ("сторон",), "es": ("parte",)},
    ),
    "document": (
        r"\bdocuments?\b",
        {
            "ar": ("وثيقة", "وثائق", "وثيقت"),
            "zh": ("文件",),
            "fr": ("document",),
            "ru": ("документ",),
            "es": ("documento",),
        },
    ),
    "calendar": (  # of a season: its schedule; of a person: what their program shows
        r"\bcalendars?\b",
        {
            "ar": ("تقويم", "تقاويم", "الجدول الزمني"),
            "zh": ("日历", "日程"),
            "fr": ("calendrier",),
            "ru": ("календар",),
            "es": ("calendario",),
        },
    ),
    "time zone": (
        r"\btime zones?\b",
        {"ar": ("زمنية",), "zh": ("时区",), "fr": ("fuseau",), "ru": ("часов",), "es": ("zona",)},
    ),
}
# Words that belong to another term, and may not stand for this one.
NEVER = {("zh", "registration"): "报名", ("ar", "interpretation"): "تفسير"}


def rows() -> dict[str, dict[str, str]]:
    """Give the terms of the glossary by language, with the source of each."""
    found: dict[str, dict[str, str]] = {}
    names: list[str] = []
    for line in GLOSSARY.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells[:1] == ["term"]:
            names = cells
        elif names and len(cells) == len(names) and "---" not in line:
            found[cells[0].partition(" (")[0]] = dict(zip(names, cells, strict=True))
        elif not cells:
            names = []
    return found


def texts(lang: str) -> Iterator[tuple[str, str]]:
    for one in catalogue(lang):
        if one.id:
            english = " / ".join(one.id) if isinstance(one.id, tuple | list) else one.id
            forms = one.string if isinstance(one.string, tuple | list) else (one.string,)
            said = re.sub(r"%\(\w+\)[sd]", "%", english)  # the names of what is put in are no words
            yield from ((said, form) for form in forms if form)


@pytest.mark.parametrize("lang", TRANSLATED)
@pytest.mark.parametrize("term", list(HELD))
def test_catalogues_use_the_terms(term: str, lang: str) -> None:
    pattern, by_language = HELD[term]
    stems, never = by_language[lang], NEVER.get((lang, term))
    flags = re.NOFLAG if term == "Party" else re.IGNORECASE
    assert stems[0] in rows()[term][lang].casefold() or any(one in rows()[term][lang] for one in stems)
    strays = [
        (english, text)
        for english, text in texts(lang)
        if re.search(pattern, english, flags) and not any(stem in text.casefold() for stem in stems)
    ]
    assert strays == []
    assert [text for _english, text in texts(lang) if never and never in text] == []


def test_every_term_has_six_languages_and_a_source() -> None:
    for term, row in rows().items():
        assert [name for name, cell in row.items() if not cell] == [], term
        assert set(LANGUAGES) - {"en"} < set(row), term
        assert re.search(r"for review|\[\d+\]", row["source"]), term


def test_every_source_that_is_named_is_listed() -> None:
    text = GLOSSARY.read_text("utf-8")
    named = {number for row in rows().values() for number in re.findall(r"\[(\d+)\]", row["source"])}
    listed = set(re.findall(r"^(\d+)\. ", text, re.MULTILINE))
    assert named == listed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_streams_have_names_in_every_language(lang: str) -> None:
    assert all(names[lang] for names in STREAMS.values())
