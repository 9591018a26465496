"""What the accreditation desk calls what waits, and how long something has waited."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.cop.accreditation import Task
from meetings.domain.cop.funding import FundingState
from meetings.formats.times import full_day_words


def task_words(task: Task) -> str:
    """Word what waits."""
    return {
        Task.LETTER: _("Letter to check"),
        Task.ANSWERED: _("Returned and answered"),
        Task.NAMES: _("Names to check against the letter"),
        Task.ACCREDIT: _("To accredit"),
        Task.REQUEST: _("Request for change"),
        Task.DOUBLE: _("One name in two delegations"),
        Task.NO_LETTER: _("Letter awaited"),
        Task.LETTER_BACK: _("Letter returned"),
        Task.NAMES_BACK: _("Names returned"),
        Task.INVITED: _("Invited, not named yet"),
    }[task]


def funding_words(state: str) -> str:
    """Word where an asking for travel stands."""
    return {
        FundingState.ASKED: _("Travel asked for"),
        FundingState.GRANTED: _("Travel granted"),
        FundingState.DECLINED: _("Travel declined"),
        FundingState.CANCELLED: _("Travel cancelled"),
    }[FundingState(state)]


def days_waited(since: datetime, now: datetime) -> str:
    """Word for how many days something has waited; of less than one, that it is of today."""
    days = max(0, (now - since).days)
    return ngettext("%(num)d day", "%(num)d days", days) if days else _("less than a day")


def since_words(since: datetime, zone: str, language: str) -> str:
    """Word since when something waits."""
    return full_day_words(since, zone, language)
