"""Whose a link is; one of somebody who was found to be another person is that person's."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select

from meetings.domain.errors import LinkDead
from meetings.domain.tokens import Keys, link_id
from meetings.extensions import db, store
from meetings.models.links import Link
from meetings.models.people import Person

AT_ONCE: Final = 500
OF_PEOPLE: Final = ("person", "season")
# Made once, because whoever comes by a link begins with it.
_LINK: Final = select(Link.id, Link.purpose, Link.bearer, Link.generation, Link.withdrawn_at).where(
    Link.id == bindparam("id")
)


def bearer_of(token: str, purpose: str, keys: Keys) -> str:
    """Give the bearer of a token: `person:12`, `registration:abc`, `season:12:3`.

    Raises: LinkDead, for one that is unknown, cut, of another purpose, or withdrawn.
    """
    name = link_id(token)
    link = store(_LINK, {"id": name}).one_or_none() if name else None
    if link is None or link.purpose != purpose or link.withdrawn_at is not None:
        raise LinkDead()
    if not keys.is_token(token, purpose, link.bearer, link.id, link.generation):
        raise LinkDead()
    return _standing(str(link.bearer))


def bearers_of(tokens: Iterable[str], purpose: str, keys: Keys) -> dict[str, str]:
    """Give the bearers of tokens as `bearer_of` does, some hundreds at a time; those that open nothing are left out."""
    named = {token: name for token in tokens if (name := link_id(token))}
    every, found = sorted(set(named.values())), dict[str, Link]()
    for begin in range(0, len(every), AT_ONCE):
        some = every[begin : begin + AT_ONCE]
        rows = db.session.scalars(
            select(Link).where(Link.id.in_(some), Link.purpose == purpose, Link.withdrawn_at.is_(None))
        )
        found |= {row.id: row for row in rows}
    return {
        token: _standing(link.bearer)
        for token, name in named.items()
        if (link := found.get(name)) is not None
        and keys.is_token(token, purpose, link.bearer, link.id, link.generation)
    }


def is_link(token: str) -> bool:
    """Say whether a token names a link that there is or was, whether it still opens anything or not."""
    name = link_id(token)
    return name is not None and db.session.get(Link, name) is not None


def bearer_of_code(code: str, keys: Keys) -> str:
    """Give the bearer of a dictated code, as the link has it: its token leads on.

    Raises: LinkDead, with field `code`.
    """
    wanted = keys.code_keys(code)
    link = db.session.scalar(
        select(Link)
        .where(Link.code_key.in_(wanted), Link.withdrawn_at.is_(None))
        .order_by(Link.created_at.desc())
        .limit(1)
    )
    if link is None:
        raise LinkDead(field="code")
    return link.bearer


def _standing(bearer: str) -> str:
    """Give the bearer as things stand, where a person it names was merged into another."""
    kind, _, rest = bearer.partition(":")
    if kind not in OF_PEOPLE:
        return bearer
    number, colon, scope = rest.partition(":")
    return f"{kind}:{kept_id(int(number))}{colon}{scope}"


def kept_id(person_id: int) -> int:
    """Give who a person is by now: themselves, or whom they were merged into."""
    into = db.session.scalar(select(Person.merged_into_id).where(Person.id == person_id))
    return person_id if into is None else kept_id(into)


def token_of(purpose: str, bearer: str, keys: Keys) -> str | None:
    """Give the token of a link that stands, or nothing where none was given yet."""
    link = db.session.scalar(
        select(Link).where(Link.purpose == purpose, Link.bearer == bearer, Link.withdrawn_at.is_(None))
    )
    return keys.token(purpose, bearer, link.id, link.generation) if link else None


def tokens_of(purpose: str, bearers: Iterable[str], keys: Keys) -> dict[str, str]:
    """Give the tokens of links that stand, by bearer."""
    rows = db.session.scalars(
        select(Link).where(
            Link.purpose == purpose, Link.bearer.in_(list(bearers)), Link.withdrawn_at.is_(None)
        )
    )
    return {link.bearer: keys.token(purpose, link.bearer, link.id, link.generation) for link in rows}


def code_of(bearer: str, keys: Keys) -> str | None:
    """Give the code to dictate of a bearer's link to join, or nothing where none was given yet."""
    link = db.session.scalar(
        select(Link).where(Link.purpose == "join", Link.bearer == bearer, Link.withdrawn_at.is_(None))
    )
    return keys.code(link.id, link.generation) if link else None
