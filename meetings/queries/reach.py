"""Where somebody may do something, as a condition on sessions, programmes and people."""

from sqlalchemy import ColumnElement, and_, or_, select, true

from meetings.domain.permissions import Reach
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.registrations import Registration


def session_within(where: Reach) -> ColumnElement[bool]:
    """Hold a question to the sessions within somebody's reach."""
    if where.everywhere:
        return true()
    programmes = select(Programme.id).where(Programme.slug.in_(where.programmes))
    each = [and_(Programme.slug == programme, Stream.slug == stream) for programme, stream in where.streams]
    streams = select(Stream.id).join(Stream.programme).where(or_(*each)) if each else None
    whole = Session.programme_id.in_(programmes)
    return whole if streams is None else or_(whole, Session.stream_id.in_(streams))


def programme_within(where: Reach) -> ColumnElement[bool]:
    """Hold a question to the programmes of which anything is within somebody's reach."""
    if where.everywhere:
        return true()
    return Programme.slug.in_(where.programmes | {programme for programme, _stream in where.streams})


def people_within(where: Reach) -> ColumnElement[bool]:
    """Hold a question for people to those who registered within somebody's reach."""
    if where.everywhere:
        return true()
    return Person.id.in_(
        select(Registration.person_id).join(Registration.session).where(session_within(where))
    )
