"""Signs of life of processes."""

from datetime import datetime

from meetings.domain.zones import zone_data_version
from meetings.extensions import db, insert_new, transaction
from meetings.models.journal import Heartbeat


def beat(process: str, kind: str, now: datetime) -> None:
    """Note that a process lives, and with which zone data."""
    values = {"kind": kind, "zone_data": zone_data_version(), "at": now}
    with transaction():
        statement = insert_new(Heartbeat).values(process=process, **values)
        db.session.execute(statement.on_conflict_do_update(index_elements=["process"], set_=values))
