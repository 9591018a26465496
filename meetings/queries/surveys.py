"""Surveys as staff see them, with how many were asked and how many answered; and as whoever answers sees one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import raiseload

from meetings.domain.errors import LinkDead, NotFound
from meetings.domain.permissions import Reach
from meetings.domain.surveys import Crowd, Question, questions_of
from meetings.extensions import db
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.surveys import Asked, Ballot, Gone, Survey
from meetings.queries.reach import session_within

Words = dict[str, str]
NOBODY: Final = (0, 0)


@dataclass(frozen=True, slots=True)
class About:
    """What a survey is about: a session, or without one a whole programme."""

    programme: str
    programme_title: Words
    zone: str
    session: str | None
    session_title: Words
    stream: str | None
    partners: tuple[str, ...]
    stream_title: Words = field(default_factory=dict)
    palette: int = 0

    @property
    def title(self) -> Words:
        """Give the title of what it is about."""
        return self.session_title or self.programme_title


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey; `counts` are those asked and those who answered, by crowd."""

    id: str
    about: About
    title: Words
    lead: Words
    questions: tuple[Question, ...]
    crowds: tuple[str, ...]
    state: str
    closes_at: datetime | None
    remind_days: int | None
    revision: int
    counts: Mapping[str, tuple[int, int]]

    @property
    def asked(self) -> int:
        """Give how many were asked."""
        return sum(asked for asked, _answered in self.counts.values())

    @property
    def answered(self) -> int:
        """Give how many answered."""
        return sum(answered for _asked, answered in self.counts.values())


@dataclass(frozen=True, slots=True)
class Response:
    """How many of a crowd were asked by a survey, and how many answered; without a session, of the whole programme."""

    survey_id: str
    session: str | None
    crowd: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A survey as one person sees it who was asked; `has_answered` is all it says of them."""

    id: str
    programme: str
    demonstration: bool
    contact: str | None
    zone: str
    place: Words
    about: Words
    is_of_session: bool
    title: Words
    lead: Words
    questions: tuple[Question, ...]
    crowd: str
    state: str
    closes_at: datetime | None
    has_answered: bool


def surveys(programme: str, where: Reach) -> list[SurveyRow]:
    """Give the surveys of a programme within somebody's reach: the season's first, then by session."""
    return _rows(_within(where, programme), Programme.slug == programme)


def within(where: Reach) -> list[SurveyRow]:
    """Give all surveys within somebody's reach, the latest programmes first."""
    return _rows(or_(*(_within(where, one) for one in _programmes(where))) if where else None)


def survey(programme: str, survey_id: str) -> SurveyRow:
    """Give one survey.

    Raises: NotFound.
    """
    found = _rows(Survey.id == survey_id, Programme.slug == programme)
    if not found:
        raise NotFound()
    return found[0]


def response_counts(programme: str) -> tuple[Response, ...]:
    """Give how many were asked and how many answered, by survey and crowd, of the surveys people were asked by."""
    rows = _rows(None, Programme.slug == programme)
    return tuple(
        Response(row.id, row.about.session, crowd, *row.counts[crowd])
        for row in rows
        for crowd in Crowd
        if row.counts.get(crowd, NOBODY)[0]
    )


def asking(survey_id: str, person_id: int) -> Asking:
    """Give a survey for somebody who was asked.

    Raises: LinkDead, for whoever was not.
    """
    cast = exists().where(Ballot.survey_id == survey_id, Ballot.person_id == person_id)
    found = db.session.execute(
        select(Survey, Programme, Session.title, Asked.crowd, cast)
        .join(Programme, Programme.id == Survey.programme_id)
        .outerjoin(Session, Session.id == Survey.session_id)
        .join(Asked, and_(Asked.survey_id == Survey.id, Asked.person_id == person_id))
        .where(Survey.id == survey_id)
        .options(raiseload("*"))
    ).first()
    if found is None:
        raise LinkDead()
    row, programme, session_title, crowd, has_answered = found
    return Asking(
        id=row.id,
        programme=programme.slug,
        demonstration=programme.demonstration,
        contact=programme.contact,
        zone=programme.zone,
        place=programme.place,
        about=session_title or programme.title,
        is_of_session=row.session_id is not None,
        title=row.title,
        lead=row.lead,
        questions=tuple(one for one in questions_of(row.questions) if one.is_for(crowd)),
        crowd=crowd,
        state=row.state,
        closes_at=row.closes_at,
        has_answered=bool(has_answered),
    )


