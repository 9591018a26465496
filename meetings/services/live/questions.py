"""Questions of the hour: asked, and what moderators make of them, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, insert, or_, select, update

from meetings.domain import errors
from meetings.domain.live import questions as rules
from meetings.domain.live.questions import MINUTE, MOST_A_MINUTE, MOST_OPEN, OPEN, QuestionState
from meetings.domain.live.questions_errors import QuestionStandsElsewhere, TooManyQuestions, TooManyWaiting
from meetings.extensions import db, store, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.live.questions import LiveQuestion
from meetings.queries.live.askers import Asker
from meetings.services.audit import note


@dataclass(frozen=True, slots=True)
class QuestionGiven:
    """What somebody typed, in which language, whether the panel is not to know who, and the document may say it."""

    text: str
    language: str
    is_anonymous: bool = False
    may_be_named: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator does with a question, with what it takes.

    `reason` goes with hidden, `into` with merged, `by` with an answer by voice, `answer` and its language with one in
    writing.
    """

    state: str
    reason: str = ""
    into: str = ""
    by: str = ""
    answer: str = ""
    language: str = ""


TEXTS: Final = ("edited", "reason", "answer")

_MINE: Final = (
    LiveQuestion.slot_id == bindparam("slot_id"),
    LiveQuestion.person_id == bindparam("person_id"),
)
_OF_NOW: Final = LiveQuestion.asked_at > bindparam("since", type_=LiveQuestion.asked_at.type)
_NEAR: Final = select(LiveQuestion.id, LiveQuestion.digest, LiveQuestion.state, LiveQuestion.asked_at).where(
    *_MINE,
    or_(
        LiveQuestion.digest == bindparam("digest"),
        _OF_NOW,
        LiveQuestion.state == QuestionState.NEW,
    ),
)
_COUNTED: Final = (
    select(
        func.count().filter(LiveQuestion.digest == bindparam("digest")).label("same"),
        func.count().filter(_OF_NOW).label("of_now"),
        func.count().filter(LiveQuestion.state == QuestionState.NEW).label("waiting"),
    )
    .where(*_MINE)
    .subquery()
)
_GIVEN: Final = (
    "id",
    "slot_id",
    "asker",
    "digest",
    "person_id",
    "country",
    "language",
    "text",
    "is_anonymous",
    "may_be_named",
    "asked_at",
    "state",
    "state_since",
    "updated_at",
)
# Made once and sent as one, because many may ask at the same moment: it keeps nothing where a rule is against it.
_NEW: Final = (
    insert(LiveQuestion)
    .from_select(
        _GIVEN,
        select(*(bindparam(name, type_=getattr(LiveQuestion, name).type) for name in _GIVEN)).where(
            _COUNTED.c.same == 0, _COUNTED.c.of_now < MOST_A_MINUTE, _COUNTED.c.waiting < MOST_OPEN
        ),
    )
    .execution_options(preserve_rowcount=True)
)


def ask(asker: Asker, given: QuestionGiven, now: datetime) -> str:
    """Keep a question, and give its id; the same words of the same person in one hour are one question.

    Raises: QuestionsClosed; Missing, TooLong, NotAChoice, with the field; TooManyQuestions, TooManyWaiting.
    """
    rules.check_asking(asker.slot, 0, now)  # what is put off is open as much longer already
    text, language = rules.check_text(given.text), rules.check_language(given.language)
    digest = rules.digest_of(text)
    with transaction():
        take_turns(f"questions:{asker.person_id}")
        values = {
            "id": random_id(),
            "slot_id": asker.slot_id,
            "asker": asker.asker,
            "digest": digest,
            "person_id": asker.person_id,
            "country": asker.country,
            "language": language,
            "text": text,
            "is_anonymous": given.is_anonymous,
            "may_be_named": given.may_be_named and not given.is_anonymous,
            "asked_at": now,
            "state": QuestionState.NEW,
            "state_since": now,
            "updated_at": now,
            "since": now - MINUTE,
        }
        while not store(_NEW, values).rowcount:
            standing = _standing(values, now)
            if standing is not None:
                return standing
        return str(values["id"])


def _standing(values: dict[str, Any], now: datetime) -> str | None:
    """Give the question of the same words, or nothing where a moderator has made room meanwhile.

    Raises: TooManyQuestions, TooManyWaiting.
    """
    rows = store(_NEAR, {name: values[name] for name in ("slot_id", "person_id", "digest", "since")}).all()
    for row in rows:
        if row.digest == values["digest"]:
            return str(row.id)
    _check_pace(rows, now)
    return None


def _check_pace(rows: Sequence[Any], now: datetime) -> None:
    """Let one person fill neither a minute nor what the moderators have to read.

    Raises: TooManyQuestions, TooManyWaiting.
    """
    if sum(row.asked_at > now - MINUTE for row in rows) >= MOST_A_MINUTE:
        raise TooManyQuestions(field="text", most=MOST_A_MINUTE)
    if sum(row.state == QuestionState.NEW for row in rows) >= MOST_OPEN:
        raise TooManyWaiting(field="text", most=MOST_OPEN)


