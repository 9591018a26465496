"""Roles of contacts: whom the secretariat writes to, in which capacity, and from when until when.

Source: the addressees of the secretariat's letters, as MC/ES/2020/31: official channels of communication to UNEP, with
copies to national focal points and permanent missions.
"""

from datetime import date
from enum import StrEnum
from typing import Final


class ContactRoleKind(StrEnum):
    """In which capacity somebody is written to."""

    OFFICIAL_CHANNEL = "official_channel"  # a government's channel of communication to UNEP
    MISSION_UNEP = "mission_unep"  # a permanent mission to UNEP, in Nairobi
    MISSION_GENEVA = "mission_geneva"  # a permanent mission to the United Nations in Geneva
    FOCAL_POINT = "focal_point"  # a national focal point, Article 17(4)
    BUREAU = "bureau"
    EXPERT = "expert"
    OBSERVER = "observer"
    PRESS = "press"
    PARTNER = "partner"
    OTHER = "other"


# Held for a government, so that the country is needed; the others may have one.
OF_A_GOVERNMENT: Final = frozenset(
    (
        ContactRoleKind.OFFICIAL_CHANNEL,
        ContactRoleKind.MISSION_UNEP,
        ContactRoleKind.MISSION_GENEVA,
        ContactRoleKind.FOCAL_POINT,
        ContactRoleKind.BUREAU,
    )
)
# Of which a government has one at a time.
ONE_AT_A_TIME: Final = frozenset(
    (ContactRoleKind.OFFICIAL_CHANNEL, ContactRoleKind.MISSION_UNEP, ContactRoleKind.MISSION_GENEVA)
)


def holds_on(day: date, starts_on: date | None, ends_on: date | None) -> bool:
    """Say whether a role is held on a day; its last day counts, and an end that is not given is open."""
    return (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on)


def overlap(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Say whether two terms share a day; an end that is not given is open."""
    (begins, ends), (starts, stops) = one, other
    return (ends is None or starts is None or starts <= ends) and (
        stops is None or begins is None or begins <= stops
    )
