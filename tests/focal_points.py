"""Parties with and without national focal points, and their missions, for tests."""

from datetime import date, timedelta
from typing import Any

from meetings.extensions import db
from meetings.models import Contact, Mailbox, PartyStatus
from tests.contacts import make_contact
from tests.factories import NOW, make_party

TODAY = NOW.date()
ONE = timedelta(days=1)
STATES = {"KE": "africa", "PE": "grulac", "FR": "weog", "CL": "grulac", "BR": "grulac"}


def make_parties(codes: dict[str, str] = STATES, since: date = date(2018, 1, 1)) -> None:
    """Store Parties with their regional groups."""
    for code, group in codes.items():
        make_party(code, f"State {code}").regional_group = group
        status = PartyStatus(party_code=code, treaty="minamata", status="party", starts_on=since, source="")
        db.session.add(status)
    db.session.commit()


def make_focal_point(code: str, **changes: Any) -> Contact:
    """Store somebody who is the national focal point of a Party."""
    return make_contact(
        f"Focal {code}", "focal_point", country=code, email=f"focal-{code}@example.org".lower(), **changes
    )


def make_mission(code: str, kind: str = "mission_geneva", **changes: Any) -> Contact:
    """Store the permanent mission of a Party."""
    name = f"{kind.replace('_', '-')}-{code}".lower()
    return make_contact(
        f"Mission {code} {kind}", kind, country=code, email=f"{name}@example.org", is_office=True, **changes
    )


def fail(address: str) -> None:
    """Let a mailbox take no mail from now on."""
    db.session.query(Mailbox).filter_by(address=address).one().failed_at = NOW
    db.session.commit()


def make_world() -> None:
    """Store five Parties: one with a focal point, one whose term ended, one whose mailbox fails, two without any.

    Of those that are to be reminded, Peru has its mission in Geneva, Chile one to UNEP alone, and Brazil none.
    """
    make_parties()
    make_focal_point("KE")
    make_focal_point("FR")
    fail("focal-fr@example.org")
    make_focal_point("PE", ends_on=TODAY - ONE)
    make_mission("PE", language="es")
    make_mission("PE", "mission_unep")
    make_mission("CL")
    fail("mission-geneva-cl@example.org")
    make_mission("CL", "mission_unep", language="es")
