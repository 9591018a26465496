"""Side events: what an application says, where it stands, who may make which move, and how many are held at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from meetings.domain.codes import LANGUAGES, Mode
from meetings.domain.cop.documents_errors import CallClosed, NotThisStep, TooManyAtOnce
from meetings.domain.errors import Missing, Refused, TooLong, TooMany
from meetings.domain.programmes import check_choice, check_words
from meetings.domain.registrations import check_address, check_line, check_name

NAME_LENGTH: Final = 200
MOST_ORGANIZERS: Final = 20
EQUIPMENT_LENGTH: Final = 500
ABSTRACT_LENGTH: Final = 3_000
MODES: Final = (*Mode, "hybrid")


class SideEventState(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


S = SideEventState
# Which moves there are: by the desk, by the applicant, and as a consequence of either.
DESK: Final[Mapping[S, frozenset[S]]] = {
    S.APPLIED: frozenset((S.ACCEPTED, S.RETURNED, S.DECLINED)),
    S.RETURNED: frozenset((S.DECLINED,)),
    S.ACCEPTED: frozenset((S.SCHEDULED, S.RETURNED, S.DECLINED)),
    S.SCHEDULED: frozenset((S.ACCEPTED,)),
    S.DECLINED: frozenset((S.APPLIED,)),
}
APPLICANT: Final[Mapping[S, frozenset[S]]] = {
    S.APPLIED: frozenset((S.APPLIED, S.WITHDRAWN, S.MERGED)),
    S.RETURNED: frozenset((S.APPLIED, S.WITHDRAWN)),
    S.ACCEPTED: frozenset((S.WITHDRAWN, S.MERGED)),
}
SAYS_WHY: Final = frozenset((S.RETURNED, S.DECLINED))


def check_step(state: str, to: SideEventState, moves: Mapping[S, frozenset[S]]) -> None:
    """Refuse a move that there is none of.

    Raises: NotThisStep.
    """
    if to not in moves.get(S(state), frozenset()):
        raise NotThisStep(state=state, to=str(to))


@dataclass(frozen=True, slots=True)
class ApplicationTyped:
    """What an applicant says; `organizers` are those beside the lead, one a line, `days` those they prefer."""

    title: str
    abstract: str
    language: str
    lead: str
    organizers: str
    days: tuple[str, ...]
    mode: str
    equipment: str
    languages: tuple[str, ...]
    contact_name: str
    contact_email: str


def application_problems(given: ApplicationTyped, days: Iterable[date]) -> list[Refused]:
    """Give everything that is wrong with an application, one refusal a field, in the order of the form."""
    found = []
    for check in _checks(given, frozenset(days)).values():
        try:
            check()
        except Refused as refusal:
            found.append(refusal)
    return found


def check_application(given: ApplicationTyped, days: Iterable[date]) -> dict[str, Any]:
    """Give what an application says as it is kept.

    Takes: the days of the segment.
    Raises: Refused with the field, for the first that is wrong.
    """
    return {name: check() for name, check in _checks(given, frozenset(days)).items()}


def _checks(given: ApplicationTyped, days: frozenset[date]) -> dict[str, Callable[[], Any]]:
    return {
        "title": lambda: check_line(given.title, "title", NAME_LENGTH, needed=True),
        "abstract": lambda: _text(given.abstract, "abstract", ABSTRACT_LENGTH, needed=True),
        "language": lambda: check_choice(given.language, "language", LANGUAGES),
        "lead": lambda: check_line(given.lead, "lead", NAME_LENGTH, needed=True),
        "organizers": lambda: _organizers(given.organizers),
        "days": lambda: _days(given.days, days),
        "mode": lambda: check_choice(given.mode, "mode", MODES),
        "equipment": lambda: _text(given.equipment, "equipment", EQUIPMENT_LENGTH) or None,
        "languages": lambda: [check_choice(one, "languages", LANGUAGES) for one in given.languages],
        "contact_name": lambda: check_name(given.contact_name, "contact_name"),
        "contact_email": lambda: _address(given.contact_email),
    }


def _text(text: str, field: str, most: int, *, needed: bool = False) -> str:
    words = check_words({"en": text}, field, needed=needed, long=True).get("en", "")
    if len(words) > most:
        raise TooLong(field=field, most=most)
    return words


def _organizers(typed: str) -> list[str]:
    lines = [check_line(one, "organizers", NAME_LENGTH) for one in typed.splitlines()]
    names = [one for one in lines if one]
    if len(names) > MOST_ORGANIZERS:
        raise TooMany(field="organizers", most=MOST_ORGANIZERS)
    return names


def _days(typed: Iterable[str], days: frozenset[date]) -> list[str]:
    known = [one.isoformat() for one in sorted(days)]
    return [check_choice(one, "days", known) for one in typed]


def _address(typed: str) -> str:
    if not typed.strip():
        raise Missing(field="contact_email")
    try:
        return check_address(typed)
    except Refused as refusal:
        raise type(refusal)(field="contact_email", **refusal.values) from None


def is_open(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Say whether a call takes applications now; one without a beginning has not begun."""
    return opens_at is not None and opens_at <= now and (closes_at is None or now < closes_at)


def check_open(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> None:
    """Refuse what comes before or after the call.

    Raises: CallClosed.
    """
    if not is_open(opens_at, closes_at, now):
        raise CallClosed()


class Held(Protocol):
    """A time that a side event is held."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""


def check_at_once(starts_at: datetime, minutes: int, others: Iterable[Held], most: int) -> None:
    """Refuse a time at which more side events would be held at once than a segment takes.

    Raises: TooManyAtOnce, with field `local_start`.
    """
    ends = starts_at + timedelta(minutes=minutes)
    beside = [one for one in others if one.starts_at < ends and _end(one) > starts_at]
    # The most at once is reached where one of them begins.
    begins = [starts_at, *(max(starts_at, one.starts_at) for one in beside)]
    reached = max(1 + sum(one.starts_at <= at < _end(one) for one in beside) for at in begins)
    if reached > most:
        raise TooManyAtOnce(field="local_start", most=most)


def _end(one: Held) -> datetime:
    return one.starts_at + timedelta(minutes=one.minutes)


def names_together(one: Iterable[str], others: Iterable[Iterable[str]]) -> list[str]:
    """Give the names of organizers of several applications, each once, in the order of the applications."""
    found: dict[str, str] = {}
    for names in (one, *others):
        for name in names:
            found.setdefault(" ".join(name.casefold().split()), name)
    return list(found.values())
