"""Rules of registering: who is the same person, which time suits, who gets a seat, and what may follow."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol, TypeVar

from meetings.domain import errors
from meetings.domain.codes import (
    ACTIVE_PLACES,
    CATEGORIES,
    LANGUAGES,
    Admission,
    HeldTwice,
    Mode,
    PlaceState,
    SessionState,
    SlotState,
)
from meetings.domain.cop.conference_errors import ByNomination
from meetings.domain.seasons import Room
from meetings.domain.zones import check_zone, to_local

NAME_LENGTH: Final = 200
ORGANIZATION_LENGTH: Final = 200
ADDRESS_LENGTH: Final = 254
COMPANION_ID_LENGTH: Final = 24
WORK_HOURS: Final = (9 * 60, 17 * 60)
WAKING_HOURS: Final = (7 * 60, 22 * 60)
DAY: Final = 24 * 60
SLEEP_WEIGHT: Final = 4
STEP_MINUTES: Final = 5
ADDRESS: Final = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+\.[^\s@,;:<>()\[\]\\\".]{2,}")
# `http`, `www.`, `://`, an `@`, `name.example/…`, the end of an address in small letters, or nine figures to ring.
ENDS: Final = (
    "com|net|org|info|biz|ru|cn|top|xyz|site|online|shop|store|club|link|click|app|dev|io|ly|me|tk|su|pw"
)
ADVERTISING: Final = re.compile(
    rf"(?i:https?\b|\bwww\.|://|@)|\w\.[^\W\d_]{{2,}}/|\w{{3,}}\.(?:{ENDS}|{ENDS.upper()})\b|\d(?:[\s().-]{{0,2}}\d){{8}}"
)


class Timed(Protocol):
    """A slot, as far as its hour and its state matter."""

    @property
    def id(self) -> str:
        """The identifier."""

    @property
    def state(self) -> str:
        """What the organizer decided."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""


class Seated(Timed, Protocol):
    """A slot with what is known of its seats."""

    @property
    def part(self) -> int:
        """The part of the session it holds."""

    @property
    def seats(self) -> Mapping[str, Room]:
        """How many seats are left, for each way it is held."""


T = TypeVar("T", bound=Timed)
S = TypeVar("S", bound=Seated)


def propose(slots: Iterable[T], zone: str) -> T:
    """Choose the slot nearest to waking, then to working hours of a zone; the earliest of equals.

    Takes: at least one slot.
    """
    return min(slots, key=lambda slot: (inconvenience(slot, zone), slot.starts_at))


def pick(slots: Iterable[T], zone: str, held_twice: str = HeldTwice.BEST) -> T:
    """Choose one of several times as somebody wants it: the one that suits a zone best, the earlier or the later one.

    Takes: at least one slot.
    """
    if held_twice == HeldTwice.BEST:
        return propose(slots, zone)
    return (min if held_twice == HeldTwice.EARLIER else max)(slots, key=lambda slot: slot.starts_at)


def check_held_twice(value: str, field: str = "held_twice") -> HeldTwice:
    """Give which of several times is wanted; nothing said means the one that suits best.

    Raises: NotAChoice.
    """
    try:
        return HeldTwice(value or HeldTwice.BEST)
    except ValueError:
        raise errors.NotAChoice(field=field, value=value[:20], choices=list(HeldTwice)) from None


def clashes(slots: Iterable[T]) -> list[tuple[T, T]]:
    """Give the pairs of slots that overlap, in order of time."""
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    return [
        (one, other)
        for number, one in enumerate(ordered)
        for other in ordered[number + 1 :]
        if other.starts_at < one.starts_at + timedelta(minutes=one.minutes)
    ]


def inconvenience(slot: Timed, zone: str) -> int:
    """Say how far a slot lies from working and, counted more heavily, from waking hours of a zone; 0 is within."""
    return _inconvenience(slot.starts_at, slot.minutes, zone)


