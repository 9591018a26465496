"""Putting texts by language in their place: titles, places and abstracts. Nobody is told, and no time is touched."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import SessionState
from meetings.domain.programmes import check_words
from meetings.extensions import db, transaction
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Material
from meetings.services import programmes
from meetings.services.audit import note

Texts = Mapping[str, Mapping[str, str]]
FIELDS: dict[str, tuple[str, ...]] = {
    "programme": ("title", "place"),
    "stream": ("title",),
    "session": ("title", "abstract"),
    "document": ("title",),
}


def put_texts(programme: str, thing: str, texts: Texts, *, revision: int, now: datetime, actor: str) -> None:
    """Put the texts of a thing of a programme, each in all its languages; a language left empty is taken away.

    Takes: the thing as addresses name it, `session:slug`; the revision that was seen.
    Raises: NotFound, Stale, Missing, TooLong, NotOneLine, with the field (`title.fr`).
    """
    kind, _, name = thing.partition(":")
    given = {field: texts[field] for field in FIELDS.get(kind, ()) if field in texts}
    if kind == "programme" and not name:
        programmes.change_programme(programme, given, revision, now, actor)
    elif kind == "stream":
        programmes.change_stream(programme, name, given, revision, now, actor)
    elif kind == "session":
        programmes.change_session(programme, name, given, revision, now, actor)
    elif kind == "document" and name.isascii() and name.isdigit() and len(name) < 10:
        _put_document(programme, int(name), given, revision=revision, now=now, actor=actor)
    else:
        raise errors.NotFound()


def _put_document(
    programme: str, number: int, given: Texts, *, revision: int, now: datetime, actor: str
) -> None:
    title = check_words(given.get("title"), "title", needed=True)
    with transaction():
        parent = db.session.scalar(select(Programme).where(Programme.slug == programme).with_for_update())
        row = db.session.scalar(
            select(Material)
            .join(Session, Session.id == Material.session_id)
            .where(Material.id == number, Session.programme_id == (parent.id if parent else None))
            .with_for_update(of=Material)
        )
        if parent is None or row is None:
            raise errors.NotFound()
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        before, row.title = {"title": row.title}, title
        row.revision, row.updated_at = row.revision + 1, now
        state = db.session.scalar(select(Session.state).where(Session.id == row.session_id))
        parent.changes += state != SessionState.DRAFT
        subject = f"document:{programme}/{number}"
        note(now, actor, "document.change", subject, before=before, after={"title": title})
