"""Taking in a file of KRONOS: looked at first, what is in conflict decided by a person, then stored; twice is once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import select

from meetings.domain.cop.kronos import SYSTEM, Exchange, Outcome, Taken
from meetings.domain.errors import NotFound
from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.base import random_id
from meetings.models.cop.kronos import ExchangeFile
from meetings.services.audit import note
from meetings.services.cop.kronos_bodies import Desk
from meetings.services.cop.kronos_people import take

PREVIEW: Final = "preview"
COMMITTED: Final = "committed"


def keep_file(raw: str, name: str, programme: str, now: datetime, actor: str) -> str:
    """Keep a file to be looked at and decided on; the same one again is found again. Gives: its id."""
    digest = sha256(raw.encode()).hexdigest()
    with transaction():
        there = db.session.scalar(
            select(ExchangeFile.id).where(ExchangeFile.digest == digest, ExchangeFile.programme == programme)
        )
        if there is not None:
            return there
        row = ExchangeFile(id=random_id(), system=SYSTEM, programme=programme, name=name[:200], raw=raw)
        row.digest, row.created_at, row.created_by = digest, now, actor
        db.session.add(row)
        note(now, actor, "kronos.keep", f"programme:{programme}", after={"file": row.id, "digest": digest})
        return row.id


def everywhere(_programme: str) -> bool:
    """Hold whoever takes a file in to no conference."""
    return True


def look(
    exchange: Exchange,
    decisions: Mapping[str, str],
    now: datetime,
    *,
    keys: Keys,
    within: Callable[[str], bool] = everywhere,
) -> Taken:
    """Say what would become of the records of a file, and change nothing."""
    return take(Desk(exchange, decisions, now, "", commit=False, within=within), keys)


def commit(
    file_id: str,
    exchange: Exchange,
    decisions: Mapping[str, str],
    now: datetime,
    actor: str,
    *,
    keys: Keys,
    within: Callable[[str], bool] = everywhere,
) -> Taken:
    """Take a file in; what is in conflict and not decided stays as it is here.

    Takes: `within`, of which conferences whoever takes it in may see and change people.
    Raises: NotFound.
    """
    with transaction():
        row = db.session.get(ExchangeFile, file_id, with_for_update=True)
        if row is None:
            raise NotFound()
        row.decisions = {**row.decisions, **decisions}
        taken = take(Desk(exchange, row.decisions, now, actor, commit=True, within=within), keys)
        row.state, row.committed_at = COMMITTED, now
        row.outcome = {str(one): taken.count(one) for one in Outcome}
        if taken.count(Outcome.NEW) or taken.count(Outcome.CHANGED):
            note(now, actor, "kronos.import", f"programme:{row.programme}", after=row.outcome)
        return taken
