"""Pages of lists that begin after the key of a row, so that nobody is lost or told twice when others come or go."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_

Key = tuple[Any, ...]


class By(NamedTuple):
    """One of the columns a list is ordered by, none of them ever empty; no two rows share all of them."""

    column: Any
    falls: bool = False


def in_order(order: Sequence[By]) -> list[Any]:
    """Write an order as a question takes it."""
    return [one.column.desc() if one.falls else one.column for one in order]


def beyond(order: Sequence[By], key: Key) -> ColumnElement[bool]:
    """Hold a question to the rows after one, by the values it has in each column of the order; it may be gone."""
    cases = []
    for at, one in enumerate(order):
        same = [before.column == value for before, value in zip(order[:at], key[:at], strict=True)]
        cases.append(and_(*same, one.column < key[at] if one.falls else one.column > key[at]))
    return or_(*cases)
