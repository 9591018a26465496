"""What lists of speakers hold of a slot that is dropped, and of a person who is erased."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, delete, or_, select, union, update

from meetings.domain.registrations import name_key
from meetings.extensions import db
from meetings.models.cop.delegations import Delegation, Nomination
from meetings.models.live.floor import FloorList, FloorStatement, Intervention
from meetings.models.live.hours import LiveHour
from meetings.models.live.questions import LiveNote, LiveQuestion
from meetings.models.panel.invitations import PanelHeard
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Slot
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


def leave_floor(person_id: int, now: datetime, name_keys: Collection[str] = ()) -> None:
    """Take a person off lists of speakers: their name, and what they sent; that somebody spoke, and how long, stays.

    What a delegate sent as a statement of their delegation is the conference's, and stays without them. A name that
    the chair typed is nobody's, so it goes by how it is written, where they took part in the programme.

    Takes: how they are called, as names are compared.
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
    typed = and_(Intervention.person_id.is_(None), Intervention.name.is_not(None))
    for row in db.session.scalars(
        select(Intervention).where(
            or_(typed, Intervention.behalf_of.is_not(None)), Intervention.slot_id.in_(slots_near(person_id))
        )
    ):
        is_named = row.person_id is None and name_key(row.name or "") in name_keys
        is_behalf = name_key(row.behalf_of or "") in name_keys
        if is_named or is_behalf:
            row.name = None if is_named else row.name
            row.behalf_of = None if is_behalf else row.behalf_of
            row.revision, row.updated_at = row.revision + 1, now


def slots_near(person_id: int) -> Select[str]:
    """Ask for the slots of all programmes in which somebody was registered, on a panel, or named by a delegation."""
    topics = (
        select(Session.programme_id)
        .join(table, table.session_id == Session.id)
        .where(table.person_id == person_id)
        for table in (Registration, Panelist)
    )
    named = (
        select(Delegation.programme_id)
        .join(Nomination, Nomination.delegation_id == Delegation.id)
        .where(Nomination.person_id == person_id)
    )
    return (
        select(Slot.id)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.programme_id.in_(union(*topics, named)))
    )
