"""What is said of refused acts on contact lists."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "filter_not_static": lambda _values: _(
        "This list is a filter: it holds whoever fits. People are put into lists of chosen contacts."
    ),
    "list_ended": lambda _values: _("This list has ended. Take it back first."),
}
