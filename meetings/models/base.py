"""The common base of all tables: names of constraints, keys, and the columns that guard an edit."""

import secrets
from datetime import date, datetime
from itertools import islice, product
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from meetings.models.types import Json, UTCDateTime

ID_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
Words = dict[str, str]


def random_id(length: int = 12) -> str:
    """Make a random identifier for a public address, of letters and figures that are hard to confuse."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(length))


def random_ids(count: int) -> list[str]:
    """Make random identifiers that begin alike, so that rows stored together lie together in every index."""
    begin = random_id(10)
    return [begin + first + second for first, second in islice(product(ID_ALPHABET, repeat=2), count)]


class Base(DeclarativeBase):
    """What every table has in common."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime(),
        date: Date(),
        str: String(),
        dict[str, Any]: Json,
        dict[str, str]: Json,
        list[str]: Json,
        list[Any]: Json,
        int: Integer().with_variant(BigInteger(), "postgresql"),
    }


class Revised:
    """A row people edit: `revision` guards against stale saves, `updated_at` against stale copies."""

    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
