"""What the accreditation desk calls what waits, reasons that are ready, and how long something has waited."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from meetings.domain.cop.accreditation import Reason, Task
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


def reason_words(reason: Reason) -> str:
    """Word a reason that is ready, as the focal point reads it."""
    return {
        Reason.NOT_LEGIBLE: _("The letter cannot be read in full. Please send a better copy."),
        Reason.NOT_SIGNED: _("The letter is not signed or bears no seal."),
        Reason.NOT_DATED: _("The letter bears no date, or the date cannot be read."),
        Reason.OTHER_AUTHORITY: _(
            "The letter is not of the ministry of foreign affairs or the permanent mission."
        ),
        Reason.OTHER_MEETING: _("The letter is for another meeting."),
        Reason.NOT_NAMED: _("The letter does not name this person."),
        Reason.NAME_DIFFERS: _("The name is written otherwise in the letter."),
        Reason.NO_FUNCTION: _("Function and organization are missing."),
        Reason.NO_PASSPORT: _("Passport data or the photo is missing."),
    }[reason]


def reasons_in(reasons: Iterable[Reason], text: str, language: str) -> str:
    """Put reasons and what an officer wrote into one text, in the language of the focal point who reads it."""
    with force_locale(language):
        ready = [str(reason_words(one)) for one in reasons]
    return " ".join([*ready, text.strip()]).strip()


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
