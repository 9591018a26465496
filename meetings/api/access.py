"""Who asks: a program with a token, a person with their own link, or anybody."""

import logging
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from meetings.domain.errors import LinkDead, NotAllowed, SignInNeeded
from meetings.domain.permissions import Act, Holder, Reach, check, reach
from meetings.domain.tokens import Keys
from meetings.queries.links import bearer_of
from meetings.queries.staff import token_holder
from meetings.services.api_tokens import is_use_due, note_use

log = logging.getLogger("meetings.api")


def outside() -> Any:
    """Give the worlds outside that this application was wired to."""
    return current_app.extensions["outside"]


def keys() -> Keys:
    """Give the keys of this application's links."""
    found: Keys = outside().keys
    return found


def bearer() -> str:
    """Give the token that came with the request, or nothing."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def holder() -> Holder | None:
    """Give the program that asks, or nothing for anybody.

    Raises: TokenExpired.
    """
    if "holder" not in g:
        token = bearer()
        g.holder = token_holder(token, datetime.now(UTC)) if token else None
    found: Holder | None = g.holder
    return found


def note_last_use(answer: Response) -> Response:
    """Note once in a while that a token was used, after the answer is made; the answer does not depend on it."""
    found: Holder | None = g.get("holder")
    now = datetime.now(UTC)
    if found is not None and found.token_id is not None and is_use_due(found, now):
        try:
            note_use(found.token_id, now)
        except SQLAlchemyError:
            log.warning("the last use of a token was not noted", exc_info=True)
    return answer


def allowed(
    act: Act, programme: str | None = None, stream: str | None = None, partners: Collection[str] = ()
) -> Holder:
    """Give the program that asks, if it may do this.

    Raises: SignInNeeded, NotAllowed.
    """
    found = holder()
    if found is None:
        raise SignInNeeded()
    return check(found, act, programme, stream, partners=partners)


def open_to_holder(act: Act) -> Reach:
    """Say where whoever asks may do more than the public; a token that is not known is refused.

    Raises: SignInNeeded.
    """
    found = holder()
    if found is None and bearer():
        raise SignInNeeded()
    return reach(found, act)


def stream_of(session: Any) -> str | None:
    """Give the slug of a session's stream."""
    return session.stream.slug if session.stream else None


def allowed_on(act: Act, session: Any) -> Holder:
    """Give the program that asks, if it may do this with a session, loaded with its programme and stream.

    Raises: SignInNeeded, NotAllowed.
    """
    return allowed(act, session.programme.slug, stream_of(session), session.partners)


def is_within(where: Reach, session: Any) -> bool:
    """Say whether a session, loaded with its programme and stream, is within reach."""
    return where.covers(session.programme.slug, stream_of(session), session.partners)


def allowed_on_registration(person_id: int, session: Any, act: Act) -> str:
    """Give the actor who may see or change a registration: staff, or the person with their own link.

    Raises: SignInNeeded, NotAllowed.
    """
    found = holder()
    if found is not None:
        return allowed_on(act, session).actor
    token = bearer()
    if not token:
        raise SignInNeeded()
    try:
        owner = bearer_of(token, "me", keys())
    except LinkDead:
        raise SignInNeeded() from None
    if owner != f"person:{person_id}":
        raise NotAllowed()
    return "person"
