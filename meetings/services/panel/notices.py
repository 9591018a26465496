"""What panellists and their assistants are told: each notice follows from the facts of their panels."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, case, func, or_, select

from meetings.domain.codes import NoticeKind, PanelistState, SessionState, SlotState
from meetings.domain.devices import CODE_LASTS
from meetings.domain.messages import occasion_of
from meetings.domain.panel.answers import OPEN_AFTER
from meetings.domain.panel.wanted import REMINDED_WITHIN, REMINDERS, reminder_due
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.devices import DeviceCode
from meetings.models.links import Link
from meetings.models.messages import Notice
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.invitations import PanelInvitation
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.holders import PURPOSE, assistant_bearer, own_bearer
from meetings.queries.panel.panels import OwnPanels, panels_of_people
from meetings.services.panel.invitations import USEFUL, invitations
from meetings.services.panel.moves import hear, moved

# Whoever was invited a moment ago knows what is wanted.
JUST_INVITED: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who may be told of the panels of `person_id`: they themselves, or an assistant.

    `is_shown` says whether anything of theirs is published, `is_told` whether they are told of it: invited too.
    """

    bearer: str
    reader_id: int
    person_id: int
    programme_id: int
    assistant_id: str = ""
    invited_at: datetime | None = None
    is_told: bool = False
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be told to whom, and until when it is of use."""

    to: Told
    occasion: str
    not_after: datetime


def notice_panels(now: datetime, settling_seconds: int) -> None:
    """Make the notices that today's facts make due; it may run twice at once."""
    readers = _readers(now)
    if not readers:
        return
    informed = [one for one in readers if one.is_told]
    hear(informed, now)
    due = [*_invited(informed, now), *_renewed(readers, now), *_codes(readers, now), *_wanted(informed, now)]
    by_key = {(one.person_id, one.assistant_id, one.programme_id): one for one in informed}
    changes = moved(by_key.keys(), now, settling_seconds)
    due += [Due(by_key[one.whose], one.occasion, one.not_after) for one in changes]
    told = _told(due)
    new = [one for one in due if (one.to.bearer, one.occasion) not in told]
    if new:
        with transaction():
            for one in new:
                _insert(one, now)


