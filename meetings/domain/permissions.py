"""Who may do what: one table of roles and acts, each role anywhere or in one programme and stream; else no."""

from collections.abc import Iterable
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
    EDIT = "edit"  # programmes, sessions, times, seats, recordings
    STAFF = "staff"  # users, roles and tokens


MAY: Final[dict[Role, frozenset[Act]]] = {
    Role.ADMINISTRATOR: frozenset(Act),
    Role.ORGANIZER: frozenset((Act.SEE, Act.FIGURES, Act.PEOPLE, Act.EDIT)),
    Role.OFFICER: frozenset((Act.SEE, Act.FIGURES, Act.PEOPLE)),
    Role.STEWARD: frozenset((Act.SEE, Act.PEOPLE)),
    Role.READER: frozenset((Act.SEE, Act.FIGURES)),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A role, and where it holds; empty is everywhere."""

    role: Role
    programme: str = ""
    stream: str = ""

    def covers(self, programme: str | None, stream: str | None) -> bool:
        """Say whether the scope holds for a programme and stream; nothing asked for is: anywhere at all."""
        if programme is None:
            return True
        if self.programme and self.programme != programme:
            return False
        return not self.stream or stream is None or self.stream == stream


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


def may(holder: Holder | None, act: Act, programme: str | None = None, stream: str | None = None) -> bool:
    """Say whether somebody may do something; nobody may do nothing.

    Takes: the programme's slug and the stream's; without them, whether it is allowed anywhere at all.
    """
    scopes: Iterable[Scope] = holder.scopes if holder else ()
    return any(act in MAY[scope.role] and _writes_here(scope, act, programme, stream) for scope in scopes)


def _writes_here(scope: Scope, act: Act, programme: str | None, stream: str | None) -> bool:
    """Hold a stream's role to its stream where something is changed."""
    if act in (Act.EDIT, Act.STAFF) and scope.stream and programme is not None and stream is None:
        return False
    return scope.covers(programme, stream)


def programmes_open(holder: Holder, act: Act) -> frozenset[str] | None:
    """Give the slugs of the programmes in which somebody may do something; nothing stands for all of them."""
    slugs = {scope.programme for scope in holder.scopes if act in MAY[scope.role]}
    return None if "" in slugs else frozenset(slugs)


def check(holder: Holder | None, act: Act, programme: str | None = None, stream: str | None = None) -> Holder:
    """Give the holder back who may do something.

    Raises: NotAllowed.
    """
    if holder is None or not may(holder, act, programme, stream):
        raise NotAllowed()
    return holder
