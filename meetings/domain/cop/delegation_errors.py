"""Named refusals of delegations: why somebody is not named, changed, or shown."""

from meetings.domain.errors import Refused


class NoDelegationOf(Refused):
    """Neither a State nor a body that is known."""

    code = "no_delegation_of"


class EndsTooEarly(Refused):
    """A delegation opened again until a moment that is over, or for too long. Values: most (days)."""

    code = "ends_too_early"


class IdentityClosed(Refused):
    """Passports and photos of a segment for which they have been erased already."""

    code = "identity_closed"
    status = 409
