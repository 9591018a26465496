"""Taking in a sheet of a delegation's people: shown first, row by row, and then taken in one act."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from meetings.domain.cop.delegation_errors import NotOfThisDelegation, SheetChanged
from meetings.domain.cop.delegations import Nominee
from meetings.domain.cop.nominee_sheets import (
    COUNTRY,
    ID,
    RowKind,
    RowResult,
    SheetRow,
    check_country,
    nominee_of,
)
from meetings.domain.errors import Refused
from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import Nomination
from meetings.services.audit import note
from meetings.services.cop.change_requests import as_named
from meetings.services.cop.naming import Table, open_table
from meetings.services.cop.nominations import edit_within, nominate_within
from meetings.services.cop.tracks import By


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to take in: its rows, and by what words it is read.

    `words` are what roles, genders and languages are called; `match` finds a State by a name; `settled` are the rows
    of which somebody said that their State is this one.
    """

    rows: Sequence[SheetRow]
    words: Mapping[str, Mapping[str, str]]
    match: Callable[[str], Any]
    settled: Collection[int] = field(default_factory=frozenset)


class _Shown(Exception):
    """Ends a transaction that was only to show what would be."""


def preview(delegation_id: str, sheet: Sheet, now: datetime, *, by: By) -> list[RowResult]:
    """Say what would become of each row, by doing it and undoing all of it.

    Raises: NotFound.
    """
    found: list[RowResult] = []
    try:
        with transaction():
            found = _go_through(open_table(delegation_id, now, by), sheet)
            raise _Shown()
    except _Shown:
        return found


def take_in(delegation_id: str, sheet: Sheet, seal: str, now: datetime, *, by: By) -> list[RowResult]:
    """Take in all rows that are not refused, in one act.

    Takes: the seal of what was shown.
    Raises: NotFound; SheetChanged, where something else would become of it by now.
    """
    with transaction():
        found = _go_through(open_table(delegation_id, now, by), sheet)
        if seal_of(found) != seal:
            raise SheetChanged()
        numbers = {str(kind): sum(one.kind is kind for one in found) for kind in RowKind}
        note(now, by.actor, "delegation.sheet", f"delegation:{delegation_id}", after=numbers)
        return found


def seal_of(found: Sequence[RowResult]) -> str:
    """Give what stands for what becomes of rows: what was shown is what is taken in."""
    facts = [[one.number, one.kind, one.name, one.refusal.code if one.refusal else ""] for one in found]
    return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()[:24]


def _go_through(table: Table, sheet: Sheet) -> list[RowResult]:
    return [_take(table, row, sheet) for row in sheet.rows]


def _take(table: Table, row: SheetRow, sheet: Sheet) -> RowResult:
    """Take in one row, or nothing of it."""
    name = row.cells.get("name", "")
    try:
        with db.session.begin_nested():
            return RowResult(row.number, _put(table, row, sheet), name)
    except Refused as refusal:
        return RowResult(row.number, RowKind.REFUSED, name, refusal)


def _put(table: Table, row: SheetRow, sheet: Sheet) -> RowKind:
    if table.delegation.party_code is not None:
        check_country(
            row.cells.get(COUNTRY, ""),
            table.delegation.party_code,
            sheet.match,
            is_settled=row.number in sheet.settled,
        )
    slugs = {one.slug: one.id for one in table.segments.values()}
    known = _known(table, row)
    if known is None:
        nominate_within(table, nominee_of(row, slugs, sheet.words, Nominee("")))
        return RowKind.NEW
    before = as_named(known)
    after = nominee_of(row, slugs, sheet.words, before)
    if after == before:
        return RowKind.SAME
    revision = known.revision
    edit_within(table, known, after)
    return RowKind.CHANGED if known.revision != revision else RowKind.SAME


def _known(table: Table, row: SheetRow) -> Nomination | None:
    """Give whom a row is of: by the number it has from us, else by name and address.

    Raises: NotOfThisDelegation.
    """
    of_delegation = select(Nomination).where(Nomination.delegation_id == table.delegation.id)
    if row.cells.get(ID):
        found = db.session.scalar(of_delegation.where(Nomination.id == row.cells[ID]))
        if found is None:
            raise NotOfThisDelegation(field=ID)
        return found
    wanted = (name_key(row.cells.get("name", "")), address_key(row.cells.get("email", "")))
    every = db.session.scalars(of_delegation)
    return next((one for one in every if (name_key(one.name), address_key(one.email or "")) == wanted), None)
