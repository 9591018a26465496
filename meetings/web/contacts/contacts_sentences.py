"""What refusals of contacts, their roles and lists that are read say on a page."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "contact_role_taken": lambda values: _(
        "%(holder)s holds this role then; a government has one at a time. Let theirs end the day before, or choose "
        "another term.",
        holder=values.get("holder", ""),
    ),
    "contact_role_held": lambda _values: _("This contact holds this role already in this term."),
    "contact_term_backwards": lambda _values: _("The last day lies before the first."),
    "contact_country_needed": lambda _values: _(
        "This role is held for a government. Please choose the country."
    ),
    "contact_already": lambda _values: _("Somebody of this name at this address is a contact already."),
    "contact_no_columns": lambda _values: _(
        "Please say in which column the addresses are, and in which the names or organizations."
    ),
    "contact_import_not_then": lambda _values: _("The list has gone on meanwhile. Please look at it again."),
}
