"""Contacts of the demonstration: invented offices and people of the Parties, put into the store all at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select, update

from meetings.domain.contacts.demonstration import SEATS, Government, InventedContact, invent_contacts
from meetings.domain.contacts.imports import RowState, Verdict
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact
from meetings.models.contacts.imports import ContactBody, ContactImportRow
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Person
from meetings.queries.contacts.balance import BUREAU
from meetings.services.contacts.taking import Taken, take_in

SOURCE: Final = "demonstration"
MINAMATA: Final = "minamata"
AT_ONCE: Final = 500


def put_contacts(given_names: Sequence[str], now: datetime) -> None:
    """Put the invented contacts there, once; call it within a transaction.

    Takes: the given names that people are called by.
    """
    there = select(Contact.person_id).where(Contact.source == SOURCE).limit(1)
    if db.session.scalar(there) is not None:
        return
    every = list(invent_contacts(_governments(now), given_names, now.date()))
    for begin in range(0, len(every), AT_ONCE):
        _put(every[begin : begin + AT_ONCE], begin, now)
    groups = db.session.scalars(
        select(Party.regional_group).where(Party.regional_group.is_not(None)).distinct()
    )
    seats = {str(group): SEATS for group in sorted(filter(None, groups))}
    db.session.add(ContactBody(name=BUREAU, seats=seats, updated_at=now))
    db.session.flush()


def _governments(now: datetime) -> list[Government]:
    """Give the Parties of the Convention on the day, by code."""
    today = now.date()
    rows = db.session.execute(
        select(Party.code, Party.names, Party.regional_group)
        .join(PartyStatus, PartyStatus.party_code == Party.code)
        .where(
            PartyStatus.treaty == MINAMATA,
            PartyStatus.status == "party",
            or_(PartyStatus.starts_on.is_(None), PartyStatus.starts_on <= today),
        )
        .order_by(Party.code)
    )
    return [Government(code, names.get("en", code), group) for code, names, group in rows]


def _put(some: Sequence[InventedContact], begin: int, now: datetime) -> None:
    taken = [
        Taken(
            ContactImportRow(number=begin + number + 1),
            one.row,
            Verdict(RowState.NEW, roles=one.row.roles, interests=one.row.interests),
        )
        for number, one in enumerate(some)
    ]
    take_in(taken, SOURCE, now, SOURCE)
    for at, one in zip(taken, some, strict=True):
        if one.gender:
            db.session.execute(update(Person).where(Person.id == at.person_id).values(gender=one.gender))
