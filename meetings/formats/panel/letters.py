"""Letters for panellists, from what was kept of them to the data of their paper in one of six languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from meetings.domain.languages import upright
from meetings.domain.panel.letters import LetterKind
from meetings.domain.zones import check_zone, to_local
from meetings.formats.certificate_words import SENTENCES
from meetings.formats.certificates import breakable, qr_svg
from meetings.formats.cop.paper_words import LETTERS
from meetings.formats.languages import marked
from meetings.formats.panel.letter_words import PANEL_LETTERS
from meetings.formats.times import date_words, full_day_words, word_slot

TEMPLATE: Final = "letters"  # the sheet is that of all letters
MOST_TIMES: Final = 10
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says; `facts` as `queries/panel/letters` keeps them; `issuer` is the site's own name, if any."""

    code: str
    kind: LetterKind
    name: str
    facts: Mapping[str, Any]
    programme: Words
    place: Words
    zone: str
    made_at: datetime
    site: str
    issuer: str
    is_demonstration: bool


def facts_of(shown: Any, site: str, issuer: str) -> LetterFacts:
    """Give the facts of a letter.

    Takes: one of `queries/panel/letters.py`; our address; the site's own name, or nothing.
    """
    return LetterFacts(
        code=shown.code,
        kind=shown.kind,
        name=shown.name or "",
        facts=shown.facts,
        programme=shown.programme_title,
        place=shown.place,
        zone=shown.zone,
        made_at=shown.made_at,
        site=site.rstrip("/"),
        issuer=issuer,
        is_demonstration=shown.demonstration,
    )


def paper(facts: Sequence[LetterFacts], language: str) -> dict[str, Any]:
    """Give the data of the template `letters`, a sheet for each; the same facts give the same.

    Takes: at least one, the first of which dates the paper.
    """
    first = facts[0]
    return {
        "language": language,
        "title": f"{PANEL_LETTERS[language][first.kind]}: {upright(first.name)}",
        "author": _issuer(first, language),
        "dated": to_local(first.made_at, first.zone).replace(tzinfo=None),
        "letters": [_letter(one, language) for one in facts],
    }


def _letter(one: LetterFacts, language: str) -> dict[str, Any]:
    own, words = PANEL_LETTERS[language], LETTERS[language]
    address = f"{one.site}/{language}/verify/{one.code}"
    issued_on = to_local(one.made_at, one.zone).date()
    return {
        "head": [_issuer(one, language)],
        "signatory": _signatory(one, language),
        "heading": own[one.kind],
        "lead": own[f"lead_{one.kind}"],
        "facts": [[label, breakable(text)] for label, text in _lines(one, language) if text],
        "end": own[f"end_{one.kind}"],
        "issued": words["issued"].format(date=date_words(issued_on, language)),
        "code_label": words["code"],
        "code": one.code,
        "verify": words["verify"],
        "address": address,
        "qr": qr_svg(address),
        "qr_label": words["qr"],
        "demonstration": words["demonstration"] if one.is_demonstration else "",
    }


def _issuer(one: LetterFacts, language: str) -> str:
    return one.issuer or SENTENCES[language]["issuer"]


def _signatory(one: LetterFacts, language: str) -> list[str]:
    """Give who signs; where nobody was named, who issues the letter, and that it is not signed."""
    named = [text for text in (one.facts.get("signatory"), one.facts.get("signatory_title")) if text]
    if not one.facts.get("signatory"):
        return [PANEL_LETTERS[language]["unsigned"].format(issuer=_issuer(one, language))]
    return [*named, _issuer(one, language)]


def _lines(one: LetterFacts, language: str) -> list[tuple[str, str]]:
    own, words, facts = PANEL_LETTERS[language], LETTERS[language], one.facts
    lines = [
        (words["name"], one.name),
        (words["function"], facts.get("function") or ""),
        (own["institute"], facts.get("organization") or ""),
        (own["programme"], marked(one.programme, language)),
    ]
    left, more = MOST_TIMES, 0
    for panel in facts.get("panels", ()):
        times = panel["times"][:left]
        left -= len(times)
        more += len(panel["times"]) - len(times)
        if times:
            lines.append((own["panel"], _panel(panel, times, one, language)))
    return [*lines, ("", own["more"].format(number=more))] if more else lines


def _panel(panel: Mapping[str, Any], times: Sequence[Mapping[str, Any]], one: LetterFacts, lang: str) -> str:
    roles = " · ".join(PANEL_LETTERS[lang].get(role, role) for role in panel["roles"])
    title = marked(panel["title"], lang)
    return "\n".join([f"{title} ({roles})", *(_time(each, one, lang) for each in times)])


def _time(time: Mapping[str, Any], one: LetterFacts, language: str) -> str:
    """Word a time as it is where it is held, with the year."""
    starts_at, zone = datetime.fromisoformat(time["starts_at"]), time["zone"]
    place = one.place if check_zone(zone) == check_zone(one.zone) else {}
    words = word_slot(starts_at, time["minutes"], zone, zone, language, place)
    comma = {"ar": "، ", "zh": " "}.get(language, ", ")
    return f"{full_day_words(starts_at, zone, language)}{comma}{words.hours} ({words.where})"
