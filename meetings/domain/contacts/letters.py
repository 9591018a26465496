"""Official letters: drafted, cleared by somebody else, signed and numbered, sent; never edited once signed.

Source: the secretariat's letter MC/ES/2020/31 of 7 September 2020.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain import errors
from meetings.domain.contacts.letters_errors import NotASeries, NotInThisState, OwnLetter
from meetings.domain.contacts.roles import ContactRoleKind

SERIES: Final = re.compile(r"[A-Z0-9][A-Z0-9-]*(?:/[A-Z0-9][A-Z0-9-]*)*")
SERIES_LENGTH: Final = 40
SIGNATORY_LENGTH: Final = 120
COPIES: Final = (
    ContactRoleKind.FOCAL_POINT,
    ContactRoleKind.MISSION_UNEP,
    ContactRoleKind.MISSION_GENEVA,
)
# To whom a letter goes where a government's channel does not work, and the desk says so; the first that works.
MISSIONS: Final = (ContactRoleKind.MISSION_UNEP, ContactRoleKind.MISSION_GENEVA)


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    CLEARED = "cleared"
    SIGNED = "signed"
    SENT = "sent"
    VOID = "void"


class LetterAct(StrEnum):
    """What may be done to a letter."""

    SAVE = "save"
    CLEAR = "clear"
    REOPEN = "reopen"
    SIGN = "sign"
    SEND = "send"
    VOID = "void"


class Whom(StrEnum):
    """Which governments a letter goes to."""

    PARTIES = "parties"
    STATES = "states"


class Unreached(StrEnum):
    """Why a government has no working channel."""

    NO_CHANNEL = "no_channel"
    NO_MAILBOX = "no_mailbox"
    FAILED = "failed"


# What was cleared may be cleared again: somebody looked at it once more.
MOVES: Final[Mapping[tuple[LetterState, LetterAct], LetterState]] = {
    (LetterState.DRAFT, LetterAct.SAVE): LetterState.DRAFT,
    (LetterState.DRAFT, LetterAct.CLEAR): LetterState.CLEARED,
    (LetterState.DRAFT, LetterAct.VOID): LetterState.VOID,
    (LetterState.CLEARED, LetterAct.CLEAR): LetterState.CLEARED,
    (LetterState.CLEARED, LetterAct.REOPEN): LetterState.DRAFT,
    (LetterState.CLEARED, LetterAct.SIGN): LetterState.SIGNED,
    (LetterState.CLEARED, LetterAct.VOID): LetterState.VOID,
    (LetterState.SIGNED, LetterAct.SEND): LetterState.SENT,
    (LetterState.SIGNED, LetterAct.VOID): LetterState.VOID,
}
# Letters that somebody may have read: what they state is frozen.
OUT: Final = frozenset((LetterState.SIGNED, LetterState.SENT))
FROZEN: Final = OUT | {LetterState.CLEARED}


def after(state: str, act: LetterAct) -> LetterState:
    """Give the state after an act.

    Raises: NotInThisState.
    """
    found = MOVES.get((LetterState(state), act))
    if found is None:
        raise NotInThisState(state=str(state))
    return found


def acts_in(state: str) -> frozenset[LetterAct]:
    """Give what may be done to a letter in a state."""
    return frozenset(act for one, act in MOVES if one == state)


def check_clearing(writers: AbstractSet[str], clearers: AbstractSet[str]) -> None:
    """Refuse that whoever wrote a letter last clears it, be it by a program.

    Takes: who stands behind the name under which each is done.
    Raises: OwnLetter.
    """
    if writers & clearers:
        raise OwnLetter()


def check_series(typed: str, field: str = "series") -> str:
    """Give the series of a symbol, as MC/ES.

    Raises: NotASeries.
    """
    kept = typed.strip().upper()
    if len(kept) > SERIES_LENGTH or not SERIES.fullmatch(kept):
        raise NotASeries(field=field)
    return kept


def symbol(series: str, year: int | None, number: int | None) -> str:
    """Give the symbol of a letter, as MC/ES/2020/31; before it is signed, its series alone."""
    return f"{series}/{year}/{number}" if year and number else series


def check_whom(typed: str) -> Whom:
    """Give which governments a letter goes to.

    Raises: NotAChoice.
    """
    if typed not in tuple(Whom):
        raise errors.NotAChoice(field="whom", value=typed[:20])
    return Whom(typed)


def check_copies(typed: Iterable[str]) -> list[str]:
    """Give the roles that get copies, in the order of letters.

    Raises: NotAChoice.
    """
    chosen = set(typed)
    strange = chosen - set(COPIES)
    if strange:
        raise errors.NotAChoice(field="copies", value=sorted(strange)[0][:20])
    return [str(one) for one in COPIES if one in chosen]


class Said(Protocol):
    """A time as a letter states it, or as it stands."""

    @property
    def slot_id(self) -> str:
        """Which one."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""

    @property
    def zone(self) -> str:
        """The zone it was decided in."""

    @property
    def is_off(self) -> bool:
        """Whether it is not held."""

    @property
    def title(self) -> Mapping[str, str]:
        """What its session is called."""


