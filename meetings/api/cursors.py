"""Cursors of lists that are ordered by several values: the whole key of the last row, which may be gone by then."""

from typing import Any

from meetings.api.shapes import wanted
from meetings.domain.errors import NotAChoice
from meetings.formats.cursors import key_of, key_text
from meetings.queries.keys import Key


def key_asked(query: dict[str, Any], *kinds: type) -> Key | None:
    """Give the key of the row that a page begins after, of these kinds; nothing for the first page.

    Raises: NotAChoice, for a cursor that no list ordered like this gave.
    """
    after = wanted({"size": 1, "updated_since": None, "after": query["after"]}).after
    key = key_of(after, kinds) if after else None
    if after and key is None:
        raise NotAChoice(field="after", value=query["after"])
    return key


def next_key(key: Key | None) -> str | None:
    """Write the key of the last row as a cursor, if others follow."""
    return None if key is None else key_text(key)
