"""Attendance files: the slot they are of, whom their rows can be matched to, and what became of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row as Found
from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload, raiseload

from meetings.domain.attendance import Answers, FileRead, Row
from meetings.domain.attendance_matching import Known, KnownPeople
from meetings.domain.attendance_preview import Preview, SlotAsked
from meetings.domain.attendance_preview import preview as rule
from meetings.domain.codes import PanelistState
from meetings.domain.errors import NotFound
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.registrations import address_key, name_key
from meetings.domain.seasons import ends_at
from meetings.domain.tokens import Keys
from meetings.extensions import db, store
from meetings.models.attendance import Attendance, Import
from meetings.models.journal import Audit
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Slot
from meetings.queries.attendance_decisions import decided_for
from meetings.queries.catalogue import Listed, Wanted, page
from meetings.queries.cop.delegates import delegates_of_session, persons_of
from meetings.queries.links import bearers_of
from meetings.queries.reach import session_within

AT_ONCE: Final = 500
PERSON: Final = (Person.id, Person.public_id, Person.name_key, Person.country)


def look(read: FileRead, slot_id: str, zone: str, answers: Answers, *, keys: Keys) -> Preview:
    """Say what a file would add to a slot.

    Raises: NotFound; NotATime, field `until`.
    """
    slot = slot_asked(slot_id)
    people = known_people(slot.session_id, read.rows, keys)
    return decided_for(rule(read, slot, zone, answers, people=people), slot_id, keys)


def slot_asked(slot_id: str) -> SlotAsked:
    """Give a slot with its hour, its zones and the panel of its session.

    Raises: NotFound.
    """
    row = db.session.execute(
        select(Slot, Programme.slug, Programme.zone)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Slot.id == slot_id)
        .options(raiseload("*"))
    ).one_or_none()
    if row is None:
        raise NotFound()
    slot, programme, zone = row
    panel = select(Panelist.person_id, Panelist.role).where(
        Panelist.session_id == slot.session_id, Panelist.state != PanelistState.DECLINED
    )
    return SlotAsked(
        id=slot.id,
        session_id=slot.session_id,
        programme=programme,
        starts_at=slot.starts_at,
        ends_at=ends_at(slot),
        zone=slot.zone,
        zones=tuple(dict.fromkeys((slot.zone, zone, "UTC"))),
        panel={one.person_id: one.role for one in db.session.execute(panel)},
    )


def known_people(session_id: int, rows: Sequence[Row], keys: Keys) -> KnownPeople:
    """Give those whom rows can be matched to: registered for the session, or reached at one of the addresses.

    Of a meeting of a conference these are the delegates who are admitted to its segment.
    """
    registered = [*_registered(session_id), *_delegates(session_id)]
    of_person = {one.person_id: one for one in registered}
    references = {row.reference for row in rows if row.reference}
    by_id = _of_panel(session_id, of_person) if references else {}
    by_id |= {one.registration_id: one for one in registered}
    by_name: dict[str, list[Known]] = defaultdict(list)
    for one in registered:
        by_name[one.name_key].append(one)
    return KnownPeople(
        by_reference=dict(_by_reference(references, by_id, of_person, keys)),
        by_address=_by_address({address_key(row.address) for row in rows if row.address}, of_person),
        by_name=by_name,
        countries=_countries() if any(row.country for row in rows) else {},
    )


def import_of(import_id: str) -> Import:
    """Give an import with the file it came in.

    Raises: NotFound.
    """
    row = db.session.get(Import, import_id)
    if row is None:
        raise NotFound()
    return row


def revision_of(import_id: str) -> int:
    """Give how often something was said or done of an import, by which two who look at it know of each other."""
    found = select(func.count()).select_from(Audit).where(Audit.subject == f"import:{import_id}")
    return db.session.scalar(found) or 0


def imports(wanted: Wanted, where: Reach = EVERYWHERE, slot_id: str | None = None) -> Listed[Import]:
    """Give a page of the imports within reach, without their files."""
    question = (
        select(Import)
        .join(Slot, Slot.id == Import.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(session_within(where))
        .options(defer(Import.raw), raiseload("*"))
    )
    return page(question if slot_id is None else question.where(Import.slot_id == slot_id), Import, wanted)


def standing(slot_id: str, digest: str) -> Import | None:
    """Give the import of the same file for a slot, where it was not withdrawn."""
    same = (Import.slot_id == slot_id, Import.digest == digest, Import.withdrawn_at.is_(None))
    return db.session.scalar(select(Import).where(*same, Import.state != "withdrawn"))


def session_of(slot_id: str) -> Session:
    """Give the session of a slot, with what says who may touch it.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Session)
        .join(Slot, Slot.session_id == Session.id)
        .where(Slot.id == slot_id)
        .options(joinedload(Session.programme), joinedload(Session.stream), raiseload("*"))
    )
    if row is None:
        raise NotFound()
    return row


