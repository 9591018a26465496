"""Who is meant on the telephone: people by name as heard, organization, country or mailbox, the best match first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from math import log2
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import ACTIVE_PLACES, SlotState
from meetings.domain.heard import LEAST_SOUND, Asked, asked_words, folded, names_country, slips
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot, SlotVersion
from meetings.queries.reach import people_within, session_within

Words = dict[str, str]
MOST_HITS: Final = 20
LONGEST: Final = timedelta(days=2)  # no time lasts as long
STANDS: Final = and_(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
Condition = tuple[ColumnElement[bool], int]
RARE: Final = 100_000  # so many people are meant by a word that tells next to nothing
CLOSE: Final = 0.5  # whoever matches half as well as the best is not shown
EXACT, BEGINS, BOTH, SOUNDS, SLIP, MAILBOX, PIECE, COUNTRY = 16, 12, 11, 10, 8, 7, 4, 2
IMPLIED: Final = (EXACT, BEGINS, BOTH)  # whoever these fit, a wider one fits too


@dataclass(frozen=True, slots=True)
class Coming:
    """The next time somebody holds a place in."""

    title: Words
    programme: str
    starts_at: datetime
    minutes: int
    zone: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who was found, with what tells them from others."""

    public_id: str
    name: str
    addresses: tuple[str, ...]
    organization: str | None
    country: str | None
    country_names: Words
    zone: str | None
    coming: Coming | None


@dataclass(frozen=True, slots=True)
class State:
    """A State or organization of the secretariat's list, as far as callers name it."""

    code: str
    names: Words
    zone: str | None
    folded: tuple[str, ...]


def heard(text: str, where: Reach, now: datetime) -> list[Hit]:
    """Find people by what was heard: those whom every word fits, else those whom they fit best; 20 at most.

    Takes: names, organizations, countries in any language, or mailboxes, whole or in pieces, in any order; where
    whoever asks may know people. Where no one fits, the rarer a word, the more it tells.
    """
    words, states = asked_words(text), _states()
    if not words:
        return []
    conditions = [_told(asked, states) for asked in words]
    ids = _whole(conditions, where) or _closest(words, conditions, where)
    return _hits(ids, {one.code: one for one in states}, where, now)


def _whole(conditions: Sequence[Sequence[Condition]], where: Reach) -> list[int]:
    """Give those whom every word fits, the best first."""
    fits = [_fits(each) for each in conditions]
    weight = sum((case(*each, else_=0) for each in conditions), start=literal(0))
    question = select(Person.id).where(*fits, STANDS, people_within(where))
    return list(db.session.scalars(question.order_by(weight.desc(), Person.id).limit(MOST_HITS)))


def _closest(words: Sequence[Asked], conditions: Sequence[Sequence[Condition]], where: Reach) -> list[int]:
    """Give those whom some words fit, the best first; a word that fits nobody is tried with one slip in it."""
    weights = _weights(conditions, where)
    missed = [asked for asked, each in zip(words, weights, strict=True) if not each]
    weights += _weights([_slipped(asked) for asked in missed if slips(asked.sound)], where)
    scores: dict[int, float] = {}
    for each in weights:
        tells = log2(1 + RARE / max(1, len(each)))
        for person_id, weight in each.items():
            scores[person_id] = scores.get(person_id, 0) + weight * tells
    least = max(scores.values(), default=0) * CLOSE
    close = ((-score, one) for one, score in scores.items() if score >= least)
    return [one for _score, one in nsmallest(MOST_HITS, close)]


def _told(asked: Asked, states: Sequence[State]) -> list[Condition]:
    """Give what a word may match and how much each tells; of several that fit, the first counts."""
    if asked.is_address:
        return [(_has_mailbox(asked.typed), EXACT)]
    word = asked.word
    found = [(_has_mailbox(asked.typed if "." in asked.typed else word), MAILBOX), (_key(word), PIECE)]
    codes = [one.code for one in states if names_country(asked, one.code, one.folded)]
    if codes:
        found.append((Person.country.in_(codes), COUNTRY))
    if len(asked.sound) >= LEAST_SOUND:
        sounds = _key(f"~{asked.sound} ")
        found = [(and_(sounds, _key(word)), BOTH), (sounds, SOUNDS), *found]
    return [(_key(f"^{word} "), EXACT), (_key(f"^{word}"), BEGINS), *found]


def _slipped(asked: Asked) -> list[Condition]:
    return [(or_(*(Person.search_key.like(f"%~{one} %") for one in slips(asked.sound))), SLIP)]


def _weights(conditions: Sequence[Sequence[Condition]], where: Reach) -> list[dict[int, int]]:
    """Give for each word the people it matches with how much that tells, by one look at everybody."""
    if not conditions:
        return []
    rows = db.session.execute(
        select(Person.id, *(case(*each, else_=0) for each in conditions)).where(
            or_(*(_fits(each) for each in conditions)), STANDS, people_within(where)
        )
    ).all()
    return [{row[0]: row[at] for row in rows if row[at]} for at in range(1, len(conditions) + 1)]


