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
