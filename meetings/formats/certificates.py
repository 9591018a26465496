"""A certificate in one of six languages: from its facts to words, and to the data of its paper."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import segno
from babel.numbers import format_percent
from babel.units import format_unit

from meetings.domain.certificates import Kind
from meetings.domain.languages import upright
from meetings.domain.zones import check_zone, to_local
from meetings.formats.certificate_words import SENTENCES
from meetings.formats.languages import locale_of, marked
from meetings.formats.times import date_words, full_day_words, word_slot

Words = Mapping[str, str]
TEMPLATE: Final = "certificate"
MOST_TIMES: Final = 8
INK: Final = "#15202b"
# A word of more letters than this may be broken, because no line holds it.
UNBROKEN: Final = 30


@dataclass(frozen=True, slots=True)
class TimeOf:
    """A time that a certificate is for."""

    starts_at: datetime
    minutes: int
    zone: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says; `site` is our address and `issuer` the site's own name, if it has one."""

    code: str
    kind: Kind
    name: str
    title: Words
    programme: Words
    place: Words
    zone: str
    times: tuple[TimeOf, ...]
    minutes: int
    percent: int
    issued_at: datetime
    site: str
    issuer: str
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate in words of one language; `address` is where it is checked."""

    language: str
    issuer: str
    programme: str
    heading: str
    lead: str
    name: str
    did: str
    title: str
    times: tuple[str, ...]
    share: str
    issued: str
    code_label: str
    code: str
    verify: str
    address: str
    qr_label: str
    demonstration: str


def facts_of(shown: Any, site: str, issuer: str) -> Facts:
    """Give the facts of a certificate.

    Takes: one of `queries/certificates.py`; our address; the site's own name, or nothing.
    """
    session = shown.session
    return Facts(
        code=shown.code,
        kind=shown.kind,
        name=shown.name,
        title=session.title,
        programme=session.programme_title,
        place=session.place,
        zone=session.zone,
        times=tuple(TimeOf(one.starts_at, one.minutes, one.zone) for one in shown.parts),
        minutes=shown.minutes,
        percent=shown.percent,
        issued_at=shown.issued_at,
        site=site.rstrip("/"),
        issuer=issuer,
        is_demonstration=session.demonstration,
    )


def word(facts: Facts, language: str) -> Certificate:
    """Word a certificate."""
    said = SENTENCES[language]
    share = said["share" if facts.kind == Kind.ATTENDANCE else "length"]
    issued_on = to_local(facts.issued_at, facts.zone).date()
    return Certificate(
        language=language,
        issuer=facts.issuer or said["issuer"],
        programme=marked(facts.programme, language),
        heading=said[facts.kind],
        lead=said[f"lead_{facts.kind}"],
        name=facts.name,
        did=said[f"did_{facts.kind}"],
        title=marked(facts.title, language),
        times=tuple(_times(facts, language)),
        share=share.format(
            percent=format_percent(facts.percent / 100, locale=locale_of(language)),
            length=length_words(facts.minutes, language),
        ),
        issued=said["issued"].format(date=date_words(issued_on, language)),
        code_label=said["code"],
        code=facts.code,
        verify=said["verify"],
        address=f"{facts.site}/{language}/verify/{facts.code}",
        qr_label=said["qr"],
        demonstration=said["demonstration"] if facts.is_demonstration else "",
    )


def paper(facts: Sequence[Facts], language: str, title: str = "") -> dict[str, Any]:
    """Give the data of the template `certificate`, a sheet for each; the same facts give the same.

    Takes: at least one, the first of which dates the paper; a title, where one for all is wanted.
    """
    worded = [word(one, language) for one in facts]
    first = facts[0]
    return {
        "language": language,
        "title": title or f"{worded[0].heading}: {upright(worded[0].name)}",
        "author": worded[0].issuer,
        "dated": to_local(first.issued_at, first.zone).replace(tzinfo=None),
        "certificates": [
            {
                "issuer": one.issuer,
                "programme": one.programme,
                "heading": one.heading,
                "lead": one.lead,
                "name": breakable(one.name),
                "did": one.did,
                "topic": breakable(one.title),
                "times": list(one.times),
                "share": one.share,
                "issued": one.issued,
                "code_label": one.code_label,
                "code": one.code,
                "verify": one.verify,
                "address": one.address,
                "qr": qr_svg(one.address),
                "qr_label": one.qr_label,
                "demonstration": one.demonstration,
            }
            for one in worded
        ],
    }


def length_words(minutes: int, language: str) -> str:
    """Word a length: 90 minutes."""
    if language == "zh":
        return f"{minutes}分钟"
    return str(format_unit(minutes, "duration-minute", locale=locale_of(language)))


def qr_svg(address: str) -> str:
    """Draw the square code of an address; one mask for all, because to try each costs more than the whole sheet."""
    rows = segno.make(address, error="m", micro=False, mask=2).matrix
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path stroke="{INK}" d="{dark_path(rows)}"/></svg>'
    )


def dark_path(rows: Iterable[bytearray]) -> str:
    """Draw the dark fields of a square code as one path."""
    return "".join(f"M{at} {number}.5h{length}" for number, at, length in _dark(rows))


def _dark(rows: Iterable[bytearray]) -> Iterable[tuple[int, int, int]]:
    """Give the dark stretches of each row: the row, where it begins, and how long it is."""
    for number, row in enumerate(rows):
        at = row.find(1)
        while at >= 0:
            end = row.find(0, at)
            end = len(row) if end < 0 else end
            yield number, at, end - at
            at = row.find(1, end)


def breakable(text: str) -> str:
    """Let the words of a text that no line holds be broken, between letters and never before a mark of one."""
    return re.sub(rf"\S{{{UNBROKEN + 1},}}", lambda found: "\u200b".join(_pieces(found[0])), text)


def _pieces(word: str) -> Iterable[str]:
    begin = 0
    for at in range(1, len(word)):
        if at - begin >= UNBROKEN // 2 and not unicodedata.category(word[at]).startswith("M"):
            yield word[begin:at]
            begin = at
    yield word[begin:]


def _times(facts: Facts, language: str) -> Iterable[str]:
    """Word the times as they were where they were held, with the year."""
    for one in facts.times[:MOST_TIMES]:
        place = facts.place if check_zone(one.zone) == check_zone(facts.zone) else {}
        words = word_slot(one.starts_at, one.minutes, one.zone, one.zone, language, place)
        day = full_day_words(one.starts_at, one.zone, language)
        comma = {"ar": "، ", "zh": " "}.get(language, ", ")
        yield f"{day}{comma}{words.hours} ({words.where})"
    if len(facts.times) > MOST_TIMES:
        yield SENTENCES[language]["more"].format(number=len(facts.times) - MOST_TIMES)
