"""Certificates: who has earned one by being there, the codes that stand on them, and what a code tells strangers."""

import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.languages import upright
from meetings.domain.live.presence import presence
from meetings.domain.printed_codes import Shape, make_code, read
from meetings.domain.registrations import check_line, name_key
from meetings.domain.statistics import LEAST_PRESENCE, PANEL_ROLES, Stretch, surest

DEFAULT_PERCENT: Final = 60
LEAST_PERCENT: Final = 1
MOST_PERCENT: Final = 100
LONGEST_REASON: Final = 300
CODE: Final = Shape(letters=10, group=4)
MOST_INITIALS: Final = 6
SECOND: Final = timedelta(seconds=1)


class Kind(StrEnum):
    """What a certificate says of its person: that they attended, or that they were on the panel."""

    ATTENDANCE = "attendance"
    PANELIST = "panelist"


class Standing(StrEnum):
    """What a code tells whoever asks for it."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """The share of the scheduled time that earns a certificate; version 0 is the one before anybody set any."""

    version: int = 0
    percent: int = DEFAULT_PERCENT


@dataclass(frozen=True, slots=True)
class Time:
    """A slot as it was scheduled, with the part it holds; it began `delay_minutes` later than that."""

    id: str
    part: int
    starts_at: datetime
    minutes: int
    delay_minutes: int = 0

    @property
    def begins_at(self) -> datetime:
        """Give the instant at which it began."""
        return self.starts_at + timedelta(minutes=self.delay_minutes)

    @property
    def ends_at(self) -> datetime:
        """Give the instant at which it is over."""
        return self.starts_at + timedelta(minutes=self.delay_minutes + self.minutes)


@dataclass(frozen=True, slots=True)
class Attended:
    """A part, by the slot in which somebody was for the greater share, and for how many seconds."""

    time: Time
    seconds: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What somebody was there for, over all parts, and which certificate that earns."""

    person_id: int
    kind: Kind
    parts: tuple[Attended, ...]

    @property
    def seconds(self) -> int:
        """Give how long they were there within the scheduled time."""
        return sum(one.seconds for one in self.parts)

    @property
    def minutes(self) -> int:
        """Give how long it was scheduled."""
        return sum(one.time.minutes for one in self.parts)


def held_times(times: Iterable[Time], now: datetime) -> tuple[Time, ...]:
    """Give the times that are over, once every part has one; before that, nothing can be certified.

    Takes: the times of a session that are planned; what was cancelled or not held is no part of it.
    """
    every = list(times)
    over = tuple(sorted((one for one in every if one.ends_at <= now), key=lambda one: one.starts_at))
    return over if {one.part for one in over} == {one.part for one in every} else ()


def earned(
    times: Iterable[Time], rows: Iterable[Stretch], panel: Mapping[int, frozenset[str]], percent: int
) -> dict[int, Earned]:
    """Find who has earned a certificate of a session, by their number.

    The share must be reached over all parts together. Of the alternatives of a part the one counts in which somebody
    was for the greater share; a part without them counts in full, by its shortest. Nobody gets one for being there as
    an interpreter, as staff, or without a name. Whoever speaks or moderates and was seen there gets a panellist's.

    Takes: the times of `held_times`; all rows of them that count; the roles of the panel, by person.
    """
    by_person: dict[int, list[Stretch]] = {}
    for row in rows:
        if row.person_id is not None:
            by_person.setdefault(row.person_id, []).append(row)
    held, found = tuple(times), {}
    for person_id, theirs in by_person.items():
        one = _earned(person_id, held, theirs, panel.get(person_id, frozenset()), percent)
        if one is not None:
            found[person_id] = one
    return found


def _earned(
    person_id: int, times: tuple[Time, ...], rows: list[Stretch], roles: frozenset[str], percent: int
) -> Earned | None:
    if roles & set(PANEL_ROLES):
        one = Earned(person_id, Kind.PANELIST, attended(times, rows))
        return one if one.seconds >= LEAST_PRESENCE.total_seconds() else None
    if roles:
        return None
    one = Earned(
        person_id, Kind.ATTENDANCE, attended(times, [row for row in rows if row.role == "participant"])
    )
    return one if one.parts and is_enough(one.seconds, one.minutes, percent) else None


