"""The one wording of times, in six languages: page, mail, calendar, API and report all come here.

A person reads weekday, date, 24-hour time, city and offset in their own zone, then in the slot's place, then UTC:
"Tuesday 19 October, 16:00–17:30 Geneva, UTC+2". No year, because a notice is about days near at hand; headings
use `full_day_words`. In Arabic, hours, offsets and Latin names stand in isolates, and ranges are said in words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol

from babel.core import get_global

from meetings.domain.zones import check_zone, offset_minutes, to_local
from meetings.formats.languages import FIRST_ISOLATE, POP_ISOLATE, locale_of, marked
from meetings.formats.languages import language_name as language_name

Words = Mapping[str, str]


class Timed(Protocol):
    """What has a time: a first instant, a length, and the zone it was decided in."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""

    @property
    def zone(self) -> str:
        """The zone of the place."""


@dataclass(frozen=True, slots=True)
class SlotWords:
    """One time in words: `own` for the reader, `place` where it is held, `utc`; and the pieces of `own`.

    `place` and `utc` are empty where they would say the same as a line before.
    """

    own: str
    place: str
    utc: str
    hours: str
    day: str
    city: str
    where: str

    @property
    def elsewhere(self) -> str:
        """Give place and UTC in one line."""
        return " · ".join(part for part in (self.place, self.utc) if part)

    @property
    def lines(self) -> tuple[str, ...]:
        """Give every line there is, the reader's own first."""
        return tuple(part for part in (self.own, self.place, self.utc) if part)


# What connects days, hours and cities: {…} are filled with words that come from CLDR, or from MONTHS_AR.
PHRASES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "day": "{weekday} {day} {month}",
        "year": "{date} {year}",
        "range": "{first}–{last}",
        "days": "{first} – {last}",
        "whole": "{date}, {hours} {where}",
        "day_where": "{date}, {where}",
        "where": "{city}, {offset}",
        "then": "{first}, then {last}",
        "short": "{date}, {hour} {city}",
        "utc": "{hours} UTC",
        "line": "Times in {where}",
    },
    "fr": {
        "day": "{weekday} {day} {month}",
        "year": "{date} {year}",
        "range": "{first}–{last}",
        "days": "{first} – {last}",
        "whole": "{date}, {hours}, {where}",
        "day_where": "{date}, {where}",
        "where": "{city}, {offset}",
        "then": "{first}, puis {last}",
        "short": "{date}, {hour}, {city}",
        "utc": "{hours} UTC",
        "line": "Heures de {where}",
    },
    "es": {
        "day": "{weekday} {day} de {month}",
        "year": "{date} de {year}",
        "range": "{first}–{last}",
        "days": "{first} – {last}",
        "whole": "{date}, {hours}, {where}",
        "day_where": "{date}, {where}",
        "where": "{city}, {offset}",
        "then": "{first}, luego {last}",
        "short": "{date}, {hour}, {city}",
        "utc": "{hours} UTC",
        "line": "Horas de {where}",
    },
    "ru": {
        "day": "{weekday}, {day} {month}",
        "year": "{date} {year} г.",
        "range": "{first}–{last}",
        "days": "{first} – {last}",
        "whole": "{date}, {hours}, {where}",
        "day_where": "{date}, {where}",
        "where": "{city}, {offset}",
        "then": "{first}, затем {last}",
        "short": "{date}, {hour}, {city}",
        "utc": "{hours} UTC",
        "line": "Время: {where}",
    },
    "zh": {
        "day": "{month}{day}日{weekday}",
        "year": "{year}年{date}",
        "range": "{first}–{last}",
        "days": "{first}至{last}",
        "whole": "{date} {hours}，{where}",
        "day_where": "{date}，{where}",
        "where": "{city}，{offset}",
        "then": "{first}，之后{last}",
        "short": "{date} {hour}，{city}",
        "utc": "{hours} UTC",
        "line": "时间：{where}",
    },
    "ar": {
        "day": "{weekday} {day} {month}",
        "year": "{date} {year}",
        "range": "من {first} إلى {last}",
        "days": "من {first} إلى {last}",
        "whole": "{date}، {hours}، {where}",
        "day_where": "{date}، {where}",
        "where": "{city}، {offset}",
        "then": "{first} ثم {last}",
        "short": "{date}، {hour}، {city}",
        "utc": "{hours} {offset}",
        "line": "التوقيت في {where}",
    },
}
# "+1 day" by the category that CLDR has for a number in a language.
DAYS: Final[dict[str, dict[str, str]]] = {
    "en": {"one": "{days} day", "other": "{days} days"},
    "fr": {"one": "{days} jour", "other": "{days} jours"},
    "es": {"one": "{days} día", "other": "{days} días"},
    "ru": {"one": "{days} день", "few": "{days} дня", "other": "{days} дней"},
    "zh": {"other": "{days}天"},
    "ar": {"two": "{days} يومان", "few": "{days} أيام", "many": "{days} يوماً", "other": "{days} يوم"},
}
# The two names of each month that United Nations texts give side by side.
MONTHS_AR: Final = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)


