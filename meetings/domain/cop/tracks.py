"""The tracks of accreditation: which moves there are, who makes them, what they must say, what each state awaits.

There are four, and none follows from another by itself: what becomes of a person in a segment, of a delegation's
letter, of its credentials for a segment, and of an observer's admission. A move that has no row here is refused with
its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from meetings.domain.cop.codes import AdmissionState as A
from meetings.domain.cop.codes import CredentialsState as C
from meetings.domain.cop.codes import LetterState as L
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.errors import (
    AlreadySo,
    AuthorityNeeded,
    NoSuchMove,
    NotYourMove,
    ObserversOnly,
    ReasonNeeded,
)


class Track(StrEnum):
    """What a state belongs to."""

    PARTICIPATION = "participation"
    LETTER = "letter"
    CREDENTIALS = "credentials"
    ADMISSION = "admission"


class Mover(StrEnum):
    """Who makes a move: whoever nominates or applies, an officer, a steward at the gate, or we as a consequence."""

    NOMINATOR = "nominator"
    OFFICER = "officer"
    STEWARD = "steward"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Move:
    """A move that a track has: by whom, and what it must say."""

    by: frozenset[Mover]
    says_why: bool = False
    names_authority: bool = False
    is_of_observers: bool = False


def _by(*movers: Mover, why: bool = False, authority: bool = False, observers: bool = False) -> Move:
    return Move(frozenset(movers), why, authority, observers)


N, O, S, H = Mover.NOMINATOR, Mover.OFFICER, Mover.STEWARD, Mover.HOUSE  # noqa: E741
OFFICER: Final = _by(O)
BOTH: Final = _by(N, O)
WHY: Final = _by(O, why=True)
DECIDED: Final = _by(O, why=True, authority=True)
OBSERVERS: Final = _by(O, why=True, authority=True, observers=True)

PARTICIPATION: Final[Mapping[tuple[P, P], Move]] = {
    (P.INVITED, P.NOMINATED): BOTH,
    (P.INVITED, P.WITHDRAWN): BOTH,
    (P.NOMINATED, P.LETTER_CHECKED): OFFICER,
    (P.NOMINATED, P.RETURNED): WHY,
    (P.NOMINATED, P.WITHDRAWN): BOTH,
    (P.NOMINATED, P.REPLACED): BOTH,
    (P.NOMINATED, P.REFUSED): OBSERVERS,
    (P.RETURNED, P.NOMINATED): BOTH,
    (P.RETURNED, P.WITHDRAWN): BOTH,
    (P.RETURNED, P.REPLACED): BOTH,
    (P.RETURNED, P.REFUSED): OBSERVERS,
    (P.WITHDRAWN, P.NOMINATED): BOTH,
    (P.REPLACED, P.NOMINATED): BOTH,  # whoever was replaced may be sent after all
    (P.LETTER_CHECKED, P.ACCREDITED): OFFICER,
    (P.LETTER_CHECKED, P.NOMINATED): WHY,
    (P.LETTER_CHECKED, P.RETURNED): WHY,
    (P.LETTER_CHECKED, P.WITHDRAWN): OFFICER,
    (P.LETTER_CHECKED, P.REPLACED): OFFICER,
    (P.LETTER_CHECKED, P.REFUSED): OBSERVERS,
    (P.ACCREDITED, P.BADGE_ISSUED): _by(O, H),
    (P.ACCREDITED, P.WITHDRAWN): OFFICER,
    (P.ACCREDITED, P.REPLACED): OFFICER,
    (P.ACCREDITED, P.REVOKED): OBSERVERS,
    (P.BADGE_ISSUED, P.CHECKED_IN): _by(O, S, H),
    (P.BADGE_ISSUED, P.WITHDRAWN): OFFICER,
    (P.BADGE_ISSUED, P.REPLACED): OFFICER,
    (P.BADGE_ISSUED, P.REVOKED): OBSERVERS,
    (P.CHECKED_IN, P.WITHDRAWN): OFFICER,
    (P.CHECKED_IN, P.REPLACED): OFFICER,
    (P.CHECKED_IN, P.REVOKED): OBSERVERS,
}
LETTER: Final[Mapping[tuple[L, L], Move]] = {
    (L.AWAITED, L.RECEIVED): BOTH,
    (L.RECEIVED, L.ACCEPTED): OFFICER,
    (L.RECEIVED, L.RETURNED): WHY,
    (L.RETURNED, L.RECEIVED): BOTH,
    (L.ACCEPTED, L.RECEIVED): BOTH,
    (L.ACCEPTED, L.RETURNED): WHY,
}
# In good order, incomplete and provisional are what the Bureau found; not accepted is what the Conference decided.
CREDENTIALS: Final[Mapping[tuple[C, C], Move]] = {
    (C.NOT_REQUIRED, C.AWAITED): OFFICER,
    (C.AWAITED, C.NOT_REQUIRED): WHY,
    (C.AWAITED, C.COPY): BOTH,
    (C.AWAITED, C.ORIGINAL): OFFICER,
    (C.AWAITED, C.PROVISIONAL): _by(O, authority=True),
    (C.COPY, C.ORIGINAL): OFFICER,
    (C.COPY, C.IN_ORDER): _by(O, authority=True),
    (C.COPY, C.INCOMPLETE): WHY,
    (C.COPY, C.PROVISIONAL): _by(O, authority=True),
    (C.COPY, C.NOT_ACCEPTED): DECIDED,
    (C.ORIGINAL, C.IN_ORDER): _by(O, authority=True),
    (C.ORIGINAL, C.INCOMPLETE): WHY,
    (C.ORIGINAL, C.PROVISIONAL): _by(O, authority=True),
    (C.ORIGINAL, C.NOT_ACCEPTED): DECIDED,
    (C.INCOMPLETE, C.COPY): BOTH,
    (C.INCOMPLETE, C.ORIGINAL): OFFICER,
    (C.INCOMPLETE, C.NOT_ACCEPTED): DECIDED,
    (C.PROVISIONAL, C.COPY): BOTH,
    (C.PROVISIONAL, C.ORIGINAL): OFFICER,
    (C.PROVISIONAL, C.IN_ORDER): _by(O, authority=True),
    (C.PROVISIONAL, C.INCOMPLETE): WHY,
    (C.PROVISIONAL, C.NOT_ACCEPTED): DECIDED,
    (C.IN_ORDER, C.INCOMPLETE): WHY,
    (C.NOT_ACCEPTED, C.COPY): BOTH,
    (C.NOT_ACCEPTED, C.ORIGINAL): OFFICER,
}
ADMISSION: Final[Mapping[tuple[A, A], Move]] = {
    (A.APPLIED, A.COMPLETE): OFFICER,
    (A.APPLIED, A.REFUSED): DECIDED,
    (A.APPLIED, A.EXEMPT): WHY,
    (A.COMPLETE, A.APPLIED): WHY,
    (A.COMPLETE, A.NOTIFIED): OFFICER,
    (A.COMPLETE, A.REFUSED): DECIDED,
    (A.COMPLETE, A.EXEMPT): WHY,
    (A.NOTIFIED, A.ADMITTED): _by(O, authority=True),
    (A.NOTIFIED, A.OBJECTED): DECIDED,
    (A.OBJECTED, A.ADMITTED): DECIDED,
    (A.OBJECTED, A.REFUSED): DECIDED,
    (A.REFUSED, A.APPLIED): BOTH,
}
TRACKS: Final[Mapping[Track, Mapping[tuple[str, str], Move]]] = {
    Track.PARTICIPATION: {(str(a), str(b)): move for (a, b), move in PARTICIPATION.items()},
    Track.LETTER: {(str(a), str(b)): move for (a, b), move in LETTER.items()},
    Track.CREDENTIALS: {(str(a), str(b)): move for (a, b), move in CREDENTIALS.items()},
    Track.ADMISSION: {(str(a), str(b)): move for (a, b), move in ADMISSION.items()},
}
STATES: Final[Mapping[Track, tuple[str, ...]]] = {
    Track.PARTICIPATION: tuple(P),
    Track.LETTER: tuple(L),
    Track.CREDENTIALS: tuple(C),
    Track.ADMISSION: tuple(A),
}


@dataclass(frozen=True, slots=True)
class Says:
    """What somebody says with a move: why, and by whose decision ("decision MC-4/2", "Bureau, 4 November")."""

    why: str = ""
    authority: str = ""


NOTHING: Final = Says()


def check_move(
    track: Track, state: str, to: str, mover: Mover, *, says: Says = NOTHING, is_observer: bool = False
) -> Move:
    """Say by which rule a move is made.

    Takes: the state something is in and the one it is to be in; `is_observer`, whether it is of an observer or media.
    Raises: AlreadySo, NoSuchMove, NotYourMove, ObserversOnly, ReasonNeeded, AuthorityNeeded.
    """
    if state == to:
        raise AlreadySo(state=state)
    move = TRACKS[track].get((state, to))
    if move is None:
        raise NoSuchMove(track=track, state=state, to=to)
    if move.is_of_observers and not is_observer:
        raise ObserversOnly(to=to)
    if mover not in move.by:
        raise NotYourMove(track=track, state=state, to=to, whose=tuple(sorted(move.by)))
    if move.says_why and not says.why.strip():
        raise ReasonNeeded(field="reason")
    if move.names_authority and not says.authority.strip():
        raise AuthorityNeeded(field="authority")
    return move


def moves_from(track: Track, state: str, mover: Mover, *, is_observer: bool = False) -> tuple[str, ...]:
    """Give where somebody may move what is in a state, in the order of the track."""
    return tuple(
        to
        for to in STATES[track]
        if (move := TRACKS[track].get((state, to)))
        and mover in move.by
        and (is_observer or not move.is_of_observers)
    )


class Awaited(StrEnum):
    """What is awaited in a state."""

    NOTHING = ""
    NAMES = "names"
    LETTER = "letter"
    CHECK = "check"
    CORRECTION = "correction"
    ACCREDITATION = "accreditation"
    BADGE = "badge"
    ARRIVAL = "arrival"
    CREDENTIALS = "credentials"
    ORIGINAL = "original"
    EXAMINATION = "examination"
    DOCUMENTS = "documents"
    NOTIFICATION = "notification"
    DECISION = "decision"


class From(StrEnum):
    """From whom something is awaited: the delegation or applicant, the secretariat, or the Bureau and Conference."""

    NOBODY = ""
    DELEGATION = "delegation"
    SECRETARIAT = "secretariat"
    CONFERENCE = "conference"


IDLE: Final = (Awaited.NOTHING, From.NOBODY)
AWAITS: Final[Mapping[tuple[Track, str], tuple[Awaited, From]]] = {
    (Track.PARTICIPATION, P.INVITED): (Awaited.NAMES, From.DELEGATION),
    (Track.PARTICIPATION, P.NOMINATED): (Awaited.CHECK, From.SECRETARIAT),
    (Track.PARTICIPATION, P.RETURNED): (Awaited.CORRECTION, From.DELEGATION),
    (Track.PARTICIPATION, P.LETTER_CHECKED): (Awaited.ACCREDITATION, From.SECRETARIAT),
    (Track.PARTICIPATION, P.ACCREDITED): (Awaited.BADGE, From.SECRETARIAT),
    (Track.PARTICIPATION, P.BADGE_ISSUED): (Awaited.ARRIVAL, From.DELEGATION),
    (Track.LETTER, L.AWAITED): (Awaited.LETTER, From.DELEGATION),
    (Track.LETTER, L.RECEIVED): (Awaited.CHECK, From.SECRETARIAT),
    (Track.LETTER, L.RETURNED): (Awaited.CORRECTION, From.DELEGATION),
    (Track.CREDENTIALS, C.AWAITED): (Awaited.CREDENTIALS, From.DELEGATION),
    (Track.CREDENTIALS, C.COPY): (Awaited.ORIGINAL, From.DELEGATION),
    (Track.CREDENTIALS, C.ORIGINAL): (Awaited.EXAMINATION, From.CONFERENCE),
    (Track.CREDENTIALS, C.INCOMPLETE): (Awaited.CORRECTION, From.DELEGATION),
    (Track.CREDENTIALS, C.PROVISIONAL): (Awaited.ORIGINAL, From.DELEGATION),
    (Track.ADMISSION, A.APPLIED): (Awaited.DOCUMENTS, From.DELEGATION),
    (Track.ADMISSION, A.COMPLETE): (Awaited.NOTIFICATION, From.SECRETARIAT),
    (Track.ADMISSION, A.NOTIFIED): (Awaited.DECISION, From.CONFERENCE),
    (Track.ADMISSION, A.OBJECTED): (Awaited.DECISION, From.CONFERENCE),
}


def awaits(track: Track, state: str, *, has_letter: bool = True) -> tuple[Awaited, From]:
    """Say what is awaited in a state, and from whom; of a nomination without a letter, the letter."""
    if track == Track.PARTICIPATION and state == P.NOMINATED and not has_letter:
        return Awaited.LETTER, From.DELEGATION
    return AWAITS.get((track, state), IDLE)
