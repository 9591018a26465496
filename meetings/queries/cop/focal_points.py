"""Who holds the link of a delegation: a focal point, a permanent mission, or the contact of a body."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.errors import LinkDead
from meetings.domain.tokens import Keys, link_id
from meetings.extensions import db
from meetings.models.cop.delegations import Delegation, FocalPoint
from meetings.models.links import Link
from meetings.models.programmes import Programme
from meetings.queries.links import bearer_of

PURPOSE: Final = "delegation"
BEARER: Final = "focal:"


@dataclass(frozen=True, slots=True)
class Focal:
    """Whoever holds a link: the focal point, their delegation with whose it is, and the conference.

    `generation` is the link's: what was proved by an older one holds no more.
    """

    point: FocalPoint
    delegation: Delegation
    programme: Programme
    generation: int

    @property
    def actor(self) -> str:
        """Give the name under which acts are noted."""
        return actor_of(self.point.id)


def bearer_name(focal_point_id: str) -> str:
    """Name the bearer of a focal point's link."""
    return f"{BEARER}{focal_point_id}"


def actor_of(focal_point_id: str) -> str:
    """Name a focal point as whoever did something."""
    return f"{BEARER}{focal_point_id}"


def focal_of(token: str, keys: Keys) -> Focal:
    """Give who holds a link, and their delegation.

    Raises: LinkDead, for a link that is unknown, cut, withdrawn, or of somebody who was succeeded.
    """
    bearer = bearer_of(token, PURPOSE, keys)
    if not bearer.startswith(BEARER):
        raise LinkDead()
    row = db.session.execute(
        select(FocalPoint, Delegation, Programme)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(FocalPoint.id == bearer.removeprefix(BEARER), FocalPoint.ended_at.is_(None))
        .options(joinedload(Delegation.party), joinedload(Delegation.organization), raiseload("*"))
    ).one_or_none()
    if row is None:
        raise LinkDead()
    link = db.session.get_one(Link, str(link_id(token)))
    return Focal(row[0], row[1], row[2], link.generation)


def standing_points(delegation_id: str) -> list[FocalPoint]:
    """Give who may name a delegation now, in the order in which they were invited."""
    wanted = select(FocalPoint).where(
        FocalPoint.delegation_id == delegation_id, FocalPoint.ended_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(FocalPoint.invited_at, FocalPoint.id)))
