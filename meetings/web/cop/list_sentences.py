"""What refusals of lists of participants say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

Values = dict[str, Any]

LIST_SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "states_unconfirmed": lambda values: _(
        "A final list says of each State what it is. Still to be confirmed: %(states)s.",
        states=", ".join(values.get("states", ())),
    ),
    "nobody_listed": lambda _values: _("Nobody stands on this list yet."),
    "list_changed": lambda _values: _(
        "The list changed since you looked at it. Please look at it again as it is now."
    ),
    "same_list": lambda values: _(
        "Nothing changed since copy %(number)s, so there is nothing to publish.",
        number=values.get("number", ""),
    ),
    "no_corrections_day": lambda _values: _("Please say until which day corrections are taken."),
    "not_a_list_symbol": lambda _values: _(
        "Please write the symbol of the document, as UNEP/MC/COP.4/INF/27."
    ),
    "name_by_request": lambda _values: _(
        "The letter for this name was checked. Please ask for another name; the secretariat decides."
    ),
}
