"""What refusals about observers say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "no_statutes": lambda _values: _("Please add the statutes of the body as a file."),
    "admitted_before": lambda _values: _("There is an admission for this treaty already."),
    "no_conference": lambda _values: _("There is no such conference, or it takes no applications."),
}
