"""Of whom the delegations of a conference are: States by the names of the secretariat's list, and bodies."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.search import question, terms_of
from meetings.extensions import db
from meetings.models.cop.delegations import Delegation
from meetings.models.parties import Party

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """Of whom a delegation is: a State, by the names of the secretariat's list, or a body."""

    id: str
    names: Words
    code: str
    region: str
    category: str


def bodies_of(programme_id: int, ids: Collection[str] | None = None) -> list[Body]:
    """Give of whom the delegations of a conference are, or some of them."""
    wanted = select(Delegation).where(Delegation.programme_id == programme_id)
    if ids is not None:
        wanted = wanted.where(Delegation.id.in_(ids))
    rows = db.session.scalars(
        wanted.order_by(Delegation.id).options(
            joinedload(Delegation.party), joinedload(Delegation.organization), raiseload("*")
        )
    )
    return [body_of(row) for row in rows]


def body_of(row: Delegation) -> Body:
    """Say of whom a delegation is, loaded with its State or body."""
    party, body = row.party, row.organization
    names = party.names if party else {"en": body.name} if body else {}
    region = (party.regional_group or "") if party else ""
    return Body(row.id, names, row.party_code or "", region, row.category)


def named_so(bodies: Iterable[Body], text: str) -> tuple[str, ...]:
    """Give the delegations whose own name, in any language, or code is asked for."""
    wanted = question(text)
    return tuple(one.id for one in bodies if wanted.finds(terms_of((one.code, *one.names.values()))))


def state_names() -> dict[str, Words]:
    """Give the names of the States of the secretariat's list, by code."""
    rows = db.session.execute(select(Party.code, Party.names).order_by(Party.code))
    return {row.code: row.names for row in rows}
