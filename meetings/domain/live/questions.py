"""Rules of questions in the hour: what may be asked, when and how often, and what may become of a question."""

import hashlib
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES, SlotState
from meetings.domain.languages import upright
from meetings.domain.live.hours import hour_ends_at
from meetings.domain.live.questions_errors import ChangedByAnother, QuestionsClosed, QuestionStandsElsewhere
from meetings.domain.programmes import CONTROLS
from meetings.domain.seasons import Holding, Standing, doors_at

MOST_LETTERS: Final = 1_000
MOST_IN_ANSWER: Final = 5_000
MOST_IN_NOTE: Final = 2_000
MOST_IN_LINE: Final = 200
MOST_A_MINUTE: Final = 5
MOST_OPEN: Final = 20  # of one person in one hour, that nobody has dealt with yet
# By this name the document of a session's questions is known among its documents.
ANSWERS_FILE: Final = "questions-and-answers.pdf"
MINUTE: Final = timedelta(minutes=1)


class QuestionState(StrEnum):
    """Where a question stands: waits, is shown, joined to another, hidden, answered by voice or in writing, or left."""

    NEW = "new"
    SHOWN = "shown"
    MERGED = "merged"
    HIDDEN = "hidden"
    LIVE = "live"
    WRITTEN = "written"
    LEFT = "left"


S = QuestionState
# From where to where; what was answered may still be answered better, and what was set aside may come back.
MOVES: Final[dict[QuestionState, frozenset[QuestionState]]] = {
    S.NEW: frozenset((S.SHOWN, S.MERGED, S.HIDDEN, S.LIVE, S.WRITTEN, S.LEFT)),
    S.SHOWN: frozenset((S.NEW, S.MERGED, S.HIDDEN, S.LIVE, S.WRITTEN, S.LEFT)),
    S.MERGED: frozenset((S.NEW, S.SHOWN)),
    S.HIDDEN: frozenset((S.NEW, S.SHOWN)),
    S.LIVE: frozenset((S.SHOWN, S.LIVE, S.WRITTEN)),
    S.WRITTEN: frozenset((S.SHOWN, S.LIVE, S.WRITTEN)),
    S.LEFT: frozenset((S.SHOWN, S.HIDDEN, S.LIVE, S.WRITTEN)),
}
OPEN: Final = frozenset((S.NEW, S.SHOWN, S.LEFT))
ANSWERED: Final = frozenset((S.LIVE, S.WRITTEN))
# How those who moderate see them, what waits first.
GROUPS: Final = ((S.NEW,), (S.SHOWN,), (S.LIVE, S.WRITTEN), (S.LEFT,), (S.HIDDEN, S.MERGED))
# What everybody may read, where the organizer lets questions be seen; what stands in the document.
PUBLIC: Final = frozenset((S.SHOWN, S.LIVE, S.WRITTEN))


def check_move(state: str, wanted: str) -> QuestionState:
    """Give where a question goes.

    Raises: NotAChoice; QuestionStandsElsewhere.
    """
    if wanted not in list(QuestionState):
        raise errors.NotAChoice(field="act", value=wanted[:20])
    if wanted not in MOVES[QuestionState(state)]:
        raise QuestionStandsElsewhere(state=state, wanted=wanted)
    return QuestionState(wanted)


def check_seen(revision: int, seen: int) -> None:
    """Let nobody answer, hide or change what another moderator changed since they saw it.

    Raises: ChangedByAnother.
    """
    if revision != seen:
        raise ChangedByAnother(current=revision)


def check_asking(slot: Holding, delay_minutes: int, now: datetime) -> None:
    """Let questions be asked from the opening of the entrance to the end of the hour, which a delay puts off.

    Raises: QuestionsClosed.
    """
    if slot.state != SlotState.PLANNED:
        raise QuestionsClosed(state=slot.state)
    if now < doors_at(slot):
        raise QuestionsClosed(state=Standing.COMING)
    if now >= hour_ends_at(slot, delay_minutes):
        raise QuestionsClosed(state=Standing.HELD)


def check_text(typed: str, field: str = "text", most: int = MOST_LETTERS) -> str:
    """Give a text of some lines as it is kept: without marks that turn its direction, or other invisible ones.

    Raises: Missing, TooLong, with the field.
    """
    text = unicodedata.normalize("NFC", upright(typed.replace("\r\n", "\n").replace("\r", "\n")))
    text = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in CONTROLS).strip()
    if not any(unicodedata.category(one)[0] in "LNPS" for one in text):
        raise errors.Missing(field=field)
    if len(text) > most:
        raise errors.TooLong(field=field, most=most)
    return text


def check_line(typed: str, field: str) -> str:
    """Give a text of one line.

    Raises: Missing, TooLong, NotOneLine, with the field.
    """
    text = check_text(typed, field, MOST_IN_LINE)
    if "\n" in text:
        raise errors.NotOneLine(field=field)
    return text


def check_language(typed: str, field: str = "language") -> str:
    """Give one of the six languages.

    Raises: NotAChoice, with the field.
    """
    if typed not in LANGUAGES:
        raise errors.NotAChoice(field=field, value=typed[:20])
    return typed


def digest_of(text: str) -> str:
    """Know the same words of one person again, however they are spaced, so that a form sent twice asks once."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()[:32]
