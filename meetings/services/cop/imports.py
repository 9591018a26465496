"""Importing a conference: as a season, with segments, agenda, meetings, and what is on record."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete

from meetings.domain.cop.imports import (
    CopGiven,
    ItemGiven,
    MeetingGiven,
    RecordGiven,
    SegmentGiven,
    slug_of,
)
from meetings.domain.cop.symbols import DocumentGiven
from meetings.domain.errors import Refused
from meetings.domain.imports import Outcome, as_stored
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import AgendaItem, ConferenceRecord, Segment, SessionItem
from meetings.models.programmes import Session
from meetings.services.cop.documents import put_documents_within
from meetings.services.imports import ACTOR, changes_since_last, keep, take_over
from meetings.services.seasons import Importer
from meetings.services.slots import move

DROPPED: Final = ("figure ", "record ")


def import_cop(given: CopGiven, now: datetime) -> Outcome:
    """Import a conference; the same file again changes nothing, and what organizers changed stays as it is.

    Gives: the records that were new, changed, and refused with the reason (a time that may not be moved any more).
    """
    subject = f"programme:{given.slug}"
    with transaction():
        every = given.records()
        records = as_stored(every)
        changes = changes_since_last(subject, records)
        if not changes:
            return Outcome(given.slug, 0, 0)
        moves = _CopImporter(given.slug, every, changes, now).apply()
        keep(subject, records, now)
    refused = []
    for name, (slot_id, revision, to) in moves.items():
        try:
            move(slot_id, to, revision, now, ACTOR)
        except Refused as refusal:
            refused.append((name, refusal.code))
    changed = len(changes.changed) + sum(name.startswith(DROPPED) for name in changes.gone) - len(refused)
    return Outcome(given.slug, len(changes.new), changed, tuple(refused))


class _CopImporter(Importer):
    """One import of a conference at work."""

    REFERS = frozenset(("key", "stream", "segment", "items"))

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.segments = {one.slug: one for one in self._rows(Segment)}
        self.items = {one.slug: one for one in self._rows(AgendaItem)}
        self.kept = {one.slug: one for one in self._rows(ConferenceRecord)}

    def _put_segment(self, _name: str, given: SegmentGiven, fields: frozenset[str]) -> None:
        row = self.segments.get(given.slug)
        if row is None:
            row = Segment(programme_id=self.programme.id, slug=given.slug, updated_at=self.now, revision=1)
            self.segments[given.slug] = self._filled(row, given, fields - {"slug"})
            return
        given = replace(given, title={**row.title, **given.title}, place={**row.place, **given.place})
        take_over(row, given, fields - {"slug"}, self.now)

    def _put_item(self, _name: str, given: ItemGiven, fields: frozenset[str]) -> None:
        slug = slug_of(given.key)
        row, own = self.items.get(slug), fields - {"key", "parent"}
        if row is None:
            row = AgendaItem(programme_id=self.programme.id, slug=slug, updated_at=self.now, revision=1)
            row = self.items[slug] = self._filled(row, given, own)
        else:
            take_over(row, replace(given, title={**row.title, **given.title}), own, self.now)
        if "parent" in fields:
            row.parent_id = self._numbered(given.parent)

    def _numbered(self, number: str | None) -> int | None:
        """Give the item that the file gives a number, whatever number it has been given since."""
        for one in self.records.values():
            if number and isinstance(one, ItemGiven) and one.number == number:
                found: int = self.items[slug_of(one.key)].id
                return found
        return None

    def _refer(self, row: Session, given: MeetingGiven, fields: frozenset[str]) -> None:
        super()._refer(row, given, fields)
        if "segment" in fields:
            row.segment_id = self.segments[given.segment].id
        if "items" in fields:
            db.session.execute(delete(SessionItem).where(SessionItem.session_id == row.id))
            db.session.add_all(
                SessionItem(session_id=row.id, item_id=self.items[slug_of(one)].id) for one in given.items
            )

    def _put_record(self, _name: str, given: RecordGiven, fields: frozenset[str]) -> None:
        slug = slug_of(given.key)
        row, own = self.kept.get(slug), fields - {"key", "segment"}
        if row is None:
            row = ConferenceRecord(programme_id=self.programme.id, slug=slug, updated_at=self.now, revision=1)
            row = self.kept[slug] = self._filled(row, given, own)
        else:
            take_over(row, replace(given, title={**row.title, **given.title}), own, self.now)
        if "segment" in fields:
            row.segment_id = self.segments[given.segment].id if given.segment else None

    def _put_document(self, _name: str, given: DocumentGiven, _fields: frozenset[str]) -> None:
        put_documents_within(self.programme.id, [given], self.now)

    def _drop(self, name: str) -> None:
        """Take away a figure or a record that the file no longer gives; all else is an organizer's to end."""
        kind, _, rest = name.partition(" ")
        if kind == "figure":
            super()._drop(name)
        elif kind == "record" and (row := self.kept.pop(slug_of(rest), None)):
            db.session.delete(row)
            db.session.flush()

    def _about(self, given: Any) -> str | None:
        segment: str | None = given.segment
        return segment

    def _subject(self, about: str | None) -> str | None:
        if about is None:
            return f"programme:{self.slug}"
        return f"segment:{self.segments[about].id}" if about in self.segments else None

    def _filled(self, row: Any, given: Any, fields: frozenset[str]) -> Any:
        for name in fields:
            setattr(row, name, getattr(given, name))
        return self._added(row)
