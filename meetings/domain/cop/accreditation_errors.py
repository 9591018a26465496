"""Named refusals of the accreditation desk, of following up and of funding."""

from meetings.domain.errors import Refused


class LetterNotAccepted(Refused):
    """Names checked against a letter that is not accepted. Values: state (of the letter)."""

    code = "letter_not_accepted"
    status = 409


class PaperNeeded(Refused):
    """Somebody said to have a badge, or to have come, without a badge issued or read. Values: to."""

    code = "paper_needed"
    status = 409


class NobodyChosen(Refused):
    """An act on people, of whom none is chosen."""

    code = "nobody_chosen"


class RemindedToday(Refused):
    """A reminder to all who wait, of whom all were told within a day."""

    code = "reminded_today"
    status = 409


class FundedAlready(Refused):
    """Travel granted to more of a Party than the setting allows. Values: most."""

    code = "funded_already"
    status = 409


class NotEligible(Refused):
    """Travel granted to somebody whose delegation is not eligible for it."""

    code = "not_eligible"
    status = 409


class NoLineRead(Refused):
    """A list of focal points in which no line could be read. Values: line (its number)."""

    code = "no_line_read"


class NoTimeGiven(Refused):
    """A deadline opened again until a moment that has passed, or without one."""

    code = "no_time_given"


class LeavesBeforeArriving(Refused):
    """A journey that ends before it begins."""

    code = "leaves_before_arriving"
