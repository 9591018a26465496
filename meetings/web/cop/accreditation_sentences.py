"""What refusals of the accreditation desk, of following up and of funding say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

Values = dict[str, Any]

SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "letter_not_accepted": lambda _values: _(
        "Names are checked against a letter that is accepted: accept the letter first."
    ),
    "paper_needed": lambda _values: _(
        "A badge is issued and read in acts of their own: this follows from them."
    ),
    "nobody_chosen": lambda _values: _("Please tick at least one person."),
    "reminded_today": lambda _values: _(
        "All who wait were reminded within the last day: nobody was told again."
    ),
    "funded_already": lambda values: ngettext(
        "Travel is granted to %(num)d person of this Party already, and no more are paid for.",
        "Travel is granted to %(num)d people of this Party already, and no more are paid for.",
        int(values.get("most", 1)),
    ),
    "not_eligible": lambda _values: _(
        "This delegation is not eligible for funding of travel in this segment."
    ),
    "leaves_before_arriving": lambda _values: _("The day of leaving is before the day of arriving."),
    "no_line_read": lambda _values: _(
        "No line could be read. Each needs a country, a name and an e-mail address, with tabs or semicolons between."
    ),
    "no_time_given": lambda _values: _("Please give a time in the future."),
}
