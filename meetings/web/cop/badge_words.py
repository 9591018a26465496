"""What pages say of badges, of scans at the gate, and of letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from meetings.domain.cop.badges import Answer
from meetings.domain.cop.papers import PaperKind
from meetings.queries.cop.badges import DUE, ENDED


@dataclass(frozen=True, slots=True)
class Verdict:
    """What fills a steward's screen: the word, what it means for whoever stands there, and the colour's name."""

    word: Callable[[], str]
    sentence: Callable[[], str]
    look: str


VERDICTS: Final[dict[Answer, Verdict]] = {
    Answer.VALID: Verdict(lambda: _("Valid"), lambda: _("Checked in. Please let them in."), "v-ok"),
    Answer.ALREADY: Verdict(
        lambda: _("Valid"), lambda: _("Checked in earlier today. Please let them in."), "v-again"
    ),
    Answer.SUSPENDED: Verdict(
        lambda: _("Suspended"), lambda: _("Do not let them in. Please call security."), "v-no"
    ),
    Answer.REPLACED: Verdict(
        lambda: _("Replaced"), lambda: _("Do not let them in: this badge was replaced by another."), "v-no"
    ),
    Answer.WITHDRAWN: Verdict(
        lambda: _("Withdrawn"), lambda: _("Do not let them in: this badge is valid no more."), "v-no"
    ),
    Answer.REVOKED: Verdict(
        lambda: _("Revoked"), lambda: _("Do not let them in: the accreditation was revoked."), "v-no"
    ),
    Answer.NOT_HERE: Verdict(
        lambda: _("Not for here"), lambda: _("This badge is for another segment or conference."), "v-no"
    ),
    Answer.NOT_TODAY: Verdict(
        lambda: _("Not for today"), lambda: _("This badge is valid on the days of its segment only."), "v-no"
    ),
    Answer.UNKNOWN: Verdict(
        lambda: _("Not known"), lambda: _("Do not let them in: we issued no badge with this code."), "v-no"
    ),
    Answer.MISTYPED: Verdict(
        lambda: _("Not a badge"),
        lambda: _("This is not the code of a badge. Please scan it again, or compare it letter by letter."),
        "v-retry",
    ),
}


def badge_state_words(code: str) -> str:
    """Word where a badge stands, and what the list of the desk is narrowed to."""
    return {
        DUE: _("No badge yet"),
        "valid": _("Valid"),
        "suspended": _("Suspended"),
        "replaced": _("Replaced"),
        "withdrawn": _("Withdrawn"),
        ENDED: _("Replaced or withdrawn"),
    }.get(code, code)


def paper_words(kind: str) -> str:
    """Word a kind of letter."""
    return {
        PaperKind.ACKNOWLEDGEMENT: _("Acknowledgement of registration"),
        PaperKind.VISA: _("Visa letter"),
    }[PaperKind(kind)]
