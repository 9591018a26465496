"""Who a file says was there, in words: the first people of it, and how many of each kind they all are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from meetings.domain.attendance import PARTICIPANT, SHOWN_ROWS, Grouped, Stay, group, key_of
from meetings.domain.attendance_matching import SUGGESTED, Match
from meetings.domain.attendance_preview import Preview, SlotAsked
from meetings.domain.attendance_review import OUT, role_in
from meetings.domain.permissions import Reach
from meetings.formats.times import hour_words
from meetings.queries.attendance_files import names_of
from meetings.web.desk.access import Moment
from meetings.web.desk.attendance_words import length_words, matched_words, role_words

KINDS: Final = ("matched", "suggested", "nobody", "apart", "out")
Told = tuple[Grouped, Match, str]


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
    """Give the people of a file that is looked at, each with the role they would stand in."""
    for one, found in looked.people():
        first = one.rows[0]
        said = first.row.role if isinstance(first, Stay) else first.role
        person = found.known.person_id if found.known else None
        yield one, found, found.role or role_in(said, person, slot.panel)


def of_store(stored: Iterable[tuple[Stay, Match]], slot: SlotAsked) -> Iterator[Told]:
    """Give the people of a file as its rows stand, the surest match of each."""
    pairs = list(stored)
    found: dict[str, Match] = {}
    for stay, match in pairs:
        key = key_of(stay.row.address, stay.row.name)
        if key not in found or (match.known and not found[key].known):
            found[key] = match
    for one in group((stay for stay, _match in pairs), slot.ends_at):
        first = one.rows[0]
        yield one, found[one.key], first.row.role if isinstance(first, Stay) else first.role


def listed(told: Iterable[Told], where: Reach, moment: Moment) -> Listed:
    """Word the first of them, and count all."""
    first: list[Told] = []
    kinds: Counter[str] = Counter()
    people = rows = 0
    for each in told:
        one, found, role = each
        people, rows = people + 1, rows + len(one.rows)
        kinds[_kind(found, role)] += 1
        if len(first) < SHOWN_ROWS:
            first.append(each)
    names = names_of(_public_ids(first), where)
    return Listed(tuple(_line(each, names, moment) for each in first), kinds, people, rows)


def _kind(found: Match, role: str) -> str:
    if role == OUT:
        return "out"
    if role != PARTICIPANT:
        return "apart"
    if found.known:
        return "matched"
    return "suggested" if found.how == SUGGESTED else "nobody"


def _public_ids(first: Sequence[Told]) -> set[str]:
    every = (known for _one, found, _role in first for known in (found.known, *found.proposed) if known)
    return {known.public_id for known in every if known.public_id}


def _line(each: Told, names: dict[str, str], moment: Moment) -> PersonLine:
    one, found, role = each
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
