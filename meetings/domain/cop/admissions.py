"""Rules of admitting observers: who needs none, until when bodies apply, and whether one may send people."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from meetings.domain.cop.codes import AdmissionState
from meetings.domain.heard import SMALL_WORDS, folded

MONTHS: Final = 2
MOST_MONTHS: Final = 12
# Bodies of the secretariat's list that need no admission: the United Nations, its specialized agencies and the IAEA.
# Source: Convention, article 23, paragraph 6.
EXEMPT_KINDS: Final = frozenset(("un-entity",))
EXEMPT_CATEGORY: Final = "un"
NO_WORD: Final = re.compile("[^a-z0-9]+")


class Why(StrEnum):
    """Why a body may send people to a conference, or may not."""

    ADMITTED = "admitted"
    EXEMPT = "exempt"
    UNITED_NATIONS = "united_nations"
    NOT_APPLIED = "not_applied"
    NOT_ADMITTED = "not_admitted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Standing:
    """A body's admission to a treaty: its state, by whose authority, and when that was decided."""

    treaty: str
    state: str
    authority: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class MaySend:
    """Whether a body may send people, and why; true or false by itself. `standing` is the admission it follows from."""

    allowed: bool
    why: Why
    standing: Standing | None = None

    def __bool__(self) -> bool:
        return self.allowed


def may_send_by(category: str, kind: str | None, standings: Iterable[Standing]) -> MaySend:
    """Say whether a body may send people to a conference.

    Takes: its category, what the secretariat's list calls it, and its admissions to the treaties that meet.
    Gives: yes for whoever was admitted at whatever meeting before, or needs no admission. What the list says of a
    body is never an admission.
    """
    known = tuple(standings)
    for state, why in ((AdmissionState.ADMITTED, Why.ADMITTED), (AdmissionState.EXEMPT, Why.EXEMPT)):
        found = next((one for one in known if one.state == state), None)
        if found:
            return MaySend(True, why, found)
    if is_exempt(category, kind):
        return MaySend(True, Why.UNITED_NATIONS)
    if not known:
        return MaySend(False, Why.NOT_APPLIED)
    is_refused = all(one.state == AdmissionState.REFUSED for one in known)
    return MaySend(False, Why.REFUSED if is_refused else Why.NOT_ADMITTED, known[0])


def is_exempt(category: str, kind: str | None) -> bool:
    """Say whether a body needs no admission by what it is; `kind` is what the secretariat's list calls it."""
    return kind in EXEMPT_KINDS if kind else category == EXEMPT_CATEGORY


def apply_until(opens_on: date, months: int) -> date:
    """Give the last day of applying: so many months before a conference opens, on the same day of the month."""
    year, month = divmod(opens_on.year * 12 + opens_on.month - 1 - months, 12)
    return date(year, month + 1, min(opens_on.day, calendar.monthrange(year, month + 1)[1]))


def body_key(name: str) -> str:
    """Give a body's name as it is compared: without case, accents, signs and small words."""
    words = folded(name).split()
    return "".join([word for word in words if word not in SMALL_WORDS] or words)


def body_slug(name: str) -> str:
    """Give what may stand in an address for a body, of its name; empty where no letter of it can."""
    return NO_WORD.sub("-", folded(name)).strip("-")[:60].strip("-")
