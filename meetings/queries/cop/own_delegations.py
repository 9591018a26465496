"""What delegations hold of one person: as somebody named, and as whoever names."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.cop.delegations import facts_of
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import (
    ChangeRequest,
    Delegation,
    FocalPoint,
    Identity,
    Nomination,
    Participation,
)
from meetings.models.programmes import Programme
from meetings.queries.cop.change_requests import opened

Facts = dict[str, Any]


def delegations_of(person_id: int) -> dict[str, list[Facts]]:
    """Give where somebody was named, what was asked of it, and for whom they name people.

    Of a passport and a photo, that they are kept sealed, and until when; officers alone read them.
    """
    return {"nominations": _nominations(person_id), "focal_points": _focal_points(person_id)}


def _nominations(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Nomination, Programme.slug, Identity)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .outerjoin(Identity, Identity.nomination_id == Nomination.id)
        .where(Nomination.person_id == person_id)
        .order_by(Nomination.created_at, Nomination.id)
        .options(selectinload(Nomination.participations), raiseload("*"))
    ).all()
    parts = [part for row in rows for part in row[0].participations]
    slugs = {
        row.id: row.slug
        for row in db.session.execute(
            select(Segment.id, Segment.slug).where(Segment.id.in_([one.segment_id for one in parts]))
        )
    }
    asked: dict[str | None, list[Facts]] = {}
    requests = select(ChangeRequest).where(ChangeRequest.nomination_id.in_([row[0].id for row in rows]))
    for one in opened(db.session.scalars(requests.order_by(ChangeRequest.asked_at))):
        facts = {"kind": one.kind, "state": one.state, "at": one.asked_at, "values": one.values}
        asked.setdefault(one.nomination_id, []).append(facts | {"why": one.why, "reason": one.reason})
    return [
        {
            "programme": programme,
            **facts_of(row),
            "segments": [_part(one, slugs) for one in row.participations],
            "requests": asked.get(row.id, []),
            "passport_kept_until": identity.erase_on if identity is not None and identity.sealed else None,
            "photo_kept_until": identity.erase_on if identity is not None and identity.photo else None,
            "created_at": row.created_at,
        }
        for row, programme, identity in rows
    ]


def _part(one: Participation, slugs: dict[int, str]) -> Facts:
    return {
        "segment": slugs[one.segment_id],
        "mode": one.mode,
        "rights": one.rights,
        "state": one.state,
        "at": one.state_since,
    }


def _focal_points(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(FocalPoint, Programme.slug)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(FocalPoint.person_id == person_id)
        .order_by(FocalPoint.invited_at, FocalPoint.id)
    )
    names = ("kind", "name", "email", "language", "notified_by", "invited_at", "opened_at", "reminded_at")
    return [
        {"programme": programme, **{name: getattr(row, name) for name in names}, "ended_at": row.ended_at}
        for row, programme in rows
    ]
