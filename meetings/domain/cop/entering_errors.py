"""Named refusals of the entrance to a conference: why somebody is not let into a meeting."""

from meetings.domain.errors import Refused


class NotAccredited(Refused):
    """Entering without being accredited for the segment, or no longer. Values: state."""

    code = "not_accredited_here"
    status = 403


class BadgeSuspended(Refused):
    """Entering while security has suspended the badge."""

    code = "entry_suspended"
    status = 403


class ForParties(Refused):
    """Entering a meeting of Parties for none. Values: standing, or None for who is sent by no State."""

    code = "for_parties"
    status = 403


class ForRegions(Refused):
    """Entering a meeting of other regional groups. Values: regions."""

    code = "for_regions"
    status = 403


class ForNamed(Refused):
    """Entering a meeting of named people without being one of them."""

    code = "for_named"
    status = 403


class InRoomOnly(Refused):
    """Entering online for who takes part in the room, where that is not allowed."""

    code = "in_room_only"
    status = 403


class TimeFull(Refused):
    """A time for testing the connection without a seat left."""

    code = "time_full"
    status = 409


class TimeGone(Refused):
    """A time for testing the connection that is over, or was taken away."""

    code = "time_gone"
    status = 409


class PassedBefore(Refused):
    """Booking a time after the test was passed."""

    code = "passed_before"
    status = 409


class TimeBooked(Refused):
    """Taking away a time that people have booked. Values: taken."""

    code = "time_booked"
    status = 409
