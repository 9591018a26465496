"""Who may see contacts by the API: programs whose role holds everywhere, as at the desk."""

from datetime import date
from typing import Any, Final

from meetings.api.access import holder
from meetings.domain.errors import NotAChoice, NotAllowed, SignInNeeded
from meetings.domain.permissions import Act, Holder, reach
from meetings.domain.programmes import check_day
from meetings.queries.catalogue import Wanted

BEARER: Final[list[dict[str, list[str]]]] = [{"bearer": []}]
LAST_PAGE: Final = 1_000_000


def allowed_everywhere(act: Act = Act.CONTACTS) -> Holder:
    """Give the program that asks, if its role lets it do this everywhere.

    Raises: SignInNeeded, NotAllowed.
    """
    found = holder()
    if found is None:
        raise SignInNeeded()
    if not reach(found, act).everywhere:
        raise NotAllowed()
    return found


def page_of(wanted: Wanted) -> int:
    """Give the number of a page, which the cursor of such a list is.

    Raises: NotAChoice, for a cursor of another list.
    """
    text = wanted.after or "1"
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LAST_PAGE):
        raise NotAChoice(field="after", value=text[:40])
    return int(text)


def day_of(text: str | None, field: str) -> date | None:
    """Read a day written as 2026-11-29, or nothing.

    Raises: NotATime, with the field.
    """
    return check_day(text or None, field)


def next_page(page: Any) -> str | None:
    """Give the cursor of the page after one, if others follow."""
    return str(page.page + 1) if page.has_more else None
