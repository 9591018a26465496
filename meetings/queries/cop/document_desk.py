"""What staff choose from when they write a document of a conference down, and whom it is for by name."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.programmes import Programme, Session
from meetings.queries.cop.document_rights import PAPER
from meetings.queries.cop.documents import DocumentShown, ItemShown, documents_of, items_of
from meetings.queries.recordings import named

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """The items, segments and meetings of a conference, by slug."""

    items: tuple[ItemShown, ...]
    segments: tuple[tuple[str, Words], ...]
    meetings: tuple[tuple[str, Words], ...]


def programme_number(slug: str) -> int:
    """Give the number of a programme, published or not.

    Raises: NotFound.
    """
    number = db.session.scalar(select(Programme.id).where(Programme.slug == slug))
    if number is None:
        raise NotFound()
    return number


def choices(programme_id: int) -> Choices:
    """Give what a document of a conference may be on, of and in."""
    segments = db.session.scalars(
        select(Segment)
        .where(Segment.programme_id == programme_id)
        .order_by(Segment.position, Segment.id)
        .options(raiseload("*"))
    )
    meetings = db.session.scalars(
        select(Session)
        .where(Session.programme_id == programme_id)
        .order_by(Session.position, Session.id)
        .options(raiseload("*"))
    )
    return Choices(
        tuple(items_of(programme_id)),
        tuple((one.slug, one.title) for one in segments),
        tuple((one.slug, one.title) for one in meetings),
    )


def one_document(programme_id: int, name: str) -> DocumentShown:
    """Give a document by its name.

    Raises: NotFound.
    """
    found = next(iter(documents_of(programme_id, name)), None)
    if found is None:
        raise NotFound()
    return found


def people_of(document: DocumentShown) -> list[str]:
    """Give the mailboxes of those whom a document is for by name."""
    subject = f"{PAPER}:{document.stands.id}"
    return named([subject])[subject]
