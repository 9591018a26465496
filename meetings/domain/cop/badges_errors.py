"""Named refusals of badges and of the papers of participation."""

from meetings.domain.errors import Refused


class BadgeSuspended(Refused):
    """A badge that security has suspended; until it is lifted, nothing else is done with it."""

    code = "badge_suspended"
    status = 409


class BadgeStands(Refused):
    """Lifting the suspension of a badge that is valid."""

    code = "badge_stands"
    status = 409


class BadgeEnded(Refused):
    """A badge that was replaced or withdrawn, and opens nothing any more."""

    code = "badge_ended"
    status = 409


class NotAccredited(Refused):
    """A paper for somebody who is not accredited. Values: state."""

    code = "not_accredited"
    status = 409


class NotADayOfIt(Refused):
    """A day on which a segment was not held, or not yet. Values: first, last."""

    code = "not_a_day_of_it"


class NotAShare(Refused):
    """A share of the Parties that is no fraction between 0 and 1, as 1/3. Values: value."""

    code = "not_a_share"


class NoPassport(Refused):
    """A visa letter with the number of a passport that is not kept, or not any more."""

    code = "no_passport"
    status = 409
