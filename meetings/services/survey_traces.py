"""What surveys say of somebody who is erased, which stays as numbers only, and surveys that go with their session."""

from collections.abc import Collection

from sqlalchemy import delete, select

from meetings.extensions import db, insert_new, store, take_turns
from meetings.models.surveys import Asked, Ballot, Box, Gone, Survey
from meetings.services.survey_answers import turn_of


def hold_surveys(people: Collection[int]) -> None:
    """Take turns at all surveys that ask some people; call it within a transaction, before anything of theirs is held.

    Ballots, which name people, are laid anew with each batch, and whoever does so takes the survey first.
    """
    asked = select(Asked.survey_id).where(Asked.person_id.in_(people)).distinct()
    for survey_id in sorted(db.session.scalars(asked)):
        take_turns(turn_of(survey_id))


def leave_surveys(person_id: int) -> None:
    """Take a person out of all surveys; how many were asked, and how many answered, stays. Answers are not touched.

    Nobody knows which are theirs, so none can be taken away.
    """
    hold_surveys([person_id])
    answered = set(db.session.scalars(select(Ballot.survey_id).where(Ballot.person_id == person_id)))
    rows = db.session.execute(
        select(Asked.survey_id, Asked.crowd).where(Asked.person_id == person_id).order_by(Asked.survey_id)
    ).all()
    for survey_id, crowd in rows:
        has_answered = int(survey_id in answered)
        new = insert_new(Gone).values(survey_id=survey_id, crowd=crowd, asked=1, answered=has_answered)
        more = {"asked": Gone.asked + 1, "answered": Gone.answered + has_answered}
        store(new.on_conflict_do_update(index_elements=["survey_id", "crowd"], set_=more))
    store(delete(Asked).where(Asked.person_id == person_id))
    store(delete(Ballot).where(Ballot.person_id == person_id))


def drop_survey_within(session_id: int) -> None:
    """Delete the survey of a session that is a draft, whom nobody was asked about; call it within that act."""
    of_session = select(Survey.id).where(Survey.session_id == session_id).scalar_subquery()
    store(delete(Box).where(Box.survey_id == of_session))
    store(delete(Survey).where(Survey.session_id == session_id))
