"""What refusals of the documents of conferences say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "not_a_symbol": lambda values: _(
        "“%(value)s” is not a symbol, which reads like UNEP/MC/COP.4/1/Add.1.", value=values.get("value", "")
    ),
    "symbol_taken": lambda values: _(
        "Another document of this conference has the symbol %(value)s.", value=values.get("value", "")
    ),
    "cut_file": lambda _values: _("The end of the file is missing. Please send it again."),
    "file_with_programs": lambda _values: _(
        "The file runs a program when it is opened (JavaScript or the like). Please save it without, or print it anew."
    ),
    "locked_file": lambda _values: _("The file is under a password. Please save it without."),
    "unpacks_too_large": lambda _values: _("Unpacked, the file would be far too large for a document."),
    "too_many_pixels": lambda values: _(
        "A picture in the file is too large. Megapixels at most: %(most)d.", most=values.get("most", 0)
    ),
    "statements_closed": lambda _values: _("Statements for this meeting are no longer taken."),
    "not_your_meeting": lambda _values: _("Please choose a meeting in which your delegation takes part."),
    "statement_decided": lambda _values: _(
        "This statement is decided already; send it anew if it has changed."
    ),
    "call_closed": lambda _values: _("Applications for side events are not taken at the moment."),
    "not_this_step": lambda _values: _("This is no longer possible as the application stands now."),
    "too_many_at_once": lambda values: ngettext(
        "At most %(num)d side event is held at once.",
        "At most %(num)d side events are held at once.",
        values.get("most", 0),
    ),
    "room_taken": lambda _values: _("Something else is held in this room at that time."),
    "outside_segment": lambda _values: _("Please choose a day of the segment."),
    "not_several": lambda _values: _("Please choose at least two applications that are not decided yet."),
}
