"""Asking for the floor: by a delegate for their delegation, by a participant, or by the chair on somebody's behalf."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor as whole
from typing import Any

from sqlalchemy import and_, func, select

from meetings.domain import errors
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.parties import standing_to
from meetings.domain.live.floor import (
    ACTIVE,
    BESIDE,
    MOST_AN_HOUR,
    Kind,
    Mover,
    State,
    claim_of,
    first_state,
    kinds_open,
    rank_of,
)
from meetings.domain.live.floor_errors import (
    AskedBefore,
    AskedTooOften,
    ListClosed,
    NoOneAccredited,
    NoSuchFloorMove,
    NotSpeakingFor,
)
from meetings.domain.registrations import check_line
from meetings.extensions import db, transaction
from meetings.models.base import random_id
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation
from meetings.models.live.floor import FloorList, FloorRules, Intervention
from meetings.models.parties import Party, PartyStatus
from meetings.models.programmes import Programme, Session
from meetings.queries.live.floor import accredited_speakers, items_of_meeting
from meetings.queries.live.floor_seats import Seat, seat_of
from meetings.services.live.floor_moves import changed, check_held, hold_entry, hold_list, move, note_act

NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: a kind, an item of the agenda by its slug, and the name of those they speak for."""

    kind: str
    item: str = ""
    behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose place on the list it is."""

    seat: str
    delegation_id: str | None = None
    person_id: int | None = None
    name: str | None = None


def ask(bearer: str, slot_id: str, wish: Wish, now: datetime) -> str:
    """Put whoever holds a link on the list, or let the chair look at their request first; give its id.

    Raises: LinkDead, NotFound; what the entrance raises; MayNotSpeak, NotHeld, ListClosed, AskedBefore, AskedTooOften;
    NotSpeakingFor, with field `kind`; NotAChoice, with field `item`; Missing, TooLong, NotOneLine, with field
    `behalf_of`.
    """
    with transaction():
        kept = hold_list(slot_id, now)
        seat = seat_of(bearer, slot_id, held=True)
        seat.check()
        session = check_held(slot_id, now)
        kind = _kind(wish.kind, seat.kinds)
        if not kept.is_open and kind not in BESIDE:
            raise ListClosed()
        claim = Claim(
            seat.name, seat.delegation_id, seat.person_id, None if seat.delegation_id else seat.person
        )
        _check_pace(slot_id, claim, now)
        behalf_of = _behalf(kind, wish.behalf_of, seat.region)
        by: Any = {"mover": Mover.SPEAKER, "now": now, "actor": seat.actor}
        return _put(kept, session, claim, kind, item=wish.item, behalf_of=behalf_of, **by)


def add(slot_id: str, wish: Wish, delegation_id: str, name: str, now: datetime, actor: str) -> str:
    """Put somebody on the list for the chair: a delegation that calls from the room, or a name; also when it is closed.

    Raises: NotFound, NotHeld, AskedBefore, NoOneAccredited; NotAChoice, with field `delegation`, `kind` or `item`;
    NotSpeakingFor, with field `kind`; Missing, TooLong, NotOneLine, with field `name` or `behalf_of`.
    """
    with transaction():
        kept = hold_list(slot_id, now)
        session = check_held(slot_id, now)
        if delegation_id:
            claim, kinds, region = _delegation(session, delegation_id)
        else:
            text = check_line(name, "name", NAME_LENGTH, needed=True)
            claim, kinds, region = Claim(f"name:{random_id()}", name=text), tuple(Kind), None
        kind = _kind(wish.kind, kinds)
        behalf_of = _behalf(kind, wish.behalf_of, region)
        by: Any = {"mover": Mover.CHAIR, "now": now, "actor": actor}
        return _put(kept, session, claim, kind, item=wish.item, behalf_of=behalf_of, **by)


def withdraw(bearer: str, slot_id: str, name: str, now: datetime) -> None:
    """Take one's own request off the list; of a delegation, whoever speaks for it may.

    Raises: LinkDead, NotFound; what the entrance raises; MayNotSpeak, NoSuchFloorMove.
    """
    with transaction():
        hold_list(slot_id, now)
        seat, row = own_entry(bearer, slot_id, name)
        move(row, State.WITHDRAWN, Mover.SPEAKER, now, seat.actor)


def ask_again(bearer: str, slot_id: str, name: str, now: datetime) -> None:
    """Ask to speak on after one's connection was lost: next when whoever speaks now ends, with what remains.

    Raises: LinkDead, NotFound; what the entrance raises; MayNotSpeak, NotHeld, NoSuchFloorMove.
    """
    with transaction():
        kept = hold_list(slot_id, now)
        check_held(slot_id, now)
        seat, row = own_entry(bearer, slot_id, name)
        if row.state == State.SPEAKING:  # nobody else has noticed yet that they were cut off
            _lose(kept, row, seat, now)
        if row.state != State.LOST:
            raise NoSuchFloorMove(state=row.state, wanted=State.LISTED)
        move(row, State.LISTED, Mover.SPEAKER, now, seat.actor)


def tell_lost(bearer: str, slot_id: str, name: str, now: datetime) -> None:
    """Say that one's own connection is lost while one has the floor.

    Raises: LinkDead, NotFound; what the entrance raises; MayNotSpeak, NoSuchFloorMove.
    """
    with transaction():
        kept = hold_list(slot_id, now)
        seat, row = own_entry(bearer, slot_id, name)
        _lose(kept, row, seat, now)


def own_entry(bearer: str, slot_id: str, name: str) -> tuple[Seat, Intervention]:
    """Give an entry of whoever holds a link; call it after `hold_list`.

    Raises: LinkDead; NotFound, also for an entry of others; what the entrance raises; MayNotSpeak.
    """
    seat = seat_of(bearer, slot_id, held=True)
    seat.check()
    row = hold_entry(slot_id, name)
    if not seat.holds(row):
        raise errors.NotFound()
    return seat, row


def _lose(kept: FloorList, row: Intervention, seat: Seat, now: datetime) -> None:
    move(row, State.LOST, Mover.SPEAKER, now, seat.actor)
    kept.turns, kept.updated_at = kept.turns + 1, now


def _kind(typed: str, kinds: tuple[Kind, ...]) -> Kind:
    if typed not in tuple(Kind):
        raise errors.NotAChoice(field="kind", value=typed[:20])
    if typed not in kinds:
        raise NotSpeakingFor(field="kind", kind=typed)
    return Kind(typed)


def _behalf(kind: Kind, typed: str, region: str | None) -> str | None:
    """Give on whose behalf somebody speaks: of one's own regional group, named, or of others, by their name."""
    if kind is Kind.REGION:
        if region is None and not typed.strip():
            raise errors.Missing(field="behalf_of")
        return region or check_line(typed, "behalf_of", NAME_LENGTH, needed=True)
    return check_line(typed, "behalf_of", NAME_LENGTH, needed=True) if kind is Kind.GROUP else None


