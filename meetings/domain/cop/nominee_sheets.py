"""People of a delegation as rows of a sheet: which column is what, and whom each row names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from meetings.domain.cop.codes import Right
from meetings.domain.cop.delegation_errors import (
    CountryToReview,
    NoColumns,
    OtherCountry,
    UnknownCountry,
)
from meetings.domain.cop.delegations import FACTS, LISTS, Nominee, Wish
from meetings.domain.errors import NotAChoice, Refused, TooManyLines
from meetings.domain.heard import folded

MOST_ROWS: Final = 500
MOST_CELL: Final = 1_000
ID: Final = "id"
COUNTRY: Final = "country"
SEGMENT: Final = "segment "
COLUMNS: Final = (ID, *FACTS, COUNTRY)
# What a spreadsheet puts before a text that begins a formula; it is no part of it.
GUARD: Final = re.compile(r"^'(?=[=+\-@＝＋－＠\t\r\n])")
APART: Final = re.compile(r"[\s,;،、]+")
# Of these, an empty cell says nothing.
NEEDED: Final = ("role", "language")
NO: Final = ("", "-", "–", "no", "0")
Words = Mapping[str, str]


class RowKind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its number in the sheet, its cells by column, and by segment how somebody takes part."""

    number: int
    cells: dict[str, str]
    segments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowResult:
    """What becomes of a row, of whom, and why it is refused."""

    number: int
    kind: RowKind
    name: str
    refusal: Refused | None = None


def read_rows(rows: Iterable[Sequence[str]], heads: Words) -> list[SheetRow]:
    """Read the rows of a sheet; empty ones are left out, and columns that are not known are not looked at.

    Takes: what columns are called, by the folded word; those of segments are called `segment ` and their slug.
    Raises: NoColumns, where no column is a name; TooManyLines. Both with field `file`.
    """
    every = ((number, [tidy(cell) for cell in row]) for number, row in enumerate(rows, 1))
    filled = ((number, row) for number, row in every if any(row))
    _number, head = next(filled, (0, []))
    columns = [_column(one, heads) for one in head]
    if "name" not in columns:
        raise NoColumns(field="file")
    found: list[SheetRow] = []
    for number, row in filled:
        if len(found) >= MOST_ROWS:
            raise TooManyLines(field="file", most=MOST_ROWS)
        cells = {name: cell for name, cell in zip(columns, row, strict=False) if name}
        segments = {
            name.removeprefix(SEGMENT): cells.pop(name) for name in [*cells] if name.startswith(SEGMENT)
        }
        found.append(SheetRow(number, cells, segments))
    return found


def tidy(cell: str) -> str:
    """Give what a cell says, without what a spreadsheet put before it."""
    return GUARD.sub("", cell.strip()[:MOST_CELL])


def _column(head: str, heads: Words) -> str:
    plain = " ".join(head.casefold().split())
    if plain.startswith(SEGMENT):
        return plain
    return heads.get(folded(head), heads.get(plain, ""))


def nominee_of(row: SheetRow, slugs: Mapping[str, int], words: Mapping[str, Words], base: Nominee) -> Nominee:
    """Give the person a row names: what it says in place of what is known; what it has no column for stays.

    Takes: segments by slug; what roles, genders and languages are called, by column and folded word; who they are now.
    Raises: NotAChoice, with the column.
    """
    said: dict[str, Any] = {}
    for name in FACTS:
        if name not in row.cells:
            continue
        cell = row.cells[name]
        if name == "lists":
            said[name] = _lists(cell)
        elif name in words and cell:
            said[name] = words[name].get(folded(cell), cell)
        else:
            said[name] = cell or (getattr(base, name) if name in NEEDED else "")
    wishes = {one.segment_id: one for one in base.wishes}
    for slug, cell in row.segments.items():
        if slug not in slugs:
            continue
        wish = _wish(cell, slugs[slug], wishes.pop(slugs[slug], None))
        if wish is not None:
            wishes[wish.segment_id] = wish
    return replace(base, **said, wishes=tuple(wishes[one] for one in sorted(wishes)))


def segment_cell(wish: Wish | None) -> str:
    """Write how somebody takes part in a segment: `online`, `room speaker`; nothing for not at all."""
    if wish is None:
        return ""
    return f"{wish.mode} {wish.rights}" if wish.rights == Right.SPEAKER else wish.mode


def check_country(cell: str, own: str, match: Callable[[str], Any], *, is_settled: bool = False) -> None:
    """Hold that a row is of the delegation's own State, however its name is written; nothing is ever guessed.

    Takes: the code of the State; what finds a State by a name: a code, several that may be meant, or nothing;
    `is_settled`, where somebody looked and said that it is this one.
    Raises: UnknownCountry, OtherCountry; CountryToReview, where it may be this one. All with field `country`.
    """
    if not cell:
        return
    found = match(cell)
    if found == own:
        return
    if found is None:
        raise UnknownCountry(field=COUNTRY, value=cell[:60])
    if isinstance(found, tuple) and own in found:
        if is_settled:
            return
        raise CountryToReview(field=COUNTRY, value=cell[:60])
    raise OtherCountry(field=COUNTRY, value=cell[:60])


def _lists(cell: str) -> tuple[str, ...]:
    parts = [one for one in APART.split(cell.casefold()) if one]
    for one in parts:
        if one not in LISTS and one not in NO:
            raise NotAChoice(field="lists", value=one[:20], choices=list(LISTS))
    return tuple(one for one in LISTS if one in parts)


def _wish(cell: str, segment_id: int, before: Wish | None) -> Wish | None:
    parts = [one for one in APART.split(cell.casefold()) if one]
    if all(one in NO for one in parts):
        return None
    mode = next((one for one in ("online", "room") if one in parts), before.mode if before else "")
    rights = next((one for one in (Right.SPEAKER, Right.VIEWER) if one in parts), Right.VIEWER)
    return Wish(segment_id, mode, str(rights), before.meetings if before else ())
