"""What refusals of official letters say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import get_locale
from flask_babel import gettext as _

from meetings.domain.contacts.letters import LetterState
from meetings.formats.languages import marked

Values = dict[str, Any]


def state_words(state: str) -> str:
    """Word where a letter stands."""
    return {
        LetterState.DRAFT: _("Draft"),
        LetterState.CLEARED: _("Cleared, waits for a signature"),
        LetterState.SIGNED: _("Signed, not sent yet"),
        LetterState.SENT: _("Sent"),
        LetterState.VOID: _("Given up"),
    }[LetterState(state)]


def _titles(values: Values) -> str:
    lang = str(get_locale())
    return _(", ").join(f"“{marked(one, lang)}”" for one in values.get("titles", ()))


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "letter_not_in_this_state": lambda values: _(
        "This is not possible as the letter stands: %(state)s.",
        state=state_words(values.get("state", LetterState.DRAFT)),
    ),
    "own_letter": lambda _values: _(
        "You wrote this letter last, so somebody else has to look at it and clear it."
    ),
    "letter_without_text": lambda _values: _(
        "Please write a subject and a text first, in at least one language."
    ),
    "calendar_apart": lambda _values: _(
        "The calendar is a table: please let {{calendar}} stand alone between two empty lines."
    ),
    "no_time_to_state": lambda values: _(
        "There is no time to state for %(value)s: none is held.", value=values.get("value", "")
    ),
    "letter_times_changed": lambda values: _(
        "Since the letter was cleared, what it states has changed: %(titles)s. "
        "Please look at it again, and clear it again.",
        titles=_titles(values),
    ),
    "letter_out_of_date": lambda values: _(
        "Since the letter was signed, what it states has changed: %(titles)s. "
        "It cannot be sent as it is: please give it up, and write another one.",
        titles=_titles(values),
    ),
    "nobody_to_write_to": lambda _values: _(
        "No government could be sent this letter: none has a channel that takes mail."
    ),
    "not_a_series": lambda _values: _("Please write the series like MC/ES."),
    "letter_number_given": lambda values: _(
        "Already given are the numbers up to %(last)d.", last=values.get("last", 0)
    ),
    "nothing_to_correct": lambda _values: _(
        "Nothing is to be corrected: every time is as the letter states it."
    ),
}
