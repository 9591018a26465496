"""Rules of rehearsals: when one may be held, and what those who are invited are to be told."""

from datetime import datetime, timedelta
from typing import Final

from meetings.domain.live.run_sheets_errors import InThePast

OPENS: Final = timedelta(minutes=15)
MOST_MINUTES: Final = 480
MOST_INVITED: Final = 100
NOTE_LENGTH: Final = 500
PLANNED: Final = "planned"
CANCELLED: Final = "cancelled"
OFF: Final = "off"
SETTLES_SECONDS: Final = 120


def check_start(starts_at: datetime, slot_starts_at: datetime, now: datetime) -> None:
    """Let a rehearsal begin only in time to come and before the session does.

    Raises: InThePast, with field `local_start`.
    """
    if not now < starts_at < slot_starts_at:
        raise InThePast(field="local_start")


def facts_told(starts_at: datetime, minutes: int, *, stands: bool) -> str:
    """Give what somebody is told of a rehearsal, short, so that what they know can be compared with what is."""
    return f"{starts_at:%Y-%m-%dT%H:%M:%SZ}/{minutes}" if stands else OFF


def is_to_tell(told: str | None, facts: str) -> bool:
    """Say whether somebody is to be told: of what they do not know yet, and of no end of what they never heard of."""
    return told != facts and not (told is None and facts == OFF)


def is_shown_where(starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Say whether those who are invited are shown where it is held: from a quarter of an hour before, to its end."""
    return starts_at - OPENS <= now < starts_at + timedelta(minutes=minutes)
