"""The texts of a programme that are kept by language, and in which languages each is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.languages import missing
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Material
from meetings.queries.reach import session_within

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text by language; a long one may have several lines."""

    field: str
    words: Words
    is_long: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the languages it is not in; none where nobody has written it."""
        return missing(self.words)

    @property
    def is_written(self) -> bool:
        """Say whether it is written in any language."""
        return any(self.words.values())


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with texts, as addresses name it: `programme`, `stream:slug`, `session:slug`, `document:12`.

    `stream` is that of a session or of its document; `title` says what it is.
    """

    name: str
    title: Words
    revision: int
    texts: tuple[Text, ...]
    stream: str | None = None
    of: Words | None = None

    @property
    def kind(self) -> str:
        """Give what it is."""
        return self.name.partition(":")[0]


def things(slug: str, where: Reach) -> list[Thing]:
    """Give all things of a programme that somebody may translate: the whole, its streams, sessions and documents."""
    programme = db.session.scalars(
        select(Programme)
        .where(Programme.slug == slug)
        .options(selectinload(Programme.streams), raiseload("*"))
    ).one()
    sessions = db.session.scalars(
        select(Session)
        .where(Session.programme_id == programme.id, session_within(where))
        .order_by(Session.position, Session.id)
        .options(joinedload(Session.stream), selectinload(Session.materials), raiseload("*"))
    ).all()
    found = [_programme(programme), *map(_stream, programme.streams)] if where.covers(slug) else []
    for session in sessions:
        found += [_session(session), *(_document(one, session) for one in session.materials)]
    return found


def _programme(row: Programme) -> Thing:
    return Thing("programme", row.title, row.revision, (Text("title", row.title), Text("place", row.place)))


def _stream(row: Stream) -> Thing:
    return Thing(f"stream:{row.slug}", row.title, row.revision, (Text("title", row.title),))


def _session(row: Session) -> Thing:
    return Thing(
        f"session:{row.slug}",
        row.title,
        row.revision,
        (Text("title", row.title), Text("abstract", row.abstract, is_long=True)),
        stream=row.stream.slug if row.stream else None,
    )


def _document(row: Material, session: Session) -> Thing:
    return Thing(
        f"document:{row.id}",
        row.title,
        row.revision,
        (Text("title", row.title),),
        stream=session.stream.slug if session.stream else None,
        of=session.title,
    )
