"""Who agreed to what, when, in which words and language; and what a person is asked again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from meetings.domain.codes import CONSENTS
from meetings.domain.consents import OF_PERSON, Said, is_outdated, standing, standing_for
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db
from meetings.models.consents import Consent, PersonConsent
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Registration
from meetings.queries.reach import session_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class SaidBy:
    """A yes, or with `said.withdrawn_at` its end; of one registration, or (without) of all of them and the person."""

    said: Said
    registration_id: str | None = None
    title: Words | None = None


@dataclass(frozen=True, slots=True)
class KindShown:
    """How a person stands to a kind: the yes of each registration that stands, or the person's.

    `may_agree` says whether any registration, or the person, is without a yes to the present words; `is_outdated`
    whether a yes was to words that changed since; `withdrawn_at` when the last yes was withdrawn, if none stands.
    """

    kind: str
    agreed: tuple[SaidBy, ...]
    may_agree: bool
    is_outdated: bool
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody whose yes stands: with a registration for a session, or of themselves. Erased people have no name."""

    public_id: str
    name: str
    organization: str | None
    session: str | None
    title: Words | None
    said: Said


def consents_of(person_id: int) -> tuple[SaidBy, ...]:
    """Give everything a person ever agreed to or withdrew, in order of time."""
    own = db.session.execute(
        select(Consent, Session.title)
        .join(Registration, Registration.id == Consent.registration_id)
        .join(Session)
        .where(Registration.person_id == person_id)
    )
    said = [SaidBy(_said(row), row.registration_id, title) for row, title in own]
    said += [SaidBy(one) for one in _persons(PersonConsent.person_id == person_id)[person_id]]
    return tuple(sorted(said, key=lambda one: one.said.when))


def kinds_of(person_id: int) -> tuple[KindShown, ...]:
    """Give how a person stands to each kind, of all registrations that stand."""
    registered = db.session.execute(
        select(Registration.id, Registration.created_at, Session.title)
        .join(Session)
        .where(Registration.person_id == person_id, Registration.ended_at.is_(None))
        .order_by(Registration.created_at)
    ).all()
    own = _own(select(Registration.id).where(Registration.person_id == person_id))
    persons = _by_kind(_persons(PersonConsent.person_id == person_id)[person_id])
    return tuple(_kind_shown(kind, registered, own, persons[kind]) for kind in CONSENTS)


def _kind_shown(
    kind: str, registered: Iterable[Any], own: dict[tuple[str, str], list[Said]], persons: list[Said]
) -> KindShown:
    if kind in OF_PERSON:
        found = [SaidBy(one) if one else None for one in [standing(persons)]]
    else:
        each = [(row, standing_for(own[row.id, kind], persons, row.created_at)) for row in registered]
        found = [SaidBy(one, row.id, row.title) if one else None for row, one in each]
    agreed = tuple(one for one in found if one)
    outdated = any(is_outdated(one.said) for one in agreed)
    last = max((one.when for one in persons if one.withdrawn_at), default=None)
    return KindShown(kind, agreed, outdated or len(agreed) < len(found), outdated, None if agreed else last)


def asked_again(registration_id: str) -> tuple[str, ...]:
    """Name the kinds to which the yes of a registration was to words that changed since."""
    row = db.session.execute(
        select(Registration.person_id, Registration.created_at).where(Registration.id == registration_id)
    ).one_or_none()
    if row is None:
        return ()
    own = _own(select(Registration.id).where(Registration.id == registration_id))
    persons = _by_kind(_persons(PersonConsent.person_id == row.person_id)[row.person_id])
    return tuple(
        kind
        for kind in CONSENTS
        if kind not in OF_PERSON
        and is_outdated(standing_for(own[registration_id, kind], persons[kind], row.created_at))
    )


def last_yes(person_id: int, kind: str) -> Said | None:
    """Give the latest yes of a person that stands, for themselves or with a registration."""
    said = [one.said for shown in kinds_of(person_id) if shown.kind == kind for one in shown.agreed]
    return max(said, key=lambda one: one.when, default=None)


def who_agreed(programme: str, kind: str, where: Reach = EVERYWHERE) -> list[Agreed]:
    """Give whose yes to a kind stands in a programme, in order of names; of a person's own kinds, once a person.

    Takes: `where`, to hold it to the sessions within somebody's reach.
    """
    condition = (Programme.slug == programme) & session_within(where) & Registration.ended_at.is_(None)
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.person_id,
            Registration.created_at,
            Person.public_id,
            Person.name,
            Person.organization,
            Session.slug,
            Session.title,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(condition)
        .order_by(Person.name_key, Person.id, Session.slug)
    ).all()
    within = select(Registration).join(Session).join(Programme).where(condition)
    persons = _persons(
        PersonConsent.person_id.in_(within.with_only_columns(Registration.person_id)),
        PersonConsent.kind == kind,
    )
    if kind in OF_PERSON:
        once = {row.person_id: row for row in rows}
        found = [(row, standing(persons[number])) for number, row in once.items()]
        return [
            Agreed(row.public_id, row.name, row.organization, None, None, said) for row, said in found if said
        ]
    own = _own(within.with_only_columns(Registration.id))
    each = [(row, standing_for(own[row.id, kind], persons[row.person_id], row.created_at)) for row in rows]
    return [
        Agreed(row.public_id, row.name, row.organization, row.slug, row.title, said)
        for row, said in each
        if said
    ]


def _own(registrations: Select[Any]) -> defaultdict[tuple[str, str], list[Said]]:
    """Give what was said with registrations, by registration and kind."""
    found: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    for row in db.session.scalars(select(Consent).where(Consent.registration_id.in_(registrations))):
        found[row.registration_id, row.kind].append(_said(row))
    return found


def _persons(*conditions: ColumnElement[bool]) -> defaultdict[int, list[Said]]:
    """Give what people said for all they are registered for, by person, in the order of the rows."""
    found: defaultdict[int, list[Said]] = defaultdict(list)
    for row in db.session.scalars(select(PersonConsent).where(*conditions).order_by(PersonConsent.id)):
        found[row.person_id].append(_said(row, row.withdrawn_at))
    return found


def _by_kind(said: Iterable[Said]) -> defaultdict[str, list[Said]]:
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for one in said:
        found[one.kind].append(one)
    return found


def _said(row: Consent | PersonConsent, withdrawn_at: datetime | None = None) -> Said:
    return Said(row.kind, row.text_version, row.language, row.at, withdrawn_at)
