"""The journal of what staff did: read by whom, in which pages, and with its sealed values opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import raiseload

from meetings.domain.journal import ERASED, sealed_of
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.attendance import Import
from meetings.models.journal import Audit
from meetings.models.keys import PersonKey
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.models.surveys import Survey
from meetings.queries.reach import session_within

SIZE: Final = 100
AT_ONCE: Final = 500
IMPORT: Final = "import"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are asked for; empty asks for all. `since` and `until` are instants, the second excluded."""

    actor: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """An act with what was before and after; a value of somebody who was erased reads `ERASED`."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def fields(self) -> tuple[str, ...]:
        """Name the fields it tells of, those with a value before first."""
        return tuple(dict.fromkeys((*self.before, *self.after)))


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of acts, the latest first, and whether there are older ones."""

    acts: tuple[Noted, ...]
    page: int
    has_older: bool


def acts(within: ColumnElement[bool], wanted: Wanted, page: int) -> JournalPage:
    """Give a page of acts, the latest first.

    Takes: `within`, see `whole_journal` and `journal_within`.
    """
    rows = db.session.scalars(
        _asked(within, wanted).order_by(Audit.id.desc()).offset((page - 1) * SIZE).limit(SIZE + 1)
    ).all()
    return JournalPage(tuple(opened(rows[:SIZE])), page, len(rows) > SIZE)


def every_act(within: ColumnElement[bool], wanted: Wanted) -> Iterator[Noted]:
    """Give all acts asked for, the latest first, some hundreds at a time."""
    before: int | None = None
    while True:
        question = _asked(within, wanted).order_by(Audit.id.desc()).limit(AT_ONCE)
        rows = db.session.scalars(question if before is None else question.where(Audit.id < before)).all()
        yield from opened(rows)
        if len(rows) < AT_ONCE:
            return
        before = rows[-1].id


def whole_journal() -> ColumnElement[bool]:
    """Hold the journal to nothing: administrators read all of it."""
    return true()


def journal_within(where: Reach) -> ColumnElement[bool]:
    """Hold the journal to what happened to programmes and sessions within reach; never to people or staff.

    What was deleted is told to whoever may change the whole programme.
    """
    if not where:
        return false()
    sessions = (
        select(Programme.slug, Session.slug, Session.id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(session_within(where))
        .subquery()
    )
    slots = select("slot:" + Slot.id).where(Slot.session_id.in_(select(sessions.c.id)))
    held = select(Slot.id).where(Slot.session_id.in_(select(sessions.c.id)))
    files = select("import:" + Import.id).where(Import.slot_id.in_(held))
    named = select("session:" + sessions.c.slug + "/" + sessions.c.slug_1)
    theirs = select(Programme.id).where(Programme.slug.in_(where.programmes))
    asking = or_(Survey.session_id.in_(select(sessions.c.id)), Survey.programme_id.in_(theirs))
    surveys = select("survey:" + Survey.id).where(asking)
    whole = [Audit.subject == f"programme:{slug}" for slug in sorted(where.programmes)]
    for kind in ("stream", "session", "document"):
        whole += [
            Audit.subject.startswith(f"{kind}:{slug}/", autoescape=True) for slug in sorted(where.programmes)
        ]
    if where.everywhere:
        whole = [Audit.subject.startswith(f"{kind}:") for kind in EVERYBODYS]
    each = [Audit.subject.in_(one) for one in (slots, named, files, surveys)]
    return or_(*each, *whole)


EVERYBODYS: Final = ("programme", "stream", "session", "document", "survey", "phrases")


def _asked(within: ColumnElement[bool], wanted: Wanted) -> Select[Any]:
    asked = [within]
    for column, text in (
        (Audit.actor, wanted.actor),
        (Audit.act, wanted.act),
        (Audit.subject, wanted.subject),
    ):
        if text:
            asked.append(column.startswith(text, autoescape=True))
    if wanted.since:
        asked.append(Audit.at >= wanted.since)
    if wanted.until:
        asked.append(Audit.at < wanted.until)
    return select(Audit).where(and_(*asked)).options(raiseload("*"))


def opened(rows: Iterable[Audit]) -> list[Noted]:
    """Give acts with their sealed values opened, as far as there are keys; records of imports are only counted."""
    rows = list(rows)
    sides = [one for row in rows if row.act != IMPORT for one in (row.before, row.after)]
    people = {found[0] for side in sides for value in side.values() if (found := sealed_of(value))}
    keys = {
        one.person_id: one
        for one in db.session.scalars(select(PersonKey).where(PersonKey.person_id.in_(people)))
    }
    return [
        Noted(
            row.id,
            row.at,
            row.actor,
            row.act,
            row.subject,
            _opened(row.before, keys),
            {"records": len(row.after)} if row.act == IMPORT else _opened(row.after, keys),
        )
        for row in rows
    ]


def _opened(facts: dict[str, Any], keys: dict[int, PersonKey]) -> dict[str, Any]:
    return {name: _open(value, keys) for name, value in facts.items()}


def _open(value: Any, keys: dict[int, PersonKey]) -> Any:
    found = sealed_of(value)
    if found is None:
        return value
    key = keys.get(found[0])
    return key.open(found[1]) if key else ERASED
