"""The list of speakers of a slot as it stands: who has the floor, who waits in which order, and what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import raiseload

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.cop.codes import ADMITTED, BadgeState, Right
from meetings.domain.errors import NotFound
from meetings.domain.live.floor import OVERRUN, Countdown, Kind, State, countdown, in_order, limit_of
from meetings.extensions import db
from meetings.models.cop.conferences import AgendaItem, SessionItem
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.papers import Badge
from meetings.models.live.floor import FloorList, FloorRules, FloorStatement, Intervention
from meetings.models.live.hours import LiveHour
from meetings.models.parties import Organization, Party
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda that is taken up in the meeting."""

    id: int
    slug: str
    number: str | None
    title: Words


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody holds of a statement they sent: its number, when it came, and the SHA-256 of the file."""

    number: str
    sent_at: datetime
    digest: str
    file_name: str
    id: str
    is_of_delegation: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on the list; `names` are a State's or a body's by language, empty for a person, who has a `name`.

    `is_accredited` is false for a delegation of which nobody who may take the floor is accredited any more.
    """

    id: str
    kind: Kind
    delegation_id: str | None
    person_id: int | None
    names: Words
    name: str
    behalf_of: str | None
    item: Item | None
    later: int
    rank: int
    line: float
    state: State
    state_since: datetime
    asked_at: datetime
    is_moved: bool
    own_limit: int | None
    limit_seconds: int
    since: datetime | None
    spoken_seconds: int
    began_at: datetime | None
    ended_at: datetime | None
    was_cut: bool
    revision: int
    is_accredited: bool
    receipts: tuple[Receipt, ...]

    def count(self, now: datetime) -> Countdown | None:
        """Count the time of whoever speaks; nothing for others."""
        if self.since is None:
            return None
        return countdown(self.since, self.spoken_seconds, self.limit_seconds, now)

    @property
    def left_seconds(self) -> int:
        """Give what remains of somebody's time who does not speak now."""
        return max(0, self.limit_seconds - self.spoken_seconds)


