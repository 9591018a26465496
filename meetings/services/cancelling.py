"""Slots that are cancelled with their session, and revived with it."""

from datetime import datetime

from sqlalchemy import select

from meetings.domain.codes import SlotState
from meetings.domain.seasons import is_over
from meetings.extensions import db
from meetings.models.journal import Audit
from meetings.models.slots import Slot
from meetings.services.slots import set_state_within


def cancel_slots_within(session_id: int, now: datetime, actor: str) -> None:
    """Cancel what is still to come of a session's slots; call it within the transaction that cancels the session."""
    for slot in db.session.scalars(select(Slot).where(Slot.session_id == session_id).order_by(Slot.id)).all():
        if slot.state == SlotState.PLANNED and not is_over(slot, now):
            set_state_within(slot.id, SlotState.CANCELLED, now, actor, "cancel_with_session")


def revive_slots_within(session_id: int, now: datetime, actor: str) -> None:
    """Revive the slots that were cancelled with their session, and not those cancelled by themselves."""
    for slot in db.session.scalars(select(Slot).where(Slot.session_id == session_id).order_by(Slot.id)).all():
        last = db.session.scalar(
            select(Audit.act)
            .where(Audit.subject == f"slot:{slot.id}", Audit.act.like("slot.%cancel%"))
            .order_by(Audit.id.desc())
            .limit(1)
        )
        if slot.state == SlotState.CANCELLED and last == "slot.cancel_with_session":
            set_state_within(slot.id, SlotState.PLANNED, now, actor, "revive_with_session")
