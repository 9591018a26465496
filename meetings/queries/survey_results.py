"""What was answered, counted: by survey and crowd, compared over sessions, streams and seasons, and to take along."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.report_cells import SMALL
from meetings.domain.survey_results import Cross, Tally, cross, is_same, tally
from meetings.domain.surveys import Crowd, Kind, Question, SurveyState, questions_of
from meetings.extensions import db
from meetings.models.surveys import Answer, AnswerText, Survey
from meetings.queries.surveys import SurveyRow

LOT: Final = SystemRandom()
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """Something written in answer to a question; `key` names it until the next batch."""

    key: str
    crowd: str
    question: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class CrowdResults:
    """The answers of one crowd; `counted` is null where they are fewer than five, and then nothing is known of them."""

    crowd: str
    asked: int
    answered: int
    counted: int | None
    tallies: tuple[Tally, ...]
    texts: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How the same question was answered to another survey, or to several together; `count` is of how many."""

    title: Mapping[str, str]
    tally: Tally
    survey: SurveyRow | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Remarks:
    """What participants wrote for the panellists in answer to one question."""

    question: Mapping[str, str]
    texts: tuple[str, ...]


def results(row: SurveyRow) -> tuple[CrowdResults, ...]:
    """Count a survey, each crowd apart; texts that wait to be read, and hidden ones, are among those given."""
    answers, texts = _answers([row.id]), _texts(row.id)
    return tuple(
        _crowd(row, crowd, answers.get((row.id, crowd), []), texts)
        for crowd in Crowd
        if crowd in row.crowds or crowd in row.counts
    )


def _crowd(row: SurveyRow, crowd: str, answers: Sequence[Values], texts: Iterable[Written]) -> CrowdResults:
    asked, answered = row.counts.get(crowd, (0, 0))
    if len(answers) < SMALL:
        return CrowdResults(crowd, asked, answered, None, (), ())
    questions = [one for one in row.questions if one.is_for(crowd)]
    return CrowdResults(
        crowd,
        asked,
        answered,
        len(answers),
        tuple(tally(one, answers) for one in questions if not one.is_written),
        tuple(one for one in texts if one.crowd == crowd),
    )


def crossed(row: SurveyRow, crowd: str, by: str, of: str) -> Cross | None:
    """Cross two questions of one answer each in a crowd; nothing where one is not there, or too few answered."""
    single = {one.key: one for one in row.questions if one.kind in (Kind.CHOICE, Kind.SCALE)}
    answers = _answers([row.id]).get((row.id, crowd), [])
    if by == of or by not in single or of not in single or len(answers) < SMALL:
        return None
    return cross(single[by], single[of], answers)


def compared(rows: Sequence[SurveyRow], question: Question, crowd: str) -> list[Compared]:
    """Give how the same question was answered to each of some surveys; only of those that enough answered."""
    answers = _answers([one.id for one in rows])
    found = []
    for row in rows:
        same = next((one for one in row.questions if is_same(one, question)), None)
        given = answers.get((row.id, crowd), [])
        if same is not None and len(given) >= SMALL:
            counted = tally(same, given)
            if counted.is_shown:
                found.append(Compared(row.about.title, counted, row))
    return found


def together(found: Sequence[Compared], question: Question) -> dict[tuple[str, str | None], Compared]:
    """Sum what was compared by stream; sums rest on what is shown, so that they give nothing else away."""
    groups: dict[tuple[str, str | None], list[Compared]] = {}
    for one in found:
        if one.survey is not None and one.survey.about.session is not None:
            groups.setdefault((one.survey.about.programme, one.survey.about.stream), []).append(one)
    return {key: _summed(each, question) for key, each in groups.items()}


def _summed(each: Sequence[Compared], question: Question) -> Compared:
    counts: dict[str, int] = {}
    for one in each:
        for key, number in one.tally.counts.items():
            counts[key] = counts.get(key, 0) + number
    answered = sum(one.tally.answered or 0 for one in each)
    first = each[0].survey
    title = first.about.stream_title if first else {}
    return Compared(title, Tally(question, answered, counts), None, len(each))


def taken_along(row: SurveyRow) -> tuple[list[tuple[str, Values]], list[Written]]:
    """Give what may be taken along, in an order drawn by lot: answers with their crowd, and texts that are shown.

    Each question's answers are drawn apart, so that a line is nobody's, and crossing two questions gives nothing
    away that the page hides. Of a question that fewer than five of a crowd answered there is nothing.
    """
    answers = [
        (crowd, values)
        for (_survey, crowd), each in _answers([row.id]).items()
        if len(each) >= SMALL
        for values in _drawn_apart(each)
    ]
    enough = {crowd for crowd, _values in answers}
    texts = [one for one in _texts(row.id) if one.state == "shown" and one.crowd in enough]
    LOT.shuffle(answers)
    LOT.shuffle(texts)
    return answers, texts


def remarks_for(session_id: int) -> tuple[Remarks, ...]:
    """Give what those who came to a session wrote for its panellists, as far as somebody read and showed it.

    Nothing where fewer than five of a crowd answered, or fewer than five wrote; by their keys, which are drawn by lot.
    """
    found = db.session.execute(
        select(Survey.id, Survey.questions).where(
            Survey.session_id == session_id, Survey.state != SurveyState.DRAFT
        )
    ).one_or_none()
    asked = [one for one in questions_of(found.questions) if one.kind == Kind.REMARK] if found else []
    if found is None or not asked:
        return ()
    enough = {crowd for (_id, crowd), each in _answers([found.id]).items() if len(each) >= SMALL}
    texts = [one for one in _texts(found.id) if one.state == "shown" and one.crowd in enough]
    said = (
        Remarks(one.words, tuple(each.text for each in texts if each.question == one.key)) for one in asked
    )
    return tuple(one for one in said if one.texts)


def _drawn_apart(answers: Sequence[Values]) -> list[Values]:
    numbers = Counter(key for values in answers for key in values)
    columns: dict[str, list[Any]] = {}
    for key in sorted(key for key, number in numbers.items() if number >= SMALL):
        columns[key] = [values.get(key) for values in answers]
        LOT.shuffle(columns[key])
    lines = range(len(answers))
    return [{key: each[at] for key, each in columns.items() if each[at] is not None} for at in lines]


def _answers(ids: Sequence[str]) -> dict[tuple[str, str], list[Values]]:
    rows = db.session.execute(
        select(Answer.survey_id, Answer.crowd, Answer.values).where(Answer.survey_id.in_(ids))
    )
    found: dict[tuple[str, str], list[Values]] = {}
    for survey_id, crowd, values in rows:
        found.setdefault((survey_id, crowd), []).append(values)
    return found


def _texts(survey_id: str) -> list[Written]:
    """Give what was written, of questions in answer to which five or more of a crowd wrote."""
    rows = db.session.execute(
        select(AnswerText.key, AnswerText.crowd, AnswerText.question, AnswerText.text, AnswerText.state)
        .where(AnswerText.survey_id == survey_id)
        .order_by(AnswerText.question, AnswerText.key)
    )
    found = [Written(*row) for row in rows]
    numbers = Counter((one.crowd, one.question) for one in found)
    return [one for one in found if numbers[one.crowd, one.question] >= SMALL]