def word_three(slot: Timed, reader_zone: str, lang: str, place: Words) -> SlotWords:
    """Word a slot's time for a reader, in its place, and in UTC.

    Takes: `place`, the name of the slot's place by language; the city of its zone where there is none.
    """
    return word_slot(slot.starts_at, slot.minutes, slot.zone, reader_zone, lang, place)


def word_slot(
    starts_at: datetime, minutes: int, zone: str, reader_zone: str, lang: str, place: Words
) -> SlotWords:
    """Word a time for a reader, in its place, and in UTC; see `SlotWords`.

    Raises: ValueError for an instant without a zone; UnknownZone.
    """
    return _word_slot(starts_at, minutes, zone, reader_zone, lang, place_words(place, zone, lang))


def place_words(place: Words, zone: str, lang: str) -> str:
    """Name a place for a reader, or nothing where it has no name.

    One that is called as its zone's city in English needs no translation: CLDR has the city in every language.
    """
    if not place.get(lang) and place.get("en") == zone_city(zone, "en"):
        return zone_city(zone, lang)
    return marked(place, lang)


@lru_cache(maxsize=2_000)  # a mail to everybody words a few times for a few zones, again and again
def _word_slot(
    starts_at: datetime, minutes: int, zone: str, reader_zone: str, lang: str, named: str
) -> SlotWords:
    ends_at = starts_at + timedelta(minutes=minutes)
    slot_zone, own_zone = check_zone(zone), check_zone(reader_zone)
    held_in = named or zone_city(zone, lang)
    city = held_in if slot_zone == own_zone else zone_city(own_zone, lang)
    own_date, hours = _date(starts_at, own_zone, lang), _range(starts_at, ends_at, own_zone, lang)
    where = _where(city, _offsets(starts_at, ends_at, own_zone, lang), lang)
    return SlotWords(
        own=PHRASES[lang]["whole"].format(date=own_date, hours=hours, where=where),
        place="" if slot_zone == own_zone else _in_place(starts_at, ends_at, slot_zone, lang, held_in),
        utc=""
        if "UTC" in (slot_zone, own_zone)
        else _in_utc(starts_at, ends_at, (slot_zone, own_zone), lang),
        hours=hours,
        day=PHRASES[lang]["day_where"].format(date=own_date, where=where),
        city=city,
        where=where,
    )


def _in_place(starts_at: datetime, ends_at: datetime, zone: str, lang: str, city: str) -> str:
    return PHRASES[lang]["whole"].format(
        date=_date(starts_at, zone, lang),
        hours=_range(starts_at, ends_at, zone, lang),
        where=_where(city, _offsets(starts_at, ends_at, zone, lang), lang),
    )


def _in_utc(starts_at: datetime, ends_at: datetime, beside: tuple[str, ...], lang: str) -> str:
    """Word the hours in UTC, with the day where it is another in one of the zones said beside it."""
    hours = PHRASES[lang]["utc"].format(
        hours=_range(starts_at, ends_at, "UTC", lang), offset=_isolated("UTC", lang)
    )
    if {to_local(starts_at, zone).date() for zone in beside} == {to_local(starts_at, "UTC").date()}:
        return hours
    comma = {"zh": " ", "ar": "، "}.get(lang, ", ")
    return _date(starts_at, "UTC", lang) + comma + hours


def hour_words(instant: datetime, zone: str, lang: str) -> str:
    """Word the hour of an instant: 16:00."""
    return to_local(instant, zone).strftime("%H:%M")


def short_words(instant: datetime, zone: str, lang: str, city: str | None = None) -> str:
    """Word a beginning for a mail's subject: Tue 19 October, 16:00 Nairobi.

    Takes: `city`, the name a programme has for its place, where the zone is its own.
    """
    city = city or zone_city(zone, lang)
    date, hour = day_words(instant, zone, lang), _isolated(hour_words(instant, zone, lang), lang)
    return PHRASES[lang]["short"].format(date=date, hour=hour, city=_named(city, lang))


def day_words(instant: datetime, zone: str, lang: str) -> str:
    """Word the day of an instant shortly: Tue 19 October."""
    return _day(to_local(instant, zone).date(), lang, "abbreviated" if lang != "ar" else "wide")


def full_day_words(instant: datetime, zone: str, lang: str) -> str:
    """Word the day of an instant with its year: Tuesday 19 October 2021."""
    local = to_local(instant, zone).date()
    return PHRASES[lang]["year"].format(date=_day(local, lang), year=local.year)


def date_words(day: date, lang: str) -> str:
    """Word a date without weekday: 19 October 2021."""
    return PHRASES[lang]["year"].format(date=_day(day, lang, None), year=day.year)


def month_words(day: date, lang: str) -> str:
    """Word a month as a heading: October 2021."""
    if lang in ("ar", "zh"):
        return PHRASES[lang]["year"].format(date=_month(day, lang), year=day.year)
    name = locale_of(lang).months["stand-alone"]["wide"][day.month]
    return f"{name} de {day.year}" if lang == "es" else f"{name} {day.year}"


