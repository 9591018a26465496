"""Documents of conferences as they are found: by symbol however it is written, and by the words of their titles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.cop.documents import DocumentStands, place_in_list
from meetings.domain.cop.symbols import parse_symbol, symbol_key
from meetings.domain.search import Question, terms_of
from meetings.extensions import db
from meetings.models.cop.documents import OfficialDocument
from meetings.models.programmes import Programme, Session
from meetings.queries.cop.document_rights import stands
from meetings.queries.programmes import ProgrammeShown, published_programmes

Words = dict[str, str]
SHORTEST: Final = 4
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class FindablePaper:
    """A document of a published conference, and what it is found by; `stands` says who may know of it."""

    programme: ProgrammeShown
    name: str
    symbol: str
    title: Words
    key: str
    terms: tuple[str, ...]
    stands: DocumentStands


@dataclass(frozen=True, slots=True)
class PapersFound:
    """What was found in one conference."""

    programme: ProgrammeShown
    papers: tuple[FindablePaper, ...]


def findable_papers() -> tuple[FindablePaper, ...]:
    """Give the documents of all published conferences, those of the latest first, each one's in the order of its list.

    Who may know of one depends on the hour, and is asked when it is found.
    """
    programmes = {one.id: one for one in published_programmes()}
    rows = db.session.execute(
        select(OfficialDocument, Session)
        .join(Programme, Programme.id == OfficialDocument.programme_id)
        .outerjoin(Session, Session.id == OfficialDocument.session_id)
        .where(Programme.published, OfficialDocument.audience == "public")
        .options(raiseload("*"))
    ).all()
    order = {number: place for place, number in enumerate(programmes)}
    found = [
        (
            (
                order[row.programme_id],
                place_in_list(row.group, parse_symbol(row.symbol) if row.symbol else None),
            ),
            FindablePaper(
                programme=programmes[row.programme_id],
                name=row.name,
                symbol=row.symbol or "",
                title=row.title,
                key=row.key or "",
                terms=terms_of(row.title.values()),
                stands=stands(row, meeting),
            ),
        )
        for row, meeting in rows
    ]
    return tuple(one for _place, one in sorted(found, key=lambda each: each[0]))


def papers_found(
    papers: Iterable[FindablePaper], asked: Question, text: str, now: datetime
) -> list[PapersFound]:
    """Give the documents that a question or a part of a symbol finds, by conference; never one that is closed now."""
    key, groups = symbol_key(text), dict[int, list[FindablePaper]]()
    for one in papers:
        has_symbol = len(key) >= SHORTEST and any(letter.isdigit() for letter in key) and key in one.key
        if one.stands.is_public(now) and (has_symbol or asked.finds(one.terms)):
            groups.setdefault(one.programme.id, []).append(one)
    return [PapersFound(each[0].programme, tuple(each[:MOST])) for each in groups.values()]