def is_same(stated: Said, now: Said) -> bool:
    """Say whether a letter that states a time is right by what stands now."""
    return (stated.starts_at, stated.minutes, stated.zone, stated.is_off) == (
        now.starts_at,
        now.minutes,
        now.zone,
        now.is_off,
    )


def changed_titles(cleared: Collection[Said], now: Collection[Said]) -> list[Mapping[str, str]]:
    """Give the titles of sessions of which a cleared letter would state something else now, each once.

    What moved, is not held any more, is new, or is called otherwise.
    """
    before, present = {one.slot_id: one for one in cleared}, {one.slot_id: one for one in now}
    found: list[Mapping[str, str]] = []
    for slot_id in [*before, *(one for one in present if one not in before)]:
        was, is_now = before.get(slot_id), present.get(slot_id)
        same = was and is_now and is_same(was, is_now) and dict(was.title) == dict(is_now.title)
        title = (was or is_now).title  # type: ignore[union-attr] # it is in one of the two
        if not same and title not in found:
            found.append(title)
    return found


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody a letter goes to: whose mailbox takes mail if `works`."""

    person_id: int
    kind: str
    address: str
    works: bool


@dataclass(frozen=True, slots=True)
class Addressing:
    """To whom one government's letter goes: `to` the first of whom carries the mail, `copies`, or why it does not."""

    to: tuple[Office, ...]
    copies: tuple[Office, ...]
    reason: Unreached | None
    is_instead: bool = False


def address(offices: Collection[Office], copies: Collection[str], *, missions_instead: bool) -> Addressing:
    """Say to whom one government's letter goes, each address once.

    A government with two channels is written to at both. Where none works, its missions take the channel's place if
    that is wanted; it is told why the channel did not.
    """
    channels = [one for one in offices if one.kind == ContactRoleKind.OFFICIAL_CHANNEL]
    to, reason = [one for one in channels if one.works], None
    if not to:
        reason = _reason(channels)
    is_instead = False
    if not to and missions_instead:
        for kind in MISSIONS:
            to = to or [one for one in offices if one.kind == kind and one.works]
        is_instead = bool(to)
    seen: set[str] = set()
    kept = _each_once(to, seen)
    copied = sorted((one for one in offices if one.kind in copies and one.works), key=_copy_order)
    return Addressing(tuple(kept), tuple(_each_once(copied, seen)) if kept else (), reason, is_instead)


def _reason(channels: Collection[Office]) -> Unreached:
    if not channels:
        return Unreached.NO_CHANNEL
    return Unreached.FAILED if any(one.address for one in channels) else Unreached.NO_MAILBOX


def _copy_order(one: Office) -> tuple[int, int]:
    return [str(kind) for kind in COPIES].index(one.kind), one.person_id


def _each_once(offices: Iterable[Office], seen: set[str]) -> list[Office]:
    kept = []
    for one in offices:
        if one.address.lower() not in seen:
            seen.add(one.address.lower())
            kept.append(one)
    return kept
