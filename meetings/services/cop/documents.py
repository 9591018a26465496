"""Documents of conferences: put there by an import or by staff, version after version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from meetings.domain.checks import check_web_address
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.symbols import DocumentGiven, Symbol, distribution_of, group_of, parse_symbol
from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.programmes import check_words
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import AgendaItem, Segment
from meetings.models.cop.documents import DocumentItem, DocumentVersion, OfficialDocument

INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class DocumentsPut:
    """How many documents an import made, changed, and found as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0


def put_documents(programme_id: int, given: Iterable[DocumentGiven], now: datetime) -> DocumentsPut:
    """Put documents into a conference, in a transaction of its own.

    Raises: what `put_documents_within` raises.
    """
    with transaction():
        return put_documents_within(programme_id, given, now)


def put_documents_within(programme_id: int, given: Iterable[DocumentGiven], now: datetime) -> DocumentsPut:
    """Put documents into a conference, each found again by its symbol; call it within a transaction.

    The same given twice changes nothing. What staff said of audience, embargo and withdrawing stays; so do the files
    that are kept, beside which no address of an import is put.
    Raises: NotASymbol, Missing, TooLong, NotOneLine, NotAWebAddress, NotAChoice; NotFound, for an item or segment that
    the conference does not have, with the field.
    """
    known = {
        row.key: row
        for row in db.session.scalars(
            select(OfficialDocument).where(OfficialDocument.programme_id == programme_id)
        )
    }
    places = _Places.of(programme_id)
    counts = {"new": 0, "changed": 0, "same": 0}
    for one in given:
        symbol = parse_symbol(one.symbol)
        row, what = known.get(symbol.key), "changed"
        if row is None:
            row, what = OfficialDocument(programme_id=programme_id, key=symbol.key, updated_at=now), "new"
            known[symbol.key] = row
        is_changed = _put(row, symbol, one, places, now)
        counts[what if is_changed else "same"] += 1
    return DocumentsPut(**counts)


@dataclass(frozen=True, slots=True)
class _Places:
    """The items and segments of a conference, by slug."""

    items: dict[str, int]
    segments: dict[str, int]

    @classmethod
    def of(cls, programme_id: int) -> "_Places":
        items = select(AgendaItem.slug, AgendaItem.id).where(AgendaItem.programme_id == programme_id)
        segments = select(Segment.slug, Segment.id).where(Segment.programme_id == programme_id)
        return cls(
            {one.slug: one.id for one in db.session.execute(items)},
            {one.slug: one.id for one in db.session.execute(segments)},
        )


def _put(row: OfficialDocument, symbol: Symbol, given: DocumentGiven, places: _Places, now: datetime) -> bool:
    """Write what is given into a row, and say whether anything of it is other than before."""
    facts = _facts(symbol, given, places)
    changed = [name for name, value in facts.items() if getattr(row, name, None) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if row not in db.session:
        db.session.add(row)
    elif changed:
        row.revision, row.updated_at = row.revision + 1, now
    db.session.flush()
    has_items = put_items(row, [_place(places.items, one, "items") for one in given.items])
    has_addresses = [_put_address(row, language, at, now) for language, at in given.addresses.items()]
    return bool(changed or has_items or any(has_addresses))


def _facts(symbol: Symbol, given: DocumentGiven, places: _Places) -> dict[str, Any]:
    if given.original is not None and given.original not in LANGUAGES:
        raise NotAChoice(field="original", value=given.original[:20])
    marks = dict(given.marks)
    if given.group is None:
        marks.setdefault("group", INFERRED)
    if given.distribution is None:
        marks.setdefault("distribution", INFERRED)
    return {
        "symbol": symbol.printed,
        "base": symbol.base,
        "suffix": symbol.suffix,
        "title": check_words(given.title, "title"),
        "group": str(given.group or group_of(symbol)),
        "distribution": str(given.distribution or distribution_of(symbol)),
        "original": given.original,
        "segment_id": _place(places.segments, given.segment, "segment") if given.segment else None,
        "marks": marks,
    }


def _place(known: dict[str, int], slug: str, name: str) -> int:
    if slug not in known:
        raise NotFound(field=name, value=slug[:40])
    return known[slug]


def put_items(row: OfficialDocument, item_ids: Iterable[int]) -> bool:
    """Put a document on items of the agenda, and say whether those are others than before; within a transaction."""
    wanted = set(item_ids)
    before = set(db.session.scalars(select(DocumentItem.item_id).where(DocumentItem.document_id == row.id)))
    gone = before - wanted
    db.session.execute(
        delete(DocumentItem).where(DocumentItem.document_id == row.id, DocumentItem.item_id.in_(gone))
    )
    db.session.add_all(DocumentItem(document_id=row.id, item_id=one) for one in sorted(wanted - before))
    db.session.flush()
    return wanted != before


def _put_address(row: OfficialDocument, language: str, given: str, now: datetime) -> bool:
    if language not in LANGUAGES:
        raise NotAChoice(field="addresses", value=language[:20])
    address, last = check_web_address(given, "addresses"), last_version(row.id, language)
    if address is None or (last is not None and (last.file or last.address == address)):
        return False
    db.session.add(
        DocumentVersion(
            document_id=row.id,
            language=language,
            version=last.version + 1 if last else 1,
            address=address,
            put_at=now,
            put_by="",
        )
    )
    db.session.flush()
    return True


def last_version(document_id: int, language: str) -> DocumentVersion | None:
    """Give what holds of a document in a language."""
    return db.session.scalar(
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document_id, DocumentVersion.language == language)
        .order_by(DocumentVersion.version.desc())
        .limit(1)
    )
