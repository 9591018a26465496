"""Building surveys: begun or copied, what they ask, whom, until when; published, closed, and deleted while drafts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, exists, or_, select

from meetings.domain import errors
from meetings.domain.programmes import check_words
from meetings.domain.survey_errors import ClosesTooSoon, QuestionsFrozen, SurveyClosed
from meetings.domain.surveys import (
    MOST_CHOICES,
    MOST_DAYS,
    MOST_QUESTIONS,
    Crowd,
    Kind,
    Question,
    SurveyState,
    Typed,
    check_meant_for,
    check_question,
    check_ready,
    end_of,
    is_over,
    questions_of,
)
from meetings.domain.webhooks import Type
from meetings.extensions import db, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.programmes import Programme, Session
from meetings.models.surveys import Asked, Ballot, Gone, Survey
from meetings.services.audit import note
from meetings.services.survey_answers import turn_of
from meetings.services.webhooks.noting import note_survey

KEY_LENGTH: Final = 8
NEW: Final = "new"


def create(
    programme: str,
    session: str | None,
    title: Mapping[str, str],
    now: datetime,
    *,
    actor: str,
    copied: str | None = None,
    questions: Sequence[Question] = (),
) -> str:
    """Begin the survey of a session, or of the whole programme, as a draft; give its id.

    Takes: the survey it is copied from, whose questions keep their keys, so that answers can be compared; else the
    questions it begins with.
    Raises: NotFound; Taken, with field `session`; Refused, with the field.
    """
    words = check_words(title, "title", needed=True)
    with transaction():
        parent, about = _parents(programme, session)
        if about is not None and db.session.scalar(select(Survey.id).where(Survey.session_id == about.id)):
            raise errors.Taken(field="session", value=about.slug)
        model = db.session.get(Survey, copied) if copied else None
        if copied and model is None:
            raise errors.NotFound(field="copied")
        row = Survey(
            programme_id=parent.id,
            session_id=about.id if about else None,
            title=words,
            lead=model.lead if model else {},
            questions=_copied(model, about) if model else [one.as_kept for one in questions],
            crowds=[Crowd.CAME] if about else [Crowd.CAME, Crowd.AWAY],
            remind_days=model.remind_days if model else None,
            updated_at=now,
        )
        db.session.add(row)
        db.session.flush()
        after = {"title": words, "session": session or "", "copied": copied or ""}
        note(now, actor, "survey.create", subject_of(row.id), after=after)
        return row.id


def _copied(model: Survey, about: Session | None) -> list[Any]:
    """Give what another survey asks, as far as it can be asked here: a season has no panel to leave remarks to."""
    return [one for one in model.questions if about is not None or one["kind"] != Kind.REMARK]


def subject_of(survey_id: str) -> str:
    """Name a survey in the journal."""
    return f"survey:{survey_id}"


def change(
    survey_id: str,
    values: Mapping[str, Any],
    revision: int,
    now: datetime,
    *,
    actor: str,
    closes_on: date | None,
) -> None:
    """Change what a survey is called, its lead, whom it asks, until when, and when it reminds.

    Whom it asks is settled with publishing; its last day may be put off or brought forward while it is open.

    Raises: NotFound, Stale, SurveyClosed, ClosesTooSoon, QuestionsFrozen; Refused, with the field.
    """
    checked: dict[str, Any] = {
        "title": check_words(values["title"], "title", needed=True),
        "lead": check_words(values["lead"], "lead", long=True),
        "remind_days": _days(values.get("remind_days")),
    }
    with transaction():
        row = hold(survey_id, revision)
        zone = db.session.get_one(Programme, row.programme_id).zone
        checked["closes_at"] = end_of(closes_on, zone) if closes_on else None
        if row.session_id is None:
            checked["crowds"] = [str(one) for one in Crowd if one in values.get("crowds", ())]
        _check_change(row, checked, now)
        put(row, checked, now, actor)


def _days(given: Any) -> int | None:
    text = str(given if given is not None else "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_DAYS):
        raise errors.NotANumber(field="remind_days", least=1, most=MOST_DAYS)
    return int(text)


def _check_change(row: Survey, values: Mapping[str, Any], now: datetime) -> None:
    if row.state == SurveyState.DRAFT:
        return
    if "crowds" in values and set(values["crowds"]) != set(row.crowds):
        raise QuestionsFrozen(field="crowds")
    if values["closes_at"] == row.closes_at:
        return
    if is_over(row, now):
        raise SurveyClosed(field="closes_on")
    _check_last_day(values["closes_at"], now)


def _check_last_day(closes_at: datetime | None, now: datetime) -> None:
    if closes_at is None:
        raise errors.Missing(field="closes_on")
    if closes_at <= now:
        raise ClosesTooSoon(field="closes_on")


def put_question(
    survey_id: str, key: str, typed: Typed, revision: int, now: datetime, *, actor: str, position: int = 0
) -> str:
    """Put a question in its place; `new` for its key makes one. Give its key.

    Takes: `position`, from 1; 0 leaves it where it is, a new one at the end.
    Raises: NotFound, Stale, QuestionsFrozen, TooManyLines, RemarksOfSession; what `check_question` raises.
    """
    with transaction():
        row = hold(survey_id, revision)
        questions = list(questions_of(row.questions))
        at = next((at for at, one in enumerate(questions) if one.key == key), None)
        if at is None and key != NEW:
            raise errors.NotFound()
        before = questions.pop(at) if at is not None else None
        is_frozen = has_answers(survey_id)
        if len(questions) >= MOST_QUESTIONS:
            raise errors.TooManyLines(field="words", most=MOST_QUESTIONS)
        kept = before.key if before else random_id(KEY_LENGTH)
        new_keys = [random_id(KEY_LENGTH) for _one in range(MOST_CHOICES)]
        question = check_question(typed, kept, before, new_keys, is_frozen=is_frozen)
        check_meant_for([question], is_of_session=row.session_id is not None)
        where = position - 1 if position else (at if at is not None else len(questions))
        questions.insert(max(0, min(where, len(questions))), question)
        put(row, {"questions": [one.as_kept for one in questions]}, now, actor)
        return kept


def drop_question(survey_id: str, key: str, revision: int, now: datetime, *, actor: str) -> None:
    """Take a question away.

    Raises: NotFound, Stale, QuestionsFrozen.
    """
    with transaction():
        row = hold(survey_id, revision)
        questions = [one for one in row.questions if one["key"] != key]
        if len(questions) == len(row.questions):
            raise errors.NotFound()
        if has_answers(survey_id):
            raise QuestionsFrozen(field="questions")
        put(row, {"questions": questions}, now, actor)


def publish(survey_id: str, revision: int, now: datetime, *, actor: str) -> None:
    """Let people be asked; a published one is nothing to do.

    Raises: NotFound, Stale, NoQuestions, NobodyAsked, Missing and ClosesTooSoon with field `closes_on`.
    """
    with transaction():
        row = hold(survey_id, revision)
        if row.state != SurveyState.DRAFT:
            return
        check_ready(questions_of(row.questions), row.crowds)
        _check_last_day(row.closes_at, now)
        put(row, {"state": SurveyState.PUBLISHED}, now, actor)
        note_survey(row, Type.SURVEY_OPENED, now)


def close(survey_id: str, revision: int, now: datetime, *, actor: str) -> None:
    """Take no more answers, for good; what waits is counted within a minute, or destroyed where it is too few.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        row = hold(survey_id, revision)
        if row.state == SurveyState.DRAFT or is_over(row, now):
            raise errors.NotThisMove(state=row.state, wanted="closed")
        put(row, {"closes_at": now}, now, actor)


