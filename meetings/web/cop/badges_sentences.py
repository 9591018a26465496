"""What refusals of badges and papers say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.cop.tracks import Track
from meetings.formats.times import date_words
from meetings.web.cop.words import state_word
from meetings.web.readers import current_reader

Values = dict[str, Any]


def _days(values: Values) -> str:
    lang = current_reader().language
    if "first" not in values or values["first"] > values["last"]:
        return _("No day of this segment has come yet.")
    first, last = (date_words(values[name], lang) for name in ("first", "last"))
    return _("Please choose a day from %(first)s to %(last)s.", first=first, last=last)


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "badge_suspended": lambda _values: _("This badge is suspended. Lift the suspension first."),
    "badge_stands": lambda _values: _("This badge is not suspended."),
    "badge_ended": lambda _values: _("This badge was replaced or withdrawn before."),
    "not_accredited": lambda values: _(
        "Papers are made for accredited people only; here it stands at “%(state)s”.",
        state=state_word(Track.PARTICIPATION, values["state"]) if values.get("state") else "",
    ),
    "not_a_day_of_it": _days,
    "not_a_share": lambda _values: _("Please write a share as 1/3 or 2/3."),
    "no_passport": lambda _values: _("No passport number is kept for this person."),
}
