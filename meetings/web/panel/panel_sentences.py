"""What refusals of panellists' own acts say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "panel_not_proved": lambda _values: _("Please prove first, with a code from your mail, that it is you."),
    "panel_over": lambda _values: _(
        "This session is over or cancelled: what was said of coming stays as it is."
    ),
    "not_for_assistants": lambda _values: _(
        "An assistant cannot add or take away assistants. Please ask the panellist, or us."
    ),
    "theirs_alone": lambda _values: _(
        "Only the panellist does this, by their own link. An assistant looks after their papers and answers."
    ),
    "too_many_here": lambda values: _("No more can be added: at most %(most)d.", most=values.get("most", 0)),
    "on_panel_already": lambda _values: _("This person is there already."),
    "nobody_to_mail": lambda _values: _("No address of theirs is known, so nothing can be mailed."),
    "proposal_settled": lambda _values: _("Somebody else has decided on this proposal in the meantime."),
}
