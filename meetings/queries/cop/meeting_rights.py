"""Which meetings of conferences somebody may enter, and as what: by their accreditation, now."""

from sqlalchemy import select

from meetings.domain.codes import SessionState
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.kept_files import Watcher
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.programmes import Session
from meetings.queries.cop.document_rights import delegate


def meetings_of(person_id: int) -> dict[int, Watcher]:
    """Say who somebody is to the meetings of each segment for which they are accredited.

    Gives: by the identity of the session; of meetings for named people, whether they are sent there.
    """
    conferences = db.session.scalars(
        select(Segment.programme_id)
        .join(Participation, Participation.segment_id == Segment.id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Nomination.person_id == person_id, Participation.state.in_(ADMITTED))
        .distinct()
    ).all()
    found: dict[int, Watcher] = {}
    for programme_id in conferences:
        who = delegate(person_id, programme_id)
        segments = {one.segment_id for one in who.parts}
        for session_id, segment_id in db.session.execute(
            select(Session.id, Session.segment_id).where(
                Session.programme_id == programme_id,
                Session.segment_id.in_(segments),
                Session.state != SessionState.DRAFT,
            )
        ):
            found[session_id] = who.watcher(segment_id, is_named=who.is_sent_to(session_id))
    return found
