"""The daily journal: which announcements may be kept for a day, and what of a copy tells it from another."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from meetings.domain.errors import NotFound, TooMany
from meetings.domain.programmes import check_words

Words = dict[str, str]
MOST_ANNOUNCEMENTS: Final = 20


def check_announcements(given: Sequence[Mapping[str, str]]) -> list[Words]:
    """Give announcements as they are kept; those without a word in any language are left out.

    Raises: TooMany, with field `announcements`; NotAChoice, TooLong, NotOneLine, with the announcement and language.
    """
    kept = [check_words(one, f"announcements[{at}]", long=True) for at, one in enumerate(given)]
    found = [one for one in kept if one]
    if len(found) > MOST_ANNOUNCEMENTS:
        raise TooMany(field="announcements", most=MOST_ANNOUNCEMENTS)
    return found


def day_of(text: str) -> date:
    """Read the day of an address.

    Raises: NotFound, for what is no day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound() from None
    if day.isoformat() != text:
        raise NotFound()
    return day


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two journals of a day say the same."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