def decide(
    slot_id: str, question_id: str, decision: Decision, seen: int, *, now: datetime, actor: str
) -> None:
    """Show a question, join it to another, hide it, answer it by voice or in writing, leave it, or let it wait again.

    Takes: `seen`, the revision that whoever decides has seen.
    Raises: NotFound, ChangedByAnother, QuestionStandsElsewhere; with the field Missing, TooLong, NotOneLine,
    NotAChoice.
    """
    with transaction():
        _hold_in_order(slot_id, (question_id, decision.into))
        row = _held(slot_id, question_id)
        rules.check_seen(row.revision, seen)
        wanted = rules.check_move(row.state, decision.state)
        before = _facts(row)
        _put(row, wanted, decision)
        row.state, row.state_since, row.state_by = wanted, now, actor
        _changed(row, before, now, actor, f"question.{wanted}")


def edit(slot_id: str, question_id: str, text: str, seen: int, *, now: datetime, actor: str) -> None:
    """Put a question shorter; what was typed is kept, and stands again where the same is typed.

    Raises: NotFound, ChangedByAnother; Missing, TooLong, with the field.
    """
    kept = rules.check_text(text, "edited")
    with transaction():
        row = _held(slot_id, question_id)
        rules.check_seen(row.revision, seen)
        before = _facts(row)
        row.edited = None if kept == row.text else kept
        _changed(row, before, now, actor, "question.edit")


def leave_rest(slot_id: str, now: datetime, actor: str) -> int:
    """Leave every question that still waits or is shown to the speakers, and give how many those are."""
    with transaction():
        rows = db.session.scalars(
            select(LiveQuestion)
            .where(
                LiveQuestion.slot_id == slot_id,
                LiveQuestion.state.in_((QuestionState.NEW, QuestionState.SHOWN)),
            )
            .order_by(LiveQuestion.id)
            .with_for_update()
        ).all()
        for row in rows:
            before = _facts(row)
            row.state, row.state_since, row.state_by = QuestionState.LEFT, now, actor
            _changed(row, before, now, actor, "question.left")
        return len(rows)


def _hold_in_order(slot_id: str, question_ids: Sequence[str]) -> None:
    """Hold those questions an act is about, in one order, so that two acts never wait for each other."""
    rows = select(LiveQuestion.id).where(LiveQuestion.slot_id == slot_id, LiveQuestion.id.in_(question_ids))
    db.session.execute(rows.order_by(LiveQuestion.id).with_for_update())


def _held(slot_id: str, question_id: str) -> LiveQuestion:
    row = db.session.scalar(
        select(LiveQuestion)
        .where(LiveQuestion.id == question_id, LiveQuestion.slot_id == slot_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.NotFound()
    return row


def _put(row: LiveQuestion, wanted: QuestionState, decision: Decision) -> None:
    row.merged_into = None
    if wanted == QuestionState.HIDDEN:
        row.reason = rules.check_line(decision.reason, "reason")
    elif wanted == QuestionState.MERGED:
        row.merged_into = _into(row, decision.into)
    elif wanted == QuestionState.LIVE:
        row.answered_by = rules.check_line(decision.by, "by")
    elif wanted == QuestionState.WRITTEN:
        row.answer = rules.check_text(decision.answer, "answer", rules.MOST_IN_ANSWER)
        row.answer_language = rules.check_language(decision.language or row.language, "answer_language")


def _into(row: LiveQuestion, target_id: str) -> str:
    """Give the question that stands for another one, and let those follow that were joined to that before.

    Raises: NotAChoice, QuestionStandsElsewhere.
    """
    if target_id == row.id:
        raise errors.NotAChoice(field="into", value=target_id)
    try:
        target = _held(row.slot_id, target_id)
    except errors.NotFound:
        raise errors.NotAChoice(field="into", value=target_id[:20]) from None
    if QuestionState(target.state) not in OPEN and target.state not in rules.ANSWERED:
        raise QuestionStandsElsewhere(field="into", state=target.state, wanted=QuestionState.MERGED)
    followers = update(LiveQuestion).where(LiveQuestion.merged_into == row.id)
    db.session.execute(
        followers.values(merged_into=target.id, revision=LiveQuestion.revision + 1).execution_options(
            synchronize_session=False
        )
    )
    return target.id


def _facts(row: LiveQuestion) -> dict[str, Any]:
    names = ("state", "edited", "reason", "merged_into", "answered_by", "answer", "answer_language")
    return {name: getattr(row, name) for name in names}


def _changed(row: LiveQuestion, before: dict[str, Any], now: datetime, actor: str, act: str) -> None:
    """Raise the revision, and keep in the journal what was before: what one wrote another cannot lose.

    Texts are sealed by the key of whoever asked, so that erasing them takes these with them.
    """
    row.revision, row.updated_at = row.revision + 1, now
    after = _facts(row)
    told = {name for name in after if after[name] != before[name]}
    note(
        now,
        actor,
        act,
        f"question:{row.id}",
        before={name: before[name] for name in sorted(told)},
        after={name: after[name] for name in sorted(told)},
        person_id=row.person_id,
        texts=TEXTS,
    )
