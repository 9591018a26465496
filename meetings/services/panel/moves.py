"""Which version of their times panellists and assistants know, and whom a change or a further time is to be told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import MessageState, NoticeKind, PanelistState, SessionState, SlotState
from meetings.domain.messages import has_settled, is_same_for_people, over_at, useless_at
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.messages import Message, Notice
from meetings.models.panel.invitations import PanelHeard
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot, SlotVersion
from meetings.queries.panel.holders import assistant_bearer, own_bearer
from meetings.services.panel.invitations import has_time_to_come, told_at

MOVED: Final = "moved"
FIRST: Final = 1
NOTHING: Final = 0
KNOWN: Final = (
    update(PanelHeard)
    .where(
        PanelHeard.slot_id == bindparam("slot"),
        PanelHeard.person_id == bindparam("person"),
        PanelHeard.assistant_id == bindparam("by"),
        PanelHeard.version < bindparam("to"),
    )
    .values(version=bindparam("to"))
)
# Whose panels, by which assistant (empty: their own), in which programme.
Whose = tuple[int, str, int]


class Reader(Protocol):
    """Somebody who is told of the panels of a person in a programme."""

    @property
    def bearer(self) -> str:
        """Whose link opens their page."""

    @property
    def person_id(self) -> int:
        """Whose panels."""

    @property
    def programme_id(self) -> int:
        """In which programme."""

    @property
    def assistant_id(self) -> str:
        """As which assistant, empty for themselves."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A change that is to be told to somebody: `occasion` names the time and the version it has now."""

    whose: Whose
    occasion: str
    not_after: datetime


def occasion_of_move(slot_id: str, version: int) -> str:
    """Write the change of a time as the occasion of its notice."""
    return f"{MOVED}:{slot_id}:{version}"


def hear(readers: Collection[Reader], now: datetime) -> None:
    """Let readers know the times they are not told apart: those that stood when they were told of the panel.

    Of a time that came later they know nothing yet, which is version 0.
    """
    people = {one.person_id for one in readers}
    rows = db.session.execute(
        select(
            Panelist.person_id,
            Session.programme_id,
            Session.id,
            Slot.id,
            Slot.version,
            SlotVersion.changed_at,
        )
        .distinct()
        .join(Session, Session.id == Panelist.session_id)
        .join(Slot, Slot.session_id == Session.id)
        .outerjoin(SlotVersion, and_(SlotVersion.slot_id == Slot.id, SlotVersion.version == FIRST))
        .where(Panelist.person_id.in_(people), has_time_to_come(now), Slot.starts_at > now)
    ).all()
    known = {
        (one.slot_id, one.person_id, one.assistant_id)
        for one in db.session.scalars(
            select(PanelHeard).where(
                PanelHeard.person_id.in_(people), PanelHeard.slot_id.in_({row[3] for row in rows})
            )
        )
    }
    new = [
        (one, row)
        for row in rows
        for one in readers
        if (one.person_id, one.programme_id) == (row[0], row[1])
        and (row[3], one.person_id, one.assistant_id) not in known
    ]
    if not new:
        return
    told = told_at({one.bearer for one, _row in new})
    with transaction():
        for one, (person_id, _programme, session_id, slot_id, version, added_at) in new:
            is_further = _is_after(added_at, told.get((one.bearer, session_id)))
            values = {"slot_id": slot_id, "person_id": person_id, "assistant_id": one.assistant_id}
            values["version"] = NOTHING if is_further else version
            store(insert_new(PanelHeard).on_conflict_do_nothing(), values)


def _is_after(added_at: datetime | None, told_at: datetime | None) -> bool:
    """Say whether a time came after the letter left that told of its panel; that letter tells what stood then."""
    return added_at is not None and told_at is not None and added_at > told_at


