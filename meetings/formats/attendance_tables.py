"""An attendance file taken apart into its tables: delimiter, sections, headings, and the cells that are read at all."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from meetings.domain.attendance import MOST_ROWS, PARTICIPANT
from meetings.domain.errors import TooManyLines, WrongFile
from meetings.formats.attendance_bytes import EXPECTED, Text, lines
from meetings.formats.attendance_words import FIELDS, SECTIONS, fold

DELIMITERS: Final = ("\t", ",", ";", "|")
SAMPLE: Final = 30_000
PICKED: Final = (
    "joined",
    "left",
    "name",
    "address",
    "attended",
    "waiting",
    "role",
    "country",
    "room",
    "status",
    "organization",
    "reference",
    "first_name",
    "last_name",
    "upn",
    "minutes",
    "visit",
    "action",
    "title",
)
OFTEN: Final = ("attended", "waiting", "role", "country", "status", "action", "title", "room")
NUMBERED: Final = re.compile(r"([1-9])\.\s*\S.*")
IN_ZONE: Final = re.compile(r"(.+?)\s*\(((?:utc|gmt)(?:[+-]\d{1,2}(?::?\d\d)?)?)\)")
STANDS_FOR: Final = {
    "first_joined": "joined",
    "last_left": "left",
    "at": "joined",
    "at_utc": "joined",
    "total": "minutes",
}
BY_PLACE: Final = {
    "2": ("name", "first_joined", "last_left", "minutes", "address", "upn", "role"),
    "3": ("name", "joined", "left", "minutes", "address", "role"),
}
LEAST_HEADINGS: Final = 3
MOST_HEADINGS: Final = 100
MOST_SHOWN: Final = 80
SAMPLE_ROWS: Final = 3
Cells = tuple[int, Sequence[str]]


@dataclass(slots=True)
class Table:
    """A table of a file: what its columns are, whom its section is about, and its rows, each with its number.

    `role` is of all rows where a section says so. `names` are the fields found, `rows` cells in the order of `PICKED`;
    texts of the columns `often` are the same ones many times, and are kept once.
    """

    names: frozenset[str]
    headings: tuple[str, ...]
    picks: list[int]
    often: list[int]
    width: int
    ends_with_country: bool
    role: str = PARTICIPANT
    zone: str | None = None
    rows: deque[Cells] = field(default_factory=deque)

    def drain(self) -> Iterator[Cells]:
        """Give the rows one by one, and keep none that was given."""
        while self.rows:
            yield self.rows.popleft()


@dataclass(slots=True)
class Tables:
    """The tables of a file; `headings` are those of the first, else the likeliest; `sample` are rows below them."""

    tables: list[Table] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    sample: list[tuple[str, ...]] = field(default_factory=list)
    is_numbered: bool = False


def read_records(text: Text) -> tuple[str, Iterator[list[str]]]:
    """Find the delimiter, and give it with the records."""
    body = text.text
    told = re.match(r"sep=(.)\r?\n", body[:8], re.IGNORECASE)
    if told:
        body = body[told.end() :]
    delimiter = told[1] if told else _delimiter(body[:SAMPLE])
    return delimiter, csv.reader(lines(body), delimiter=delimiter)


def split_tables(records: Iterable[list[str]], columns: Mapping[str, str]) -> Tables:
    """Take records apart into tables.

    Takes: headings by field, where a person said which column is which.
    Raises: WrongFile, TooManyLines.
    """
    found, table, section, role, by_hand = Tables(), None, "", PARTICIPANT, _by_hand(columns)
    count, shared = 0, dict[str, str]()
    try:
        for number, cells in enumerate(records, 1):
            if not any(cells):
                continue
            first = cells[0]
            if first and not any(cells[1:]) and (mark := _section(first)) is not None:
                section, table = mark, None
                role = SECTIONS.get(section, PARTICIPANT)
                found.is_numbered = found.is_numbered or section.isdigit()
                continue
            if table is None or first.strip().casefold() in FIELDS or first in columns.values():
                head = _head(cells, section if table is None else "", by_hand)
                if head is not None:
                    table, head.role = head, role
                    if not found.tables:
                        found.headings, found.sample = _shown(cells), []
                    found.tables.append(head)
                    continue
            if found.headings and len(found.sample) < SAMPLE_ROWS and len(found.tables) < 2:
                found.sample.append(_shown(cells))
            if table is None:
                if len(found.headings) < LEAST_HEADINGS < len(cells) + 1:
                    found.headings = _shown(cells)
                continue
            count += 1
            if count > MOST_ROWS:
                raise TooManyLines(field="file", most=MOST_ROWS)
            table.rows.append((number, _picked(cells, table, shared)))
    except csv.Error:
        raise WrongFile(field="file", expected=EXPECTED) from None
    return found


def _shown(cells: Iterable[str]) -> tuple[str, ...]:
    """Give cells as a person may look at them."""
    return tuple([one.strip()[:MOST_SHOWN] for one in cells][:MOST_HEADINGS])


def _picked(cells: list[str], table: Table, shared: dict[str, str]) -> Sequence[str]:
    """Give the cells that are read, empty where a row has none; an unquoted comma in a last country is joined again."""
    width = table.width
    if len(cells) > width:
        if table.ends_with_country:
            cells[width - 1] = ", ".join(one.strip() for one in cells[width - 1 :] if one.strip())
        del cells[width:]
    else:
        cells.extend([""] * (width - len(cells)))
    cells.append("")
    for place in table.often:
        cells[place] = shared.setdefault(cells[place], cells[place])
    return tuple([cells[place] for place in table.picks])


def _section(text: str) -> str | None:
    folded = fold(text)
    if folded in SECTIONS:
        return folded
    numbered = NUMBERED.fullmatch(text.strip())
    return numbered[1] if numbered else None


def _by_hand(columns: Mapping[str, str]) -> dict[str, str]:
    return {fold(heading): name for name, heading in columns.items() if heading}


def _head(cells: Sequence[str], section: str, by_hand: Mapping[str, str]) -> Table | None:
    """Give the table that a row of headings begins, or nothing for a row that is none."""
    words = [fold(one) for one in cells]
    while words and not words[-1]:
        words.pop()
    zones = {found[2] for one in words if (found := IN_ZONE.fullmatch(one))}
    bare = [found[1] if (found := IN_ZONE.fullmatch(one)) and one not in FIELDS else one for one in words]
    if by_hand:
        shown = [fold(one.strip()[:MOST_SHOWN]) for one in cells[: len(words)]]
        if not set(by_hand) <= set(shown):
            return None
        given = set(by_hand.values())
        names = [
            by_hand.get(word) or ("" if FIELDS.get(one, "") in given else FIELDS.get(one, ""))
            for word, one in zip(shown, bare, strict=True)
        ]
    else:
        names = [FIELDS.get(one, "") for one in bare]
    if not _is_head(names):
        places = BY_PLACE.get(section, ())
        if not places or len(words) < len(places) or any(_looks_like_data(one) for one in words):
            return None
        names = [*places, *[""] * (len(words) - len(places))]
    return _table(names, words, zones.pop().upper() if len(zones) == 1 else None)


def _is_head(names: Sequence[str]) -> bool:
    found = set(names)
    who = found & {"name", "address", "upn", "first_name", "last_name"}
    return bool(who and found & {"joined", "first_joined", "at", "at_utc", "total"})


def _looks_like_data(word: str) -> bool:
    return "@" in word or bool(re.search(r"\d{1,2}:\d\d", word))


def _table(names: Sequence[str], words: Sequence[str], zone: str | None) -> Table:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name:
            places.setdefault(STANDS_FOR.get(name, name), place)
    if "at_utc" in names:
        zone = "UTC"
    return Table(
        names=frozenset(names) - {""},
        headings=tuple(words),
        picks=[places.get(one, len(names)) for one in PICKED],
        often=[places[one] for one in OFTEN if one in places],
        width=len(names),
        ends_with_country=bool(names) and names[-1] == "country",
        zone=zone,
    )


def _delimiter(sample: str) -> str:
    """Choose the delimiter by which rows of headings are known again, else the one that gives most cells alike."""
    return max(DELIMITERS, key=lambda one: _score(sample, one))


def _score(sample: str, delimiter: str) -> tuple[int, int]:
    heads, widths = 0, []
    try:
        for number, cells in enumerate(csv.reader(lines(sample), delimiter=delimiter)):
            if number >= 100:
                break
            heads += _is_head([FIELDS.get(fold(one), "") for one in cells])
            widths.append(len(cells))
    except csv.Error:
        pass
    many = [one for one in widths if one > 1]
    return heads, max((many.count(one) * one for one in set(many)), default=0)
