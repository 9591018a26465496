"""A list of speakers opened, closed, shown or hidden, its item; and what a programme sets for all of its lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.live.floor import LEAST_SECONDS, MOST_RANK, MOST_SECONDS, Kind, check_number
from meetings.extensions import db, insert_new, transaction
from meetings.models.live.floor import FloorList, FloorRules
from meetings.models.programmes import Programme
from meetings.queries.live.floor import items_of_meeting
from meetings.services.audit import note
from meetings.services.live.floor_moves import check_held, hold_list
from meetings.services.live.hours import mark_hour_within


@dataclass(frozen=True, slots=True)
class ListGiven:
    """What the chair decides of a list: open or closed, shown to those who take part, and the item taken up."""

    is_open: bool
    is_shown: bool
    item: str = ""


def set_list(slot_id: str, given: ListGiven, revision: int, now: datetime, actor: str) -> None:
    """Open or close a list, show or hide it, and take an item up.

    Raises: NotFound, NotHeld, Stale; NotAChoice, with field `item`.
    """
    with transaction():
        kept = hold_list(slot_id, now)
        session = check_held(slot_id, now)
        if kept.revision != revision:
            raise errors.Stale(current=kept.revision)
        items = {one.slug: one.id for one in items_of_meeting(session.id)}
        if given.item and given.item not in items:
            raise errors.NotAChoice(field="item", value=given.item[:40])
        before = _facts(kept)
        kept.is_open, kept.is_shown, kept.item_id = given.is_open, given.is_shown, items.get(given.item)
        kept.revision, kept.updated_at = kept.revision + 1, now
        db.session.flush()
        mark_hour_within(slot_id, now)
        note(now, actor, "floor.list", f"floor:{slot_id}", before=before, after=_facts(kept))


def set_rules(
    programme: str, typed: Mapping[str, str], slot_id: str, revision: int, now: datetime, actor: str
) -> None:
    """Set a programme's limits and order by kind; empty, the default.

    Takes: `seconds-<kind>` and `rank-<kind>` as they were typed; the slot on whose page they were.
    Raises: NotFound, Stale; NotANumber, with the field.
    """
    seconds = _numbers(typed, "seconds", LEAST_SECONDS, MOST_SECONDS)
    ranks = _numbers(typed, "rank", 1, MOST_RANK)
    with transaction():
        number = db.session.scalar(select(Programme.id).where(Programme.slug == programme))
        if number is None:
            raise errors.NotFound()
        empty: dict[str, Any] = {"programme_id": number, "seconds": {}, "ranks": {}, "revision": 0}
        new = insert_new(FloorRules).values(**empty, updated_at=now)
        db.session.execute(new.on_conflict_do_nothing())
        row = db.session.get_one(FloorRules, number, with_for_update=True, populate_existing=True)
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        before = {"seconds": row.seconds, "ranks": row.ranks}
        row.seconds, row.ranks = seconds, ranks
        row.revision, row.updated_at = row.revision + 1, now
        db.session.flush()
        mark_hour_within(slot_id, now)
        after = {"seconds": seconds, "ranks": ranks}
        note(now, actor, "floor.rules", f"programme:{programme}", before=before, after=after)


def _numbers(typed: Mapping[str, str], name: str, least: int, most: int) -> dict[str, int]:
    found = {}
    for kind in Kind:
        field = f"{name}-{kind}"
        if typed.get(field, "").strip():
            found[str(kind)] = check_number(typed[field], field, least, most)
    return found


def _facts(kept: FloorList) -> dict[str, Any]:
    return {"is_open": kept.is_open, "is_shown": kept.is_shown, "item": kept.item_id}
