"""The counting rules of a report: each count has one definition, and what nobody counted is null."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final, NamedTuple

from meetings.domain.live.presence import presence
from meetings.domain.live.told import says_something

COUNTS: Final = (
    "sessions",
    "slots",
    "hours",
    "registrations",
    "attendances",
    "unidentified",
    "participants",
    "countries",
    "parties",
    "panelists",
)
ADD_UP: Final = ("sessions", "slots", "hours", "registrations", "attendances", "unidentified")
LEAST_PRESENCE: Final = timedelta(minutes=1)
PANEL_ROLES: Final = ("speaker", "moderator")
INFERRED: Final = "inferred"


@dataclass(frozen=True, slots=True)
class Topic:
    """A session that is published and not cancelled; `panel` holds the people who speak or moderate."""

    id: int
    stream_id: int | None
    panel: frozenset[int] = frozenset()
    panel_expected: int | None = None
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Holding:
    """A slot of such a session that is planned or held; `ours` when it was known here before it was over.

    `status_on` is the day on which States count as Parties in it, where that is not its own. It began `delay_minutes`
    later than it was scheduled. `panel` holds everybody on its panel, whatever they do there.
    """

    id: str
    session_id: int
    starts_at: datetime
    minutes: int
    held: bool
    ours: bool = True
    marks: frozenset[str] = frozenset()
    part: int = 1
    zone: str = "UTC"
    status_on: date | None = None
    delay_minutes: int = 0
    panel: frozenset[int] = frozenset()

    @property
    def begins_at(self) -> datetime:
        """Give the instant at which it began."""
        return self.starts_at + timedelta(minutes=self.delay_minutes)

    @property
    def ends_at(self) -> datetime:
        """Give the instant at which it is over."""
        return self.starts_at + timedelta(minutes=self.delay_minutes + self.minutes)


class Wish(NamedTuple):
    """A registration: whose, for what, whether it still holds a place, and in which slots."""

    person_id: int
    session_id: int
    active: bool
    slots: tuple[str, ...] = ()


class Stretch(NamedTuple):
    """A stretch of presence with what its person was then; from our door it may have no end.

    `people` says for how many a row stands: somebody "and ten more in the room" is a row of its own for the ten.
    `file` is the import it came in, `row_key` an address or name: the same row in a later file is the same row.
    `live` is what a platform told at once, see `domain/live/told`.
    """

    slot_id: str
    person_id: int | None
    joined_at: datetime
    left_at: datetime | None
    door: bool = True
    role: str = "participant"
    country: str | None = None
    category: str | None = None
    language: str | None = None
    people: int = 1
    file: str = ""
    row_key: str = ""
    gender: str | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number, of one slot, of one session, or (with neither) of the whole."""

    count: str
    value: float
    qualifier: str | None
    source: str
    slot_id: str | None = None
    session_id: int | None = None


@dataclass(frozen=True, slots=True)
class OnPanel:
    """What is known of somebody who speaks or moderates."""

    country: str | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a report counts; `parties` gives the first day of each Party, `regions` its regional group.

    `zones` are those of capitals, by country; `first_seen` is when the first slot began in which somebody was anywhere;
    `answered` are the answers to surveys by session, of those that have one; `told` are slots that have
    rows, where that was found before.
    """

    topics: tuple[Topic, ...]
    holdings: tuple[Holding, ...]
    wishes: tuple[Wish, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    figures: tuple[Figure, ...] = ()
    parties: Mapping[str, date] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    first_seen: Mapping[int, datetime] = field(default_factory=dict)
    panel: Mapping[int, OnPanel] = field(default_factory=dict)
    answered: Mapping[int, int] = field(default_factory=dict)
    told: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number, or null where nobody counted, with what it rests on.

    `sourced`: at least a part rests on rows or on a source; `inferred`: at least a part was filled in.
    `covered`: of how many held slots it is known, where that is not all of them or comes from published figures.
    `published`: such figures of slots are in it, because nobody counted there.
    """

    value: float | None
    sourced: bool = False
    inferred: bool = False
    reported: tuple[Figure, ...] = ()
    covered: tuple[int, int] | None = None
    published: bool = False


class Presence(NamedTuple):
    """A person in a slot for at least a minute."""

    slot_id: str
    person_id: int
    country: str | None
    category: str | None
    language: str | None
    gender: str | None = None
    rows: tuple[Stretch, ...] = ()


