"""What a file of facts gives, as values, and what an import has to do about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class ProgrammeGiven:
    """A season."""

    title: Words
    place: Words
    zone: str
    starts_on: date | None
    ends_on: date | None
    complete: bool


@dataclass(frozen=True, slots=True)
class StreamGiven:
    """A stream of a season."""

    slug: str
    title: Words
    palette: int
    position: int


@dataclass(frozen=True, slots=True)
class SessionGiven:
    """A topic, by its key in the file."""

    key: str
    stream: str | None
    position: int
    title: Words
    languages: list[str]
    partners: list[str]
    articles: list[str]
    panelists_expected: int | None
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class SlotGiven:
    """A holding, by its key in the file; `fold` is null where the wall time comes once."""

    key: str
    session: str
    part: int
    local_start: datetime
    zone: str
    fold: int | None
    minutes: int
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class PanelistGiven:
    """Somebody named on a panel."""

    session: str
    name: str
    position: int
    function: str | None
    organization: str | None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class FigureGiven:
    """A published number, of the season or (with `slot`, a key) of one holding."""

    slot: str | None
    count: str
    value: float
    qualifier: str | None
    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class SeasonGiven:
    """A season's file."""

    slug: str
    programme: ProgrammeGiven
    streams: tuple[StreamGiven, ...]
    sessions: tuple[SessionGiven, ...]
    slots: tuple[SlotGiven, ...]
    panelists: tuple[PanelistGiven, ...]
    figures: tuple[FigureGiven, ...]

    def records(self) -> dict[str, Any]:
        """Give every record under a name that stays when its values change."""
        return {
            f"programme {self.slug}": self.programme,
            **{f"stream {one.slug}": one for one in self.streams},
            **{f"session {one.key}": one for one in self.sessions},
            **{f"slot {one.key}": one for one in self.slots},
            **{f"panelist {one.session} {one.name}": one for one in self.panelists},
            **{f"figure {one.slot or ''} {one.count} {one.source}": one for one in self.figures},
        }


@dataclass(frozen=True, slots=True)
class PartyGiven:
    """A State or regional organization; `statuses` are (status, first day or null, source)."""

    code: str
    kind: str
    names: Words
    regional_group: str | None
    capital: str | None
    zone: str | None
    statuses: tuple[tuple[str, date | None, str], ...]
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountGiven:
    """How many Parties a treaty had on a day, as somebody reported it."""

    day: date
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class OrganizationGiven:
    """A body that works with the treaties."""

    slug: str
    name: str
    acronym: str | None
    category: str
    country: str | None
    zone: str | None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the last import, by the records' names; `changed` with the fields."""

    new: tuple[str, ...]
    changed: dict[str, frozenset[str]]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.new or self.changed or self.gone)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: how many records were new, changed and refused, and those refused with why."""

    name: str
    new: int
    changed: int
    refused: tuple[tuple[str, str], ...] = ()


def compare(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> Changes:
    """Compare what a file says with what it said when it was imported last.

    What an organizer changed in between is thereby left alone, unless the file has a new word on that very field.
    """
    return Changes(
        new=tuple(name for name in after if name not in before),
        changed={
            name: fields
            for name, values in after.items()
            if name in before and (fields := _differing(before[name], values))
        },
        gone=tuple(name for name in before if name not in after),
    )


def as_stored(records: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Turn records into plain values that can be kept and compared."""
    return {name: {key: _plain(value) for key, value in asdict(one).items()} for name, one in records.items()}


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in after.items() if before.get(name) != value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
