"""What refusals about Parties say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "source_needed": lambda _values: _("Please write by which source this is known."),
    "day_needed": lambda _values: _("Please write the day from which the treaty is in force for it."),
    "deposit_ahead": lambda _values: _("This day is still ahead: an instrument is deposited first."),
    "before_deposit": lambda _values: _("It cannot be in force before the instrument was deposited."),
}
