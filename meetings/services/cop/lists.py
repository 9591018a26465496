"""Making a segment's list of participants: how it is made, publishing it as a dated copy, and who has seen it."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update

from meetings.domain import errors
from meetings.domain.cop.list_errors import (
    ListChanged,
    NobodyListed,
    NoCorrectionsDay,
    NotASymbol,
    SameList,
    StatesUnconfirmed,
)
from meetings.domain.cop.lists import (
    ListKind,
    Participants,
    Section,
    canonical,
    changes,
    digest_of,
    mark_of,
    seal_of,
)
from meetings.domain.programmes import check_words
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.base import random_id
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation
from meetings.models.cop.lists import ListCopy, ListEntry, ListSeen, ListSetting
from meetings.models.programmes import Programme
from meetings.queries.cop.list_copies import last_copy
from meetings.queries.cop.lists import Listing, gather, listing_of
from meetings.services.audit import note

AUDIENCES: Final = ("public", "participants", "parties")
# As UNEP/MC/COP.4/INF/27 or UNEP/MC/COP.4/INF/27/Rev.1.
SYMBOL: Final = re.compile(r"[A-Z][A-Za-z0-9().]*(/[A-Za-z0-9().]+){2,}")
SYMBOL_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class SettingGiven:
    """How a list shall be made, as typed; see `models/cop/lists.ListSetting`."""

    symbol: str
    audience: str
    corrections_until: datetime | None
    unconfirmed_title: dict[str, str]
    with_media: bool
    secretariat: tuple[str, ...]


def set_listing(
    programme: str, segment: str, given: SettingGiven, revision: int, now: datetime, actor: str
) -> None:
    """Say how a segment's list is made.

    Takes: the revision that was seen, 0 where nothing was said before.
    Raises: NotFound, Stale, NotASymbol, NotAChoice, and what `check_words` raises, with the field.
    """
    if given.audience not in AUDIENCES:
        raise errors.NotAChoice(field="audience", value=given.audience[:20], choices=list(AUDIENCES))
    values: dict[str, Any] = {
        "symbol": check_symbol(given.symbol) if given.symbol.strip() else None,
        "audience": given.audience,
        "corrections_until": given.corrections_until,
        "unconfirmed_title": check_words(given.unconfirmed_title, "unconfirmed_title"),
        "with_media": given.with_media,
    }
    with transaction():
        listing = _held(programme, segment)
        values["secretariat"] = _of_conference(listing, given.secretariat)
        row = db.session.get(ListSetting, listing.segment_id)
        if (row.revision if row else 0) != revision:
            raise errors.Stale(current=row.revision if row else 0)
        before = {name: _plain(getattr(row, name)) for name in values} if row else {}
        if row is None:
            row = ListSetting(segment_id=listing.segment_id, revision=0)
            db.session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.revision, row.updated_at = revision + 1, now
        _touch(listing)
        after = {name: _plain(value) for name, value in values.items()}
        note(now, actor, "list.setting", _subject(listing), before=before, after=after)


def check_symbol(value: str) -> str:
    """Give a document's symbol, trimmed.

    Raises: NotASymbol.
    """
    symbol = value.strip()
    if len(symbol) > SYMBOL_LENGTH or not SYMBOL.fullmatch(symbol):
        raise NotASymbol(field="symbol", value=symbol[:SYMBOL_LENGTH])
    return symbol


def publish(programme: str, segment: str, kind: ListKind, seen: str, now: datetime, actor: str) -> int:
    """Publish the list of a segment as it is now; give the number of the copy.

    Takes: `seen`, the mark of what was looked at before.
    Raises: NotFound, NotASymbol; NoCorrectionsDay, for a provisional list without one; StatesUnconfirmed, for a final
    list with such; NobodyListed; ListChanged, where it is no longer what was looked at; SameList.
    """
    with transaction():
        listing = _held(programme, segment)
        made = gather(listing).participants(kind)
        _check(listing, made)
        if mark_of(made) != seen:
            raise ListChanged()
        before = last_copy(listing.segment_id)
        if before is not None and _is_same(before.participants, made):
            raise SameList(number=before.line.number)
        number = (before.line.number if before else 0) + 1
        seal = _store(listing, made, number, now, actor)
        _touch(listing)
        after = {"kind": str(kind), "number": number, "symbol": listing.setting.symbol, "seal": seal}
        note(now, actor, "list.publish", _subject(listing), after=after)
        return number


def _check(listing: Listing, made: Participants) -> None:
    check_symbol(listing.setting.symbol)
    if not made.people:
        raise NobodyListed()
    if made.kind is ListKind.PROVISIONAL and listing.setting.corrections_until is None:
        raise NoCorrectionsDay(field="corrections_until")
    states = [facts["code"] for facts in made.bodies.values() if facts["section"] == Section.UNCONFIRMED]
    if made.kind is ListKind.FINAL and states:
        raise StatesUnconfirmed(states=sorted(states))


def _is_same(before: Participants, made: Participants) -> bool:
    return canonical(before.head) == canonical(made.head) and not changes(before, made)


def _store(listing: Listing, made: Participants, number: int, now: datetime, actor: str) -> str:
    copy_id, facts = random_id(), canonical(made.head)
    salts = [secrets.token_hex(16) for _one in made.people]
    digests = [digest_of(one, salt) for one, salt in zip(made.people, salts, strict=True)]
    seal = seal_of(facts, digests)
    db.session.add(
        ListCopy(
            id=copy_id,
            segment_id=listing.segment_id,
            number=number,
            kind=made.kind,
            symbol=listing.setting.symbol,
            made_at=now,
            made_by=actor,
            facts=facts,
            seal=seal,
        )
    )
    db.session.flush()
    rows = [
        {
            "copy_id": copy_id,
            "place": place,
            "person_id": one.person_id,
            "salt": salt,
            "digest": digest,
            **one.facts,
        }
        for place, (one, salt, digest) in enumerate(zip(made.people, salts, digests, strict=True))
    ]
    store(insert(ListEntry), rows)
    return seal


def sign_off(
    delegation_id: str, programme: str, segment: str, seen: dict[str, int], now: datetime, actor: str
) -> None:
    """Note that a delegation has seen how it is printed.

    Takes: the nominations that were shown, each with its revision; `actor`, the focal point (`focal:<id>`).
    Raises: NotFound; ListChanged, where it is no longer what was shown.
    """
    with transaction():
        listing = _held(programme, segment)
        shown = gather(listing, delegation_id).listed(ListKind.PROVISIONAL)
        if {one.nomination: one.revision for one in shown} != seen:
            raise ListChanged()
        values = {"delegation_id": delegation_id, "segment_id": listing.segment_id}
        said = {"at": now, "by": actor, "seen": seen}
        statement = insert_new(ListSeen).values(**values, **said)
        store(statement.on_conflict_do_update(index_elements=list(values), set_=said))
        note(now, actor, "list.seen", f"delegation:{delegation_id}", after={"segment": segment})


def leave_lists(person_id: int) -> None:
    """Take a person's name out of published lists: they count on, and the seals hold; call it within a transaction."""
    theirs = update(ListEntry).where(ListEntry.person_id == person_id)
    store(theirs.values(printed=None, salt=None))
    segments = select(ListCopy.segment_id).join(ListEntry, ListEntry.copy_id == ListCopy.id)
    programmes = select(Segment.programme_id).where(
        Segment.id.in_(segments.where(ListEntry.person_id == person_id))
    )
    store(update(Programme).where(Programme.id.in_(programmes)).values(changes=Programme.changes + 1))


def _held(programme: str, segment: str) -> Listing:
    """Give a segment's list, and let nobody else make it meanwhile."""
    listing = listing_of(programme, segment)
    db.session.execute(select(Segment.id).where(Segment.id == listing.segment_id).with_for_update())
    return listing_of(programme, segment)


def _of_conference(listing: Listing, wanted: tuple[str, ...]) -> list[str]:
    rows = db.session.scalars(
        select(Delegation.id)
        .where(Delegation.programme_id == listing.programme_id, Delegation.id.in_(wanted))
        .where(Delegation.party_code.is_(None))
        .order_by(Delegation.id)
    )
    return list(rows)


def _touch(listing: Listing) -> None:
    """Let public pages be made anew."""
    store(update(Programme).where(Programme.id == listing.programme_id).values(changes=Programme.changes + 1))


def _subject(listing: Listing) -> str:
    return f"segment:{listing.programme}/{listing.segment}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
