"""Named refusals of setting papers."""

from meetings.domain.errors import Refused


class TypesettingMissing(Refused):
    """A paper asked for on a machine without the typesetter (the extra `pdf`)."""

    code = "typesetting_missing"
    status = 503


class FontMissing(Refused):
    """A text with a letter for which no font is on this machine. Values: letter, script (as Unicode names it)."""

    code = "font_missing"
