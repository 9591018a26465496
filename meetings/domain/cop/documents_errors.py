"""Named refusals of the documents of conferences."""

from meetings.domain.errors import Refused


class NotASymbol(Refused):
    """Something that cannot be the symbol of a document. Values: value."""

    code = "not_a_symbol"


class SymbolTaken(Refused):
    """A symbol that another document of the conference has. Values: value (as printed there)."""

    code = "symbol_taken"
    status = 409
