"""Following zone data: coming slots keep their wall time, and their instant is derived again."""

from datetime import datetime
from typing import Final

from meetings.domain.zones import UNKNOWN, zone_data_version
from meetings.extensions import insert_new, store, transaction
from meetings.models.journal import ZoneDataUsed
from meetings.queries.zones import newest_zone_data, outdated
from meetings.services.leases import hold
from meetings.services.slots import derive_again

LEASE: Final = "zone data"
LEASE_SECONDS: Final = 60
ACTOR: Final = "zone data"


def follow_zone_data(process: str, now: datetime) -> int:
    """Move the instants of coming slots to where the zone data in use have them; give how many moved.

    Only processes with the newest data do, one of them at a time; one left on older data changes nothing. An hour
    that does not exist any more stays where it is, and `meetings doctor` says so.
    """
    version, newest = zone_data_version(), newest_zone_data()
    if version == UNKNOWN or (newest is not None and newest > version):
        return 0
    if not hold(LEASE, process, now, LEASE_SECONDS):
        return 0
    moved = 0
    for slot in outdated(now):
        if slot.starts_at is not None:
            moved += derive_again(slot.id, now, f"{ACTOR} {version}")
    if moved or newest != version:
        _note(version, moved, now)
    return moved


def _note(version: str, moved: int, now: datetime) -> None:
    with transaction():
        new = insert_new(ZoneDataUsed).values(version=version, since=now, moved=moved)
        store(
            new.on_conflict_do_update(index_elements=["version"], set_={"moved": ZoneDataUsed.moved + moved})
        )
