"""The documents of a conference, loaded whole: by item of the agenda, with what there is in which language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.cop.documents import (
    DocumentStands,
    family_of,
    last_revision,
    place_in_list,
)
from meetings.domain.cop.symbols import DocumentGroup, Symbol, order_of, parse_symbol, superseded
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.conferences import AgendaItem, Segment
from meetings.models.cop.documents import DocumentItem, DocumentVersion, OfficialDocument
from meetings.models.programmes import Programme, Session
from meetings.queries.cop.document_rights import stands
from meetings.queries.cop.statements import made_as
from meetings.queries.programmes import ProgrammeShown, show_programme

Words = dict[str, str]
Shows = Callable[[DocumentStands], bool]


@dataclass(frozen=True, slots=True)
class FileShown:
    """A version of a document in a language; `address` where it is elsewhere."""

    language: str
    version: int
    bytes: int | None
    address: str | None
    media_type: str
    file_name: str
    put_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document; `files` is the version that holds in each language, `superseded_by` a symbol.

    Of a statement, `delivered` says how it was made.
    """

    name: str
    symbol: Symbol | None
    title: Words
    group: str
    distribution: str
    original: str | None
    segment: str | None
    meeting: str | None
    meeting_title: Words
    items: tuple[int, ...]
    files: dict[str, FileShown]
    versions: tuple[FileShown, ...]
    stands: DocumentStands
    why_withdrawn: str | None
    inferred: frozenset[str]
    superseded_by: str | None
    revision: int
    delivered: str = ""
    check_delivery: bool = False

    @property
    def put_at(self) -> datetime | None:
        """Give since when anybody could have it: its first file, or the end of the embargo where that is later."""
        first = min((one.put_at for one in self.versions), default=None)
        until = self.stands.embargo_until
        return max(first, until) if first and until else first


@dataclass(frozen=True, slots=True)
class Family:
    """A document with what was added to it and what it supersedes: `head` is what holds now."""

    head: DocumentShown
    others: tuple[DocumentShown, ...]


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of the agenda with its documents; `number` as printed."""

    id: int
    slug: str
    number: str | None
    title: Words
    inferred: frozenset[str]
    families: tuple[Family, ...] = ()


@dataclass(frozen=True, slots=True)
class PapersShown:
    """The documents of a conference: by item, and those on no item."""

    programme: ProgrammeShown
    items: tuple[ItemShown, ...]
    others: tuple[Family, ...]
    count: int


def programme_of_papers(slug: str) -> ProgrammeShown:
    """Give a published programme.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Programme).where(Programme.slug == slug, Programme.published).options(raiseload("*"))
    )
    if row is None:
        raise NotFound()
    return show_programme(row)


def papers(programme: ProgrammeShown, shows: Shows) -> PapersShown:
    """Give the documents of a conference that are shown, by item of the agenda in its order."""
    documents = [one for one in documents_of(programme.id) if shows(one.stands)]
    families = families_of(documents)
    items = []
    for item in items_of(programme.id):
        own = tuple(one for one in families if item.id in _items(one))
        items.append(ItemShown(item.id, item.slug, item.number, item.title, item.inferred, own))
    others = tuple(one for one in families if not _items(one))
    return PapersShown(programme, tuple(items), others, len(documents))


def _items(family: Family) -> set[int]:
    return {item for one in (family.head, *family.others) for item in one.items}


def items_of(programme_id: int) -> list[ItemShown]:
    """Give the items of an agenda in their order."""
    rows = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.programme_id == programme_id)
        .order_by(AgendaItem.position, AgendaItem.id)
        .options(raiseload("*"))
    )
    return [ItemShown(row.id, row.slug, row.number, row.title, _inferred(row.marks)) for row in rows]


