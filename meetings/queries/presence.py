"""Which rows of presence count: those of our doors, of files that are committed, and what platforms told meanwhile."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from meetings.domain.codes import ImportState
from meetings.domain.live import REPORTS, Platform
from meetings.models.attendance import Attendance, Import


def is_counted() -> ColumnElement[bool]:
    """Hold attendance rows, outer-joined with their imports, to those that count."""
    return or_(
        Import.state == ImportState.COMMITTED,
        and_(Attendance.import_id.is_(None), Attendance.withdrawn_at.is_(None), ~_is_replaced()),
    )


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
