"""For whom published lists of participants are: which segments' lists somebody may read by their own link."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from meetings.domain.cop.codes import ADMITTED, PartyStanding
from meetings.domain.cop.parties import standing_on
from meetings.domain.kept_files import Audience, Watcher, may_have
from meetings.extensions import db
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.parties import PartyStatus
from meetings.queries.cop.lists import Listing


def open_to_person(listings: Iterable[Listing], person_id: int) -> frozenset[str]:
    """Name the segments whose lists somebody may read, by who they are in delegations."""
    return _open(list(listings), Nomination.person_id == person_id)


def open_to_delegation(listings: Iterable[Listing], delegation_id: str) -> frozenset[str]:
    """Name the segments whose lists the focal points of a delegation may read: those it has accredited people in."""
    return _open(list(listings), Nomination.delegation_id == delegation_id)


def _open(listings: list[Listing], whose: ColumnElement[bool]) -> frozenset[str]:
    rows = db.session.execute(
        select(Participation.segment_id, Delegation.party_code)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .where(
            whose,
            Participation.segment_id.in_([one.segment_id for one in listings]),
            Participation.state.in_(ADMITTED),
        )
        .distinct()
    ).all()
    states: dict[int, set[str]] = defaultdict(set)
    for segment_id, code in rows:
        states[segment_id].update([code] if code else [])
    statuses = db.session.scalars(
        select(PartyStatus).where(PartyStatus.party_code.in_({one[1] for one in rows if one[1]}))
    ).all()
    return frozenset(
        one.segment
        for one in listings
        if may_have(
            Audience(one.setting.audience),
            Watcher(
                is_participant=one.segment_id in states,
                parties=frozenset(
                    code for code in states.get(one.segment_id, ()) if _is_party(code, one, statuses)
                ),
            ),
        )
    )


def _is_party(code: str, listing: Listing, statuses: Iterable[PartyStatus]) -> bool:
    theirs = [one for one in statuses if one.party_code == code and one.treaty == listing.treaty]
    return standing_on(theirs, listing.starts_on) is PartyStanding.PARTY
