"""The link by which whoever tries the demonstration names a delegation: the first of an invented focal point."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import Delegation, FocalPoint
from meetings.models.programmes import Programme
from meetings.queries.cop.focal_points import PURPOSE, bearer_name
from meetings.services.cop.delegations import FocalGiven, find_or_add_within, invite_within
from meetings.services.devices import open_device
from meetings.services.links import give_link, link_token

SOMEBODY: Final = FocalGiven("Invented Focal Point", "focal.point@example.org")
ACTOR: Final = "demonstration"


def focal_link(programme: str, now: datetime, keys: Keys, *, party: str = "") -> tuple[str, str] | None:
    """Give the token of a focal point's link to a demonstration, and a code that proves one device, once.

    Takes: the slug of the conference; the State whose delegation it is, else the first that has a focal point.
    Gives: nothing where it is no demonstration, so that no real delegation is ever opened by this, or where nobody is
    there to be a delegation of.
    """
    with transaction():
        is_invented = select(Programme.id).where(Programme.slug == programme, Programme.demonstration)
        programme_id = db.session.scalar(is_invented)
        if programme_id is None:
            return None
        point = _point(programme_id, party) or _invited(programme, party, now, keys)
        if point is None:
            return None
        link = give_link(PURPOSE, bearer_name(point), now, keys)
        return link_token(link, keys), open_device(point, link.generation, now, keys)


def _point(programme_id: int, party: str) -> str | None:
    wanted = (
        select(FocalPoint.id)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .where(Delegation.programme_id == programme_id, FocalPoint.ended_at.is_(None))
        .order_by(FocalPoint.invited_at, FocalPoint.id)
    )
    return db.session.scalar(wanted.where(Delegation.party_code == party) if party else wanted)


def _invited(programme: str, party: str, now: datetime, keys: Keys) -> str | None:
    if not party:
        return None
    delegation = find_or_add_within(programme, now, actor=ACTOR, party=party)
    return invite_within(delegation, SOMEBODY, now, actor=ACTOR, keys=keys)
