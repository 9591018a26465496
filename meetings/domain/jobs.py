"""Long work that a worker does piece by piece: where it stands, and for how long its result is kept."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

CERTIFICATES: Final = "certificates"
BADGES: Final = "badges"
LETTERS: Final = "letters"
ACCREDITATION: Final = "accreditation"
PANEL_LETTERS: Final = "panel_letters"
CONTACTS: Final = "contacts"
CAMPAIGNS: Final = "campaigns"
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
