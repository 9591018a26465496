"""Reasons that are ready for returning a letter or names, as the focal point reads them in their own language."""

from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.cop.accreditation import Reason


def reason_words(reason: Reason) -> str:
    """Word a reason that is ready, as the focal point reads it."""
    words: dict[Reason, str] = {
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
    }
    return words[reason]


def reasons_in(reasons: Iterable[Reason], text: str, language: str) -> str:
    """Put reasons and what an officer wrote into one text, in the language of the focal point who reads it."""
    with force_locale(language):
        ready = [str(reason_words(one)) for one in reasons]
    return " ".join([*ready, text.strip()]).strip()
