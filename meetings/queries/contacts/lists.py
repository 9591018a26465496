"""Who is on lists of contacts."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, and_, exists, false, or_, select, union

from meetings.domain.contacts.filters import Filter, from_stored
from meetings.domain.heard import folded
from meetings.extensions import db
from meetings.models.contacts.contacts import (
    Contact,
    ContactInterest,
    ContactList,
    ContactListMember,
    ContactRole,
)
from meetings.models.parties import Party
from meetings.models.people import Person


def members(asked: Filter, on: date) -> Select[int]:
    """Give the question for the contacts a filter holds on a day: the ids of people, in no order, each once."""
    found = (
        select(Contact.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(Contact.ended_at.is_(None), Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    )
    if asked.roles:
        begun = or_(ContactRole.starts_on.is_(None), ContactRole.starts_on <= on)
        stands = and_(begun, or_(ContactRole.ends_on.is_(None), ContactRole.ends_on >= on))
        held = exists().where(
            ContactRole.person_id == Contact.person_id, ContactRole.kind.in_(asked.roles), stands
        )
        found = found.where(held)
    if asked.countries:
        found = found.where(Person.country.in_(asked.countries))
    if asked.regions:
        found = found.where(
            Person.country.in_(select(Party.code).where(Party.regional_group.in_(asked.regions)))
        )
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


def members_of(lists: Collection[str], on: date) -> Select[int]:
    """Give the question for whoever is on any of some lists on a day: the ids of people, each once."""
    rows = db.session.scalars(
        select(ContactList).where(ContactList.id.in_(lists), ContactList.ended_at.is_(None))
    )
    parts = [_of(row, on) for row in rows]
    if not parts:
        return select(Contact.person_id).where(Contact.person_id.is_(None))
    return select(union(*parts).subquery().c.person_id)


def _of(row: ContactList, on: date) -> Select[int]:
    if not row.is_static:
        return members(from_stored(row.asked), on)
    inside = select(ContactListMember.person_id).where(ContactListMember.list_id == row.id)
    return members(Filter(), on).where(Contact.person_id.in_(inside))
