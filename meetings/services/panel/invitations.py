"""Who is to be told of which panels they are on, and that they were taken off one: each panel once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import and_, or_, select

from meetings.domain.codes import MessageState, NoticeKind, PanelistState, SessionState, SlotState
from meetings.domain.panel.invitations import INVITED, OFF, known, occasion_of_panels, panels_in
from meetings.extensions import db, insert_new, store
from meetings.models.links import Link
from meetings.models.messages import Message, Notice
from meetings.models.panel.assistants import Assistant
from meetings.models.people import PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.holders import PURPOSE, assistant_bearer, own_bearer

USEFUL: Final = timedelta(days=14)
# An invitation that could not leave is tried again after so long, if it is still of use.
RESTS: Final = timedelta(hours=1)


class Reader(Protocol):
    """Somebody who is told of the panels of a person in a programme."""

    @property
    def bearer(self) -> str:
        """Whose link opens their page."""

    @property
    def reader_id(self) -> int:
        """Who reads their mail."""

    @property
    def person_id(self) -> int:
        """Whose panels."""

    @property
    def programme_id(self) -> int:
        """In which programme."""


def has_time_to_come(now: datetime) -> Any:
    """Ask whether a session is told to its panel: published, with its programme, and a time of it to come."""
    to_come = select(Slot.session_id).where(Slot.state == SlotState.PLANNED, Slot.starts_at > now)
    published = select(Programme.id).where(Programme.published)
    return and_(
        Session.state == SessionState.PUBLISHED,
        Session.id.in_(to_come),
        Session.programme_id.in_(published),
    )


def invitations(readers: Collection[Reader], now: datetime) -> dict[str, str]:
    """Give by bearer the occasion of what is to be told now: the panels that they do not know of, in one letter."""
    there = _panels({one.person_id for one in readers}, now)
    wanted = [one for one in readers if there.get((one.person_id, one.programme_id))]
    if not wanted:
        return {}
    told, dead = _noted([one.bearer for one in wanted], now), _unreachable(wanted)
    found: dict[str, str] = {}
    for one in wanted:
        noted = told.get(one.bearer, [])
        new = there[one.person_id, one.programme_id] - known(noted)
        if new and one.bearer not in dead:
            found[one.bearer] = occasion_of_panels(INVITED, len(noted) + 1, new)
    return found


def told_at(bearers: Collection[str]) -> dict[tuple[str, int], datetime]:
    """Give by bearer and session when the letter left that told somebody last that they are on its panel.

    Nothing while one is on its way, which tells what stands when it leaves; nor once they were taken off.
    """
    if not bearers:
        return {}
    found: dict[tuple[str, int], datetime] = {}
    for bearer, occasion, state, sent_at in db.session.execute(
        select(Notice.subject, Notice.occasion, Message.state, Message.sent_at)
        .outerjoin(Message, Message.id == Notice.message_id)
        .where(
            Notice.kind == NoticeKind.PANEL,
            Notice.subject.in_(bearers),
            or_(Notice.occasion.startswith(f"{INVITED}:"), Notice.occasion.startswith(f"{OFF}:")),
        )
        .order_by(Notice.id)
    ):
        is_invited = occasion.startswith(f"{INVITED}:")
        if is_invited and state == MessageState.WITHDRAWN:
            continue
        for session_id in panels_in(occasion):
            if is_invited and sent_at is not None:
                found[bearer, session_id] = sent_at
            else:
                found.pop((bearer, session_id), None)
    return found


def tell_taken_off_within(session_id: int, person_id: int, now: datetime, *, is_expected: bool) -> None:
    """Note that somebody is taken off a panel: whoever was told of it, they and their assistants, is told so, once.

    Takes: whether they are expected there; whoever declined is told nothing, as is nobody where no time is to come.
    Call it within the transaction that takes them off.
    """
    programme_id = db.session.scalars(select(Session.programme_id).where(Session.id == session_id)).one()
    readers = {own_bearer(person_id, programme_id): person_id}
    helpers = select(Assistant).where(
        Assistant.person_id == person_id,
        Assistant.programme_id == programme_id,
        Assistant.ended_at.is_(None),
    )
    readers |= {assistant_bearer(one.id): one.helper_id for one in db.session.scalars(helpers)}
    is_told = select(Session.id).where(Session.id == session_id, has_time_to_come(now))
    is_of_use = is_expected and db.session.scalar(is_told) is not None
    for bearer, noted in _noted(list(readers), now).items():
        if session_id in known(noted):
            values = {
                "kind": str(NoticeKind.PANEL),
                "person_id": readers[bearer],
                "subject": bearer,
                "occasion": occasion_of_panels(OFF, len(noted) + 1, [session_id]),
                "due_at": now,
                "not_after": now + USEFUL,
                "withdrawn_at": None if is_of_use else now,
                "created_at": now,
            }
            store(insert_new(Notice).on_conflict_do_nothing(), values)


def _panels(people: Collection[int], now: datetime) -> dict[tuple[int, int], set[int]]:
    """Give by person and programme the sessions to tell them of."""
    rows = db.session.execute(
        select(Panelist.person_id, Session.programme_id, Session.id)
        .join(Session, Session.id == Panelist.session_id)
        .where(
            Panelist.person_id.in_(people), Panelist.state != PanelistState.DECLINED, has_time_to_come(now)
        )
    )
    found: dict[tuple[int, int], set[int]] = {}
    for person_id, programme_id, session_id in rows:
        found.setdefault((person_id, programme_id), set()).add(session_id)
    return found


def _noted(bearers: Collection[str], now: datetime) -> dict[str, list[tuple[str, bool]]]:
    """Give by bearer what was noted for them, in order, and whether it stood.

    A letter that was not sent because the facts had moved on did not; while it rests, it counts as if it had.
    """
    rows = db.session.execute(
        select(Notice.subject, Notice.occasion, Notice.created_at, Message.state)
        .outerjoin(Message, Message.id == Notice.message_id)
        .where(
            Notice.kind == NoticeKind.PANEL,
            Notice.subject.in_(bearers),
            or_(Notice.occasion.startswith(f"{INVITED}:"), Notice.occasion.startswith(f"{OFF}:")),
        )
        .order_by(Notice.id)
    )
    found: dict[str, list[tuple[str, bool]]] = {}
    for bearer, occasion, created_at, state in rows:
        stood = state != MessageState.WITHDRAWN or created_at > now - RESTS
        found.setdefault(bearer, []).append((occasion, stood))
    return found


def _unreachable(readers: Collection[Reader]) -> set[str]:
    """Give those who cannot be told: without an address, or whose link was withdrawn."""
    reached = set(
        db.session.scalars(
            select(PersonMailbox.person_id).where(
                PersonMailbox.person_id.in_({one.reader_id for one in readers})
            )
        )
    )
    withdrawn = select(Link.bearer).where(
        Link.purpose == PURPOSE,
        Link.withdrawn_at.is_not(None),
        Link.bearer.in_([one.bearer for one in readers]),
    )
    return {one.bearer for one in readers if one.reader_id not in reached} | set(
        db.session.scalars(withdrawn)
    )
