"""Tokens of programs: made by administrators, told once, withdrawn, and noted when they were used last."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select, update

from meetings.domain import errors
from meetings.domain.api_tokens import USE_NOTED_EVERY, check_acts, check_not_more
from meetings.domain.permissions import Holder
from meetings.domain.registrations import check_line
from meetings.extensions import db, take_turns, transaction
from meetings.models.staff import ApiToken
from meetings.queries.staff import token_hash
from meetings.services.audit import note
from meetings.services.scopes import NAME_LENGTH, check_scope
from meetings.services.webhooks.webhooks import pause_of_within

TURN: Final = "tokens"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that is wanted: what for, which role and where, held to which acts, good until when."""

    name: str
    role: str
    programme: str = ""
    stream: str = ""
    partner: str = ""
    acts: tuple[str, ...] | None = None
    expires_at: datetime | None = None


def make_token(new: NewToken, now: datetime, actor: str, maker: Holder | None = None) -> tuple[int, str]:
    """Make a token for a program; it is told this once and kept as a hash.

    What a program left behind is known by the name of its token: one of a name that stands may do the same as that
    one, and webhooks of a name that nobody has any more are paused until somebody resumes them.
    Takes: whoever makes it; nobody at a terminal of the machine, which may do everything.
    Gives: its number, and the token.
    Raises: Missing, TooLong, NotOneLine, NotAChoice, Taken, with the field; MoreThanOwn.
    """
    check_line(new.name, "name", NAME_LENGTH, needed=True)
    token = secrets.token_urlsafe(32)
    with transaction():
        take_turns(TURN)
        where = check_scope(new.role, new.programme, new.stream, new.partner)
        acts = check_acts(new.acts, new.role)
        if maker is not None:
            check_not_more(maker, new.role, acts, new.expires_at)
        name = new.name.strip()
        others = db.session.scalars(select(ApiToken).where(*_stands(name, now))).all()
        may = {"role": new.role, "acts": acts, **where}
        if any(getattr(one, each) != value for one in others for each, value in may.items()):
            raise errors.Taken(field="name", value=name)
        if not others:
            pause_of_within(f"token:{name}", now, actor)
        row = ApiToken(
            name=name,
            token_hash=token_hash(token),
            role=new.role,
            created_at=now,
            created_by=actor,
            expires_at=new.expires_at,
            **where,
        )
        if acts is not None:
            row.acts = acts
        db.session.add(row)
        db.session.flush()
        note(now, actor, "make_token", f"token:{row.id}", after=_facts(row))
        return row.id, token


def withdraw_token(token_id: int, now: datetime, actor: str) -> None:
    """Withdraw a token; it ends with the next thing its program asks. One that is withdrawn already is fine.

    Where no other of its name stands, the webhooks of its program are paused.
    Raises: NotFound.
    """
    with transaction():
        take_turns(TURN)
        row = db.session.get(ApiToken, token_id)
        if row is None:
            raise errors.NotFound()
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            note(now, actor, "withdraw_token", f"token:{row.id}", before=_facts(row))
            db.session.flush()
            if db.session.scalar(select(ApiToken.id).where(*_stands(row.name, now)).limit(1)) is None:
                pause_of_within(f"token:{row.name}", now, actor)


def is_use_due(holder: Holder, now: datetime) -> bool:
    """Say whether that a token was used is to be noted again."""
    return holder.token_id is not None and (holder.used_at is None or now - holder.used_at >= USE_NOTED_EVERY)


def note_use(token_id: int, now: datetime) -> None:
    """Note that a token was used, at most once in ten minutes."""
    with transaction():
        stale = or_(ApiToken.used_at.is_(None), ApiToken.used_at <= now - USE_NOTED_EVERY)
        db.session.execute(
            update(ApiToken)
            .where(ApiToken.id == token_id, stale)
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )


def _stands(name: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_good = or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now)
    return ApiToken.name == name, ApiToken.withdrawn_at.is_(None), is_good


def _facts(row: ApiToken) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in ("name", "role", "programme", "stream", "partner", "acts")}
    return facts | {"expires_at": row.expires_at.isoformat() if row.expires_at else None}
