"""What tells everybody at once while a slot is held: that it begins later, that it went elsewhere, what may be read."""

from datetime import datetime
from typing import Any

from meetings.domain import errors
from meetings.domain.codes import SlotState
from meetings.domain.live.hours import check_delay
from meetings.extensions import db, transaction
from meetings.models.live.hours import LiveHour
from meetings.models.slots import Slot
from meetings.services import slots
from meetings.services.audit import note
from meetings.services.live.delay_notices import tell_within
from meetings.services.live.hours import mark_hour_within
from meetings.services.seats import mark_changed


def delay(slot_id: str, minutes: int, now: datetime, actor: str) -> None:
    """Let an hour begin later than announced, or (0) as announced after all; nobody's calendar moves.

    Entrance, pages and status lines say it at once. Where it is long enough, and early enough to be read, everybody
    with a place, on the panel or let in as a delegate is written to once, however often it is put off; what has not
    left is taken back with it, and whoever was written to hears of it when it begins earlier than that after all.
    Raises: NotANumber, with field `delay`; NotFound; NotThisMove, where it is not held.
    """
    check_delay(minutes)
    with transaction():
        slot = _planned(slot_id)
        mark_hour_within(slot_id, now)
        hour = db.session.get_one(LiveHour, slot_id, populate_existing=True)
        before, hour.delay_minutes = hour.delay_minutes, minutes
        if before == minutes:
            return
        db.session.flush()
        mark_changed(slot_id)
        tell_within(slot, before, minutes, now)
        note(
            now,
            actor,
            "slot.delay",
            f"slot:{slot_id}",
            before={"delay_minutes": before},
            after={"delay_minutes": minutes},
        )


def move_platform(
    slot_id: str, address: str, revision: int, now: datetime, actor: str, *, keeps_channels: bool = False
) -> None:
    """Hold a slot at another address from now on: the entrance leads there at once, and status lines say so.

    The other ways in led to the old meeting: they are emptied in the same act, and stay in the journal.
    Takes: `keeps_channels`, where they lead to the new one, too.
    Raises: Missing, NotAWebAddress, TooLong, NotOneLine, with the field; NotFound, Stale.
    """
    if not address.strip():
        raise errors.Missing(field="platform_address")
    values: dict[str, Any] = {"platform_address": address}
    if not keeps_channels:
        values["channels"] = []
    with transaction():
        slots.edit_within(slot_id, values, revision, now, actor)
        mark_hour_within(slot_id, now)


def let_read(slot_id: str, *, shows: bool, now: datetime, actor: str) -> None:
    """Let those who take part read each other's questions, or not any more.

    Raises: NotFound.
    """
    with transaction():
        _slot(slot_id)
        mark_hour_within(slot_id, now)
        hour = db.session.get_one(LiveHour, slot_id, populate_existing=True)
        before, hour.shows_questions = hour.shows_questions, shows
        if before != shows:
            sides = {"shows_questions": before}, {"shows_questions": shows}
            note(now, actor, "slot.questions", f"slot:{slot_id}", before=sides[0], after=sides[1])


def _slot(slot_id: str) -> Slot:
    slot = db.session.get(Slot, slot_id)
    if slot is None:
        raise errors.NotFound()
    return slot


def _planned(slot_id: str) -> Slot:
    slot = _slot(slot_id)
    if slot.state != SlotState.PLANNED:
        raise errors.NotThisMove(state=slot.state, wanted="delay")
    return slot
