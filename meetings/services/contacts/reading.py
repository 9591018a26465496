"""Reading a list of contacts: each row judged by what is stored and by the rows before it, and its verdict kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import delete, insert, select

from meetings.domain.contacts.imports import RowState, Verdict, judge
from meetings.domain.contacts.rows import Names, Row, RowRefused, address_in, at_key, check_row, who_key
from meetings.domain.registrations import address_key
from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.contacts.imports import ContactImport, ContactImportRow
from meetings.queries.contacts.around import Holders, Surroundings, around, earlier_rows

AT_ONCE: Final = 500
Rows = Callable[[bytes, int, Mapping[str, int], int], Iterator[tuple[int, dict[str, str]]]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """How lists are read: what they call things, how a file becomes rows, and the keys of whoever was erased."""

    names: Names
    rows: Rows
    keys: Keys


def read_rows(import_id: str, done: int, reading: Reading) -> Iterator[int]:
    """Read the rows that are not read yet; give after each turn how many are."""
    raw, head, columns = db.session.execute(
        select(ContactImport.raw, ContactImport.head, ContactImport.columns).where(
            ContactImport.id == import_id
        )
    ).one()
    held: Holders = {}
    for some in _some(reading.rows(raw, head, columns, done), AT_ONCE):
        with transaction():
            values = list(_judged(import_id, some, reading, held))
            gone = delete(ContactImportRow).where(
                ContactImportRow.import_id == import_id,
                ContactImportRow.number.in_([number for number, _cells in some]),
            )
            db.session.execute(gone)  # a worker fell silent between storing and saying so
            db.session.execute(insert(ContactImportRow), values)
        done += len(some)
        yield done


def _judged(
    import_id: str, some: Sequence[tuple[int, dict[str, str]]], reading: Reading, held: Holders
) -> Iterator[dict[str, Any]]:
    """Judge rows one after the other, each with those before it in mind; `held` is who holds what, of all rows."""
    read: dict[int, Row | RowRefused] = {number: checked(cells, reading.names) for number, cells in some}
    rows = [one for one in read.values() if isinstance(one, Row)]
    found = around(rows, reading.keys)
    earlier_rows(import_id, rows, reading.names, found)
    for key, holders in held.items():
        found.holders[key].extend(holders)
    for number, cells in some:
        said = read[number]
        values = {"import_id": import_id, "number": number, "cells": cells, "did": {}}
        if isinstance(said, RowRefused):
            said_at = address_in(cells.get("email", ""))
            found_at = at_key(address_key(said_at)) if said_at else None  # by which erasing finds it
            nobody: dict[str, Any] = {"who_key": None, "at_key": found_at, "person_id": None, "changes": {}}
            yield values | nobody | {"state": RowState.REFUSED, "reason": said.reason, "about": said.about}
            continue
        verdict = judge(said, found)
        found.take(number, said, verdict)
        _keep_holders(held, found, verdict)
        ref = verdict.who.ref if verdict.who else 0
        yield values | {
            "state": verdict.state,
            "reason": verdict.reason,
            "about": "",
            "changes": plain(verdict),
            "who_key": who_key(said.name_key, said.address_key),
            "at_key": at_key(said.address_key),
            "person_id": ref if ref > 0 else None,
        }


def _keep_holders(held: Holders, found: Surroundings, verdict: Verdict) -> None:
    for role in verdict.roles:
        key = (role.kind, role.country)
        if key in found.holders:
            held[key] = [one for one in found.holders[key] if one[1].ref < 0]


def checked(cells: Mapping[str, str], names: Names) -> Row | RowRefused:
    """Read a row, or give why it cannot be taken."""
    try:
        return check_row(cells, names)
    except RowRefused as refusal:
        return refusal


def plain(verdict: Verdict) -> dict[str, Any]:
    """Give what changes as it can be kept: fields from what to what, roles and interests that are added."""
    kept: dict[str, Any] = {name: list(pair) for name, pair in verdict.changes.items()}
    if verdict.roles:
        kept["role"] = [[one.kind, one.country, one.body] for one in verdict.roles]
    if verdict.interests:
        kept["interests"] = list(verdict.interests)
    return kept


def _some(every: Iterable[T], number: int) -> Iterator[list[T]]:
    rest = iter(every)
    while some := list(islice(rest, number)):
        yield some
