"""A season with a panel of one session that is held twice, for tests of panels."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.extensions import db
from meetings.models import Panelist, Slot
from meetings.services.panel.members import invite
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist

DAY = timedelta(days=1)
START = NOW + 20 * DAY
STAFF = "user:1"


@dataclass
class Panel:
    """Names of what is there: season, session with two times, a speaker in Lima and a moderator."""

    programme_id: int
    session_id: int
    slots: tuple[str, str]
    rosa: int
    mona: int


def make_panel(at: datetime = START, state: str = "published", **rosa: str) -> Panel:
    """Store a season whose `topic` is held twice, with Rosa Example of Lima invited and Mona Example moderating."""
    programme = make_programme()
    session = make_session(programme, state=state)
    slots = (make_slot(session, at).id, make_slot(session, at + timedelta(hours=6)).id)
    person = {"email": "rosa@example.org", "zone": "America/Lima", "language": "es"} | rosa
    speaker = make_panelist(session, "Rosa Example", state="invited", **person)
    moderator = make_panelist(session, "Mona Example", email="mona@example.org", role="moderator")
    panel = Panel(programme.id, session.id, slots, speaker.person_id, moderator.person_id)
    invite(panel.programme_id, [panel.rosa], NOW, actor=STAFF)
    return panel


def row_of(panel: Panel, person_id: int = 0) -> Panelist:
    """Give somebody's row on the panel; Rosa's, if nobody is named."""
    db.session.rollback()
    theirs = {"session_id": panel.session_id, "person_id": person_id or panel.rosa}
    return db.session.query(Panelist).filter_by(**theirs).one()


def slot_of(panel: Panel, number: int = 0) -> Slot:
    """Give one of the two times as it is now."""
    db.session.rollback()
    return db.session.get_one(Slot, panel.slots[number])
