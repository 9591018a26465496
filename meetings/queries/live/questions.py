"""Questions of an hour: as the desk reads them, the panel, whoever asked, and everybody; and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from meetings.domain.errors import NotFound
from meetings.domain.live.hours import Stands, stands
from meetings.domain.live.questions import ANSWERED, GROUPS, PUBLIC, QuestionState
from meetings.extensions import db
from meetings.models.live.hours import LiveHour
from meetings.models.live.questions import LiveQuestion
from meetings.models.people import Person
from meetings.models.slots import Slot

MOST_SHOWN: Final = 200
_QUESTION: Final = select(LiveQuestion, Person.name, Person.erased_at).join(
    Person, Person.id == LiveQuestion.person_id
)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question, as those read it who moderate.

    `name` is empty where whoever reads may not know it, or they were erased; `like_it` counts those joined to it.
    """

    id: str
    slot_id: str
    revision: int
    state: str
    text: str
    original: str
    name: str
    is_anonymous: bool
    may_be_named: bool
    country: str
    language: str
    asked_at: datetime
    state_since: datetime
    state_by: str
    reason: str
    merged_into: str
    answered_by: str
    answer: str
    answer_language: str
    like_it: int = 0

    @property
    def is_edited(self) -> bool:
        """Say whether moderators put it otherwise."""
        return self.text != self.original


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question, as whoever asked it reads what became of it; it was answered with the one it was joined to."""

    id: str
    text: str
    state: str
    asked_at: datetime
    reason: str
    answered_by: str
    answer: str
    answer_language: str


@dataclass(frozen=True, slots=True)
class LeftQuestion:
    """A question that nobody answered; without a name, where the panel is not to know it."""

    id: str
    slot_id: str
    starts_at: datetime
    text: str
    language: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and its answer, as they stand in the document; a name only where its owner agreed to it."""

    id: str
    slot_id: str
    starts_at: datetime
    text: str
    language: str
    name: str
    country: str
    like_it: int
    state: str
    answered_by: str
    answer: str
    answer_language: str


def questions_of(slot_id: str, *, is_desk: bool, most: int = MOST_SHOWN) -> list[QuestionRow]:
    """Give the questions of a slot, the oldest first: of each group of states the newest, so that none hides another.

    Takes: `is_desk`, who also reads the names of those that are anonymous to the panel; how many of a group at most.
    """
    group = case(*((LiveQuestion.state.in_(one), at) for at, one in enumerate(GROUPS)), else_=len(GROUPS))
    newest = func.row_number().over(
        partition_by=group, order_by=(LiveQuestion.asked_at.desc(), LiveQuestion.id.desc())
    )
    ranked = select(LiveQuestion.id, newest.label("rank")).where(LiveQuestion.slot_id == slot_id).subquery()
    question = _QUESTION.join(ranked, ranked.c.id == LiveQuestion.id).where(ranked.c.rank <= most)
    found = db.session.execute(question.order_by(LiveQuestion.asked_at, LiveQuestion.id)).all()
    like = _like(slot_id)
    return [_row(row, name, erased, is_desk, like.get(row.id, 0)) for row, name, erased in found]


def counts_of(slot_id: str) -> dict[str, int]:
    """Count the questions of a slot, by where they stand."""
    rows = db.session.execute(
        select(LiveQuestion.state, func.count())
        .where(LiveQuestion.slot_id == slot_id)
        .group_by(LiveQuestion.state)
    )
    return {str(state): number for state, number in rows}


