"""The link by which whoever tries the demonstration looks after a panel: the next speaker's of an invented season."""

from datetime import datetime

from sqlalchemy import select

from meetings.domain.codes import PanelistState, SessionState, SlotState
from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.people import PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.holders import PURPOSE, own_bearer
from meetings.services.devices import open_device
from meetings.services.links import give_link, link_token


def speaker_link(now: datetime, keys: Keys) -> tuple[str, str] | None:
    """Give the token of a speaker's link to a demonstration, and a code that proves one device, once.

    Gives: nothing where there is no demonstration with a speaker to come, so that no real link is ever opened by this.
    """
    with transaction():
        row = db.session.execute(
            select(Panelist.person_id, Session.programme_id)
            .join(Session, Session.id == Panelist.session_id)
            .join(Programme, Programme.id == Session.programme_id)
            .join(Slot, Slot.session_id == Session.id)
            .join(PersonMailbox, PersonMailbox.person_id == Panelist.person_id)
            .where(
                Programme.demonstration,
                Programme.published,
                Session.state == SessionState.PUBLISHED,
                Slot.state == SlotState.PLANNED,
                Slot.starts_at > now,
                Panelist.role == "speaker",
                Panelist.state != PanelistState.DECLINED,
            )
            .order_by(Slot.starts_at, Panelist.position, Panelist.id)
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        bearer = own_bearer(row[0], row[1])
        link = give_link(PURPOSE, bearer, now, keys)
        return link_token(link, keys), open_device(bearer, link.generation, now, keys)
