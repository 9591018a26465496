"""Named refusals about credentials: why they are not recorded, examined or carried."""

from meetings.domain.errors import Refused


class NotDue(Refused):
    """Credentials of a delegation that needs none: an observer's, or of a State that is no Party on the opening day."""

    code = "credentials_not_due"
    status = 409


class SignedAhead(Refused):
    """Credentials signed, or examined, on a day that is not there yet."""

    code = "signed_ahead"


class NoneChosen(Refused):
    """An act for several delegations of which none is chosen."""

    code = "no_delegations_chosen"


class NotEarlier(Refused):
    """Carrying credentials from a segment that is not an earlier one of the same conference."""

    code = "not_an_earlier_segment"


class NotExamined(Refused):
    """A day of examination that is not given."""

    code = "examined_on_needed"
