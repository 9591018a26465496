"""Questions of people who were erased: what others have read stays, and is nobody's; the rest is emptied."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from meetings.domain.live.questions import ANSWERS_FILE, PUBLIC
from meetings.extensions import db
from meetings.models.base import random_id
from meetings.models.live.questions import LiveQuestion
from meetings.models.slots import Slot
from meetings.services.documents import drop_versions_within

ACTOR: Final = "erasing"


def leave_questions(person_id: int, now: datetime) -> None:
    """Let questions of somebody say nothing of them; call it within a transaction.

    Documents that may name them go, with their versions, until staff publishes them anew; of others, what was before.
    """
    theirs = select(Slot.session_id).join(LiveQuestion, LiveQuestion.slot_id == Slot.id)
    theirs = theirs.where(LiveQuestion.person_id == person_id)
    named = set(db.session.scalars(theirs.where(LiveQuestion.may_be_named)))
    for session_id in sorted(set(db.session.scalars(theirs))):
        drop_versions_within(session_id, ANSWERS_FILE, now, ACTOR, whole=session_id in named)
    for row in db.session.scalars(select(LiveQuestion).where(LiveQuestion.person_id == person_id)):
        row.digest, row.asker, row.may_be_named = random_id(), f"erased:{random_id()}", False
        if row.state in PUBLIC:
            row.text = row.edited or row.text
        else:
            row.text, row.answer, row.reason = "", None, None
        row.edited = None
