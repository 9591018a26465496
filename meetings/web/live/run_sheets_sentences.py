"""What refusals of run-sheets and rehearsals say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "sheet_not_empty": lambda _values: _("This run-sheet is not empty. Remove its tasks first."),
    "done_by_another": lambda _values: _("Somebody else was quicker. You see what they noted."),
    "slot_is_off": lambda _values: _("This time will not be held, so nothing is rehearsed for it."),
    "rehearsal_over": lambda _values: _("This rehearsal was called off or has begun, and stays as it is."),
    "rehearsal_in_the_past": lambda _values: _(
        "A rehearsal begins in time to come, and before the session begins."
    ),
    "nobody_invited": lambda _values: _("Please choose at least one person."),
}