def counts(import_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Give how many rows imports stored, and how many of these are matched."""
    rows = db.session.execute(
        select(Attendance.import_id, func.count(), func.count(Attendance.person_id))
        .where(Attendance.import_id.in_(list(import_ids)))
        .group_by(Attendance.import_id)
    )
    return {import_id: (every, matched) for import_id, every, matched in rows if import_id}


def _registered(session_id: int) -> list[Known]:
    """Give everybody registered for a session; who ended it stands behind who did not."""
    rows = store(
        select(*PERSON, Registration.id.label("registration"), Registration.country.label("from_where"))
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.session_id == session_id, Person.erased_at.is_(None))
        .order_by(Registration.ended_at.is_(None).desc(), Registration.created_at.desc())
        .execution_options(yield_per=AT_ONCE)
    )
    found: dict[int, Known] = {}
    for row in rows:
        one = _known(row, row.registration, row.from_where)
        found.setdefault(one.person_id, one)
    return list(found.values())


def _delegates(session_id: int) -> list[Known]:
    """Give the delegates who are admitted to the segment of a meeting, by the names of their delegations' lists."""
    return [
        Known(one.person_id, name_key(one.name), one.country, None, one.public_id)
        for one in delegates_of_session(session_id)
    ]


def _of_panel(session_id: int, of_person: Mapping[int, Known]) -> dict[str | None, Known]:
    """Give those on the panel by the name that platforms know them by who hold no seat beside."""
    rows = store(
        select(*PERSON)
        .join(Panelist, Panelist.person_id == Person.id)
        .where(Panelist.session_id == session_id, Person.erased_at.is_(None))
    )
    return {row.public_id: of_person.get(row.id) or _known(row, None, row.country) for row in rows}


def _by_reference(
    given: Iterable[str],
    by_id: Mapping[str | None, Known],
    of_person: Mapping[int, Known],
    keys: Keys,
) -> Iterator[tuple[str, Known]]:
    """Find registrations by their number, or by an entry link or token of ours."""
    last = {text: text.rstrip("/").rpartition("/")[2].partition("?")[0] for text in given}
    bearers = bearers_of({one for one in last.values() if one not in by_id}, "join", keys)
    persons = persons_of(one.partition(":")[2] for one in bearers.values() if one.startswith("nomination:"))
    for text, token in last.items():
        kind, _, number = bearers.get(token, "").partition(":")
        known = by_id.get(token)
        if kind == "registration":
            known = by_id.get(number)
        elif kind == "season":
            known = of_person.get(int(number.partition(":")[0]))
        elif kind == "nomination":
            known = of_person.get(persons.get(number, 0))
        if known is not None:
            yield text, known


def _by_address(addresses: set[str], registered: dict[int, Known]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = defaultdict(list)
    for some in _pieces(sorted(addresses)):
        rows = store(
            select(*PERSON, Mailbox.address_key.label("at"), PersonMailbox.name_key.label("as_name"))
            .join(PersonMailbox, PersonMailbox.person_id == Person.id)
            .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
            .where(Mailbox.address_key.in_(some), Person.erased_at.is_(None))
            .order_by(Person.id)
        )
        for row in rows:
            known = registered.get(row.id) or _known(row, None, row.country)
            if known not in found[row.at]:
                found[row.at].append(known)
    return found


def _known(row: Found[Any], registration: str | None, country: str | None) -> Known:
    return Known(row.id, row.name_key, country, registration, row.public_id)


def _countries() -> dict[str, str]:
    rows = db.session.execute(select(Party.code, Party.names))
    named = {name_key(name): code for code, names in rows for name in names.values()}
    return named | {name_key(code): code for code in set(named.values())}


def _pieces(every: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(every), AT_ONCE):
        yield every[begin : begin + AT_ONCE]
