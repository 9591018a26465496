"""What States are to a treaty on a day, and by which names they are found: asked once for all of them."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.country_names import Country, KnownNames, know_names
from meetings.domain.cop.parties import standing_on
from meetings.extensions import db
from meetings.models.parties import Party, PartyStatus


def standings(treaty: str, day: date) -> dict[str, PartyStanding]:
    """Say what each State of the list is to a treaty on a day, by code, in one query.

    Whoever is to be confirmed is printed as such, and never as a non-Party.
    """
    rows = db.session.execute(
        select(Party.code, PartyStatus)
        .outerjoin(PartyStatus, (PartyStatus.party_code == Party.code) & (PartyStatus.treaty == treaty))
        .order_by(Party.code)
    )
    statuses: dict[str, list[PartyStatus]] = defaultdict(list)
    for code, status in rows:
        statuses[code].extend([status] if status else [])
    return {code: standing_on(given, day) for code, given in statuses.items()}


def known_names() -> KnownNames:
    """Give the names by which the States of the list are found in sheets, for `match_country`."""
    rows = db.session.execute(select(Party.code, Party.names).order_by(Party.code))
    return know_names(Country(code, names) for code, names in rows)
