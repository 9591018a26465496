"""What the entrance to a conference says to whom it does not let in, and what tests of connections refuse."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.cop.tracks import Track
from meetings.web.cop.words import region_words, state_word

Values = dict[str, Any]


def _not_accredited(values: Values) -> str:
    state = str(values.get("state", ""))
    if not state:
        return _("You are not accredited for this part of the conference.")
    return _(
        "You are not accredited for this part of the conference. Your participation stands at: %(state)s.",
        state=state_word(Track.PARTICIPATION, state),
    )


def _for_parties(values: Values) -> str:
    standing = values.get("standing")
    if standing == "to_be_confirmed":
        return _(
            "This meeting is for Parties. It is still to be confirmed whether your State is one on the opening day: "
            "please ask the secretariat."
        )
    if standing == "deposited":
        return _(
            "This meeting is for Parties. Your State has deposited its instrument and is not yet a Party on the "
            "opening day."
        )
    return _("This meeting is for Parties.")


def _for_regions(values: Values) -> str:
    groups = [region_words(str(one)) for one in values.get("regions", ())]
    if not groups:
        return _("This meeting is for a regional group.")
    return _("This meeting is for: %(groups)s.", groups=_(", ").join(groups))


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "not_accredited_here": _not_accredited,
    "entry_suspended": lambda _values: _("Your badge is suspended. Please ask the secretariat."),
    "for_parties": _for_parties,
    "for_regions": _for_regions,
    "for_named": lambda _values: _("This meeting is for those who are named for it."),
    "in_room_only": lambda _values: _("You take part in person: please come to the room."),
    "time_full": lambda _values: _("This time is full. Please choose another."),
    "time_gone": lambda _values: _("This time can no longer be booked. Please choose another."),
    "passed_before": lambda _values: _("Your connection was tested and is good: there is nothing to book."),
    "time_booked": lambda values: _(
        "This time is booked and cannot be taken away. Booked by: %(taken)s.", taken=values.get("taken", 0)
    ),
}
