"""Drafts of one member of staff; nobody else's are ever given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.drafts import Draft

LASTS: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What somebody typed into a form and has not saved."""

    id: str
    address: str
    form: str
    values: dict[str, list[str]]
    updated_at: datetime


def drafts_of(user_id: int, address: str, now: datetime) -> list[DraftRow]:
    """Give what somebody kept of the forms at an address, the latest first."""
    rows = db.session.scalars(
        select(Draft)
        .where(Draft.user_id == user_id, Draft.address == address, Draft.updated_at >= now - LASTS)
        .order_by(Draft.updated_at.desc(), Draft.id)
    )
    return [_row(row) for row in rows]


def draft_of(user_id: int, draft_id: str) -> DraftRow | None:
    """Give a draft of somebody's own."""
    row = db.session.scalar(select(Draft).where(Draft.id == draft_id, Draft.user_id == user_id))
    return _row(row) if row else None


def _row(row: Draft) -> DraftRow:
    return DraftRow(row.id, row.address, row.form, row.values, row.updated_at)
