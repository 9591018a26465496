"""What refusals of the documents of conferences say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

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
        "A picture in the file is too large: at most %(most)d megapixels.", most=values.get("most", 0)
    ),
}
