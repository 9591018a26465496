"""The wording of times."""

from datetime import UTC, date, datetime

import pytest

from meetings.domain.codes import LANGUAGES
from meetings.domain.programmes import place_names
from meetings.domain.zones import zone_names
from meetings.formats import times

AT = datetime(2021, 10, 19, 14, 0, tzinfo=UTC)
GENEVA = {"en": "Geneva", "fr": "Genève", "es": "Ginebra", "ru": "Женева", "zh": "日内瓦", "ar": "جنيف"}
IN_GENEVA = {
    "en": "Tuesday 19 October, 16:00–17:30 Geneva, UTC+2",
    "fr": "mardi 19 octobre, 16:00–17:30, Genève, UTC+2",
    "es": "martes 19 de octubre, 16:00–17:30, Ginebra, UTC+2",
    "ru": "вторник, 19 октября, 16:00–17:30, Женева, UTC+2",
    "zh": "10月19日星期二 16:00–17:30，日内瓦，UTC+2",
    "ar": "الثلاثاء 19 تشرين الأول/أكتوبر، من \u206816:00\u2069 إلى \u206817:30\u2069، جنيف، \u2068UTC+2\u2069",
}


def plain(words: str) -> str:
    return words.replace(times.FIRST_ISOLATE, "").replace(times.POP_ISOLATE, "")


@pytest.mark.parametrize(
    ("zone", "own"),
    [
        ("Asia/Kathmandu", "Tuesday 19 October, 19:45–21:15 Kathmandu, UTC+5:45"),
        ("Pacific/Apia", "Wednesday 20 October, 03:00–04:30 Apia, UTC+13"),
        ("Pacific/Honolulu", "Tuesday 19 October, 04:00–05:30 Honolulu, UTC−10"),
        ("America/St_Johns", "Tuesday 19 October, 11:30–13:00 St John’s, UTC−2:30"),
        ("Australia/Lord_Howe", "Wednesday 20 October, 01:00–02:30 Lord Howe Island, UTC+11"),
        ("Africa/Casablanca", "Tuesday 19 October, 15:00–16:30 Casablanca, UTC+1"),
        ("Pacific/Chatham", "Wednesday 20 October, 03:45–05:15 Chatham, UTC+13:45"),
    ],
)
def test_time_is_said_for_the_reader_then_its_place_then_utc(zone: str, own: str) -> None:
    words = times.word_slot(AT, 90, "Europe/Zurich", zone, "en", GENEVA)
    other_day = "" if own.startswith("Tuesday") else "Tuesday 19 October, "
    assert words.lines == (own, IN_GENEVA["en"], other_day + "14:00–15:30 UTC")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_place_is_said_in_each_language(lang: str) -> None:
    words = times.word_slot(AT, 90, "Europe/Zurich", "Asia/Kathmandu", lang, GENEVA)
    assert words.place == IN_GENEVA[lang]
    assert "14:00" in words.utc
    assert "15:30" in words.utc


def test_reader_in_the_place_reads_it_once() -> None:
    words = times.word_slot(AT, 90, "Europe/Zurich", "Europe/Zurich", "en", GENEVA)
    assert words.lines == (IN_GENEVA["en"], "14:00–15:30 UTC")
    assert words.day == "Tuesday 19 October, Geneva, UTC+2"


class Season:
    """A programme in Geneva."""

    zone = "Europe/Zurich"
    place = GENEVA


def test_time_in_another_zone_is_said_with_its_own_city() -> None:
    assert place_names(Season, "europe/zurich") == GENEVA
    place = place_names(Season, "Asia/Katmandu")
    words = times.word_slot(AT, 90, "Asia/Kathmandu", "Europe/Zurich", "fr", place)
    assert words.place == "mardi 19 octobre, 19:45–21:15, Katmandou, UTC+5:45"


def test_utc_says_its_day_where_that_differs() -> None:
    early = datetime(2021, 10, 18, 23, 0, tzinfo=UTC)
    words = times.word_slot(early, 60, "Europe/Zurich", "Europe/Zurich", "en", {})
    assert words.utc == "Monday 18 October, 23:00–00:00 UTC"
    assert words.own == "Tuesday 19 October, 01:00–02:00 Zurich, UTC+2"


def test_reader_in_utc_reads_it_once() -> None:
    words = times.word_slot(AT, 90, "Europe/Zurich", "UTC", "en", GENEVA)
    assert words.lines == ("Tuesday 19 October, 14:00–15:30 UTC", IN_GENEVA["en"])
    assert times.word_slot(AT, 90, "UTC", "UTC", "en", {}).elsewhere == ""


@pytest.mark.parametrize(
    ("lang", "own"),
    [
        ("en", "Sunday 25 October, 02:30–02:30 Zurich, UTC+2, then UTC+1"),
        ("fr", "dimanche 25 octobre, 02:30–02:30, Zurich, UTC+2, puis UTC+1"),
        ("es", "domingo 25 de octubre, 02:30–02:30, Zúrich, UTC+2, luego UTC+1"),
        ("ru", "воскресенье, 25 октября, 02:30–02:30, Цюрих, UTC+2, затем UTC+1"),
        ("zh", "10月25日星期日 02:30–02:30，苏黎世，UTC+2，之后UTC+1"),
        ("ar", "الأحد 25 تشرين الأول/أكتوبر، من 02:30 إلى 02:30، زيورخ، UTC+2 ثم UTC+1"),
    ],
)
def test_clocks_that_change_during_a_slot_show_both_offsets(lang: str, own: str) -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    words = times.word_slot(before, 60, "Europe/Zurich", "Europe/Zurich", lang, {})
    assert plain(words.own) == own


