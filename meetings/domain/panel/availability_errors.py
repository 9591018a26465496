"""Named refusals of what panellists say of when they can."""

from meetings.domain.errors import Refused


class NotHoursOfADay(Refused):
    """Hours that end before they begin, or are none of a day."""

    code = "not_hours_of_a_day"


class TooManyHours(Refused):
    """More than anybody says of when they can. Values: most."""

    code = "too_many_hours"
    status = 409
