"""Who may enter which meeting of a conference, and which way in their role opens."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from meetings.domain.codes import Mode, SlotState
from meetings.domain.cop.codes import ADMITTED, PartyStanding, Right
from meetings.domain.cop.entering_errors import (
    BadgeSuspended,
    ForNamed,
    ForParties,
    ForRegions,
    InRoomOnly,
    NotAccredited,
)
from meetings.domain.errors import Refused
from meetings.domain.joining import next_slot
from meetings.domain.seasons import Holding, Standing, ends_at, standing

STREAM: Final = "stream"
TO_ALL: Final = ("public", "participants")
BY_NAME: Final = ("body", "named")


@dataclass(frozen=True, slots=True)
class Delegate:
    """Somebody's part in a segment, as far as it opens meetings.

    `standing` is what their State is to the treaty on the segment's opening day, null for who is sent by no State;
    `region` the regional group of their State; `named` are the meetings they are sent to by name.
    """

    state: str
    mode: str
    rights: str
    standing: PartyStanding | None
    region: str | None
    is_suspended: bool = False
    named: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting, as far as it decides who may enter."""

    session_id: int
    audience: str
    regions: tuple[str, ...] = ()


def check_entry(delegate: Delegate, meeting: Meeting, *, follows_online: bool = True) -> None:
    """Let somebody into a meeting, or say why not.

    Takes: `follows_online`, whether somebody who takes part in the room may follow online, too.
    Raises: NotAccredited, BadgeSuspended, ForParties, ForRegions, ForNamed, InRoomOnly.
    """
    if delegate.state not in ADMITTED:
        raise NotAccredited(state=delegate.state)
    if delegate.is_suspended:
        raise BadgeSuspended()
    check_audience(delegate, meeting)
    if delegate.mode == Mode.ROOM and not follows_online:
        raise InRoomOnly()


def check_audience(delegate: Delegate, meeting: Meeting) -> None:
    """Say whether a meeting is for somebody, whether they are accredited yet or not.

    Raises: ForParties, ForRegions, ForNamed.
    """
    if meeting.audience in TO_ALL:
        return
    if meeting.audience == "parties":
        if delegate.standing != PartyStanding.PARTY:
            raise ForParties(standing=delegate.standing)
    elif meeting.audience == "region":
        if delegate.region is None or delegate.region not in meeting.regions:
            raise ForRegions(regions=meeting.regions)
    elif meeting.session_id not in delegate.named:
        raise ForNamed()


def refusal_of(delegate: Delegate, meeting: Meeting, *, follows_online: bool = True) -> Refused | None:
    """Give why somebody may not enter a meeting, or nothing where they may."""
    try:
        check_entry(delegate, meeting, follows_online=follows_online)
    except Refused as refusal:
        return refusal
    return None


def is_for(delegate: Delegate, meeting: Meeting) -> bool:
    """Say whether a meeting is for somebody once they are accredited."""
    try:
        check_audience(delegate, meeting)
    except Refused:
        return False
    return True


class Led(Holding, Protocol):
    """A time of a meeting that a link may lead to."""

    @property
    def refusal(self) -> Refused | None:
        """Why somebody may not enter, whatever the hour."""

    @property
    def is_for_them(self) -> bool:
        """Whether it is for them once they are accredited."""


W = TypeVar("W", bound=Led)


def ways_shown(ways: Sequence[W], now: datetime) -> list[W]:
    """Choose what the page of a link is about: every meeting that is open now and lets them in, else the next to come.

    What lets them in comes before what is for them once they are accredited, and that before what is for others.
    Gives: nothing only where there is no meeting.
    """
    let_in = [one for one in ways if one.refusal is None]
    found = [one for one in let_in if standing(one, now) is Standing.OPEN]
    if found:
        return found
    for group in (let_in, [one for one in ways if one.is_for_them]):
        nearest = next_slot(group, now)
        if nearest and nearest.state == SlotState.PLANNED and now < ends_at(nearest):
            return [nearest]
    last = next_slot(let_in or ways, now)
    return [last] if last else []


def takes_floor(delegate: Delegate) -> bool:
    """Say whether somebody takes the floor online; whoever is in the room takes it there."""
    return delegate.rights == Right.SPEAKER and delegate.mode == Mode.ONLINE


def way_in(
    delegate: Delegate, address: str | None, channels: Iterable[Mapping[str, Any]], language: str
) -> str | None:
    """Give the address that a role leads to, or nothing where none is set.

    Whoever takes the floor is led to the meeting itself; whoever follows to its webcast, in their language or that of
    the floor where there are several, and to the meeting where there is no webcast.
    """
    streams = [one for one in channels if one["kind"] == STREAM]
    if takes_floor(delegate) or not streams:
        return address
    wanted = (language, None)
    found = [one for code in wanted for one in streams if (one["language"] or None) == code]
    return str((found or streams)[0]["address"])


def channels_for(delegate: Delegate, channels: Collection[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the other ways in that a role opens: all of them, or webcasts alone, where there are such."""
    streams = [one for one in channels if one["kind"] == STREAM]
    return list(channels) if takes_floor(delegate) or not streams else streams
