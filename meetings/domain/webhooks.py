"""Webhooks: what others may be told of, where they are told it, how it is signed, and when it is tried again."""

import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, Final

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.cop.codes import ParticipationState
from meetings.domain.errors import Missing, NotAChoice, NotAWebAddress
from meetings.domain.feeds import Network, Target, Trouble, check_feed_address, is_public
from meetings.domain.permissions import Act, Holder, reach
from meetings.domain.webhooks_errors import NotPublic, NotYours


class Family(StrEnum):
    """What belongs together of all that happens."""

    REGISTRATION = "registration"
    SLOT = "slot"
    PUBLICATION = "publication"
    ACCREDITATION = "accreditation"
    RECORDING = "recording"
    SURVEY = "survey"


class Type(StrEnum):
    """What happened; of accreditation there is a type for each state, see `TYPES`."""

    CREATED = "registration.created"
    SWITCHED = "registration.switched"
    CANCELLED = "registration.cancelled"
    CONFIRMED = "registration.confirmed"
    DECLINED = "registration.declined"
    SLOT_CREATED = "slot.created"
    SLOT_MOVED = "slot.moved"
    SLOT_CANCELLED = "slot.cancelled"
    SLOT_REVIVED = "slot.revived"
    SLOT_CHANGED = "slot.changed"
    SESSION_PUBLISHED = "session.published"
    SESSION_CANCELLED = "session.cancelled"
    PROGRAMME_PUBLISHED = "programme.published"
    RECORDING_PUBLISHED = "recording.published"
    RECORDING_WITHDRAWN = "recording.withdrawn"
    SURVEY_OPENED = "survey.opened"
    SURVEY_CLOSED = "survey.closed"
    SURVEY_COUNTED = "survey.counted"


class DeliveryState(StrEnum):
    """Where the sending of an event to an address stands."""

    DUE = "due"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Pause(StrEnum):
    """Why nothing is sent to an address."""

    HAND = "hand"
    GONE = "gone"


PING: Final = "ping"
# In the log, of what was not sent, because whoever added the webhook may not be told of it any more.
NOT_TOLD: Final = "not_told"
PARTICIPATION: Final = "participation."
TYPES: Final[Mapping[Family, tuple[str, ...]]] = {
    Family.REGISTRATION: (Type.CREATED, Type.SWITCHED, Type.CANCELLED, Type.CONFIRMED, Type.DECLINED),
    Family.SLOT: (
        Type.SLOT_CREATED,
        Type.SLOT_MOVED,
        Type.SLOT_CANCELLED,
        Type.SLOT_REVIVED,
        Type.SLOT_CHANGED,
    ),
    Family.PUBLICATION: (Type.SESSION_PUBLISHED, Type.SESSION_CANCELLED, Type.PROGRAMME_PUBLISHED),
    Family.ACCREDITATION: tuple(f"{PARTICIPATION}{one}" for one in ParticipationState),
    Family.RECORDING: (Type.RECORDING_PUBLISHED, Type.RECORDING_WITHDRAWN),
    Family.SURVEY: (Type.SURVEY_OPENED, Type.SURVEY_CLOSED, Type.SURVEY_COUNTED),
}
EVERY_TYPE: Final = tuple(one for types in TYPES.values() for one in types)
FAMILIES: Final = {one: family for family, types in TYPES.items() for one in types}
# Who may be told: of people whoever may see them, of delegations only whoever accredits, of the rest who edits.
NEEDS: Final[Mapping[Family, Act]] = {
    Family.REGISTRATION: Act.PEOPLE,
    Family.ACCREDITATION: Act.ACCREDIT,
}
# What is noted of a registration, and what others are told then; of the rest they are told nothing.
OF_REGISTRATIONS: Final[Mapping[str, str]] = {
    "registered": Type.CREATED,
    "unmerged": Type.CREATED,
    "switched": Type.SWITCHED,
    "cancelled": Type.CANCELLED,
    "merged": Type.CANCELLED,
    "seat": Type.CONFIRMED,
    "accepted": Type.CONFIRMED,
    "declined": Type.DECLINED,
    "lapsed": Type.DECLINED,
}
SESSION_TYPES: Final[Mapping[str, Type]] = {
    SessionState.PUBLISHED: Type.SESSION_PUBLISHED,
    SessionState.CANCELLED: Type.SESSION_CANCELLED,
}
MOST_WEBHOOKS: Final = 100
MOST_REPLAYED: Final = 10_000
OVERLAP: Final = timedelta(hours=24)
KEPT: Final = timedelta(days=30)
GIVE_UP: Final = timedelta(days=3)
WAITS: Final = (
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
# One that is given up lets the next one be tried so much later: a receiver that is gone is not asked without a pause.
AFTER_GIVING_UP: Final = timedelta(minutes=1)
JITTER_PERCENT: Final = 10
GONE: Final = 410
# Names that no public machine has, whoever answers for them here.
INNER_NAMES: Final = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "corp", "private")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt: the status that was answered, or what was in the way."""

    status: int | None = None
    trouble: Trouble | None = None
    value: str = ""
    answer: str = ""

    @property
    def is_taken(self) -> bool:
        """Say whether the receiver took it: 2xx, and nothing else."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Say whether the receiver wants nothing any more."""
        return self.status == GONE


@dataclass(frozen=True, slots=True)
class Where:
    """What an event is about: in a programme, and where it is about one, in a session."""

    programme: str
    stream: str | None = None
    partners: tuple[str, ...] = ()


