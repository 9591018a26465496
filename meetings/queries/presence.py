"""Which rows of presence count: of our doors, of files that are committed, and as platforms tell; never a program's."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from meetings.domain.attendance_review import OUT
from meetings.domain.codes import ImportState
from meetings.domain.live.told import REPORTS, Platform
from meetings.models.attendance import Attendance, Import


def is_counted(without: str = "") -> ColumnElement[bool]:
    """Hold attendance rows, outer-joined with their imports, to those that count.

    Takes: an import that is looked past, as if it were withdrawn.
    """
    counts = and_(Import.state == ImportState.COMMITTED, Import.id != without)
    stands = or_(counts, and_(Attendance.import_id.is_(None), is_told(without)))
    return and_(stands, Attendance.role != OUT)


def counts_alone() -> ColumnElement[bool]:
    """Hold attendance rows to those that count, where nobody joins them with their imports."""
    committed = select(Import.id).where(Import.state == ImportState.COMMITTED)
    stands = or_(Attendance.import_id.in_(committed), and_(Attendance.import_id.is_(None), is_told()))
    return and_(stands, Attendance.role != OUT)


def is_told(without: str = "") -> ColumnElement[bool]:
    """Hold rows of no file to those that stand: of our doors, and of platforms whose own report does not count."""
    replaced = (_by_report(platform, layouts, without) for platform, layouts in REPORTS.items() if layouts)
    return and_(Attendance.withdrawn_at.is_(None), ~or_(*replaced))


def _by_report(platform: Platform, layouts: Iterable[str], without: str) -> ColumnElement[bool]:
    report = aliased(Import)
    has_report = (
        select(report.id)
        .where(
            report.slot_id == Attendance.slot_id,
            report.state == ImportState.COMMITTED,
            report.layout.in_(layouts),
            report.id != without,
        )
        .correlate(Attendance)
        .exists()
    )
    return and_(Attendance.source == platform, has_report)
