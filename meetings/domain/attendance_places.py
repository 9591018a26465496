"""Which instants the wall times of an attendance file are, in a zone that was given, found or asked for."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from meetings.domain.attendance import SHOWN_ROWS, UNTIL_SLOT, Answers, Problem, Row, Stay
from meetings.domain.errors import AmbiguousTime, NonexistentTime, NotATime, TooFar, UnknownZone
from meetings.domain.zones import check_zone, offset_text, to_instant, to_local

OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
MOST_OFFSET: Final = timedelta(hours=14)


def check_file_zone(zone: str) -> str:
    """Give the present name of a zone, or an offset as `+02:00`, which a file's times may be in as well.

    Raises: UnknownZone, field `zone`.
    """
    offset = _offset_of(zone)
    try:
        return check_zone(zone) if offset is None else offset_text(offset)
    except UnknownZone:
        raise UnknownZone(field="zone", value=zone[:60]) from None


def check_until(until: str) -> str:
    """Give back when those without an end left, as somebody said: a wall time, `slot`, or nothing.

    Raises: NotATime, field `until`.
    """
    if until and until != UNTIL_SLOT:
        _wall(until)
    return until


def place_rows(rows: Iterable[Row], zone: str, answers: Answers) -> tuple[list[Stay], list[Problem]]:
    """Give the rows as instants, and what has to be asked or cannot be.

    Takes: rows whose times are known; a zone or an offset, for those that say none themselves.
    """
    to_utc = _in_zone(zone, answers.fold)
    stays: list[Stay] = []
    bad: dict[str, list[tuple[int, Any]]] = {}
    for row in rows:
        if row.joined is None:
            continue
        try:
            joined_at = to_utc(row.joined)
            left_at = to_utc(row.left) if row.left is not None else None
        except (AmbiguousTime, NonexistentTime, TooFar) as error:
            bad.setdefault(error.code, []).append((row.number, error.values))
            continue
        if left_at is not None and left_at < joined_at:
            bad.setdefault("ends_before", []).append((row.number, {}))
            continue
        stays.append(Stay(row, joined_at, left_at))
    return stays, [_problem(code, found, answers) for code, found in bad.items()]


def close_open_ends(
    stays: Sequence[Stay], zone: str, until: str, ends_at: datetime
) -> tuple[list[Stay], list[Problem]]:
    """Give an end to those for whom the file has none, as somebody said; else ask for it.

    Raises: NotATime, field `until`.
    """
    opened = [one for one in stays if one.left_at is None]
    if not opened:
        return list(stays), []
    if not until:
        values = {"rows": [one.row.number for one in opened[:SHOWN_ROWS]], "count": len(opened)}
        return list(stays), [Problem("no_end", values | {"choices": [UNTIL_SLOT], "field": "until"})]
    end = ends_at if until == UNTIL_SLOT else _in_zone(zone, 0)(_wall(until))
    return [
        one if one.left_at is not None else one._replace(left_at=max(one.joined_at, end)) for one in stays
    ], []


def zone_choices(zones: Iterable[str], used: str, at: datetime, shift_minutes: int) -> list[str]:
    """Name what the zone of a file may be whose rows are too early by so much: known zones first, then an offset."""
    local = to_local(at, used) if _offset_of(used) is None else None
    offset = (local.utcoffset() if local else _offset_of(used)) or timedelta()
    meant = offset - timedelta(minutes=shift_minutes)
    named = [one for one in dict.fromkeys(zones) if to_local(at, one).utcoffset() == meant]
    return [*named, *([offset_text(meant)] if abs(meant) <= MOST_OFFSET else [])]


def _problem(code: str, found: list[tuple[int, Any]], answers: Answers) -> Problem:
    values: dict[str, Any] = {
        "rows": [number for number, _values in found[:SHOWN_ROWS]],
        "count": len(found),
    }
    first = found[0][1]
    values |= {name: first[name] for name in ("value", "choices", "neighbours") if name in first}
    if code == AmbiguousTime.code:
        values["field"] = "fold"
    return Problem(code, values)


def _in_zone(zone: str, fold: int | None) -> Any:
    offset = _offset_of(zone)
    shifts: dict[datetime, timedelta] = {}

    def convert(local: datetime) -> datetime:
        if local.tzinfo is not None:
            return local.astimezone(UTC)
        if offset is not None:
            return (local - offset).replace(tzinfo=UTC)
        minute = local.replace(second=0, microsecond=0)
        shift = shifts.get(minute)
        if shift is None:
            shift = shifts[minute] = minute - to_instant(minute, zone, fold).replace(tzinfo=None)
        return (local - shift).replace(tzinfo=UTC)

    return convert


@lru_cache(maxsize=64)
def _offset_of(zone: str) -> timedelta | None:
    found = OFFSET.fullmatch(zone.strip())
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if offset > MOST_OFFSET:
        return None
    return -offset if found[1] == "-" else offset


def _wall(text: str) -> datetime:
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(field="until", value=text[:40]) from None
    if local.tzinfo is not None:
        raise NotATime(field="until", value=text[:40])
    return local
