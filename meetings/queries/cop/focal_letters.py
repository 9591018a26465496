"""What mails to focal points are about, as the facts stand now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.codes import NoticeKind
from meetings.domain.cop.delegations import ends_at
from meetings.domain.cop.tracks import Awaited
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, FocalPoint
from meetings.models.devices import DeviceCode
from meetings.models.links import Link
from meetings.models.messages import Notice
from meetings.models.programmes import Programme
from meetings.queries.cop.awaited import Waiting, awaited_from
from meetings.queries.cop.focal_points import BEARER, PURPOSE, bearer_name

Words = dict[str, str]
CODE: Final = "code"


@dataclass(frozen=True, slots=True)
class FocalLetter:
    """A mail to a focal point: what it is (`invited`, `link`, `code`, …) and the facts it tells.

    `whose` are the names of the State or body, `until` is when nominations close, read in `zone`; `code_number` is of
    the code it brings, whose link has the `generation`.
    """

    kind: str
    focal_point_id: str
    whose: Words
    title: Words
    zone: str
    until: datetime | None
    waiting: tuple[Waiting, ...]
    demonstration: bool
    contact: str | None
    generation: int = 1
    code_number: int = 0


def focal_letters(message_ids: Collection[str], now: datetime) -> dict[str, FocalLetter]:
    """Give by message what is told to a focal point; none of what is over, or was done since."""
    rows = db.session.execute(
        select(Notice.message_id, Notice.occasion, FocalPoint, Delegation, Programme, Link, DeviceCode)
        .join(FocalPoint, Notice.subject == BEARER + FocalPoint.id)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .join(Link, (Link.bearer == BEARER + FocalPoint.id) & (Link.purpose == PURPOSE))
        .outerjoin(DeviceCode, DeviceCode.holder == FocalPoint.id)
        .where(
            Notice.kind == NoticeKind.DELEGATION,
            Notice.message_id.in_(list(message_ids)),
            FocalPoint.ended_at.is_(None),
            Link.withdrawn_at.is_(None),
        )
        .options(joinedload(Delegation.party), joinedload(Delegation.organization), raiseload("*"))
    ).all()
    if not rows:
        return {}
    waiting = awaited_from({row[3].id for row in rows})
    segments = _segments({row[4].id for row in rows})
    found: dict[str, FocalLetter] = {}
    for message_id, occasion, point, delegation, programme, link, code in rows:
        kind, _colon, rest = occasion.partition(":")
        mine = segments.get(programme.id, [])
        if not _is_of_use(kind, rest, now, delegation, link, code, waiting[delegation.id]) or _is_over(
            mine, now
        ):
            continue
        found[str(message_id)] = FocalLetter(
            kind=kind,
            focal_point_id=point.id,
            whose=whose_of(delegation),
            title=programme.title,
            zone=programme.zone,
            until=_until(kind, mine, delegation, now),
            waiting=waiting[delegation.id],
            demonstration=programme.demonstration,
            contact=programme.contact,
            generation=link.generation,
            code_number=code.number if kind == CODE and code else 0,
        )
    return found


def whose_of(delegation: Delegation) -> Words:
    """Give the names of the State or body that a delegation is of."""
    if delegation.party is not None:
        return delegation.party.names
    return {"en": delegation.organization.name if delegation.organization else ""}


def generation_of(focal_point_id: str) -> int | None:
    """Give the generation of a focal point's link, or nothing for one that was withdrawn."""
    return db.session.scalar(
        select(Link.generation).where(
            Link.purpose == PURPOSE, Link.bearer == bearer_name(focal_point_id), Link.withdrawn_at.is_(None)
        )
    )


def _is_of_use(
    kind: str,
    rest: str,
    now: datetime,
    delegation: Delegation,
    link: Link,
    code: DeviceCode | None,
    waiting: Collection[Waiting],
) -> bool:
    """Say whether a mail still tells what is so."""
    if kind == CODE:
        return code is not None and str(code.number) == rest and code.used_at is None
    if kind == "link":
        return str(link.generation) == rest
    if kind == "reopened":
        return delegation.reopened_until is not None and now < delegation.reopened_until
    if kind == "returned":
        return any(one.awaited is Awaited.CORRECTION for one in waiting)
    return bool(waiting) if kind == "reminder" else True


def _until(kind: str, segments: list[Segment], delegation: Delegation, now: datetime) -> datetime | None:
    """Give when nominations close next: for one that is open again, when that ends."""
    if kind == "reopened":
        return delegation.reopened_until
    coming = [one.nominate_until for one in segments if one.nominate_until and one.nominate_until > now]
    return min(coming, default=None)


def _is_over(segments: list[Segment], now: datetime) -> bool:
    return bool(segments) and all(now >= ends_at(one) for one in segments)


def _segments(programme_ids: Collection[int]) -> dict[int, list[Segment]]:
    found: dict[int, list[Segment]] = {}
    wanted = select(Segment).where(Segment.programme_id.in_(programme_ids)).options(raiseload("*"))
    for one in db.session.scalars(wanted.order_by(Segment.position)):
        found.setdefault(one.programme_id, []).append(one)
    return found
