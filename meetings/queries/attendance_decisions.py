"""What was decided of rows of attendance files that no rule knows, beside what a file says."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.attendance_matching import Known, Match
from meetings.domain.attendance_preview import Preview
from meetings.domain.attendance_review import Verdict, row_key, settled
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models.attendance import AttendanceDecision
from meetings.models.people import Person


def decided_for(looked: Preview, slot_id: str, keys: Keys) -> Preview:
    """Give a preview with what was decided of rows that no rule knows."""
    decided = standing_decisions(slot_id)
    if not decided:
        return looked
    found = []
    for stay, one in zip(looked.stays, looked.matches, strict=True):
        if one.known is None:
            key = row_key(stay.row.name, stay.row.address, stay.joined_at, keys)
            one = decided.get(key, one)
        found.append(one)
    return replace(looked, matches=tuple(found))


def standing_decisions(slot_id: str) -> dict[str, Match]:
    """Give what was decided for a slot and stands, by the key of its rows."""
    rows = db.session.execute(
        select(AttendanceDecision.row_key, AttendanceDecision.verdict, Person)
        .outerjoin(Person, Person.id == AttendanceDecision.person_id)
        .where(AttendanceDecision.slot_id == slot_id, AttendanceDecision.undone_at.is_(None))
        .options(raiseload("*"))
    )
    return {key: _decided(Verdict(verdict), person) for key, verdict, person in rows}


def _decided(verdict: Verdict, person: Person | None) -> Match:
    how, role = settled(verdict)
    known = None
    if person is not None:
        is_erased = person.erased_at is not None
        known = Known(person.id, person.name_key, person.country, None, person.public_id, is_erased)
    return Match(how, known, role=role)