def count_all(
    facts: Facts, *, single: bool = False, present: Sequence[Presence] | None = None
) -> dict[str, Count]:
    """Count everything, by the names of `COUNTS`.

    Takes: `single`, for one session, beside which the figures of its slots stand as reported, too; `present`, who was
    there, where that was found before.
    """
    present = presences(facts) if present is None else present
    counts = {
        "sessions": _sessions(facts),
        "slots": _slots(facts),
        "hours": _hours(facts),
        "registrations": _registrations(facts, present),
        "attendances": _attendances(facts, present),
        "unidentified": _unidentified(facts),
        "participants": _distinct(facts, set(map(attrgetter("person_id"), present))),
        "countries": _distinct(facts, set(map(attrgetter("country"), present)) - {None, ""}),
        "parties": _distinct(facts, parties_present(facts, present)),
        "panelists": _panelists(facts),
    }
    return {name: replace(counts[name], reported=_reported(facts, name, single=single)) for name in COUNTS}


def presences(facts: Facts) -> tuple[Presence, ...]:
    """Find who was in which slot for at least a minute; panellists, interpreters and staff stand apart.

    Whoever is on the panel does so however they came: by our door, by their platform, or in a file.
    An entry through our door counts to the slot's end, unless a report has rows of that person in that slot, or,
    without one, their platform told when they came.
    """
    ends = {one.id: one.ends_at for one in facts.holdings if one.held}
    apart = {one.id: one.panel for one in facts.holdings}
    by_person: dict[tuple[str, int], list[Stretch]] = {}
    for one in facts.stretches:
        slot, person = one.slot_id, one.person_id
        if person is None or one.role != "participant" or slot not in ends or person in apart[slot]:
            continue
        known_rows = by_person.get((slot, person))
        if known_rows is None:
            by_person[slot, person] = [one]
        else:
            known_rows.append(one)
    found = []
    for (slot_id, person_id), rows in by_person.items():
        counted = tuple(surest(rows))
        if presence(counted, ends[slot_id]) >= LEAST_PRESENCE:
            first = rows[0] if len(rows) == 1 else min(rows, key=_most_known)
            known = (first.country, first.category, first.language, first.gender)
            found.append(Presence(slot_id, person_id, *known, counted))
    return tuple(found)


def _most_known(row: Stretch) -> tuple[Any, ...]:
    """Order rows of a person so that the same one comes first, in whatever order they came in."""
    known = (row.country or "", row.category or "", row.language or "", row.gender or "")
    return (row.country is None, row.category is None, row.joined_at, known)


def surest(rows: Sequence[Stretch]) -> Sequence[Stretch]:
    """Give of one person's rows in a slot those that count: of a report, else of their platform, else of our door."""
    if len(rows) == 1:
        return rows
    reports = [row for row in rows if not row.door and not row.live]
    told = [row for row in rows if row.live and says_something(row.joined_at, row.left_at)]
    return reports or told or rows


def parties_present(facts: Facts, present: Iterable[Presence]) -> set[str]:
    """Find the Parties, on the slot's day or the opening day of its segment, whose governments were present."""
    days = {one.id: one.status_on or one.starts_at.date() for one in facts.holdings}
    governments = {(one.country, one.slot_id) for one in present if one.category == "government"}
    since = facts.parties
    return {
        country
        for country, slot_id in governments
        if country and country in since and since[country] <= days[slot_id]
    }


def _sessions(facts: Facts) -> Count:
    return Count(len(facts.topics), sourced=True)


def _slots(facts: Facts) -> Count:
    held = held_of(facts)
    guessed = {one.id for one in facts.topics if "repeated_same_day" in one.marks}
    marked = [one.session_id in guessed for one in held]
    return Count(len(held), sourced=not all(marked) or not marked, inferred=any(marked))


def _hours(facts: Facts) -> Count:
    held = held_of(facts)
    marked = ["minutes" in one.marks for one in held]
    hours = round(sum(one.minutes for one in held) / 60, 2)
    return Count(hours, sourced=not all(marked) or not marked, inferred=any(marked))


def _registrations(facts: Facts, present: Iterable[Presence]) -> Count:
    """Count people × sessions with an active place, or one that ended in attending."""
    by_slot = figures_of(facts, "registrations")
    return _with_figures(facts, len(registered(facts, present)), wished(facts), by_slot)


