"""The words of a campaign: paragraphs, lines and links written `[words](https://…)`, and nothing else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.campaign_errors import HalfAText, NotASafeLink
from meetings.domain.languages import upright

LINK: Final = re.compile(r"\[([^\[\]\n]{1,200})\]\(([^()\s]{1,2000})\)")
PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
SUBJECT_LENGTH: Final = 150
BODY_LENGTH: Final = 10_000
MOST_LINKS: Final = 50
Texts = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; with an `address` they are a link."""

    words: str
    address: str = ""


Line = tuple[Piece, ...]
Paragraph = tuple[Line, ...]


def paragraphs(body: str) -> tuple[Paragraph, ...]:
    """Part a text into paragraphs, their lines and the pieces of each; what is no link stays as it is written."""
    parts = (one.strip() for one in PARAGRAPHS.split(body.strip()))
    return tuple(tuple(tuple(_pieces(line)) for line in one.split("\n")) for one in parts if one)


def _pieces(line: str) -> Iterator[Piece]:
    at = 0
    for found in LINK.finditer(line):
        if not is_safe(found[2]):
            continue
        if found.start() > at:
            yield Piece(line[at : found.start()])
        yield Piece(found[1].strip() or found[2], found[2])
        at = found.end()
    if at < len(line) or not line:
        yield Piece(line[at:])


def is_safe(address: str) -> bool:
    """Say whether an address may stand in a mail: https, a host with a dot, nobody's name or password in it."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    names = parts.username is None and parts.password is None
    return parts.scheme == "https" and names and "." in host.strip(".") and not CONTROL.search(address)


def links_of(texts: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Give the addresses that any language of a campaign leads to, each once, in the order of languages and words."""
    found = (
        piece.address
        for code in LANGUAGES
        if code in texts
        for paragraph in paragraphs(texts[code]["body"])
        for line in paragraph
        for piece in line
        if piece.address
    )
    return list(dict.fromkeys(found))


def check_texts(given: Mapping[str, Mapping[str, str]]) -> Texts:
    """Give texts as they are kept: trimmed, and without languages in which nothing is written.

    A text may be unfinished: whether it can be sent is asked when it is scheduled.

    Raises: TooLong, NotOneLine, NotASafeLink, TooMany, with the field, as `body-fr`.
    """
    kept: Texts = {}
    for code in LANGUAGES:
        text = given.get(code, {})
        subject, body = (
            upright(str(text.get(name, ""))).replace("\r\n", "\n").strip() for name in ("subject", "body")
        )
        if not subject and not body:
            continue
        _check_subject(subject, f"subject-{code}")
        _check_body(body, f"body-{code}")
        kept[code] = {"subject": subject, "body": body}
    if len(links_of(kept)) > MOST_LINKS:
        raise errors.TooMany(field="body-en", most=MOST_LINKS)
    return kept


def _check_subject(subject: str, field: str) -> None:
    if len(subject) > SUBJECT_LENGTH:
        raise errors.TooLong(field=field, most=SUBJECT_LENGTH)
    if "\n" in subject or CONTROL.search(subject):
        raise errors.NotOneLine(field=field)


def _check_body(body: str, field: str) -> None:
    if len(body) > BODY_LENGTH:
        raise errors.TooLong(field=field, most=BODY_LENGTH)
    for found in LINK.finditer(body):
        if not is_safe(found[2]):
            raise NotASafeLink(field=field, value=found[2][:60])


def check_whole(texts: Mapping[str, Mapping[str, str]]) -> None:
    """See that each language has a subject and words.

    Raises: HalfAText, with the field that is empty.
    """
    for code, text in texts.items():
        for name in ("subject", "body"):
            if not text[name]:
                raise HalfAText(field=f"{name}-{code}", language=code)
