"""The published sessions of all programmes with what each is found by, in whichever language it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.search import Question, terms_of
from meetings.extensions import db
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.queries.programmes import (
    ProgrammeShown,
    SessionShown,
    is_shown,
    published_programmes,
    show_session,
    whole_session,
)
from meetings.queries.recordings import spoken


@dataclass(frozen=True, slots=True)
class Findable:
    """A session that anybody may find, its programme, its terms in order, and those that were said in it."""

    programme: ProgrammeShown
    session: SessionShown
    terms: tuple[str, ...]
    said: tuple[str, ...] = ()

    def is_found(self, asked: Question) -> bool:
        """Say whether a question finds it by what it says or by what was said in it."""
        return asked.finds(self.terms) or asked.finds(self.said)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one programme, in the order of the first times; `said` names those in which it was said."""

    programme: ProgrammeShown
    sessions: tuple[SessionShown, ...]
    said: frozenset[str] = frozenset()


def findable_sessions() -> tuple[Findable, ...]:
    """Give all sessions that are shown, those of the latest programme first, each programme's in order of time."""
    programmes = {one.id: one for one in published_programmes()}
    rows = db.session.scalars(
        select(Session)
        .join(Session.programme)
        .where(Programme.published, is_shown())
        .order_by(Session.position, Session.id)
        .options(
            selectinload(Session.panelists).joinedload(Panelist.person),
            *whole_session(),
            raiseload("*"),
        )
    ).all()
    order = {number: place for place, number in enumerate(programmes)}
    said: dict[int, list[str]] = {}
    for each in spoken(row.id for row in rows):
        said.setdefault(each.session_id, []).append("\n".join(one.plain for one in each.cues))
    shown = [
        _findable(programmes[row.programme_id], show_session(row, panel=True), said.get(row.id, ()))
        for row in rows
    ]
    return tuple(sorted(shown, key=lambda one: (order[one.programme.id], _first(one.session))))


def found_in(sessions: Iterable[Findable], asked: Question) -> list[Found]:
    """Give the sessions that a question finds, by programme."""
    found = [one for one in sessions if one.is_found(asked)]
    groups = [list(each) for _slug, each in groupby(found, key=lambda one: one.programme.slug)]
    return [
        Found(
            each[0].programme,
            tuple(one.session for one in each),
            frozenset(one.session.slug for one in each if asked.finds(one.said)),
        )
        for each in groups
    ]


def _findable(programme: ProgrammeShown, session: SessionShown, said: Iterable[str]) -> Findable:
    return Findable(programme, session, terms_of(_texts(session)), terms_of(said))


def _texts(session: SessionShown) -> Iterable[str]:
    """Give everything a session says: titles, what it is about, stream, partners, documents and panel."""
    for words in (session.title, session.abstract, session.stream.title if session.stream else {}):
        yield from words.values()
    yield from session.partners
    for document in session.documents:
        yield from document.title.values()
    for one in session.panel:
        yield from filter(None, (one.name, one.organization))


def _first(session: SessionShown) -> float:
    return min((slot.starts_at.timestamp() for slot in session.slots), default=float("inf"))
