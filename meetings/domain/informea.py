"""What InforMEA's portal is told of our meetings: its words and no others, and when a meeting is new, over or gone.

The portal makes a term of whatever it is sent, so a value outside these vocabularies cannot be published at all.
Source: the fields of InforMEA's Meeting, 1.5.6.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from meetings.domain.codes import LANGUAGES, Admission
from meetings.domain.errors import Refused
from meetings.domain.languages import ENGLISH, choose, upright
from meetings.domain.zones import to_instant

Words = Mapping[str, str]
Value = str | int | bool | datetime | None
PROTOCOL_VERSION: Final = 1
ONLINE: Final = "Online"
TREATIES: Final = (
    "minamata",
    "basel",
    "rotterdam",
    "stockholm",
    "cbd",
    "cartagena",
    "nagoya",
    "cites",
    "cms",
)
CANCELLED_SHOWN: Final = timedelta(days=90)
# A segment has days and no hours. These, of its place, are on the same days in the portal's zone and in most others.
OPENS, CLOSES = time(10), time(18)
COUNTRY: Final = re.compile(r"[A-Z]{2}")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Control characters, halves of letters, and the two that XML does not have.
UNTOLD: Final = re.compile("[^\\t\\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BETWEEN: Final = " – "


class Kind(StrEnum):
    """Whose meeting it is."""

    OFFICIAL = "official"
    PARTNER = "partner"
    INTEREST = "interest"


class Type(StrEnum):
    """What sort of meeting it is."""

    WEBINAR = "webinar"
    COP = "cop"


class Access(StrEnum):
    """Who may come."""

    PUBLIC = "public"
    INVITATION = "invitation"


class Status(StrEnum):
    """How it stands. A time that is moved is told at its new start, so nothing of ours is ever postponed."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    NODATE = "nodate"
    OVER = "over"


