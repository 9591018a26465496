"""Named refusals of the documents of conferences."""

from meetings.domain.errors import Refused


class NotASymbol(Refused):
    """Something that cannot be the symbol of a document. Values: value."""

    code = "not_a_symbol"


class SymbolTaken(Refused):
    """A symbol that another document of the conference has. Values: value (as printed there)."""

    code = "symbol_taken"
    status = 409


class CutFile(Refused):
    """A file whose end is missing."""

    code = "cut_file"


class FileWithPrograms(Refused):
    """A file that makes a program of the reader do something when it is opened."""

    code = "file_with_programs"


class LockedFile(Refused):
    """A file under a password, so that nobody can see what is in it."""

    code = "locked_file"


class UnpacksTooLarge(Refused):
    """A packed file that would be far larger unpacked than any document is."""

    code = "unpacks_too_large"


class TooManyPixels(Refused):
    """A file with a picture that no screen can show. Values: most (megapixels)."""

    code = "too_many_pixels"


class StatementsClosed(Refused):
    """A statement that comes later than statements for its meeting are taken. Values: until."""

    code = "statements_closed"
    status = 409


class NotYourMeeting(Refused):
    """A statement for a meeting in which the delegation does not take part."""

    code = "not_your_meeting"


class StatementDecided(Refused):
    """A statement about which the desk has decided, or that was taken back. Values: state."""

    code = "statement_decided"
    status = 409


class CallClosed(Refused):
    """An application for a side event before the call is open, or after it."""

    code = "call_closed"
    status = 409


class NotThisStep(Refused):
    """A move of an application for a side event that there is not. Values: state, to."""

    code = "not_this_step"
    status = 409


class TooManyAtOnce(Refused):
    """A time at which more side events would be held at once than the segment takes. Values: most."""

    code = "too_many_at_once"
    status = 409


class RoomTaken(Refused):
    """A time at which something else is held in the room."""

    code = "room_taken"
    status = 409


class OutsideSegment(Refused):
    """A day that is none of the segment. Values: starts_on, ends_on."""

    code = "outside_segment"


class NotSeveral(Refused):
    """Applications that are to become one and are fewer than two, or not all of them can."""

    code = "not_several"
