"""What a conference's file gives, as values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from meetings.domain.cop.symbols import DocumentGiven
from meetings.domain.imports import FigureGiven, SessionGiven, SlotGiven, StreamGiven, Words


@dataclass(frozen=True, slots=True)
class ConferenceGiven:
    """A conference; it is as complete as what is published of it."""

    title: Words
    place: Words
    zone: str
    starts_on: date | None
    ends_on: date | None
    complete: bool
    kind: str
    treaty: str
    admission: str


@dataclass(frozen=True, slots=True)
class SegmentGiven:
    """A part of a conference, by its slug."""

    slug: str
    position: int
    title: Words
    mode: str
    starts_on: date
    ends_on: date
    zone: str
    place: Words
    venue: str | None
    languages: list[str]
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class ItemGiven:
    """An item of the agenda, by its key in the file; `parent` is the number of the item it belongs to."""

    key: str
    position: int
    number: str | None
    parent: str | None
    title: Words
    segments: list[str]
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class MeetingGiven(SessionGiven):
    """A meeting of a segment: who may enter, and by their keys the items that are taken up."""

    segment: str
    audience: str
    regions: list[str]
    items: list[str]


@dataclass(frozen=True, slots=True)
class RecordGiven:
    """What is on record of a conference beside its meetings, by its key in the file."""

    key: str
    kind: str
    segment: str | None
    position: int
    number: str | None
    title: Words
    people: list[str]
    country: str | None
    starts_on: date | None
    ends_on: date | None
    mode: str | None
    source: str
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class SegmentFigureGiven(FigureGiven):
    """A number reported of a segment; without one, of the conference. `slot` is none."""

    segment: str | None = None


@dataclass(frozen=True, slots=True)
class CopGiven:
    """A conference's file."""

    slug: str
    programme: ConferenceGiven
    streams: tuple[StreamGiven, ...]
    segments: tuple[SegmentGiven, ...]
    items: tuple[ItemGiven, ...]
    meetings: tuple[MeetingGiven, ...]
    slots: tuple[SlotGiven, ...]
    figures: tuple[SegmentFigureGiven, ...]
    kept: tuple[RecordGiven, ...]
    documents: tuple[DocumentGiven, ...]

    def records(self) -> dict[str, Any]:
        """Give every record under a name that stays when its values change, what others refer to first."""
        return {
            f"programme {self.slug}": self.programme,
            **{f"stream {one.slug}": one for one in self.streams},
            **{f"segment {one.slug}": one for one in self.segments},
            **{f"item {one.key}": one for one in self.items},
            **{f"session {one.key}": one for one in self.meetings},
            **{f"slot {one.key}": one for one in self.slots},
            **{f"figure {one.segment or ''} {one.count} {one.source}": one for one in self.figures},
            **{f"record {one.key}": one for one in self.kept},
            **{f"document {one.symbol}": one for one in self.documents},
        }


def slug_of(key: str) -> str:
    """Write a key of a file as it can stand in an address."""
    return key.lower().replace(".", "-").replace("_", "-")
