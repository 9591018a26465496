"""What files of KRONOS hold of somebody who is erased, taken away; by what stays, nobody comes back."""

import json

from sqlalchemy import select

from meetings.domain.cop.kronos import SYSTEM, Kind, Record, name_of
from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db
from meetings.models.cop.kronos import ExchangeFile, ExternalId


def leave_kronos(person_id: int, names: frozenset[str], addresses: frozenset[str]) -> None:
    """Take a person out of kept files, and let their records settle nothing any more; within a transaction."""
    called_so = list(db.session.scalars(select(ExternalId).where(ExternalId.person_id == person_id)))
    for one in called_so:
        one.settled = None
    ids = {one.external_id for one in called_so}
    for row in db.session.scalars(select(ExchangeFile).where(ExchangeFile.system == SYSTEM)):
        cleaned = _cleaned(row.raw, ids, names, addresses)
        if cleaned is not None:
            row.raw = cleaned


def _cleaned(raw: str, ids: set[str], names: frozenset[str], addresses: frozenset[str]) -> str | None:
    """Give a file without what it says of somebody, or nothing where it says nothing."""
    body = json.loads(raw)
    at = {address_key(one) for one in addresses}
    found = False
    for contact in body.get("contacts", ()):
        record = Record(Kind.CONTACT, str(contact.get("contactId", "")), contact)
        theirs = name_key(name_of(record)) in names and address_key(record.first("emails")) in at
        if record.id in ids or theirs:
            kept = {name: contact[name] for name in ("contactId", "organizationId") if name in contact}
            contact.clear()
            contact.update(kept)
            found = True
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n" if found else None
