"""Who wants no more mails of a scope, and who wants them again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from meetings.domain.tokens import Keys
from meetings.extensions import insert_new, store, transaction
from meetings.models.people import OptOut
from meetings.services.links import tokens_of

PURPOSE = "stop"


def stop_token(person_id: int, scope: str, now: datetime, keys: Keys) -> str:
    """Give the token with which a person stops, or takes again, the mails of a scope."""
    return stop_tokens([(person_id, scope)], now, keys)[person_id, scope]


def stop_tokens(wanted: Collection[tuple[int, str]], now: datetime, keys: Keys) -> dict[tuple[int, str], str]:
    """Give the tokens with which people stop the mails of scopes, by person and scope."""
    found = tokens_of({(PURPOSE, f"person:{number}:{scope}") for number, scope in wanted}, now, keys)
    return {(number, scope): found[PURPOSE, f"person:{number}:{scope}"].text for number, scope in wanted}


def stop(bearer: str, now: datetime) -> None:
    """Send no more mails of a scope to a person; asked twice is asked once.

    Takes: the bearer of a link for this purpose.
    """
    person_id, scope = parts_of(bearer)
    with transaction():
        wish = insert_new(OptOut).values(person_id=person_id, scope=scope, at=now)
        store(wish.on_conflict_do_nothing())


def go_on(bearer: str) -> None:
    """Send mails of a scope to a person again."""
    person_id, scope = parts_of(bearer)
    with transaction():
        store(delete(OptOut).where(OptOut.person_id == person_id, OptOut.scope == scope))


def choose(person_id: int, wanted: Collection[str], offered: Collection[str], now: datetime) -> None:
    """Send a person the mails of the scopes they want, of those that were offered, and no more of the others."""
    with transaction():
        for scope in sorted(offered):
            if scope in wanted:
                store(delete(OptOut).where(OptOut.person_id == person_id, OptOut.scope == scope))
            else:
                wish = insert_new(OptOut).values(person_id=person_id, scope=scope, at=now)
                store(wish.on_conflict_do_nothing())


def parts_of(bearer: str) -> tuple[int, str]:
    """Give person and scope of a bearer."""
    _kind, number, scope = bearer.split(":")
    return int(number), scope
