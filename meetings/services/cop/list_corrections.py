"""Correcting how somebody is printed on the list: at once before its day, later as a request that officers decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.cop.codes import ADMITTED, ParticipationState, RequestKind
from meetings.domain.cop.list_errors import NameByRequest
from meetings.domain.journal import is_personal, sealed_as
from meetings.domain.registrations import check_address, check_line, check_name
from meetings.extensions import db, insert_new, transaction
from meetings.models.cop.delegations import ChangeRequest, Delegation, Nomination, Participation
from meetings.models.keys import PersonKey, new_key
from meetings.queries.cop.lists import Listing
from meetings.services.audit import note

LENGTHS: Final[Mapping[str, int]] = {
    "courtesy": 40,
    "function": 300,
    "department": 300,
    "organization": 300,
    "address": 500,
}
AGREEMENTS: Final = ("name", "email", "address")
# Until their letter is checked, another name is a slip; after it, another name may be another person.
UNCHECKED: Final = (ParticipationState.INVITED, ParticipationState.NOMINATED, ParticipationState.RETURNED)


@dataclass(frozen=True, slots=True)
class CorrectionGiven:
    """How somebody shall be printed, as typed; `agreed` is what they agreed to have printed."""

    name: str
    email: str
    courtesy: str = ""
    function: str = ""
    department: str = ""
    organization: str = ""
    address: str = ""
    agreed: tuple[str, ...] = ()


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
    letter was checked; Missing, TooLong, NotOneLine, NotAnAddress, with the field.
    """
    values = _checked(given)
    with transaction():
        row = _nomination(listing, delegation_id, nomination_id)
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return True
        delegation = db.session.get_one(Delegation, delegation_id)
        if by_request or not may_correct(listing, delegation.reopened_until, now):
            _ask(row, changed, now, actor)
            return False
        if "name" in changed and _is_checked(row.id):
            raise NameByRequest(field="name")
        _apply(row, changed, now, actor)
        return True


def _nomination(listing: Listing, delegation_id: str, nomination_id: str) -> Nomination:
    """Give somebody who is in a delegation and on a segment's list."""
    row = db.session.scalar(
        select(Nomination)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .where(
            Nomination.id == nomination_id,
            Nomination.delegation_id == delegation_id,
            Participation.segment_id == listing.segment_id,
            Participation.state.in_(ADMITTED),
        )
        .with_for_update(of=Nomination)
    )
    if row is None:
        raise errors.NotFound()
    return row


def _is_checked(nomination_id: str) -> bool:
    return bool(
        db.session.scalar(
            select(Participation.id)
            .where(Participation.nomination_id == nomination_id, Participation.state.not_in(UNCHECKED))
            .limit(1)
        )
    )


def _checked(given: CorrectionGiven) -> dict[str, Any]:
    values: dict[str, Any] = {"name": check_name(given.name)}
    values |= {field: check_line(getattr(given, field), field, most) for field, most in LENGTHS.items()}
    values["email"] = check_address(given.email) if given.email.strip() else None
    values["lists"] = [one for one in AGREEMENTS if one in given.agreed]
    return values


def _apply(row: Nomination, changed: Mapping[str, Any], now: datetime, actor: str) -> None:
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.revision, row.updated_at = row.revision + 1, now
    subject = f"nomination:{row.id}"
    note(now, actor, "list.correct", subject, before=before, after=changed, person_id=row.person_id)


def _ask(row: Nomination, changed: Mapping[str, Any], now: datetime, actor: str) -> None:
    """Ask for other values; what is of the person is sealed under their key."""
    values = {"person_id": row.person_id, "key": new_key()}
    db.session.execute(insert_new(PersonKey).values(**values).on_conflict_do_nothing())
    key = db.session.get_one(PersonKey, row.person_id)
    sealed = {
        name: sealed_as(row.person_id, key.seal(value)) if is_personal(name) and value else value
        for name, value in changed.items()
    }
    asked = ChangeRequest(
        delegation_id=row.delegation_id,
        nomination_id=row.id,
        kind=RequestKind.CORRECT,
        values=sealed,
        asked_at=now,
        asked_by=actor,
        updated_at=now,
    )
    db.session.add(asked)
    db.session.flush()
    note(now, actor, "request.ask", f"request:{asked.id}", after={"kind": str(RequestKind.CORRECT)})
