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
}