def registered(facts: Facts, present: Iterable[Presence]) -> set[tuple[int, int]]:
    """Find who is registered for what: with an active place, or by having come; people and sessions."""
    active = {(one.person_id, one.session_id) for one in facts.wishes if one.active}
    ended = {(one.person_id, one.session_id) for one in facts.wishes if not one.active} - active
    if not ended:
        return active
    session_of = {one.id: one.session_id for one in facts.holdings}
    return active | (ended & {(one.person_id, session_of[one.slot_id]) for one in present})


def wished(facts: Facts) -> set[str]:
    """Find the slots for which registrations were counted here."""
    sessions = {one.session_id for one in facts.wishes}
    return {one.id for one in facts.holdings if one.ours or one.session_id in sessions}


def _attendances(facts: Facts, present: Collection[Presence]) -> Count:
    return _with_figures(facts, len(present), recorded(facts), figures_of(facts, "attendances"))


def _with_figures(facts: Facts, counted: int, known: set[str], by_slot: Mapping[str, Figure]) -> Count:
    """Add the published figures of slots in which nobody counted, and say of how many slots this is."""
    used = {slot_id: one for slot_id, one in by_slot.items() if slot_id not in known}
    held = {one.id for one in held_of(facts)}
    every = known | set(used)
    if not every and facts.holdings:
        return Count(None, covered=(0, len(held)))
    if not facts.holdings and not counted:
        return Count(None)
    value = counted + sum(one.value for one in used.values())
    covered = None if held <= known else (len(held & every), len(held))
    return Count(_whole(value), sourced=True, covered=covered, published=bool(used))


def _unidentified(facts: Facts) -> Count:
    if not recorded(facts):
        return Count(None)
    return Count(sum(nobodies(facts).values()), sourced=True)


def nobodies(facts: Facts) -> dict[tuple[str, datetime, str], int]:
    """Find whom nobody could be matched to: rows of reports and names of a room, and "also in the room".

    Gives: how many people, by slot, beginning, and what the row calls them.
    """
    held = {one.id for one in held_of(facts)}
    rows: dict[tuple[Any, ...], dict[str, int]] = {}
    for one in facts.stretches:
        if one.person_id is None and one.role == "participant" and one.slot_id in held:
            by_file = rows.setdefault(
                (one.slot_id, one.joined_at, one.row_key.lower(), one.door, one.left_at), {}
            )
            by_file[one.file] = by_file.get(one.file, 0) + one.people
    found: dict[tuple[str, datetime, str], int] = {}
    for (slot_id, joined_at, row_key, *_rest), by_file in rows.items():
        key = (slot_id, joined_at, row_key)
        found[key] = found.get(key, 0) + max(by_file.values())
    return found


def _distinct(facts: Facts, found: Collection[object]) -> Count:
    known = recorded(facts)
    held = {one.id for one in held_of(facts)}
    if not known:
        return Count(None)
    return Count(len(found), sourced=True, covered=None if held <= known else (len(held & known), len(held)))


def _panelists(facts: Facts) -> Count:
    """Count those known by name; a panel of which nobody is known by name is not recorded."""
    named = {person for one in facts.topics for person in one.panel}
    ours = {one.session_id for one in facts.holdings if one.ours}
    if not named and not any(one.id in ours and not one.panel_expected for one in facts.topics):
        return Count(None)
    return Count(len(named), sourced=True)


def recorded(facts: Facts) -> set[str]:
    """Find the slots whose attendance was counted here: by our doors, or by an import afterwards."""
    ours = {one.id for one in facts.holdings if one.ours}
    if len(ours) == len(facts.holdings):
        return ours
    rows = set(map(attrgetter("slot_id"), facts.stretches)) if facts.told is None else facts.told
    return ours | {one.id for one in facts.holdings if one.id in rows}


def held_of(facts: Facts) -> list[Holding]:
    """Give the slots that are over."""
    return [one for one in facts.holdings if one.held]


def figures_of(facts: Facts, count: str) -> dict[str, Figure]:
    """Give the published figures of slots that are over, by slot."""
    held = {one.id for one in held_of(facts)}
    return {one.slot_id: one for one in facts.figures if one.count == count and one.slot_id in held}


def _reported(facts: Facts, count: str, *, single: bool) -> tuple[Figure, ...]:
    return tuple(one for one in facts.figures if one.count == count and (single or one.slot_id is None))


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
