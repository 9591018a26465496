"""A programme's report: its facts loaded whole and counted by the rules of `domain/statistics.py`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain import statistics as rules
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.report_changes import compared
from meetings.domain.report_cuts import CUTS, Cells, cut_by, key_of
from meetings.domain.report_cuts import cut as cut_facts
from meetings.domain.report_parts import narrow_to_slot
from meetings.domain.report_sheet import Sheet, count_json, counts_of, sheet
from meetings.extensions import db
from meetings.models.programmes import Programme
from meetings.queries.report_facts import facts_of, heads_of, programme_of, sessions_of


@dataclass(frozen=True, slots=True)
class Level:
    """A stream or a session, counted."""

    slug: str
    counts: dict[str, rules.Count]


@dataclass(frozen=True, slots=True)
class Report:
    """A programme, counted: the whole sheet, and its counts as they were found."""

    sheet: Sheet

    @property
    def counts(self) -> dict[str, rules.Count]:
        """Give the counts of all."""
        return counts_of(self.sheet)

    @property
    def streams(self) -> tuple[Level, ...]:
        """Give the streams in their order."""
        return tuple(Level(one["slug"], counts_of(one)) for one in self.sheet["streams"])

    @property
    def sessions(self) -> tuple[Level, ...]:
        """Give the sessions by their first times."""
        return tuple(Level(one["slug"], counts_of(one)) for one in self.sheet["sessions"])


@dataclass(frozen=True, slots=True)
class PartCut:
    """Who came to a part of a programme, by every property."""

    cuts: dict[str, Cells]
    hours: Cells


def report(slug: str, now: datetime, where: Reach = EVERYWHERE) -> Report | None:
    """Count a programme, its streams and its sessions, as far as they are within reach; or nothing for no such one.

    All of it stands beside the season before; a part stands alone.
    """
    row = programme_of(slug)
    if row is None:
        return None
    with _many_rows():
        whole = where.covers(slug)
        sessions = sessions_of(row.id, where)
        found = sheet(heads_of(row, sessions), facts_of(row, sessions, now, whole=whole))
        before = programme_before(row) if whole else None
        if before is not None:
            facts = facts_of(before, sessions_of(before.id), now, whole=True)
            found["compared"] = compared(found, _counted(before, facts))
    return Report(found)


@contextmanager
def _many_rows() -> Iterator[None]:
    """Make many rows without looking for cycles among them: there are none, and looking takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def cut(slug: str, by: str, now: datetime) -> Cells | None:
    """Cut a programme's participants and attendances by one of `CUTS`, or nothing for no such programme."""
    row = programme_of(slug)
    if row is None:
        return None
    return cut_facts(facts_of(row, sessions_of(row.id), now, whole=True), by)


def part_cuts(
    slug: str, now: datetime, where: Reach, *, session: str = "", slot_id: str = ""
) -> PartCut | None:
    """Cut who came to one session, or to one slot of it, by every property; or nothing where it is not within reach."""
    row = programme_of(slug)
    found = [one for one in sessions_of(row.id, where) if one.slug == session] if row else []
    if row is None or not found:
        return None
    facts = facts_of(row, found, now, whole=False)
    if slot_id:
        if slot_id not in {one.id for one in facts.holdings}:
            return None
        present = [one for one in rules.presences(facts) if one.slot_id == slot_id]
    else:
        present = list(rules.presences(facts))
    return PartCut({by: cut_facts(facts, by, present) for by in CUTS}, cut_by(key_of(facts, "hour"), present))


def slot_facts(slug: str, session: str, slot_id: str, now: datetime) -> rules.Facts | None:
    """Give the facts of one slot; nothing where it is not of a session that is counted."""
    row = programme_of(slug)
    found = [one for one in sessions_of(row.id) if one.slug == session] if row else []
    if row is None or not found:
        return None
    facts = narrow_to_slot(facts_of(row, found, now, whole=False), slot_id)
    return facts if facts.holdings else None


def programme_before(row: Programme) -> Programme | None:
    """Give the last programme of the same kind before, real ones beside real ones, and invented beside invented."""
    if row.starts_on is None:
        return None
    return db.session.scalar(
        select(Programme)
        .where(
            Programme.treaty == row.treaty,
            Programme.kind == row.kind,
            Programme.demonstration == row.demonstration,
            Programme.published,
            Programme.starts_on < row.starts_on,
        )
        .order_by(Programme.starts_on.desc(), Programme.id)
        .limit(1)
        .options(selectinload(Programme.streams), raiseload("*"))
    )


def _counted(row: Programme, facts: rules.Facts) -> dict[str, Any]:
    """Give what a season is compared by."""
    return {
        "programme": row.slug,
        "title": row.title,
        "complete": row.complete,
        "finished": all(one.held for one in facts.holdings),
        "counts": {name: count_json(one) for name, one in rules.count_all(facts).items()},
    }