def test_name_in_latin_letters_stands_apart_in_arabic() -> None:
    words = times.word_slot(AT, 90, "Europe/Zurich", "Europe/Zurich", "ar", {"en": "Geneva (CICG)"})
    assert "، \u2068\u2068Geneva (CICG)\u2069 (بالإنكليزية)\u2069، \u2068UTC+2\u2069" in words.own


@pytest.mark.parametrize(
    ("lang", "place", "city"),
    [
        ("ru", {"en": "Geneva", "ru": "Женева"}, "Женева"),
        ("ru", {"en": "Nairobi"}, "Найроби"),  # called as its zone's city, whose name CLDR has
        ("ru", {"en": "Gigiri"}, "Gigiri (на английском языке)"),
        ("zh", {"fr": "Le lac"}, "Le lac（法文）"),
        ("en", {}, "Nairobi"),
    ],
)
def test_place_is_named_in_the_readers_language_or_says_in_which(
    lang: str, place: dict[str, str], city: str
) -> None:
    assert times.word_slot(AT, 90, "Africa/Nairobi", "Africa/Nairobi", lang, place).city == city


@pytest.mark.parametrize(
    ("zone", "line"),
    [
        ("Africa/Nairobi", "Times in Nairobi, UTC+3"),
        ("UTC", "Times in UTC"),
        ("Etc/GMT+5", "Times in UTC−5"),
        ("Etc/GMT-14", "Times in UTC+14"),
    ],
)
def test_zone_is_named_by_its_city_or_its_offset_alone(zone: str, line: str) -> None:
    assert times.zone_line(zone, AT, "en") == line


@pytest.mark.parametrize(
    ("lang", "one", "month"),
    [
        ("en", "1 November 2021", "1–5 November 2021"),
        ("fr", "1er novembre 2021", "1er–5 novembre 2021"),
        ("es", "1 de noviembre de 2021", "1–5 de noviembre de 2021"),
        ("ru", "1 ноября 2021 г.", "1–5 ноября 2021 г."),
        ("zh", "2021年11月1日", "2021年11月1日至5日"),
        ("ar", "1 تشرين الثاني/نوفمبر 2021", "من 1 إلى 5 تشرين الثاني/نوفمبر 2021"),
    ],
)
def test_span_within_a_month_names_it_once(lang: str, one: str, month: str) -> None:
    first = date(2021, 11, 1)
    assert times.date_range_words(first, first, lang) == one
    assert times.date_range_words(first, date(2021, 11, 5), lang) == month


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_language_leaks_direction_or_odd_spaces(lang: str) -> None:
    words = [*times.word_slot(AT, 90, "Europe/Zurich", "Asia/Kathmandu", lang, GENEVA).lines]
    words += [times.full_day_words(AT, "UTC", lang), times.month_words(date(2021, 10, 1), lang)]
    words += [
        times.date_range_words(date(2020, 9, 17), date(2021, 1, 10), lang),
        times.zone_line("UTC", AT, lang),
    ]
    for each in words:
        assert not set(each) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u202f\u00a0")
        assert each.count(times.FIRST_ISOLATE) == each.count(times.POP_ISOLATE)
    if lang == "ar":
        assert "–" not in "".join(words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_zone_to_choose_has_a_city_and_an_offset(lang: str) -> None:
    for zone in zone_names():
        assert times.zone_city(zone, lang)
        assert "UTC" in times.zone_offset(zone, AT, lang)


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("UTC", "UTC"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("Pacific/Marquesas", "UTC−9:30"),
        ("Asia/Tokyo", "UTC+9"),
    ],
)
def test_offset_is_written_as_people_do(zone: str, offset: str) -> None:
    assert times.zone_offset(zone, AT, "en") == offset


def test_spans_and_headings() -> None:
    assert (
        times.date_range_words(date(2020, 9, 17), date(2020, 12, 10), "en")
        == "17 September – 10 December 2020"
    )
    assert times.date_range_words(date(2020, 9, 17), date(2020, 12, 10), "zh") == "2020年9月17日至12月10日"
    assert plain(times.date_range_words(date(2020, 9, 17), date(2020, 12, 10), "ar")).startswith(
        "من 17 أيلول"
    )
    assert times.month_words(date(2021, 10, 1), "ru") == "октябрь 2021"
    assert times.month_words(date(2021, 10, 1), "zh") == "2021年10月"
    assert (
        times.full_day_words(datetime(2021, 11, 1, 12, tzinfo=UTC), "UTC", "fr") == "lundi 1er novembre 2021"
    )
    assert [times.day_difference_words(days, "en") for days in (-1, 0, 1, 2)] == [
        "−1 day",
        "",
        "+1 day",
        "+2 days",
    ]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ["−1 день", "+1 день", "+2 дня", "+5 дней", "+11 дней", "+21 день"]),
        ("ar", ["−1 يوم", "+1 يوم", "+2 يومان", "+5 أيام", "+11 يوماً", "+21 يوماً"]),
        ("fr", ["−1 jour", "+1 jour", "+2 jours", "+5 jours", "+11 jours", "+21 jours"]),
        ("zh", ["−1天", "+1天", "+2天", "+5天", "+11天", "+21天"]),
    ],
)
def test_days_between_are_counted_as_the_language_does(lang: str, words: list[str]) -> None:
    assert [plain(times.day_difference_words(days, lang)) for days in (-1, 1, 2, 5, 11, 21)] == words


def test_time_without_a_zone_cannot_be_worded() -> None:
    with pytest.raises(ValueError, match="zone"):
        times.word_slot(datetime(2021, 10, 19, 14, 0), 90, "Europe/Zurich", "UTC", "en", {})