def is_within(row: SurveyRow, where: Reach) -> bool:
    """Say whether a survey is within somebody's reach: of its session, or of the whole programme."""
    about = row.about
    if about.session is None:
        return where.covers(about.programme)
    return where.covers(about.programme, about.stream, about.partners)


def _programmes(where: Reach) -> list[str]:
    rows = db.session.scalars(select(Programme.slug).order_by(Programme.starts_on.desc(), Programme.id))
    return [slug for slug in rows if where.touches(slug)]


def _within(where: Reach, programme: str) -> ColumnElement[bool]:
    of_session = and_(Survey.session_id.is_not(None), session_within(where))
    theirs = or_(of_session, Survey.session_id.is_(None)) if where.covers(programme) else of_session
    return and_(theirs, Programme.slug == programme)


def _rows(*conditions: ColumnElement[bool] | None) -> list[SurveyRow]:
    question = (
        select(Survey, Programme, Session, Stream)
        .join(Programme, Programme.id == Survey.programme_id)
        .outerjoin(Session, Session.id == Survey.session_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(*(one for one in conditions if one is not None))
        .order_by(
            Programme.starts_on.desc(),
            Programme.id,
            Session.id.is_not(None),
            Session.position,
            Session.id,
            Survey.id,
        )
        .options(raiseload("*"))
    )
    rows = db.session.execute(question).all()
    counts = _counts([row[0].id for row in rows])
    return [
        _row(survey, _about(programme, session, stream), counts.get(survey.id, {}))
        for survey, programme, session, stream in rows
    ]


def _row(row: Survey, about: About, counts: Mapping[str, tuple[int, int]]) -> SurveyRow:
    return SurveyRow(
        id=row.id,
        about=about,
        title=row.title,
        lead=row.lead,
        questions=questions_of(row.questions),
        crowds=tuple(one for one in Crowd if one in row.crowds),
        state=row.state,
        closes_at=row.closes_at,
        remind_days=row.remind_days,
        revision=row.revision,
        counts=counts,
    )


def _about(programme: Programme, session: Session | None, stream: Stream | None) -> About:
    return About(
        programme=programme.slug,
        programme_title=programme.title,
        zone=programme.zone,
        session=session.slug if session else None,
        session_title=session.title if session else {},
        stream=stream.slug if stream else None,
        partners=tuple(session.partners) if session else (),
        stream_title=stream.title if stream else {},
        palette=stream.palette if stream else 0,
    )


def _counts(ids: Iterable[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """Count, by survey and crowd, those asked and those who answered, with those who were erased since."""
    wanted = list(ids)
    answered = and_(Ballot.survey_id == Asked.survey_id, Ballot.person_id == Asked.person_id)
    standing = db.session.execute(
        select(Asked.survey_id, Asked.crowd, func.count(), func.count(Ballot.person_id))
        .outerjoin(Ballot, answered)
        .where(Asked.survey_id.in_(wanted))
        .group_by(Asked.survey_id, Asked.crowd)
    )
    gone = db.session.execute(
        select(Gone.survey_id, Gone.crowd, Gone.asked, Gone.answered).where(Gone.survey_id.in_(wanted))
    )
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for survey_id, crowd, asked, cast in [*standing, *gone]:
        before = counts.setdefault(survey_id, {}).get(crowd, NOBODY)
        counts[survey_id][crowd] = (before[0] + asked, before[1] + cast)
    return counts