def _fits(conditions: Sequence[Condition]) -> ColumnElement[bool]:
    """Hold people to those whom a word fits anyhow; where a wider condition asks, the narrower ones need not."""
    wide = [condition for condition, weight in conditions if weight not in IMPLIED]
    return or_(*(wide or [condition for condition, _weight in conditions]))


def _key(piece: str) -> ColumnElement[bool]:
    """Hold people to those in whose key a piece stands, by what each store finds quickest."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    at = func.instr if is_sqlite else func.strpos
    return at(Person.search_key, piece) > 0


def _has_mailbox(piece: str) -> ColumnElement[bool]:
    like = f"%{escaped(piece)}%"
    return Person.id.in_(
        select(PersonMailbox.person_id).join(Mailbox).where(Mailbox.address_key.like(like, escape="\\"))
    )


def escaped(text: str) -> str:
    """Write a text so that no sign of it is one of a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _states() -> list[State]:
    rows = db.session.execute(select(Party.code, Party.names, Party.capital, Party.zone).order_by(Party.code))
    return [
        State(code, names, zone, tuple(folded(name) for name in (*names.values(), capital or "")))
        for code, names, capital, zone in rows
    ]


def _hits(ids: Sequence[int], states: dict[str, State], where: Reach, now: datetime) -> list[Hit]:
    rows = db.session.scalars(
        select(Person)
        .where(Person.id.in_(ids))
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    )
    coming = _coming(ids, where, now)
    by_id = {row.id: _hit(row, states.get(row.country or ""), coming.get(row.id)) for row in rows}
    return [by_id[one] for one in ids]


def _hit(row: Person, state: State | None, coming: Coming | None) -> Hit:
    return Hit(
        public_id=row.public_id,
        name=row.name,
        addresses=addresses_of(row),
        organization=row.organization,
        country=row.country,
        country_names=state.names if state else {},
        zone=row.zone or (state.zone if state else None),
        coming=coming,
    )


def addresses_of(row: Person) -> tuple[str, ...]:
    """Give the addresses of a person, each once; under two spellings of a name they may have one twice."""
    return tuple(sorted({one.mailbox.address for one in row.mailboxes}))


def _coming(ids: Iterable[int], where: Reach, now: datetime) -> dict[int, Coming]:
    """Give the next time of each person, or the one they are in, by person."""
    rows = db.session.execute(
        select(Registration.person_id, Session.title, Programme.slug, Slot.starts_at, Slot.minutes, Slot.zone)
        .join(Place, Place.registration_id == Registration.id)
        .join(Slot, Slot.id == Place.slot_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Registration.person_id.in_(list(ids)),
            Registration.ended_at.is_(None),
            Place.state.in_(ACTIVE_PLACES),
            Slot.state == SlotState.PLANNED,
            Slot.starts_at > now - LONGEST,
            session_within(where),
        )
        .order_by(Slot.starts_at.desc())
    )
    ahead = (row for row in rows if now < row.starts_at + timedelta(minutes=row.minutes))
    return {row[0]: Coming(*row[1:]) for row in ahead}  # the earliest one comes last


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody heard of a time: its version then, nothing before the first mail, and its beginning."""

    version: int | None
    present: int
    starts_at: datetime | None


def told_of(registration_ids: Iterable[str]) -> dict[tuple[str, str], Told]:
    """Give what was heard of the times of registrations, by registration and slot."""
    is_told = and_(SlotVersion.slot_id == Place.slot_id, SlotVersion.version == Place.told_version)
    rows = db.session.execute(
        select(Place.registration_id, Place.slot_id, Place.told_version, Slot.version, SlotVersion.starts_at)
        .join(Slot, Slot.id == Place.slot_id)
        .outerjoin(SlotVersion, is_told)
        .where(Place.registration_id.in_(list(registration_ids)))
    )
    return {(row[0], row[1]): Told(*row[2:]) for row in rows}


def country(code: str | None) -> tuple[Words, str | None]:
    """Give the names of a country and the zone of its capital, as far as they are known."""
    row = db.session.execute(select(Party.names, Party.zone).where(Party.code == code)).first()
    return (row[0], row[1]) if row else ({}, None)


def kept_instead(public_id: str) -> str | None:
    """Give the person who is shown instead of one that was found to be the same; nothing for others."""
    current, shown = db.session.scalar(select(Person).where(Person.public_id == public_id)), None
    while current is not None and current.merged_into_id is not None:
        current = db.session.get(Person, current.merged_into_id)
        shown = current.public_id if current else None
    return shown
