"""Who may be there twice: pairs for a human to decide on, and what was decided."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Any, Final

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased, raiseload, selectinload

from meetings.domain.heard import is_near, sound_key
from meetings.extensions import db
from meetings.models.doubles import Apart, Merge
from meetings.models.parties import Party
from meetings.models.people import Person, PersonMailbox
from meetings.models.registrations import Registration
from meetings.queries.people import STANDS, Words, addresses_of

MOST_PAIRS: Final = 50
MOST_FOUND: Final = 1_000
MOST_ALIKE: Final = 100  # of more at one mailbox the first are compared, so that nobody waits for the page
Ids = tuple[int, int]


class Why(StrEnum):
    """Why two may be one, the strongest reason first."""

    MAILBOX = "mailbox"
    ORGANIZATION = "organization"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two people, with what helps to decide."""

    public_id: str
    name: str
    addresses: tuple[str, ...]
    organization: str | None
    country: str | None
    country_names: Words
    registrations: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, and why; the one who came first stands first."""

    sides: tuple[Side, Side]
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merging that stands, of a person who is shown."""

    id: int
    name: str
    at: datetime


def proposed() -> list[Pair]:
    """Give pairs that nobody decided on, those with the strongest reasons first, 50 at most."""
    whys: dict[Ids, list[Why]] = defaultdict(list)
    for ids in _at_one_mailbox():
        whys[ids].append(Why.MAILBOX)
    for ids, organization, country in _sounding_alike():
        whys[ids] += [Why.ORGANIZATION] if organization else []
        whys[ids] += [Why.COUNTRY] if country else []
    decided = _apart(whys)
    open_pairs = sorted(
        (ids for ids in whys if ids not in decided),
        key=lambda ids: ([list(Why).index(why) for why in whys[ids]], ids),
    )
    return _pairs(open_pairs[:MOST_PAIRS], whys)


def pair(one: str, other: str) -> Pair | None:
    """Give two people by their public ids side by side, whatever speaks for it; nothing where one is not there."""
    ids = tuple(
        db.session.scalars(
            select(Person.id).where(Person.public_id.in_((one, other)), STANDS).order_by(Person.id)
        )
    )
    return _pairs([ids], {ids: []})[0] if len(ids) == 2 else None


def merged_into(person_id: int) -> list[Merged]:
    """Give those who were merged into a person, the last one first."""
    rows = db.session.execute(
        select(Merge.id, Person.name, Merge.at)
        .join(Person, Person.id == Merge.gone_id)
        .where(Merge.kept_id == person_id, Merge.undone_at.is_(None))
        .order_by(Merge.id.desc())
    )
    return [Merged(*row) for row in rows]


def person_ids(public_ids: Iterable[str]) -> dict[str, int]:
    """Give the ids of people by their public ones, merged ones too."""
    rows = db.session.execute(select(Person.public_id, Person.id).where(Person.public_id.in_(public_ids)))
    return {row[0]: row[1] for row in rows}


def kept_by(merge_id: int) -> str | None:
    """Give the public id of the person a merging kept."""
    return db.session.scalar(
        select(Person.public_id).join(Merge, Merge.kept_id == Person.id).where(Merge.id == merge_id)
    )


def _at_one_mailbox() -> list[Ids]:
    """Give those at one mailbox whose names are near; compared are only names that share how a word sounds."""
    shared = (
        select(PersonMailbox.mailbox_id)
        .group_by(PersonMailbox.mailbox_id)
        .having(func.count(PersonMailbox.person_id.distinct()) > 1)
    )
    rows = db.session.execute(
        select(PersonMailbox.mailbox_id, Person.id, Person.name)
        .join(Person, Person.id == PersonMailbox.person_id)
        .where(PersonMailbox.mailbox_id.in_(shared), STANDS)
        .order_by(PersonMailbox.mailbox_id, Person.id)
    )
    alike: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    for mailbox_id, person_id, name in rows:
        for word in sound_key(name).split():
            alike[mailbox_id, word][person_id] = name
    found: dict[Ids, None] = {}
    for people in alike.values():
        for (one, name), (other, other_name) in combinations(sorted(people.items())[:MOST_ALIKE], 2):
            if len(found) < MOST_FOUND and is_near(name, other_name):
                found[one, other] = None
    return list(found)


def _sounding_alike() -> list[tuple[Ids, bool, bool]]:
    """Give those of one organization or country whose names sound the same, and which of both it is."""
    one, other = aliased(Person), aliased(Person)
    organization = func.coalesce(func.lower(one.organization) == func.lower(other.organization), False)
    country = func.coalesce(one.country == other.country, False)
    decided = exists().where(Apart.low_id == one.id, Apart.high_id == other.id)
    stand = [
        each
        for row in (one, other)
        for each in (row.erased_at.is_(None), row.merged_into_id.is_(None), row.sound_key != "")
    ]
    rows = db.session.execute(
        select(one.id, other.id, organization, country)
        .join(other, and_(other.sound_key == one.sound_key, one.id < other.id))
        .where(*stand, or_(organization, country), ~decided)
        .order_by(one.id, other.id)
        .limit(MOST_FOUND)
    )
    return [((row[0], row[1]), bool(row[2]), bool(row[3])) for row in rows]


def _apart(pairs: Iterable[Ids]) -> set[Ids]:
    ids = {number for ids in pairs for number in ids}
    rows = db.session.execute(select(Apart.low_id, Apart.high_id).where(Apart.low_id.in_(ids)))
    return {(row[0], row[1]) for row in rows}


def _pairs(pairs: Sequence[Any], whys: dict[Any, list[Why]]) -> list[Pair]:
    ids = {number for ids in pairs for number in ids}
    rows = db.session.scalars(
        select(Person)
        .where(Person.id.in_(ids))
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    ).all()
    counted = db.session.execute(
        select(Registration.person_id, func.count())
        .where(Registration.person_id.in_(ids), Registration.ended_at.is_(None))
        .group_by(Registration.person_id)
    )
    numbers = {row[0]: row[1] for row in counted}
    codes = {row.country for row in rows if row.country}
    named = db.session.execute(select(Party.code, Party.names).where(Party.code.in_(codes)))
    countries = {row[0]: row[1] for row in named}
    sides = {row.id: _side(row, countries.get(row.country or "", {}), numbers.get(row.id, 0)) for row in rows}
    return [Pair((sides[one], sides[other]), tuple(whys[one, other])) for one, other in pairs]


def _side(row: Person, names: Words, registrations: int) -> Side:
    return Side(
        public_id=row.public_id,
        name=row.name,
        addresses=addresses_of(row),
        organization=row.organization,
        country=row.country,
        country_names=names,
        registrations=registrations,
        created_at=row.created_at,
    )
