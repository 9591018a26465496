"""Named refusals of signing in and of giving roles."""

from meetings.domain.errors import Refused


class TooShort(Refused):
    """A password shorter than is safe. Values: least (characters)."""

    code = "too_short"


class CommonPassword(Refused):
    """A password that is among the first ones tried: of few letters, of common words, or the address itself."""

    code = "common_password"


class WrongSignIn(Refused):
    """An address and a password that do not belong together; which of both is wrong is not said."""

    code = "wrong_sign_in"


class WrongPassword(Refused):
    """Not the password of whoever is signed in."""

    code = "wrong_password"


class WrongCode(Refused):
    """Not the code of the second step now, or one that was used."""

    code = "wrong_code"


class TooSoon(Refused):
    """So many failures that one has to wait. Values: seconds."""

    code = "too_soon"
    status = 429


class FreshSignInNeeded(Refused):
    """Something that is asked again of whoever signed in long ago and has no password to prove it by."""

    code = "fresh_sign_in_needed"
    status = 403


class LastAdministrator(Refused):
    """Taking the role from the only one who may give roles everywhere."""

    code = "last_administrator"
    status = 409


class NotInvited(Refused):
    """Somebody whom the system of the house knows and nobody invited, or whose address it does not vouch for."""

    code = "not_invited"
    status = 403


class NotVouchedFor(Refused):
    """An answer of the system of the house that does not hold: of another request, too old, or not signed by it."""

    code = "not_vouched_for"
    status = 403


class IssuerAway(Refused):
    """The system of the house by which one signs in does not answer, or answers nothing that can be read."""

    code = "issuer_away"
    status = 503
