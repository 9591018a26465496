"""The tokens of programs: which there are, of whom, and whether they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.staff import ApiToken
from meetings.queries.catalogue import Listed, Wanted, page
from meetings.queries.staff import names_by_actor


class TokenState(StrEnum):
    """Whether a token opens anything."""

    STANDS = "stands"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without itself: what it is for, what it may do and where, who made it, when it was used last."""

    id: int
    name: str
    role: str
    programme: str
    stream: str
    partner: str
    acts: tuple[str, ...] | None
    state: TokenState
    created_at: datetime
    created_by: str | None
    maker: str | None
    expires_at: datetime | None
    used_at: datetime | None
    withdrawn_at: datetime | None


def standing_tokens(now: datetime) -> list[TokenRow]:
    """Give the tokens that are not withdrawn, those that expire first before those that never do."""
    question = select(ApiToken).where(ApiToken.withdrawn_at.is_(None))
    rows = db.session.scalars(
        question.order_by(ApiToken.expires_at.is_(None), ApiToken.expires_at, ApiToken.name, ApiToken.id)
    )
    return _rows(rows.all(), now)


def people_behind(actor: str) -> set[str]:
    """Give who acts under a name: itself, and of a program's token the members of staff who made one of that name."""
    found, asked = {actor}, [actor]
    while asked:
        kind, _colon, name = asked.pop().partition(":")
        if kind != "token":
            continue
        makers = db.session.scalars(select(ApiToken.created_by).where(ApiToken.name == name))
        new = {one for one in makers if one and one.startswith(("user:", "token:"))} - found
        found |= new
        asked.extend(new)
    return {one for one in found if one == actor or one.startswith("user:")}


def tokens_page(wanted: Wanted, now: datetime) -> Listed[TokenRow]:
    """Give a page of all tokens, withdrawn ones too, in the order in which they were made."""
    found = page(select(ApiToken), ApiToken, wanted)
    return Listed(_rows(found.items, now), found.next)


def token_row(token_id: int, now: datetime) -> TokenRow:
    """Give a token.

    Raises: NotFound.
    """
    row = db.session.get(ApiToken, token_id)
    if row is None:
        raise NotFound()
    return _rows([row], now)[0]


def _rows(rows: Iterable[Any], now: datetime) -> list[TokenRow]:
    every = list(rows)
    makers = names_by_actor({one.created_by for one in every if one.created_by})
    return [
        TokenRow(
            id=one.id,
            name=one.name,
            role=one.role,
            programme=one.programme,
            stream=one.stream,
            partner=one.partner,
            acts=None if one.acts is None else tuple(one.acts),
            state=_state(one, now),
            created_at=one.created_at,
            created_by=one.created_by,
            maker=makers.get(one.created_by or ""),
            expires_at=one.expires_at,
            used_at=one.used_at,
            withdrawn_at=one.withdrawn_at,
        )
        for one in every
    ]


def _state(row: Any, now: datetime) -> TokenState:
    if row.withdrawn_at is not None:
        return TokenState.WITHDRAWN
    is_over = row.expires_at is not None and row.expires_at <= now
    return TokenState.EXPIRED if is_over else TokenState.STANDS
