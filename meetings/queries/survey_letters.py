"""What mails that ask to answer a survey are about, as the facts stand now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, func, select

from meetings.domain.codes import NoticeKind
from meetings.domain.surveys import SurveyState
from meetings.extensions import db
from meetings.models.messages import Notice
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.surveys import Asked, Ballot, Survey

Words = dict[str, str]
LAST_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Invited:
    """A survey somebody is asked to answer: of a session, or of a programme; `zone` is the reader's."""

    survey_id: str
    title: Words
    closes_at: datetime
    zone: str
    is_reminder: bool
    demonstration: bool
    contact: str | None

    @property
    def last_moment(self) -> datetime:
        """Give the last minute in which it can be answered, which is on its last day."""
        return self.closes_at - LAST_MINUTE


def invited(message_ids: Collection[str], now: datetime) -> dict[str, Invited]:
    """Give by message the survey it asks to answer; none that is over, or that its reader has answered."""
    answered = exists().where(Ballot.survey_id == Survey.id, Ballot.person_id == Notice.person_id)
    rows = db.session.execute(
        select(
            Notice.message_id,
            Notice.occasion,
            Survey.id,
            Survey.closes_at,
            Session.title,
            Programme.title,
            Programme.demonstration,
            Programme.contact,
            func.coalesce(Person.zone, Programme.zone),
        )
        .join(Survey, Notice.subject == "survey:" + Survey.id)
        .join(Asked, (Asked.survey_id == Survey.id) & (Asked.person_id == Notice.person_id))
        .join(Person, Person.id == Notice.person_id)
        .join(Programme, Programme.id == Survey.programme_id)
        .outerjoin(Session, Session.id == Survey.session_id)
        .where(
            Notice.kind == NoticeKind.SURVEY,
            Notice.message_id.in_(list(message_ids)),
            Survey.state == SurveyState.PUBLISHED,
            Survey.closes_at > now,
            ~answered,
        )
    )
    return {
        row[0]: Invited(
            survey_id=row[2],
            title=row[4] or row[5],
            closes_at=row[3],
            zone=row[8],
            is_reminder=row[1] == "reminder",
            demonstration=row[6],
            contact=row[7],
        )
        for row in rows
        if row[0] is not None and row[3] is not None
    }
