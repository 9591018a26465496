"""Figures of national focal points: who of the Parties has notified one, and which mission can be reminded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, or_, select

from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.contacts.focal_points import Rate, Standing, Term, months_before, rate_of, standings_on
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.parties import LISTED, standing_to
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact, ContactRole
from meetings.models.messages import Message, Notice
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.queries.contacts.lists import stands_on
from meetings.queries.contacts.reaching import REFUSED, is_reached

Words = dict[str, str]
SUBJECT: Final = "focal:"
# The mission in Geneva is asked first: the secretariat sits there.
MISSIONS: Final = (ContactRoleKind.MISSION_GENEVA, ContactRoleKind.MISSION_UNEP)


@dataclass(frozen=True, slots=True)
class Mission:
    """A mission that mail reaches, and who reads it."""

    kind: str
    person_id: int
    public_id: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder to a mission: of which day, and when it was sent; `state` is that of its mail."""

    day: str
    state: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class FocalFigures:
    """How the Parties of a day stand with their focal points, and the rate on days before it.

    `names` are those of all States.
    """

    day: date
    standings: tuple[Standing, ...]
    progress: tuple[tuple[date, Rate], ...]
    names: Mapping[str, Words]

    @property
    def rate(self) -> Rate:
        """Give the rate on the day."""
        return rate_of(self.standings)


def focal_figures(day: date) -> FocalFigures:
    """Say how the Parties stand with their focal points on a day, and how they did before, in three questions."""
    states, statuses, terms = _states(), _statuses(), _terms(day)
    each = {on: standings_on(on, _parties(states, statuses, on), terms) for on in months_before(day)}
    names = {code: names for code, (names, _group) in states.items()}
    return FocalFigures(day, each[day], tuple((on, rate_of(found)) for on, found in each.items()), names)


def missions(countries: Collection[str], day: date) -> dict[str, Mission]:
    """Give the mission that mail reaches by country: in Geneva, else to UNEP; of several the one named last."""
    rows = db.session.execute(
        select(
            ContactRole.country, ContactRole.kind, Person.id, Person.public_id, Person.name, Person.language
        )
        .join(Contact, Contact.person_id == ContactRole.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(
            ContactRole.kind.in_(MISSIONS),
            ContactRole.country.in_(countries),
            stands_on(day),
            Contact.ended_at.is_(None),
            Person.erased_at.is_(None),
            Person.merged_into_id.is_(None),
            is_reached(Person.id),
        )
        .order_by(ContactRole.id.desc())
    ).all()
    found: dict[str, Mission] = {}
    for kind in MISSIONS:
        for row in rows:
            if row.kind == kind:
                found.setdefault(row.country, Mission(row.kind, *row[2:]))
    return found


def reminders(countries: Iterable[str]) -> dict[str, Reminded]:
    """Give the last reminder of each Party that got one."""
    rows = db.session.execute(
        select(Notice.subject, Notice.occasion, Message.state, Message.sent_at)
        .outerjoin(Message, Message.id == Notice.message_id)
        .where(
            Notice.kind == NoticeKind.FOCAL_REMINDER,
            Notice.subject.in_([f"{SUBJECT}{one}" for one in countries]),
        )
        .order_by(Notice.occasion, Notice.id)
    )
    return {
        subject.removeprefix(SUBJECT): Reminded(occasion, state or MessageState.DUE, sent_at)
        for subject, occasion, state, sent_at in rows
    }


def _states() -> dict[str, tuple[Words, str]]:
    rows = db.session.execute(select(Party.code, Party.names, Party.regional_group).order_by(Party.code))
    return {code: (names, group or "") for code, names, group in rows}


def _statuses() -> dict[str, list[Any]]:
    rows = db.session.execute(
        select(PartyStatus.party_code, PartyStatus.status, PartyStatus.starts_on).where(
            PartyStatus.treaty == LISTED
        )
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.party_code, []).append(row)
    return found


def _parties(
    states: Mapping[str, tuple[Words, str]], statuses: Mapping[str, list[Any]], day: date
) -> dict[str, str]:
    """Give the Parties of a day with their regional groups."""
    return {
        code: group
        for code, (_names, group) in states.items()
        if standing_to(LISTED, statuses.get(code, ()), day) == PartyStanding.PARTY
    }


def _terms(day: date) -> list[Term]:
    """Give all terms of national focal points; whoever is no contact any more, or was erased, ended theirs.

    A mailbox that failed after the day is one that worked on it, as far as is known.
    """
    until = datetime.combine(day, datetime.min.time()) + timedelta(days=1)
    works = (
        select(PersonMailbox.person_id)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(
            PersonMailbox.person_id == ContactRole.person_id,
            ~REFUSED,
            or_(Mailbox.failed_at.is_(None), Mailbox.failed_at >= _instant(until)),
        )
        .exists()
    )
    rows = db.session.execute(
        select(
            ContactRole.country,
            ContactRole.starts_on,
            ContactRole.ends_on,
            Contact.ended_at,
            Person.erased_at,
            and_(Person.held_at.is_(None), works),
        )
        .join(Contact, Contact.person_id == ContactRole.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(
            ContactRole.kind == ContactRoleKind.FOCAL_POINT,
            ContactRole.country.is_not(None),
            Person.merged_into_id.is_(None),
        )
    )
    return [
        Term(country or "", starts_on, _earliest(ends_on, ended_at, erased_at), bool(reached))
        for country, starts_on, ends_on, ended_at, erased_at, reached in rows
    ]


def _earliest(ends_on: date | None, *ended: datetime | None) -> date | None:
    """Give the last day of a term: as noted, or the day before somebody was no contact any more."""
    before = [one.date() - timedelta(days=1) for one in ended if one is not None]
    return min((one for one in (ends_on, *before) if one is not None), default=None)


def _instant(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)
