"""Boxes that are made and opened: answers are counted in batches drawn by lot, and all is laid anew with each batch."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from meetings.domain.ports import KeyShelf
from meetings.domain.survey_answers import Answers, count_now, read, written
from meetings.domain.surveys import SurveyState, is_open, questions_of
from meetings.domain.webhooks import Type
from meetings.extensions import db, store, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.surveys import Answer, AnswerText, Ballot, Box, Sealed, Survey
from meetings.services.survey_answers import turn_of
from meetings.services.survey_boxes import LOT, lay, new_keys, put_in, sealed_in, unseal
from meetings.services.webhooks.noting import note_survey_once

LOST_AFTER: Final = timedelta(days=7)
WAITING: Final = "waiting"
KEYS: Final = "survey keys"


def settle(now: datetime, shelf: KeyShelf) -> None:
    """Give every open survey its boxes, count what can be counted, and end those that are over. It may run twice.

    Before a key is destroyed, what it opened is counted or sealed anew: a worker that is killed between loses nothing.
    """
    published = select(Survey).where(Survey.state == SurveyState.PUBLISHED).order_by(Survey.id)
    surveys = [
        (one.id, tuple(one.crowds), is_open(one, now), one.closes_at)
        for one in db.session.scalars(published).all()
    ]
    for survey_id, crowds, takes_more, closes_at in surveys:
        for crowd in crowds:
            if takes_more:
                _keep_box(survey_id, crowd, shelf)
            _open(survey_id, crowd, shelf, is_over=not takes_more)
        if not takes_more:
            _end(survey_id, now, is_late=closes_at is None or now >= closes_at + LOST_AFTER)
    _tidy(shelf)


def note_over(now: datetime) -> None:
    """Note of surveys that are over that they are closed and counted, before they are counted anew."""
    for survey in db.session.scalars(select(Survey).where(Survey.state == SurveyState.PUBLISHED)).all():
        if not is_open(survey, now):
            with transaction():
                take_turns(turn_of(survey.id))
                for each in (Type.SURVEY_CLOSED, Type.SURVEY_COUNTED):
                    note_survey_once(survey.id, each, now)


def _keep_box(survey_id: str, crowd: str, shelf: KeyShelf) -> None:
    """See that a crowd has a box whose key is here; one whose key is not here takes no more answers."""
    current = select(Box.id).where(Box.survey_id == survey_id, Box.crowd == crowd, Box.current)
    box_id = db.session.scalar(current)
    if box_id is not None and shelf.get(box_id) is not None:
        return
    with transaction():
        take_turns(turn_of(survey_id))
        if db.session.scalar(current) == box_id:
            _new_box(survey_id, crowd, shelf)


def _new_box(survey_id: str, crowd: str, shelf: KeyShelf) -> Box:
    """Make the box into which a crowd answers from now on, its key first; call it within a transaction."""
    take_turns(KEYS)  # until the box is stored, nobody takes its key for one that was left
    private, public = new_keys()
    box = Box(id=random_id(20), survey_id=survey_id, crowd=crowd, public_key=public, current=True)
    shelf.put(box.id, private)
    of_crowd = (Box.survey_id == survey_id, Box.crowd == crowd)
    store(update(Box).where(*of_crowd).values(current=False))
    db.session.add(box)
    db.session.flush()
    return box


def _open(survey_id: str, crowd: str, shelf: KeyShelf, *, is_over: bool) -> None:
    """Count a batch of what waits for a crowd, seal the rest into a new box, and destroy the keys of the old ones."""
    if not _is_due(_openable(survey_id, crowd, shelf), is_over=is_over):
        return
    with transaction():
        take_turns(turn_of(survey_id))
        keys = _openable(survey_id, crowd, shelf)
        if not _is_due(keys, is_over=is_over):
            return
        opened = [read(unseal(key, one)) for box_id, key in keys.items() for one in sealed_in(box_id)]
        LOT.shuffle(opened)
        number = count_now(len(opened), is_over=is_over)
        store(delete(Sealed).where(Sealed.box_id.in_(keys)))
        store(delete(Box).where(Box.id.in_(keys)))
        if not is_over:
            questions = questions_of(db.session.get_one(Survey, survey_id).questions)
            rest = _new_box(survey_id, crowd, shelf)
            put_in(rest, [written(one, questions) for one in opened[number:]])
        if number:
            _count(survey_id, crowd, opened[:number])
    for box_id in keys:
        shelf.drop(box_id)


def _openable(survey_id: str, crowd: str, shelf: KeyShelf) -> dict[str, bytes]:
    """Give the keys that are here of a crowd's boxes, by box."""
    wanted = select(Box.id).where(Box.survey_id == survey_id, Box.crowd == crowd).order_by(Box.id)
    found = {box_id: shelf.get(box_id) for box_id in db.session.scalars(wanted)}
    return {box_id: key for box_id, key in found.items() if key is not None}


def _is_due(keys: Mapping[str, bytes], *, is_over: bool) -> bool:
    waiting = db.session.scalar(select(func.count()).select_from(Sealed).where(Sealed.box_id.in_(keys)))
    return bool(keys) and (is_over or count_now(waiting or 0, is_over=False) > 0)


def _count(survey_id: str, crowd: str, batch: list[Answers]) -> None:
    """Lay a batch among all that was counted before, under new keys; what is written lies apart from the rest."""
    answers: list[dict[str, Any]] = [{"crowd": crowd, "values": dict(one.values)} for one in batch]
    texts: list[dict[str, Any]] = [
        {"crowd": crowd, "question": question, "text": text, "state": WAITING}
        for one in batch
        for question, text in one.texts.items()
    ]
    answers += _taken(Answer, survey_id, "crowd", "values")
    texts += _taken(AnswerText, survey_id, "crowd", "question", "text", "state")
    ballots = _taken(Ballot, survey_id, "person_id")
    for table, rows in ((Answer, answers), (AnswerText, texts)):
        lay(table, [{**row, "key": random_id(20), "survey_id": survey_id} for row in rows])
    lay(Ballot, [{**row, "survey_id": survey_id} for row in ballots])


def _taken(table: type[Any], survey_id: str, *names: str) -> list[dict[str, Any]]:
    """Take all rows of a survey away; give what they say."""
    columns = [getattr(table, name) for name in names]
    rows = store(select(*columns).where(table.survey_id == survey_id)).mappings().all()
    store(delete(table).where(table.survey_id == survey_id))
    return [dict(row) for row in rows]


def _end(survey_id: str, now: datetime, *, is_late: bool) -> None:
    """End a survey that is over and has no box left; after a week also without what no key opens any more."""
    with transaction():
        take_turns(turn_of(survey_id))
        note_survey_once(survey_id, Type.SURVEY_CLOSED, now)
        boxes = select(Box.id).where(Box.survey_id == survey_id)
        if is_late:
            store(delete(Sealed).where(Sealed.box_id.in_(boxes)))
            store(delete(Box).where(Box.survey_id == survey_id))
        if store(boxes).first() is None:
            store(update(Survey).where(Survey.id == survey_id).values(state=SurveyState.COUNTED))
            note_survey_once(survey_id, Type.SURVEY_COUNTED, now)


def _tidy(shelf: KeyShelf) -> None:
    """Destroy keys of boxes that are no more, which a worker left that was killed before it could."""
    if not shelf.names():
        return
    with transaction():
        take_turns(KEYS)
        here = shelf.names()
        for name in here - set(db.session.scalars(select(Box.id).where(Box.id.in_(here)))):
            shelf.drop(name)
