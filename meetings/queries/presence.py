"""Which rows of presence count: those of our doors, and of files that are committed; never a program's."""

from sqlalchemy import ColumnElement, and_, or_

from meetings.domain.attendance_review import OUT
from meetings.domain.codes import ImportState
from meetings.models.attendance import Attendance, Import


def is_counted() -> ColumnElement[bool]:
    """Hold attendance rows, outer-joined with their imports, to those that count."""
    stands = or_(Attendance.import_id.is_(None), Import.state == ImportState.COMMITTED)
    return and_(stands, Attendance.role != OUT)
