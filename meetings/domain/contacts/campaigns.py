"""Campaigns: where one stands, when each reader has their morning, in which language they read, what counts."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from meetings.domain.contacts.campaign_errors import CampaignDayPast, NoSuchCampaignMove
from meetings.domain.errors import AmbiguousTime, NonexistentTime, NotANumber, UnknownZone
from meetings.domain.zones import check_zone, country_zone, to_instant, to_local

SCOPE: Final = "news"
ENGLISH: Final = "en"
HOURS: Final = tuple(range(5, 21))
WESTERNMOST: Final = timedelta(hours=-12)
SCANNING: Final = timedelta(
    minutes=1
)  # so long after a mail has left, programs look at what its links lead to
AT_ONCE: Final = timedelta(seconds=2)  # nobody follows two links of a mail within these
OF_USE: Final = timedelta(days=14)  # so long after its morning, or after it went on, a mail still leaves
MOST_VISITS: Final = 100  # so many openings of one reader's links are kept


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"  # its readers are being settled, or their first morning is still to come
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


MOVES: Final[Mapping[CampaignState, frozenset[CampaignState]]] = {
    CampaignState.DRAFT: frozenset((CampaignState.SCHEDULED,)),
    CampaignState.SCHEDULED: frozenset((CampaignState.DRAFT, CampaignState.RUNNING, CampaignState.CANCELLED)),
    CampaignState.RUNNING: frozenset((CampaignState.PAUSED, CampaignState.DONE, CampaignState.CANCELLED)),
    CampaignState.PAUSED: frozenset((CampaignState.RUNNING, CampaignState.CANCELLED)),
    CampaignState.DONE: frozenset(),
    CampaignState.CANCELLED: frozenset(),
}


class LeftOut(StrEnum):
    """Why somebody on the lists is not written to, settled when a campaign is planned."""

    HELD = "held"  # what they wrote looks like an advertisement; see `models/people`
    OPTED_OUT = "opted_out"
    NO_MAILBOX = "no_mailbox"
    FAILED = "failed"  # their mailbox takes no mail


UNREACHED: Final = (LeftOut.NO_MAILBOX, LeftOut.FAILED)


def check_move(state: str, wanted: CampaignState) -> None:
    """See that a campaign may go from where it stands to where it is wanted.

    Raises: NoSuchCampaignMove.
    """
    if wanted not in MOVES[CampaignState(state)]:
        raise NoSuchCampaignMove(state=str(state), wanted=str(wanted))


def check_hour(given: str) -> int:
    """Read the hour of the morning.

    Raises: NotANumber.
    """
    text = given.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) in HOURS):
        raise NotANumber(field="send_hour", least=HOURS[0], most=HOURS[-1])
    return int(text)


def check_day(day: date, now: datetime) -> None:
    """See that a day is not over everywhere.

    Raises: CampaignDayPast.
    """
    if day < (now + WESTERNMOST).date():
        raise CampaignDayPast(field="send_on")


def morning(day: date, hour: int, zone: str, now: datetime) -> datetime:
    """Give the moment of a reader's morning: the hour on that day where they are, or the next day's if it is past.

    A mail meant for the morning is not sent in their evening or night, because others far away have theirs now. An hour
    that the clocks leave out is the one after the jump; one that comes twice is the first.
    """
    at = _instant(datetime.combine(day, time(hour)), zone)
    if at >= now:
        return at
    today = to_local(now, zone).date()
    at = _instant(datetime.combine(today, time(hour)), zone)
    return at if at >= now else _instant(datetime.combine(today + timedelta(days=1), time(hour)), zone)


def _instant(local: datetime, zone: str) -> datetime:
    try:
        return to_instant(local, zone)
    except AmbiguousTime:
        return to_instant(local, zone, fold=0)
    except NonexistentTime as error:
        after = str(list(error.values["neighbours"])[-1])  # type: ignore[call-overload]
        return to_instant(datetime.fromisoformat(after), zone)


def zone_for(own: Iterable[str | None], country: str | None, otherwise: str) -> str:
    """Give the zone of a reader's morning: the first known of theirs, else their country's, else the campaign's.

    Takes: `own`, their zone and that of their country's capital, as far as these are known.
    """
    for one in own:
        try:
            if one:
                return check_zone(one)
        except UnknownZone:
            continue
    return (country_zone(country) if country else None) or otherwise


def language_for(own: str, written: Collection[str]) -> str:
    """Give the language somebody reads a campaign in: theirs if it is written, else English."""
    return own if own in written else ENGLISH


def is_scan(sent_at: datetime | None, at: datetime) -> bool:
    """Say whether a link was opened so soon that a program did it, or before its mail has left at all."""
    return sent_at is None or at < sent_at + SCANNING


def is_walk(number: int, at: datetime, others: Iterable[tuple[int, datetime]]) -> bool:
    """Say whether several links of a mail were opened at once, as programs do that look at all of them.

    Takes: the other links of the mail that were opened, and when.
    """
    return any(other != number and abs(at - when) <= AT_ONCE for other, when in others)
