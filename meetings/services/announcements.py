"""Keeping where a session was announced, with which of its times, and who was told that these are others now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.checks import check_web_address
from meetings.domain.registrations import check_line
from meetings.extensions import db, transaction
from meetings.models.announcements import Announcement
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot, SlotVersion
from meetings.services.audit import note

PARTNER_LENGTH = 200


@dataclass(frozen=True, slots=True)
class New:
    """An announcement to keep: by whom (empty: ourselves), where, and since when.

    `versions` are those of the times it states, by slot; of a slot that is not named, the present one.
    """

    partner: str
    address: str
    announced_on: date
    versions: Mapping[str, int] = field(default_factory=dict)


def add(programme: str, session: str, new: New, now: datetime, actor: str) -> int:
    """Keep an announcement of a session; the same one again (partner, address) changes the one that is kept.

    Raises: NotFound, Missing, NotAWebAddress, TooLong, NotOneLine, NotAChoice, with the field.
    """
    partner = check_line(new.partner, "partner", PARTNER_LENGTH) or ""
    address = check_web_address(new.address, "address")
    if address is None:
        raise errors.Missing(field="address")
    with transaction():
        session_id = _session_id(programme, session)
        versions = _versions(session_id, new.versions)
        same = (Announcement.session_id == session_id, Announcement.partner == partner)
        row = db.session.scalar(
            select(Announcement).where(*same, Announcement.address == address).with_for_update()
        )
        stated = {"announced_on": new.announced_on, "versions": versions}
        if row is None:
            row = Announcement(session_id=session_id, partner=partner, address=address, updated_at=now)
            row.announced_on, row.versions, row.noted_by, row.noted_at = (
                new.announced_on,
                versions,
                actor,
                now,
            )
            db.session.add(row)
        elif all(getattr(row, name) == value for name, value in stated.items()):
            return row.id
        else:
            row.announced_on, row.versions, row.told_at = new.announced_on, versions, None
            row.revision, row.updated_at = row.revision + 1, now
        db.session.flush()
        _note(programme, session, "add", row, now, actor)
        return row.id


def remove(programme: str, session: str, number: int, now: datetime, actor: str) -> None:
    """Take an announcement away that is none any more; taken away before is nothing to do."""
    with transaction():
        row = db.session.get(Announcement, number)
        if row is None or row.session_id != _session_id(programme, session):
            return
        _note(programme, session, "remove", row, now, actor)
        db.session.delete(row)


def tell(programme: str, seen: Mapping[int, int], within: Collection[str], now: datetime, actor: str) -> int:
    """Keep that partners were told of the times as they stand, so that their announcements state no old one.

    Takes: the revision that was seen of each announcement; the sessions that are open to whoever asks.
    Gives: how many were told by this. Raises: NothingChosen; Stale, where one was changed or taken away meanwhile.
    """
    if not seen:
        raise errors.NothingChosen(field="told")
    with transaction():
        rows = db.session.execute(
            select(Announcement, Session.slug)
            .join(Session, Session.id == Announcement.session_id)
            .join(Programme, Programme.id == Session.programme_id)
            .where(Announcement.id.in_(list(seen)), Programme.slug == programme, Session.slug.in_(within))
            .order_by(Announcement.id)
            .with_for_update(of=Announcement)
        ).all()
        if len(rows) < len(seen) or any(row.revision != seen[row.id] for row, _slug in rows):
            raise errors.Stale(field="told")
        told = 0
        for row, slug in rows:
            current = _versions(row.session_id, {})
            stated = {slot: current[slot] for slot in row.versions if slot in current}
            if stated != row.versions:
                row.versions, row.told_at = stated, now
                row.revision, row.updated_at = row.revision + 1, now
                _note(programme, slug, "told", row, now, actor)
                told += 1
        return told


def _session_id(programme: str, session: str) -> int:
    found = db.session.scalar(
        select(Session.id).join(Session.programme).where(Programme.slug == programme, Session.slug == session)
    )
    if found is None:
        raise errors.NotFound()
    return found


def _versions(session_id: int, given: Mapping[str, int]) -> dict[str, int]:
    """Give the version stated of each slot of a session: the one that is given, else the present one.

    Raises: NotAChoice, with field `versions`.
    """
    rows = db.session.execute(
        select(Slot.id, Slot.version).where(Slot.session_id == session_id).order_by(Slot.id)
    )
    current = {row.id: row.version for row in rows}
    stored = db.session.execute(
        select(SlotVersion.slot_id, SlotVersion.version).where(SlotVersion.slot_id.in_(current))
    )
    known = {(row.slot_id, row.version) for row in stored}
    for one in given.items():
        if one not in known:
            raise errors.NotAChoice(field="versions", value=str(one)[:40])
    return current | dict(given)


def _note(programme: str, session: str, act: str, row: Announcement, now: datetime, actor: str) -> None:
    facts = {
        "id": row.id,
        "partner": row.partner,
        "address": row.address,
        "announced_on": row.announced_on.isoformat(),
        "versions": dict(row.versions),
    }
    subject = f"session:{programme}/{session}"
    before, after = (facts, {}) if act == "remove" else ({}, facts)
    note(now, actor, f"announcement.{act}", subject, before=before, after=after)
