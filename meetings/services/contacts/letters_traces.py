"""What official letters hold of somebody who is erased: the line stays with the role, name and address go."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.registrations import address_key
from meetings.extensions import db
from meetings.models.contacts.letters import LetterRecipient
from meetings.models.people import Person
from meetings.queries.contacts.own_letters import names_any

EMPTY: Final[dict[str, Any]] = {"name": "", "address": ""}


def leave_letters(person_id: int, addresses: Collection[str]) -> None:
    """Take somebody's name and address off the lines of letters; call it within a transaction.

    That a government was written to, in which role and when, stays; so does an office's line, which is nobody's own.
    """
    keys = {address_key(one) for one in addresses}
    ids = {person_id, *db.session.scalars(select(Person.id).where(Person.merged_into_id == person_id))}
    for row in db.session.scalars(select(LetterRecipient).where(names_any(ids))):
        row.to, row.copies = _without(row.to, ids), _without(row.copies, ids)
        row.refused = [one for one in row.refused if address_key(one) not in keys]


def _without(lines: list[Any], ids: Collection[int]) -> list[Any]:
    return [one | EMPTY if one["person"] in ids and not one["office"] else one for one in lines]