def _readers(now: datetime) -> list[Told]:
    """Give everybody on panels of programmes that are not long over, and their assistants."""
    last = (now - OPEN_AFTER - timedelta(days=1)).date()
    shown = case((and_(Programme.published, Session.state != SessionState.DRAFT), 1), else_=0)
    rows = db.session.execute(
        select(Panelist.person_id, Session.programme_id, PanelInvitation.invited_at, func.max(shown))
        .join(Session, Session.id == Panelist.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .join(Person, Person.id == Panelist.person_id)
        .outerjoin(
            PanelInvitation,
            and_(
                PanelInvitation.programme_id == Programme.id, PanelInvitation.person_id == Panelist.person_id
            ),
        )
        .where(or_(Programme.ends_on.is_(None), Programme.ends_on >= last), Person.erased_at.is_(None))
        .group_by(Panelist.person_id, Session.programme_id, PanelInvitation.invited_at)
    )
    own = {
        (person_id, programme_id): Told(
            own_bearer(person_id, programme_id),
            person_id,
            person_id,
            programme_id,
            invited_at=invited_at,
            is_told=bool(is_shown and invited_at),
            is_shown=bool(is_shown),
        )
        for person_id, programme_id, invited_at, is_shown in rows
    }
    helpers = select(Assistant).join(Person, Person.id == Assistant.helper_id)
    helpers = helpers.where(Assistant.ended_at.is_(None), Person.erased_at.is_(None))
    found = [*own.values()]
    for one in db.session.scalars(helpers):
        of = own.get((one.person_id, one.programme_id))
        if of is not None:
            bearer = assistant_bearer(one.id)
            told = replace(of, bearer=bearer, reader_id=one.helper_id, assistant_id=one.id)
            found.append(replace(told, invited_at=one.added_at, is_told=of.is_shown))
    return found


def _invited(readers: Collection[Told], now: datetime) -> Iterator[Due]:
    occasions = invitations(readers, now)
    for one in readers:
        if one.bearer in occasions:
            yield Due(one, occasions[one.bearer], now + USEFUL)


def _renewed(readers: Iterable[Told], now: datetime) -> Iterator[Due]:
    by_bearer = {one.bearer: one for one in readers}
    rows = db.session.execute(
        select(Link.bearer, Link.generation).where(
            Link.purpose == PURPOSE,
            Link.generation > 1,
            Link.withdrawn_at.is_(None),
            Link.bearer.in_(list(by_bearer)),
        )
    )
    for bearer, generation in rows:
        yield Due(by_bearer[bearer], f"link:{generation}", now + USEFUL)


def _codes(readers: Iterable[Told], now: datetime) -> Iterator[Due]:
    by_bearer = {one.bearer: one for one in readers}
    waits = (DeviceCode.used_at.is_(None), DeviceCode.asked_at > now - CODE_LASTS, DeviceCode.number > 0)
    rows = db.session.execute(
        select(DeviceCode.holder, DeviceCode.number).where(*waits, DeviceCode.holder.in_(list(by_bearer)))
    )
    for bearer, number in rows:
        yield Due(by_bearer[bearer], f"code:{number}", now + CODE_LASTS)


def _wanted(readers: Iterable[Told], now: datetime) -> Iterator[Due]:
    """Remind panellists who still owe something before their first coming time; assistants are not reminded."""
    own = [
        one
        for one in readers
        if not one.assistant_id and one.invited_at and one.invited_at <= now - JUST_INVITED
    ]
    near = _near([one.person_id for one in own], now)
    if not near:
        return
    for programme_id in {one.programme_id for one in own}:
        here = [one for one in own if one.programme_id == programme_id and one.person_id in near]
        panels = panels_of_people(programme_id, [one.person_id for one in here], now)
        for one in here:
            starts_at = first_at(panels[one.person_id], now)
            ahead = reminder_due(starts_at, now) if starts_at else None
            if starts_at and ahead and any(wanted.is_owed for wanted in panels[one.person_id].wanted):
                yield Due(one, f"wanted:{ahead.days}:{occasion_of(starts_at)}", starts_at)


def first_at(own: OwnPanels, now: datetime) -> datetime | None:
    """Give the first coming time of somebody, but for what they declined."""
    coming = [one.next_at(now) for one in own.panels if not one.has_declined]
    return min((one for one in coming if one), default=None)


def _near(people: Collection[int], now: datetime) -> set[int]:
    """Give those of some people who have a time of which reminders may be due; most ticks find nobody."""
    spans = [
        (Slot.starts_at <= now + ahead) & (Slot.starts_at > now + ahead - REMINDED_WITHIN)
        for ahead in REMINDERS
    ]
    if not people:
        return set()
    return set(
        db.session.scalars(
            select(Panelist.person_id)
            .join(Session, Session.id == Panelist.session_id)
            .join(Slot, Slot.session_id == Session.id)
            .where(
                Panelist.person_id.in_(list(people)),
                Panelist.state != PanelistState.DECLINED,
                Session.state == SessionState.PUBLISHED,
                Slot.state == SlotState.PLANNED,
                or_(*spans),
            )
        )
    )


def _told(due: Iterable[Due]) -> set[tuple[str, str]]:
    """Give what some readers were told already."""
    rows = db.session.execute(
        select(Notice.subject, Notice.occasion).where(
            Notice.kind == NoticeKind.PANEL, Notice.subject.in_({one.to.bearer for one in due})
        )
    )
    return {(row[0], row[1]) for row in rows}


def _insert(due: Due, now: datetime) -> None:
    values = {
        "kind": str(NoticeKind.PANEL),
        "person_id": due.to.reader_id,
        "subject": due.to.bearer,
        "occasion": due.occasion,
        "due_at": now,
        "not_after": due.not_after,
        "created_at": now,
    }
    store(insert_new(Notice).on_conflict_do_nothing(), values)
