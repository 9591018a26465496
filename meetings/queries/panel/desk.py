"""Everybody on the panels of a programme as the desk lists them, as far as somebody's reach goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.errors import NotFound
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.panel.invitations import PanelInvitation
from meetings.models.people import Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.queries.panel.panels import OwnPanels, panels_by_person, panels_of
from meetings.queries.reach import session_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class PanelistRow:
    """Somebody on panels of a programme; `invited_at` and `opened_at` are null for never.

    `is_reached` says whether an address of theirs is known.
    """

    person_id: int
    public_id: str
    name: str
    is_reached: bool
    invited_at: datetime | None
    opened_at: datetime | None
    own: OwnPanels


@dataclass(frozen=True, slots=True)
class PanelistFound:
    """One panellist of a programme for the desk; `is_whole` where all their panels are within reach."""

    programme_id: int
    person: Person
    addresses: tuple[str, ...]
    invited_at: datetime | None
    opened_at: datetime | None
    own: OwnPanels
    is_whole: bool


@dataclass(frozen=True, slots=True)
class OnSession:
    """Somebody on the panel of a session, in order."""

    id: int
    person_id: int
    public_id: str
    name: str
    role: str
    function: str
    organization: str
    minutes: int | None
    position: int
    state: str


@dataclass(frozen=True, slots=True)
class SessionPanel:
    """The panel of a session, those who declined too; `seen` names its order as it is shown."""

    id: int
    slug: str
    title: Words
    state: str
    stream: str | None
    partners: tuple[str, ...]
    rows: tuple[OnSession, ...]

    @property
    def seen(self) -> str:
        """Write the panel as `services/panel/members.order_seen` does."""
        return ",".join(f"{one.id}.{one.position}.{one.minutes or 0}" for one in self.rows)


def panelists(programme: str, where: Reach, now: datetime) -> list[PanelistRow]:
    """Give everybody on panels of a programme within reach, by name; in few questions, however many they are."""
    programme_id = programme_number(programme)
    every = panels_by_person(programme_id, now, drafts=session_within(where))
    people = [one.person_id for one in every]
    invited = {
        one.person_id: one
        for one in db.session.scalars(
            select(PanelInvitation).where(
                PanelInvitation.programme_id == programme_id, PanelInvitation.person_id.in_(people)
            )
        )
    }
    reached = set(
        db.session.scalars(select(PersonMailbox.person_id).where(PersonMailbox.person_id.in_(people)))
    )
    named = db.session.execute(select(Person.id, Person.public_id, Person.name).where(Person.id.in_(people)))
    names = {row[0]: (row[1], row[2]) for row in named}
    rows = [
        PanelistRow(
            one.person_id,
            *names[one.person_id],
            one.person_id in reached,
            invited[one.person_id].invited_at if one.person_id in invited else None,
            invited[one.person_id].opened_at if one.person_id in invited else None,
            one,
        )
        for one in every
    ]
    return sorted(rows, key=lambda one: (one.name.casefold(), one.person_id))


def panelist(programme: str, public_id: str, where: Reach, now: datetime) -> PanelistFound:
    """Give one panellist of a programme, with the panels within reach.

    Raises: NotFound, also for somebody who is on no panel within reach.
    """
    programme_id = programme_number(programme)
    person = db.session.scalar(
        select(Person)
        .where(Person.public_id == public_id, Person.erased_at.is_(None))
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    if person is None:
        raise NotFound()
    addresses = tuple(one.mailbox.address for one in person.mailboxes)
    own = panels_of(person.id, programme_id, now, drafts=session_within(where))
    if not own.panels:
        raise NotFound()
    invitation = db.session.get(PanelInvitation, (programme_id, person.id))
    every = panels_of(person.id, programme_id, now, drafts=true())
    return PanelistFound(
        programme_id,
        person,
        addresses,
        invitation.invited_at if invitation else None,
        invitation.opened_at if invitation else None,
        own,
        len(every.panels) == len(own.panels),
    )


def session_panel(programme: str, session: str, where: Reach) -> SessionPanel:
    """Give the panel of a session within reach.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Session)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, Session.slug == session, session_within(where))
        .options(*_loaded(), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound()
    return _shown(row)


def session_panels(programme: str, where: Reach) -> list[SessionPanel]:
    """Give the panels of a programme's sessions within reach, in their order."""
    rows = db.session.scalars(
        select(Session)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, session_within(where))
        .order_by(Session.position, Session.id)
        .options(*_loaded(), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    return [_shown(row) for row in rows]


def _loaded() -> tuple[Any, ...]:
    return joinedload(Session.stream), selectinload(Session.panelists).joinedload(Panelist.person)


def _shown(row: Session) -> SessionPanel:
    ordered = sorted(row.panelists, key=lambda one: (one.position, one.id))
    return SessionPanel(
        row.id,
        row.slug,
        row.title,
        row.state,
        row.stream.slug if row.stream else None,
        tuple(row.partners),
        tuple(
            OnSession(
                one.id,
                one.person_id,
                one.person.public_id,
                one.person.name,
                one.role,
                one.function or "",
                one.organization or "",
                one.minutes,
                one.position,
                one.state,
            )
            for one in ordered
        ),
    )


def programme_number(slug: str) -> int:
    """Give the number of a programme.

    Raises: NotFound.
    """
    found = db.session.scalar(select(Programme.id).where(Programme.slug == slug))
    if found is None:
        raise NotFound()
    return found
