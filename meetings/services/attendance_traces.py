"""What attendance files say of people who were erased, taken away; the rows stay and count."""

from collections.abc import Collection

from sqlalchemy import or_, select

from meetings.domain.attendance_cleaning import clean_file
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Slot


def clean_files(person_id: int, names: Collection[str], addresses: Collection[str]) -> None:
    """Take a person out of the files of the sessions they were registered for, on the panel of, or seen in."""
    registered = select(Registration.session_id).where(Registration.person_id == person_id)
    panels = select(Panelist.session_id).where(Panelist.person_id == person_id)
    slots = select(Slot.id).where(Slot.session_id.in_(registered.union(panels)))
    seen = select(Attendance.import_id).where(Attendance.person_id == person_id)
    wanted = select(Import).where(or_(Import.slot_id.in_(slots), Import.id.in_(seen))).order_by(Import.id)
    for row in db.session.scalars(wanted.execution_options(yield_per=10)):
        clean(row, names, addresses)


def clean(row: Import, names: Collection[str], addresses: Collection[str]) -> None:
    """Take somebody out of one file."""
    said = {one for one in names if one}
    cleaned = clean_file(row.raw, row.encoding, said, {one for one in addresses if one})
    if cleaned != row.raw:
        row.raw = cleaned
