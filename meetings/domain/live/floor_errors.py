"""Refusals of the list of speakers."""

from meetings.domain.errors import Refused


class NoSuchFloorMove(Refused):
    """A move that the list of speakers does not have from here. Values: state, wanted."""

    code = "no_such_floor_move"
    status = 409


class NotYourFloorMove(Refused):
    """A move on the list of speakers that only the chair makes. Values: state, wanted."""

    code = "not_your_floor_move"
    status = 403


class ListClosed(Refused):
    """The list of speakers is not open: nobody is put on it by asking."""

    code = "floor_list_closed"
    status = 409


class AskedBefore(Refused):
    """A delegation, or somebody, who is on the list of speakers already."""

    code = "floor_asked_before"
    status = 409


class AskedTooOften(Refused):
    """A delegation, or somebody, who asked for the floor very often within an hour."""

    code = "floor_asked_too_often"
    status = 429


class NotHeld(Refused):
    """A time that is cancelled, was not held, or is long over."""

    code = "floor_not_held"
    status = 409


class MayNotSpeak(Refused):
    """Somebody of a delegation who follows the meeting, and does not take the floor for it."""

    code = "floor_may_not_speak"
    status = 403


class NotSpeakingFor(Refused):
    """A kind of intervention that is not open to who asks for it. Values: kind."""

    code = "floor_not_speaking_for"


class NoOneAccredited(Refused):
    """A delegation of which nobody is accredited to the segment."""

    code = "floor_no_one_accredited"
    status = 409


class MovedOn(Refused):
    """Somebody else gave the floor on in the meantime; nothing was done twice."""

    code = "floor_moved_on"
    status = 409


class NobodyWaits(Refused):
    """There is nobody on the list who could be given the floor."""

    code = "floor_nobody_waits"
    status = 409


class NothingSent(Refused):
    """A statement with neither words nor a file, or with both."""

    code = "floor_nothing_sent"


class StatementOver(Refused):
    """A statement sent too late. Values: hours."""

    code = "floor_statement_over"
    status = 409