def question_of(slot_id: str, question_id: str, *, is_desk: bool) -> QuestionRow:
    """Give one question of a slot, be it among those a page shows or not.

    Raises: NotFound.
    """
    found = db.session.execute(
        _QUESTION.where(LiveQuestion.slot_id == slot_id, LiveQuestion.id == question_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    row, name, erased = found
    return _row(row, name, erased, is_desk, _like(slot_id).get(row.id, 0))


def _like(slot_id: str) -> dict[str, int]:
    rows = db.session.execute(
        select(LiveQuestion.merged_into, func.count())
        .where(LiveQuestion.slot_id == slot_id, LiveQuestion.merged_into.is_not(None))
        .group_by(LiveQuestion.merged_into)
    )
    return {str(into): number for into, number in rows}


def _row(row: LiveQuestion, name: str, erased: Any, is_desk: bool, like_it: int) -> QuestionRow:
    is_known = erased is None and (is_desk or not row.is_anonymous)
    return QuestionRow(
        id=row.id,
        slot_id=row.slot_id,
        revision=row.revision,
        state=row.state,
        text=row.edited or row.text,
        original=row.text,
        name=name if is_known else "",
        is_anonymous=row.is_anonymous,
        may_be_named=row.may_be_named,
        country=(row.country or "") if is_known else "",
        language=row.language,
        asked_at=row.asked_at,
        state_since=row.state_since,
        state_by=row.state_by or "",
        reason=row.reason or "",
        merged_into=row.merged_into or "",
        answered_by=row.answered_by or "",
        answer=row.answer or "",
        answer_language=row.answer_language or "",
        like_it=like_it,
    )


def own_questions(slot_id: str, person_id: int) -> list[OwnQuestion]:
    """Give what somebody asked in a slot, the latest first, each as it stands or as the one it was joined to.

    By whichever of their links they asked it, also as somebody they were put together with.
    """
    other = aliased(LiveQuestion)
    rows = db.session.execute(
        select(LiveQuestion, other)
        .outerjoin(other, other.id == LiveQuestion.merged_into)
        .where(LiveQuestion.slot_id == slot_id, LiveQuestion.person_id == person_id)
        .order_by(LiveQuestion.asked_at.desc(), LiveQuestion.id)
    )
    return [_own(row, instead) for row, instead in rows]


def _own(row: LiveQuestion, instead: LiveQuestion | None) -> OwnQuestion:
    shows = instead if instead is not None and row.state == QuestionState.MERGED else row
    is_told = shows.state in ANSWERED
    hides = shows.state == QuestionState.HIDDEN
    return OwnQuestion(
        id=row.id,
        text=row.text,
        state=shows.state if shows is row or is_told else QuestionState.MERGED,
        asked_at=row.asked_at,
        reason=(row.reason or "") if hides and shows is row else "",
        answered_by=(shows.answered_by or "") if is_told else "",
        answer=(shows.answer or "") if is_told else "",
        answer_language=(shows.answer_language or "") if is_told else "",
    )


def others_questions(slot_id: str, person_id: int) -> list[OwnQuestion]:
    """Give the newest questions of others that everybody in the hour may read, the oldest first, without a name."""
    newest = db.session.scalars(
        select(LiveQuestion)
        .where(
            LiveQuestion.slot_id == slot_id,
            LiveQuestion.person_id != person_id,
            LiveQuestion.state.in_(PUBLIC),
        )
        .order_by(LiveQuestion.asked_at.desc(), LiveQuestion.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    return [
        OwnQuestion(
            id=row.id,
            text=row.edited or row.text,
            state=row.state,
            asked_at=row.asked_at,
            reason="",
            answered_by=row.answered_by or "",
            answer=(row.answer or "") if row.state in ANSWERED else "",
            answer_language=row.answer_language or "",
        )
        for row in reversed(newest)
    ]


def left_questions(session_id: int, now: datetime) -> list[LeftQuestion]:
    """Give the questions of a session that nobody answered: left on purpose, or still waiting when the hour is over."""
    rows = db.session.execute(
        _of_session(session_id)
        .add_columns(LiveHour.delay_minutes)
        .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
        .where(LiveQuestion.state.in_((QuestionState.LEFT, QuestionState.NEW, QuestionState.SHOWN)))
    ).all()
    return [
        LeftQuestion(
            id=row.id,
            slot_id=slot.id,
            starts_at=slot.starts_at,
            text=row.edited or row.text,
            language=row.language,
            name="" if row.is_anonymous or erased else name,
            country="" if row.is_anonymous else row.country or "",
        )
        for row, name, erased, slot, delay in rows
        if row.state == QuestionState.LEFT or stands(slot, delay or 0, now) is Stands.OVER
    ]


def document_of(session_id: int) -> list[Entry]:
    """Give what the document of a session holds: questions that were shown or answered, in the order of asking."""
    rows = db.session.execute(_of_session(session_id)).all()
    like: dict[str, int] = {}
    for row, *_rest in rows:
        if row.merged_into and row.state == QuestionState.MERGED:
            like[row.merged_into] = like.get(row.merged_into, 0) + 1
    return [
        Entry(
            id=row.id,
            slot_id=slot.id,
            starts_at=slot.starts_at,
            text=row.edited or row.text,
            language=row.language,
            name=name if row.may_be_named and not row.is_anonymous and not erased else "",
            country=row.country or "" if row.may_be_named and not row.is_anonymous else "",
            like_it=like.get(row.id, 0),
            state=row.state,
            answered_by=row.answered_by or "" if row.state in ANSWERED else "",
            answer=row.answer or "" if row.state in ANSWERED else "",
            answer_language=row.answer_language or row.language,
        )
        for row, name, erased, slot in rows
        if row.state in PUBLIC
    ]


def _of_session(session_id: int) -> Any:
    return (
        select(LiveQuestion, Person.name, Person.erased_at, Slot)
        .join(Person, Person.id == LiveQuestion.person_id)
        .join(Slot, Slot.id == LiveQuestion.slot_id)
        .where(Slot.session_id == session_id)
        .order_by(Slot.starts_at, LiveQuestion.asked_at, LiveQuestion.id)
    )
