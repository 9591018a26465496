"""An official letter in one of six languages: its places filled, and the data of its paper."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from meetings.domain.contacts.letter_facts import Facts, SlotStated
from meetings.domain.contacts.letter_texts import PLACE, Block, Piece, blocks, whole
from meetings.domain.contacts.letters import COPIES, LetterState, symbol
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.languages import upright
from meetings.domain.zones import check_zone, to_local
from meetings.formats.certificate_words import SENTENCES
from meetings.formats.certificates import breakable
from meetings.formats.contacts.letter_words import CORRECTION, IN_WORDS, LETTER_WORDS
from meetings.formats.languages import marked
from meetings.formats.times import date_words, full_day_words, word_slot

TEMPLATE: Final = "official_letter"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a letter is read: our address, the site's own name if it has one, and today for one without a date.

    `government` is whom this copy is for, by language; nothing in a letter to be looked at.
    """

    site: str
    issuer: str
    today: date
    government: Words


def paper(one: Any, language: str, setting: Setting) -> dict[str, Any]:
    """Give the data of the template `official_letter`; the same facts give the same.

    Takes: a letter of `queries/contacts/letters`; one of its languages.
    """
    words, text = LETTER_WORDS[language], one.texts.get(language, {})
    values = places(one, language, setting)
    subject = fill(text.get("subject", ""), values)
    shown = symbol(one.series, one.year, one.number)
    dated = one.dated_on or setting.today
    issuer = setting.issuer or SENTENCES[language]["issuer"]
    return {
        "language": language,
        "title": upright(f"{shown}: {subject}") if subject else shown,
        "author": issuer,
        "dated": datetime.combine(dated, time()),
        "issuer": issuer,
        "reference": words["reference"].format(symbol=shown),
        "date": date_words(dated, language),
        "subject": breakable(words["subject"].format(subject=subject)),
        "salutation": words["salutation"],
        "blocks": [_block(each, one, values, language) for each in blocks(text.get("body", ""))],
        "closing": words["closing"],
        "signatory": [each for each in (one.signatory, one.signatory_title) if each],
        "to": [words["to"], words[ContactRoleKind.OFFICIAL_CHANNEL]],
        "copies": [words["copies"], *(words[kind] for kind in COPIES if kind in one.copies)]
        if one.copies
        else [],
        "heads": [words["date"], words["time"], words["session"]],
        "draft": words["draft"] if one.state in (LetterState.DRAFT, LetterState.CLEARED) else "",
        "page": words["page"],
        "demonstration": SENTENCES[language]["demonstration"] if one.programme.demonstration else "",
    }


def file_name(shown: str, language: str) -> str:
    """Name the file of a letter: MC-ES-2020-31-en.pdf."""
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', shown)}-{language}.pdf"


def subject(one: Any, language: str, setting: Setting) -> str:
    """Give a letter's subject with its places filled, on one line."""
    return fill(one.texts.get(language, {}).get("subject", ""), places(one, language, setting))


def places(one: Any, language: str, setting: Setting) -> dict[str, str]:
    """Give the words for each place of a letter that stands among words."""
    facts: Facts = one.facts
    number = facts.sessions
    known = IN_WORDS[language]
    found = {
        "registration": registration(one, language, setting.site),
        "sessions": str(number),
        "sessions_in_words": known[number] if number < len(known) else str(number),
        "streams": _joined([marked(each, language) for each in facts.streams], language),
        "programme": marked(facts.programme, language),
        "government": marked(setting.government, language) if setting.government else "…",
        "first_session": _times(facts.of(facts.first), one, language),
        "last_session": _times(facts.of(facts.last), one, language),
    }
    for slug in {each.session for each in facts.slots}:
        found[f"session:{slug}"] = _times(facts.of(slug), one, language)
    for each in facts.slots:
        found[f"time:{each.slot_id}"] = time_words(each, one, language)
    return found


def registration(one: Any, language: str, site: str) -> str:
    """Give the address where one sees the calendar and registers."""
    return f"{site.rstrip('/')}/{language}/{one.facts.slug}/"


def fill(text: str, values: Words) -> str:
    """Put words into the places of a text, once; a place without words is left empty."""
    return PLACE.sub(lambda found: values.get(found[1], ""), text)


