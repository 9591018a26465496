"""Rules of languages in a slot: interpretation, sign language and captions, needed, booked, confirmed or not given."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotThisMove
from meetings.domain.registrations import check_line
from meetings.domain.zones import to_local

MOST_SERVICES: Final = 30
MOST_PAIRS: Final = 10
LABEL_LENGTH: Final = 80
PRONUNCIATION_LENGTH: Final = 120
NEEDED_DAYS: Final = 14  # before a slot, where nobody says by when something is needed
WARNS_DAYS: Final = 7  # from when on what was promised and is not confirmed is a warning
Pair = tuple[str, str]


class ServiceKind(StrEnum):
    """What is given: interpretation of what is spoken, into a sign language, or captions."""

    SPOKEN = "spoken"
    SIGN = "sign"
    CAPTIONS = "captions"


class ServiceState(StrEnum):
    """How far it has come."""

    NEEDED = "needed"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    NOT_PROVIDED = "not_provided"


MOVES: Final[dict[ServiceState, frozenset[ServiceState]]] = {
    ServiceState.NEEDED: frozenset((ServiceState.BOOKED, ServiceState.CONFIRMED, ServiceState.NOT_PROVIDED)),
    ServiceState.BOOKED: frozenset((ServiceState.CONFIRMED, ServiceState.NEEDED, ServiceState.NOT_PROVIDED)),
    ServiceState.CONFIRMED: frozenset((ServiceState.NEEDED, ServiceState.NOT_PROVIDED)),
    ServiceState.NOT_PROVIDED: frozenset((ServiceState.NEEDED,)),
}


class Service(Protocol):
    """A service of a slot, as far as it decides."""

    @property
    def kind(self) -> str:
        """What is given."""

    @property
    def language(self) -> str:
        """The language it is given in; empty for a sign language."""

    @property
    def state(self) -> str:
        """How far it has come."""

    @property
    def needed_by(self) -> date:
        """Until when it must be confirmed."""

    @property
    def promised_at(self) -> datetime | None:
        """When it was confirmed first."""


class Lack(StrEnum):
    """What is not as it should be with a service."""

    LATE = "late"  # not confirmed, and the day by which it was needed is over
    OPEN = "open"  # not confirmed yet
    TAKEN_BACK = "taken_back"  # was confirmed, and is not any more
    NO_CHANNEL = "no_channel"  # confirmed, and there is no way to hear it


def check_move(state: str, wanted: str) -> ServiceState:
    """Let a service come to a state.

    Raises: NotAChoice; NotThisMove, with `state` and `wanted`.
    """
    if wanted not in tuple(ServiceState):
        raise errors.NotAChoice(field="state", value=wanted[:20], choices=list(ServiceState))
    if ServiceState(wanted) not in MOVES[ServiceState(state)]:
        raise NotThisMove(field="state", state=state, wanted=wanted)
    return ServiceState(wanted)


def moves_from(state: str) -> list[ServiceState]:
    """Give the states a service may come to, in their order."""
    return [one for one in ServiceState if one in MOVES[ServiceState(state)]]


def check_service(kind: str, language: str, label: str) -> tuple[ServiceKind, str, str]:
    """Read what is given: captions and interpretation in a language of ours, a sign language by its name.

    Raises: NotAChoice, with field `kind` or `language`; Missing, TooLong, NotOneLine, with field `label`.
    """
    if kind not in tuple(ServiceKind):
        raise errors.NotAChoice(field="kind", value=kind[:20], choices=list(ServiceKind))
    if kind == ServiceKind.SIGN:
        return ServiceKind.SIGN, "", str(check_line(label, "label", LABEL_LENGTH, needed=True))
    if language not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=language[:20], choices=list(LANGUAGES))
    return ServiceKind(kind), language, ""


def check_day(text: str, starts_at: datetime, zone: str) -> date:
    """Read by which day something is needed; empty is a fortnight before, and never after the slot's own day.

    Raises: NotATime, with field `needed_by`.
    """
    last = to_local(starts_at, zone).date()
    if not text.strip():
        return last - timedelta(days=NEEDED_DAYS)
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise errors.NotATime(field="needed_by", value=text[:20]) from None
    if day > last:
        raise errors.NotATime(field="needed_by", value=text[:20])
    return day


def check_pair(source: str, target: str) -> Pair:
    """Read a pair of languages, from and into.

    Raises: NotAChoice, with field `source` or `target`.
    """
    if source not in LANGUAGES:
        raise errors.NotAChoice(field="source", value=source[:20], choices=list(LANGUAGES))
    if target not in LANGUAGES or target == source:
        raise errors.NotAChoice(field="target", value=target[:20], choices=list(LANGUAGES))
    return source, target


def lack_of(service: Service, channels: Collection[str], today: date) -> Lack | None:
    """Say what is not as it should be with a service, or nothing.

    Takes: the languages that have a channel; today in the zone of the slot.
    """
    if service.state == ServiceState.CONFIRMED:
        is_heard = service.kind != ServiceKind.SPOKEN or service.language in channels
        return None if is_heard else Lack.NO_CHANNEL
    if service.promised_at is not None:
        return Lack.TAKEN_BACK
    if service.state == ServiceState.NOT_PROVIDED:
        return None
    return Lack.LATE if today > service.needed_by else Lack.OPEN


def unkept(promised: Iterable[str], services: Iterable[Service], days: int) -> list[str]:
    """Give the languages that the session's page promises and that are not confirmed so few days before.

    Takes: how many days are left.
    """
    if days > WARNS_DAYS:
        return []
    confirmed = {
        one.language
        for one in services
        if one.kind == ServiceKind.SPOKEN and one.state == ServiceState.CONFIRMED
    }
    open_still = set(promised) - confirmed
    return [one for one in LANGUAGES if one in open_still]


def is_given(service: Service) -> bool:
    """Say whether the public is told of a service."""
    return service.state == ServiceState.CONFIRMED


def is_taken_back(service: Service) -> bool:
    """Say whether the public was told of a service that is not given any more."""
    return service.promised_at is not None and service.state != ServiceState.CONFIRMED
