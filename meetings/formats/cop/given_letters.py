"""Letters that participants are given, from their facts to the data of their paper in one of six languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from meetings.domain.codes import Mode
from meetings.domain.cop.papers import PaperKind
from meetings.domain.languages import upright
from meetings.domain.zones import to_local
from meetings.formats.certificate_words import SENTENCES
from meetings.formats.certificates import breakable, qr_svg
from meetings.formats.cop.badges import said
from meetings.formats.cop.paper_words import LETTERS, ROLES
from meetings.formats.times import date_range_words, date_words

TEMPLATE: Final = "letters"
# A key of `LETTERS` and what stands beside it: the lines between the lead and the end, where there is something.
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says; `site` is our address; `head` and `signatory` lines of text of who writes it.

    `passport` is the number, where an officer has it printed.
    """

    code: str
    kind: PaperKind
    name: str
    function: str
    role: str
    of: Mapping[str, str]
    conference: Mapping[str, str]
    segment: Mapping[str, str]
    place: Mapping[str, str]
    venue: str
    is_online: bool
    dates: tuple[date, date]
    zone: str
    made_at: datetime
    head: tuple[str, ...]
    signatory: tuple[str, ...]
    site: str
    is_demonstration: bool
    passport: str = ""


def facts_of(shown: Any, head: Any, site: str, issuer: str, passport: str = "") -> LetterFacts:
    """Give the facts of a letter.

    Takes: one of `queries/cop/papers.py`; the settings of its conference's papers; our address; the site's own name,
    which stands for a letterhead where none is set; the number of a passport, where it is to be printed.
    """
    bearer, segment = shown.bearer, shown.bearer.segment
    lines = head.letterhead.splitlines() or [issuer or SENTENCES[shown.language]["issuer"]]
    return LetterFacts(
        code=shown.code,
        kind=shown.kind,
        name=shown.name or "",
        function=bearer.function or "",
        role=bearer.role,
        of=bearer.of,
        conference=segment.programme_title,
        segment=segment.title,
        place=segment.place,
        venue=segment.venue or "",
        is_online=bearer.mode == Mode.ONLINE,
        dates=(segment.starts_on, segment.ends_on),
        zone=segment.zone,
        made_at=shown.made_at,
        head=tuple(lines),
        signatory=tuple(head.signatory.splitlines()),
        site=site,
        is_demonstration=segment.demonstration,
        passport=passport,
    )


def paper(facts: Sequence[LetterFacts], language: str) -> dict[str, Any]:
    """Give the data of the template `letters`, a sheet for each; the same facts give the same.

    Takes: at least one, the first of which dates the paper.
    """
    first = facts[0]
    return {
        "language": language,
        "title": f"{LETTERS[language][first.kind]}: {upright(first.name)}",
        "author": first.head[0],
        "dated": to_local(first.made_at, first.zone).replace(tzinfo=None),
        "letters": [_letter(one, language) for one in facts],
    }


def _letter(one: LetterFacts, language: str) -> dict[str, Any]:
    words = LETTERS[language]
    address = f"{one.site.rstrip('/')}/{language}/verify/{one.code}"
    issued_on = to_local(one.made_at, one.zone).date()
    return {
        "head": list(one.head),
        "signatory": list(one.signatory),
        "heading": words[one.kind],
        "lead": words[f"lead_{one.kind}"],
        "facts": [[words[key], breakable(text)] for key, text in _lines(one, language) if text],
        "end": words[f"end_{one.kind}"],
        "issued": words["issued"].format(date=date_words(issued_on, language)),
        "code_label": words["code"],
        "code": one.code,
        "verify": words["verify"],
        "address": address,
        "qr": qr_svg(address),
        "qr_label": words["qr"],
        "demonstration": words["demonstration"] if one.is_demonstration else "",
    }


def _lines(one: LetterFacts, language: str) -> tuple[Line, ...]:
    place = ", ".join(text for text in (one.venue, said(one.place, language)) if text)
    return (
        ("name", one.name),
        ("passport", one.passport),
        ("function", one.function),
        ("role", ROLES[language].get(one.role, "")),
        ("of", said(one.of, language)),
        ("meeting", f"{said(one.conference, language)} – {said(one.segment, language)}"),
        ("dates", date_range_words(*one.dates, language)),
        ("place", LETTERS[language]["online"] if one.is_online else place),
    )
