"""Which signed letters state a time that is another by now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.contacts.letter_facts import SlotStated
from meetings.domain.contacts.letters import OUT, LetterState, is_same, symbol
from meetings.extensions import db
from meetings.models.contacts.letters import LetterSlot, OfficialLetter
from meetings.models.slots import Slot
from meetings.queries.contacts.letters import slots_where, stated_row


@dataclass(frozen=True, slots=True)
class OldTime:
    """A time as a letter states it, and as it stands."""

    stated: SlotStated
    now: SlotStated


@dataclass(frozen=True, slots=True)
class OldLetter:
    """A letter that states times which are others by now; `correction` is the id of one that waits, if any."""

    id: str
    symbol: str
    dated_on: date | None
    texts: dict[str, Any]
    times: tuple[OldTime, ...]
    correction: str


def old_letters(*, slot_id: str = "", letter_id: str = "") -> list[OldLetter]:
    """Give signed letters that state a time which is another by now, and no later letter puts right.

    Takes: the time, or the letter, that is asked about.
    """
    stating = select(LetterSlot.letter_id)
    stating = stating.where(LetterSlot.slot_id == slot_id) if slot_id else stating
    question = (
        select(OfficialLetter)
        .where(OfficialLetter.state.in_(OUT), OfficialLetter.id.in_(stating))
        .order_by(OfficialLetter.signed_at, OfficialLetter.id)
        .options(selectinload(OfficialLetter.slots), raiseload("*"))
    )
    if letter_id:
        question = question.where(OfficialLetter.id == letter_id)
    rows = db.session.scalars(question).all()
    present = {one.slot_id: one for one in _present({each.slot_id for row in rows for each in row.slots})}
    right, waiting = _corrected([row.id for row in rows])
    found = []
    for row in rows:
        times = [
            OldTime(stated_row(one), present[one.slot_id])
            for one in row.slots
            if one.slot_id in present and not is_same(stated_row(one), present[one.slot_id])
        ]
        old = [one for one in times if (row.id, one.now.slot_id) not in right]
        if any(not slot_id or one.now.slot_id == slot_id for one in old):
            shown = symbol(row.series, row.year, row.number)
            found.append(
                OldLetter(row.id, shown, row.dated_on, row.texts, tuple(old), waiting.get(row.id, ""))
            )
    return found


def letters_stating(slot_id: str) -> list[tuple[str, str, SlotStated]]:
    """Give signed letters that state a time, with what each states: id, symbol, time; those put right are left out."""
    rows = db.session.execute(
        select(OfficialLetter, LetterSlot)
        .join(LetterSlot, LetterSlot.letter_id == OfficialLetter.id)
        .where(LetterSlot.slot_id == slot_id, OfficialLetter.state.in_(OUT))
        .order_by(OfficialLetter.signed_at, OfficialLetter.id)
        .options(raiseload("*"))
    ).all()
    put_right = {row.corrects_id for row, _slot in rows}
    return [
        (row.id, symbol(row.series, row.year, row.number), stated_row(slot))
        for row, slot in rows
        if row.id not in put_right
    ]


def _present(slot_ids: Collection[str]) -> list[SlotStated]:
    return slots_where(Slot.id.in_(slot_ids)) if slot_ids else []


def _corrected(ids: list[str]) -> tuple[set[tuple[str, str]], dict[str, str]]:
    """Give which times of which letters a signed correction states instead, and which corrections wait."""
    if not ids:
        return set(), {}
    rows = db.session.scalars(
        select(OfficialLetter)
        .where(OfficialLetter.corrects_id.in_(ids), OfficialLetter.state != LetterState.VOID)
        .options(selectinload(OfficialLetter.slots), raiseload("*"))
    ).all()
    right: set[tuple[str, str]] = set()
    waiting: dict[str, str] = {}
    for row in rows:
        if row.state not in OUT:
            waiting[row.corrects_id or ""] = row.id
            continue
        right |= {(row.corrects_id or "", one.slot_id) for one in row.slots}
    return right, waiting
