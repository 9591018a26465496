"""Whom a campaign would reach today: everybody on its lists, by language, and why some are left out."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, union_all

from meetings.domain.contacts.campaigns import LeftOut, language_for
from meetings.domain.contacts.filters import Filter, from_stored
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact, ContactList, ContactListMember
from meetings.models.people import Mailbox, OptOut, Person, PersonMailbox, Refusal
from meetings.queries.contacts.lists import members, members_of

REFUSES = exists().where(
    Refusal.mailbox_id == PersonMailbox.mailbox_id, Refusal.name_key == PersonMailbox.name_key
)


@dataclass(frozen=True, slots=True)
class Audience:
    """How many are on the lists, how many of them are written to in each language, and how many are left out and why.

    `instead` says of languages that are not written how many read English instead.
    """

    people: int
    languages: dict[str, int]
    instead: dict[str, int]
    left_out: dict[str, int]

    @property
    def reached(self) -> int:
        """Give how many are written to."""
        return sum(self.languages.values())


def audience(lists: Collection[str], written: Collection[str], scope: str, on: date) -> Audience:
    """Count whom a campaign would reach: people on several of its lists once."""
    rows = db.session.execute(
        select(Person.language, reason(scope).label("reason"), func.count())
        .where(Person.id.in_(members_of(lists, on)))
        .group_by(Person.language, "reason")
    )
    languages, instead, left_out = Counter[str](), Counter[str](), Counter[str]()
    for own, why, number in rows:
        if why is not None:
            left_out[why] += number
            continue
        reads = language_for(own, written)
        languages[reads] += number
        if reads != own:
            instead[own] += number
    people = languages.total() + left_out.total()
    return Audience(people, dict(languages), dict(instead), dict(left_out))


def counts_of(lists: Collection[str], on: date) -> dict[str, int]:
    """Count who is on each of some lists, in one question."""
    rows = db.session.scalars(select(ContactList).where(ContactList.id.in_(lists))).all()
    counts = [
        select(literal(row.id).label("list"), func.count()).select_from(_on(row, on).subquery())
        for row in rows
    ]
    if not counts:
        return {}
    return {row[0]: row[1] for row in db.session.execute(union_all(*counts))}


def _on(row: ContactList, on: date) -> Select[int]:
    if not row.is_static:
        return members(from_stored(row.asked), on)
    inside = select(ContactListMember.person_id).where(ContactListMember.list_id == row.id)
    return members(Filter(), on).where(Contact.person_id.in_(inside))


def is_written_to(person: Any) -> ColumnElement[bool]:
    """Say of a person's number whether they are a contact that has not ended."""
    return exists().where(Contact.person_id == person, Contact.ended_at.is_(None))


def reason(scope: str) -> ColumnElement[Any]:
    """Give the question why a person is not written to, or nothing; a mailbox that one refused is none of theirs."""
    opted = exists().where(OptOut.person_id == Person.id, OptOut.scope == scope)
    own = and_(PersonMailbox.person_id == Person.id, ~REFUSES)
    has_one = exists().where(own)
    works = exists().where(own, Mailbox.id == PersonMailbox.mailbox_id, Mailbox.failed_at.is_(None))
    return case(
        (Person.held_at.is_not(None), str(LeftOut.HELD)),
        (opted, str(LeftOut.OPTED_OUT)),
        (~has_one, str(LeftOut.NO_MAILBOX)),
        (~works, str(LeftOut.FAILED)),
        else_=None,
    )
