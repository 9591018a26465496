"""Bodies of which contacts are members: how many seats each regional group should have."""

from collections.abc import Mapping
from datetime import datetime

from meetings.domain import errors
from meetings.domain.registrations import ORGANIZATION_LENGTH, check_line
from meetings.extensions import db, take_turns, transaction
from meetings.models.contacts.imports import ContactBody
from meetings.services.audit import note

MOST_SEATS = 200


def set_seats(name: str, seats: Mapping[str, str], revision: int, now: datetime, *, actor: str) -> None:
    """Say how many seats each regional group should have in a body; empty is not said.

    Takes: seats as typed, by regional group; the revision that whoever typed saw, 0 for a body that has none.
    Raises: Missing, TooLong, NotOneLine; NotANumber, with the field; Stale.
    """
    body = check_line(name, "body", ORGANIZATION_LENGTH, needed=True) or ""
    wanted = {group: _number(group, text) for group, text in seats.items() if text.strip()}
    with transaction():
        take_turns("contact bodies")
        row = db.session.get(ContactBody, body, with_for_update=True, populate_existing=True)
        if (row.revision if row else 0) != revision:
            raise errors.Stale(current=row.revision if row else 0)
        before = dict(row.seats) if row else {}
        if row is None:
            db.session.add(ContactBody(name=body, seats=wanted, updated_at=now))
        else:
            row.seats, row.revision, row.updated_at = wanted, row.revision + 1, now
        note(now, actor, "contacts.seats", f"contact-body:{body}", before=before, after=wanted)


def _number(group: str, text: str) -> int:
    said = text.strip()
    if not (said.isascii() and said.isdigit() and len(said) < 4 and int(said) <= MOST_SEATS):
        raise errors.NotANumber(field=f"seats-{group}", least=0, most=MOST_SEATS)
    return int(said)
