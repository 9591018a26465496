"""A platform's own list of who was there, written as the file that a person might bring, and read as such."""

from datetime import UTC, date, datetime

from meetings.domain.attendance import FileRead
from meetings.domain.platforms import Kind, Presence
from meetings.formats.attendance_file import read_attendance
from meetings.formats.tables import csv_bytes

HEAD = ("Name", "Email", "Join time", "Leave time", "Role", "Reference")
# By these headings a list is known as Zoom's own, which takes the place of what Zoom told while it was held.
ZOOM = ("Name (Original name)", "User Email", "Join time", "Leave time", "Role", "Registrant ID")
ROLES = {"staff": "Host", "panelist": "Panelist", "interpreter": "Interpreter"}


def presence_file(kind: Kind, presences: list[Presence], near: date) -> tuple[bytes, FileRead]:
    """Give the file, and what it says; the same list gives the same bytes, whatever its order was."""
    rows = (
        (
            one.name,
            one.address,
            _stamp(one.joined_at),
            _stamp(one.left_at),
            ROLES.get(one.role, "Attendee"),
            one.reference,
        )
        for one in sorted(presences, key=lambda one: (one.joined_at, one.name, one.address, one.reference))
    )
    raw = csv_bytes(ZOOM if kind is Kind.ZOOM else HEAD, rows)
    return raw, read_attendance(raw, near)


def _stamp(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
