"""Certificates in words of six languages, and on paper: read back, and on one sheet whatever the name."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno

from meetings.adapters.typesetter import TypstTypesetter
from meetings.domain.certificates import Kind
from meetings.domain.codes import LANGUAGES
from meetings.formats.certificate_words import SENTENCES
from meetings.formats.certificates import TEMPLATE, Facts, TimeOf, breakable, paper, qr_svg, word
from tests.conftest import ROOT
from tests.papers import facts_of, text_of

AT = datetime(2026, 11, 17, 13, tzinfo=UTC)
PLACE = {"en": "Geneva", "fr": "Genève", "ar": "جنيف", "zh": "日内瓦", "ru": "Женева", "es": "Ginebra"}
TITLE = {"en": "Mercury in gold mining", "ar": "الزئبق في تعدين الذهب", "zh": "采金业中的汞"}
SETTER = TypstTypesetter(ROOT / "templates" / "print")


def facts(**changes: Any) -> Facts:
    values = {
        "code": "7K3M-QX9D-HF2A",
        "kind": Kind.ATTENDANCE,
        "name": "Ana Silva",
        "title": TITLE,
        "programme": {"en": "Minamata Online"},
        "place": PLACE,
        "zone": "Europe/Zurich",
        "times": (TimeOf(AT, 90, "Europe/Zurich"),),
        "minutes": 90,
        "percent": 60,
        "issued_at": AT,
        "site": "https://meetings.example.org",
        "issuer": "",
        "is_demonstration": False,
    }
    return Facts(**(values | changes))


def days(number: int) -> tuple[TimeOf, ...]:
    return tuple(TimeOf(AT + timedelta(days=day), 90, "Europe/Zurich") for day in range(number))


def test_every_language_says_everything() -> None:
    assert set(SENTENCES) == set(LANGUAGES)
    assert len({tuple(sorted(one)) for one in SENTENCES.values()}) == 1
    assert all(text for one in SENTENCES.values() for text in one.values())


@pytest.mark.parametrize(
    ("lang", "time", "share"),
    [
        (
            "en",
            "Tuesday 17 November 2026, 14:00–15:30 (Geneva, UTC+1)",
            "at least 60% of the scheduled time (90 minutes)",
        ),
        (
            "fr",
            "mardi 17 novembre 2026, 14:00–15:30 (Genève, UTC+1)",
            "60\xa0% de la durée prévue (90 minutes)",
        ),
        (
            "es",
            "martes 17 de noviembre de 2026, 14:00–15:30 (Ginebra, UTC+1)",
            "60\xa0% del tiempo previsto (90 minutos)",
        ),
        (
            "ru",
            "вторник, 17 ноября 2026 г., 14:00–15:30 (Женева, UTC+1)",
            "60\xa0% запланированного времени (90 минут)",
        ),
        ("zh", "2026年11月17日星期二 14:00–15:30 (日内瓦，UTC+1)", "（90分钟）的60%"),
        (
            "ar",
            "الثلاثاء 17 تشرين الثاني/نوفمبر 2026، من 14:00 إلى 15:30 (جنيف، UTC+1)",
            "60% على الأقل من الوقت المقرر (90 دقيقة)",
        ),
    ],
)
def test_times_and_shares_are_worded(lang: str, time: str, share: str) -> None:
    it = word(facts(), lang)
    assert re.sub("[\u2068\u2069]", "", it.times[0]) == time
    assert share in it.share
    assert it.address == f"https://meetings.example.org/{lang}/verify/7K3M-QX9D-HF2A"


def test_a_panellist_has_words_of_their_own() -> None:
    it = word(facts(kind=Kind.PANELIST, issuer="The Secretariat", is_demonstration=True), "en")
    assert (it.heading, it.issuer) == ("Certificate of participation as a panellist", "The Secretariat")
    assert (it.share, it.did) == ("Scheduled time: 90 minutes", "took part as a panellist in the session")
    assert it.demonstration == "Demonstration: people and figures are invented."


def test_a_time_in_another_zone_has_its_own_city_and_many_are_counted() -> None:
    it = word(facts(times=(TimeOf(AT, 90, "Africa/Nairobi"), *days(9))), "en")
    assert it.times[0] == "Tuesday 17 November 2026, 16:00–17:30 (Nairobi, UTC+3)"
    assert (len(it.times), it.times[-1]) == (9, "and 2 more")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_paper_is_read_back_in_every_language(tmp_path: Path, lang: str) -> None:
    pdf = SETTER.pdf(TEMPLATE, paper([facts(name="Nguyễn Thị Ánh")], lang))
    words, said = text_of(pdf, tmp_path), facts_of(pdf, tmp_path)
    for part in ("Nguyễn", "7K3M-QX9D-HF2A", "14:00", f"/{lang}/verify/"):
        assert part in words
    assert (said["Pages"], said["Tagged"], said["Page size"].split("(")[0].strip()) == (
        "1",
        "yes",
        "841.89 x 595.276 pts",
    )
    assert "Nguyễn Thị Ánh" in said["Title"]
    assert SETTER.pdf(TEMPLATE, paper([facts(name="Nguyễn Thị Ánh")], lang)) == pdf


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["W" * 200, "Maria " * 33, "مي " * 66, "م" * 200, "汞" * 200])
def test_the_longest_of_everything_fits_one_sheet(tmp_path: Path, lang: str, name: str) -> None:
    long = facts(
        name=name, title={"en": "Mercury " * 37, "ar": "الزئبق " * 45}, times=days(12), is_demonstration=True
    )
    pdf = SETTER.pdf(TEMPLATE, paper([long], lang))
    assert facts_of(pdf, tmp_path)["Pages"] == "1"


def test_many_are_a_sheet_each_and_dated_by_the_first(tmp_path: Path) -> None:
    pdf = SETTER.pdf(TEMPLATE, paper([facts(name=f"Person {number}") for number in range(7)], "en", "Season"))
    said = facts_of(pdf, tmp_path)
    assert (said["Pages"], said["Title"], said["CreationDate"][:16]) == ("7", "Season", "2026-11-17T14:00")
    assert re.findall(r"Person \d", text_of(pdf, tmp_path)) == [f"Person {number}" for number in range(7)]


def test_long_words_may_be_broken_between_letters_only() -> None:
    assert breakable("Ana Silva") == "Ana Silva"
    broken = breakable("e\u0301" * 40)
    assert broken.replace("\u200b", "") == "e\u0301" * 40
    assert "\u200b\u0301" not in broken
    assert max(map(len, broken.split("\u200b"))) <= 30


def test_the_square_code_is_the_one_of_the_address() -> None:
    address = "https://meetings.example.org/ar/verify/7K3M-QX9D-HF2A"
    rows = segno.make(address, error="m", micro=False, mask=2).matrix
    drawn = [bytearray(len(rows)) for _row in rows]
    for at, number, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", qr_svg(address)):
        drawn[int(number)][int(at) : int(at) + int(length)] = b"\1" * int(length)
    assert drawn == list(rows)
