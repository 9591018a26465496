"""Which rows of presence count: of our doors, of files that are committed, and what platforms told; no program's."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from meetings.domain.attendance_review import OUT
from meetings.domain.codes import ImportState
from meetings.domain.live import REPORTS, Platform
from meetings.models.attendance import Attendance, Import


def is_counted() -> ColumnElement[bool]:
    """Hold attendance rows, outer-joined with their imports, to those that count."""
    ours = and_(Attendance.import_id.is_(None), Attendance.withdrawn_at.is_(None), ~_is_replaced())
    return and_(or_(Import.state == ImportState.COMMITTED, ours), Attendance.role != OUT)


def is_told() -> ColumnElement[bool]:
    """Hold attendance rows to those that follow from what a platform told, and stand."""
    stands = (Attendance.connection.is_not(None), Attendance.withdrawn_at.is_(None))
    return and_(Attendance.import_id.is_(None), *stands, ~_is_replaced())


def _is_replaced() -> ColumnElement[bool]:
    """Hold rows to those of a platform whose own report of the slot counts."""
    return or_(*(_by_report(platform, layouts) for platform, layouts in REPORTS.items() if layouts))


def _by_report(platform: Platform, layouts: Iterable[str]) -> ColumnElement[bool]:
    report = aliased(Import)
    has_report = (
        select(report.id)
        .where(
            report.slot_id == Attendance.slot_id,
            report.state == ImportState.COMMITTED,
            report.layout.in_(layouts),
        )
        .correlate(Attendance)
        .exists()
    )
    return and_(Attendance.source == platform, has_report)
