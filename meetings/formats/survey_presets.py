"""Questions that stand ready, in all languages."""

from collections.abc import Callable, Mapping
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES
from meetings.domain.surveys import Choice, Crowd, Kind, Question, Typed

REASONS: Final[Mapping[str, Callable[[], str]]] = {
    "hour": lambda: _("The hour"),
    "line": lambda: _("The line: internet or telephone"),
    "language": lambda: _("The language"),
    "topic": lambda: _("The topic"),
    "unaware": lambda: _("I did not know of it"),
}


def kept_away() -> Question:
    """Ask whoever stayed away what kept them; its key is always the same, so that seasons can be compared."""
    return Question(
        key="kept_away",
        kind=Kind.SEVERAL,
        words=_worded(lambda: _("What kept you away?")),
        choices=tuple(Choice(key, _worded(words)) for key, words in REASONS.items()),
        asked=(Crowd.AWAY,),
    )


def for_the_panel() -> Typed:
    """Ask whoever came for remarks that the panellists are shown."""
    return Typed(
        kind=Kind.REMARK,
        words=_worded(lambda: _("For the panellists: what would you tell them?")),
    )


def _worded(words: Callable[[], str]) -> dict[str, str]:
    """Give words in every language."""
    found = {}
    for code in LANGUAGES:
        with force_locale(code):
            found[code] = words()
    return found
