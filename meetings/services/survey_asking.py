"""Asking: whoever is to be asked is invited once, and whoever did not answer is reminded once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select

from meetings.domain.codes import NoticeKind
from meetings.domain.seasons import ends_at
from meetings.domain.surveys import Crowd, SurveyState, is_open
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.messages import Notice
from meetings.models.surveys import Asked, Ballot, Survey
from meetings.queries.survey_people import anew, registrations_for, slots_of

REST: Final = timedelta(hours=1)
INVITATION: Final = "invitation"
REMINDER: Final = "reminder"


def ask(now: datetime) -> None:
    """Ask, for each survey that is open, whoever is to be asked and is not yet; it may run twice at once.

    Who came to a session is asked an hour after its last time, and later when a file says so later.
    """
    published = select(Survey.id).where(Survey.state == SurveyState.PUBLISHED).order_by(Survey.id)
    for survey_id in db.session.scalars(published).all():
        survey = db.session.get_one(Survey, survey_id)
        if not is_open(survey, now) or not _has_come(survey, now):
            continue
        for crowd in survey.crowds:
            if crowd != Crowd.LISTED:
                _ask(survey_id, crowd, anew(survey, crowd, now))
        _invite(survey_id, now)
        _remind(survey_id, now)


def _has_come(survey: Survey, now: datetime) -> bool:
    """Say whether it is time to ask: a season's survey from publishing on, a session's when the session is over."""
    if survey.session_id is None:
        return True
    ends = [ends_at(one) for one in slots_of(survey)]
    return bool(ends) and now >= max(ends) + REST


def _ask(survey_id: str, crowd: str, people: Collection[int]) -> None:
    if not people:
        return
    rows = [{"survey_id": survey_id, "person_id": one, "crowd": crowd} for one in sorted(people)]
    with transaction():
        store(insert_new(Asked).on_conflict_do_nothing(), rows)


def _invite(survey_id: str, now: datetime) -> None:
    """Make the invitation due of whoever is asked and has none."""
    has_one = exists().where(
        Notice.kind == NoticeKind.SURVEY,
        Notice.person_id == Asked.person_id,
        Notice.subject == subject_of(survey_id),
        Notice.occasion == INVITATION,
    )
    people = db.session.scalars(
        select(Asked.person_id).where(Asked.survey_id == survey_id, ~has_one).order_by(Asked.person_id)
    ).all()
    _notice(survey_id, people, INVITATION, now)


def _remind(survey_id: str, now: datetime) -> None:
    """Make the one reminder due of whoever was invited long enough ago and did not answer."""
    survey = db.session.get_one(Survey, survey_id)
    if survey.remind_days is None:
        return
    before = now - timedelta(days=survey.remind_days)
    of_survey = (Notice.kind == NoticeKind.SURVEY, Notice.subject == subject_of(survey_id))
    answered = exists().where(Ballot.survey_id == survey_id, Ballot.person_id == Notice.person_id)
    reminded = select(Notice.person_id).where(*of_survey, Notice.occasion == REMINDER)
    people = db.session.scalars(
        select(Notice.person_id)
        .where(
            *of_survey,
            Notice.occasion == INVITATION,
            Notice.created_at <= before,
            Notice.withdrawn_at.is_(None),
            ~answered,
            Notice.person_id.not_in(reminded),
        )
        .order_by(Notice.person_id)
    ).all()
    _notice(survey_id, people, REMINDER, now)


def _notice(survey_id: str, people: Collection[int], occasion: str, now: datetime) -> None:
    if not people:
        return
    with transaction():
        survey = db.session.get_one(Survey, survey_id)
        about = registrations_for(survey, people)
        rows = [
            {
                "kind": str(NoticeKind.SURVEY),
                "person_id": one,
                "subject": subject_of(survey_id),
                "occasion": occasion,
                "registration_id": about.get(one),
                "due_at": now,
                "not_after": survey.closes_at,
                "created_at": now,
            }
            for one in people
        ]
        store(insert_new(Notice).on_conflict_do_nothing(), rows)


def subject_of(survey_id: str) -> str:
    """Name what notices of a survey are about."""
    return f"survey:{survey_id}"
