"""What an official letter states: the times its places stand for, and what of the programme it says."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from meetings.domain.codes import SlotState
from meetings.domain.contacts.letter_texts import Texts, places_in
from meetings.domain.contacts.letters_errors import NoTimeToState

Words = Mapping[str, str]
COUNTING: Final = frozenset(("sessions", "sessions_in_words"))


@dataclass(frozen=True, slots=True)
class SlotStated:
    """A time with what a letter says of it; `version` is the slot's, `session` the slug."""

    slot_id: str
    version: int
    session: str
    title: Words
    stream: Words
    starts_at: datetime
    local_start: datetime
    zone: str
    minutes: int
    state: str

    @property
    def is_off(self) -> bool:
        """Say whether it is not held."""
        return self.state != SlotState.PLANNED


@dataclass(frozen=True, slots=True)
class ProgrammeSaid:
    """What letters say of a programme."""

    slug: str
    title: Words
    place: Words
    zone: str
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the places of a letter are filled with; `sessions` is their number, `first` and `last` are slugs.

    `slug` is of the programme's page, and `place` and `zone` are where it is held: empty where the letter says nothing
    of them.
    """

    programme: Words
    streams: tuple[Words, ...]
    sessions: int
    first: str
    last: str
    slots: tuple[SlotStated, ...]
    slug: str
    place: Words
    zone: str

    def as_stored(self) -> dict[str, Any]:
        """Give what is kept beside the times."""
        return {
            "programme": dict(self.programme),
            "streams": [dict(one) for one in self.streams],
            "sessions": self.sessions,
            "first": self.first,
            "last": self.last,
            "slug": self.slug,
            "place": dict(self.place),
            "zone": self.zone,
        }

    def of(self, session: str) -> tuple[SlotStated, ...]:
        """Give the times of a session that are held."""
        return tuple(one for one in self.slots if one.session == session and not one.is_off)


def from_stored(kept: Mapping[str, Any], slots: Iterable[SlotStated], programme: ProgrammeSaid) -> Facts:
    """Give facts as they were kept.

    Takes: the programme as it stands, for letters that were cleared before its page and place were kept.
    """
    return Facts(
        programme=kept.get("programme", {}),
        streams=tuple(kept.get("streams", ())),
        sessions=kept.get("sessions", 0),
        first=kept.get("first", ""),
        last=kept.get("last", ""),
        slots=tuple(slots),
        slug=kept.get("slug", programme.slug),
        place=kept.get("place", programme.place),
        zone=kept.get("zone", programme.zone),
    )


def resolve(texts: Texts, programme: ProgrammeSaid, slots: Collection[SlotStated]) -> Facts:
    """Give what a letter states as things stand; nothing of what it does not speak of.

    Takes: every time of the published sessions of the programme, in order.
    Raises: NoTimeToState, for a place whose session has no time that is held.
    """
    places = places_in(texts)
    held = [one for one in slots if not one.is_off]
    first = held[0].session if held and "first_session" in places else ""
    last = held[-1].session if held and "last_session" in places else ""
    chosen: dict[str, SlotStated] = {}
    for place in sorted(places):
        for one in _stated_by(place, slots, held):
            chosen[one.slot_id] = one
    streams: dict[str, Words] = {str(dict(one.stream)): one.stream for one in held if one.stream}
    return Facts(
        programme=programme.title if "programme" in places else {},
        streams=tuple(streams.values()) if "streams" in places else (),
        sessions=len({one.session for one in held}) if places & COUNTING else 0,
        first=first,
        last=last,
        slots=tuple(one for one in slots if one.slot_id in chosen),
        slug=programme.slug if "registration" in places else "",
        place=programme.place if chosen else {},
        zone=programme.zone if chosen else "",
    )


def _stated_by(place: str, slots: Collection[SlotStated], held: list[SlotStated]) -> list[SlotStated]:
    name, _colon, value = place.partition(":")
    if name == "calendar":
        found = held
    elif name == "time":
        found = [one for one in slots if one.slot_id == value]
    elif name == "session":
        found = [one for one in held if one.session == value]
    elif name in ("first_session", "last_session"):
        slug = held[0 if name == "first_session" else -1].session if held else ""
        found = [one for one in held if one.session == slug]
    else:
        return []
    if not found:
        raise NoTimeToState(value="{{" + place + "}}")
    return found
