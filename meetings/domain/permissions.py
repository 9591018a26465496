"""Who may do what: one table of roles and acts, each role anywhere or in one programme and stream; else no."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from meetings.domain.codes import Role
from meetings.domain.errors import NotAllowed


class Act(StrEnum):
    """What a member of staff, or a program of theirs, may want to do."""

    SEE = "see"  # the desk: programmes, sessions, seats
    FIGURES = "figures"  # reports and attendance in numbers
    PEOPLE = "people"  # names, mailboxes, registrations, what was sent
    SEND = "send"  # telling somebody again, stopping all mail
    EDIT = "edit"  # programmes, sessions, times, seats, recordings
    STAFF = "staff"  # users, roles and tokens


MAY: Final[dict[Role, frozenset[Act]]] = {
    Role.ADMINISTRATOR: frozenset(Act),
    Role.ORGANIZER: frozenset((Act.SEE, Act.FIGURES, Act.PEOPLE, Act.SEND, Act.EDIT)),
    Role.OFFICER: frozenset((Act.SEE, Act.FIGURES, Act.PEOPLE, Act.SEND)),
    Role.STEWARD: frozenset((Act.SEE, Act.PEOPLE)),
    Role.READER: frozenset((Act.SEE, Act.FIGURES)),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A role, and where it holds; empty is everywhere."""

    role: Role
    programme: str = ""
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may do something: everywhere, in whole programmes, in streams (programme and stream)."""

    everywhere: bool = False
    programmes: frozenset[str] = frozenset()
    streams: frozenset[tuple[str, str]] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.programmes) or bool(self.streams)

    def covers(self, programme: str, stream: str | None = None) -> bool:
        """Say whether a stream of a programme is open; without one, whether the whole programme is."""
        return self.everywhere or programme in self.programmes or (programme, stream) in self.streams

    def touches(self, programme: str) -> bool:
        """Say whether anything in a programme is open."""
        return self.covers(programme) or any(programme == one for one, _stream in self.streams)


EVERYWHERE: Final = Reach(everywhere=True)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with roles: a member of staff who signed in, or a program with a token."""

    name: str
    scopes: tuple[Scope, ...]
    user_id: int | None = None
    zone: str | None = None

    @property
    def actor(self) -> str:
        """Give the name under which acts are noted."""
        return f"user:{self.user_id}" if self.user_id is not None else f"token:{self.name}"


def reach(holder: Holder | None, act: Act) -> Reach:
    """Say where somebody may do something; nobody may do nothing."""
    scopes = [scope for scope in holder.scopes if act in MAY[scope.role]] if holder else []
    return Reach(
        everywhere=any(not scope.programme for scope in scopes),
        programmes=frozenset(scope.programme for scope in scopes if scope.programme and not scope.stream),
        streams=frozenset((scope.programme, scope.stream) for scope in scopes if scope.stream),
    )


def may(holder: Holder | None, act: Act, programme: str | None = None, stream: str | None = None) -> bool:
    """Say whether somebody may do something.

    Takes: the programme's slug and the stream's; without a stream, whether it is allowed in the whole
    programme (a session in no stream is the whole programme's); without a programme, anywhere at all.
    """
    where = reach(holder, act)
    return bool(where) if programme is None else where.covers(programme, stream)


def check(holder: Holder | None, act: Act, programme: str | None = None, stream: str | None = None) -> Holder:
    """Give the holder back who may do something.

    Raises: NotAllowed.
    """
    if holder is None or not may(holder, act, programme, stream):
        raise NotAllowed()
    return holder
