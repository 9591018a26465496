"""What identifies a delegate at the border and at the gate: which facts, and until when they are kept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from meetings.domain.programmes import check_day
from meetings.domain.registrations import check_line

# Where a segment says no day, what identifies people is erased so long after its end.
KEPT: Final = timedelta(days=90)
NUMBER_LENGTH: Final = 40
LINE_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport, as typed: of all that is asked only the number is needed."""

    number: str
    authority: str = ""
    expires_on: str = ""
    nationality: str = ""
    born_on: str = ""

    def facts(self) -> dict[str, str]:
        """Give what is sealed."""
        return asdict(self)


class Spanned(Protocol):
    """A segment, as far as its end matters."""

    @property
    def ends_on(self) -> date:
        """The last day."""

    @property
    def erase_on(self) -> date | None:
        """The day on which what identifies people is erased."""


def check_passport(given: Passport) -> Passport:
    """Give a passport as it is kept.

    Raises: Missing, TooLong, NotOneLine, NotATime, with the field.
    """
    return Passport(
        number=check_line(given.number, "passport_number", NUMBER_LENGTH, needed=True) or "",
        authority=check_line(given.authority, "passport_authority", LINE_LENGTH) or "",
        expires_on=_day(given.expires_on, "passport_expires_on"),
        nationality=check_line(given.nationality, "passport_nationality", LINE_LENGTH) or "",
        born_on=_day(given.born_on, "passport_born_on"),
    )


def erase_day(segments: Iterable[Spanned]) -> date | None:
    """Give the day on which the passports of somebody who takes part in some segments are erased; the latest counts."""
    days = [one.erase_on or one.ends_on + KEPT for one in segments]
    return max(days, default=None)


def _day(typed: str, field: str) -> str:
    day = check_day(typed.strip() or None, field)
    return day.isoformat() if day else ""
