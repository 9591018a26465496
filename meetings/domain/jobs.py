"""Long work that a worker does piece by piece: where it stands, and for how long its result is kept."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from meetings.domain.permissions import Act

CERTIFICATES: Final = "certificates"
BADGES: Final = "badges"
LETTERS: Final = "letters"
ACCREDITATION: Final = "accreditation"
PANEL_LETTERS: Final = "panel_letters"
CONTACTS: Final = "contacts"
CAMPAIGNS: Final = "campaigns"
OF_OFFICERS: Final = (BADGES, LETTERS, ACCREDITATION)  # work on conferences
LEASE: Final = timedelta(minutes=2)
MOST_TRIES: Final = 5
KEPT: Final = timedelta(days=1)
REMEMBERED: Final = timedelta(days=30)


class JobState(StrEnum):
    """Where a job stands; one that is done is emptied after a time, and what stays says only that it was done."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EMPTIED = "emptied"


def act_of(kind: str) -> Act:
    """Say what whoever asked for a kind of work must still be allowed to do where it is about, to have what it made."""
    return Act.ACCREDIT if kind in OF_OFFICERS else Act.EDIT
