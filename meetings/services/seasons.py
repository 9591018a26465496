"""Importing a season: what is new is added, what the file says anew is changed, all else is left alone."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import select

from meetings.domain.codes import RESERVED_SLUGS, SessionState
from meetings.domain.errors import Refused
from meetings.domain.imports import (
    Changes,
    FigureGiven,
    Outcome,
    PanelistGiven,
    ProgrammeGiven,
    SeasonGiven,
    SessionGiven,
    SlotGiven,
    StreamGiven,
    as_stored,
)
from meetings.domain.moves import Move
from meetings.domain.registrations import name_key
from meetings.domain.tokens import Keys
from meetings.domain.webhooks import Type
from meetings.extensions import db, transaction
from meetings.models.attendance import ReportedFigure
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.links import kept_id
from meetings.services.erasing import ARCHIVE, keys_of, known_again, nameless
from meetings.services.imports import ACTOR, changes_since_last, keep, take_over
from meetings.services.slots import NewSlot, add_slot, move
from meetings.services.traces import UNNAMED
from meetings.services.webhooks.noting import note_programme, note_session

SLUG_LENGTH: Final = 60
SMALL_WORDS: Final = frozenset(
    ("a", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with")
)
DROPPED: Final = ("panelist ", "figure ")
T = TypeVar("T")
TIMES: Final = frozenset(("local_start", "zone", "fold", "minutes"))
Moves = dict[str, tuple[str, int, Move]]


def import_season(given: SeasonGiven, now: datetime, keys: Keys) -> Outcome:
    """Import a season; the same file again changes nothing, and what organizers changed stays as it is.

    Panellists who were erased stay without a name.

    Gives: the records that were new, changed, and refused with the reason (a time that may not be moved any more).
    """
    subject = f"programme:{given.slug}"
    with transaction():
        given = _unnamed(given, subject, keys)
        every = given.records()
        records = as_stored(every)
        changes = changes_since_last(subject, records)
        if not changes:
            return Outcome(given.slug, 0, 0)
        moves = Importer(given.slug, every, changes, now).apply()
        keep(subject, records, now)
    refused = []
    for name, (slot_id, revision, to) in moves.items():
        try:
            move(slot_id, to, revision, now, ACTOR)
        except Refused as refusal:
            refused.append((name, refusal.code))
    changed = len(changes.changed) + sum(name.startswith(DROPPED) for name in changes.gone) - len(refused)
    return Outcome(given.slug, len(changes.new), changed, tuple(refused))


def _unnamed(given: SeasonGiven, scope: str, keys: Keys) -> SeasonGiven:
    """Give the file without the names of those who were erased: a keyed hash stands for each."""
    named = {name_key(one.name) for one in given.panelists}
    there = select(Person.name_key).where(Person.origin == ARCHIVE, Person.name_key.in_(named))
    named -= set(db.session.scalars(there))
    wanted = {name: keys_of(name, keys, scopes=(ARCHIVE, scope)) for name in named}
    known = known_again(key for each in wanted.values() for key in each)
    by_name = {name: key for name, each in wanted.items() for key in reversed(each) if key in known}
    return replace(
        given,
        panelists=tuple(
            replace(one, name=f"{UNNAMED}{by_name[key]}", function=None, organization=None, gender=None)
            if (key := name_key(one.name)) in by_name
            else one
            for one in given.panelists
        ),
    )


class Importer:
    """One import at work: the programme's rows by their keys in the file.

    `REFERS` names the fields of a session that stand for other rows; they are put by `_refer`.
    """

    REFERS = frozenset(("key", "stream"))

    def __init__(self, slug: str, records: dict[str, Any], changes: Changes, now: datetime) -> None:
        self.slug, self.records, self.changes, self.now = slug, records, changes, now
        self.programme = self._programme()
        self.streams = {one.slug: one for one in self._rows(Stream)}
        self.slots = self._known_slots()
        self.sessions = self._known_sessions()
        self.moves: Moves = {}

    def apply(self) -> Moves:
        """Put every record that is new or changed; give the moves that are to follow, each an act of its own."""
        for name in self.changes.gone:
            self._drop(name)
        for name, record in self.records.items():
            fields = (
                frozenset(one.name for one in fields_of(record))
                if name in self.changes.new
                else self.changes.changed.get(name)
            )
            if fields:
                getattr(self, f"_put_{name.partition(' ')[0]}")(name, record, fields)
        self.programme.changes += 1
        return self.moves

    def _put_programme(self, _name: str, given: ProgrammeGiven, fields: frozenset[str]) -> None:
        row = self.programme  # other languages may have been added since
        given = replace(given, title={**row.title, **given.title}, place={**row.place, **given.place})
        take_over(row, given, fields, self.now)

    def _put_stream(self, _name: str, given: StreamGiven, fields: frozenset[str]) -> None:
        row = self.streams.get(given.slug)
        if row is None:
            row = Stream(programme_id=self.programme.id, slug=given.slug, updated_at=self.now, revision=1)
            row.title, row.palette, row.position = given.title, given.palette, given.position
            self.streams[given.slug] = self._added(row)
        else:
            take_over(row, replace(given, title={**row.title, **given.title}), fields, self.now)

    def _put_session(self, _name: str, given: SessionGiven, fields: frozenset[str]) -> None:
        row = self.sessions.get(given.key)
        own = fields - self.REFERS
        if row is None:
            row = Session(
                programme_id=self.programme.id,
                slug=session_slug(given.title["en"], given.key, {one.slug for one in self._rows(Session)}),
                state=SessionState.PUBLISHED,
                updated_at=self.now,
                revision=0,
                **{name: getattr(given, name) for name in own},
            )
            row.revision = 1
            self.sessions[given.key] = self._added(row)
            self._refer(row, given, fields)
            note_session(row, Type.SESSION_PUBLISHED, self.now)
            return
        if "title" in own:  # other languages may have been added since
            given = replace(given, title={**row.title, **given.title})
        take_over(row, given, own, self.now)
        self._refer(row, given, fields)

    def _refer(self, row: Session, given: Any, fields: frozenset[str]) -> None:
        if "stream" in fields:
            row.stream_id = self._stream_id(given)

    def _put_slot(self, name: str, given: SlotGiven, fields: frozenset[str]) -> None:
        row = self.slots.get(given.key)
        if row is None:
            new = NewSlot(
                local_start=given.local_start,
                zone=given.zone,
                minutes=given.minutes,
                part=given.part,
                fold=given.fold,
                source_key=self._source_key(given.key),
                marks=given.marks,
            )
            self.slots[given.key] = add_slot(self.sessions[given.session].id, new, self.now, ACTOR)
            return
        take_over(row, given, fields & {"part", "marks"}, self.now)
        if fields & TIMES:
            to = Move(given.local_start, given.zone, given.fold, minutes=given.minutes)
            self.moves[name] = (row.id, row.revision, to)

    def _put_panelist(self, _name: str, given: PanelistGiven, fields: frozenset[str]) -> None:
        session, person = self.sessions[given.session], self._person(given.name)
        person.gender = person.gender or given.gender
        row = self._panelist(session.id, person.id)
        if row is None:
            row = Panelist(
                session_id=session.id, person_id=person.id, state="confirmed", updated_at=self.now, revision=1
            )
            row.position, row.function, row.organization = given.position, given.function, given.organization
            self._added(row)
        else:
            take_over(row, given, fields & {"position", "function", "organization"}, self.now)

    def _put_figure(self, _name: str, given: FigureGiven, _fields: frozenset[str]) -> None:
        about = self._about(given)
        row = self._figure(about, given.count, given.source)
        if row is None:
            row = ReportedFigure(
                programme_id=self.programme.id,
                subject=self._subject(about),
                count=given.count,
                source=given.source,
            )
            db.session.add(row)
        row.value, row.qualifier, row.note = given.value, given.qualifier, given.note
        db.session.flush()

    def _drop(self, name: str) -> None:
        """Take away a name or a figure that the file no longer gives; sessions and times are an organizer's to end."""
        kind, _, rest = name.partition(" ")
        row: Any = None
        if kind == "panelist":
            key, _, printed = rest.partition(" ")
            session = self.sessions.get(key)
            row = self._panelist(session.id, self._person(printed).id) if session else None
            if session and row is not None:
                session.updated_at = self.now
        elif kind == "figure":
            about, count, source = rest.split(" ", 2)
            row = self._figure(about or None, count, source)
        if row is not None:
            db.session.delete(row)
            db.session.flush()

    def _programme(self) -> Programme:
        row = db.session.scalar(select(Programme).where(Programme.slug == self.slug))
        if row is not None:
            return row
        given = self.records[f"programme {self.slug}"]
        row = Programme(slug=self.slug, published=True, changes=0, updated_at=self.now, revision=1)
        for one in fields_of(given):
            setattr(row, one.name, getattr(given, one.name))
        note_programme(self._added(row), self.now)
        return row

    def _known_slots(self) -> dict[str, Slot]:
        keys = [one.key for one in self.records.values() if isinstance(one, SlotGiven)]
        wanted = {**{f"{self.slug}/{key}": key for key in keys}, **{key: key for key in keys}}
        rows = db.session.scalars(select(Slot).where(Slot.source_key.in_(list(wanted)))).all()
        sessions = {one.id for one in self._rows(Session)}
        self.elsewhere = {row.source_key for row in rows if row.session_id not in sessions}
        return {wanted[row.source_key or ""]: row for row in rows if row.session_id in sessions}

    def _known_sessions(self) -> dict[str, Session]:
        """Find sessions by their times, which keep the keys of the file; one without any by its slug."""
        by_id = {one.id: one for one in self._rows(Session)}
        by_slug = {one.slug: one for one in by_id.values()}
        found = {
            given.session: by_id[self.slots[given.key].session_id]
            for given in self.records.values()
            if isinstance(given, SlotGiven) and given.key in self.slots
        }
        for given in self.records.values():
            if isinstance(given, SessionGiven) and given.key not in found:
                slug = session_slug(given.title["en"], given.key, ())
                if slug in by_slug and by_slug[slug] not in found.values():
                    found[given.key] = by_slug[slug]
        return found

    def _source_key(self, key: str) -> str:
        return f"{self.slug}/{key}" if key in self.elsewhere else key

    def _stream_id(self, given: SessionGiven) -> int | None:
        return self.streams[given.stream].id if given.stream else None

    def _about(self, given: Any) -> str | None:
        """Name by its key what a figure is of; none, where it is of the programme."""
        slot: str | None = given.slot
        return slot

    def _subject(self, about: str | None) -> str | None:
        """Give the subject of a figure, or nothing where what it is of is not there."""
        if about is None:
            return f"programme:{self.slug}"
        return f"slot:{self.slots[about].id}" if about in self.slots else None

    def _figure(self, about: str | None, count: str, source: str) -> ReportedFigure | None:
        return db.session.scalar(
            select(ReportedFigure).where(
                ReportedFigure.subject == self._subject(about),
                ReportedFigure.count == count,
                ReportedFigure.source == source,
            )
        )

    def _panelist(self, session_id: int, person_id: int) -> Panelist | None:
        return db.session.scalar(
            select(Panelist).where(
                Panelist.session_id == session_id,
                Panelist.person_id == person_id,
                Panelist.role == "speaker",
            )
        )

    def _person(self, name: str) -> Person:
        """Find or add somebody known from an archive only: a name, and no mailbox; or nameless, who was erased."""
        erased = known_again([name[1:]]).get(name[1:]) if name.startswith(UNNAMED) else None
        if erased is not None:
            return db.session.get_one(Person, nameless(erased, self.now))
        key = name_key(name)
        found = db.session.scalar(select(Person).where(Person.origin == ARCHIVE, Person.name_key == key))
        if found is not None:
            return db.session.get_one(Person, kept_id(found.id))
        return self._added(
            Person(name=name, name_key=key, origin=ARCHIVE, created_at=self.now, updated_at=self.now)
        )

    def _rows(self, table: Any) -> list[Any]:
        return list(db.session.scalars(select(table).where(table.programme_id == self.programme.id)))

    def _added(self, row: T) -> T:
        db.session.add(row)
        db.session.flush()
        return row


def session_slug(title: str, key: str, taken: Collection[str]) -> str:
    """Make a readable slug of a title, whole words up to a length; one that is taken gets the file's key behind it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        if len(slug) + len(word) + 1 > SLUG_LENGTH:
            break
        slug = f"{slug}-{word}".strip("-")
    while slug.rpartition("-")[2] in SMALL_WORDS and "-" in slug:
        slug = slug.rpartition("-")[0]
    tail = "-".join(re.findall(r"[a-z0-9]+", key.lower()))
    if not slug or slug in taken or slug in RESERVED_SLUGS:
        slug = f"{slug}-{tail}".strip("-")
    return slug
