"""What refusals of campaigns say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "no_such_campaign_move": lambda _values: _(
        "The campaign stands elsewhere by now, and this cannot be done with it any more."
    ),
    "campaign_frozen": lambda _values: _(
        "The campaign is not a draft any more. Take it back first, or begin another with its words."
    ),
    "campaign_to_nobody": lambda values: ngettext(
        "There is nobody to write to: %(num)d contact is on these lists, and none of them can be written to.",
        "There is nobody to write to: %(num)d contacts are on these lists, and none of them can be written to.",
        values.get("left_out", 0),
    ),
    "campaign_without_english": lambda _values: _(
        "An English text is needed: whoever reads a language that is not written gets it."
    ),
    "campaign_half_a_text": lambda _values: _("A text needs a subject and words."),
    "campaign_day_past": lambda _values: _("This day is over everywhere. Please choose another."),
    "campaign_unsafe_link": lambda values: _(
        "“%(value)s” cannot be linked to: an address begins with https:// and names a site.",
        value=values.get("value", ""),
    ),
}
