"""Who is written to of a delay: everybody registered, the panel with its assistants, delegates who may enter."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true, update

from meetings.domain.codes import MessageState, NoticeKind, PlaceState
from meetings.domain.live.hours import AGAIN, again_of, begins_at, is_mailed, late_occasion
from meetings.domain.messages import occasion_of
from meetings.extensions import db, insert_new, store
from meetings.models.live.hours import LiveHour
from meetings.models.messages import Message, Notice
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.cop.delegate_letters import SUBJECT
from meetings.queries.cop.let_in import let_in
from meetings.queries.panel.informed import informed_of
from meetings.services.notices import Due, insert_notices

# Whom to put a notice for: people of a question, or everybody.
Among = Any


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who hear of a delay by mails of one kind, with what stands before the start in the occasion of theirs.

    `put` makes the notices that are due of those among some people.
    """

    kind: NoticeKind
    before: str
    put: Callable[[Due, Among, datetime], None]

    def due(self, slot: Slot, occasion: str, now: datetime, until: datetime) -> Due:
        """Say what is due of a slot. Of panels and delegations nobody reads at the desk whom a slot's mails went to."""
        is_registered = self.kind == NoticeKind.DELAY
        subject, slot_id = (f"slot:{slot.id}", slot.id) if is_registered else ("", None)
        return Due(self.kind, subject, self.before + occasion, now, until, slot_id)


def tell_within(slot: Slot, before: int, minutes: int, now: datetime) -> None:
    """Write to everybody whom a delay concerns, once, and once more where it is less than they heard.

    Takes: by how many minutes it began later until now, and does from now on; call it within a transaction.
    """
    every = _readers(slot)
    for one in every:
        _tell(one, slot, minutes, now)
    _tell_again(every, slot, before, minutes, now)


def _readers(slot: Slot) -> tuple[Readers, ...]:
    """Give whom a delay concerns; whoever is of two kinds is written to as the first of them."""
    late = late_occasion(slot.id, "")
    holds = and_(Place.slot_id == slot.id, Place.state == PlaceState.CONFIRMED)
    seated = select(Registration.person_id).join(Place, Place.registration_id == Registration.id)
    known = set(db.session.scalars(seated.where(holds, Registration.ended_at.is_(None))))
    panel = dict(_new(informed_of(slot.session_id), known))
    delegates = dict(
        _new(
            ((one.person_id, SUBJECT + one.participation_id) for one in let_in(slot.session_id)),
            known | panel.keys(),
        )
    )

    def register(due: Due, among: Among, now: datetime) -> None:
        chosen = true() if among is None else Registration.person_id.in_(among)
        insert_notices(and_(holds, chosen), due, now)

    return (
        Readers(NoticeKind.DELAY, "", register),
        Readers(NoticeKind.PANEL, late, lambda due, among, now: _put(due, panel, among, now)),
        Readers(NoticeKind.DELEGATE, late, lambda due, among, now: _put(due, delegates, among, now)),
    )


def _new(readers: Iterable[tuple[int, str]], known: set[int]) -> Iterator[tuple[int, str]]:
    """Give each reader once, by the first subject, but for those who are written to anyway."""
    seen = set(known)
    for person_id, subject in readers:
        if person_id not in seen:
            seen.add(person_id)
            yield person_id, subject


def _put(due: Due, readers: dict[int, str], among: Among, now: datetime) -> None:
    chosen = readers.keys() if among is None else readers.keys() & set(db.session.scalars(among))
    values = [
        {
            "kind": str(due.kind),
            "person_id": person_id,
            "subject": readers[person_id],
            "occasion": due.occasion,
            "due_at": due.due_at,
            "not_after": due.not_after,
            "created_at": now,
        }
        for person_id in sorted(chosen)
    ]
    if values:
        store(insert_new(Notice).on_conflict_do_nothing(), values)


def _tell(to: Readers, slot: Slot, minutes: int, now: datetime) -> None:
    until = begins_at(slot, minutes)
    due = to.due(slot, occasion_of(slot.starts_at), now, until)
    here = (Notice.kind == due.kind, Notice.occasion == due.occasion, *_of(due))
    unsent = update(Notice).where(*here, Notice.message_id.is_(None))
    if not is_mailed(slot, minutes, now):
        store(unsent.values(withdrawn_at=now))
        return
    store(unsent.values(withdrawn_at=None, due_at=now, not_after=until))
    to.put(due, None, now)


def _tell_again(every: Iterable[Readers], slot: Slot, before: int, minutes: int, now: datetime) -> None:
    """Write once more to those whose mail left, where it begins earlier than that, or later again after all."""
    until = begins_at(slot, max(before, minutes))  # when they think that it begins, or when it does
    first = [one.due(slot, occasion_of(slot.starts_at), now, until) for one in every]
    for due in first:
        again = Notice.occasion.startswith(f"{due.occasion}{AGAIN}", autoescape=True)
        unsent = update(Notice).where(Notice.kind == due.kind, again, *_of(due))
        store(unsent.where(Notice.message_id.is_(None)).values(withdrawn_at=now))
    if (before and minutes > before) or now >= until:
        return
    told: list[ColumnElement[bool]] = [Message.sent_at.is_not(None)]
    if not before:  # nobody makes a mail anew that was taken back before it left
        told.append(Message.state == MessageState.WITHDRAWN)
    heard = or_(
        *(
            and_(
                Notice.kind == one.kind, Notice.occasion.startswith(one.occasion, autoescape=True), *_of(one)
            )
            for one in first
        )
    )
    left = select(Notice.person_id).join(Message, Message.id == Notice.message_id).where(heard, or_(*told))
    changes = db.session.get_one(LiveHour, slot.id).changes
    occasion = again_of(slot.starts_at, changes, minutes)
    for one in every:
        one.put(one.due(slot, occasion, now, until), left, now)


def _of(due: Due) -> tuple[ColumnElement[bool], ...]:
    """Ask for the notices of a slot, where their occasion does not name it."""
    return (Notice.subject == due.subject,) if due.subject else ()
