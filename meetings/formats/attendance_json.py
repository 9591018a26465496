"""What an attendance file would add, for programs: layout, zone, problems, and people with their rows and seconds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from meetings.domain.attendance import Grouped, Problem, Stay
from meetings.domain.attendance_matching import Match
from meetings.domain.attendance_preview import Preview
from meetings.domain.attendance_review import role_in


def preview_json(looked: Preview) -> dict[str, Any]:
    """Write a preview; rows of one address or one name stand together, and those without an address stay rows."""
    return file_json(looked) | {"people": list(people_json(looked))}


def people_json(looked: Preview) -> Iterator[dict[str, Any]]:
    """Write the people of a preview one by one."""
    for one, found in looked.people():
        yield _person(one, found)


def file_json(looked: Preview) -> dict[str, Any]:
    """Write what a preview says of the file, without the people."""
    read = looked.read
    return {
        "layout": read.layout,
        "encoding": read.encoding,
        "delimiter": read.delimiter,
        "date_order": read.order,
        "zone": looked.zone,
        "zone_from": looked.zone_from,
        "problems": [_problem(one) for one in looked.problems],
        "notes": [_problem(one) for one in looked.notes],
        "rows": len(looked.stays),
        "out": [{"row": one.number, "why": one.why, "name": one.name} for one in read.out],
    }


def _person(one: Grouped, found: Match) -> dict[str, Any]:
    first = one.rows[0]
    row = first.row if isinstance(first, Stay) else first
    person = {
        "key": one.key,
        "name": one.name,
        "rows": len(one.rows),
        "seconds": one.seconds,
        "match": found.how,
        "person": found.known.public_id if found.known else None,
        "proposed": [known.public_id for known in found.proposed],
        "role": role_in(row.role, None, {}),
    }
    return person if one.minutes_stated is None else person | {"minutes_stated": one.minutes_stated}


def _problem(one: Problem) -> dict[str, Any]:
    return {name: _plain(value) for name, value in one.as_json().items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value
