"""What refusals of delegations say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

Values = dict[str, Any]

SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "no_delegation_of": lambda _values: _("Please choose a State or an organization that is known here."),
    "ends_too_early": lambda values: ngettext(
        "Please choose a moment to come, at most %(num)d day from now.",
        "Please choose a moment to come, at most %(num)d days from now.",
        values.get("most", 0),
    ),
    "identity_closed": lambda _values: _(
        "Passports and photos for this meeting have been erased, and no more are taken."
    ),
}
