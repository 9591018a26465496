"""The letter or note verbale of a delegation: each that is sent is a version, and the last one's state counts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from meetings.domain.cop.codes import LetterState
from meetings.domain.cop.delegation_errors import NominationsClosed
from meetings.domain.cop.delegations import Openness
from meetings.domain.cop.tracks import Track, check_move
from meetings.domain.errors import NotAChoice
from meetings.domain.kept_files import FileGiven
from meetings.domain.registrations import check_line
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import Letter
from meetings.services.audit import note
from meetings.services.cop.naming import open_table
from meetings.services.cop.tracks import By, begin

KINDS: Final = ("letter", "note_verbale")
REFERENCE_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class LetterGiven:
    """A letter as it is sent: a file that was checked, what it is, and what stands on it."""

    file: FileGiven
    kind: str = "letter"
    reference: str = ""
    dated_on: date | None = None


def put_letter(delegation_id: str, given: LetterGiven, now: datetime, *, by: By) -> str:
    """Keep a letter as the delegation's next version, which waits to be checked; give its id.

    It is taken after the deadline too, until the last segment is over: letters travel more slowly than names.

    Raises: NotFound; NominationsClosed; NotAChoice, TooLong, NotOneLine, with the field.
    """
    if given.kind not in KINDS:
        raise NotAChoice(field="kind", value=given.kind[:20], choices=list(KINDS))
    reference = check_line(given.reference, "reference", REFERENCE_LENGTH)
    with transaction():
        table = open_table(delegation_id, now, by)
        if not table.is_officer and all(table.openness(one) is Openness.OVER for one in table.segments):
            raise NominationsClosed(over=True)
        last = last_letter(delegation_id)
        before = last.state if last else LetterState.AWAITED
        if before != LetterState.RECEIVED:
            check_move(Track.LETTER, before, LetterState.RECEIVED, by.mover)
        file = given.file
        row = Letter(
            delegation_id=delegation_id,
            version=last.version + 1 if last else 1,
            kind=given.kind,
            state=LetterState.RECEIVED,
            state_since=now,
            reference=reference,
            dated_on=given.dated_on,
            file=file.key,
            file_name=file.name,
            media_type=file.media_type,
            bytes=file.size,
            digest=file.digest,
            received_at=now,
            received_by=by.actor,
            updated_at=now,
        )
        db.session.add(row)
        db.session.flush()
        begin(Track.LETTER, row, by, now, before=before)
        after = {"letter": row.id, "version": row.version, "file": file.digest}
        note(now, by.actor, "letter.put", f"delegation:{delegation_id}", after=after)
        return row.id


def last_letter(delegation_id: str) -> Letter | None:
    """Give the version of a letter that counts, or nothing where none came."""
    wanted = select(Letter).where(Letter.delegation_id == delegation_id)
    return db.session.scalar(wanted.order_by(Letter.version.desc()).limit(1))