@dataclass(frozen=True, slots=True)
class Floor:
    """A list of speakers: of which meeting, whether it is open and shown, what is taken up, and everybody on it."""

    slot_id: str
    session_id: int
    segment_id: int | None
    programme_id: int
    programme: str
    session: str
    title: Words
    zone: str
    starts_at: datetime
    ends_at: datetime
    is_held: bool
    is_open: bool
    is_shown: bool
    item_id: int | None
    turns: int
    revision: int
    changes: int
    seconds: Mapping[str, int]
    ranks: Mapping[str, int]
    rules_revision: int
    items: tuple[Item, ...]
    entries: tuple[Entry, ...]

    def is_over(self, now: datetime) -> bool:
        """Say whether the meeting is over, and what it may run over by."""
        return now >= self.ends_at + OVERRUN

    @property
    def speaker(self) -> Entry | None:
        """Give who has the floor."""
        return next(iter(self.of(State.SPEAKING)), None)

    @property
    def waiting(self) -> list[Entry]:
        """Give who is on the list, in the order in which they speak."""
        return in_order(self.of(State.LISTED))

    def of(self, *states: State) -> list[Entry]:
        """Give those in some states, in the order of their requests."""
        return [one for one in self.entries if one.state in states]

    def entry(self, name: str) -> Entry:
        """Give one.

        Raises: NotFound.
        """
        found = next((one for one in self.entries if one.id == name), None)
        if found is None:
            raise NotFound()
        return found


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who has the floor, as everybody in the meeting sees it, and since when.

    `names` are a State's or a body's by language; a person has a `name`. `ends_at` is when their time is used up.
    """

    names: Words
    name: str
    kind: Kind
    behalf_of: str | None
    since: datetime
    ends_at: datetime


def speaking(slot_id: str) -> Speaking | None:
    """Give who has the floor in a slot and since when, or nothing while nobody has, or the list is not shown."""
    row = db.session.execute(
        _entries(Intervention.slot_id == slot_id, Intervention.state == State.SPEAKING)
        .join(FloorList, FloorList.slot_id == Intervention.slot_id)
        .join(Slot, Slot.id == Intervention.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(FloorRules, FloorRules.programme_id == Session.programme_id)
        .add_columns(FloorRules.seconds)
        .where(FloorList.is_shown)
    ).first()
    if row is None:
        return None
    one, party, body, seconds = row
    limit = limit_of(Kind(one.kind), one.limit_seconds, seconds or {})
    ends_at = countdown(one.since, one.spoken_seconds, limit, one.since).ends_at
    return Speaking(_names(party, body), one.name or "", Kind(one.kind), one.behalf_of, one.since, ends_at)


def floor_of(slot_id: str) -> Floor:
    """Give the list of speakers of a slot; one that nobody opened yet is closed and empty.

    Raises: NotFound.
    """
    found = db.session.execute(
        select(Slot, Session, Programme, FloorList, FloorRules, LiveHour.changes)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(FloorList, FloorList.slot_id == Slot.id)
        .outerjoin(FloorRules, FloorRules.programme_id == Programme.id)
        .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
        .where(Slot.id == slot_id)
        .options(raiseload("*"))
    ).first()
    if found is None:
        raise NotFound()
    slot, session, programme, kept, rules, changes = found
    items = _items(session.id)
    return Floor(
        slot_id=slot.id,
        session_id=session.id,
        segment_id=session.segment_id,
        programme_id=programme.id,
        programme=programme.slug,
        session=session.slug,
        title=session.title,
        zone=slot.zone,
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + timedelta(minutes=slot.minutes),
        is_held=slot.state == SlotState.PLANNED and session.state != SessionState.CANCELLED,
        is_open=bool(kept and kept.is_open),
        is_shown=kept is None or kept.is_shown,
        item_id=kept.item_id if kept else None,
        turns=kept.turns if kept else 0,
        revision=kept.revision if kept else 0,
        changes=changes or 0,
        seconds=rules.seconds if rules else {},
        ranks=rules.ranks if rules else {},
        rules_revision=rules.revision if rules else 0,
        items=items,
        entries=_all(
            slot_id, session.segment_id, items, kept.item_id if kept else None, rules.seconds if rules else {}
        ),
    )


def changes_of(slot_id: str) -> int:
    """Give how often anything of the hour changed, by which pages know whether they are still true."""
    return db.session.scalar(select(LiveHour.changes).where(LiveHour.slot_id == slot_id)) or 0


def _entries(*which: Any) -> Any:
    return (
        select(Intervention, Party, Organization)
        .outerjoin(Delegation, Delegation.id == Intervention.delegation_id)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .where(*which)
        .order_by(Intervention.asked_at, Intervention.id)
        .options(raiseload("*"))
    )


def _all(
    slot_id: str,
    segment_id: int | None,
    items: tuple[Item, ...],
    current: int | None,
    seconds: Mapping[str, int],
) -> tuple[Entry, ...]:
    rows = db.session.execute(_entries(Intervention.slot_id == slot_id)).all()
    by_id = {one.id: one for one in items}
    later = later_of(items, current)
    speakers = _accredited({row[0].delegation_id for row in rows} - {None}, segment_id)
    receipts = _receipts(slot_id) if rows else {}
    return tuple(
        _entry(
            one,
            _names(party, body),
            item=by_id.get(one.item_id),
            later=later.get(one.item_id, 0),
            seconds=seconds,
            is_accredited=one.delegation_id is None or one.delegation_id in speakers,
            receipts=tuple(receipts.get(one.id, ())),
        )
        for one, party, body in rows
    )


def _entry(one: Intervention, names: Words, *, seconds: Mapping[str, int], **more: Any) -> Entry:
    kind = Kind(one.kind)
    return Entry(
        id=one.id,
        kind=kind,
        delegation_id=one.delegation_id,
        person_id=one.person_id,
        names=names,
        name=one.name or "",
        behalf_of=one.behalf_of,
        rank=one.rank,
        line=one.line,
        state=State(one.state),
        state_since=one.state_since,
        asked_at=one.asked_at,
        is_moved=one.moved_by is not None,
        own_limit=one.limit_seconds,
        limit_seconds=limit_of(kind, one.limit_seconds, seconds),
        since=one.since,
        spoken_seconds=one.spoken_seconds,
        began_at=one.began_at,
        ended_at=one.ended_at,
        was_cut=one.was_cut,
        revision=one.revision,
        **more,
    )


def _names(party: Party | None, body: Organization | None) -> Words:
    if party is not None:
        return party.names
    return {"en": body.name} if body is not None else {}


def later_of(items: tuple[Item, ...], current: int | None) -> dict[int | None, int]:
    """Say of each item when it comes: 0 for the one that is taken up now, and for all while none is."""
    if current is None:
        return {}
    return {one.id: 0 if one.id == current else number for number, one in enumerate(items, 1)}


def items_of_meeting(session_id: int) -> tuple[Item, ...]:
    """Give the items of the agenda that are taken up in a meeting, in their order."""
    return _items(session_id)


def _items(session_id: int) -> tuple[Item, ...]:
    rows = db.session.execute(
        select(AgendaItem.id, AgendaItem.slug, AgendaItem.number, AgendaItem.title)
        .join(SessionItem, SessionItem.item_id == AgendaItem.id)
        .where(SessionItem.session_id == session_id)
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return tuple(Item(row.id, row.slug, row.number, row.title) for row in rows)


def accredited_speakers(delegations: set[str], segment_id: int | None) -> set[str]:
    """Give the delegations of which somebody is accredited to a segment, whose badge is not suspended."""
    return _accredited(delegations, segment_id, only_speakers=False)


def _accredited(delegations: set[str], segment_id: int | None, *, only_speakers: bool = True) -> set[str]:
    if not delegations:
        return set()
    suspended = exists().where(
        Badge.participation_id == Participation.id, Badge.state == BadgeState.SUSPENDED
    )
    where = [Nomination.delegation_id.in_(sorted(delegations)), Participation.state.in_(ADMITTED), ~suspended]
    if segment_id is not None:
        where.append(Participation.segment_id == segment_id)
    if only_speakers:
        where.append(Participation.rights == Right.SPEAKER)
    rows = db.session.scalars(
        select(Nomination.delegation_id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .where(*where)
        .distinct()
    )
    return set(rows)


def _receipts(slot_id: str) -> dict[str, list[Receipt]]:
    found: dict[str, list[Receipt]] = {}
    rows = db.session.scalars(
        select(FloorStatement)
        .join(Intervention, Intervention.id == FloorStatement.intervention_id)
        .where(Intervention.slot_id == slot_id)
        .order_by(FloorStatement.sent_at, FloorStatement.id)
    )
    for one in rows:
        number = one.statement_id or one.id
        receipt = Receipt(
            number, one.sent_at, one.digest, one.file_name, one.id, one.statement_id is not None
        )
        found.setdefault(one.intervention_id, []).append(receipt)
    return found
