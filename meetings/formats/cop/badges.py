"""Badges and the list for the gate, from their facts to the data of their papers."""

import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import segno

from meetings.domain.cop.badges import COLOURS, payload
from meetings.domain.languages import choose
from meetings.domain.zones import to_local
from meetings.formats.certificates import INK, breakable, dark_path
from meetings.formats.cop.paper_words import BADGES, CATEGORIES, ROLES
from meetings.formats.times import date_range_words, short_words

TEMPLATE: Final = "badges"
LIST: Final = "gate_list"
# A version of the square code that holds it with the most that may be scratched.
QR_VERSION: Final = 1
SPACE: Final = 0.3
WIDEST: Final = "mwMW@%—…жшщюыфЖШЩЮЫФصضسش"
# What a badge has room for: the width within its edges in points, and by what it says the largest size and the lines.
WIDTH: Final = 252.0
ROOM: Final = {
    "conference": (12.0, 2),
    "name": (27.0, 2),
    "function": (11.5, 2),
    "of": (15.0, 2),
    "category": (22.0, 2),
}


class Form(StrEnum):
    """On which paper badges stand: a sheet of A6 each, or four on a sheet of A4 to be cut."""

    A6 = "a6"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What a badge says; `photo` is a JPEG or PNG, or nothing."""

    code: str
    name: str
    function: str
    role: str
    of: Mapping[str, str]
    category: str
    conference: Mapping[str, str]
    segment: Mapping[str, str]
    place: Mapping[str, str]
    dates: tuple[Any, Any]
    zone: str
    issued_at: datetime
    photo: bytes | None
    site: str
    is_demonstration: bool


def facts_of(bearer: Any, site: str, photo: bytes | None = None) -> BadgeFacts:
    """Give the facts of a badge.

    Takes: one of `queries/cop/badges.py` that has a badge; the site's name; the photo of its bearer.
    """
    segment = bearer.segment
    return BadgeFacts(
        code=bearer.code,
        name=bearer.name,
        function=bearer.function or "",
        role=bearer.role,
        of=bearer.of,
        category=bearer.category,
        conference=segment.programme_title,
        segment=segment.title,
        place=segment.place,
        dates=(segment.starts_on, segment.ends_on),
        zone=segment.zone,
        issued_at=bearer.issued_at,
        photo=photo,
        site=site,
        is_demonstration=segment.demonstration,
    )


def paper(facts: Sequence[BadgeFacts], language: str, form: Form) -> dict[str, Any]:
    """Give the data of the template `badges`; the same facts give the same.

    Takes: at least one, the first of which dates the paper.
    """
    first, words = facts[0], BADGES[language]
    title = f"{words['badges']}: {said(first.conference, language)}"
    return {
        "language": language,
        "title": title,
        "author": first.site,
        "dated": to_local(first.issued_at, first.zone).replace(tzinfo=None),
        "form": form,
        "badges": [_badge(one, language) for one in facts],
    }


def _badge(one: BadgeFacts, language: str) -> dict[str, Any]:
    words = BADGES[language]
    place = said(one.place, language)
    dates = date_range_words(*one.dates, language)
    role = ROLES[language].get(one.role, "")
    fitted = {
        "conference": said(one.conference, language),
        "name": breakable(one.name),
        "function": breakable(one.function or role),
        "of": breakable(said(one.of, language)),
        "category": CATEGORIES[language].get(one.category, one.category),
    }
    return {
        **fitted,
        "easy": {name: is_easy(text, *ROOM[name]) for name, text in fitted.items()},
        "segment": said(one.segment, language),
        "when": " · ".join(text for text in (place, dates) if text),
        "colour": COLOURS.get(one.category, COLOURS["other"]),
        "code": one.code,
        "qr": qr_svg(one.code),
        "qr_label": words["qr"].format(code=one.code),
        "photo": photo_svg(one.photo) if one.photo else "",
        "photo_label": words["photo"],
        "demonstration": words["demonstration"] if one.is_demonstration else "",
    }


def said(texts: Mapping[str, str], language: str) -> str:
    """Give a text in a language, else in another: on a badge there is no room to say in which."""
    return choose(texts, language)[0]


def is_easy(words: str, size: float, lines: int) -> bool:
    """Say whether a text surely fits at a size into some lines, so that nobody has to try; names mostly do.

    Takes: the size in points. Letters are counted as wide as the widest of their kind.
    """
    ems = [sum(_ems(letter) for letter in word) for word in words.split()]
    longest = max(ems, default=0.0)
    room = WIDTH / size
    return longest <= room and sum(ems) + SPACE * len(ems) + (lines - 1) * longest <= lines * room


def _ems(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in ("W", "F") or letter in WIDEST:
        return 1.05
    return 0.8 if letter.isupper() else 0.68


def qr_svg(code: str) -> str:
    """Draw the square code of a badge: its letters and figures alone, with as much to spare as it can have."""
    rows = segno.make(
        payload(code), error="h", micro=False, version=QR_VERSION, mask=2, mode="alphanumeric"
    ).matrix
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path stroke="{INK}" d="{dark_path(rows)}"/></svg>'
    )


def photo_svg(photo: bytes) -> str:
    """Wrap a photo so that it fills a frame of 4 by 5, cut at its edges and never pulled out of shape."""
    kind = "png" if photo.startswith(b"\x89PNG") else "jpeg"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 50">'
        f'<image width="40" height="50" preserveAspectRatio="xMidYMid slice" '
        f'href="data:image/{kind};base64,{b64encode(photo).decode()}"/></svg>'
    )


def gate_list(bearers: Iterable[Any], segment: Any, language: str, now: datetime) -> dict[str, Any]:
    """Give the data of the template `gate_list`: who may come, by name, with boxes to tick.

    Takes: those of `queries/cop/badges.with_badges`; the segment; the instant it stands for.
    """
    words, lines = BADGES[language], list(bearers)
    conference, part = said(segment.programme_title, language), said(segment.title, language)
    time = short_words(now, segment.zone, language, said(segment.place, language) or None)
    return {
        "language": language,
        "title": f"{words['list']}: {conference}, {part}",
        "dated": to_local(now, segment.zone).replace(tzinfo=None),
        "heading": words["list"],
        "of": f"{conference} · {part}",
        "people": words["people"].format(number=len(lines)),
        "as_of": words["as_of"].format(time=time),
        "hint": words["list_hint"],
        "blanks": [words["day"], words["entrance"]],
        "heads": [words["name"], words["of"], words["category"], words["code"]],
        "lines": [
            [
                breakable(one.name),
                breakable(said(one.of, language)),
                CATEGORIES[language].get(one.category, one.category),
                one.code,
            ]
            for one in lines
        ],
    }
