"""Correcting how somebody is printed on the list: at once before its day, later as a request that officers decide."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.cop.codes import ADMITTED, ParticipationState, RequestKind
from meetings.domain.cop.delegations import Nominee, facts_of
from meetings.domain.cop.list_errors import NameByRequest
from meetings.domain.cop.tracks import Mover
from meetings.domain.registrations import name_key
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import Nomination, Participation
from meetings.queries.cop.lists import Listing
from meetings.services.cop.change_requests import as_named, ask
from meetings.services.cop.naming import open_nomination
from meetings.services.cop.nominations import edit_within
from meetings.services.cop.tracks import By

# Until their letter is checked, another name is a slip; after it, another name may be another person.
UNCHECKED = (ParticipationState.INVITED, ParticipationState.NOMINATED, ParticipationState.RETURNED)


@dataclass(frozen=True, slots=True)
class CorrectionGiven:
    """How somebody shall be printed, as typed; `lists` is what they agreed to have printed."""

    name: str
    email: str
    courtesy: str = ""
    function: str = ""
    department: str = ""
    organization: str = ""
    address: str = ""
    lists: tuple[str, ...] = ()


def may_correct(listing: Listing, reopened_until: datetime | None, now: datetime) -> bool:
    """Say whether a delegation still corrects its part of a list itself.

    Until the day for corrections, or where none is said the one for nominations; longer where it was opened again.
    """
    ends = listing.setting.corrections_until or listing.nominate_until
    return (ends is not None and now < ends) or (reopened_until is not None and now < reopened_until)


def correct(
    listing: Listing,
    delegation_id: str,
    nomination_id: str,
    given: CorrectionGiven,
    revision: int,
    now: datetime,
    *,
    actor: str,
    by_request: bool = False,
) -> bool:
    """Correct how somebody is printed, or ask for it where the day is past; say whether it is corrected.

    Takes: `actor`, the focal point (`focal:<id>`); `by_request`, to ask though it could be corrected at once.
    Raises: NotFound, also for somebody of another delegation; Stale; NameByRequest, for another name of somebody whose
    letter was checked; what is wrong of the person, with the field.
    """
    with transaction():
        _check_own(listing, delegation_id, nomination_id)
        table, row = open_nomination(nomination_id, now, By(Mover.HOUSE, actor))
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        before = as_named(row)
        wanted = replace(before, **{name: getattr(given, name) for name in CorrectionGiven.__slots__})
        if facts_of(wanted) == facts_of(before):
            return True
        if not by_request and may_correct(listing, table.delegation.reopened_until, now):
            _check_name(row, wanted)
            edit_within(table, row, wanted)
            return True
    by = By(Mover.NOMINATOR, actor)
    ask(delegation_id, RequestKind.CORRECT, now, by=by, given=wanted, nomination_id=nomination_id)
    return False


def _check_own(listing: Listing, delegation_id: str, nomination_id: str) -> None:
    """Refuse whoever is not in a delegation and on a segment's list."""
    found = db.session.scalar(
        select(Nomination.id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .where(
            Nomination.id == nomination_id,
            Nomination.delegation_id == delegation_id,
            Participation.segment_id == listing.segment_id,
            Participation.state.in_(ADMITTED),
        )
    )
    if found is None:
        raise errors.NotFound()


def _check_name(row: Nomination, wanted: Nominee) -> None:
    is_checked = any(one.state not in UNCHECKED for one in row.participations)
    if is_checked and name_key(wanted.name) != name_key(row.name):
        raise NameByRequest(field="name")
