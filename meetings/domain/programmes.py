"""Rules for what organizers write: slugs, titles in six languages, days, and which states may follow which."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES, RESERVED_SLUGS, SessionState
from meetings.domain.zones import check_zone

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH: Final = 80
TITLE_LENGTH: Final = 300
TEXT_LENGTH: Final = 10_000
CONTROLS: Final = (
    "Cc",
    "Cs",
    "Zl",
    "Zp",
)  # control characters, halves of letters, ends of lines and paragraphs
SESSION_MOVES: Final = frozenset(
    (
        (SessionState.DRAFT, SessionState.PUBLISHED),
        (SessionState.PUBLISHED, SessionState.CANCELLED),
        (SessionState.CANCELLED, SessionState.PUBLISHED),
    )
)


def check_slug(value: Any, field: str = "slug") -> str:
    """Give a slug that can stand in an address.

    Raises: NotASlug, ReservedSlug, with the field.
    """
    slug = check_stream_slug(value, field)
    if slug in RESERVED_SLUGS or slug in LANGUAGES:
        raise errors.ReservedSlug(field=field, value=slug)
    return slug


def check_stream_slug(value: Any, field: str = "slug") -> str:
    """Give the slug of a stream, which stands in addresses behind a word for it, so that it may be any.

    Raises: NotASlug, with the field.
    """
    if not isinstance(value, str) or len(value) > SLUG_LENGTH or not SLUG.fullmatch(value):
        raise errors.NotASlug(field=field, value=str(value)[:SLUG_LENGTH])
    return value


def check_words(value: Any, field: str, *, needed: bool = False, long: bool = False) -> dict[str, str]:
    """Give texts by language, trimmed; a title is one line.

    Raises: Missing, NotAChoice (a language), TooLong, NotOneLine, with the field.
    """
    if not isinstance(value, Mapping):
        raise errors.NotAChoice(field=field, value=str(value)[:40])
    most = TEXT_LENGTH if long else TITLE_LENGTH
    words = {lang: _check_text(lang, text, f"{field}.{lang}", most, long) for lang, text in value.items()}
    kept = {lang: text for lang, text in words.items() if text}
    if needed and not kept:
        raise errors.Missing(field=field)
    return kept


def _check_text(lang: Any, text: Any, field: str, most: int, long: bool) -> str:
    if lang not in LANGUAGES or not isinstance(text, str):
        raise errors.NotAChoice(field=field, value=str(lang)[:40])
    kept = text.strip()
    if len(kept) > most:
        raise errors.TooLong(field=field, most=most)
    allowed = "\n\t" if long else ""
    if any(unicodedata.category(letter) in CONTROLS and letter not in allowed for letter in kept):
        raise errors.NotOneLine(field=field)
    return kept


def check_list(value: Any, field: str, choices: Sequence[str] = ()) -> list[str]:
    """Give a list of short texts, each of the choices where there are any.

    Raises: NotAChoice, TooLong, NotOneLine, with the field.
    """
    if not isinstance(value, list) or len(value) > 100 or not all(isinstance(one, str) for one in value):
        raise errors.NotAChoice(field=field, value=str(value)[:40])
    for number, one in enumerate(value):
        where = f"{field}[{number}]"
        if choices and one not in choices:
            raise errors.NotAChoice(field=where, value=one[:40])
        if len(one) > TITLE_LENGTH:
            raise errors.TooLong(field=where, most=TITLE_LENGTH)
        if any(ord(letter) < 32 for letter in one):
            raise errors.NotOneLine(field=where)
    return list(value)


def check_choice(value: Any, field: str, choices: Sequence[str]) -> str:
    """Give a value of a list.

    Raises: NotAChoice, with the field.
    """
    if value not in choices:
        raise errors.NotAChoice(field=field, value=str(value)[:40], choices=list(choices))
    return str(value)


def check_zone_field(value: Any, field: str = "zone") -> str:
    """Give a zone's present name.

    Raises: UnknownZone, with the field.
    """
    try:
        return check_zone(str(value))
    except errors.UnknownZone as refusal:
        raise errors.UnknownZone(field=field, **refusal.values) from None


def check_day(value: Any, field: str) -> date | None:
    """Give a day written as 2026-11-24, or nothing for null.

    Raises: NotATime, with the field.
    """
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise errors.NotATime(field=field, value=str(value)[:40]) from None


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse an end before its start.

    Raises: NotATime, with field `ends_on`.
    """
    if starts_on and ends_on and ends_on < starts_on:
        raise errors.NotATime(field="ends_on", value=ends_on.isoformat())


def check_session_move(state: str, wanted: str) -> None:
    """Refuse a change of a session's state that the table does not allow; staying is allowed.

    Raises: NotThisMove.
    """
    if state != wanted and (SessionState(state), SessionState(wanted)) not in SESSION_MOVES:
        raise errors.NotThisMove(field="state", state=state, wanted=wanted)


class Placed(Protocol):
    """A programme, as far as it has a zone and names for its place."""

    @property
    def zone(self) -> str:
        """The zone."""

    @property
    def place(self) -> Mapping[str, str]:
        """The names of the place by language."""


def place_names(programme: Placed, zone: str) -> Mapping[str, str]:
    """Give the names of a programme's place for a time in its zone; none in another zone, which has its own city."""
    return programme.place if check_zone(zone) == check_zone(programme.zone) else {}
