"""Giving and withdrawing links."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, or_, select, update

from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.links import Link, random_id

LINK: Final = insert(Link)
JOIN: Final = "join"
ME: Final = "me"
FEED: Final = "feed"
SURVEY: Final = "survey"


@dataclass(frozen=True, slots=True)
class Token:
    """What a link is handed over by: the text in its address, and its code to dictate where it has one."""

    text: str
    code: str


def give_link(purpose: str, bearer: str, now: datetime, keys: Keys) -> Link:
    """Give the link of a bearer for a purpose, made on first need; call it within a transaction."""
    link = db.session.scalar(select(Link).where(Link.purpose == purpose, Link.bearer == bearer))
    if link is None:
        _add_link(purpose, bearer, now, keys)
        link = db.session.scalars(select(Link).where(Link.purpose == purpose, Link.bearer == bearer)).one()
    return link


def season_bearer(person_id: int, programme_id: int) -> str:
    """Name whoever joins all that they registered for in a programme by one link."""
    return f"season:{person_id}:{programme_id}"


def survey_bearer(person_id: int, survey_id: str) -> str:
    """Name whoever may answer a survey."""
    return f"person:{person_id}:{survey_id}"


def add_season_link(
    person_id: int, programme_id: int, now: datetime, keys: Keys, *, is_new: bool = False
) -> tuple[str, str]:
    """Give token and code of the one link to join all that a person registers for in a programme.

    Takes: `is_new`, for a person who has none yet.
    """
    bearer = season_bearer(person_id, programme_id)
    if is_new:
        return _add_new(bearer, now, keys)
    link = give_link(JOIN, bearer, now, keys)
    return link_token(link, keys), link_code(link, keys)


def add_join_link(registration_id: str, now: datetime, keys: Keys) -> tuple[str, str]:
    """Add the link to join of a registration that is new; give its token and code."""
    return _add_new(f"registration:{registration_id}", now, keys)


def _add_new(bearer: str, now: datetime, keys: Keys) -> tuple[str, str]:
    name = random_id()
    code = keys.code(name, 1)
    values = {"id": name, "purpose": "join", "bearer": bearer, "generation": 1, "created_at": now}
    store(LINK, values | {"code_key": keys.code_key(code)})
    return keys.token("join", bearer, name, 1), code


def renew_link(purpose: str, bearer: str, now: datetime, keys: Keys) -> Link:
    """Give a bearer a new link; the old token and code are dead from now on."""
    link = give_link(purpose, bearer, now, keys)
    link.generation += 1
    link.withdrawn_at = None
    _key(link, keys)
    db.session.flush()
    return link


def withdraw_links(bearer: str, now: datetime) -> None:
    """End all links of a bearer."""
    db.session.execute(
        update(Link)
        .where(Link.bearer == bearer, Link.withdrawn_at.is_(None))
        .values(withdrawn_at=now, generation=Link.generation + 1, code_key=None)
    )


def withdraw_all(bearers: Collection[str], beginnings: Collection[str], now: datetime) -> None:
    """End all links of bearers, and of those whose names begin so (`person:12:`)."""
    begins = [Link.bearer.startswith(one, autoescape=True) for one in beginnings]
    db.session.execute(
        update(Link)
        .where(or_(Link.bearer.in_(bearers), *begins), Link.withdrawn_at.is_(None))
        .values(withdrawn_at=now, generation=Link.generation + 1, code_key=None)
        .execution_options(synchronize_session=False)
    )


def renew(purpose: str, bearer: str, now: datetime, keys: Keys) -> str:
    """Give the token of a bearer's new link; the old one is dead from now on."""
    with transaction():
        return link_token(renew_link(purpose, bearer, now, keys), keys)


def link_token(link: Link, keys: Keys) -> str:
    """Derive the token of a link."""
    return keys.token(link.purpose, link.bearer, link.id, link.generation)


def link_code(link: Link, keys: Keys) -> str:
    """Derive the code of a link that can be dictated."""
    return keys.code(link.id, link.generation)


def _key(link: Link, keys: Keys) -> None:
    if link.purpose == "join":
        link.code_key = keys.code_key(link_code(link, keys))


def tokens_of(wanted: Iterable[tuple[str, str]], now: datetime, keys: Keys) -> dict[tuple[str, str], Token]:
    """Give the tokens of many links at once, each made on first need.

    Takes: purposes with their bearers.
    """
    needed = set(wanted)
    found = _links(needed)
    missing = needed - set(found)
    if missing:
        with transaction():
            for purpose, bearer in sorted(missing):
                _add_link(purpose, bearer, now, keys)
        found = _links(needed)
    return {
        (purpose, bearer): Token(
            keys.token(purpose, bearer, name, generation),
            keys.code(name, generation) if purpose == JOIN else "",
        )
        for (purpose, bearer), (name, generation) in found.items()
    }


def _links(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, int]]:
    """Give id and generation of links, by purpose and bearer."""
    rows = db.session.execute(
        select(Link.purpose, Link.bearer, Link.id, Link.generation).where(
            Link.bearer.in_({bearer for _purpose, bearer in wanted}),
            Link.purpose.in_({purpose for purpose, _bearer in wanted}),
        )
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows if (row[0], row[1]) in wanted}


def _add_link(purpose: str, bearer: str, now: datetime, keys: Keys) -> None:
    """Add a link, unless somebody else does at the same moment."""
    name = random_id()
    code_key = keys.code_key(keys.code(name, 1)) if purpose == JOIN else None
    values = {"id": name, "purpose": purpose, "bearer": bearer, "generation": 1, "created_at": now}
    store(insert_new(Link).on_conflict_do_nothing(), values | {"code_key": code_key})


@dataclass(frozen=True, slots=True)
class Rights:
    """What a mail hands over: the way in, its code, and the right to change."""

    join_token: str
    code: str
    me_token: str


def rights_of_many(
    wanted: Collection[tuple[int, str]], now: datetime, keys: Keys
) -> dict[tuple[int, str], Rights]:
    """Give the links that the mails of people about registrations carry, made on first need.

    With the link to their registrations goes the address of their calendar, which that page shows.

    Takes: persons with their registrations.
    """
    bearers = {(purpose, f"person:{person_id}") for person_id, _one in wanted for purpose in (ME, FEED)}
    bearers |= {(JOIN, f"registration:{one}") for _person, one in wanted}
    found = tokens_of(bearers, now, keys)
    rights = {}
    for person_id, one in wanted:
        join, me = found[JOIN, f"registration:{one}"], found[ME, f"person:{person_id}"]
        rights[person_id, one] = Rights(join.text, join.code, me.text)
    return rights


def season_rights_of_many(
    wanted: Collection[tuple[int, int]], now: datetime, keys: Keys
) -> dict[tuple[int, int], Rights]:
    """Give the links that mails about much of a programme carry, with one to join all of it, made on first need.

    Takes: persons with the programmes.
    """
    bearers = {(purpose, f"person:{person_id}") for person_id, _programme in wanted for purpose in (ME, FEED)}
    bearers |= {(JOIN, season_bearer(*one)) for one in wanted}
    found = tokens_of(bearers, now, keys) if wanted else {}
    rights = {}
    for one in wanted:
        join, me = found[JOIN, season_bearer(*one)], found[ME, f"person:{one[0]}"]
        rights[one] = Rights(join.text, join.code, me.text)
    return rights


def rights_of(person_id: int, registration_id: str, now: datetime, keys: Keys) -> Rights:
    """Give the links that a person's mail about a registration carries, made on first need."""
    return rights_of_many([(person_id, registration_id)], now, keys)[person_id, registration_id]
