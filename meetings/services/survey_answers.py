"""Answering a survey: a ballot that says who, and apart from it a sealed answer that says what."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from meetings.domain.errors import LinkDead
from meetings.domain.survey_answers import check_answers, written
from meetings.domain.survey_errors import AnsweredBefore, NotOpenYet, SurveyClosed
from meetings.domain.surveys import is_open, questions_of
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.surveys import Asked, Ballot, Box, Survey
from meetings.services.survey_boxes import put_in


def turn_of(survey_id: str) -> str:
    """Name what all who write to one survey take turns at."""
    return f"survey:{survey_id}"


def answer(survey_id: str, person_id: int, given: Mapping[str, Sequence[str]], now: datetime) -> None:
    """Keep what somebody answered; of two at once, the unique key of the ballot lets one through.

    Nothing but the ballot and the sealed answer is written: no time, no journal, no use of the link.

    Takes: what was answered, by the names of the form's fields.
    Raises: LinkDead, for whoever is not asked; SurveyClosed, NotOpenYet, AnsweredBefore; Refused, with the field.
    """
    with transaction():
        take_turns(turn_of(survey_id))
        survey = db.session.get(Survey, survey_id)
        asked = db.session.get(Asked, (survey_id, person_id))
        if survey is None or asked is None:
            raise LinkDead()
        if not is_open(survey, now):
            raise SurveyClosed()
        _cast(survey_id, person_id)
        questions = questions_of(survey.questions)
        answers, problems = check_answers(questions, given, asked.crowd)
        if problems:
            raise problems[0]
        put_in(_box(survey_id, asked.crowd), [written(answers, questions)])


def _cast(survey_id: str, person_id: int) -> None:
    ballot = insert_new(Ballot).values(survey_id=survey_id, person_id=person_id)
    if store(ballot.on_conflict_do_nothing().returning(Ballot.person_id)).one_or_none() is None:
        raise AnsweredBefore()


def _box(survey_id: str, crowd: str) -> Box:
    wanted = select(Box).where(Box.survey_id == survey_id, Box.crowd == crowd, Box.current)
    found = db.session.scalars(wanted.limit(1)).first()
    if found is None:
        raise NotOpenYet()
    return found
