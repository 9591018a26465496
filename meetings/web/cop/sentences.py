"""What refusals of conferences say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.cop.tracks import Track
from meetings.web.cop import documents_sentences
from meetings.web.cop.accreditation_sentences import SENTENCES as ACCREDITATION
from meetings.web.cop.admissions_sentences import SENTENCES as ADMISSIONS
from meetings.web.cop.badges_sentences import SENTENCES as BADGES
from meetings.web.cop.conference_sentences import SENTENCES as CONFERENCES
from meetings.web.cop.credentials_sentences import SENTENCES as CREDENTIALS
from meetings.web.cop.delegation_sentences import SENTENCES as DELEGATIONS
from meetings.web.cop.entering_sentences import SENTENCES as ENTERING
from meetings.web.cop.list_sentences import LIST_SENTENCES
from meetings.web.cop.parties_sentences import SENTENCES as PARTIES
from meetings.web.cop.words import MOVERS, state_word

Values = dict[str, Any]


def _state(values: Values, name: str) -> str:
    track, state = values.get("track"), values.get(name)
    return state_word(Track(track), state) if track and state else ""


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    **LIST_SENTENCES,
    **CONFERENCES,
    **ENTERING,
    "already_so": lambda _values: _("It stands so already."),
    "no_such_move": lambda values: _(
        "From “%(state)s” nothing leads to “%(to)s”.", state=_state(values, "state"), to=_state(values, "to")
    ),
    "not_your_move": lambda values: _(
        "“%(to)s” is set by others: %(whose)s.",
        to=_state(values, "to"),
        whose=", ".join(MOVERS[one]() for one in values.get("whose", ())),
    ),
    "observers_only": lambda _values: _(
        "Whom a State sends is its own choice: only observers and media can be refused or revoked."
    ),
    "reason_needed": lambda _values: _("Please write the reason."),
    "authority_needed": lambda _values: _("Please write by whose decision this is."),
    **PARTIES,
    **ADMISSIONS,
    **CREDENTIALS,
    **documents_sentences.SENTENCES,
    **DELEGATIONS,
    **ACCREDITATION,
    **BADGES,
}
