"""The kinds of notices: when due, what they say, how they leave, how one stops them. A new kind is an entry here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from meetings.domain.codes import NoticeKind
from meetings.domain.reminders import KIND as REMINDER
from meetings.domain.reminders import OPEN, TOGETHER, WHOLE_WEEK
from meetings.mail import delays, following, reminding, scopes, surveys, words
from meetings.mail.contacts.letters import LETTERS
from meetings.mail.contacts.phrases import FOCAL_REMINDERS
from meetings.mail.phrases import DELEGATES, DELEGATIONS, PANELS, RUN_SHEETS, Mail, mails_of
from meetings.mail.scopes import Scope
from meetings.mail.words import Body
from meetings.queries.messages import Item
from meetings.services import digests, followups, notices, offers, subscriptions
from meetings.services.contacts import campaign_notices
from meetings.services.cop import delegate_notices, focal_notices
from meetings.services.live import run_sheet_notices
from meetings.services.panel import notices as panel_notices
from meetings.services.planning import JUST_ASKED, Manner

JOIN, CHANGE, LETTER, NEAR, WEEK, AFTER, NEWS = JUST_ASKED, 20, 40, 50, 60, 70, 80


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notices, whole: nothing else needs to know of it.

    `name` is what the desk calls it. `due` makes its notices (now, settling seconds), each with its subject, its
    occasion and the moment it becomes useless (`services/notices.Due`); without it, the act that is told does.
    `words` says today's facts, or nothing where they would be wrong or idle; the `parts` it names go along as
    entries of a calendar. `mails` are the mails it is built with, by the key of their phrases; `several` is the key
    where one mail tells several things; where it `shares`, one link is the way into all of them. `manner` is how it
    leaves: its priority, and what merges within which span. `stop` is what a reader stops by one press who wants no
    more of it; mails about one's own registration have none.
    """

    name: Callable[[], str]
    words: Callable[[Item], Body | None]
    mails: Mapping[str, Mail]
    manner: Manner
    due: Callable[[datetime, int], None] | None = None
    several: str = ""
    shares: bool = False
    stop: Scope | None = None

    @property
    def scope(self) -> str:
        """Give the code of what a reader stops, or nothing."""
        return self.stop.code if self.stop else ""


