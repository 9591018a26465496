"""Who hears of a panel by mail: who was invited to it and did not decline, and their assistants."""

from sqlalchemy import and_, select

from meetings.domain.codes import PanelistState, SessionState
from meetings.extensions import db
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.invitations import PanelInvitation
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.queries.panel.holders import assistant_bearer, own_bearer


def informed_of(session_id: int) -> list[tuple[int, str]]:
    """Give who reads what is told of a session's panel, and by which bearer; nobody of what is not published.

    Whoever was only written down hears of nothing; their assistant has a link and does.
    """
    rows = db.session.execute(
        select(Panelist.person_id, Session.programme_id, PanelInvitation.invited_at)
        .distinct()
        .join(Session, Session.id == Panelist.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .join(Person, Person.id == Panelist.person_id)
        .outerjoin(
            PanelInvitation,
            and_(
                PanelInvitation.programme_id == Programme.id, PanelInvitation.person_id == Panelist.person_id
            ),
        )
        .where(
            Panelist.session_id == session_id,
            Panelist.state != PanelistState.DECLINED,
            Session.state == SessionState.PUBLISHED,
            Programme.published,
            Person.erased_at.is_(None),
        )
        .order_by(Panelist.person_id)
    ).all()
    found = [(row.person_id, own_bearer(row.person_id, row.programme_id)) for row in rows if row.invited_at]
    helpers = (
        select(Assistant.helper_id, Assistant.id)
        .join(Person, Person.id == Assistant.helper_id)
        .where(
            Assistant.person_id.in_([row.person_id for row in rows]),
            Assistant.programme_id.in_({row.programme_id for row in rows}),
            Assistant.ended_at.is_(None),
            Person.erased_at.is_(None),
        )
        .order_by(Assistant.added_at, Assistant.id)
    )
    return found + [(row.helper_id, assistant_bearer(row.id)) for row in db.session.execute(helpers)]
