"""Which things of a list changed since an instant: they themselves, and whatever else of them the list shows."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, or_

from meetings.domain.codes import PlaceState
from meetings.models.attendance import Import
from meetings.models.cop.delegations import Delegation, FocalPoint, Letter, Nomination, Participation
from meetings.models.cop.papers import Badge
from meetings.models.journal import Audit
from meetings.models.people import Person
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Seats, Slot

INSTANTS: Final = (
    "created_at",
    "issued_at",
    "committed_at",
    "corrected_at",
    "used_at",
    "withdrawn_at",
    "ended_at",
)


def is_changed(table: Any, since: datetime) -> ColumnElement[bool]:
    """Ask whether a row, or what is shown of it, changed; what is never edited says so by what happened to it last."""
    if table in SHOWN_OF:
        return or_(_itself(table, since), *SHOWN_OF[table](since))
    return _itself(table, since)


def _itself(table: Any, since: datetime) -> ColumnElement[bool]:
    columns = table.__table__.columns
    names = ["updated_at"] if "updated_at" in columns else [name for name in INSTANTS if name in columns]
    return or_(*[columns[name] >= since for name in names])


def _of_sessions(since: datetime) -> list[ColumnElement[bool]]:
    """Ask for slots, for seats where they are counted, and for the panel with its names."""
    limited = exists().where(
        Slot.session_id == Session.id, Seats.slot_id == Slot.id, Seats.capacity.is_not(None)
    )
    return [
        exists().where(Slot.session_id == Session.id, Slot.updated_at >= since),
        limited & exists().where(Registration.session_id == Session.id, Registration.updated_at >= since),
        exists().where(
            Panelist.session_id == Session.id,
            Person.id == Panelist.person_id,
            or_(Panelist.updated_at >= since, Person.updated_at >= since),
        ),
    ]


def _of_registrations(since: datetime) -> list[ColumnElement[bool]]:
    """Ask for the name, and for whoever may have moved in line before one that waits."""
    waits = exists().where(Place.registration_id == Registration.id, Place.state == PlaceState.WAITING)
    other = Registration.__table__.alias("other_registrations")
    moved = exists().where(other.c.session_id == Registration.session_id, other.c.updated_at >= since)
    return [exists().where(Person.id == Registration.person_id, Person.updated_at >= since), waits & moved]


def _of_delegations(since: datetime) -> list[ColumnElement[bool]]:
    return [
        exists().where(Letter.delegation_id == Delegation.id, Letter.updated_at >= since),
        exists().where(FocalPoint.delegation_id == Delegation.id, FocalPoint.updated_at >= since),
    ]


def _of_nominations(since: datetime) -> list[ColumnElement[bool]]:
    return [exists().where(Participation.nomination_id == Nomination.id, Participation.updated_at >= since)]


def _of_badges(since: datetime) -> list[ColumnElement[bool]]:
    """Ask for the name, and for where its bearer stands."""
    return [
        exists().where(
            Participation.id == Badge.participation_id,
            Nomination.id == Participation.nomination_id,
            or_(Participation.updated_at >= since, Nomination.updated_at >= since),
        )
    ]


def _of_imports(since: datetime) -> list[ColumnElement[bool]]:
    """Ask the journal for what somebody answered of a file."""
    return [exists().where(Audit.subject == "import:" + Import.id, Audit.at >= since)]


SHOWN_OF: Final = {
    Session: _of_sessions,
    Registration: _of_registrations,
    Delegation: _of_delegations,
    Nomination: _of_nominations,
    Badge: _of_badges,
    Import: _of_imports,
}