def date_range_words(first: date, last: date, lang: str) -> str:
    """Word a span of days: 17 September – 10 December 2020, 1–5 November 2021; one day alone as a date."""
    if first == last:
        return date_words(first, lang)
    is_one_year = first.year == last.year
    is_one_month = is_one_year and first.month == last.month
    if lang == "zh":
        end = _day(last, lang, None) if is_one_year else date_words(last, lang)
        end = f"{last.day}日" if is_one_month else end
        return PHRASES[lang]["days"].format(first=date_words(first, lang), last=end)
    begin = _day(first, lang, None) if is_one_year else date_words(first, lang)
    begin = _number(first, lang) if is_one_month else begin
    return PHRASES[lang]["range" if is_one_month else "days"].format(first=begin, last=date_words(last, lang))


def day_difference_words(days: int, lang: str) -> str:
    """Word by how many days a time lies after (or before) the row it stands in: +1 day; nothing for none."""
    if not days:
        return ""
    number = _isolated(f"{days:+d}".replace("-", "−"), lang)
    forms = DAYS[lang]
    return forms.get(locale_of(lang).plural_form(abs(days)), forms["other"]).format(days=number)


def zone_city(zone: str, lang: str) -> str:
    """Name a zone by its city, in the reader's language where CLDR knows it: Kathmandu, Найроби.

    A zone that is an offset alone is named by it: `Etc/GMT+5` is UTC−5, its sign counting westward.
    """
    name = check_zone(zone)
    if name == "UTC":
        return "UTC"
    if name.startswith(("Etc/GMT+", "Etc/GMT-")):
        return "UTC" + name[7:].translate({ord("+"): "−", ord("-"): "+"})
    known = locale_of(lang).time_zones
    for key in (name, get_global("zone_aliases").get(name), *_older_names(name)):
        found = known.get(key) if key else None
        if found and found.get("city"):
            return str(found["city"])
    return name.rpartition("/")[2].replace("_", " ")


def zone_offset(zone: str, instant: datetime, lang: str) -> str:
    """Word a zone's offset at an instant: UTC+2, UTC−3:30, UTC+5:45."""
    minutes = offset_minutes(instant, zone)
    if not minutes:
        return _isolated("UTC", lang)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return _isolated(f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else ""), lang)


def zone_line(zone: str, now: datetime, lang: str, city: str | None = None) -> str:
    """Say in which zone a page tells its times: Times in Nairobi, UTC+3.

    Takes: `city`, the name a programme has for its place, where the zone is its own.
    """
    where = _where(city or zone_city(zone, lang), zone_offset(zone, now, lang), lang)
    return PHRASES[lang]["line"].format(where=where)


def _date(instant: datetime, zone: str, lang: str) -> str:
    return _day(to_local(instant, zone).date(), lang)


def _day(day: date, lang: str, width: str | None = "wide") -> str:
    """Word a day without its year; with its weekday in a width of CLDR, or without."""
    locale = locale_of(lang)
    month = _month(day, lang)
    weekday = locale.days["format"][width][day.weekday()] if width else ""
    words = PHRASES[lang]["day"].format(weekday=weekday, day=_number(day, lang), month=month)
    return words.strip(" ,،")


def _number(day: date, lang: str) -> str:
    return "1er" if lang == "fr" and day.day == 1 else str(day.day)


def _month(day: date, lang: str) -> str:
    if lang == "ar":
        return MONTHS_AR[day.month - 1]
    return f"{day.month}月" if lang == "zh" else str(locale_of(lang).months["format"]["wide"][day.month])


def _range(starts_at: datetime, ends_at: datetime, zone: str, lang: str) -> str:
    return span_words(hour_words(starts_at, zone, lang), hour_words(ends_at, zone, lang), lang)


def span_words(first: str, last: str, lang: str) -> str:
    """Word a span of hours: 16:00–17:30; in Arabic, from one to the other."""
    return PHRASES[lang]["range"].format(first=_isolated(first, lang), last=_isolated(last, lang))


def _offsets(starts_at: datetime, ends_at: datetime, zone: str, lang: str) -> str:
    """Word the offset of a time; both, where the clocks change during it: UTC+2, then UTC+1."""
    first, last = zone_offset(zone, starts_at, lang), zone_offset(zone, ends_at, lang)
    return first if first == last else PHRASES[lang]["then"].format(first=first, last=last)


def _where(city: str, offset: str, lang: str) -> str:
    """Word a city and its offset; once, where the zone has no city but is an offset."""
    named = _named(city, lang)
    return offset if named == offset else PHRASES[lang]["where"].format(city=named, offset=offset)


def _named(city: str, lang: str) -> str:
    """Isolate a name in Latin letters from the Arabic around it."""
    return _isolated(city, lang) if re.search("[A-Za-z]", city) else city


def _isolated(words: str, lang: str) -> str:
    return f"{FIRST_ISOLATE}{words}{POP_ISOLATE}" if lang == "ar" else words


@lru_cache(maxsize=512)
def _older_names(zone: str) -> tuple[str, ...]:
    """Give the names under which CLDR keeps a zone that was renamed since."""
    aliases = get_global("zone_aliases")
    return tuple(name for name, target in aliases.items() if target == zone)
