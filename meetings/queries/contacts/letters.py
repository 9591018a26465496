"""Official letters: the list of them, one with everything, what it states, and which of them state an old time."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import MessageState, NoticeKind, SessionState, SlotState
from meetings.domain.contacts.letter_facts import Facts, ProgrammeSaid, SlotStated, from_stored, resolve
from meetings.domain.contacts.letters import FROZEN, LetterState, symbol
from meetings.domain.contacts.letters_errors import NoTimeToState
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.contacts.letters import LetterCounter, LetterRecipient, LetterSlot, OfficialLetter
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot

SUBJECT: Final = "letter:"
CURSOR: Final = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]{8,15})Z([a-z0-9]{1,40})", re.ASCII)
Words = dict[str, str]


def subject_of(letter_id: str) -> str:
    """Give the subject under which the notices of a letter are kept."""
    return f"{SUBJECT}{letter_id}"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in the list; `reached` counts governments whose mail left, of `governments` it was sent to."""

    id: str
    symbol: str
    state: LetterState
    dated_on: date | None
    texts: dict[str, Any]
    programme: Words
    updated_at: datetime
    corrects: str
    governments: int = 0
    reached: int = 0
    unreached: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Who did something to a letter, and when."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter with everything, but for whom it goes to; `facts` are frozen once it is cleared."""

    id: str
    series: str
    year: int | None
    number: int | None
    state: LetterState
    revision: int
    dated_on: date | None
    texts: dict[str, Any]
    facts: Facts
    programme: ProgrammeSaid
    programme_id: int
    treaty: str
    signatory: str
    signatory_title: str
    whom: str
    copies: list[str]
    instead: bool
    corrects: tuple[str, str] | None
    corrections: tuple[tuple[str, str, str], ...]
    written_by: str
    made: Step
    cleared: Step | None
    signed: Step | None
    sent: Step | None
    voided: Step | None

    @property
    def symbol(self) -> str:
        """Give its symbol; before it is signed, the series alone."""
        return symbol(self.series, self.year, self.number)


def letter_lines(number: int, before: str = "") -> list[LetterLine]:
    """List letters, the one changed last first, in three queries.

    Takes: how many; `before`, where an earlier list ended: its last letter, as `cursor_of` names it.
    Raises: ValueError, where `before` names none.
    """
    question = (
        select(OfficialLetter)
        .order_by(OfficialLetter.updated_at.desc(), OfficialLetter.id)
        .options(joinedload(OfficialLetter.programme), raiseload("*"))
        .limit(number)
    )
    if before:
        at, last = read_cursor(before)
        same = and_(OfficialLetter.updated_at == at, OfficialLetter.id > last)
        question = question.where(or_(OfficialLetter.updated_at < at, same))
    rows = db.session.scalars(question).all()
    counts, first = _counts([row.id for row in rows]), _symbols({row.corrects_id for row in rows})
    return [
        LetterLine(
            id=row.id,
            symbol=symbol(row.series, row.year, row.number),
            state=LetterState(row.state),
            dated_on=row.dated_on,
            texts=row.texts,
            programme=row.programme.title,
            updated_at=row.updated_at,
            corrects=first.get(row.corrects_id or "", ""),
            **counts.get(row.id, {}),
        )
        for row in rows
    ]


def cursor_of(line: LetterLine) -> str:
    """Name the last letter of a page of the list: its moment and its id, in signs that an address holds as they are."""
    return f"{line.updated_at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z{line.id}"


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """Give the moment and the id of the letter a page ended with.

    Raises: ValueError.
    """
    found = CURSOR.fullmatch(cursor)
    if not found:
        raise ValueError("no letter is named")
    return datetime.fromisoformat(f"{found[1]}+00:00"), found[2]


def _counts(ids: list[str]) -> dict[str, dict[str, int]]:
    sent = (
        select(Notice.subject, Notice.occasion)
        .join(Message, Message.id == Notice.message_id)
        .join(Mailbox, Mailbox.id == Message.mailbox_id)
        .where(
            or_(Mailbox.failed_at.is_(None), Mailbox.failed_at < Message.sent_at),
            Notice.kind == NoticeKind.LETTER,
            Notice.subject.in_([subject_of(one) for one in ids]),
            Message.state == MessageState.SENT,
        )
        .subquery()
    )
    rows = db.session.execute(
        select(
            LetterRecipient.letter_id,
            func.count(LetterRecipient.person_id),
            func.count(sent.c.occasion),
            func.count(),
        )
        .outerjoin(
            sent,
            (sent.c.subject == SUBJECT + LetterRecipient.letter_id)
            & (sent.c.occasion == LetterRecipient.country),
        )
        .where(LetterRecipient.letter_id.in_(ids))
        .group_by(LetterRecipient.letter_id)
    )
    return {row[0]: {"governments": row[1], "reached": row[2], "unreached": row[3] - row[1]} for row in rows}


