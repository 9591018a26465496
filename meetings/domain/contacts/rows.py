"""Rows of lists of contacts: what a row says after the rules, or why it cannot be taken."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from meetings.domain import errors
from meetings.domain.contacts.roles import OF_A_GOVERNMENT, ContactRoleKind, overlap
from meetings.domain.heard import folded, sound
from meetings.domain.registrations import (
    ORGANIZATION_LENGTH,
    address_key,
    check_address,
    check_line,
    check_name,
    name_key,
)

COLUMNS: Final = (
    "name", "first_name", "last_name", "title", "position", "organization", "email", "country", "language",
    "category", "role", "body", "starts_on", "ends_on", "interests",
)  # fmt: skip
MOST_ROWS: Final = 250_000
MOST_INTERESTS: Final = 20
INTEREST_LENGTH: Final = 60
SEVERAL: Final = re.compile(r"\s*[;|\n]\s*")
TWO_PEOPLE: Final = re.compile(r"[;|/\n]")


class Reason(StrEnum):
    """Why a row is refused, or in doubt."""

    NO_NAME = "no_name"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    BAD_TEXT = "bad_text"
    TWO_PEOPLE = "two_people"
    TWO_ADDRESSES = "two_addresses"
    ROLE_WITHOUT_COUNTRY = "role_without_country"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_CATEGORY = "unknown_category"
    BAD_DATE = "bad_date"
    TERM_BACKWARDS = "term_backwards"
    ROLE_HELD = "role_held"
    LEFT_OUT = "left_out"
    ERASED = "erased"
    MAYBE_TWO = "maybe_two"
    NEAR_AT_MAILBOX = "near_at_mailbox"
    NEAR_ELSEWHERE = "near_elsewhere"
    CONTACT_ENDED = "contact_ended"


class RowRefused(Exception):
    """A row that cannot be taken, and why; `about` is what the row says there."""

    def __init__(self, reason: Reason, about: str = "") -> None:
        super().__init__(reason)
        self.reason, self.about = reason, about[:120]


@dataclass(frozen=True, slots=True)
class Names:
    """What lists call countries, roles, languages and categories, all folded, with the code of each."""

    countries: Mapping[str, str]
    roles: Mapping[str, str]
    languages: Mapping[str, str]
    categories: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RoleSaid:
    """A role as a row says it."""

    kind: str
    country: str | None
    body: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def term(self) -> tuple[date | None, date | None]:
        """Give from when until when."""
        return self.starts_on, self.ends_on

    def is_like(self, other: "RoleSaid") -> bool:
        """Say whether both are one role in terms that meet."""
        return (self.kind, self.country, self.body) == (other.kind, other.country, other.body) and overlap(
            self.term, other.term
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row after the rules: trimmed, with known codes; what the list does not say is null."""

    name: str
    email: str
    is_office: bool = False
    title: str | None = None
    position: str | None = None
    organization: str | None = None
    country: str | None = None
    language: str | None = None
    category: str | None = None
    roles: tuple[RoleSaid, ...] = ()
    interests: tuple[str, ...] = ()

    @property
    def name_key(self) -> str:
        """Give the name folded for comparing."""
        return name_key(self.name)

    @property
    def address_key(self) -> str:
        """Give the address folded for comparing."""
        return address_key(self.email)


def check_row(cells: Mapping[str, str], names: Names) -> Row:
    """Read a row.

    Takes: its cells by column.
    Raises: RowRefused.
    """
    organization = _line(cells, "organization")
    name, is_office = _name(cells, organization)
    country = _code(cells, "country", names.countries, Reason.UNKNOWN_COUNTRY)
    return Row(
        name=name,
        email=_email(cells.get("email", "")),
        is_office=is_office,
        title=_line(cells, "title"),
        position=_line(cells, "position"),
        organization=organization,
        country=country,
        language=_code(cells, "language", names.languages, Reason.UNKNOWN_LANGUAGE),
        category=_code(cells, "category", names.categories, Reason.UNKNOWN_CATEGORY),
        roles=_roles(cells, country, names.roles),
        interests=interests_of(cells.get("interests", "")),
    )


def unlike(said: Iterable[RoleSaid], held: Iterable[RoleSaid] = ()) -> tuple[RoleSaid, ...]:
    """Give the roles that are not held, each once."""
    there, found = list(held), list[RoleSaid]()
    for role in said:
        if not any(role.is_like(one) for one in there):
            found.append(role)
            there.append(role)
    return tuple(found)


