"""The hour of a slot: whatever changes in it is counted, so that pages know whether they are still true."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update

from meetings.extensions import db, insert_new, store
from meetings.models.live.hours import LiveHour
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot

# Made once, because whoever asks a question counts one.
_COUNT: Final = (
    update(LiveHour)
    .where(LiveHour.slot_id == bindparam("slot"))
    .values(changes=LiveHour.changes + 1, changed_at=bindparam("now", type_=LiveHour.changed_at.type))
)


def mark_hour_within(slot_id: str, now: datetime) -> None:
    """Say that pages of a slot's hour would read differently from now on; call it within the act's transaction."""
    if store(_COUNT, {"slot": slot_id, "now": now}).rowcount:
        return
    values = {"slot_id": slot_id, "changes": 0, "delay_minutes": 0, "changed_at": now}
    store(insert_new(LiveHour).on_conflict_do_nothing(), values)
    store(_COUNT, {"slot": slot_id, "now": now})


def forget_delay_within(slot_id: str, now: datetime) -> None:
    """Let a time that moved, or is not held or held again, begin as announced: a delay is said of one beginning."""
    late = LiveHour.slot_id == slot_id, LiveHour.delay_minutes != 0
    values = {"delay_minutes": 0, "changes": LiveHour.changes + 1, "changed_at": now}
    db.session.execute(update(LiveHour).where(*late).values(values))


def hold_programme_within(*, session_id: int | None = None, slot_id: str | None = None) -> None:
    """Hold the programme of a session or a slot, before any row of it, as whoever changes a session does.

    Acts that end by counting a change of the programme would else wait for one that holds it and waits for them.
    """
    wanted = select(Session.programme_id)
    if slot_id is not None:
        wanted = wanted.join(Slot, Slot.session_id == Session.id).where(Slot.id == slot_id)
    else:
        wanted = wanted.where(Session.id == session_id)
    held = select(Programme.id).where(Programme.id == wanted.scalar_subquery())
    store(held.with_for_update(key_share=True))
