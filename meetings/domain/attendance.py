"""Rules of attendance files: what a row is, whose rows belong together for display, how long somebody was there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

PARTICIPANT: Final = "participant"
PANELIST: Final = "panelist"
INTERPRETER: Final = "interpreter"
STAFF: Final = "staff"
ROLES: Final = (PARTICIPANT, PANELIST, INTERPRETER, STAFF)
MOST_ROWS: Final = 250_000
SHOWN_ROWS: Final = 20
UNTIL_SLOT: Final = "slot"
COLUMNS: Final = (
    "name",
    "first_name",
    "last_name",
    "address",
    "joined",
    "left",
    "minutes",
    "role",
    "country",
    "organization",
    "reference",
    "waiting",
)


class Row(NamedTuple):
    """A row of a file that says somebody was there; times are wall times, or instants where the file says their zone.

    `left` null: the file does not say. `minutes` is what a file without times states. `reference` is whatever of ours
    the platform carried: an entry link, or the number of a registration.
    """

    number: int
    name: str
    address: str
    joined: datetime | None
    left: datetime | None
    role: str = PARTICIPANT
    country: str = ""
    organization: str = ""
    reference: str = ""
    minutes: int | None = None


class Out(NamedTuple):
    """A row that is no attendance, and why: bot, waiting_room, breakout, no_show, cancelled, summary."""

    number: int
    why: str
    name: str
    address: str


class Stay(NamedTuple):
    """A row as instants (UTC); `left_at` null lasts to the slot's end."""

    row: Row
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What stops a commit, or as a note is only said; `choices` among its values are what may be given."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give it for programs."""
        return {"code": self.code, **self.values}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said where a file does not say it.

    `order`: day or month, which comes first in a date. `columns`: heading by name of `COLUMNS`. `fold`: 0 or 1, for
    wall times that come twice. `until`: a wall time, or `slot`, for who has no end. `leave_out`: rows that cannot be
    read stay out.
    """

    order: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    fold: int | None = None
    until: str = ""
    leave_out: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give what was said, without what was not."""
        every = {
            "order": self.order,
            "columns": dict(self.columns),
            "fold": self.fold,
            "until": self.until,
            "leave_out": self.leave_out,
        }
        return {
            name: value for name, value in every.items() if value or (name == "fold" and value is not None)
        }


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file says; `zone` where it says one.

    `headings` are those of the first table, or of what looks most like one, as the file has them; `sample` are the
    first rows below, from which a person may tell which column is which.
    """

    layout: str
    encoding: str
    delimiter: str
    order: str
    zone: str | None
    rows: tuple[Row, ...]
    out: tuple[Out, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    headings: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()


class Grouped(NamedTuple):
    """Rows that carry one address or one name, for display; nothing says that those without address are one person.

    `seconds` counts overlaps once, and is null where a file has no times or somebody's end is not known.
    """

    key: str
    name: str
    rows: tuple[Stay | Row, ...]
    seconds: int | None
    minutes_stated: int | None


def key_of(address: str, name: str) -> str:
    """Give under what rows are shown together: the address in lower case, else the name as given."""
    return address.lower() if address else f"name:{name}"


def group(stays: Iterable[Stay], ends_at: datetime | None) -> tuple[Grouped, ...]:
    """Put rows together for display, in the order of the file.

    Takes: the instant to which those without an end were there; nothing where it is not known.
    """
    found: dict[str, list[Stay]] = {}
    for stay in stays:
        found.setdefault(key_of(stay.row.address, stay.row.name), []).append(stay)
    return tuple(
        Grouped(key, rows[0].row.name, tuple(rows), _seconds(rows, ends_at), None)
        for key, rows in found.items()
    )


def group_totals(rows: Iterable[Row]) -> tuple[Grouped, ...]:
    """Put rows without times together for display; what they state was summed before and cannot be repaired."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(key_of(row.address, row.name), []).append(row)
    return tuple(
        Grouped(key, same[0].name, tuple(same), None, sum(row.minutes or 0 for row in same))
        for key, same in found.items()
    )


def covered(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Give the time that spans cover, overlaps counted once, whatever their order."""
    total, reached = timedelta(), None
    for begin, end in sorted(spans):
        start = begin if reached is None or begin > reached else reached
        if end > start:
            total += end - start
        if reached is None or end > reached:
            reached = end
    return total


def overlapping(stays: Iterable[Stay], starts_at: datetime, ends_at: datetime, shift: timedelta) -> timedelta:
    """Give how long people were there within the scheduled time, all added up, were all rows later by a shift."""
    begin, end = starts_at - shift, ends_at - shift
    total = timedelta()
    for _row, joined_at, left_at in stays:
        last = left_at if left_at is not None and left_at < end else end
        first = joined_at if joined_at > begin else begin
        if last > first:
            total += last - first
    return total


def check_window(
    stays: Sequence[Stay], starts_at: datetime, ends_at: datetime, *, is_zone_given: bool
) -> list[Problem]:
    """Find a file of another session or a wrong zone, by the overlap with the scheduled time.

    Where nobody said the zone, it is doubted as soon as another one fits clearly better; `shift_minutes` says by how
    much later the rows would be then.
    """
    if not stays:
        return []
    here = overlapping(stays, starts_at, ends_at, timedelta())
    best, shift = _best_shift(stays, starts_at, ends_at)
    if here and (is_zone_given or here >= best * 0.75):
        return []
    values: dict[str, Any] = {
        "first_joined_at": min(one.joined_at for one in stays),
        "last_joined_at": max(one.joined_at for one in stays),
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    if best > here and shift:
        values["shift_minutes"] = int(shift.total_seconds() // 60)
    return [Problem("zone_doubtful" if here else "no_overlap", values)]


def fitting(stays: Sequence[Stay], held: Iterable[tuple[str, datetime, datetime]]) -> list[str]:
    """Give the slots in whose scheduled time people were, the one they were in longest first.

    Takes: slots, each by its name with beginning and end.
    """
    found = [(overlapping(stays, starts_at, ends_at, timedelta()), name) for name, starts_at, ends_at in held]
    longest = sorted((one for one in found if one[0]), key=lambda one: (-one[0], one[1]))
    return [name for time, name in longest if time >= longest[0][0] * 0.75]


SAMPLE: Final = 2_000


def _best_shift(stays: Sequence[Stay], starts_at: datetime, ends_at: datetime) -> tuple[timedelta, timedelta]:
    """Give the best overlap over all zones there may be, and by how much later the rows are then; the least of equals.

    Of many rows a sample is looked at, and the overlap is told as if it were of all.
    """
    step = max(1, len(stays) // SAMPLE)
    some = stays[::step]
    best, shift = timedelta(), timedelta()
    for hours in sorted(range(-26, 27), key=lambda one: (abs(one), one)):
        found = overlapping(some, starts_at, ends_at, timedelta(hours=hours))
        if found > best:
            best, shift = found, timedelta(hours=hours)
    if step > 1 and best:
        best = overlapping(stays, starts_at, ends_at, shift)
    return best, shift


def _seconds(rows: Sequence[Stay], ends_at: datetime | None) -> int | None:
    if ends_at is None and any(row.left_at is None for row in rows):
        return None
    fallback = ends_at or datetime.min.replace(tzinfo=UTC)
    spans = ((row.joined_at, row.left_at or max(row.joined_at, fallback)) for row in rows)
    return int(covered(spans).total_seconds())
