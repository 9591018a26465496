"""Who may see contacts by the API: programs whose role holds everywhere, as at the desk."""

from datetime import date
from typing import Final

from meetings.api.access import holder
from meetings.domain.errors import NotAllowed, SignInNeeded
from meetings.domain.permissions import Act, Holder, reach
from meetings.domain.programmes import check_day

BEARER: Final[list[dict[str, list[str]]]] = [{"bearer": []}]


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


def day_of(text: str | None, field: str) -> date | None:
    """Read a day written as 2026-11-29, or nothing.

    Raises: NotATime, with the field.
    """
    return check_day(text or None, field)
