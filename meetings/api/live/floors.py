"""A list of speakers, as those who take part and its chair are told of it."""

from datetime import datetime
from typing import Any

from meetings.api.shapes import rfc3339
from meetings.queries.live.floor import Entry, Floor


def entry_body(one: Entry, now: datetime, *, is_mine: bool = False) -> dict[str, Any]:
    """Write somebody on the list."""
    count = one.count(now)
    return {
        "id": one.id,
        "kind": str(one.kind),
        "names": one.names,
        "name": one.name,
        "behalf_of": one.behalf_of,
        "item": one.item.slug if one.item else None,
        "state": str(one.state),
        "is_mine": is_mine,
        "asked_at": rfc3339(one.asked_at),
        "limit_seconds": one.limit_seconds,
        "spoken_seconds": count.spoken_seconds if count else one.spoken_seconds,
        "revision": one.revision,
    }


def items_body(floor: Floor) -> list[dict[str, Any]]:
    """Write the items of a meeting."""
    return [{"item": one.slug, "number": one.number, "title": one.title} for one in floor.items]
