"""An attendance file of a platform, read: who was there from when to when, who was not, and what has to be asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from meetings.domain.attendance import (
    COLUMNS,
    PARTICIPANT,
    SHOWN_ROWS,
    Answers,
    FileRead,
    Out,
    Problem,
    Row,
)
from meetings.domain.attendance_matching import is_bot, real_address
from meetings.domain.errors import WrongFile
from meetings.formats.attendance_bytes import EXPECTED, decode
from meetings.formats.attendance_tables import Table, Tables, read_records, split_tables
from meetings.formats.attendance_times import (
    DAY_FIRST,
    MONTH_FIRST,
    NotRead,
    clean_time,
    find_order,
    read_time,
)
from meetings.formats.attendance_words import BEFORE_WORDS, JOINED_WORDS, LEFT_WORDS, NO, YES, fold, role_of
from meetings.formats.attendance_xlsx import is_workbook, workbook_rows

XLSX: Final = "xlsx"
NAME_LENGTH: Final = 300
MAIN_ROOMS: Final = frozenset(("", "main session", "main", "main room"))
ANSWERS: Final = Answers()


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    order: str
    rows: list[Row] = field(default_factory=list)
    out: list[Out] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)


def read_attendance(raw: bytes, near: date | None = None, answers: Answers = ANSWERS) -> FileRead:
    """Read an attendance file, whatever its name says it is.

    Takes: the day of the slot, which may say what comes first in a date; what a person answered.
    Raises: WrongFile, TooLarge, TooLong, TooManyLines, for what cannot be read at all.
    """
    if is_workbook(raw):
        encoding, delimiter, is_mixed, records = XLSX, "", False, workbook_rows(raw)
    else:
        text = decode(raw)
        encoding, is_mixed = text.encoding, text.is_mixed
        delimiter, records = read_records(text)
    found = split_tables(records, answers.columns)
    tables = _chosen(found.tables)
    notes = [Problem("mixed_encoding", {"encoding": encoding})] if is_mixed else []
    layout = _layout(found, tables[0], answers) if tables else "unknown"
    read = FileRead(layout, encoding, delimiter, "", None, (), notes=tuple(notes))
    read = replace(read, headings=found.headings, sample=tuple(found.sample))
    if not tables:
        return replace(read, problems=(_unknown(found),))
    order, by = (answers.order, "given") if answers.order else find_order(_times(tables), near)
    if not order:
        choices = {"field": "order", "choices": [DAY_FIRST, MONTH_FIRST]}
        return replace(read, problems=(Problem("ambiguous_dates", choices),))
    if by in ("slot", "mark"):
        notes.append(Problem("order_guessed", {"order": order, "by": by}))
    reading = _Reading(order)
    for table in tables:
        _read_table(table, reading)
    if any("first_joined" in one.names for one in tables):
        notes.append(Problem("first_and_last_only"))
    return replace(
        read,
        order=order,
        zone=next((one.zone for one in tables if one.zone), None) or _zone_of(reading.rows),
        rows=tuple(reading.rows),
        out=tuple(reading.out),
        problems=tuple(_problems(reading, answers)),
        notes=(*notes, *_notes(reading)),
    )


def _chosen(tables: Sequence[Table]) -> list[Table]:
    """Leave tables of first and last times alone where another one has every coming and going."""
    exact = [one for one in tables if "first_joined" not in one.names and one.rows]
    return exact or [one for one in tables if one.rows] or list(tables[:1])


def _unknown(found: Tables) -> Problem:
    """Ask which column is which.

    Raises: WrongFile, where there are no columns.
    """
    if not found.headings:
        raise WrongFile(field="file", expected=EXPECTED)
    values = {"field": "columns", "headings": list(found.headings), "choices": list(COLUMNS)}
    return Problem("unknown_layout", values)


def _layout(found: Tables, table: Table, answers: Answers) -> str:
    """Name the layout by the columns that only one platform has."""
    names = table.names
    if answers.columns:
        return "by_hand"
    if "action" in names:
        return "teams_live_event" if "at_utc" in names else "teams_list"
    if "joined" not in names and "total" in names:
        return "zoom_meeting_unique"
    if "attended" in names:
        return "zoom_webinar"
    if found.is_numbered:
        return "teams_report"
    if "title" in names:
        return "webex"
    if "upn" in names:
        return "teams_report_2021"
    if "waiting" in names or any("(minutes)" in one or "original name" in one for one in table.headings):
        return "zoom_meeting"
    return "table"


def _times(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        for _number, cells in table.rows:
            yield clean_time(cells[0])
            if cells[1]:
                yield clean_time(cells[1])


def _read_table(table: Table, reading: _Reading) -> None:
    if "action" in table.names:
        _read_events(table, reading)
    elif "joined" not in table.names and "total" in table.names:
        _read_totals(table, reading)
    else:
        _read_stays(table, reading)


def _read_stays(table: Table, reading: _Reading) -> None:
    rooms = {fold(cells[8]) for _number, cells in table.rows} if "room" in table.names else {""}
    has_left, has_role, order = "left" in table.names, "role" in table.names, reading.order
    is_plain = len(rooms) == 1
    for number, cells in table.drain():
        joined, left, name, address, attended, waiting, role, country, room = cells[:9]
        name = _name(name, cells)
        address = _address(address, cells)
        why = _why_out(name, attended, waiting, "" if is_plain else room, cells)
        if why:
            reading.out.append(Out(number, why, name, address))
            continue
        try:
            at = read_time(clean_time(joined), order)
            until = read_time(clean_time(left), order)
            if until is None and not has_left and at is not None and cells[15]:
                until = at + timedelta(minutes=_minutes(cells[15]))
        except NotRead:
            reading.bad.append(number)
            continue
        if at is None:
            reading.bad.append(number)
            continue
        reading.rows.append(
            Row(
                number,
                name,
                address,
                at,
                until,
                role_of(role) if has_role else table.role,
                country.strip(),
                cells[10].strip()[:NAME_LENGTH],
                cells[11].strip()[:NAME_LENGTH],
            )
        )


def _read_events(table: Table, reading: _Reading) -> None:
    """Pair comings and goings of one person, or of one visit where nobody says who it is; the first open one ends."""
    opened: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    every: list[Row] = []
    for number, cells in table.drain():
        name, address = _name(cells[2], cells), _address(cells[3], cells)
        name = name or cells[14].strip()
        action, key = fold(cells[17]), (cells[16], address.lower(), name)
        try:
            at = read_time(clean_time(cells[0]), reading.order)
        except NotRead:
            at = None
        if is_bot(name):
            reading.out.append(Out(number, "bot", name, address))
        elif at is not None and action in JOINED_WORDS | BEFORE_WORDS:
            if action in BEFORE_WORDS:
                reading.before.append(number)
            opened[key].append(Row(number, name, address, at, None, role_of(cells[6])))
        elif at is not None and action in LEFT_WORDS and opened[key]:
            every.append(opened[key].pop(0)._replace(left=at))
        else:
            reading.bad.append(number)
    every += [row for rows in opened.values() for row in rows]
    reading.rows += sorted(every)


def _read_totals(table: Table, reading: _Reading) -> None:
    for number, cells in table.drain():
        name, address = _name(cells[2], cells), _address(cells[3], cells)
        if is_bot(name):
            reading.out.append(Out(number, "bot", name, address))
            continue
        try:
            minutes = _minutes(cells[15])
        except NotRead:
            reading.bad.append(number)
            continue
        reading.rows.append(Row(number, name, address, None, None, minutes=minutes))


def _name(name: str, cells: Sequence[str]) -> str:
    text = name.strip() or f"{cells[12].strip()} {cells[13].strip()}".strip()
    return " ".join(text.split())[:NAME_LENGTH] if "\n" in text else text[:NAME_LENGTH]


def _address(address: str, cells: Sequence[str]) -> str:
    found = real_address(address) if address else ""
    return (found or (real_address(cells[14]) if cells[14] else ""))[:NAME_LENGTH]


def _why_out(name: str, attended: str, waiting: str, room: str, cells: Sequence[str]) -> str:
    """Say why a row is no attendance, or nothing."""
    if attended and fold(attended) in NO:
        return "cancelled" if fold(cells[9]).startswith("cancel") else "no_show"
    if waiting and fold(waiting) in YES:
        return "waiting_room"
    if room and fold(room) not in MAIN_ROOMS and fold(room) != fold(cells[18]):
        return "breakout"
    return "bot" if is_bot(name) else ""


def _minutes(text: str) -> int:
    digits = "".join(one for one in text.partition(" ")[0] if one.isdigit() or one == ".")
    try:
        return round(float(digits))
    except ValueError:
        raise NotRead(text[:60]) from None


def _zone_of(rows: Sequence[Row]) -> str | None:
    """Say that the cells name their zone, where all do."""
    named = bool(rows) and all(row.joined is not None and row.joined.tzinfo is not None for row in rows)
    return "UTC" if named else None


def _problems(reading: _Reading, answers: Answers) -> Iterator[Problem]:
    if reading.rows and all(row.joined is None for row in reading.rows):
        yield Problem("no_times")
    if reading.bad and not answers.leave_out:
        values: dict[str, Any] = {"rows": reading.bad[:SHOWN_ROWS], "count": len(reading.bad)}
        yield Problem("unreadable_rows", values | {"field": "leave_out", "choices": [True]})
    if not reading.rows and not reading.bad:
        yield Problem("nobody")


def _notes(reading: _Reading) -> Iterator[Problem]:
    if reading.before:
        yield Problem("joined_before", {"rows": reading.before[:SHOWN_ROWS], "count": len(reading.before)})
    if any(row.role != PARTICIPANT for row in reading.rows):
        apart = sum(row.role != PARTICIPANT for row in reading.rows)
        yield Problem("apart", {"count": apart})