def check_events(given: Any, holder: Holder | None = None) -> tuple[str, ...]:
    """Give the families and types that are asked for, each once, in one order.

    Takes: who asks; nobody, where that is settled.
    Raises: Missing, NotAChoice; NotYours, for what this holder may be told nowhere; all with field `events`.
    """
    if isinstance(given, str) or not isinstance(given, Collection) or isinstance(given, Mapping):
        raise Missing(field="events") if not given else NotAChoice(field="events", value=str(given)[:40])
    known = [*(str(one) for one in Family), *(str(one) for one in EVERY_TYPE)]
    for one in given:
        if not isinstance(one, str) or one not in known:
            raise NotAChoice(field="events", value=str(one)[:40])
    if not given:
        raise Missing(field="events")
    wanted = tuple(one for one in known if one in given)
    if holder is not None:
        for family in sorted({FAMILIES[one] for one in types_of(wanted)}):
            if not may_be_told(holder, family):
                raise NotYours(field="events", value=str(family))
    return wanted


def types_of(events: Iterable[str]) -> tuple[str, ...]:
    """Give the types that families and types stand for, in one order."""
    asked = set(events)
    return tuple(one for one in EVERY_TYPE if one in asked or FAMILIES[one] in asked)


def type_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Type:
    """Name what happened to a slot, by its facts before and after."""
    if before["state"] != after["state"]:
        return {SlotState.CANCELLED: Type.SLOT_CANCELLED, SlotState.PLANNED: Type.SLOT_REVIVED}.get(
            after["state"], Type.SLOT_CHANGED
        )
    is_moved = any(before[name] != after[name] for name in ("local_start", "zone", "starts_at", "minutes"))
    return Type.SLOT_MOVED if is_moved else Type.SLOT_CHANGED


def act_of(event_type: str) -> Act:
    """Give what somebody must be allowed to do, to be told of a type."""
    return NEEDS.get(FAMILIES[event_type], Act.EDIT)


def may_be_told(holder: Holder, family: Family) -> bool:
    """Say whether somebody may be told of a family anywhere; programs are pointed elsewhere only by whoever edits."""
    act = NEEDS.get(family, Act.EDIT)
    if family != Family.ACCREDITATION and not reach(holder, Act.EDIT):
        return False
    return bool(reach(holder, act))


def is_told(holder: Holder | None, event_type: str, where: Where) -> bool:
    """Say whether somebody may be told of one event now, by the roles they hold now: there, and not elsewhere."""
    acts = {act_of(event_type)}
    if FAMILIES[event_type] != Family.ACCREDITATION:
        acts.add(Act.EDIT)
    return all(reach(holder, act).covers(where.programme, where.stream, where.partners) for act in acts)


def may_have(holder: Holder) -> bool:
    """Say whether somebody may have any webhook at all."""
    return any(may_be_told(holder, one) for one in Family)


def may_manage(holder: Holder, owner: str, events: Iterable[str]) -> bool:
    """Say whether a webhook is somebody's own, or they may be told all of it wherever it happens."""
    if holder.actor == owner:
        return may_have(holder)
    acts = {act_of(one) for one in types_of(events)} | {Act.EDIT}
    return all(reach(holder, act).everywhere for act in acts)


def check_address(text: Any, inside: Collection[Network] = (), field: str = "url") -> Target:
    """Read an address that is told of events: https, or http in networks that are named as ours.

    Where a name leads is for whoever looks it up: at saving, and at each sending.
    Raises: Missing, NotAWebAddress, NotPublic.
    """
    if not text:
        raise Missing(field=field)
    if not isinstance(text, str):
        raise NotAWebAddress(field=field)
    target = check_feed_address(text, field)
    if text.strip().partition(":")[0].lower() not in ("http", "https"):
        raise NotAWebAddress(field=field)
    if target.scheme != "https" and not inside:
        raise NotAWebAddress(field=field)
    try:
        ip_address(target.host)
    except ValueError:
        if not inside and _is_inner(target.host):
            raise NotPublic(field=field) from None
    else:
        if not is_public(target.host, inside):
            raise NotPublic(field=field)
    return target


def _is_inner(host: str) -> bool:
    name = host.rstrip(".")
    return "." not in name or name.endswith(tuple(f".{one}" for one in INNER_NAMES))


def signature(secrets: Iterable[str], timestamp: int, body: bytes) -> str:
    """Sign a body: HMAC-SHA256 over timestamp, a dot, and the body, by each secret that is good, apart by commas."""
    signed = f"{timestamp}.".encode() + body
    return ",".join(f"sha256={hmac.new(one.encode(), signed, sha256).hexdigest()}" for one in secrets)


def next_try(failures: int, until: datetime, now: datetime, chance: str) -> datetime | None:
    """Say when a failed delivery is tried again; nothing where its three days are over.

    Takes: how often it failed in a row; `chance`, any text, by which those who failed together do not come together.
    """
    if now >= until:
        return None
    wait = WAITS[min(max(failures, 1), len(WAITS)) - 1]
    share = int.from_bytes(sha256(f"{chance}|{failures}".encode()).digest()[:4]) / 2**32
    return min(now + wait * (1 + (2 * share - 1) * JITTER_PERCENT / 100), until)


def inert(answer: bytes) -> str:
    """Give the first of what a receiver answered as text in which nothing acts."""
    text = answer.decode("utf-8", "replace")
    return "".join(one if one.isprintable() or one == "\n" else "\ufffd" for one in text)