@lru_cache(maxsize=4096)  # many ask the same of a season's few times
def _inconvenience(starts_at: datetime, minutes: int, zone: str) -> int:
    local = to_local(starts_at, zone)
    begin = local.hour * 60 + local.minute
    steps = [(begin + minute) % DAY for minute in range(0, minutes, STEP_MINUTES)]
    return sum(_distance(step, WORK_HOURS) + SLEEP_WEIGHT * _distance(step, WAKING_HOURS) for step in steps)


def _distance(minute: int, hours: tuple[int, int]) -> int:
    """Give the minutes between a minute of the day and a span of hours, the shorter way round the clock."""
    first, last = hours
    if first <= minute < last:
        return 0
    return min((first - minute) % DAY, (minute - last) % DAY)


def name_key(name: str) -> str:
    """Fold a name for comparing: NFC, case and spaces; at one mailbox the same key is the same person."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def companion_id(companion_of: str, key: str) -> str:
    """Give the identity of somebody without a mailbox: of one name beside one person there is one."""
    digest = hashlib.sha256(f"{companion_of}|{key}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:COMPANION_ID_LENGTH]


def address_key(address: str) -> str:
    """Fold an address for comparing: in lower case, its domain in the form that travels in ASCII.

    What stands behind a plus is part of the name: who reads `name+a@` may be another than who reads `name+b@`.
    """
    local, at, domain = unicodedata.normalize("NFC", address).strip().lower().rpartition("@")
    return f"{local}{at}{'.'.join(_label(one) for one in domain.split('.'))}"


def _label(label: str) -> str:
    """Write a label of a domain in ASCII. Source: RFC 5891, 4.4."""
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFKC", label).lower().encode("punycode", "replace").decode("ascii")


def is_advertising(text: str) -> bool:
    """Say whether what stands for a name holds an address of the web or of mail, or a number to ring.

    Initials (`A.B. Smith`), titles (`St. John`) and companies (`Acme Inc.`) are names.
    """
    return ADVERTISING.search(unicodedata.normalize("NFKC", text)) is not None


def check_line(value: str, field: str, most: int, *, needed: bool = False) -> str | None:
    """Give a text of one line without the spaces around it, or nothing for an empty one.

    Raises: Missing, TooLong, NotOneLine, with the field.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        if needed:
            raise errors.Missing(field=field)
        return None
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") for letter in text):
        raise errors.NotOneLine(field=field)
    if len(text) > most:
        raise errors.TooLong(field=field, most=most)
    return text


def check_name(value: str, field: str = "name") -> str:
    """Give a person's name as written; it needs a letter or figure of some script.

    Raises: Missing, TooLong, NotOneLine.
    """
    text = check_line(value, field, NAME_LENGTH, needed=True)
    if text is None or not any(letter.isalnum() for letter in text):
        raise errors.Missing(field=field)
    return text


def check_address(value: str, field: str = "email") -> str:
    """Give an e-mail address that a mail could reach.

    Raises: Missing, TooLong, NotOneLine, NotAnAddress.
    """
    text = check_line(value, field, ADDRESS_LENGTH, needed=True)
    if text is None or not ADDRESS.fullmatch(text) or ".." in text:
        raise errors.NotAnAddress(field=field)
    if any(unicodedata.category(letter) == "Cf" for letter in text):
        raise errors.NotAnAddress(field=field)
    return text


def check_category(value: str, field: str = "category") -> str | None:
    """Give a category's code, or nothing for none chosen.

    Raises: NotAChoice.
    """
    if value and value not in CATEGORIES:
        raise errors.NotAChoice(field=field, value=value)
    return value or None


def check_language(value: str, field: str = "language") -> str:
    """Give a language's code.

    Raises: NotAChoice.
    """
    if value not in LANGUAGES:
        raise errors.NotAChoice(field=field, value=value)
    return value


