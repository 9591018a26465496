"""What the site with one of everything has more for the API, for organizers."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.codes import ReleaseState
from meetings.extensions import db
from meetings.models import Assistant, Panelist, PanelProposal, Person, Release, Session


def put(site: Any, rows: int, now: datetime) -> None:
    """Name what is there already in addresses: a panellist, what they proposed and who assists them."""
    person = db.session.scalars(select(Person).where(Person.public_id == site.names["panelist"])).one()
    site.within |= {
        "/panelists/<person>": {"person": person.public_id},
        "/sessions/<session>/panel/<person>": {"person": person.public_id},
        "/releases/<int:person>": {"person": str(_said(site.names["slot_id"]))},
    }
    site.names |= {
        "proposal_id": db.session.scalars(select(PanelProposal.id).order_by(PanelProposal.id)).first() or "",
        "hours": "gone",
        "language": "en",
    }
    assistants = select(Assistant.id).where(Assistant.person_id == person.id)
    site.names["assistant"] = db.session.scalars(assistants).first() or ""


def _said(slot_id: str) -> int:
    """Number who said by a mail that they may be recorded at a time, and is on its panel."""
    rows = (
        select(Release.person_id)
        .join(Panelist, Panelist.person_id == Release.person_id)
        .join(Session, Session.id == Panelist.session_id)
        .where(Release.slot_id == slot_id, Release.mail.is_not(None), Release.state != ReleaseState.SILENT)
    )
    return db.session.scalars(rows).first() or 0
