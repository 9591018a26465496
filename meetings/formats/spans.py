"""Hours and spans of hours in words, and shares of an audience; beside `times`, which words instants."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from math import floor

from babel.numbers import format_decimal, format_percent

from meetings.domain.zones import to_local
from meetings.formats.languages import FIRST_ISOLATE, POP_ISOLATE
from meetings.formats.times import PHRASES, day_difference_words, hour_words


def hour_alone(instant: datetime, zone: str, lang: str) -> str:
    """Word the hour of an instant for a sentence: 16:00, in Arabic isolated from what stands around it."""
    return isolated(hour_words(instant, zone, lang), lang)


def hours_over(instant: datetime, zones: Sequence[str], lang: str) -> str:
    """Word from which to which hour an instant is over some zones, the westernmost first: 15:00–03:00 +1 day."""
    local = sorted(to_local(instant, zone).replace(tzinfo=None) for zone in zones)
    first, last = local[0], local[-1]
    hours = [isolated(f"{one:%H:%M}", lang) for one in (first, last)]
    words = hours[0] if first == last else PHRASES[lang]["range"].format(first=hours[0], last=hours[1])
    days = day_difference_words((last.date() - first.date()).days, lang)
    return f"{words} {days}".strip()


def minutes_span(first: int, last: int, lang: str) -> str:
    """Word hours of the day, given in minutes after midnight: 7–22, 8:30–17."""
    hours = [f"{one // 60}:{one % 60:02d}" if one % 60 else str(one // 60) for one in (first, last)]
    return PHRASES[lang]["range"].format(first=hours[0], last=hours[1])


def percent(share: Fraction, lang: str) -> str:
    """Word a share with one digit behind the point; rounded down, so that only all is 100%."""
    return str(format_percent(floor(share * 1000) / 1000, locale=lang, decimal_quantization=False))


def number(value: Fraction, lang: str) -> str:
    """Word a number, with two digits behind the point at most."""
    return str(format_decimal(round(float(value), 2), locale=lang))


def isolated(words: str, lang: str) -> str:
    """Isolate figures and Latin letters from the Arabic around them; leave other languages alone."""
    return f"{FIRST_ISOLATE}{words}{POP_ISOLATE}" if lang == "ar" else words
