"""What delegations hold of somebody who is erased: names and addresses go, and every figure stays as it was."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select, update

from meetings.domain.cop.codes import RequestKind, RequestState
from meetings.domain.cop.tracks import Track
from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db
from meetings.models.cop.delegations import ChangeRequest, FocalPoint, Funding, Nomination, TrackEvent
from meetings.queries.cop.change_requests import opened
from meetings.queries.cop.focal_points import bearer_name
from meetings.services.cop.entering_traces import nominations_of, participations_of
from meetings.services.cop.identities import erase_within
from meetings.services.links import withdraw_all

COMING: Final = (RequestKind.ADD, RequestKind.REPLACE)


def leave_delegations(
    person_id: int, names: Collection[str], addresses: Collection[str], now: datetime
) -> None:
    """Empty what delegations say of a person; role, segment and state stay, for they are counted.

    Takes: folded names, and addresses, by which focal points are known of whom no more is said.
    """
    theirs = db.session.scalars(select(Nomination.id).where(Nomination.person_id == person_id)).all()
    erase_within(theirs, now)
    asked = update(ChangeRequest).where(ChangeRequest.nomination_id.in_(theirs))
    _do(asked.values(values={}, why=None, reason=None))
    _empty_requests(set(names), {address_key(one) for one in addresses}, now)
    travels = update(Funding).where(Funding.participation_id.in_(participations_of(person_id)))
    _do(travels.values(from_city=None, note=None, updated_at=now, revision=Funding.revision + 1))
    empty = dict.fromkeys(("courtesy", "function", "department", "address", "email", "telephone", "gender"))
    said = update(Nomination).where(Nomination.person_id == person_id)
    _do(said.values(name="", organization=None, language="en", lists=[], updated_at=now, **empty))
    _empty_points(person_id, set(names), {address_key(one) for one in addresses}, now)


def clean_moves(person_id: int, said: re.Pattern[str]) -> list[str]:
    """Empty the reasons of somebody's moves that say who they are; give as what the journal knows their delegations.

    Takes: what finds their words in a text.
    """
    nominations = nominations_of(person_id)
    parts = db.session.scalars(participations_of(person_id)).all()
    moves = select(TrackEvent).where(TrackEvent.track == Track.PARTICIPATION, TrackEvent.subject.in_(parts))
    for one in db.session.scalars(moves.where(TrackEvent.reason.is_not(None))):
        if said.search(one.reason or ""):
            one.reason = None
    asked = db.session.scalars(
        select(ChangeRequest.id).where(ChangeRequest.nomination_id.in_(nominations))
    ).all()
    named = {"nomination": nominations, "participation": parts, "change_request": asked}
    return [f"{kind}:{one}" for kind, ids in named.items() for one in ids]


def _empty_requests(names: set[str], addresses: set[str], now: datetime) -> None:
    """Empty what is asked for and not decided of somebody who is to be added, or to come in another's place."""
    wanted = (ChangeRequest.state == RequestState.OPEN, ChangeRequest.kind.in_(COMING))
    rows = {one.id: one for one in db.session.scalars(select(ChangeRequest).where(*wanted))}
    for said in opened(rows.values()):
        email, name = str(said.values.get("email") or ""), str(said.values.get("name") or "")
        if email and address_key(email) in addresses and name_key(name) in names:
            row = rows[said.id]
            row.values, row.why, row.updated_at = {}, None, now
            row.revision += 1
    db.session.flush()


def _empty_points(person_id: int, names: set[str], addresses: set[str], now: datetime) -> None:
    nameless = FocalPoint.person_id.is_(None)
    rows = db.session.scalars(select(FocalPoint).where(or_(FocalPoint.person_id == person_id, nameless)))
    gone = [
        one
        for one in rows
        if one.person_id == person_id or (address_key(one.email) in addresses and name_key(one.name) in names)
    ]
    for one in gone:
        one.name, one.email, one.notified_by, one.language = "", "", None, "en"
        one.ended_at, one.updated_at = one.ended_at or now, now
    withdraw_all([bearer_name(one.id) for one in gone], [], now)
    db.session.flush()


def _do(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
