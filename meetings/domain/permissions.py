"""Who may do what: one table of roles and acts, each role anywhere or in one programme, stream or partner; else no."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
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
    ACCREDIT = "accredit"  # delegations, letters, credentials, admissions, passports; badges
    CHECK_IN = "check_in"  # the gate: reading badges, who came
    CONTACTS = (
        "contacts"  # contacts, lists, campaigns, official letters; only where the role holds everywhere
    )
    SIGN = "sign"  # official letters
    STAFF = "staff"  # users, roles and tokens


MAY: Final[dict[Role, frozenset[Act]]] = {
    Role.ADMINISTRATOR: frozenset(Act),
    Role.ORGANIZER: frozenset((Act.SEE, Act.FIGURES, Act.PEOPLE, Act.SEND, Act.EDIT, Act.CONTACTS)),
    Role.OFFICER: frozenset((Act.SEE, Act.FIGURES, Act.PEOPLE, Act.SEND, Act.ACCREDIT, Act.CHECK_IN)),
    Role.STEWARD: frozenset((Act.SEE, Act.PEOPLE, Act.CHECK_IN)),
    Role.READER: frozenset((Act.SEE, Act.FIGURES)),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A role, and where it holds; empty is everywhere. A partner's holds in the sessions that name the partner."""

    role: Role
    programme: str = ""
    stream: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may do something: everywhere, in whole programmes, in streams, in the sessions of a partner.

    `streams` are programme and stream, `partners` programme, stream (empty: any) and the partner's code.
    """

    everywhere: bool = False
    programmes: frozenset[str] = frozenset()
    streams: frozenset[tuple[str, str]] = frozenset()
    partners: frozenset[tuple[str, str, str]] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.programmes) or bool(self.streams) or bool(self.partners)

    def covers(self, programme: str, stream: str | None = None, partners: Collection[str] = ()) -> bool:
        """Say whether a session is open by its programme, stream and partners; by a programme alone, all of it."""
        if self.everywhere or programme in self.programmes or (programme, stream) in self.streams:
            return True
        return any(
            where == programme and within in ("", stream) and code in partners
            for where, within, code in self.partners
        )

    def includes(self, other: "Reach") -> bool:
        """Say whether all is open that another reach opens."""
        if self.everywhere or other.everywhere:
            return self.everywhere
        return (
            all(self.covers(programme) for programme in other.programmes)
            and all(self.covers(programme, stream) for programme, stream in other.streams)
            and all(self.covers(programme, stream, (code,)) for programme, stream, code in other.partners)
        )

    def touches(self, programme: str) -> bool:
        """Say whether anything in a programme is open."""
        return self.covers(programme) or programme in self.touched

    def only(self, programme: str) -> "Reach":
        """Give what of it lies in one programme."""
        if self.covers(programme):
            return Reach(programmes=frozenset((programme,)))
        return Reach(
            streams=frozenset(one for one in self.streams if one[0] == programme),
            partners=frozenset(one for one in self.partners if one[0] == programme),
        )

    @property
    def touched(self) -> frozenset[str]:
        """Name the programmes of which a part is open."""
        return frozenset(one[0] for one in (*self.streams, *self.partners))


EVERYWHERE: Final = Reach(everywhere=True)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with roles: a member of staff who signed in, or a program with a token."""

    name: str
    scopes: tuple[Scope, ...]
    user_id: int | None = None
    zone: str | None = None
    acts: frozenset[Act] | None = None  # what a token is held to, of all that its role may do
    token_id: int | None = None
    expires_at: datetime | None = None
    used_at: datetime | None = None

    @property
    def actor(self) -> str:
        """Give the name under which acts are noted."""
        return f"user:{self.user_id}" if self.user_id is not None else f"token:{self.name}"


def reach(holder: Holder | None, act: Act) -> Reach:
    """Say where somebody may do something; nobody may do nothing."""
    is_held = holder is not None and holder.acts is not None and act not in holder.acts
    scopes = [scope for scope in holder.scopes if act in MAY[scope.role]] if holder and not is_held else []
    return Reach(
        everywhere=any(one == Scope(one.role) for one in scopes),
        programmes=frozenset(one.programme for one in scopes if not (one.stream or one.partner)) - {""},
        streams=frozenset((one.programme, one.stream) for one in scopes if one.stream and not one.partner),
        partners=frozenset((one.programme, one.stream, one.partner) for one in scopes if one.partner),
    )


def may(
    holder: Holder | None,
    act: Act,
    programme: str | None = None,
    stream: str | None = None,
    *,
    partners: Collection[str] = (),
) -> bool:
    """Say whether somebody may do something.

    Takes: the programme's slug, the stream's, and the codes of the partners of a session; without a stream and
    partners, whether it is allowed in the whole programme (a session in no stream and of no partner is the whole
    programme's); without a programme, anywhere at all.
    """
    where = reach(holder, act)
    return bool(where) if programme is None else where.covers(programme, stream, partners)


def check(
    holder: Holder | None,
    act: Act,
    programme: str | None = None,
    stream: str | None = None,
    *,
    partners: Collection[str] = (),
) -> Holder:
    """Give the holder back who may do something.

    Raises: NotAllowed.
    """
    if holder is None or not may(holder, act, programme, stream, partners=partners):
        raise NotAllowed()
    return holder
