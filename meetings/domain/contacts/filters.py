"""Filters of contacts: what a saved list asks for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from meetings.domain.codes import CATEGORIES, LANGUAGES
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.parties import GROUPS
from meetings.domain.errors import NotAChoice, NotOneLine, TooLong, TooManyLines

MOST_CHOICES: Final = 300
LONGEST_TEXT: Final = 200
LONGEST_WORD: Final = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom a list holds: every field that is not empty narrows it, several choices in one field are alternatives.

    `roles` are codes of `ContactRoleKind` held on the day; `countries` codes of Parties; `regions` regional groups;
    `statuses` what their State is to the treaty on the day (codes of `PartyStanding`); `languages` those they
    are written to in; `categories` as in registrations; `interests` codes of streams or words; `text` in name or
    organization.
    """

    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    text: str = ""


def as_stored(asked: Filter) -> dict[str, Any]:
    """Give a filter as it is kept: without what is empty."""
    held = {one.name: getattr(asked, one.name) for one in fields(asked)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items() if value}


def from_stored(kept: Mapping[str, Any]) -> Filter:
    """Give a filter as it was kept; what is not known any more is left out."""
    known = {one.name for one in fields(Filter)} & set(kept)
    values: dict[str, Any] = {name: kept[name] if name == "text" else tuple(kept[name]) for name in known}
    return Filter(**values)


def check_filter(asked: Filter, countries: Collection[str]) -> Filter:
    """Give a filter with each choice once; choices of it that are not known are refused.

    Takes: the codes of all Parties.
    Raises: NotAChoice, TooManyLines, TooLong, NotOneLine; each with the field of the filter.
    """
    known: dict[str, Collection[str]] = {
        "roles": set(ContactRoleKind),
        "countries": countries,
        "regions": GROUPS,
        "statuses": set(PartyStanding),
        "languages": LANGUAGES,
        "categories": CATEGORIES,
    }
    checked: dict[str, tuple[str, ...]] = {}
    for name in (*known, "interests"):
        given = tuple(dict.fromkeys(str(one) for one in getattr(asked, name)))
        if len(given) > MOST_CHOICES:
            raise TooManyLines(field=name, most=MOST_CHOICES)
        for one in given:
            if name in known and one not in known[name]:
                raise NotAChoice(field=name, value=one[:40])
            check_line(one, "interests", LONGEST_WORD)
        checked[name] = given
    return replace(asked, text=check_line(asked.text.strip(), "text", LONGEST_TEXT), **checked)


def check_line(text: str, field: str, most: int) -> str:
    """Give a text of one line that is not too long.

    Raises: TooLong, NotOneLine, with the field.
    """
    if len(text) > most:
        raise TooLong(field=field, most=most)
    if any(ord(letter) < ord(" ") or letter == "\x7f" for letter in text):
        raise NotOneLine(field=field)
    return text
