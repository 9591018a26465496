"""Who may have a document of a conference: judged by its audience, by its meeting, and by who they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from meetings.domain.cop.symbols import DocumentGroup, Symbol, order_of, symbol_key
from meetings.domain.kept_files import Audience, Watcher, may_have

EVERYBODY: Final = "public"
GROUPS: Final = tuple(DocumentGroup)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a segment for which they are accredited.

    `party` is the State they are sent by where it is a Party on the segment's opening day, `region` the regional group
    of the State; `meetings` are those for named people to which they are sent.
    """

    segment_id: int
    party: str | None = None
    region: str | None = None
    meetings: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Delegate:
    """Who somebody is to a conference: their parts in its segments, and the documents that name them."""

    parts: tuple[Part, ...] = ()
    named: frozenset[int] = frozenset()

    def watcher(self, segment_id: int | None, *, is_named: bool) -> Watcher:
        """Say who they are to something of a segment; of no segment, to the whole conference."""
        parts = [one for one in self.parts if segment_id in (None, one.segment_id)]
        return Watcher(
            is_participant=bool(parts),
            parties=frozenset(one.party for one in parts if one.party),
            regions=frozenset(one.region for one in parts if one.region),
            is_named=is_named and bool(parts),
        )

    def is_sent_to(self, session_id: int) -> bool:
        """Say whether they are sent to a meeting for named people."""
        return any(session_id in one.meetings for one in self.parts)


NOBODY: Final = Delegate()


@dataclass(frozen=True, slots=True)
class MeetingStands:
    """The meeting that a document belongs to: for whom it is, and whether it is shown at all."""

    id: int
    segment_id: int | None
    audience: Audience
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class DocumentStands:
    """What decides who may have a document."""

    id: int
    segment_id: int | None
    audience: Audience
    meeting: MeetingStands | None = None
    embargo_until: datetime | None = None
    is_withdrawn: bool = False

    def is_hidden(self, now: datetime) -> bool:
        """Say whether nobody but staff may know of it now."""
        waits = self.embargo_until is not None and now < self.embargo_until
        return waits or (self.meeting is not None and not self.meeting.is_shown)

    def is_public(self, now: datetime) -> bool:
        """Say whether everybody may know of it now."""
        group = self.meeting.audience.code if self.meeting else EVERYBODY
        return not self.is_hidden(now) and self.audience.code == EVERYBODY == group

    def is_for(self, who: Delegate, now: datetime) -> bool:
        """Say whether somebody may know of it now: it must be for them, and so must be its meeting."""
        if self.is_hidden(now):
            return False
        meeting = self.meeting
        segment = self.segment_id or (meeting.segment_id if meeting else None)
        if not may_have(self.audience, who.watcher(segment, is_named=self.id in who.named)):
            return False
        if meeting is None:
            return True
        within = who.watcher(meeting.segment_id, is_named=who.is_sent_to(meeting.id))
        return may_have(meeting.audience, within)


def place_in_list(group: str, symbol: Symbol | None) -> tuple[object, ...]:
    """Give by what documents are put in order: their sort, then their symbols; those without one come last."""
    rank = GROUPS.index(DocumentGroup(group))
    return (rank, symbol is None, order_of(symbol) if symbol else ())


def family_of(symbol: Symbol | None, name: str) -> str:
    """Give what a document shares with what was added to it and with what revises it; alone, its own name."""
    return symbol_key(symbol.base) if symbol else f"·{name}"


def last_revision(symbols: Iterable[Symbol]) -> Symbol | None:
    """Give the document of a family that holds now: its last revision, else the base, else nothing."""
    heads = [one for one in symbols if not one.suffixes or _is_revision_of_base(one)]
    return max(heads, key=lambda one: one.suffixes[0][1] if one.suffixes else 0, default=None)


def _is_revision_of_base(symbol: Symbol) -> bool:
    return len(symbol.suffixes) == 1 and symbol.suffixes[0][0] == "rev"