CHANGES: Final = mails_of(
    "moved", "moved_begun", "moved_over", "clocks", "cancelled", "cancelled_over", "revived"
)
KINDS: Final[dict[str, Kind]] = {
    NoticeKind.CONFIRMATION: Kind(
        lambda: _("Confirmation"),
        words.confirmation,
        mails_of("registered", "waiting", "left", "cancelled"),
        Manner(JOIN),
    ),
    NoticeKind.SEVERAL: Kind(
        lambda: _("Confirmation of several sessions"),
        following.several,
        mails_of("several"),
        Manner(JOIN, merges=NoticeKind.SEVERAL),
        several="several",
        shares=True,
    ),
    NoticeKind.ENROLLED: Kind(
        lambda: _("New in what somebody follows"),
        following.enrolled,
        mails_of("enrolled", "enrolled_several"),
        Manner(CHANGE, merges=NoticeKind.ENROLLED),
        due=lambda now, _seconds: subscriptions.follow(now),
        several="enrolled_several",
        shares=True,
    ),
    NoticeKind.UNFOLLOWED: Kind(
        lambda: _("No longer followed"),
        following.unfollowed,
        mails_of("unfollowed"),
        Manner(JOIN, merges=NoticeKind.UNFOLLOWED),
        several="unfollowed",
        shares=True,
    ),
    NoticeKind.AGAIN: Kind(
        lambda: _("Sent again"),
        words.confirmation,
        mails_of("registered", "waiting", "offer", "left", "cancelled"),
        Manner(JOIN),
    ),
    NoticeKind.OFFER: Kind(lambda: _("Offer of a seat"), words.offer, mails_of("offer"), Manner(JOIN)),
    NoticeKind.LAPSED: Kind(
        lambda: _("Offer lapsed"),
        words.lapsed,
        mails_of("lapsed"),
        Manner(JOIN),
        due=lambda now, _seconds: offers.lapse(now),
    ),
    NoticeKind.LINK: Kind(lambda: _("Link"), words.link, mails_of("link"), Manner(JOIN)),
    NoticeKind.CHANGE: Kind(
        lambda: _("Change"),
        words.change,
        CHANGES,
        Manner(CHANGE),
        due=notices.notice_changes,
    ),
    NoticeKind.CANCELLATION: Kind(
        lambda: _("Cancelling"),
        words.change,
        CHANGES,
        Manner(CHANGE),
    ),
    NoticeKind.DELAY: Kind(lambda: _("Delay"), delays.delayed, mails_of("delayed", "on_time"), Manner(JOIN)),
    REMINDER: Kind(
        lambda: _("Reminder"),
        reminding.reminder,
        mails_of("reminder", "reminders"),
        Manner(NEAR, merges=REMINDER, within=TOGETHER),
        due=lambda now, _seconds: notices.notice_reminders(now),
        several="reminders",
    ),
    REMINDER + OPEN: Kind(lambda: _("Reminder"), reminding.opened, mails_of("open"), Manner(JOIN)),
    NoticeKind.DIGEST: Kind(
        lambda: _("The coming week"),
        reminding.digest,
        mails_of("digest"),
        Manner(WEEK, merges=NoticeKind.DIGEST, within=WHOLE_WEEK),
        due=lambda now, _seconds: digests.notice_digests(now),
        several="digest",
        stop=scopes.DIGEST,
    ),
    NoticeKind.THANK_YOU: Kind(
        lambda: _("Thanks with the recording"),
        reminding.thank_you,
        mails_of("thank_you"),
        Manner(AFTER),
        due=lambda now, _seconds: followups.notice_recordings(now),
        stop=scopes.RECORDINGS,
    ),
    NoticeKind.MISSED: Kind(
        lambda: _("The recording"),
        reminding.missed,
        mails_of("missed"),
        Manner(AFTER),
        stop=scopes.RECORDINGS,
    ),
    NoticeKind.SURVEY: Kind(
        lambda: _("Survey"),
        surveys.no_part_of_a_registration,
        mails_of("survey", "survey_reminder"),
        Manner(AFTER),
        stop=scopes.SURVEYS,
    ),
    NoticeKind.DELEGATION: Kind(
        lambda: _("To focal points"),
        surveys.no_part_of_a_registration,
        DELEGATIONS,
        Manner(JOIN),
        due=lambda now, _seconds: focal_notices.notice_focal_points(now),
    ),
    NoticeKind.DELEGATE: Kind(
        lambda: _("To delegates"),
        surveys.no_part_of_a_registration,
        DELEGATES,
        Manner(JOIN),
        due=lambda now, _seconds: delegate_notices.notice_delegates(now),
    ),
    NoticeKind.PANEL: Kind(
        lambda: _("To panellists"),
        surveys.no_part_of_a_registration,
        PANELS,
        Manner(JOIN),
        due=panel_notices.notice_panels,
    ),
    NoticeKind.LETTER: Kind(
        lambda: _("Official letters"),
        surveys.no_part_of_a_registration,
        LETTERS,
        Manner(LETTER),
    ),
    NoticeKind.RUN_SHEET: Kind(
        lambda: _("Run-sheets and rehearsals"),
        surveys.no_part_of_a_registration,
        RUN_SHEETS,
        Manner(JOIN),
        due=run_sheet_notices.notice_run_sheets,
    ),
    NoticeKind.FOCAL_REMINDER: Kind(
        lambda: _("Reminder to notify a focal point"),
        surveys.no_part_of_a_registration,
        FOCAL_REMINDERS,
        Manner(AFTER),
    ),
    NoticeKind.CAMPAIGN: Kind(
        lambda: _("Campaign"),
        surveys.no_part_of_a_registration,
        {},
        Manner(NEWS),
        due=lambda now, _seconds: campaign_notices.notice_campaigns(now),
        stop=scopes.NEWS,
    ),
}


def kind_of(code: str) -> Kind:
    """Give the kind of a notice; the rules of reminding are one, but for the open door."""
    return KINDS[REMINDER if code.startswith(REMINDER) and code not in KINDS else code]


def manner_of(code: str) -> Manner:
    """Say how notices of a kind leave."""
    return kind_of(code).manner


def every_mail() -> dict[str, Mail]:
    """Give the mails of all kinds, by the key of their phrases."""
    return {key: mail for kind in KINDS.values() for key, mail in kind.mails.items()}


def scope_of(code: str) -> Scope | None:
    """Give what people can stop, by its code."""
    return next((one for one in scopes_offered() if one.code == code), None)


def scopes_offered() -> list[Scope]:
    """Give everything that people can stop, each once."""
    return list({kind.scope: kind.stop for kind in KINDS.values() if kind.stop}.values())
