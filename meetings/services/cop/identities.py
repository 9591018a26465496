"""Passports and photos of delegates: sealed by a key that lies outside of the store, read by officers, then erased.

Each nomination has a key of its own on a shelf that no backup takes along. Where the key is destroyed, nobody reads
what it sealed any more, in the store or in any older backup of it.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from cryptography.fernet import Fernet
from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.cop.codes import GONE
from meetings.domain.cop.delegation_errors import IdentityClosed
from meetings.domain.cop.identities import Passport, check_passport, erase_day
from meetings.domain.ports import KeyShelf, NoSuchFile, Storage
from meetings.extensions import db, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Identity, Nomination, Participation
from meetings.services.audit import note
from meetings.services.discarding import discard

KEYS: Final = "identity keys"
FOLDER: Final = "identities"
MOST_PHOTO: Final = 5_000_000
MOST_SEALED: Final = 8_000_000


def put_identity(
    nomination_id: str,
    now: datetime,
    *,
    actor: str,
    shelf: KeyShelf,
    storage: Storage,
    passport: Passport | None = None,
    photo: bytes | None = None,
) -> None:
    """Keep a passport, a photo or both, in place of what was given before; what is not given stays.

    Takes: a photo that was checked, see `formats/cop/letters.check_photo`.
    Raises: NotFound; IdentityClosed, for segments whose day of erasing is past; what `check_passport` raises.
    """
    checked = check_passport(passport) if passport is not None else None
    with transaction():
        take_turns(KEYS)  # until the row is stored, nobody takes its key for one that was left
        if db.session.get(Nomination, nomination_id, with_for_update=True) is None:
            raise errors.NotFound()
        ends = _erase_on(nomination_id)
        if ends is not None and ends <= now.date():
            raise IdentityClosed()
        row, key = _row_and_key(nomination_id, now, shelf)
        row.erase_on = ends
        if checked is not None:
            row.sealed, row.given_at = key.encrypt(json.dumps(checked.facts()).encode()).decode(), now
        if photo is not None:
            discard([row.photo], now)
            name = f"{FOLDER}/{random_id(20)}"
            row.photo, row.photo_at = storage.put(name, [key.encrypt(photo)], MOST_SEALED).key, now
        after = {"passport": checked is not None, "photo": photo is not None}
        note(now, actor, "identity.put", f"nomination:{nomination_id}", after=after)


def take_away(
    nomination_id: str, now: datetime, *, actor: str, passport: bool = False, photo: bool = False
) -> None:
    """Take a passport, a photo or both away; where nothing is left, the key goes with the next tick."""
    with transaction():
        row = db.session.get(Identity, nomination_id, with_for_update=True)
        if row is None:
            return
        if photo:
            discard([row.photo], now)
            row.photo = row.photo_at = None
        if passport:
            row.sealed = None
        if row.sealed is None and row.photo is None:
            db.session.delete(row)
        after = {"passport": passport, "photo": photo}
        note(now, actor, "identity.take_away", f"nomination:{nomination_id}", after=after)


def read_passport(nomination_id: str, now: datetime, *, actor: str, shelf: KeyShelf) -> Passport | None:
    """Give a passport to an officer, whose reading is noted first; nothing where none is, or its key is not here."""
    with transaction():
        row = db.session.get(Identity, nomination_id)
        key = shelf.get(nomination_id) if row is not None else None
        if row is None or row.sealed is None or key is None:
            return None
        note(now, actor, "identity.read", f"nomination:{nomination_id}", after={"read": "passport"})
        return Passport(**json.loads(Fernet(key).decrypt(row.sealed)))


def read_photo(
    nomination_id: str, now: datetime, *, actor: str, shelf: KeyShelf, storage: Storage
) -> bytes | None:
    """Give a photo to an officer, whose reading is noted first; nothing where none is, or its key is not here."""
    found = photo_bytes(nomination_id, shelf=shelf, storage=storage)
    if found is not None:
        with transaction():
            note(now, actor, "identity.read", f"nomination:{nomination_id}", after={"read": "photo"})
    return found


def photo_bytes(nomination_id: str, *, shelf: KeyShelf, storage: Storage) -> bytes | None:
    """Give a photo for a badge (JPEG or PNG); nothing where none is, or its key is not here.

    Issuing the badge is noted by whoever issues it; on a page, officers read it by `read_photo`.
    """
    return photos_of([nomination_id], shelf=shelf, storage=storage).get(nomination_id)


def photos_of(nomination_ids: Iterable[str], *, shelf: KeyShelf, storage: Storage) -> dict[str, bytes]:
    """Give the photos for many badges by one question; those without one are left out."""
    rows = db.session.execute(
        select(Identity.nomination_id, Identity.photo).where(
            Identity.nomination_id.in_(list(nomination_ids)), Identity.photo.is_not(None)
        )
    )
    found = {}
    for nomination_id, file in rows:
        key, sealed = shelf.get(nomination_id), _file(str(file), storage)
        if key is not None and sealed is not None:
            found[nomination_id] = Fernet(key).decrypt(sealed)
    return found


def _file(name: str, storage: Storage) -> bytes | None:
    try:
        return b"".join(storage.read(name, 0, storage.size(name) or 0))
    except NoSuchFile:
        return None


def erase_within(nomination_ids: Iterable[str], now: datetime) -> int:
    """Erase what identifies some people; the keys go with the next tick. Call it within a transaction."""
    ids = list(nomination_ids)
    rows = db.session.scalars(select(Identity).where(Identity.nomination_id.in_(ids))).all()
    discard([one.photo for one in rows], now)
    db.session.execute(
        delete(Identity).where(Identity.nomination_id.in_([one.nomination_id for one in rows]))
    )
    return len(rows)


def settle(now: datetime, shelf: KeyShelf) -> int:
    """Erase what has come to its day, and destroy keys that open nothing any more; it may run twice at once.

    The last of somebody's segments counts, as it is dated now; of whoever is in none any more, nothing is kept.

    Gives: of how many people.
    """
    due = [one for one, day in _days().items() if day is None or day <= now.date()]
    erased = 0
    if due:
        with transaction():
            erased = erase_within(due, now)
            note(now, "house", "identity.erase", "identities", after={"people": erased})
    _tidy(shelf)
    return erased


def _days() -> dict[str, date | None]:
    """Give, by nomination, the day on which what identifies somebody is erased."""
    stands = Participation.state.not_in(GONE)
    rows = db.session.execute(
        select(Identity.nomination_id, Segment)
        .outerjoin(Participation, (Participation.nomination_id == Identity.nomination_id) & stands)
        .outerjoin(Segment, Segment.id == Participation.segment_id)
    ).all()
    segments: dict[str, list[Segment]] = {}
    for nomination_id, segment in rows:
        segments.setdefault(nomination_id, []).extend([segment] if segment is not None else [])
    return {nomination_id: erase_day(found) for nomination_id, found in segments.items()}


def _erase_on(nomination_id: str) -> date | None:
    segments = db.session.scalars(
        select(Segment)
        .join(Participation, Participation.segment_id == Segment.id)
        .where(Participation.nomination_id == nomination_id, Participation.state.not_in(GONE))
    )
    return erase_day(segments)


def _row_and_key(nomination_id: str, now: datetime, shelf: KeyShelf) -> tuple[Identity, Fernet]:
    """Give the row of a nomination and its key; where nothing can be sealed by one that is here, both are new."""
    row, kept = db.session.get(Identity, nomination_id), shelf.get(nomination_id)
    if row is not None and kept is not None:
        return row, Fernet(kept)
    if row is None:
        row = Identity(nomination_id=nomination_id, given_at=now)
        db.session.add(row)
    discard([row.photo], now)  # without its key nobody reads it any more
    row.sealed = row.photo = row.photo_at = None
    shelf.drop(nomination_id)
    made = Fernet.generate_key()
    shelf.put(nomination_id, made)
    return row, Fernet(made)


def _tidy(shelf: KeyShelf) -> None:
    """Destroy keys that open nothing any more, whether somebody was erased or took it away."""
    if not shelf.names():
        return
    with transaction():
        take_turns(KEYS)
        here = shelf.names()
        used = set(db.session.scalars(select(Identity.nomination_id).where(Identity.nomination_id.in_(here))))
        for name in here - used:
            shelf.drop(name)
