"""Rehearsals of a slot, who is invited to them, and how connections of panellists were tested."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.checks import check_number, check_web_address
from meetings.domain.codes import SlotState
from meetings.domain.cop.connection_tests import NOTE_LENGTH as TEST_NOTE
from meetings.domain.cop.connection_tests import check_outcome
from meetings.domain.live.rehearsals import (
    CANCELLED,
    MOST_INVITED,
    MOST_MINUTES,
    NOTE_LENGTH,
    PLANNED,
    check_start,
)
from meetings.domain.live.run_sheets import check_notes
from meetings.domain.live.run_sheets_errors import NobodyInvited, RehearsalOver, SlotIsOff
from meetings.domain.registrations import check_line
from meetings.domain.zones import check_zone, to_instant
from meetings.extensions import db, transaction
from meetings.models.live.run_sheets import PanelistTest, Rehearsal, RehearsalGuest
from meetings.models.people import Person
from meetings.models.slots import Slot
from meetings.queries.live import run_sheets as queries
from meetings.services.audit import note
from meetings.services.live.hours import mark_hour_within


@dataclass(frozen=True, slots=True)
class RehearsalGiven:
    """A rehearsal as a form gives it: a wall time in a zone, its length, where it is held, who is invited."""

    local_start: datetime
    zone: str
    minutes: str
    address: str
    guests: Collection[str]
    note: str = ""
    fold: int | None = None


def add_rehearsal(slot_id: str, given: RehearsalGiven, now: datetime, actor: str) -> str:
    """Add a rehearsal; whoever is invited is told in a moment.

    Raises: NotFound, SlotIsOff, InThePast, NobodyInvited, Refused with the field to blame.
    """
    with transaction():
        slot = _slot(slot_id)
        values = _checked(slot, given, now)
        row = Rehearsal(slot_id=slot_id, state=PLANNED, updated_at=now, **values)
        db.session.add(row)
        db.session.flush()
        _invite(row, given.guests, now)
        _noted(slot_id, "add", row, now, actor)
        return row.id


def change_rehearsal(
    slot_id: str, rehearsal_id: str, given: RehearsalGiven, revision: int, *, now: datetime, actor: str
) -> None:
    """Move a rehearsal, change where it is held or who is invited; each is told once, and only what changed for them.

    Raises: NotFound, Stale, RehearsalOver, SlotIsOff, InThePast, NobodyInvited, Refused with the field to blame.
    """
    with transaction():
        row = _held(slot_id, rehearsal_id, revision, now)
        for name, value in _checked(_slot(slot_id), given, now).items():
            setattr(row, name, value)
        _invite(row, given.guests, now)
        row.updated_at, row.revision = now, row.revision + 1
        _noted(slot_id, "change", row, now, actor)


def cancel_rehearsal(slot_id: str, rehearsal_id: str, revision: int, now: datetime, actor: str) -> None:
    """Call a rehearsal off; whoever was told of it is told.

    Raises: NotFound, Stale, RehearsalOver.
    """
    with transaction():
        row = _held(slot_id, rehearsal_id, revision, now)
        row.state, row.updated_at, row.revision = CANCELLED, now, row.revision + 1
        _noted(slot_id, "cancel", row, now, actor)


def record_test(
    slot_id: str,
    who: str,
    outcome: str,
    parts: Mapping[str, str],
    *,
    remark: str,
    now: datetime,
    actor: str,
) -> None:
    """Keep how the connection of somebody on the panel was tested.

    Raises: NotFound, for nobody of this panel; NotAChoice, TooLong, NotOneLine with the field to blame.
    """
    with transaction():
        _slot(slot_id, is_held=False)
        if who not in {one.ref for one in queries.panel_of(slot_id)}:
            raise errors.NotFound(field="person")
        values = check_outcome(outcome, dict(parts))
        person_id = _person(who)
        text = check_line(remark, "note", TEST_NOTE) or ""
        db.session.add(
            PanelistTest(
                slot_id=slot_id,
                person_id=person_id,
                at=now,
                outcome=outcome,
                note=text,
                noted_by=actor,
                **values,
            )
        )
        after = {"person": f"person:{person_id}", "outcome": outcome}
        note(now, actor, "run_sheet.test", f"slot:{slot_id}", after=after)
        mark_hour_within(slot_id, now)


def _slot(slot_id: str, *, is_held: bool = True) -> Slot:
    found = db.session.scalar(select(Slot).where(Slot.id == slot_id).with_for_update())
    if found is None:
        raise errors.NotFound()
    if is_held and found.state != SlotState.PLANNED:
        raise SlotIsOff()
    return found


def _held(slot_id: str, rehearsal_id: str, revision: int, now: datetime) -> Rehearsal:
    row = db.session.scalar(
        select(Rehearsal).where(Rehearsal.id == rehearsal_id, Rehearsal.slot_id == slot_id).with_for_update()
    )
    if row is None:
        raise errors.NotFound()
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    if row.state != PLANNED or row.starts_at <= now:
        raise RehearsalOver()
    return row


def _checked(slot: Slot, given: RehearsalGiven, now: datetime) -> dict[str, Any]:
    zone = check_zone(given.zone)
    figures = given.minutes.strip()
    minutes = int(figures) if figures.isdecimal() and len(figures) < 6 else 0
    starts_at = to_instant(given.local_start, zone, given.fold)
    check_start(starts_at, slot.starts_at, now)
    return {
        "local_start": given.local_start,
        "zone": zone,
        "fold": given.fold or 0,
        "starts_at": starts_at,
        "minutes": check_number(minutes, "minutes", 1, MOST_MINUTES),
        "address": check_web_address(given.address, "address"),
        "note": check_notes(given.note, "note", NOTE_LENGTH),
    }


def _invite(row: Rehearsal, refs: Collection[str], now: datetime) -> None:
    """Let exactly these be invited; who was before stays in the list, so that they are told they are no more."""
    wanted = set(refs)
    there = {
        _ref(one, person): one
        for one, person in db.session.execute(
            select(RehearsalGuest, Person)
            .outerjoin(Person, Person.id == RehearsalGuest.person_id)
            .where(RehearsalGuest.rehearsal_id == row.id)
        )
    }
    allowed = {one.ref for one in (*queries.staff_of(row.slot_id), *queries.panel_of(row.slot_id))}
    allowed |= {ref for ref, one in there.items() if one.removed_at is None}
    if not wanted:
        raise NobodyInvited(field="guests")
    if not wanted <= allowed:
        raise errors.NotAChoice(field="guests", value="")
    if len(wanted) > MOST_INVITED:
        raise errors.TooManyLines(field="guests", most=MOST_INVITED)
    for ref, guest in there.items():
        guest.removed_at = None if ref in wanted else guest.removed_at or now
    for ref in sorted(wanted - set(there)):
        kind, _colon, name = ref.partition(":")
        user_id = int(name) if kind == queries.STAFF else None
        person_id = None if user_id is not None else _person(ref)
        db.session.add(RehearsalGuest(rehearsal_id=row.id, user_id=user_id, person_id=person_id))
    db.session.flush()


def _ref(guest: RehearsalGuest, person: Person | None) -> str:
    if guest.user_id is not None:
        return f"{queries.STAFF}:{guest.user_id}"
    return f"{queries.PANEL}:{person.public_id}" if person else ""


def _person(ref: str) -> int:
    name = ref.partition(":")[2]
    return db.session.scalars(select(Person.id).where(Person.public_id == name)).one()


def _noted(slot_id: str, act: str, row: Rehearsal, now: datetime, actor: str) -> None:
    facts = {"rehearsal": row.id, "starts_at": f"{row.starts_at:%Y-%m-%dT%H:%M}Z", "minutes": row.minutes}
    note(now, actor, f"rehearsal.{act}", f"slot:{slot_id}", after=facts)
    mark_hour_within(slot_id, now)
