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


class NominationsClosed(Refused):
    """Somebody named, changed or taken away after the deadline. Values: over (whether the segment is over)."""

    code = "nominations_closed"
    status = 409


class NoSegment(Refused):
    """Somebody named for no segment at all."""

    code = "no_segment"


class PastNomination(Refused):
    """Something changed by whoever nominates, of somebody whom officers have checked already: it is asked for."""

    code = "past_nomination"
    status = 409


class QuotaFull(Refused):
    """One more than a delegation may name for a segment. Values: most."""

    code = "quota_full"


class HeadTaken(Refused):
    """A second head of delegation for a segment."""

    code = "head_taken"


class NotInThisMode(Refused):
    """A way to take part that a segment does not have."""

    code = "not_in_this_mode"


class NamedAlready(Refused):
    """Somebody whom this delegation has named already. Values: nomination (its id)."""

    code = "named_already"
    status = 409


class NobodyThere(Refused):
    """Somebody taken away or replaced who is in no segment any more that is not over."""

    code = "nobody_there"
    status = 409


class SamePerson(Refused):
    """Somebody replaced by themselves."""

    code = "same_person"


class NotThisMeeting(Refused):
    """A meeting that is not one of a segment for which somebody is sent by name."""

    code = "not_this_meeting"


class RequestDecided(Refused):
    """A request for a change that was decided or taken back already. Values: state."""

    code = "request_decided"
    status = 409


class NothingAsked(Refused):
    """A request for a change that changes nothing."""

    code = "nothing_asked"


class RunsPrograms(Refused):
    """A document that runs a program when it is opened."""

    code = "runs_programs"


class Locked(Refused):
    """A document that is locked by a password, so that nobody can look into it."""

    code = "locked_document"


class CutOff(Refused):
    """A file whose end is missing."""

    code = "cut_off"


class TooManyPixels(Refused):
    """A picture of more pixels than are taken. Values: most (on a side)."""

    code = "too_many_pixels_on_a_side"


class TooFewPixels(Refused):
    """A photo too small to print. Values: least (on a side)."""

    code = "too_few_pixels"


class Swells(Refused):
    """A file that unpacks to far more than it is."""

    code = "swells"


class NoColumns(Refused):
    """A sheet none of whose columns is a name."""

    code = "no_columns"


class UnknownCountry(Refused):
    """The name of a State that is not known. Values: value."""

    code = "unknown_country"


class OtherCountry(Refused):
    """The name of another State than the one whose delegation it is. Values: value."""

    code = "other_country"


class CountryToReview(Refused):
    """The name of a State that may be this one or others: somebody has to say. Values: value."""

    code = "country_to_review"


class SheetChanged(Refused):
    """A sheet of which something else becomes by now than was shown."""

    code = "sheet_changed"
    status = 409


class NotOfThisDelegation(Refused):
    """A row with the number of somebody whom this delegation has not named."""

    code = "not_of_this_delegation"
