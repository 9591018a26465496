"""Slots that are cancelled with their session, and revived with it; what reads differently by it has a version."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from meetings.domain.codes import SlotState
from meetings.domain.seasons import is_over
from meetings.extensions import db
from meetings.models.journal import Audit
from meetings.models.slots import Slot
from meetings.services.slots import renew_within, set_state_within


def cancel_slots_within(session_id: int, now: datetime, actor: str) -> None:
    """Cancel what is still to come of a session's slots; call it within the transaction that cancels the session.

    A slot that is over stays what it was, and is read as cancelled from then on: that is a version, too.
    """
    for slot in _slots(session_id):
        if slot.state != SlotState.PLANNED:
            continue
        if is_over(slot, now):
            renew_within(slot.id, now, actor)
        else:
            set_state_within(slot.id, SlotState.CANCELLED, now, actor, "cancel_with_session")


def revive_slots_within(session_id: int, now: datetime, actor: str) -> None:
    """Revive the slots that were cancelled with their session, and not those cancelled by themselves.

    A slot that was not cancelled itself was read as cancelled until then: that is a version, too.
    """
    for slot in _slots(session_id):
        if slot.state == SlotState.PLANNED:
            renew_within(slot.id, now, actor)
        elif slot.state == SlotState.CANCELLED and _is_with_session(slot.id):
            set_state_within(slot.id, SlotState.PLANNED, now, actor, "revive_with_session")


def _slots(session_id: int) -> Sequence[Slot]:
    return db.session.scalars(select(Slot).where(Slot.session_id == session_id).order_by(Slot.id)).all()


def _is_with_session(slot_id: str) -> bool:
    """Say whether the last cancelling of a slot was that of its session."""
    last = db.session.scalar(
        select(Audit.act)
        .where(Audit.subject == f"slot:{slot_id}", Audit.act.like("slot.%cancel%"))
        .order_by(Audit.id.desc())
        .limit(1)
    )
    return last == "slot.cancel_with_session"
