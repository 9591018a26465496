"""Who a file says was there, in words: the first people of it, and how many of each kind they all are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from meetings.domain.attendance import (
    PARTICIPANT,
    SHOWN_ROWS,
    FileRead,
    Grouped,
    Stay,
    group,
    group_totals,
    key_of,
)
from meetings.domain.attendance_matching import NOBODY, SUGGESTED, Match
from meetings.domain.attendance_preview import Preview, SlotAsked
from meetings.domain.attendance_review import OUT, role_in
from meetings.domain.permissions import Reach
from meetings.formats.times import hour_words
from meetings.queries.attendance_files import names_of
from meetings.web.desk.access import Moment
from meetings.web.desk.attendance_words import length_words, matched_words, role_words

UNSURE: Final = ("nobody", "suggested")
Told = tuple[Stay, Match, str]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Rows of one address or one name in words; `minutes` is what a file without hours states."""

    key: str
    name: str
    address: str
    rows: int
    length: str
    minutes: int | None
    joined: str
    left: str
    role: str
    matched: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The first people of a file, how many there are of each kind, and how many rows."""

    lines: tuple[PersonLine, ...]
    kinds: Counter[str]
    people: int
    rows: int


def of_preview(looked: Preview, slot: SlotAsked) -> Iterator[Told]:
    """Give the rows of a file that is looked at, each with the role it would stand in."""
    for stay, found in zip(looked.stays, looked.matches, strict=True):
        person = found.known.person_id if found.known else None
        yield stay, found, found.role or role_in(stay.row.role, person, slot.panel)


def of_store(stored: Iterable[tuple[Stay, Match]]) -> Iterator[Told]:
    """Give the rows of a file as they stand."""
    for stay, found in stored:
        yield stay, found, stay.row.role


def listed(told: Iterable[Told], ends_at: datetime | None, where: Reach, moment: Moment) -> Listed:
    """Word the first people, and count all; of many rows, those of the others are not kept.

    Takes: rows in the order of the file; the instant to which those without an end were there, if it is known.
    """
    first: dict[str, list[Stay]] = {}
    matches: dict[str, tuple[Match, str]] = {}
    kinds: dict[str, str] = {}
    rows = 0
    for stay, found, role in told:
        rows += 1
        key, kind = key_of(stay.row.address, stay.row.name), _kind(found, role)
        if key not in kinds:
            kinds[key] = kind
            if len(first) < SHOWN_ROWS:
                first[key], matches[key] = [], (found, role)
        elif found.known and kinds[key] in UNSURE:
            kinds[key] = kind
        if key in first:
            first[key].append(stay)
            if found.known and not matches[key][0].known:
                matches[key] = (found, matches[key][1])
    names = names_of(_public_ids(found for found, _role in matches.values()), where)
    shown = group((stay for same in first.values() for stay in same), ends_at)
    lines = tuple(_line(one, *matches[one.key], names, moment) for one in shown)
    return Listed(lines, Counter(kinds.values()), len(kinds), rows)


def stated(read: FileRead, moment: Moment) -> Listed:
    """Word the people of a file that says how long somebody was there and not when."""
    every = group_totals(row for row in read.rows if row.minutes is not None)
    lines = tuple(_line(one, NOBODY, PARTICIPANT, {}, moment) for one in every[:SHOWN_ROWS])
    rows = sum(len(one.rows) for one in every)
    return Listed(lines, Counter(nobody=len(every)), len(every), rows)


def _kind(found: Match, role: str) -> str:
    if role == OUT:
        return "out"
    if role != PARTICIPANT:
        return "apart"
    if found.known:
        return "matched"
    return "suggested" if found.how == SUGGESTED else "nobody"


def _public_ids(matches: Iterable[Match]) -> set[str]:
    every = (known for found in matches for known in (found.known, *found.proposed) if known)
    return {known.public_id for known in every if known.public_id}


def _line(one: Grouped, found: Match, role: str, names: Mapping[str, str], moment: Moment) -> PersonLine:
    stays = [row for row in one.rows if isinstance(row, Stay)]
    address = stays[0].row.address if stays else _address(one.rows[0])
    ids = [known.public_id for known in (found.known, *found.proposed) if known]
    return PersonLine(
        key=one.key,
        name=one.name,
        address=address,
        rows=len(one.rows),
        length=length_words(one.seconds),
        minutes=one.minutes_stated,
        joined=_hour(min((row.joined_at for row in stays), default=None), moment),
        left=_hour(max((row.left_at for row in stays if row.left_at), default=None), moment),
        role="" if role == PARTICIPANT else role_words(role),
        matched=matched_words(found.how),
        people=tuple((number, names[number]) for number in ids if number in names),
    )


def _address(row: Any) -> str:
    return str(row.address)


def _hour(at: Any, moment: Moment) -> str:
    return hour_words(at, moment.reader.zone, moment.reader.language) if at else ""
