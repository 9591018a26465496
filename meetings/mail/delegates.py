"""What mails to delegates say: where they are accredited, their link and code, and that a test is missing."""

from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.domain.codes import Mode
from meetings.domain.cop.codes import Right
from meetings.formats.languages import marked
from meetings.formats.times import date_range_words
from meetings.mail.delays import delay_body, told_late
from meetings.mail.words import Body, SessionTold, count_words
from meetings.queries.cop.delegate_letters import TEST, DelegateLetter, PartTold


@dataclass(frozen=True, slots=True)
class ToDelegate:
    """What stands in a mail to a delegate beside its phrases: segments, the way in with its code, their own page.

    `sessions` are those whose beginning is told.
    """

    lines: tuple[str, ...]
    sessions: tuple[SessionTold, ...]
    join_address: str
    code: str
    me_address: str
    is_test: bool

    @property
    def words(self) -> str:
        """Give the words on the button that leads to their own page."""
        return _("Book a time") if self.is_test else _("My meetings")


def delegate_body(about: DelegateLetter, lang: str) -> Body:
    """Say of which conference, or of which meeting that begins later."""
    if about.late:
        return delay_body(about.late, "delegate", about.zone, lang)
    title = marked(about.title, lang)
    values = {"title": title, "what": title, "when": "", "opens": "", "until": "", "sessions": count_words(1)}
    return Body(f"delegate_{about.kind}", values, may_join=False)


def lines_of_delegate(about: DelegateLetter, lang: str) -> tuple[str, ...]:
    """Say for each segment when and where it is, and as what its reader takes part."""
    return tuple(_line(one, lang) for one in about.parts)


def sessions_of_delegate(about: DelegateLetter, lang: str) -> tuple[SessionTold, ...]:
    """Say when a meeting begins that was put off, or is not any more."""
    return (told_late(about.late, about.zone, lang, about.place),) if about.late else ()


def is_test(about: DelegateLetter) -> bool:
    """Say whether a mail asks to test the connection."""
    return about.kind == TEST


def _line(part: PartTold, lang: str) -> str:
    in_room = part.mode == Mode.ROOM
    right = _("May take the floor") if part.rights == Right.SPEAKER else _("Follows the meeting")
    facts = [
        marked(part.title, lang),
        date_range_words(part.starts_on, part.ends_on, lang),
        marked(part.place, lang) if part.place else "",
        _("In person") if in_room else _("Online"),
        right,
    ]
    return " · ".join(one for one in facts if one)
