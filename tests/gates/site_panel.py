"""What panels: panellists' own pages, and the desk's add to the site with one of everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.panel.answers import MOST_PROPOSALS
from meetings.extensions import db
from meetings.models import Panelist, Person, Session
from meetings.services.panel.answers import answer
from meetings.services.panel.members import invite
from meetings.services.panel.proposals import propose


def put(site: Any, rows: int, now: datetime) -> None:
    """Invite the moderator of `topic`, let them say that they come, and propose somebody for each row."""
    moderator = db.session.execute(
        select(Person.id, Person.public_id, Panelist.session_id, Session.programme_id)
        .join(Panelist, Panelist.person_id == Person.id)
        .join(Session, Session.id == Panelist.session_id)
        .where(Session.slug == "topic", Panelist.role == "moderator")
    ).one()
    person_id, public_id, session_id, programme_id = moderator
    invite(programme_id, [person_id], now, actor="user:1")
    answer(session_id, person_id, "confirmed", "", now, actor="user:1")
    for number in range(min(rows, MOST_PROPOSALS)):
        other = (f"Proposed {number}", f"proposed{number}@example.org", "", "")
        propose(session_id, person_id, other, now, actor="user:1")
    site.names["panelist"] = public_id
    site.within["/panel/<person>"] = {"person": public_id}
