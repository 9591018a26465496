"""Lists of contacts that are read: whether a row is about anybody we know, and what becomes of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from meetings.domain.contacts.roles import ONE_AT_A_TIME
from meetings.domain.contacts.rows import Reason, RoleSaid, Row, unlike
from meetings.domain.heard import folded, is_near
from meetings.domain.registrations import name_key

MAYBE_TWO: Final = re.compile(r"[&+]|\s(?:and|et|y|и|و)\s|和|،", re.IGNORECASE)
OF_A_PERSON: Final = ("country", "organization", "category", "language")
OF_A_CONTACT: Final = ("title", "position")


class RowState(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    DOUBT = "doubt"
    REFUSED = "refused"


class ImportState(StrEnum):
    """Where a list stands that is read."""

    COLUMNS = "columns"
    READING = "reading"
    PREVIEW = "preview"
    COMMITTING = "committing"
    COMMITTED = "committed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What a person decides of a row in doubt."""

    SAME = "same"
    OTHER = "other"
    OUT = "out"


@dataclass(slots=True)
class Known:
    """Somebody who is stored, or whom an earlier row of the list brought: their number is then below nought."""

    ref: int
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    roles: list[RoleSaid] = field(default_factory=list)
    interests: set[str] = field(default_factory=set)
    is_contact: bool = True
    is_ended: bool = False
    aliases: set[str] = field(default_factory=set)

    def is_named(self, key: str) -> bool:
        """Say whether a folded name is theirs, as it is now or as a mailbox knows them."""
        return key in self.aliases or key == name_key(self.name)


class Around(Protocol):
    """What is known around a row."""

    def decided(self, row: Row) -> tuple[str, Known | None] | None:
        """Give what a person decided of the same name at the same mailbox before, and who was meant."""

    def at_mailbox(self, row: Row) -> Sequence[Known]:
        """Give who is at the row's mailbox."""

    def near(self, row: Row) -> Iterable[Known]:
        """Give who of the same country and organization sounds alike in part of the name."""

    def holder(self, role: RoleSaid) -> Known | None:
        """Give who holds a role of which there is one at a time, in any of its term."""

    def is_erased(self, row: Row) -> bool:
        """Say whether whoever the row names was erased."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row: who is meant, which values change from what to what, and what is added."""

    state: RowState
    reason: str = ""
    who: Known | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    roles: tuple[RoleSaid, ...] = ()
    interests: tuple[str, ...] = ()


def judge(row: Row, around: Around) -> Verdict:
    """Say what becomes of a row: the same name at the same mailbox is the same person, a near one is in doubt."""
    decided = around.decided(row)
    if decided is not None and decided[0] == Decision.OUT:
        return Verdict(RowState.REFUSED, Reason.LEFT_OUT)
    if decided is not None and decided[0] == Decision.SAME and decided[1] is not None:
        return _onto(row, decided[1], around)
    if around.is_erased(row):
        return Verdict(RowState.REFUSED, Reason.ERASED)
    there = around.at_mailbox(row)
    for one in there:
        if one.is_named(row.name_key):
            return _onto(row, one, around)
    for one in there:
        if is_near(one.name, row.name):
            return Verdict(RowState.DOUBT, Reason.NEAR_AT_MAILBOX, one)
    for one in around.near(row):
        if is_near(one.name, row.name) or folded(one.name) == folded(row.name):
            return Verdict(RowState.DOUBT, Reason.NEAR_ELSEWHERE, one)
    if decided is None and not row.is_office and MAYBE_TWO.search(row.name):
        return Verdict(RowState.DOUBT, Reason.MAYBE_TWO)
    return _taken(row, around, None) or Verdict(
        RowState.NEW, roles=unlike(row.roles), interests=row.interests
    )


def _onto(row: Row, who: Known, around: Around) -> Verdict:
    """Say what a row changes of somebody it is about; whether to write to them again is for a person to say."""
    if who.is_ended:
        return Verdict(RowState.DOUBT, Reason.CONTACT_ENDED, who)
    return against(row, who, around)


def against(row: Row, who: Known, around: Around) -> Verdict:
    """Say what a row changes of somebody it is about; what the list does not say stays."""
    refusal = _taken(row, around, who)
    if refusal is not None:
        return refusal
    changes = {
        name: (who.values.get(name), said)
        for name in (*OF_A_PERSON, *OF_A_CONTACT)
        if (said := getattr(row, name)) is not None and said != who.values.get(name)
    }
    roles = unlike(row.roles, who.roles)
    interests = tuple(one for one in row.interests if one not in who.interests)
    if not who.is_contact:
        return Verdict(RowState.NEW, "", who, changes, roles, interests)
    state = RowState.CHANGED if changes or roles or interests else RowState.SAME
    return Verdict(state, "", who, changes, roles, interests)


def _taken(row: Row, around: Around, who: Known | None) -> Verdict | None:
    """Refuse a role of which there is one at a time, where somebody else holds it."""
    for role in row.roles:
        if role.kind in ONE_AT_A_TIME:
            holder = around.holder(role)
            if holder is not None and (who is None or holder.ref != who.ref):
                return Verdict(RowState.REFUSED, Reason.ROLE_HELD, holder)
    return None
