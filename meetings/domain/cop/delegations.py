"""Who may name a delegation until when, how many and as what; what its nominator may do, and what they ask for."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from meetings.domain import errors
from meetings.domain.codes import GENDERS, Mode
from meetings.domain.cop.codes import GONE, NominationRole, Right, SegmentMode
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.delegation_errors import (
    HeadTaken,
    NominationsClosed,
    NoSegment,
    NotInThisMode,
    QuotaFull,
)
from meetings.domain.cop.tracks import Mover, Track, moves_from
from meetings.domain.registrations import (
    ORGANIZATION_LENGTH,
    check_address,
    check_language,
    check_line,
    check_name,
)
from meetings.domain.zones import to_instant

COURTESY_LENGTH: Final = 40
LINE_LENGTH: Final = 200
ADDRESS_LENGTH: Final = 500
TELEPHONE_LENGTH: Final = 60
WHY_LENGTH: Final = 1000
MOST_MEETINGS: Final = 100
LISTS: Final = ("name", "email", "address")
# Signs that turn the letters round them about, and so let one name look like another; no name is written with them.
TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Openness(StrEnum):
    """Whether a delegation may name people for a segment: before the deadline, or opened again for it alone."""

    OPEN = "open"
    REOPENED = "reopened"
    CLOSED = "closed"
    OVER = "over"


class Dated(Protocol):
    """A segment, as far as its days and its deadline matter."""

    @property
    def id(self) -> int:
        """The identifier."""

    @property
    def mode(self) -> str:
        """How it is held."""

    @property
    def ends_on(self) -> date:
        """The last day."""

    @property
    def zone(self) -> str:
        """The zone of the place."""

    @property
    def nominate_until(self) -> datetime | None:
        """The first instant at which nobody is named any more; null where there is none."""

    @property
    def quota(self) -> int | None:
        """How many a delegation may name; null for as many as they like."""


class Takes(Protocol):
    """A participation, as far as its state and segment matter."""

    @property
    def segment_id(self) -> int:
        """The segment."""

    @property
    def state(self) -> str:
        """Where it stands."""


def openness(segment: Dated, reopened_until: datetime | None, now: datetime) -> Openness:
    """Say whether a delegation may name people for a segment now.

    Takes: until when the delegation is opened again, if it is.
    """
    if now >= ends_at(segment):
        return Openness.OVER
    if segment.nominate_until is None or now < segment.nominate_until:
        return Openness.OPEN
    return Openness.REOPENED if reopened_until is not None and now < reopened_until else Openness.CLOSED


def ends_at(segment: Dated) -> datetime:
    """Give noon of the day after a segment's last, where it is held: until then the last day's names are put right."""
    return to_instant(datetime.combine(segment.ends_on + timedelta(days=1), time(12)), segment.zone)


def is_open(segment: Dated, reopened_until: datetime | None, now: datetime) -> bool:
    """Say whether people may be named for a segment now."""
    return openness(segment, reopened_until, now) in (Openness.OPEN, Openness.REOPENED)


def check_is_open(segment: Dated, reopened_until: datetime | None, now: datetime) -> None:
    """Refuse what comes after the deadline.

    Raises: NominationsClosed.
    """
    if not is_open(segment, reopened_until, now):
        raise NominationsClosed(over=openness(segment, reopened_until, now) is Openness.OVER)


def is_own(one: Takes, *, is_segment_open: bool) -> bool:
    """Say whether what a nominator said of somebody's part in a segment is still theirs to change.

    Whoever was returned may be completed after the deadline too: the secretariat waits for it.
    """
    if one.state == P.RETURNED:
        return True
    return is_segment_open and one.state in (P.INVITED, P.NOMINATED)


def may_move(state: str, to: str) -> bool:
    """Say whether a nominator may move somebody themselves; else they ask for it."""
    return to in moves_from(Track.PARTICIPATION, state, Mover.NOMINATOR)


def counts(one: Takes) -> bool:
    """Say whether somebody takes a seat of the quota."""
    return one.state not in GONE


def check_quota(quota: int | None, taken: int, field: str) -> None:
    """Refuse one more where a delegation has named as many as it may.

    Raises: QuotaFull, with the field.
    """
    if quota is not None and taken >= quota:
        raise QuotaFull(field=field, most=quota)


def quota_of(delegation: int | None, segment: int | None) -> int | None:
    """Give how many a delegation may name for a segment: what is said of it wins over what is said of all."""
    return segment if delegation is None else delegation


def roles_of(category: str) -> tuple[NominationRole, ...]:
    """Give as what somebody may be named: of a State head, alternate or adviser, of others representative."""
    if category == "government":
        return (NominationRole.HEAD, NominationRole.ALTERNATE, NominationRole.ADVISER)
    return (NominationRole.REPRESENTATIVE,)


def check_head(role: str, heads: Collection[int], wanted: Iterable[int]) -> None:
    """Refuse a second head of delegation.

    Takes: the segments that have one, and those for which somebody is named.
    Raises: HeadTaken, with field `role`.
    """
    if role == NominationRole.HEAD and set(heads) & set(wanted):
        raise HeadTaken(field="role")


def modes_of(segment_mode: str) -> tuple[Mode, ...]:
    """Give how one may take part in a segment."""
    return {
        SegmentMode.ONLINE: (Mode.ONLINE,),
        SegmentMode.IN_PERSON: (Mode.ROOM,),
        SegmentMode.HYBRID: (Mode.ROOM, Mode.ONLINE),
    }[SegmentMode(segment_mode)]


@dataclass(frozen=True, slots=True)
class Wish:
    """A segment somebody is named for: how, with which right online, and the meetings for named people beside it."""

    segment_id: int
    mode: str = ""
    rights: str = Right.VIEWER
    meetings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Nominee:
    """A person as a nominator names them, as typed; `lists` is what may be printed of them."""

    name: str
    role: str = ""
    courtesy: str = ""
    function: str = ""
    department: str = ""
    organization: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    language: str = "en"
    gender: str = ""
    lists: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()


def fitting(wish: Wish, segment: Dated) -> Wish:
    """Give a wish as its segment has it: where it is no longer held in that way, in the first that it has."""
    offered = modes_of(segment.mode)
    return wish if wish.mode in offered else replace(wish, mode=offered[0])


# What is said of the person, apart from the segments they are named for.
FACTS: Final = (
    "role",
    "courtesy",
    "name",
    "function",
    "department",
    "organization",
    "address",
    "email",
    "telephone",
    "language",
    "gender",
    "lists",
)


def facts_of(row: Any) -> dict[str, Any]:
    """Give what is said of a person, by its names, of a nomination or of what was typed and checked."""
    return {name: list(row.lists) if name == "lists" else getattr(row, name) or "" for name in FACTS}


def nominee_problems(given: Nominee, category: str, segments: Mapping[int, Dated]) -> list[errors.Refused]:
    """Give everything that is wrong with a nominee, one refusal a field, in the order of the form."""
    found = []
    for check in _checks(given, category, segments):
        try:
            check()
        except errors.Refused as refusal:
            found.append(refusal)
    return found


def check_nominee(given: Nominee, category: str, segments: Mapping[int, Dated]) -> Nominee:
    """Give a nominee as they are kept: tidied, and without signs that turn letters about.

    Takes: the category of the delegation; the segments that somebody may be named for.
    Raises: Refused with the field, for the first that is wrong.
    """
    for check in _checks(given, category, segments):
        check()
    return Nominee(
        name=check_name(TURNING.sub("", given.name)),
        role=check_role(given.role, category),
        courtesy=_line(given.courtesy, "courtesy", COURTESY_LENGTH),
        function=_line(given.function, "function", LINE_LENGTH),
        department=_line(given.department, "department", LINE_LENGTH),
        organization=_line(given.organization, "organization", ORGANIZATION_LENGTH),
        address=_lines(given.address, "address"),
        email=_email(given.email),
        telephone=_line(given.telephone, "telephone", TELEPHONE_LENGTH),
        language=check_language(given.language),
        gender=_choice(given.gender, "gender", ("", *GENDERS)),
        lists=tuple(one for one in LISTS if one in given.lists),
        wishes=tuple(_wish(one, segments) for one in given.wishes),
    )


def check_role(role: str, category: str) -> str:
    """Give as what somebody is named; the only role there is where nothing is said.

    Raises: NotAChoice, with field `role`.
    """
    offered = roles_of(category)
    return _choice(role or (offered[0] if len(offered) == 1 else ""), "role", offered)


def _checks(given: Nominee, category: str, segments: Mapping[int, Dated]) -> list[Callable[[], object]]:
    return [
        lambda: check_role(given.role, category),
        lambda: _line(given.courtesy, "courtesy", COURTESY_LENGTH),
        lambda: check_name(TURNING.sub("", given.name)),
        lambda: _line(given.function, "function", LINE_LENGTH),
        lambda: _line(given.department, "department", LINE_LENGTH),
        lambda: _line(given.organization, "organization", ORGANIZATION_LENGTH),
        lambda: _lines(given.address, "address"),
        lambda: _email(given.email),
        lambda: _line(given.telephone, "telephone", TELEPHONE_LENGTH),
        lambda: check_language(given.language),
        lambda: _choice(given.gender, "gender", ("", *GENDERS)),
        lambda: _check_lists(given.lists),
        lambda: _check_wishes(given.wishes, segments),
    ]


def check_why(text: str, field: str = "why") -> str:
    """Give a reason as it is kept, of several lines if need be.

    Raises: TooLong, NotOneLine, with the field.
    """
    return _lines(text, field, WHY_LENGTH)


def _check_lists(lists: Iterable[str]) -> None:
    for one in lists:
        _choice(one, "lists", LISTS)


def _check_wishes(wishes: Collection[Wish], segments: Mapping[int, Dated]) -> None:
    if not wishes:
        raise NoSegment(field="segments")
    for one in wishes:
        _wish(one, segments)


def _wish(one: Wish, segments: Mapping[int, Dated]) -> Wish:
    segment = segments.get(one.segment_id)
    if segment is None:
        raise errors.NotAChoice(field="segments", value=str(one.segment_id))
    offered = modes_of(segment.mode)
    mode = one.mode or (offered[0] if len(offered) == 1 else "")
    if mode not in offered:
        raise NotInThisMode(field="segments")
    _choice(one.rights, "segments", tuple(Right))
    if len(one.meetings) > MOST_MEETINGS:
        raise errors.TooMany(field="segments", most=MOST_MEETINGS)
    return replace(one, mode=mode, meetings=tuple(sorted(set(one.meetings))))


def _choice(value: str, field: str, offered: Collection[str]) -> str:
    if value not in offered:
        raise errors.NotAChoice(field=field, value=str(value)[:20], choices=[str(one) for one in offered])
    return value


def _line(value: str, field: str, most: int) -> str:
    return check_line(TURNING.sub("", value), field, most) or ""


def _lines(value: str, field: str, most: int = ADDRESS_LENGTH) -> str:
    """Give a text of some lines, each tidied; empty ones are left out."""
    text = unicodedata.normalize("NFC", TURNING.sub("", value))
    if len(text) > most:
        raise errors.TooLong(field=field, most=most)
    lines = [check_line(one, field, most) for one in text.splitlines()]
    return "\n".join(one for one in lines if one)


def _email(value: str) -> str:
    return check_address(value) if value.strip() else ""
