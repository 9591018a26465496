"""Named refusals of the tracks of accreditation: why a move is not made."""

from meetings.domain.errors import Refused


class AlreadySo(Refused):
    """A move to the state something is in. Values: state."""

    code = "already_so"
    status = 409


class NoSuchMove(Refused):
    """A move the track does not have. Values: track, state, to."""

    code = "no_such_move"
    status = 409


class NotYourMove(Refused):
    """A move that somebody else makes. Values: track, state, to, whose (their kinds)."""

    code = "not_your_move"
    status = 403


class ObserversOnly(Refused):
    """Refusing or revoking a delegate of a State, who is its own to choose. Values: to."""

    code = "observers_only"
    status = 409


class ReasonNeeded(Refused):
    """A move that says why."""

    code = "reason_needed"


class AuthorityNeeded(Refused):
    """A move that says by whose decision."""

    code = "authority_needed"