def documents_of(programme_id: int, name: str | None = None) -> list[DocumentShown]:
    """Give the documents of a conference in order, whoever may have them; by its name, one of them."""
    here = OfficialDocument.programme_id == programme_id
    rows = db.session.execute(
        select(OfficialDocument, Session, Segment.slug)
        .outerjoin(Session, Session.id == OfficialDocument.session_id)
        .outerjoin(Segment, Segment.id == OfficialDocument.segment_id)
        .where(here, *([OfficialDocument.name == name] if name else []))
        .order_by(OfficialDocument.id)
        .options(raiseload("*"))
    ).all()
    versions: dict[int, list[FileShown]] = {}
    found = (
        select(DocumentVersion)
        .join(OfficialDocument, OfficialDocument.id == DocumentVersion.document_id)
        .where(here)
        .order_by(DocumentVersion.document_id, DocumentVersion.language, DocumentVersion.version)
    )
    for one in db.session.scalars(found):
        versions.setdefault(one.document_id, []).append(show_file(one))
    items: dict[int, list[int]] = {}
    of_items = (
        select(DocumentItem)
        .join(OfficialDocument, OfficialDocument.id == DocumentItem.document_id)
        .where(here)
        .order_by(DocumentItem.item_id)
    )
    for each in db.session.scalars(of_items):
        items.setdefault(each.document_id, []).append(each.item_id)
    symbols = {row.id: parse_symbol(row.symbol) for row, _meeting, _segment in rows if row.symbol}
    newer = superseded(symbols.values())
    statements = made_as(row.id for row, _meeting, _segment in rows if row.group == DocumentGroup.STATEMENT)
    shown = [
        replace(
            _document(row, meeting, segment, versions.get(row.id, []), items.get(row.id, []), symbols, newer),
            delivered=statements.get(row.id, ("", False))[0],
            check_delivery=statements.get(row.id, ("", False))[1],
        )
        for row, meeting, segment in rows
    ]
    return sorted(shown, key=lambda one: place_in_list(one.group, one.symbol))


def _document(
    row: OfficialDocument,
    meeting: Session | None,
    segment: str | None,
    versions: list[FileShown],
    items: list[int],
    symbols: dict[int, Symbol],
    newer: dict[str, str],
) -> DocumentShown:
    return DocumentShown(
        name=row.name,
        symbol=symbols.get(row.id),
        title=row.title,
        group=row.group,
        distribution=row.distribution,
        original=row.original,
        segment=segment,
        meeting=meeting.slug if meeting else None,
        meeting_title=meeting.title if meeting else {},
        items=tuple(items),
        files={one.language: one for one in versions} if row.withdrawn_at is None else {},
        versions=tuple(versions),
        stands=stands(row, meeting),
        why_withdrawn=row.withdrawn_why,
        inferred=_inferred(row.marks),
        superseded_by=newer.get(row.key or ""),
        revision=row.revision,
    )


def show_file(row: DocumentVersion) -> FileShown:
    """Give a version's shape for pages."""
    return FileShown(
        row.language,
        row.version,
        row.bytes,
        row.address,
        row.media_type or "",
        row.file_name or "",
        row.put_at,
    )


def families_of(documents: Iterable[DocumentShown]) -> tuple[Family, ...]:
    """Put documents with what was added to them, in the order of the first of each family."""
    groups: dict[str, list[DocumentShown]] = {}
    for one in documents:
        groups.setdefault(family_of(one.symbol, one.name), []).append(one)
    return tuple(_family(group) for group in groups.values())


def _family(group: list[DocumentShown]) -> Family:
    held = last_revision(one.symbol for one in group if one.symbol)
    head = next((one for one in group if held and one.symbol == held), group[0])
    others = [one for one in group if one is not head]
    return Family(
        head, tuple(sorted(others, key=lambda one: order_of(one.symbol) if one.symbol else ((), ())))
    )


def _inferred(marks: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, mark in marks.items() if mark == "inferred")


@dataclass(frozen=True, slots=True)
class FileToServe:
    """A document in a language whose bytes are asked for, and what decides who may have them."""

    name: str
    programme_id: int
    is_published: bool
    stands: DocumentStands
    symbol: str | None
    language: str
    address: str | None
    file: str | None
    file_name: str
    media_type: str
    bytes: int
    digest: str
    is_last: bool


def file_to_serve(name: str, language: str, version: int | None = None) -> FileToServe:
    """Give a document in a language, as it is or as it was in a version.

    Raises: NotFound, also of a document that is not there in this language.
    """
    found = db.session.execute(
        select(OfficialDocument, Session, Programme.published)
        .join(Programme, Programme.id == OfficialDocument.programme_id)
        .outerjoin(Session, Session.id == OfficialDocument.session_id)
        .where(OfficialDocument.name == name)
        .options(raiseload("*"))
    ).first()
    versions = (
        db.session.scalars(
            select(DocumentVersion)
            .where(DocumentVersion.document_id == found[0].id, DocumentVersion.language == language)
            .order_by(DocumentVersion.version)
        ).all()
        if found
        else []
    )
    wanted = [one for one in versions if version in (None, one.version)]
    if found is None or not wanted:
        raise NotFound()
    row, meeting, is_published = found
    file = wanted[-1]
    return FileToServe(
        name=row.name,
        programme_id=row.programme_id,
        is_published=is_published,
        stands=stands(row, meeting),
        symbol=row.symbol,
        language=language,
        address=file.address,
        file=file.file,
        file_name=file.file_name or "",
        media_type=file.media_type or "",
        bytes=file.bytes or 0,
        digest=file.digest or "",
        is_last=file is versions[-1],
    )
