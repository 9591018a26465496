"""Where a role of staff or of a program holds."""

from typing import Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import Role
from meetings.domain.programmes import TITLE_LENGTH
from meetings.domain.registrations import check_line
from meetings.extensions import db
from meetings.models.programmes import Programme, Stream

NAME_LENGTH: Final = 100


def check_scope(role: str, programme: str, stream: str, partner: str) -> dict[str, str]:
    """Give where a role holds: everywhere, in a programme, a stream of it, and there in the sessions of a partner.

    A partner's role is given for one programme, because seasons are agreed on one by one.
    Raises: NotAChoice, Missing, TooLong, NotOneLine, with the field.
    """
    if role not in tuple(Role):
        raise errors.NotAChoice(field="role", value=role, choices=[str(one) for one in Role])
    if programme and db.session.scalar(select(Programme.id).where(Programme.slug == programme)) is None:
        raise errors.NotAChoice(field="programme", value=programme)
    if stream:
        found = select(Stream.id).join(Programme).where(Programme.slug == programme, Stream.slug == stream)
        if db.session.scalar(found) is None:
            raise errors.NotAChoice(field="stream", value=stream)
    if partner and not programme:
        raise errors.Missing(field="programme")
    code = check_line(partner, "partner", TITLE_LENGTH) or ""
    return {"programme": programme, "stream": stream, "partner": code}
