"""What mails to focal points say: of their delegation, never of its people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.cop.tracks import Awaited
from meetings.formats.languages import marked
from meetings.formats.times import short_words
from meetings.mail.words import Body, count_words
from meetings.queries.cop.awaited import Waiting
from meetings.queries.cop.focal_letters import FocalLetter

TELLS_WHAT_WAITS: Final = ("returned", "reminder")


@dataclass(frozen=True, slots=True)
class ToFocalPoint:
    """What stands in a mail to a focal point beside its phrases: what is awaited, a code, the page's address."""

    address: str
    lines: tuple[str, ...]
    code: str

    @property
    def words(self) -> str:
        """Give the words on the button."""
        return _("Open the delegation")


def delegation_words(about: FocalLetter, lang: str) -> str:
    """Name a delegation."""
    return _("Delegation of %(whose)s", whose=marked(about.whose, lang))


def delegation_body(about: FocalLetter, lang: str) -> Body:
    """Say of which delegation and conference, and until when."""
    until = short_words(about.until, about.zone, lang) if about.until else ""
    closes = _("Nominations close on %(when)s.", when=until) if until else ""
    values = {
        "title": delegation_words(about, lang),
        "what": marked(about.title, lang),
        "when": until,
        "opens": "",
        "until": closes,
        "sessions": count_words(1),
    }
    return Body(f"delegation_{about.kind}", values, may_join=False)


def lines_of(about: FocalLetter) -> tuple[str, ...]:
    """Say what is awaited, in numbers."""
    if about.kind not in TELLS_WHAT_WAITS:
        return ()
    return tuple(waiting_words(one) for one in about.waiting)


def waiting_words(one: Waiting) -> str:
    """Say one thing that is awaited from a delegation."""
    if one.people:
        return ngettext(
            "%(num)d person waits to be completed", "%(num)d people wait to be completed", one.people
        )
    return WAITING[one.awaited]()


WAITING: Final[dict[Awaited, Callable[[], str]]] = {
    Awaited.NAMES: lambda: _("Nobody is named yet"),
    Awaited.LETTER: lambda: _("The letter of nomination or note verbale is awaited"),
    Awaited.CORRECTION: lambda: _("The letter was returned"),
}
