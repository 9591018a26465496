"""What refusals of devices say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "not_proved": lambda _values: _("Please prove first, with a code from your mail, that it is you."),
    "wrong_device_code": lambda _values: _(
        "This code is not right, or is over. Please take the one of our last mail."
    ),
}
