"""Questions of people who were erased: what others have read stays, and is nobody's; the rest is emptied."""

from sqlalchemy import select

from meetings.domain.live.questions import PUBLIC
from meetings.extensions import db
from meetings.models.base import random_id
from meetings.models.live.questions import LiveQuestion


def leave_questions(person_id: int) -> None:
    """Let questions of somebody say nothing of them; call it within a transaction."""
    for row in db.session.scalars(select(LiveQuestion).where(LiveQuestion.person_id == person_id)):
        row.digest, row.asker, row.may_be_named = random_id(), f"erased:{random_id()}", False
        if row.state in PUBLIC:
            row.text = row.edited or row.text
        else:
            row.text, row.answer, row.reason = "", None, None
        row.edited = None
