"""What the site with one of everything has more for the API, for organizers."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.codes import ReleaseState
from meetings.extensions import db
from meetings.models import Assistant, Panelist, PanelProposal, Person, Release, Session
from meetings.queries.live import interpretation
from meetings.queries.live.floor import floor_of
from meetings.queries.live.run_sheets import connections, rehearsals


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
        "announcement_id": "1",
        "language": "en",
    }
    slot_id = site.names["slot_id"]
    interpreter = next(one.ref for one in interpretation.voices(slot_id) if one.role == "interpreter")
    site.within |= {
        "/interpretation/people/<person>": {"person": interpreter},
        "/live/questions/<question>": {"question": site.names["live question"]},
    }
    site.names |= {
        "interpreter": connections(slot_id)[0].ref,
        "service": interpretation.services(slot_id, now)[0].id,
        "rehearsal": rehearsals(slot_id)[0].id,
        "entry": floor_of(slot_id).waiting[0].id,
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
