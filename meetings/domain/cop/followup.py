"""Following up: how far each delegation is, who waits and is reminded, and a list of focal points as it was sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import Refused
from meetings.domain.registrations import check_address

AGAIN: Final = timedelta(days=1)
MOST_LINES: Final = 1000


class Step(StrEnum):
    """How far a delegation is, each step counted by itself: one that has a letter need not have been invited by us."""

    ALL = "all"
    INVITED = "invited"
    OPENED = "opened"
    NOMINATED = "nominated"
    LETTER = "letter"
    CREDENTIALS = "credentials"
    WITHOUT = "without"  # a focal point
    BOUNCED = "bounced"
    WAITING = "waiting"  # for them


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a delegation is; `awaits` says that something is waited for from it."""

    delegation_id: str
    region: str
    category: str
    has_focal_point: bool
    is_opened: bool
    nominated: int
    has_letter: bool
    has_credentials: bool
    needs_credentials: bool
    bounced: bool
    awaits: bool

    def is_at(self, step: Step) -> bool:
        """Say whether a delegation has taken a step."""
        return {
            Step.ALL: True,
            Step.INVITED: self.has_focal_point,
            Step.OPENED: self.is_opened,
            Step.NOMINATED: self.nominated > 0,
            Step.LETTER: self.has_letter,
            Step.CREDENTIALS: self.has_credentials,
            Step.WITHOUT: not self.has_focal_point,
            Step.BOUNCED: self.bounced,
            Step.WAITING: self.awaits,
        }[step]


def counted(standings: Iterable[Standing], key: str) -> dict[str, dict[Step, int]]:
    """Count how many delegations have taken each step.

    Takes: by what they are put together, `region` or `category`.
    """
    found: dict[str, dict[Step, int]] = {}
    for one in standings:
        row = found.setdefault(getattr(one, key), dict.fromkeys(Step, 0))
        for step in Step:
            row[step] += one.is_at(step)
    return found


def totals(rows: Mapping[str, Mapping[Step, int]]) -> dict[Step, int]:
    """Add the rows up."""
    return {step: sum(row[step] for row in rows.values()) for step in Step}


def is_due(reminded_at: datetime | None, now: datetime) -> bool:
    """Say whether somebody may be reminded: not within a day of the last time."""
    return reminded_at is None or reminded_at <= now - AGAIN


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of focal points: country as written, name, address, language; or what is wrong with it."""

    number: int
    country: str
    name: str = ""
    email: str = ""
    language: str = "en"
    problem: str = ""
    code: str = ""


def read_lines(text: str) -> list[Line]:
    """Read a list of focal points: country, name, e-mail, language, apart by tabs, semicolons or commas.

    A line without an address (the head of the table) is left out where it is the first.
    """
    found = []
    for number, raw in enumerate(text.splitlines()[:MOST_LINES], 1):
        if not raw.strip():
            continue
        line = _line(number, raw)
        if number > 1 or not line.problem or "@" in raw:
            found.append(line)
    return found


def _line(number: int, raw: str) -> Line:
    sign = "\t" if "\t" in raw else ";" if ";" in raw else ","
    cells = [one.strip().strip('"').strip() for one in raw.split(sign)]
    at = next((place for place, one in enumerate(cells) if "@" in one), None)
    if at is None or at < 2:
        return Line(number, cells[0][:100], problem="not_an_address" if at is None else "missing")
    country, name, email = ", ".join(cells[: at - 1]), cells[at - 1], cells[at]
    spoken = cells[at + 1].lower() if len(cells) > at + 1 else ""
    if not country or not name:
        return Line(number, country[:100], name[:100], email[:200], problem="missing")
    try:
        address = check_address(email, "email")
    except Refused as refusal:
        return Line(number, country[:100], name[:100], email[:200], problem=refusal.code)
    return Line(number, country[:100], name[:200], address, spoken if spoken in LANGUAGES else "en")
