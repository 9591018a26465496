"""What somebody on a panel says of it: that they come or do not, how they are printed, and who else might come."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from meetings.domain import errors
from meetings.domain.codes import PanelistState
from meetings.domain.panel.panel_errors import PanelOver
from meetings.domain.registrations import ORGANIZATION_LENGTH, check_address, check_line, check_name

WORDS_LENGTH: Final = 500
FUNCTION_LENGTH: Final = 200
MOST_MINUTES: Final = 240
MOST_ASSISTANTS: Final = 5
MOST_PROPOSALS: Final = 10
# How long after the end of a season the links of its panellists still open.
OPEN_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Printed:
    """How somebody stands on a programme: what they are, and where."""

    function: str | None
    organization: str | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody whom a panellist proposes in their place or beside them, as checked."""

    name: str
    email: str
    organization: str | None
    words: str


def check_answer(said: str, *, is_coming: bool) -> PanelistState:
    """Give what somebody says of coming; they may say something else as long as a time is still to come.

    Raises: NotAChoice, with field `answer`; PanelOver.
    """
    if said not in (PanelistState.CONFIRMED, PanelistState.DECLINED):
        raise errors.NotAChoice(field="answer", value=said[:20])
    if not is_coming:
        raise PanelOver()
    return PanelistState(said)


def check_words(typed: str, field: str = "words") -> str:
    """Give what somebody adds, on one line or none.

    Raises: TooLong, NotOneLine.
    """
    return check_line(" ".join(typed.split()), field, WORDS_LENGTH) or ""


def check_printed(function: str, organization: str) -> Printed:
    """Give how somebody is printed, each on one line.

    Raises: TooLong, NotOneLine, with the field.
    """
    return Printed(
        check_line(function, "function", FUNCTION_LENGTH),
        check_line(organization, "organization", ORGANIZATION_LENGTH),
    )


def check_proposed(name: str, email: str, organization: str, words: str) -> Proposed:
    """Give who is proposed.

    Raises: Missing, TooLong, NotOneLine, NotAnAddress, with the field.
    """
    return Proposed(
        check_name(name),
        check_address(email),
        check_line(organization, "organization", ORGANIZATION_LENGTH),
        check_words(words),
    )


def check_minutes(typed: str) -> int | None:
    """Give how long somebody speaks, or nothing for what is not settled.

    Raises: NotANumber.
    """
    text = typed.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST_MINUTES):
        raise errors.NotANumber(field="minutes", least=1, most=MOST_MINUTES)
    return int(text)


def is_shut(ends_on: date | None, last_at: datetime | None, now: datetime) -> bool:
    """Say whether links of panellists open nothing any more: a month after the last day, or the last time, of a season.

    Takes: the last day and the beginning of the last time; without both, links stay open.
    """
    days = [datetime.combine(ends_on, time.max, UTC)] if ends_on else []
    days += [last_at] if last_at else []
    return bool(days) and now > max(days) + OPEN_AFTER
