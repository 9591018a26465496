"""What refusals of the list of speakers say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "no_such_floor_move": lambda _values: _("The list of speakers does not allow this from where it stands."),
    "not_your_floor_move": lambda _values: _("Only the chair does this on the list of speakers."),
    "floor_list_closed": lambda _values: _("The list of speakers is closed."),
    "floor_asked_before": lambda _values: _("This delegation or person is on the list of speakers already."),
    "floor_asked_too_often": lambda _values: _(
        "You have asked for the floor very often within an hour. Please wait a little before you ask again."
    ),
    "floor_not_held": lambda _values: _("This time is cancelled or over, so nobody is given the floor."),
    "floor_may_not_speak": lambda _values: _(
        "You follow this meeting. Somebody of your delegation who may take the floor can ask for it."
    ),
    "floor_not_speaking_for": lambda _values: _("This kind of statement is not open to you here."),
    "floor_no_one_accredited": lambda _values: _("Nobody of this delegation is accredited here."),
    "floor_moved_on": lambda _values: _(
        "Somebody else gave the floor on a moment ago. This is how the list stands now."
    ),
    "floor_nobody_waits": lambda _values: _("Nobody is waiting on the list of speakers."),
    "floor_nothing_sent": lambda _values: _("Please write your statement, or choose one file."),
    "floor_statement_over": lambda values: ngettext(
        "Statements are taken for %(num)d hour after the meeting.",
        "Statements are taken for %(num)d hours after the meeting.",
        values.get("hours", 0),
    ),
}
