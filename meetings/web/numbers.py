"""Numbers by which the store knows its rows, as addresses and forms name them."""

from typing import Any, Final

from werkzeug.routing import IntegerConverter, Map

MOST: Final = 2**31 - 1


class RowNumber(IntegerConverter):
    """A number in an address; of one that no store holds there is no page."""

    def __init__(self, map: Map, *given: Any, **options: Any) -> None:
        super().__init__(map, *given, **{"max": MOST} | options)


def row_number(text: str) -> int:
    """Read a number of a form.

    Raises: ValueError, also for one that no store holds.
    """
    number = int(text)
    if abs(number) > MOST:
        raise ValueError(text[:20])
    return number
