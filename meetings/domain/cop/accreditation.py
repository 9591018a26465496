"""What waits at the accreditation desk and for whom, ready reasons for returning, and what is taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from meetings.domain.cop.accreditation_errors import LetterNotAccepted, PaperNeeded
from meetings.domain.cop.codes import GONE, LetterState
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.tracks import PARTICIPATION, From, Mover
from meetings.domain.errors import NotAChoice, TooLong

REASON_LENGTH: Final = 1000
AUTHORITY_LENGTH: Final = 200
# A badge is issued and read in an act of its own, which makes the paper or sees it.
OF_PAPERS: Final = (P.BADGE_ISSUED, P.CHECKED_IN)
# So many people are moved while somebody looks on; more are left to a worker, who says how far it is.
AT_ONCE: Final = 200


class Task(StrEnum):
    """What waits: of a delegation's letter, of its people, of what it asked to have changed."""

    LETTER = "letter"
    ANSWERED = "answered"
    NAMES = "names"
    ACCREDIT = "accredit"
    REQUEST = "request"
    DOUBLE = "double"
    NO_LETTER = "no_letter"
    LETTER_BACK = "letter_back"
    NAMES_BACK = "names_back"
    INVITED = "invited"


WHOSE: Final[Mapping[Task, From]] = {
    Task.LETTER: From.SECRETARIAT,
    Task.ANSWERED: From.SECRETARIAT,
    Task.NAMES: From.SECRETARIAT,
    Task.ACCREDIT: From.SECRETARIAT,
    Task.REQUEST: From.SECRETARIAT,
    Task.DOUBLE: From.SECRETARIAT,
    Task.NO_LETTER: From.DELEGATION,
    Task.LETTER_BACK: From.DELEGATION,
    Task.NAMES_BACK: From.DELEGATION,
    Task.INVITED: From.DELEGATION,
}
OURS: Final = tuple(one for one, whose in WHOSE.items() if whose is From.SECRETARIAT)
THEIRS: Final = tuple(one for one, whose in WHOSE.items() if whose is From.DELEGATION)


def task_of(state: str, letter: str | None, *, is_answer: bool = False) -> Task | None:
    """Say what waits of a person in a state.

    Takes: where the delegation's letter stands, nothing where there is none; `is_answer`, for one who was returned
    and is nominated again.
    Gives: nothing where a letter is what is waited for, or nothing at all.
    """
    if state == P.NOMINATED:
        if is_answer:
            return Task.ANSWERED
        return Task.NAMES if letter == LetterState.ACCEPTED else None
    return {P.LETTER_CHECKED: Task.ACCREDIT, P.RETURNED: Task.NAMES_BACK, P.INVITED: Task.INVITED}.get(
        P(state)
    )


class Reason(StrEnum):
    """A reason that is ready for returning a letter or names, in six languages."""

    NOT_LEGIBLE = "not_legible"
    NOT_SIGNED = "not_signed"
    NOT_DATED = "not_dated"
    OTHER_AUTHORITY = "other_authority"
    OTHER_MEETING = "other_meeting"
    NOT_NAMED = "not_named"
    NAME_DIFFERS = "name_differs"
    NO_FUNCTION = "no_function"
    NO_PASSPORT = "no_passport"


OF_LETTERS: Final = (
    Reason.NOT_LEGIBLE,
    Reason.NOT_SIGNED,
    Reason.NOT_DATED,
    Reason.OTHER_AUTHORITY,
    Reason.OTHER_MEETING,
)
OF_NAMES: Final = (Reason.NOT_NAMED, Reason.NAME_DIFFERS, Reason.NO_FUNCTION, Reason.NO_PASSPORT)


def check_reasons(
    given: Iterable[str], offered: Iterable[Reason], field: str = "reason"
) -> tuple[Reason, ...]:
    """Read ready reasons, in their own order.

    Raises: NotAChoice, with the field.
    """
    chosen, known = set(given), tuple(offered)
    strange = sorted(chosen - set(known))
    if strange:
        raise NotAChoice(field=field, value=strange[0][:20])
    return tuple(one for one in known if one in chosen)


def check_said(text: str, field: str, most: int = REASON_LENGTH) -> str:
    """Give what an officer wrote, without space round it.

    Raises: TooLong, with the field.
    """
    tidy = text.strip()
    if len(tidy) > most:
        raise TooLong(field=field, most=most)
    return tidy


def check_letter_first(to: str, letter: str | None) -> None:
    """Hold that names are checked against a letter that was accepted.

    Raises: LetterNotAccepted.
    """
    if to == P.LETTER_CHECKED and letter != LetterState.ACCEPTED:
        raise LetterNotAccepted(state=letter or LetterState.AWAITED)


def check_no_paper(to: str) -> None:
    """Hold that nobody is said to have a badge, or to have come, without one.

    Raises: PaperNeeded.
    """
    if to in OF_PAPERS:
        raise PaperNeeded(to=to)


def taken_back(state: str) -> P | None:
    """Say where an officer's last decision on somebody is taken back to; nothing where the track has no way back."""
    before = {P.LETTER_CHECKED: P.NOMINATED, P.WITHDRAWN: P.NOMINATED}.get(P(state))
    move = PARTICIPATION.get((P(state), before)) if before else None
    return before if move and Mover.OFFICER in move.by else None


@dataclass(frozen=True, slots=True)
class Named:
    """A person of a delegation, as far as telling doubles apart needs it; `states` are those of each segment."""

    nomination_id: str
    delegation_id: str
    name_key: str
    states: tuple[str, ...]
    since: datetime
    name: str = ""

    @property
    def is_there(self) -> bool:
        """Say whether they are to come to any segment."""
        return any(P(one) not in GONE for one in self.states)


def doubles(
    people: Iterable[Named], apart: Iterable[tuple[str, str]] = ()
) -> tuple[tuple[Named, Named], ...]:
    """Give the pairs of one name in two delegations, the longest known first.

    Takes: `apart`, pairs of nominations, the lower first, of whom somebody said that both stand.
    """
    settled = set(apart)
    by_name: dict[str, list[Named]] = {}
    for one in people:
        if one.is_there:
            by_name.setdefault(one.name_key, []).append(one)
    found = [
        pair_of(first, second)
        for same in by_name.values()
        for at, first in enumerate(same)
        for second in same[at + 1 :]
        if first.delegation_id != second.delegation_id
    ]
    open_ones = [one for one in found if (one[0].nomination_id, one[1].nomination_id) not in settled]
    return tuple(sorted(open_ones, key=lambda one: (max(one[0].since, one[1].since), one[0].nomination_id)))


def pair_of(first: Named, second: Named) -> tuple[Named, Named]:
    """Put two nominations in the order in which they are kept."""
    return (first, second) if first.nomination_id < second.nomination_id else (second, first)
