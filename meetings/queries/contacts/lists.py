"""Who is on lists of contacts."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, union

from meetings.domain.contacts.filters import Filter, from_stored
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.parties import LISTED
from meetings.domain.heard import folded
from meetings.extensions import db
from meetings.models.contacts.contacts import (
    Contact,
    ContactInterest,
    ContactList,
    ContactListMember,
    ContactRole,
)
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Person


def members(asked: Filter, on: date) -> Select[int]:
    """Give the question for the contacts a filter holds on a day: the ids of people, in no order, each once."""
    found = (
        select(Contact.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(Contact.ended_at.is_(None), Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    )
    if asked.roles:
        held = exists().where(
            ContactRole.person_id == Contact.person_id, ContactRole.kind.in_(asked.roles), stands_on(on)
        )
        found = found.where(held)
    if asked.countries:
        found = found.where(Person.country.in_(asked.countries))
    if asked.regions:
        found = found.where(
            Person.country.in_(select(Party.code).where(Party.regional_group.in_(asked.regions)))
        )
    if asked.statuses:
        found = found.where(Person.country.in_(parties_of(asked.statuses, on)))
    if asked.languages:
        found = found.where(Person.language.in_(asked.languages))
    if asked.categories:
        found = found.where(Person.category.in_(asked.categories))
    if asked.interests:
        wanted = ContactInterest.interest.in_(asked.interests)
        found = found.where(exists().where(ContactInterest.person_id == Contact.person_id, wanted))
    if asked.text:
        words = folded(asked.text).split()
        holds = [Person.search_key.contains(one, autoescape=True) for one in words]
        found = found.where(*(holds or [false()]))  # of signs alone, as `%`, there is nothing to find
    return found


def stands_on(day: date) -> ColumnElement[bool]:
    """Say of a role whether it is held on a day; see `domain/contacts/roles`."""
    begun = or_(ContactRole.starts_on.is_(None), ContactRole.starts_on <= day)
    return and_(begun, or_(ContactRole.ends_on.is_(None), ContactRole.ends_on >= day))


def parties_of(statuses: Collection[str], on: date) -> Select[str]:
    """Give the question for the codes of States that are one of this to the treaty on a day; see `standing_on`."""
    of_treaty = (PartyStatus.party_code == Party.code, PartyStatus.treaty == LISTED)
    begun = and_(PartyStatus.starts_on.is_not(None), PartyStatus.starts_on <= on)
    unsure = or_(PartyStatus.starts_on.is_(None), PartyStatus.starts_on <= on)
    party, deposited = (
        exists().where(*of_treaty, PartyStatus.status == str(one), begun)
        for one in (PartyStanding.PARTY, PartyStanding.DEPOSITED)
    )
    maybe = exists().where(*of_treaty, PartyStatus.status == str(PartyStanding.TO_BE_CONFIRMED), unsure)
    conditions = {
        PartyStanding.PARTY: party,
        PartyStanding.DEPOSITED: and_(deposited, ~party),
        PartyStanding.TO_BE_CONFIRMED: and_(maybe, ~party, ~deposited),
        PartyStanding.NON_PARTY: and_(~party, ~deposited, ~maybe),
    }
    chosen = [conditions[one] for one in PartyStanding if one in statuses]
    return select(Party.code).where(or_(false(), *chosen))


def members_of(lists: Collection[str], on: date) -> Select[int]:
    """Give the question for whoever is on any of some lists on a day: the ids of people, each once."""
    rows = db.session.scalars(
        select(ContactList).where(ContactList.id.in_(lists), ContactList.ended_at.is_(None))
    )
    parts = [of_list(row, on) for row in rows]
    if not parts:
        return select(Contact.person_id).where(Contact.person_id.is_(None))
    return select(union(*parts).subquery().c.person_id)


def of_list(row: ContactList, on: date) -> Select[int]:
    """Give the question for whoever is on a list on a day, though it has ended: the ids of people, each once."""
    if not row.is_static:
        return members(from_stored(row.asked), on)
    inside = select(ContactListMember.person_id).where(ContactListMember.list_id == row.id)
    return members(Filter(), on).where(Contact.person_id.in_(inside))
