"""Who asks by the link of a delegation: a focal point, on a device that is proved."""

from dataclasses import dataclass
from datetime import UTC, datetime

from meetings.api.access import keys
from meetings.api.bearers import token_given
from meetings.api.devices import given_proof
from meetings.domain.cop.tracks import Mover
from meetings.domain.device_errors import NotProved
from meetings.domain.devices import is_proof
from meetings.domain.errors import LinkDead, NotFound, SignInNeeded
from meetings.queries.cop.delegation_page import DelegationPage, PersonShown, delegation_page
from meetings.queries.cop.focal_points import Focal, focal_of
from meetings.services.cop.delegations import mark_opened
from meetings.services.cop.tracks import By


@dataclass(frozen=True, slots=True)
class Here:
    """A focal point at work: their delegation, which is the only one they are told of, as whom they act, and when."""

    delegation_id: str
    point_id: str
    programme: str
    by: By
    now: datetime

    def page(self) -> DelegationPage:
        """Give the delegation as it stands."""
        return delegation_page(held().delegation)

    def person(self, nomination_id: str) -> PersonShown:
        """Give somebody of the delegation.

        Raises: NotFound, also for somebody of another one, and for who was erased.
        """
        found = self.page().person(nomination_id)
        if found is None or not found.row.name:
            raise NotFound()
        return found

    def opened(self) -> None:
        """Note that the focal point was at work, as their page does after what is sent."""
        mark_opened(self.point_id, self.now)


def held() -> Focal:
    """Give who holds the link that came with the request.

    Raises: NotAllowed, SignInNeeded.
    """
    try:
        return focal_of(token_given(), keys())
    except LinkDead:
        raise SignInNeeded() from None


def is_proved(focal: Focal) -> bool:
    """Say whether the device proved itself, by this very link."""
    given = given_proof(f"device_{focal.point.id}")
    return is_proof(keys(), given, focal.point.id, focal.generation, datetime.now(UTC))


def proved() -> Here:
    """Give who holds the link, on a device that is proved.

    Raises: NotAllowed, SignInNeeded, NotProved.
    """
    focal = held()
    if not is_proved(focal):
        raise NotProved()
    by = By(Mover.NOMINATOR, focal.actor)
    return Here(focal.delegation.id, focal.point.id, focal.programme.slug, by, datetime.now(UTC))