def who_key(name: str, address: str) -> str:
    """Give a key of a name at a mailbox, both folded, that says nothing of either."""
    return _hash(name, address)


def at_key(address: str) -> str:
    """Give a key of a folded address that does not say it."""
    return _hash(address)


@lru_cache(maxsize=4096)  # asked several times of each row
def near_keys(name: str, country: str | None, organization: str | None) -> tuple[str, ...]:
    """Give the keys by which people of one country and organization are found whose names sound alike in part.

    None where there is no organization: everybody would be near.
    """
    place = folded(organization or "")
    if not place:
        return ()
    return tuple(sorted({_hash(country or "", place, sound(word)) for word in folded(name).split()}))


def address_in(text: str) -> str:
    """Give the first address that a cell has, whatever else it says; empty where there is none."""
    found = re.search(r"[^\s,;|<>()\"]+@[^\s,;|<>()\"]+", text.strip().removeprefix("mailto:"))
    return found[0] if found else ""


def interests_of(text: str, most: int = MOST_INTERESTS) -> tuple[str, ...]:
    """Take interests apart that are written one after the other."""
    found = [" ".join(one.casefold().split())[:INTEREST_LENGTH] for one in re.split(r"[;,|\n]", text)]
    return tuple(dict.fromkeys(one for one in found if one))[:most]


def read_day(text: str) -> date | None:
    """Read a day like 2026-11-29 or 29.11.2026, or the number of one as workbooks keep it; nothing for nothing.

    Raises: RowRefused.
    """
    said = text.strip()
    if not said:
        return None
    try:
        if re.fullmatch(r"\d{5}", said):
            return date.fromordinal(date(1899, 12, 30).toordinal() + int(said))
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", said):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", said):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise RowRefused(Reason.BAD_DATE, said)


def _name(cells: Mapping[str, str], organization: str | None) -> tuple[str, bool]:
    said = cells.get("name", "").strip() or " ".join(
        filter(None, (cells.get("first_name", "").strip(), cells.get("last_name", "").strip()))
    )
    if not said:
        if organization is None:
            raise RowRefused(Reason.NO_NAME)
        return organization, True
    if TWO_PEOPLE.search(said):
        raise RowRefused(Reason.TWO_PEOPLE, said)
    try:
        return check_name(said), False
    except errors.Refused:
        raise RowRefused(Reason.BAD_TEXT, said) from None


def _email(text: str) -> str:
    said = text.strip().removeprefix("mailto:")
    if not said:
        raise RowRefused(Reason.NO_ADDRESS)
    if said.count("@") > 1:
        raise RowRefused(Reason.TWO_ADDRESSES, said)
    try:
        return check_address(said)
    except errors.Refused:
        raise RowRefused(Reason.BAD_ADDRESS, said) from None


def _line(cells: Mapping[str, str], column: str) -> str | None:
    try:
        return check_line(cells.get(column, ""), column, ORGANIZATION_LENGTH)
    except errors.Refused:
        raise RowRefused(Reason.BAD_TEXT, cells.get(column, "")) from None


def _code(cells: Mapping[str, str], column: str, known: Mapping[str, str], reason: Reason) -> str | None:
    said = cells.get(column, "").strip()
    if not said:
        return None
    code = known.get(folded(said))
    if code is None:
        raise RowRefused(reason, said)
    return code


def _roles(cells: Mapping[str, str], country: str | None, known: Mapping[str, str]) -> tuple[RoleSaid, ...]:
    starts_on, ends_on = read_day(cells.get("starts_on", "")), read_day(cells.get("ends_on", ""))
    if starts_on and ends_on and ends_on < starts_on:
        raise RowRefused(Reason.TERM_BACKWARDS)
    body, found = _line(cells, "body"), list[RoleSaid]()
    for said in filter(None, SEVERAL.split(cells.get("role", "").strip())):
        kind = known.get(folded(said))
        if kind is None:
            raise RowRefused(Reason.UNKNOWN_ROLE, said)
        if ContactRoleKind(kind) in OF_A_GOVERNMENT and country is None:
            raise RowRefused(Reason.ROLE_WITHOUT_COUNTRY, said)
        found.append(RoleSaid(kind, country, body, starts_on, ends_on))
    return unlike(found)


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=9).hexdigest()
