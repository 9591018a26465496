"""Announcements in six languages: true times, marks of what is not translated, inert text that stays in order."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meetings.domain.codes import LANGUAGES
from meetings.formats.announcement import Facts, Speaker, Time, announcement, correction, elsewhere_words
from meetings.formats.announcement_words import SENTENCES

GENEVA = {"en": "Geneva", "fr": "Genève", "ar": "جنيف", "zh": "日内瓦", "ru": "Женева", "es": "Ginebra"}
TIME = Time(datetime(2026, 11, 24, 14, 0, tzinfo=UTC), 90, "Europe/Zurich", GENEVA)
FACTS = Facts(
    title={"en": "Mercury in fish", "fr": "Le mercure dans le poisson"},
    abstract={"en": "One.\nTwo."},
    stream={one: f"science {one}" for one in LANGUAGES},
    times=(TIME,),
    spoken=("en",),
    interpreted=("fr",),
    panel=(Speaker("Ada Example", "Institute"), Speaker("", "")),
    partners=("Global Mercury Partnership",),
    site="https://meetings.example.org",
    path="season/topic",
)


def test_english_text_is_exactly_this() -> None:
    assert announcement(FACTS, "en").text == (
        "Mercury in fish\nscience en\n\nOne.\n\nTwo.\n\n"
        "Tuesday 24 November 2026, 15:00–16:30, Geneva, UTC+1\n"
        "In UTC: Tuesday 24 November 2026, 14:00–15:30\n"
        "Local hours: New York 09:00 · Sao Paulo 11:00 · Dakar 14:00 · Nairobi 17:00 · Moscow 17:00 · "
        "Kathmandu 19:45 · Beijing 22:00 · Fiji 02:00 (Wed 25 November)\n\n"
        "Held in: English\nInterpretation into: French\nPanel: Ada Example (Institute), Panellist\n"
        "Partners: Global Mercury Partnership\n\nFree. No account is needed.\n\n"
        "Register:\nhttps://meetings.example.org/en/season/topic/register\n"
        "More about it:\nhttps://meetings.example.org/en/season/topic/\n"
        "Calendar file:\nhttps://meetings.example.org/calendars/season/topic.ics?lang=en\n"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_every_sentence_and_says_what_is_not_translated(lang: str) -> None:
    assert SENTENCES[lang].keys() == SENTENCES["en"].keys()
    done = announcement(FACTS, lang)
    assert done.lacks == {"en": (), "fr": ("abstract",)}.get(lang, ("title", "abstract"))
    assert done.text.count(SENTENCES[lang]["not_translated"]) == len(done.lacks)
    assert f"https://meetings.example.org/{lang}/season/topic/register\n" in done.text
    assert f'<article lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in done.html


def test_arabic_keeps_hours_and_names_in_isolates_and_addresses_bare() -> None:
    text = announcement(FACTS, "ar").text
    for word in ("15:00", "16:30", "UTC+1", "Ada Example", "Global Mercury Partnership", "Mercury in fish"):
        assert f"\u2068{word}\u2069" in text
    assert all(line.startswith("https://") for line in text.split("\n") if "https://" in line)
    assert text.count("\u2068") == text.count("\u2069")


def test_what_strangers_wrote_is_inert() -> None:
    bad = replace(FACTS, title={"en": "<script>\u202ealert"}, partners=("A & B \u202e",))
    done = announcement(bad, "en")
    assert "\u202e" not in done.text + done.html
    assert "<h2>&lt;script&gt;alert</h2>" in done.html
    assert "A &amp; B" in done.html


def test_without_a_time_twice_in_parts_and_cancelled() -> None:
    none = announcement(replace(FACTS, times=()), "en").text
    assert "The time will be announced." in none
    assert "register" not in none
    later = replace(TIME, starts_at=datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    assert "held twice" in announcement(replace(FACTS, times=(TIME, later)), "en").text
    parts = announcement(replace(FACTS, times=(TIME, replace(later, part=2, is_off=True))), "en").text
    assert "Part 2: Tuesday 24 November 2026, 21:00–22:30, Geneva, UTC+1 (cancelled)" in parts
    off = announcement(replace(FACTS, is_cancelled=True), "en").text
    assert "Cancelled. This session will not be held." in off
    assert "register" not in off


def test_day_is_said_where_it_is_another() -> None:
    words = elsewhere_words(replace(TIME, starts_at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC)), "en")
    assert words.startswith(
        "New York 21:00 (Mon 23 November) · Sao Paulo 23:00 (Mon 23 November) · Dakar 02:00 ·"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_correction_says_what_was_and_what_is(lang: str) -> None:
    moved = replace(TIME, starts_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    pair = [(TIME, moved)]
    text = correction(FACTS, pair, "https://gmp.example.org/n", lang, is_ours=False).text
    assert SENTENCES[lang]["please"] + "\nhttps://gmp.example.org/n\n" in text
    assert ("15:00" in text, "10:00" in text) == (True, True)
    off = correction(
        FACTS, [(TIME, replace(TIME, is_off=True))], "https://x.example.org/", lang, is_ours=True
    )
    assert SENTENCES[lang]["now_off"] in off.text
