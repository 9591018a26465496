"""What attendance files say of people who were erased, taken away; the rows stay and count."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, or_, select

from meetings.domain.attendance_cleaning import clean_file, clean_name, is_telling
from meetings.domain.attendance_review import Verdict
from meetings.extensions import db, insert_new
from meetings.models.attendance import Attendance, AttendanceDecision, Import
from meetings.models.base import random_id
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Slot

ERASING: Final = "erasing"
Said = Mapping[str, tuple[set[str], set[str]]]


def said_in_files(theirs: ColumnElement[bool]) -> Said:
    """Give under which names and addresses files have rows of a person, by import; ask before the rows forget them.

    What a device calls itself tells of nobody, and many are called so.
    """
    found: dict[str, tuple[set[str], set[str]]] = {}
    rows = db.session.execute(
        select(Attendance.import_id, Attendance.name, Attendance.address)
        .where(theirs, Attendance.import_id.is_not(None))
        .distinct()
    )
    for import_id, name, address in rows:
        if import_id is not None:
            names, addresses = found.setdefault(import_id, (set(), set()))
            names.update([name] if name and is_telling(name) else [])
            addresses.update([address] if address else [])
    return found


def know_again(theirs: ColumnElement[bool], person_id: int, now: datetime) -> None:
    """Remember by keyed hashes which rows of files are a person's, so that the file again counts them as before."""
    keys = db.session.execute(
        select(Attendance.slot_id, Attendance.row_key)
        .where(theirs, Attendance.row_key.is_not(None))
        .distinct()
    ).all()
    values = [
        {
            "slot_id": slot_id,
            "row_key": key,
            "verdict": Verdict.PERSON,
            "person_id": person_id,
            "act": random_id(),
            "decided_at": now,
            "decided_by": ERASING,
        }
        for slot_id, key in keys
    ]
    if values:
        db.session.execute(insert_new(AttendanceDecision).values(values).on_conflict_do_nothing())


def clean_files(person_id: int, names: Collection[str], addresses: Collection[str], said: Said) -> None:
    """Take a person out of the files of the sessions they were registered for, on the panel of, or seen in.

    Takes: what files called them, where `said_in_files` found it.
    """
    registered = select(Registration.session_id).where(Registration.person_id == person_id)
    panels = select(Panelist.session_id).where(Panelist.person_id == person_id)
    slots = select(Slot.id).where(Slot.session_id.in_(registered.union(panels)))
    seen = select(Attendance.import_id).where(Attendance.person_id == person_id)
    wanted = select(Import).where(or_(Import.slot_id.in_(slots), Import.id.in_(seen))).order_by(Import.id)
    for row in db.session.scalars(wanted.execution_options(yield_per=10)):
        there = said.get(row.id, (set(), set()))
        clean(row, {*names, *there[0]}, {*addresses, *there[1]})


def clean(row: Import, names: Collection[str], addresses: Collection[str]) -> None:
    """Take somebody out of one file."""
    said, at = {one for one in names if one}, {one for one in addresses if one}
    cleaned, name = clean_file(row.raw, row.encoding, said, at), clean_name(row.name, said, at)
    if cleaned != row.raw:
        row.raw = cleaned
    if name != row.name:
        row.name = name
