"""The kinds of notices: when they are due, how they leave, and who words them. A new kind is a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from meetings.domain.codes import NoticeKind
from meetings.domain.reminders import KIND as REMINDER
from meetings.domain.reminders import OPEN
from meetings.mail import reminding, words
from meetings.mail.words import Body
from meetings.queries.messages import Item
from meetings.services import followups, notices
from meetings.services.planning import Manner


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its words for today's facts (or nothing where they would be wrong or idle), and how it leaves.

    `due` makes its notices (now, settling seconds); without it, the act that is told makes the notice.
    `scope` names what a reader stops who wants no more of it; mails about one's own registration have none.
    """

    words: Callable[[Item], Body | None]
    manner: Manner
    due: Callable[[datetime, int], None] | None = None
    scope: str = ""


RECORDINGS: Final = "recordings"
JOIN, CHANGE, NEAR, AFTER = 10, 20, 50, 70
KINDS: Final[dict[str, Kind]] = {
    NoticeKind.CONFIRMATION: Kind(words.confirmation, Manner(JOIN)),
    NoticeKind.AGAIN: Kind(words.confirmation, Manner(JOIN)),
    NoticeKind.LINK: Kind(words.link, Manner(JOIN)),
    NoticeKind.CHANGE: Kind(words.change, Manner(CHANGE), notices.notice_changes),
    NoticeKind.CANCELLATION: Kind(words.change, Manner(CHANGE)),
    REMINDER: Kind(
        reminding.reminder, Manner(NEAR, merges=True), lambda now, _seconds: notices.notice_reminders(now)
    ),
    REMINDER + OPEN: Kind(reminding.opened, Manner(JOIN)),
    NoticeKind.THANK_YOU: Kind(
        reminding.thank_you,
        Manner(AFTER),
        lambda now, _seconds: followups.notice_recordings(now),
        scope=RECORDINGS,
    ),
    NoticeKind.MISSED: Kind(reminding.missed, Manner(AFTER), scope=RECORDINGS),
}


def kind_of(code: str) -> Kind:
    """Give the kind of a notice; the rules of reminding are one, but for the open door."""
    return KINDS[REMINDER if code.startswith(REMINDER) and code not in KINDS else code]


def manner_of(code: str) -> Manner:
    """Say how notices of a kind leave."""
    return kind_of(code).manner