def attended(times: Iterable[Time], rows: Iterable[Stretch]) -> tuple[Attended, ...]:
    """Give of each part the time in which somebody was for the greater share, in the order of parts.

    Only what lies between its real beginning and its end counts, overlaps once. Which rows count, if there are several
    kinds, is the rule of `statistics.surest`: an entry through our door counts to the end, unless a report says
    otherwise.

    Takes: the rows of one person.
    """
    by_slot: dict[str, list[Stretch]] = {}
    for row in rows:
        by_slot.setdefault(row.slot_id, []).append(row)
    best: dict[int, Attended] = {}
    for time in times:
        one = Attended(time, _seconds(time, by_slot.get(time.id, [])))
        if time.part not in best or _rank(one) > _rank(best[time.part]):
            best[time.part] = one
    return tuple(best[part] for part in sorted(best))


def _rank(one: Attended) -> tuple[Fraction, int]:
    return Fraction(one.seconds, one.time.minutes), -one.time.minutes


def _seconds(time: Time, rows: list[Stretch]) -> int:
    counted = surest(rows)
    within = [
        row._replace(
            joined_at=max(row.joined_at, time.begins_at),
            left_at=min(row.left_at or time.ends_at, time.ends_at),
        )
        for row in counted
    ]
    return presence(within, time.ends_at) // SECOND


def is_enough(seconds: int, minutes: int, percent: int) -> bool:
    """Say whether somebody was there for the share, to the second: 60 percent of 90 minutes are 54 minutes."""
    return seconds * 100 >= minutes * 60 * percent


def check_percent(typed: Any) -> int:
    """Give a share as it is kept.

    Raises: NotANumber.
    """
    text = str(typed).strip()
    if not (
        text.isascii() and text.isdigit() and len(text) < 4 and LEAST_PERCENT <= int(text) <= MOST_PERCENT
    ):
        raise errors.NotANumber(field="percent", least=LEAST_PERCENT, most=MOST_PERCENT)
    return int(text)


def check_reason(typed: str) -> str:
    """Give the reason for which a certificate is revoked.

    Raises: Missing, TooLong, NotOneLine.
    """
    return check_line(typed, "reason", LONGEST_REASON, needed=True) or ""


def new_code(pick: Callable[[int], int] = secrets.randbelow) -> str:
    """Make a code as `7K3M-QX9D-HF2A`: ten random letters and figures, and two that follow from them.

    Takes: `pick`, which gives a random number below another.
    """
    return make_code(CODE, pick)


def read_code(typed: str) -> str | None:
    """Give a code however it was typed, or nothing for what can be none, as any with one letter changed."""
    return read(CODE, typed)


def printed_name(name: str) -> str:
    """Give a name as it is printed: as its person writes it, without marks that would turn what stands around it."""
    return unicodedata.normalize("NFC", " ".join(upright(name).split()))


def masked_name(name: str) -> str:
    """Give of a name what strangers see, who can then say whether it is the one they have before them: `M… Z…`."""
    return " ".join(f"{_first(word)}…" for word in name.split()[:MOST_INITIALS])


def _first(word: str) -> str:
    """Give the first letter of a word, with the marks that belong to it."""
    letters = word[0]
    for mark in word[1:]:
        if not unicodedata.combining(mark):
            break
        letters += mark
    return letters


def is_name(printed: str, typed: str) -> bool:
    """Say whether somebody typed the name of a certificate, whatever the capitals and spaces."""
    return bool(printed) and name_key(printed) == name_key(printed_name(typed))


def standing(name: str | None, ended_at: datetime | None, why: str | None) -> Standing:
    """Say what a certificate is: without a name its person was erased; ended without a reason, another one stands."""
    if name is None:
        return Standing.WITHDRAWN
    if ended_at is None:
        return Standing.VALID
    return Standing.REVOKED if why else Standing.REPLACED
