"""What refusals of tokens of programs say on a page."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "token_expired": lambda _values: _("The time of this token is over; an administrator can make another."),
    "more_than_own": lambda _values: _(
        "A token cannot make one that may do more than itself, or for longer."
    ),
    "act_needs_sight": lambda _values: _(
        "A token that may change or send something must be let see it, too: choose also what it needs to see."
    ),
}
