"""What refusals about credentials say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "credentials_not_due": lambda _values: _(
        "Observers, and States that are not Parties on the opening day, need no credentials."
    ),
    "signed_ahead": lambda _values: _("This day is still ahead."),
    "no_delegations_chosen": lambda _values: _("Please choose at least one delegation."),
    "not_an_earlier_segment": lambda _values: _("Please choose an earlier segment of this conference."),
    "examined_on_needed": lambda _values: _("Please write the day on which the Bureau examined them."),
}
