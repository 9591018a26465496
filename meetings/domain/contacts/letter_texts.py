"""The text of an official letter: paragraphs with links, and places in it that facts fill when it is read.

`{{calendar}}` alone in a paragraph is the table of sessions; other places stand among words.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.letters_errors import CalendarApart
from meetings.domain.languages import upright
from meetings.domain.registrations import check_line

SUBJECT_LENGTH: Final = 300
BODY_LENGTH: Final = 20_000
PLACES: Final = (
    "calendar",
    "first_session",
    "last_session",
    "registration",
    "sessions",
    "sessions_in_words",
    "streams",
    "programme",
    "government",
)
WITH_NAMES: Final = ("session", "time")  # {{session:slug}}, {{time:id}}
PLACE: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
TOKEN: Final = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<address>https?://[^\s()<>\"]{1,500}|\{\{\s*registration\s*\}\})\)"
    r"|\{\{\s*(?P<place>[^{}]*?)\s*\}\}"
)
Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, the name of a `place`, or words with an `address`; the address may be a place too."""

    text: str = ""
    place: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, one line of a list, or the calendar."""

    kind: str
    pieces: tuple[Piece, ...] = ()


def check_texts(typed: Texts, sessions: Collection[str], times: Collection[str]) -> dict[str, dict[str, str]]:
    """Give the texts of a letter by language, those left empty away.

    Takes: the sessions and the times that places may name.
    Raises: TooLong, NotOneLine, UnknownPlaceholder, CalendarApart, with the field, as `body-fr`.
    """
    kept = {}
    for language in LANGUAGES:
        given = typed.get(language, {})
        subject = check_line(upright(given.get("subject", "")), f"subject-{language}", SUBJECT_LENGTH)
        body = _check_body(given.get("body", ""), f"body-{language}")
        for field, text in (("subject", subject or ""), ("body", body)):
            _check_places(text, f"{field}-{language}", sessions, times)
        if subject or body:
            kept[language] = {"subject": subject or "", "body": body}
    return kept


def whole(texts: Texts) -> list[str]:
    """Give the languages in which a letter has subject and text."""
    return [one for one in LANGUAGES if texts.get(one, {}).get("subject") and texts[one].get("body")]


def places_in(texts: Texts) -> frozenset[str]:
    """Give every place that is used in any language."""
    every = (text for one in texts.values() for text in (one.get("subject", ""), one.get("body", "")))
    return frozenset(name for text in every for name in PLACE.findall(text))


def blocks(body: str) -> list[Block]:
    """Take a text apart: paragraphs stand between empty lines, lines of a list begin with a hyphen."""
    found: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", body.strip()):
        found.extend(_paragraph(paragraph))
    return found


def pieces(text: str) -> tuple[Piece, ...]:
    """Take the words of a paragraph apart."""
    return tuple(_pieces(text))


def _paragraph(paragraph: str) -> Iterator[Block]:
    if _is_calendar(paragraph):
        yield Block("calendar")
        return
    run: list[str] = []
    for line in (one.strip() for one in paragraph.split("\n")):
        if line.startswith(("- ", "– ")):
            if run:
                yield Block("text", pieces(" ".join(run)))
                run = []
            yield Block("item", pieces(line[2:].strip()))
        elif line:
            run.append(line)
    if run:
        yield Block("text", pieces(" ".join(run)))


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    for found in TOKEN.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        if found["words"]:
            place = PLACE.fullmatch(found["address"])
            yield Piece(found["words"], place[1] if place else "", "" if place else found["address"])
        else:
            yield Piece(place=found["place"])
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def _check_body(typed: str, field: str) -> str:
    body = upright(typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(body) > BODY_LENGTH:
        raise errors.TooLong(field=field, most=BODY_LENGTH)
    for line in body.split("\n"):
        check_line(line.replace("\t", " "), field, BODY_LENGTH)
    for paragraph in re.split(r"\n[ \t]*\n", body):
        if "calendar" in PLACE.findall(paragraph) and not _is_calendar(paragraph):
            raise CalendarApart(field=field)
    return body


def _is_calendar(paragraph: str) -> bool:
    found = PLACE.fullmatch(paragraph.strip())
    return bool(found) and found is not None and found[1] == "calendar"


def _check_places(text: str, field: str, sessions: Collection[str], times: Collection[str]) -> None:
    known = [*PLACES, *(f"session:{one}" for one in sessions)]
    if field.startswith("subject"):
        known.remove("calendar")
    possible = {*known, *(f"time:{one}" for one in times)}
    unknown = next((one for one in PLACE.findall(text) if one not in possible), None)
    rest = PLACE.sub("", text)
    if unknown is None and "{{" not in rest and "}}" not in rest:
        return
    shown = "{{" + (unknown or "")[:40] + ("}}" if unknown is not None else "")
    raise errors.UnknownPlaceholder(field=field, value=shown, known=_doubled(known))


def _doubled(known: Iterable[str]) -> list[str]:
    """Give places so that the sentence, which puts braces round each, shows them as they are typed."""
    return ["{" + one + "}" for one in known]
