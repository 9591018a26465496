"""Who is on the panel of a session: put there, invited, put in order, taken off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select, update

from meetings.domain import errors
from meetings.domain.codes import PANELIST_ROLES, PanelistState
from meetings.domain.panel.answers import check_minutes, check_printed
from meetings.domain.panel.panel_errors import NobodyToMail, OnPanelAlready
from meetings.domain.programmes import check_choice
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.panel.invitations import PanelHeard, PanelInvitation
from meetings.models.people import Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.doers import subject_of
from meetings.services.audit import note
from meetings.services.live.hours import hold_programme_within
from meetings.services.panel.answers import mark_panel_within, note_within, rows_within
from meetings.services.panel.invitations import tell_taken_off_within
from meetings.services.people import PersonGiven, check_person, find_or_add_person

ORIGIN: Final = "panel"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to be put on a panel, and as what; all as typed. `is_invited` mails them their link."""

    person: PersonGiven
    role: str
    function: str = ""
    organization: str = ""
    minutes: str = ""
    is_invited: bool = True


def put(session_id: int, member: Member, now: datetime, *, actor: str) -> int:
    """Put somebody on a panel, last in order, and invite them; give who they are.

    Nobody is told before the programme and the session are published.
    Raises: NotFound, OnPanelAlready, NotAChoice, NotANumber; what a person refuses, with the field.
    """
    with transaction():
        return put_within(session_id, member, now, actor)


def put_within(session_id: int, member: Member, now: datetime, actor: str) -> int:
    """Do the same as part of a larger act; call it within that act's transaction."""
    checked, printed = check_person(member.person), check_printed(member.function, member.organization)
    role, minutes = check_choice(member.role, "role", PANELIST_ROLES), check_minutes(member.minutes)
    hold_programme_within(session_id=session_id)
    session = db.session.get(Session, session_id, with_for_update=True)
    if session is None:
        raise errors.NotFound()
    person_id, _is_new = find_or_add_person(checked, now, origin=ORIGIN)
    here = (Panelist.session_id == session_id, Panelist.person_id == person_id)
    roles = db.session.scalars(select(Panelist.role).where(*here)).all()
    if role in roles:
        raise OnPanelAlready(field="name")
    last = db.session.scalar(select(func.max(Panelist.position)).where(Panelist.session_id == session_id))
    row = Panelist(session_id=session_id, person_id=person_id, role=role, minutes=minutes, updated_at=now)
    row.function, row.organization = printed.function, printed.organization
    row.position = 0 if last is None else last + 1
    row.state, row.state_since, row.state_by = PanelistState.INVITED, now, actor
    db.session.add(row)
    db.session.flush()
    note_within(now, actor, "put", session_id, person_id, after={"role": role})
    if member.is_invited:
        _invite(session.programme_id, person_id, now, actor)
    mark_panel_within(session_id, now)
    return person_id


def take_off(session_id: int, person_id: int, now: datetime, *, actor: str) -> None:
    """Take somebody off a panel, with every role; what they said of being recorded stays. Done twice, it is once.

    Whoever was told of the panel is told that they are not on it any more, while a time of it is to come.
    """
    with transaction():
        try:
            rows = rows_within(session_id, person_id)
        except errors.NotFound:
            return
        for row in rows:
            db.session.delete(row)
        slots = select(Slot.id).where(Slot.session_id == session_id)
        heard = (PanelHeard.person_id == person_id, PanelHeard.slot_id.in_(slots))
        db.session.execute(delete(PanelHeard).where(*heard).execution_options(synchronize_session=False))
        is_expected = any(row.state != PanelistState.DECLINED for row in rows)
        tell_taken_off_within(session_id, person_id, now, is_expected=is_expected)
        note_within(now, actor, "take_off", session_id, person_id)
        mark_panel_within(session_id, now)
        store(update(Session).where(Session.id == session_id).values(updated_at=now))


def arrange(
    session_id: int, order: Mapping[int, tuple[int, str]], seen: str, now: datetime, *, actor: str
) -> None:
    """Put a panel in order, and say how long each speaks.

    Takes: by row, its place and its minutes as typed; `seen`, what `order_seen` gave when the form was shown.
    Raises: Stale, where the panel is another by now; NotANumber.
    """
    minutes = {row: check_minutes(typed) for row, (_place, typed) in order.items()}
    with transaction():
        hold_programme_within(session_id=session_id)
        rows = db.session.scalars(
            select(Panelist)
            .where(Panelist.session_id == session_id)
            .order_by(Panelist.position, Panelist.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        wanted = sorted(rows, key=lambda one: (order.get(one.id, (len(rows), ""))[0], one.position, one.id))
        is_same = all(
            (one.position, one.minutes) == (place, minutes.get(one.id, one.minutes))
            for place, one in enumerate(wanted)
        )
        if is_same:
            return
        if order_seen(rows) != seen:
            raise errors.Stale(current=0)
        for place, one in enumerate(wanted):
            facts = (place, minutes.get(one.id, one.minutes))
            if (one.position, one.minutes) != facts:
                one.position, one.minutes = facts
                one.updated_at, one.revision = now, one.revision + 1
        programme, session = db.session.execute(
            select(Programme.slug, Session.slug)
            .join(Session, Session.programme_id == Programme.id)
            .where(Session.id == session_id)
        ).one()
        note(now, actor, "panel.arrange", f"session:{programme}/{session}")
        mark_panel_within(session_id, now)


def order_seen(rows: Iterable[Panelist]) -> str:
    """Write which panel a form shows, in which order and with which minutes."""
    return ",".join(f"{one.id}.{one.position}.{one.minutes or 0}" for one in rows)


def invite(programme_id: int, people: Iterable[int], now: datetime, *, actor: str) -> int:
    """Invite people to look after their panels; give how many are invited now. Nobody is invited twice.

    Raises: NobodyToMail, where none of them has an address.
    """
    with transaction():
        every = set(people)
        reached = set(
            db.session.scalars(select(PersonMailbox.person_id).where(PersonMailbox.person_id.in_(every)))
        )
        if every and not reached:
            raise NobodyToMail()
        return sum(_invite(programme_id, one, now, actor) for one in sorted(reached))


def _invite(programme_id: int, person_id: int, now: datetime, actor: str) -> bool:
    values = {"programme_id": programme_id, "person_id": person_id, "invited_at": now, "invited_by": actor}
    added = insert_new(PanelInvitation).values(**values).on_conflict_do_nothing()
    if db.session.execute(added.returning(PanelInvitation.person_id)).scalar() is None:
        return False
    programme = db.session.get_one(Programme, programme_id).slug
    public_id = db.session.get_one(Person, person_id).public_id
    note(now, actor, "panel.invite", subject_of(programme, public_id))
    return True
