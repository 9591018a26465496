"""The day and hour before which nobody has a document: typed in a zone, and shown as it was typed."""

from datetime import datetime

from meetings.domain.errors import NotATime
from meetings.domain.zones import to_instant, to_local


def read_embargo(text: str, zone: str) -> datetime | None:
    """Read until when nobody has something, in a zone; nothing for at once.

    Raises: NotATime, with field `embargo`; what an hour that does not exist there raises.
    """
    if not text.strip():
        return None
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(field="embargo", value=text[:40]) from None
    if local.tzinfo is not None:
        raise NotATime(field="embargo", value=text[:40])
    return to_instant(local, zone)


def typed_embargo(at: datetime | None, zone: str) -> str:
    """Write a moment as the field of a form has it."""
    return to_local(at, zone).strftime("%Y-%m-%dT%H:%M") if at else ""
