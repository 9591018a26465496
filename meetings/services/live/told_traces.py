"""What platforms told of people who were erased, taken away; the events stay, and rows that follow from them count."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, update

from meetings.domain.live.told import Platform
from meetings.domain.registrations import name_key
from meetings.extensions import store
from meetings.models.attendance import Attendance
from meetings.models.live.told import HookEvent
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Slot

NOTHING: dict[str, str | bytes] = {"name": "", "address": "", "reference": "", "raw": b""}


def clean_events(person_id: int, name_keys: Collection[str], addresses: Collection[str]) -> None:
    """Empty the events of connections that were somebody's, and those about their sessions, or none, that name them.

    Rows that were matched to nobody lose that name in the same sessions.
    """
    theirs = select(Attendance.slot_id, Attendance.connection).where(
        Attendance.person_id == person_id, Attendance.connection.is_not(None)
    )
    for row in store(theirs.distinct()).all():
        empty_events(HookEvent.slot_id == row.slot_id, HookEvent.connection == row.connection)
    registered = select(Registration.session_id).where(Registration.person_id == person_id)
    panels = select(Panelist.session_id).where(Panelist.person_id == person_id)
    slots = select(Slot.id).where(Slot.session_id.in_(registered.union(panels)))
    said = frozenset(one.encode().lower() for one in addresses if one)
    columns = (HookEvent.id, HookEvent.name, HookEvent.raw)
    about = or_(HookEvent.slot_id.in_(slots), HookEvent.slot_id.is_(None))
    events = store(select(*columns).where(about, HookEvent.raw != b"")).all()
    named = [row.id for row in events if _names(row.name, row.raw, name_keys, said)]
    empty_events(HookEvent.id.in_(named))
    nobody = (Attendance.person_id.is_(None), Attendance.connection.is_not(None))
    rows = store(select(Attendance.id, Attendance.name).where(Attendance.slot_id.in_(slots), *nobody)).all()
    empty = [row.id for row in rows if row.name and name_key(row.name) in name_keys]
    store(update(Attendance).where(Attendance.id.in_(empty)).values(name=None, address=None))


def empty_events(*of_them: ColumnElement[bool]) -> None:
    """Take what events say of somebody away, and the whole body that they came in, which others came in, too.

    BigBlueButton sends several events in one body, which is kept with each of them; their keys begin alike.
    """
    together = (HookEvent.platform == Platform.BIGBLUEBUTTON, HookEvent.raw != b"")
    keys = store(select(HookEvent.key).where(*of_them, *together)).scalars().all()
    store(update(HookEvent).where(*of_them).values(**NOTHING))
    for body in sorted({one.partition("-")[0] for one in keys}):
        same = or_(HookEvent.key == body, HookEvent.key.startswith(f"{body}-", autoescape=True))
        store(update(HookEvent).where(*together, same).values(raw=b""))


def _names(name: str, raw: bytes, name_keys: Collection[str], said: frozenset[bytes]) -> bool:
    """Say whether an event names somebody, by their name or anywhere by their address, also as forms encode it."""
    text = raw.lower()
    forms = (one.replace(b"@", b"%40") for one in said)
    return (bool(name) and name_key(name) in name_keys) or any(one in text for one in (*said, *forms))
