"""Long work that a worker does piece by piece: where it stands, and for how long its result is kept."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from meetings.domain.permissions import Act, Reach

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


def part_of(where: Reach, programme: str) -> dict[str, Any]:
    """Give the part of a programme that somebody may ask about, as it is kept with what they ask; of all, nothing."""
    here = where.only(programme)
    if here.programmes:
        return {}
    return {"streams": sorted(map(list, here.streams)), "partners": sorted(map(list, here.partners))}


def where_of(subject: str, asked: Mapping[str, Any]) -> Reach:
    """Give what work is about, all of which must still be open to whoever has what it made.

    Takes: its subject; what was asked, with the `part` of the programme where it is not about all of it.
    """
    part = asked.get("part")
    if not part:
        return Reach(programmes=frozenset((subject.partition(":")[2],)))
    return Reach(
        streams=frozenset((programme, stream) for programme, stream in part["streams"]),
        partners=frozenset((programme, stream, code) for programme, stream, code in part["partners"]),
    )
