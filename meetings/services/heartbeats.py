"""Signs of life of processes."""

from datetime import datetime

from sqlalchemy import delete

from meetings.domain.zones import zone_data_version
from meetings.extensions import insert_new, store, transaction
from meetings.models.journal import Heartbeat
from meetings.services.leases import release


def beat(process: str, kind: str, now: datetime, troubles: dict[str, str] | None = None) -> None:
    """Note that a process lives, with which zone data, and what troubles it, by name."""
    values = {"kind": kind, "zone_data": zone_data_version(), "at": now, "troubles": troubles or {}}
    with transaction():
        statement = insert_new(Heartbeat).values(process=process, **values)
        store(statement.on_conflict_do_update(index_elements=["process"], set_=values))


def leave(process: str, now: datetime) -> None:
    """Note that a process has ended as it should, and let others go on with what it held."""
    with transaction():
        store(delete(Heartbeat).where(Heartbeat.process == process))
    release(process, now)
