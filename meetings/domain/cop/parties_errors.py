"""Named refusals about Parties: why a standing is not kept."""

from meetings.domain.errors import Refused


class SourceNeeded(Refused):
    """A standing that does not say how it is known."""

    code = "source_needed"


class DayNeeded(Refused):
    """A deposit without the day from which the treaty is in force for the State."""

    code = "day_needed"


class DepositAhead(Refused):
    """A deposit on a day that is not there yet."""

    code = "deposit_ahead"


class BeforeDeposit(Refused):
    """A treaty that would be in force for a State before its instrument was deposited."""

    code = "before_deposit"