VOCABULARIES: Final[Mapping[str, frozenset[str]]] = {
    "kind": frozenset(Kind),
    "type": frozenset(Type),
    "access": frozenset(Access),
    "status": frozenset(Status),
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as the portal is told of it: a slot of a season's session, or a segment of a conference.

    `row` is where its words are kept; `title` and `description` are empty until they are asked for.
    """

    id: str
    row: int
    url: str
    treaty: str
    start: datetime | None
    end: datetime | None
    type: str
    access: str
    status: str
    location: str | None
    city: str | None
    country: str | None
    virtual: bool
    updated: datetime
    kind: str = Kind.OFFICIAL
    is_invented: bool = False
    title: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold every word to its vocabulary.

        Raises: ValueError, naming the field.
        """
        for name, known in VOCABULARIES.items():
            value = getattr(self, name)
            if value not in known:
                raise ValueError(f"{name}: {value!r} is no word of InforMEA's")
        if self.treaty not in TREATIES:
            raise ValueError(f"treaty: {self.treaty!r} is not known")
        if self.country is not None and not COUNTRY.fullmatch(self.country):
            raise ValueError(f"country: {self.country!r} is no code")


class Edm(StrEnum):
    """The types of OData that a meeting's fields have."""

    STRING = "Edm.String"
    NUMBER = "Edm.Int16"
    DOUBLE = "Edm.Double"
    BOOLEAN = "Edm.Boolean"
    INSTANT = "Edm.DateTime"
    WORDS = "Collection(InforMEA.LocalizableString)"


class Property(NamedTuple):
    """A field: its type, whether it always has a value, and how to read it where it is one value."""

    edm: Edm
    is_needed: bool
    read: Callable[[Meeting], Value]


def _nothing(_meeting: Meeting) -> Value:
    return None


# In the order of the specification; `virtual` is of later toolkits.
PROPERTIES: Final[Mapping[str, Property]] = {
    "protocolVersion": Property(Edm.NUMBER, True, lambda _one: PROTOCOL_VERSION),
    "id": Property(Edm.STRING, True, lambda one: one.id),
    "treaty": Property(Edm.STRING, True, lambda one: one.treaty),
    "url": Property(Edm.STRING, True, lambda one: one.url),
    "title": Property(Edm.WORDS, True, _nothing),
    "description": Property(Edm.WORDS, True, _nothing),
    "start": Property(Edm.INSTANT, False, lambda one: one.start),
    "end": Property(Edm.INSTANT, False, lambda one: one.end),
    "repetition": Property(Edm.STRING, False, _nothing),
    "kind": Property(Edm.STRING, True, lambda one: one.kind),
    "type": Property(Edm.STRING, True, lambda one: one.type),
    "access": Property(Edm.STRING, True, lambda one: one.access),
    "status": Property(Edm.STRING, True, lambda one: one.status),
    "imageUrl": Property(Edm.STRING, False, _nothing),
    "imageCopyright": Property(Edm.STRING, False, _nothing),
    "location": Property(Edm.STRING, False, lambda one: one.location),
    "city": Property(Edm.STRING, False, lambda one: one.city),
    "country": Property(Edm.STRING, False, lambda one: one.country),
    "latitude": Property(Edm.DOUBLE, False, _nothing),
    "longitude": Property(Edm.DOUBLE, False, _nothing),
    "virtual": Property(Edm.BOOLEAN, True, lambda one: one.virtual),
    "updated": Property(Edm.INSTANT, True, lambda one: one.updated),
}
MANY: Final = tuple(name for name, one in PROPERTIES.items() if one.edm == Edm.WORDS)


def status_of(
    start: datetime | None, end: datetime | None, now: datetime, *, is_off: bool, is_sure: bool
) -> Status:
    """Say how a meeting stands: cancelled, without a date, over, or to come; tentative where its date is not sure."""
    if is_off:
        return Status.CANCELLED
    if start is None:
        return Status.NODATE
    if end is not None and end <= now:
        return Status.OVER
    return Status.CONFIRMED if is_sure else Status.TENTATIVE


def updated_at(changed: datetime, end: datetime | None, now: datetime, *, is_off: bool) -> datetime:
    """Give when a meeting last read differently, to the millisecond: its last change, or its end where it is over."""
    last = max(changed, end) if end is not None and end <= now and not is_off else changed
    return last.replace(microsecond=last.microsecond // 1000 * 1000)


def is_told(off_since: datetime | None, now: datetime) -> bool:
    """Say whether a meeting is in the list, and in calendars; one that is cancelled stays there for a while."""
    return off_since is None or now - off_since < CANCELLED_SHOWN


def next_change(off_since: datetime | None, end: datetime | None, now: datetime) -> datetime | None:
    """Give the next instant at which the clock alone changes what is told of a meeting, or nothing."""
    at = end if off_since is None else off_since + CANCELLED_SHOWN
    return at if at is not None and at > now else None


def hours_of(starts_on: date, ends_on: date, zone: str) -> tuple[datetime | None, datetime | None]:
    """Give the instants between which a segment is held; none for days beyond the rules of zones."""
    try:
        return tuple(  # type: ignore[return-value]
            to_instant(datetime.combine(day, hour), zone, fold=0)
            for day, hour in ((starts_on, OPENS), (ends_on, CLOSES))
        )
    except Refused:
        return None, None


def access_of(admission: str) -> Access:
    """Say who may come to what a programme holds: anybody, or those who are let in."""
    return Access.PUBLIC if admission == Admission.OPEN else Access.INVITATION


def city_of(place: Words) -> str | None:
    """Give the name of a town in English, without the country behind it."""
    return plain(choose(place, ENGLISH)[0]).partition(",")[0].strip() or None


def title_of(words: Words, otherwise: str, within: Words | None = None) -> dict[str, str]:
    """Give a title in every language it is in, and always in English; of a part, behind the title of the whole.

    Where the whole has a title in a language and its part none, the whole's stands alone.
    """
    whole = _told(within or {})
    parts = _told(words)
    found = {lang: BETWEEN.join((whole[lang], parts[lang])) for lang in whole if lang in parts}
    found = {**(whole or parts), **found}
    if ENGLISH not in found:
        every = [one for one in (choose(whole, ENGLISH)[0], choose(parts, ENGLISH)[0]) if one]
        found[ENGLISH] = BETWEEN.join(every) or otherwise
    return {lang: found[lang] for lang in LANGUAGES if lang in found}


def description_of(words: Words, languages: Mapping[str, str], notes: Words) -> dict[str, str]:
    """Give a description in every language it is in, and in English if in any, each with a note behind it.

    Takes: the title by language, whose languages get the note too; notes by language, or none.
    """
    found = _told(words, lines=True)
    if found and ENGLISH not in found:
        found[ENGLISH] = choose(found, ENGLISH)[0]
    if notes:
        found = {
            lang: "\n".join(part for part in (found.get(lang), notes[lang]) if part)
            for lang in {*found, *languages}
        }
    return {lang: found[lang] for lang in LANGUAGES if lang in found}


def plain(text: str, *, lines: bool = False) -> str:
    """Give a text without what breaks XML: control characters, and line breaks where one line is meant."""
    if text.isprintable():  # as nearly all are, and that is known much sooner
        return text.strip()
    broken = re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", upright(text))
    kept = broken if lines else re.sub(r"[\n\t]+", " ", broken)
    return UNTOLD.sub("", kept).strip()


def _told(words: Words, *, lines: bool = False) -> dict[str, str]:
    found = {lang: plain(words.get(lang) or "", lines=lines) for lang in LANGUAGES}
    return {lang: text for lang, text in found.items() if text}


def milliseconds(instant: datetime) -> int:
    """Count the milliseconds from 1970 to an instant."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


def written(instant: datetime) -> str:
    """Write an instant in UTC, with its milliseconds where it has any: 2025-03-18T12:00:00Z."""
    moment = instant.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (
        f".{moment.microsecond // 1000:03}Z" if moment.microsecond else "Z"
    )
