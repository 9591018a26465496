"""What contacts leave behind, taken away when somebody is erased; roles stay without a name, for figures."""

from collections.abc import Collection
from datetime import datetime
from itertools import product
from typing import Any, Final

from sqlalchemy import String, cast, delete, func, or_, select, update

from meetings.domain.attendance_cleaning import clean_file, clean_name
from meetings.domain.contacts.imports import RowState
from meetings.domain.contacts.rows import at_key, who_key
from meetings.domain.heard import folded
from meetings.domain.registrations import address_key
from meetings.extensions import db, store
from meetings.models.contacts.contacts import Contact, ContactInterest, ContactListMember
from meetings.models.contacts.imports import ContactImport, ContactImportRow, ContactKey
from meetings.models.journal import Audit
from meetings.services.contacts.exports import EXPORT

OF_LISTS: Final = (
    "contact_list.make", "contact_list.change", "contact_list.end", "contact_list.take_back",
    "contact_list.export",
)  # fmt: skip
TELLING: Final = 3  # letters of a piece of a name that tells of somebody


def leave_contacts(person_id: int, names: Collection[str], addresses: Collection[str], now: datetime) -> None:
    """Let what a contact was say nothing of them, and take them out of the lists that named them."""
    for table in (ContactInterest, ContactListMember, ContactKey):
        store(delete(table).where(table.person_id == person_id))
    empty = {"title": None, "position": None, "updated_at": now, "revision": Contact.revision + 1}
    store(update(Contact).where(Contact.person_id == person_id).values(**empty))
    ended = (Contact.person_id == person_id, Contact.ended_at.is_(None))
    store(update(Contact).where(*ended).values(ended_at=now))
    _leave_lists(person_id, names, addresses)
    _leave_exports(names)


def _leave_exports(names: Collection[str]) -> None:
    """Let the journal of tables and lists say no more that somebody was looked for by name."""
    said = {word for name in names for word in folded(name).split()}
    for row in db.session.scalars(select(Audit).where(Audit.act.in_((EXPORT, *OF_LISTS)))):
        row.before, row.after = _unasked(row.before, said), _unasked(row.after, said)


def _unasked(facts: dict[str, Any], said: Collection[str]) -> dict[str, Any]:
    """Give what the journal says of a filter, without a text or a name of a list by which somebody is meant."""
    kept, asked = dict(facts), facts.get("asked")
    if isinstance(asked, dict) and _tells(str(asked.get("text") or ""), said):
        kept["asked"] = {**asked, "text": ""}
    if _tells(str(facts.get("list") or ""), said):
        kept["list"] = ""
    return kept


def _tells(text: str, said: Collection[str]) -> bool:
    """Say whether all words of a text are those of a name."""
    words = [one for one in folded(text).split() if len(one) >= TELLING]
    return bool(words) and all(any(name.startswith(one) for name in said) for one in words)


def _leave_lists(person_id: int, names: Collection[str], addresses: Collection[str]) -> None:
    """Empty rows that are about somebody, and take them out of the files; what was decided stays."""
    keys = {who_key(name, address) for name, address in product(names, addresses)}
    theirs = or_(ContactImportRow.person_id == person_id, ContactImportRow.who_key.in_(keys))
    files = set(db.session.scalars(select(ContactImportRow.import_id).where(theirs).distinct()))
    own = (
        ContactImportRow.did["person"].as_boolean().is_(True)
    )  # what was added stays known by its number alone
    emptied = {"cells": {}, "changes": {}, "about": ""}
    store(update(ContactImportRow).where(theirs).values(**emptied))
    store(update(ContactImportRow).where(ContactImportRow.person_id == person_id, ~own).values(did={}))
    for refused in _refused(names, addresses):
        refused.cells, refused.changes, refused.about = {}, {}, ""
        files.add(refused.import_id)
    said, at = {one for one in names if one}, {one for one in addresses if one}
    for import_id in db.session.scalars(select(ContactImport.id).order_by(ContactImport.id)).all():
        row = db.session.get_one(ContactImport, import_id)
        if import_id not in files and clean_file(row.raw, None, (), at) == row.raw:
            continue
        cleaned, name = clean_file(row.raw, None, said, at), clean_name(row.name, said, at)
        if cleaned != row.raw:
            row.raw = cleaned
        if name != row.name:
            row.name = name


def _refused(names: Collection[str], addresses: Collection[str]) -> list[ContactImportRow]:
    """Give the rows that were refused while they were read, at these addresses; none that names only somebody else."""
    at = {address_key(one) for one in addresses if one}
    if not at:
        return []
    text = func.lower(cast(ContactImportRow.cells, String))
    named = or_(
        ContactImportRow.at_key.in_([at_key(one) for one in at]),
        *(text.contains(one, autoescape=True) for one in sorted(at)),
    )
    rows = db.session.scalars(
        select(ContactImportRow).where(
            ContactImportRow.state == RowState.REFUSED, ContactImportRow.who_key.is_(None), named
        )
    )
    theirs = {word for name in names for word in folded(name).split()}
    return [row for row in rows if theirs & (words := _words(row)) or not words]


def _words(row: ContactImportRow) -> set[str]:
    said = " ".join(str(row.cells.get(one, "")) for one in ("name", "first_name", "last_name"))
    return set(folded(said).split())
