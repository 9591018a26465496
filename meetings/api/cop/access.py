"""Who asks for delegations: a program of officers, or a focal point by their own link, for their own alone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import request

from meetings.api.access import allowed, bearer, holder, keys
from meetings.api.programmes import programme_seen
from meetings.domain.device_errors import NotProved
from meetings.domain.devices import is_proof
from meetings.domain.errors import LinkDead, NotFound, SignInNeeded
from meetings.domain.permissions import Act
from meetings.queries import catalogue
from meetings.queries.cop.catalogue import Within
from meetings.queries.cop.focal_points import Focal, focal_of

PROOF: Final = "Device-Proof"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: what they may read, whether as an officer, and whether what is private may be told.

    A focal point's link may have been forwarded: names and addresses are told where the device proved itself.
    """

    within: Within
    is_officer: bool
    sees_private: bool


def asking(programme: str) -> Asking:
    """Say who asks for the delegations of a conference.

    Raises: SignInNeeded, NotAllowed; NotFound, also for a conference of which a focal point has no delegation.
    """
    if holder() is not None:
        allowed(Act.ACCREDIT, programme)
        catalogue.programme(programme)
        return Asking(Within(programme), True, True)
    token = bearer()
    if not token:
        programme_seen(programme)
        raise SignInNeeded()
    try:
        focal = focal_of(token, keys())
    except LinkDead:
        raise SignInNeeded() from None
    if focal.programme.slug != programme:
        raise NotFound()
    return Asking(Within(programme, focal.delegation.id), False, _is_proved(focal))


def asking_for_people(programme: str) -> Asking:
    """Say who asks for the people of delegations: a link that was forwarded tells nothing of them, not even how many.

    Raises: as `asking`; NotProved, for a focal point's link from a device that did not prove itself.
    """
    who = asking(programme)
    if not who.sees_private:
        raise NotProved()
    return who


def _is_proved(focal: Focal) -> bool:
    """Say whether the device proved itself, by the cookie of the focal point's page, or the same as a header."""
    point = focal.point.id
    given = request.headers.get(PROOF, "") or request.cookies.get(f"device_{point}", "")
    return is_proof(keys(), given, point, focal.generation, datetime.now(UTC))