def _symbols(ids: Collection[str | None]) -> dict[str, str]:
    wanted = [one for one in ids if one]
    if not wanted:
        return {}
    rows = db.session.execute(
        select(OfficialLetter.id, OfficialLetter.series, OfficialLetter.year, OfficialLetter.number).where(
            OfficialLetter.id.in_(wanted)
        )
    )
    return {row[0]: symbol(row[1], row[2], row[3]) for row in rows}


def letter(letter_id: str) -> LetterShown:
    """Give a letter: with its facts of this moment while it is a draft, else those it was cleared with.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(OfficialLetter)
        .where(OfficialLetter.id == letter_id)
        .options(joinedload(OfficialLetter.programme), selectinload(OfficialLetter.slots), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound()
    programme = _programme(row.programme)
    corrected = _symbols([row.corrects_id])
    return LetterShown(
        id=row.id,
        series=row.series,
        year=row.year,
        number=row.number,
        state=LetterState(row.state),
        revision=row.revision,
        dated_on=row.dated_on,
        texts=row.texts,
        facts=facts_of(row, programme),
        programme=programme,
        programme_id=row.programme_id,
        treaty=row.programme.treaty,
        signatory=row.signatory,
        signatory_title=row.signatory_title,
        whom=row.whom,
        copies=row.copies,
        instead=row.instead,
        corrects=(row.corrects_id, corrected.get(row.corrects_id, "")) if row.corrects_id else None,
        corrections=_corrections(row.id),
        written_by=row.written_by,
        made=Step(row.made_at, row.made_by),
        cleared=_step(row.cleared_at, row.cleared_by),
        signed=_step(row.signed_at, row.signed_by),
        sent=_step(row.sent_at, row.sent_by),
        voided=_step(row.voided_at, row.voided_by),
    )


def _step(at: datetime | None, by: str | None) -> Step | None:
    return Step(at, by or "") if at else None


def _programme(row: Programme) -> ProgrammeSaid:
    return ProgrammeSaid(row.slug, row.title, row.place, row.zone, row.demonstration)


def _corrections(letter_id: str) -> tuple[tuple[str, str, str], ...]:
    rows = db.session.execute(
        select(
            OfficialLetter.id,
            OfficialLetter.series,
            OfficialLetter.year,
            OfficialLetter.number,
            OfficialLetter.state,
        )
        .where(OfficialLetter.corrects_id == letter_id)
        .order_by(OfficialLetter.made_at)
    )
    return tuple((row[0], symbol(row[1], row[2], row[3]), row[4]) for row in rows)


def facts_of(row: OfficialLetter, programme: ProgrammeSaid) -> Facts:
    """Give what a letter states: frozen once it is cleared, else as things stand.

    Takes: a letter with its times loaded.
    """
    if row.state in FROZEN or (row.state == LetterState.VOID and row.facts):
        return from_stored(row.facts, stated_of(row), programme)
    return resolve_leniently(row.texts, programme, times_of(row.programme_id))


def resolve_leniently(texts: dict[str, Any], programme: ProgrammeSaid, slots: list[SlotStated]) -> Facts:
    """Give what a draft states; of a place that has no time now, nothing."""
    try:
        return resolve(texts, programme, slots)
    except NoTimeToState as refusal:
        gone = str(refusal.values["value"])
    without = {
        language: {name: text.replace(gone, "") for name, text in one.items()}
        for language, one in texts.items()
    }
    return resolve_leniently(without, programme, slots)


def times_of(programme_id: int) -> list[SlotStated]:
    """Give every time of the published sessions of a programme, in order, in one query."""
    return slots_where(Session.programme_id == programme_id, Session.state == SessionState.PUBLISHED)


def slots_where(*conditions: ColumnElement[bool]) -> list[SlotStated]:
    """Give times as they stand, in order, in one query."""
    rows = db.session.scalars(
        select(Slot)
        .join(Slot.session)
        .where(*conditions)
        .order_by(Slot.starts_at, Slot.id)
        .options(joinedload(Slot.session).joinedload(Session.stream), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    return [
        SlotStated(
            slot_id=row.id,
            version=row.version,
            session=row.session.slug,
            title=row.session.title,
            stream=row.session.stream.title if row.session.stream else {},
            starts_at=row.starts_at,
            local_start=row.local_start,
            zone=row.zone,
            minutes=row.minutes,
            state=SlotState.CANCELLED if row.session.state == SessionState.CANCELLED else row.state,
        )
        for row in rows
    ]


def stated_of(row: OfficialLetter) -> list[SlotStated]:
    """Give the times that a letter was cleared with."""
    return [stated_row(one) for one in row.slots]


def stated_row(row: LetterSlot) -> SlotStated:
    """Give a time as a letter was cleared with it."""
    return SlotStated(
        row.slot_id,
        row.version,
        row.session,
        row.title,
        row.stream,
        row.starts_at,
        row.local_start,
        row.zone,
        row.minutes,
        row.state,
    )


def last_numbers() -> list[tuple[str, int, int]]:
    """Give series, year and the last number given there."""
    rows = db.session.execute(
        select(LetterCounter.series, LetterCounter.year, LetterCounter.last).order_by(
            LetterCounter.series, LetterCounter.year.desc()
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
