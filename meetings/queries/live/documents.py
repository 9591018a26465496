"""The session of a slot, as the document of its questions needs it, and what was published of it before."""

from dataclasses import dataclass

from sqlalchemy import select

from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.programmes import Session
from meetings.models.publications import Material
from meetings.models.slots import Slot

# Bodies and named people have lists that are chosen by hand; a document is made for whoever took part.
TAKEN_OVER = ("public", "participants", "parties", "region")


@dataclass(frozen=True, slots=True)
class SessionAsked:
    """A session, and for whom its documents are."""

    id: int
    audience: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A document that is there already."""

    name: str
    version: int
    revision: int


def session_asked(slot_id: str) -> SessionAsked:
    """Give the session of a slot.

    Raises: NotFound.
    """
    question = select(Session.id, Session.audience, Session.regions).join(Slot, Slot.session_id == Session.id)
    row = db.session.execute(question.where(Slot.id == slot_id)).one_or_none()
    if row is None:
        raise NotFound()
    audience = row.audience if row.audience in TAKEN_OVER else "participants"
    return SessionAsked(row.id, audience, tuple(row.regions) if audience == "region" else ())


def published(session_id: int, file_name: str, language: str) -> Published | None:
    """Give the document of a session that was published under a file's name in a language, or nothing."""
    row = db.session.execute(
        select(Material.name, Material.version, Material.revision)
        .where(
            Material.session_id == session_id,
            Material.file_name == file_name,
            Material.language == language,
        )
        .order_by(Material.id)
        .limit(1)
    ).one_or_none()
    return Published(*row) if row else None