def check_mode(value: str, field: str = "mode") -> str:
    """Give the way somebody takes part.

    Raises: NotAChoice.
    """
    if value not in tuple(Mode):
        raise errors.NotAChoice(field=field, value=str(value)[:20], choices=[*Mode])
    return value


def check_person_zone(value: str, field: str = "zone") -> str | None:
    """Give a zone's present name, or nothing for none given.

    Raises: UnknownZone, with the field.
    """
    if not value:
        return None
    try:
        return check_zone(value)
    except errors.Refused as refusal:
        raise type(refusal)(field=field, **refusal.values) from None


def free_elsewhere(slots: Iterable[S], slot_id: str, mode: str, now: datetime) -> list[S]:
    """Give the other slots of the same part that can still be had, and have a seat of the same kind."""
    every = list(slots)
    part = next((one.part for one in every if one.id == slot_id), None)
    return [
        one
        for one in every
        if one.part == part
        and one.id != slot_id
        and is_slot_open(one, now)
        and one.seats.get(mode, Room.FULL) is not Room.FULL
    ]


def check_admission(admission: str) -> None:
    """Refuse a programme whose participants are nominated by governments and observers.

    Raises: ByNomination.
    """
    if admission == Admission.ACCREDITATION:
        raise ByNomination()


def check_open(session_state: str, register_until: datetime | None, now: datetime) -> None:
    """Refuse a session that takes no registrations.

    Raises: SessionNotOpen.
    """
    if session_state != SessionState.PUBLISHED or (register_until is not None and now >= register_until):
        raise errors.SessionNotOpen()


def check_slot_open(state: str, starts_at: datetime, minutes: int, now: datetime) -> None:
    """Refuse a slot that is cancelled or over; one that has begun can still be joined.

    Raises: SlotCancelled, SlotPast, with field `slot`.
    """
    if state != SlotState.PLANNED:
        raise errors.SlotCancelled(field="slot")
    if now >= starts_at + timedelta(minutes=minutes):
        raise errors.SlotPast(field="slot")


def check_slots(
    parts: Mapping[int, Iterable[T]],
    wanted: Collection[str],
    now: datetime,
    zone: str,
    held_twice: str = HeldTwice.BEST,
) -> dict[int, T]:
    """Decide the slot of each part: the one asked for, else of those that can be had the one that is wanted.

    Takes: the slots of each part; ids asked for, at most one a part; the zone to propose for, and which is wanted.
    Gives: slots by part; a part that is over, and was not asked for, is left out.
    Raises: SlotCancelled, SlotPast, NotAChoice, with field `slot`; SessionNotOpen when nothing is left.
    """
    chosen: dict[int, T] = {}
    left = set(wanted)
    for part, slots in parts.items():
        every = list(slots)
        asked = [slot for slot in every if slot.id in left]
        if len(asked) > 1:
            raise errors.NotAChoice(field="slot", value=asked[1].id)
        for slot in asked:
            check_slot_open(slot.state, slot.starts_at, slot.minutes, now)
        free = asked or [slot for slot in every if is_slot_open(slot, now)]
        if free:
            chosen[part] = pick(free, zone, held_twice)
            left.discard(chosen[part].id)
    if left:
        raise errors.NotAChoice(field="slot", value=sorted(left)[0])
    if not chosen:
        raise errors.SessionNotOpen()
    return chosen


def state_of(places: Iterable[str]) -> PlaceState:
    """Say how a registration stands by the states of its places: what is not settled yet comes first."""
    active = {state for state in places if state in ACTIVE_PLACES}
    order = (PlaceState.WAITING, PlaceState.OFFERED)
    return next(
        (state for state in order if state in active),
        PlaceState.CONFIRMED if active else PlaceState.CANCELLED,
    )


def is_slot_open(slot: Timed, now: datetime) -> bool:
    """Say whether a slot can still be had."""
    return slot.state == SlotState.PLANNED and now < slot.starts_at + timedelta(minutes=slot.minutes)
