"""What people wrote in answer: shown to others only after somebody read it, or hidden."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from meetings.domain import errors
from meetings.domain.programmes import check_choice
from meetings.extensions import db, store, take_turns, transaction
from meetings.models.surveys import AnswerText, Survey
from meetings.services.audit import note
from meetings.services.survey_answers import turn_of
from meetings.services.surveys import subject_of

STATES = ("shown", "hidden")


def moderate(survey_id: str, keys: Collection[str], state: str, now: datetime, *, actor: str) -> int:
    """Show or hide what was written; give how many changed. The journal says how many, and not which.

    A key that is not there any more, because a batch was counted since, changes nothing.

    Raises: NotFound; NotAChoice, with field `state`; NothingChosen.
    """
    check_choice(state, "state", STATES)
    if not keys:
        raise errors.NothingChosen(field="text")
    with transaction():
        take_turns(turn_of(survey_id))
        if db.session.scalar(select(Survey.id).where(Survey.id == survey_id)) is None:
            raise errors.NotFound()
        wanted = (
            AnswerText.survey_id == survey_id,
            AnswerText.key.in_(list(keys)),
            AnswerText.state != state,
        )
        number = store(update(AnswerText).where(*wanted).values(state=state)).rowcount
        if number:
            note(now, actor, "survey.text", subject_of(survey_id), after={"state": state, "texts": number})
        return number
