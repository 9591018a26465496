"""Where somebody may do something, as a condition on sessions, programmes and people."""

from sqlalchemy import ColumnElement, ScalarSelect, and_, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.registrations import Registration


def session_within(where: Reach) -> ColumnElement[bool]:
    """Hold a question to the sessions within somebody's reach."""
    if where.everywhere:
        return true()
    programmes = select(Programme.id).where(Programme.slug.in_(where.programmes))
    whole = Session.programme_id.in_(programmes)
    each = [Session.stream_id == _stream_id(programme, stream) for programme, stream in sorted(where.streams)]
    return or_(whole, *each, *(_of_partner(*one) for one in sorted(where.partners)))


def programme_within(where: Reach) -> ColumnElement[bool]:
    """Hold a question to the programmes of which anything is within somebody's reach."""
    if where.everywhere:
        return true()
    return Programme.slug.in_(where.programmes | where.touched)


def people_within(where: Reach) -> ColumnElement[bool]:
    """Hold a question for people to those who registered within somebody's reach."""
    if where.everywhere:
        return true()
    return Person.id.in_(
        select(Registration.person_id).join(Registration.session).where(session_within(where))
    )


def _stream_id(programme: str, stream: str) -> ScalarSelect[int]:
    found = select(Stream.id).join(Stream.programme).where(Programme.slug == programme, Stream.slug == stream)
    return found.scalar_subquery()


def _of_partner(programme: str, stream: str, partner: str) -> ColumnElement[bool]:
    """Hold sessions to those of a programme, or of a stream of it, that name a partner."""
    parent = select(Programme.id).where(Programme.slug == programme).scalar_subquery()
    within = [Session.programme_id == parent]
    if stream:
        within.append(Session.stream_id == _stream_id(programme, stream))
    return and_(*within, _names(partner))


def _names(partner: str) -> ColumnElement[bool]:
    """Say whether a session names a partner, code for code, as each store looks into a list."""
    if db.session.get_bind().dialect.name == "sqlite":
        each = func.json_each(Session.partners).table_valued("value")
        return select(each.c.value).where(each.c.value == partner).exists()
    return cast(Session.partners, JSONB).contains([partner])
