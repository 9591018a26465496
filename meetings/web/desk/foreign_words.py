"""Why a calendar of others cannot be read, or an event of it is not taken in, in words."""

from flask_babel import gettext as _

from meetings.domain.feeds import Trouble
from meetings.domain.foreign import Why


def trouble_words(trouble: Trouble, value: str) -> str:
    """Say what is wrong with a feed, with what is to blame where that is known."""
    words = {
        Trouble.NOT_PUBLIC: _("This address is inside a network, and not read."),
        Trouble.UNKNOWN_HOST: _("There is no server of this name."),
        Trouble.NO_CONNECTION: _("The server does not answer."),
        Trouble.NOT_SECURE: _("The server cannot prove its name (certificate)."),
        Trouble.TOO_SLOW: _("The server takes too long to answer."),
        Trouble.TOO_LARGE: _("The calendar is too large."),
        Trouble.REDIRECTS: _("The address leads on and on, or to where nothing is read."),
        Trouble.ANSWER: _("The server answers with an error."),
        Trouble.CUT_OFF: _("The answer is cut off."),
        Trouble.NOT_A_CALENDAR: _(
            "This is neither a calendar (iCalendar) nor a list of meetings (InforMEA), or it is cut off."
        ),
        Trouble.PAGES: _("Its pages do not end, or lead away from its server."),
        Trouble.TOO_MANY_EVENTS: _("The calendar has more events than are read."),
    }[trouble]
    return _("%(words)s (%(value)s)", words=words, value=value) if value else words


def refusal_words(why: Why, value: str) -> str:
    """Say why an event is not taken in, with what is to blame where that is known."""
    words = {
        Why.NO_UID: _("it has no identifier (UID)"),
        Why.NO_START: _("it has no beginning"),
        Why.BAD_VALUE: _("a value cannot be read"),
        Why.TWICE: _("a value is given twice"),
        Why.UNKNOWN_ZONE: _("its time zone is not known"),
        Why.ENDS_BEFORE: _("it ends before it begins"),
        Why.TOO_LONG: _("it takes longer than a year"),
        Why.TOO_FAR: _("its day is too far away"),
        Why.TOO_OFTEN: _("it recurs more often than daily"),
        Why.UNKNOWN_RULE: _("it recurs by a rule that is not read"),
        Why.TOO_MANY: _("it recurs too many times"),
        Why.LONG_LINE: _("a line is too long"),
        Why.NOT_ENDED: _("its end is missing"),
    }[why]
    return _("%(words)s (%(value)s)", words=words, value=value) if value else words