def moved(whose: Collection[Whose], now: datetime, settling_seconds: int) -> list[Moved]:
    """Give the changes and further times that are to be told now; what was taken back is known without a word.

    What a mail told that has left is known too.
    """
    found: list[Moved] = []
    kept: list[dict[str, Any]] = []
    behind = [one for one in _behind() if one.key in whose]
    told = told_at({one.bearer for one in behind if one.row.version == NOTHING})
    for one in behind:
        row, slot, key = one.row, one.slot, one.key
        heard = max([row.version, *_sent(one.bearer, slot)])
        if heard == NOTHING:
            heard = _in_letter(slot, told.get((one.bearer, slot.session_id)))
        if heard == NOTHING:
            if one.is_held and _is_settled(slot, now, settling_seconds):
                found.append(Moved(key, occasion_of_move(slot.id, slot.version), slot.starts_at))
            continue
        before = next((one for one in slot.versions if one.version == heard), None)
        if before is None or is_same_for_people(before, slot):
            heard = slot.version
        if heard != row.version:
            kept.append({"slot": slot.id, "person": row.person_id, "by": row.assistant_id, "to": heard})
        if before is not None and heard < slot.version and _is_due(before, slot, now, settling_seconds):
            no_use_at = useless_at(before, slot)
            found.append(Moved(key, occasion_of_move(slot.id, slot.version), no_use_at))
    if kept:
        with transaction():
            for values in kept:
                store(KNOWN, values)
    return found


def _is_due(before: SlotVersion, slot: Slot, now: datetime, settling_seconds: int) -> bool:
    """Say whether a change of what somebody knows has settled, and is still of use."""
    by_number = {one.version: one for one in slot.versions}
    first_at, last_at = by_number[before.version + 1].changed_at, by_number[slot.version].changed_at
    if last_at >= over_at(before, slot) or now >= useless_at(before, slot):
        return False
    return has_settled(first_at, last_at, min(slot.starts_at, before.starts_at), now, settling_seconds)


def _in_letter(slot: Slot, told_at: datetime | None) -> int:
    """Give the version of a time that a letter told that left since the time came; nothing where none did."""
    if told_at is None:
        return NOTHING
    return max((one.version for one in slot.versions if one.changed_at <= told_at), default=NOTHING)


def _is_settled(slot: Slot, now: datetime, settling_seconds: int) -> bool:
    """Say whether a further time has rested long enough to be told of, and is still to come."""
    first_at, last_at = slot.versions[0].changed_at, slot.versions[-1].changed_at
    return now < slot.starts_at and has_settled(first_at, last_at, slot.starts_at, now, settling_seconds)


@dataclass(frozen=True, slots=True)
class _Behind:
    """Somebody who does not know the present version of a time; `is_held` says whether the time stands."""

    row: PanelHeard
    slot: Slot
    programme_id: int
    is_held: bool

    @property
    def key(self) -> Whose:
        return (self.row.person_id, self.row.assistant_id, self.programme_id)

    @property
    def bearer(self) -> str:
        if self.row.assistant_id:
            return assistant_bearer(self.row.assistant_id)
        return own_bearer(self.row.person_id, self.programme_id)


def _behind() -> list[_Behind]:
    """Give who does not know the present version of a time of theirs; whoever declined needs not to."""
    rows = db.session.execute(
        select(PanelHeard, Slot, Session.programme_id, Session.state)
        .distinct()
        .join(Slot, Slot.id == PanelHeard.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(
            PanelHeard.version < Slot.version,
            Session.state != SessionState.DRAFT,
            select(Panelist.id)
            .where(
                Panelist.session_id == Slot.session_id,
                Panelist.person_id == PanelHeard.person_id,
                Panelist.state != PanelistState.DECLINED,
            )
            .exists(),
        )
        .options(selectinload(Slot.versions), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    return [
        _Behind(row, slot, number, (state, slot.state) == (SessionState.PUBLISHED, SlotState.PLANNED))
        for row, slot, number, state in rows
    ]


def _sent(bearer: str, slot: Slot) -> Iterable[int]:
    """Give the versions of a time that mails told somebody."""
    rows = db.session.scalars(
        select(Notice.occasion)
        .join(Message, and_(Message.id == Notice.message_id, Message.state == MessageState.SENT))
        .where(
            Notice.kind == NoticeKind.PANEL,
            Notice.subject == bearer,
            Notice.occasion.startswith(f"{MOVED}:{slot.id}:", autoescape=True),
        )
    )
    return [int(one.rpartition(":")[2]) for one in rows]
