"""The hour of a slot: whatever changes in it is counted, so that pages know whether they are still true."""

from datetime import datetime

from sqlalchemy import update

from meetings.extensions import insert_new, store
from meetings.models.live.hours import LiveHour


def mark_hour_within(slot_id: str, now: datetime) -> None:
    """Say that pages of a slot's hour would read differently from now on; call it within the act's transaction."""
    values = {"slot_id": slot_id, "changes": 0, "delay_minutes": 0, "changed_at": now}
    store(insert_new(LiveHour).on_conflict_do_nothing(), values)
    here = update(LiveHour).where(LiveHour.slot_id == slot_id)
    store(here.values(changes=LiveHour.changes + 1, changed_at=now))
