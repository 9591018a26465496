"""What lists of speakers hold of a slot that is dropped, and of a person who is erased."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from meetings.extensions import db
from meetings.models.live.floor import FloorList, FloorStatement, Intervention
from meetings.models.live.hours import LiveHour
from meetings.models.live.questions import LiveNote, LiveQuestion
from meetings.models.panel.invitations import PanelHeard
from meetings.services.discarding import discard


def drop_hour(slot_id: str, now: datetime) -> None:
    """Take the hour of a slot that nobody was told of away, with all that was tried in it and noted of it.

    Call it within the transaction that drops the slot.
    """
    sent = FloorStatement.intervention_id.in_(select(Intervention.id).where(Intervention.slot_id == slot_id))
    alone = (sent, FloorStatement.statement_id.is_(None))
    discard(db.session.scalars(select(FloorStatement.file).where(*alone)).all(), now)
    merged = update(LiveQuestion).where(LiveQuestion.slot_id == slot_id).values(merged_into=None)
    for statement in (delete(FloorStatement).where(sent), merged):
        db.session.execute(statement.execution_options(synchronize_session=False))
    for table in (Intervention, FloorList, LiveQuestion, LiveNote, PanelHeard, LiveHour):
        db.session.execute(delete(table).where(table.slot_id == slot_id))


def leave_floor(person_id: int, now: datetime) -> None:
    """Take a person off lists of speakers: their name, and what they sent; that somebody spoke, and how long, stays.

    What a delegate sent as a statement of their delegation is the conference's, and stays without them.
    """
    own = select(Intervention.id).where(Intervention.person_id == person_id)
    theirs = or_(FloorStatement.person_id == person_id, FloorStatement.intervention_id.in_(own))
    alone = (theirs, FloorStatement.statement_id.is_(None))
    discard(db.session.scalars(select(FloorStatement.file).where(*alone)).all(), now)
    mine = update(Intervention).where(Intervention.person_id == person_id)
    for statement in (
        delete(FloorStatement).where(*alone),
        update(FloorStatement).where(FloorStatement.person_id == person_id).values(person_id=None),
        mine.values(name=None, updated_at=now, revision=Intervention.revision + 1),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