def remove(survey_id: str, revision: int, now: datetime, *, actor: str) -> None:
    """Delete a draft.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        row = hold(survey_id, revision)
        if row.state != SurveyState.DRAFT:
            raise errors.NotThisMove(state=row.state, wanted="delete")
        db.session.execute(delete(Asked).where(Asked.survey_id == survey_id))
        db.session.delete(row)
        note(now, actor, "survey.delete", subject_of(survey_id))


def hold(survey_id: str, revision: int) -> Survey:
    """Hold a survey as it was seen; call it within a transaction.

    Raises: NotFound, Stale.
    """
    take_turns(turn_of(survey_id))
    row = db.session.get(Survey, survey_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise errors.NotFound()
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row


def has_answers(survey_id: str) -> bool:
    """Say whether anybody answered, erased since or not."""
    cast = exists().where(Ballot.survey_id == survey_id)
    gone = exists().where(Gone.survey_id == survey_id, Gone.answered > 0)
    return bool(db.session.scalar(select(or_(cast, gone))))


def put(row: Survey, values: Mapping[str, Any], now: datetime, actor: str) -> None:
    """Put what differs, and note it; saving what stands already is nothing to do."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    before = {name: _plain(getattr(row, name)) for name in changed} | {"revision": row.revision}
    for name, value in changed.items():
        setattr(row, name, value)
    row.revision += 1
    row.updated_at = now
    after = {name: _plain(value) for name, value in changed.items()} | {"revision": row.revision}
    note(now, actor, "survey.change", subject_of(row.id), before=before, after=after)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _parents(programme: str, session: str | None) -> tuple[Programme, Session | None]:
    parent = db.session.scalar(select(Programme).where(Programme.slug == programme).with_for_update())
    if parent is None:
        raise errors.NotFound()
    if session is None:
        return parent, None
    about = db.session.scalar(
        select(Session).where(Session.programme_id == parent.id, Session.slug == session)
    )
    if about is None:
        raise errors.NotFound(field="session")
    return parent, about
