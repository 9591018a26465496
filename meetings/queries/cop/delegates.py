"""Delegates as rows of presence know them: who they are in their delegation."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select

from meetings.domain.cop.codes import ADMITTED
from meetings.extensions import store
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.parties import Organization
from meetings.models.people import Person
from meetings.models.programmes import Session


class DelegateKnown(NamedTuple):
    """A delegate who is admitted to a segment, with what rows of presence keep of them."""

    person_id: int
    public_id: str
    participation_id: str
    name: str
    country: str | None
    category: str
    organization: str | None
    function: str | None
    language: str


COLUMNS: Final = (  # in the order of `DelegateKnown`
    Nomination.person_id,
    Person.public_id,
    Participation.id,
    Nomination.name,
    func.coalesce(Delegation.party_code, Organization.country),
    Delegation.category,
    func.coalesce(Nomination.organization, Organization.name),
    Nomination.function,
    Nomination.language,
)


def delegates_of_session(session_id: int) -> list[DelegateKnown]:
    """Give the delegates who are admitted to the segment of a meeting; nothing for a session of a season."""
    segment = select(Session.segment_id).where(Session.id == session_id).scalar_subquery()
    rows: Any = store(
        select(*COLUMNS)
        .join(Person, Person.id == Nomination.person_id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .where(
            Participation.segment_id == segment,
            Participation.state.in_(ADMITTED),
            Person.erased_at.is_(None),
        )
        .order_by(Nomination.created_at, Nomination.id)
    )
    return list(map(DelegateKnown._make, rows))


def persons_of(nominations: Iterable[str]) -> dict[str, int]:
    """Give who is nominated, by the number of the nomination."""
    wanted = sorted(set(nominations))
    if not wanted:
        return {}
    rows = store(select(Nomination.id, Nomination.person_id).where(Nomination.id.in_(wanted)))
    return {row.id: row.person_id for row in rows}