def _delegation(session: Session, name: str) -> tuple[Claim, tuple[Kind, ...], str | None]:
    row = db.session.get(Delegation, name[:40])
    if row is None or row.programme_id != session.programme_id:
        raise errors.NotAChoice(field="delegation", value=name[:40])
    if row.id not in accredited_speakers({row.id}, session.segment_id):
        raise NoOneAccredited(field="delegation")
    party = db.session.get(Party, row.party_code) if row.party_code else None
    region = party.regional_group if party else None
    kinds = kinds_open(
        is_state=party is not None,
        is_party=party is not None and _is_party(session, party.code),
        region=region,
        category=row.category,
    )
    return Claim(f"delegation:{row.id}", delegation_id=row.id), kinds, region


def _is_party(session: Session, code: str) -> bool:
    """Say whether a State is a Party on the day on which the segment opens."""
    programme = db.session.get_one(Programme, session.programme_id)
    segment = db.session.get(Segment, session.segment_id) if session.segment_id else None
    opens_on = segment.starts_on if segment else programme.starts_on
    mine = (PartyStatus.party_code == code, PartyStatus.treaty == programme.treaty)
    rows = list(db.session.scalars(select(PartyStatus).where(*mine)))
    return opens_on is not None and standing_to(programme.treaty, rows, opens_on) == PartyStanding.PARTY


def _mine(claim: Claim) -> Any:
    """Hold entries to those of a seat; of somebody who was two people before, to those of both."""
    if claim.delegation_id is None and claim.person_id is not None:
        return and_(Intervention.delegation_id.is_(None), Intervention.person_id == claim.person_id)
    return Intervention.claim.startswith(f"{claim.seat}:", autoescape=True)


def _check_pace(slot_id: str, claim: Claim, now: datetime) -> None:
    lately = (Intervention.slot_id == slot_id, Intervention.asked_at > now - timedelta(hours=1))
    asked = select(func.count(Intervention.id)).where(*lately, _mine(claim))
    if (db.session.scalar(asked) or 0) >= MOST_AN_HOUR:
        raise AskedTooOften()


def _item(session: Session, slug: str) -> int | None:
    if not slug:
        return None
    found = [one.id for one in items_of_meeting(session.id) if one.slug == slug]
    if not found:
        raise errors.NotAChoice(field="item", value=slug[:40])
    return found[0]


def _put(
    kept: FloorList,
    session: Session,
    claim: Claim,
    kind: Kind,
    *,
    item: str,
    behalf_of: str | None,
    mover: Mover,
    now: datetime,
    actor: str,
) -> str:
    item_id = _item(session, item)
    name = claim_of(claim.seat, item_id, kind)
    here = Intervention.slot_id == kept.slot_id
    alike = Intervention.claim.endswith(claim_of("", item_id, kind), autoescape=True)
    is_there = select(Intervention.id).where(here, _mine(claim), alike, Intervention.state.in_(ACTIVE))
    if db.session.scalar(is_there.limit(1)) is not None:
        raise AskedBefore()
    rules = db.session.get(FloorRules, session.programme_id)
    last = db.session.scalar(select(func.max(Intervention.line)).where(here)) or 0
    row = Intervention(
        slot_id=kept.slot_id,
        item_id=item_id,
        kind=kind,
        claim=name,
        delegation_id=claim.delegation_id,
        person_id=claim.person_id,
        name=claim.name,
        behalf_of=behalf_of,
        rank=rank_of(kind, rules.ranks if rules else {}),
        line=whole(last) + 1,
        state=first_state(kind, mover),
        state_since=now,
        asked_at=now,
        asked_by=actor,
        revision=0,
        updated_at=now,
    )
    db.session.add(row)
    changed(row, now)
    note_act(row, now, actor, "ask", after={"kind": kind, "claim": name})
    return row.id
