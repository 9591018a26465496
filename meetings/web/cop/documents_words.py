"""Documents of conferences in words: sorts, distribution, and in which languages there is a file of what size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from meetings.domain.codes import AUDIENCES, LANGUAGES
from meetings.formats.times import language_name
from meetings.queries.cop.documents import DocumentShown, Family, FileShown
from meetings.web.sessions import size_words

Words = dict[str, str]
Address = Callable[[DocumentShown, FileShown], str]
# What the United Nations print beside a symbol for each language.
LETTERS: Final = {"ar": "A", "zh": "C", "en": "E", "fr": "F", "ru": "R", "es": "S"}


@dataclass(frozen=True, slots=True)
class Available:
    """Whether there is a document in a language: its letter, where it is, and its size; without address, it is not."""

    letter: str
    language: str
    name: str
    address: str
    size: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in words; `others` stand below it, `about` is of which sort it is, `facts` how it stands."""

    name: str
    symbol: str
    title: Words
    about: tuple[tuple[str, bool], ...]
    facts: tuple[str, ...]
    available: tuple[Available, ...]
    is_superseded: bool
    meeting: Words
    others: tuple["DocumentLine", ...] = field(default=())


def group_words(group: str) -> str:
    """Word of which sort a document is."""
    return {
        "official": _("Official document"),
        "information": _("Information document"),
        "in_session": _("Document issued during the meeting"),
        "statement": _("Statement"),
        "notification": _("Notification"),
        "outcome": _("Outcome of the meeting"),
        "other": _("Other document"),
    }.get(group, group)


def distribution_words(distribution: str) -> str:
    """Word to whom a document goes."""
    return {
        "general": _("Distribution: general"),
        "limited": _("Distribution: limited"),
        "restricted": _("Distribution: restricted"),
    }.get(distribution, distribution)


def audience_words() -> list[tuple[str, str]]:
    """Give for whom something of a conference may be."""
    words = {
        "public": _("everybody"),
        "participants": _("all who are accredited"),
        "parties": _("accredited delegations of Parties"),
        "region": _("accredited delegations of a regional group"),
        "body": _("members of a body, named by e-mail"),
        "named": _("people, named by e-mail"),
    }
    return [(one, words[one]) for one in AUDIENCES]


def lines_of(families: Iterable[Family], lang: str, address: Address) -> list[DocumentLine]:
    """Word documents with what was added to them.

    Takes: how to reach a file of a document.
    """
    return [
        _line(one.head, lang, address, tuple(_line(each, lang, address) for each in one.others))
        for one in families
    ]


def _line(
    one: DocumentShown, lang: str, address: Address, others: tuple[DocumentLine, ...] = ()
) -> DocumentLine:
    return DocumentLine(
        name=one.name,
        symbol=one.symbol.printed if one.symbol else "",
        title=one.title,
        about=about_words(one, lang),
        facts=tuple(_facts(one)),
        available=available(one, lang, address),
        is_superseded=one.superseded_by is not None,
        meeting=one.meeting_title,
        others=others,
    )


def about_words(one: DocumentShown, lang: str) -> tuple[tuple[str, bool], ...]:
    """Say of which sort a document is, to whom it goes and in which language it was written; and what is filled in."""
    words = [
        (group_words(one.group), "group" in one.inferred),
        (distribution_words(one.distribution), "distribution" in one.inferred),
    ]
    if one.original:
        original = language_name(one.original, lang)
        words.append((_("Original: %(language)s", language=original), "original" in one.inferred))
    return tuple(words)


def delivered_words(delivered: str) -> str:
    """Word how a statement was made."""
    return {
        "as_delivered": _("As delivered"),
        "partly": _("Partly delivered"),
        "in_writing": _("Submitted in writing"),
    }.get(delivered, "")


def _facts(one: DocumentShown) -> Iterable[str]:
    if one.delivered:
        yield delivered_words(one.delivered)
    if one.check_delivery:
        yield _("Check against delivery")
    if one.stands.is_withdrawn:
        yield _("Withdrawn: %(why)s", why=one.why_withdrawn or "")
    if one.superseded_by:
        yield _("Superseded by %(symbol)s", symbol=one.superseded_by)


def available(one: DocumentShown, lang: str, address: Address) -> tuple[Available, ...]:
    """Say in which of the six languages there is a document, the reader's first."""
    order = sorted(LANGUAGES, key=lambda code: code != lang)
    return tuple(_available(one, one.files.get(code), code, lang, address) for code in order)


def _available(
    one: DocumentShown, file: FileShown | None, code: str, lang: str, address: Address
) -> Available:
    return Available(
        letter=LETTERS[code],
        language=code,
        name=language_name(code, lang),
        address=address(one, file) if file else "",
        size=size_words(file.bytes) if file else "",
    )
