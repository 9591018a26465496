"""Which rows of presence count: those of our doors, and of files that are committed."""

from sqlalchemy import ColumnElement, or_

from meetings.domain.codes import ImportState
from meetings.models.attendance import Attendance, Import


def is_counted() -> ColumnElement[bool]:
    """Hold attendance rows, outer-joined with their imports, to those that count."""
    return or_(Attendance.import_id.is_(None), Import.state == ImportState.COMMITTED)
