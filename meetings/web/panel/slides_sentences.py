"""What refusals of the papers of panellists say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "slides_closed": lambda _values: _(
        "The organizers take no more slides by this page. Please write to them."
    ),
    "not_hours_of_a_day": lambda _values: _("Please let the hours end after they begin, on one day."),
    "too_many_hours": lambda values: _(
        "No more hours are kept: at most %(most)d. Please take some back.", most=values.get("most", 0)
    ),
    "nothing_to_thank": lambda _values: _("There is no letter of thanks before one of the times was held."),
    "no_panel_to_invite": lambda _values: _("There is no panel to come to which somebody could be invited."),
}
