"""Surveys of the demonstration: two of sessions and one of the season that were answered, and a draft."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from meetings.domain import demonstration as plan
from meetings.domain.seasons import is_over
from meetings.domain.survey_answers import Answers
from meetings.domain.surveys import Crowd, Kind, Question, SurveyState, questions_of
from meetings.extensions import db
from meetings.models.base import random_id
from meetings.models.programmes import Session
from meetings.models.surveys import Answer, AnswerText, Asked, Ballot, Survey
from meetings.queries.survey_people import away_anew, came_anew
from meetings.services.survey_boxes import lay

ANSWERED: Final = (1, 2)
DRAFT: Final = 3
SHARE: Final = 0.67
STATES: Final = ("shown", "shown", "waiting", "hidden")


def put_surveys(sessions: Sequence[Session], given: Mapping[str, Any], now: datetime) -> None:
    """Store the surveys, with answers as if they had been counted; call it within a transaction."""
    chance = random.Random(plan.SEED)
    programme_id = sessions[0].programme_id
    for number, session in enumerate(sessions):
        is_answered = number in ANSWERED and all(is_over(slot, now) for slot in session.slots)
        if is_answered or number == DRAFT:
            row = _survey(given, programme_id, session, now)
            if is_answered:
                _answer(row, given, chance, now)
    season = _survey(given, programme_id, None, now)
    _answer(season, given, chance, now)


def _survey(given: Mapping[str, Any], programme_id: int, session: Session | None, now: datetime) -> Survey:
    questions = [Question.of(one) for one in (*given["questions"], given["kept"])]
    crowds = [Crowd.CAME] if session else [Crowd.CAME, Crowd.AWAY]
    row = Survey(
        programme_id=programme_id,
        session_id=session.id if session else None,
        title=given["title"] if session else given["season_title"],
        lead=given["lead"],
        questions=[one.as_kept for one in questions if any(one.is_for(crowd) for crowd in crowds)],
        crowds=[str(one) for one in crowds],
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _answer(row: Survey, given: Mapping[str, Any], chance: random.Random, now: datetime) -> None:
    """Let two thirds of everybody who is asked answer; ballots and answers lie apart, in an order drawn by lot."""
    row.state, row.closes_at = SurveyState.COUNTED, now - timedelta(hours=1)
    questions = questions_of(row.questions)
    for crowd, people in ((Crowd.CAME, came_anew(row, now)), (Crowd.AWAY, away_anew(row, now))):
        if crowd not in row.crowds:
            continue
        everybody = sorted(people)
        answering = [one for one in everybody if chance.random() < SHARE]
        lay(Asked, [{"survey_id": row.id, "person_id": one, "crowd": str(crowd)} for one in everybody])
        lay(Ballot, [{"survey_id": row.id, "person_id": one} for one in answering])
        _lay_answers(
            row.id, crowd, [_answers(questions, crowd, given["texts"], chance) for _one in answering]
        )


def _lay_answers(survey_id: str, crowd: Crowd, answers: Sequence[Answers]) -> None:
    of = {"survey_id": survey_id, "crowd": str(crowd)}
    lay(Answer, [{"key": random_id(20), **of, "values": dict(one.values)} for one in answers])
    texts = [(question, text) for one in answers for question, text in one.texts.items()]
    lay(
        AnswerText,
        [
            {
                "key": random_id(20),
                **of,
                "question": question,
                "text": text,
                "state": STATES[at % len(STATES)],
            }
            for at, (question, text) in enumerate(texts)
        ],
    )


def _answers(
    questions: Sequence[Question], crowd: Crowd, texts: Sequence[str], chance: random.Random
) -> Answers:
    values: dict[str, Any] = {}
    said: dict[str, str] = {}
    for one in questions:
        keys = [choice.key for choice in one.choices]
        if not one.is_for(crowd):
            continue
        if one.is_written:
            text = chance.choice(list(texts))
            said |= {one.key: text} if text else {}
        elif one.kind == Kind.SCALE:
            values[one.key] = chance.choice((1, 2, 3, 3, 3, 4, 4, 5))
        elif one.kind == Kind.SEVERAL:
            values[one.key] = sorted(set(chance.choices(keys, k=2)), key=keys.index)
        else:
            values[one.key] = chance.choice([keys[0], keys[0], *keys])
    return Answers(values, said)
