"""Column types: instants that refuse naive times, and JSON as both stores keep it best."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

AS_WRITTEN: Final = (
    26  # letters of an instant as the library writes it, to the microsecond and without a zone
)
Json = JSON().with_variant(JSONB(), "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the store; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC for the store.

        Raises: ValueError, when the value has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Give what reads a stored instant in its zone, UTC, in one step for each of many thousands."""
        return _from_text if dialect.name == "sqlite" else _from_instant


def _from_text(stored: str | None) -> datetime | None:
    if stored is None:
        return None
    if len(stored) == AS_WRITTEN:
        return datetime.fromisoformat(f"{stored}+00:00")
    instant = datetime.fromisoformat(stored)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _from_instant(stored: datetime | None) -> datetime | None:
    return None if stored is None else stored.astimezone(UTC)