def time_words(slot: SlotStated, one: Any, language: str) -> str:
    """Word a time as it is where it is held: weekday, date with its year, hours, city and offset."""
    words, comma = _slot(slot, one, language), {"ar": "، ", "zh": " "}.get(language, ", ")
    day = full_day_words(slot.starts_at, slot.zone, language)
    told = f"{day}{comma}{words.hours} ({words.where})"
    return LETTER_WORDS[language]["off"].format(time=told) if slot.is_off else told


def corrections(one: Any, old: list[Any], setting: Setting) -> dict[str, dict[str, str]]:
    """Give the texts of the letter that corrects another, in its languages: each time as stated, and as it stands.

    Takes: the letter, and what it states wrongly (`queries/contacts/letters_old`).
    """
    found = {}
    for language in whole(one.texts):
        said = CORRECTION[language]
        facts = {
            "symbol": symbol(one.series, one.year, one.number),
            "date": date_words(one.dated_on or setting.today, language),
        }
        lines = "\n".join(f"- {_changed(each, one, language)}" for each in old)
        end = said["end"].replace("{registration}", "{{registration}}")
        body = f"{said['lead'].format(**facts)}\n\n{lines}\n\n{end}"
        found[language] = {"subject": said["subject"].format(**facts), "body": body}
    return found


def _changed(old: Any, one: Any, language: str) -> str:
    """Say how a time was stated and how it stands; the new one is a place, so that it is frozen when cleared."""
    said = CORRECTION[language]["off" if old.now.is_off else "line"]
    title = PLACE.sub("", marked(old.stated.title, language)).replace("{{", "").replace("}}", "")
    before = time_words(old.stated, one, language)
    place = "{{time:" + old.now.slot_id + "}}"
    return said.format(title=title, old=before, new=place) + (f" {place}" if old.now.is_off else "")


def _slot(slot: SlotStated, one: Any, language: str) -> Any:
    facts: Facts = one.facts
    place = facts.place if facts.zone and check_zone(slot.zone) == check_zone(facts.zone) else {}
    return word_slot(slot.starts_at, slot.minutes, slot.zone, slot.zone, language, place)


def _times(slots: tuple[SlotStated, ...], one: Any, language: str) -> str:
    return _joined([time_words(each, one, language) for each in slots], language)


def _joined(words: list[str], language: str) -> str:
    if len(words) < 2:
        return "".join(words)
    comma = {"ar": "، ", "zh": "、"}.get(language, "; " if any("," in each for each in words) else ", ")
    return comma.join(words[:-1]) + LETTER_WORDS[language]["and"] + words[-1]


def _block(block: Block, one: Any, values: Words, language: str) -> dict[str, Any]:
    if block.kind == "calendar":
        return {"kind": "calendar", "pieces": [], "rows": list(_rows(one, language))}
    return {"kind": block.kind, "pieces": [_piece(each, values) for each in block.pieces], "rows": []}


def _piece(piece: Piece, values: Words) -> dict[str, str]:
    """Give words, with the address they lead to; a bare address leads to itself."""
    if piece.place and not piece.text:
        words = values.get(piece.place, "")
        return {"text": breakable(words), "address": words if piece.place == "registration" else ""}
    address = values.get(piece.place, "") if piece.place else piece.address
    return {"text": breakable(piece.text), "address": address}


def _rows(one: Any, language: str) -> Iterator[list[str]]:
    """Give the rows of the calendar: sessions in order of time, and the hours of one that is held twice together."""
    seen: dict[tuple[str, date], list[SlotStated]] = {}
    for slot in one.facts.slots:
        if not slot.is_off:
            key = (slot.session, to_local(slot.starts_at, slot.zone).date())
            seen.setdefault(key, []).append(slot)
    for slots in seen.values():
        words = [_slot(each, one, language) for each in slots]
        where = words[0].where
        hours = "\n".join(each.hours for each in words)
        stream = marked(slots[0].stream, language)
        yield [
            full_day_words(slots[0].starts_at, slots[0].zone, language),
            f"{hours}\n{where}",
            breakable(marked(slots[0].title, language)),
            stream,
        ]
