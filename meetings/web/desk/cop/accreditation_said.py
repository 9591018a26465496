"""What the page of a delegation says of what was just done."""

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.cop.codes import ParticipationState
from meetings.domain.cop.tracks import Track
from meetings.web.cop.words import state_word


def done_words(done: str) -> str:
    """Say what was done; nothing for what is not known."""
    kind, *rest = done.split("-")
    if kind == "people" and len(rest) == 2 and rest[0] in set(ParticipationState) and rest[1].isdecimal():
        number = int(rest[1][:6])
        return ngettext(
            "%(state)s: %(num)d participation.",
            "%(state)s: %(num)d participations.",
            number,
            state=state_word(Track.PARTICIPATION, rest[0]),
        )
    return {
        "letter-accepted": _("Letter accepted. The names can be checked against it."),
        "letter-returned": _("Letter returned. The focal point is told why, in their language."),
        "letter-received": _("The letter is to be checked again."),
        "put": _("Letter received, and noted as sent by you on behalf of the delegation."),
        "both": _("Noted: both stand."),
        "request-accepted": _("Accepted, and done."),
        "request-declined": _("Declined. The focal point reads why."),
        "invite": _("Invited: a mail with their link follows."),
        "renew": _("The old link is dead; a mail with a new one follows."),
        "end": _("The link opens nothing any more."),
        "take-over": _("They have taken over. The old link is dead; a mail with a new one follows."),
        "reopen": _("Open again for this delegation. Its focal points are told."),
        "close": _("Closed again."),
        "quota": _("Noted: how many this delegation may name."),
        "named": _("Named on behalf of the delegation, and noted as done by you."),
        "edited": _("Changed on behalf of the delegation, and noted as done by you."),
    }.get(done, "")
