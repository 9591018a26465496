"""Named refusals of publishing a report."""

from meetings.domain.errors import Refused


class SameReport(Refused):
    """A report whose figures are those of the last copy, so that there is nothing to publish. Values: number."""

    code = "same_report"
    status = 409


class ReportChanged(Refused):
    """A report whose figures are no longer those that were looked at before publishing."""

    code = "report_changed"
    status = 409


class NotPublishedYet(Refused):
    """A report of a programme that is not published itself."""

    code = "not_published_yet"
    status = 409
