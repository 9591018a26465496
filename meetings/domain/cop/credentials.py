"""Rules of credentials: who needs them, which are carried to a resumed segment, and how they are reported."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from meetings.domain.cop.codes import CredentialsState as C
from meetings.domain.cop.codes import PartyStanding


class SignedBy(StrEnum):
    """Who signed credentials; of a regional economic integration organization its competent authority.

    Source: rules of procedure of comparable conventions (CBD 18, Basel 18, Stockholm 19).
    """

    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    FOREIGN_MINISTER = "foreign_minister"
    REIO_AUTHORITY = "reio_authority"
    OTHER = "other"


class Group(StrEnum):
    """Where a Party stands in the Bureau's report, in its order."""

    IN_ORDER = "in_order"
    COPY = "copy"
    PROVISIONAL = "provisional"
    TO_EXAMINE = "to_examine"
    INCOMPLETE = "incomplete"
    NOT_ACCEPTED = "not_accepted"
    NOT_RECEIVED = "not_received"


GROUPS: Final[Mapping[str, Group]] = {
    C.IN_ORDER: Group.IN_ORDER,
    C.COPY: Group.COPY,
    C.PROVISIONAL: Group.PROVISIONAL,
    C.ORIGINAL: Group.TO_EXAMINE,
    C.INCOMPLETE: Group.INCOMPLETE,
    C.NOT_ACCEPTED: Group.NOT_ACCEPTED,
    C.AWAITED: Group.NOT_RECEIVED,
}
# These are printed even where no Party stands there.
ALWAYS: Final = (Group.IN_ORDER, Group.COPY, Group.PROVISIONAL, Group.NOT_RECEIVED)
# What holds for a resumed segment too; what was provisional or incomplete stays so, to be examined again.
CARRIED: Final = frozenset((C.COPY, C.ORIGINAL, C.IN_ORDER, C.PROVISIONAL, C.INCOMPLETE))
# What the Bureau examines.
EXAMINED: Final = frozenset((C.COPY, C.ORIGINAL, C.PROVISIONAL))
FILE_KINDS: Final = (C.COPY, C.ORIGINAL)


def due(standing: PartyStanding | None) -> C:
    """Say where credentials begin, by what a delegation's State is on the segment's opening day.

    Takes: nothing for an observer body. Who is to be confirmed may be a Party, so theirs are awaited.
    """
    if standing in (PartyStanding.PARTY, PartyStanding.TO_BE_CONFIRMED):
        return C.AWAITED
    return C.NOT_REQUIRED


def stands(stored: str | None, standing: PartyStanding | None) -> C:
    """Say where credentials stand: as stored, else as they begin; a State that is a Party by now owes them."""
    if stored is None or stored == C.NOT_REQUIRED:
        return due(standing)
    return C(stored)
