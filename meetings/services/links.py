"""Giving and withdrawing links."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from meetings.domain.tokens import Keys
from meetings.extensions import db, store, transaction
from meetings.models.base import random_id
from meetings.models.links import Link

LINK = insert(Link)


def give_link(purpose: str, bearer: str, now: datetime, keys: Keys) -> Link:
    """Give the link of a bearer for a purpose, made on first need; call it within a transaction."""
    link = db.session.scalar(select(Link).where(Link.purpose == purpose, Link.bearer == bearer))
    if link is None:
        link = Link(id=random_id(), purpose=purpose, bearer=bearer, generation=1, created_at=now)
        db.session.add(link)
        _key(link, keys)
        db.session.flush()
    return link


def add_join_link(registration_id: str, now: datetime, keys: Keys) -> tuple[str, str]:
    """Add the link to join of a registration that is new; give its token and code."""
    name, bearer = random_id(), f"registration:{registration_id}"
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


def link_token(link: Link, keys: Keys) -> str:
    """Derive the token of a link."""
    return keys.token(link.purpose, link.bearer, link.id, link.generation)


def link_code(link: Link, keys: Keys) -> str:
    """Derive the code of a link that can be dictated."""
    return keys.code(link.id, link.generation)


def _key(link: Link, keys: Keys) -> None:
    if link.purpose == "join":
        link.code_key = keys.code_key(link_code(link, keys))


@dataclass(frozen=True, slots=True)
class Rights:
    """What a mail hands over: the way in, its code, and the right to change."""

    join_token: str
    code: str
    me_token: str


def rights_of(person_id: int, registration_id: str, now: datetime, keys: Keys) -> Rights:
    """Give the links that a person's mail carries, made on first need."""
    with transaction():
        join = give_link("join", f"registration:{registration_id}", now, keys)
        me = give_link("me", f"person:{person_id}", now, keys)
        return Rights(link_token(join, keys), link_code(join, keys), link_token(me, keys))
