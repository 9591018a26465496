"""Who somebody is to a list of speakers, by their link to join: a delegate, for whose delegation, or a participant."""

from dataclasses import dataclass
from typing import Final, Protocol

from meetings.domain.codes import PlaceState
from meetings.domain.cop.codes import PartyStanding, Right
from meetings.domain.errors import NotFound, Refused
from meetings.domain.live.floor import Kind, kinds_open
from meetings.domain.live.floor_errors import MayNotSpeak
from meetings.queries.cop.entering import host_of, ways_of
from meetings.queries.joining import places_of_bearer

DELEGATES: Final = ("nomination:", "participation:")


class Held(Protocol):
    """Whose an entry on the list is."""

    @property
    def delegation_id(self) -> str | None:
        """The delegation it is of, if it is of one."""

    @property
    def person_id(self) -> int | None:
        """The person it is of, else."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks for the floor: `name` says whose place it is, a delegation's for all its members, or a person's.

    `refusal` says why the meeting is not open to them; `may_speak` whether they take the floor in it.
    """

    name: str
    slot_id: str
    person: str
    person_id: int
    delegation_id: str | None
    kinds: tuple[Kind, ...]
    region: str | None
    may_speak: bool
    refusal: Refused | None
    zone: str | None
    language: str
    actor: str

    def holds(self, one: Held) -> bool:
        """Say whether somebody on the list is they, or their delegation; also where they were two people before."""
        if self.delegation_id is not None:
            return one.delegation_id == self.delegation_id
        return one.delegation_id is None and one.person_id == self.person_id

    def check(self) -> None:
        """Let them take part, or say why not.

        Raises: what the entrance raises; MayNotSpeak.
        """
        if self.refusal is not None:
            raise self.refusal
        if not self.may_speak:
            raise MayNotSpeak()


def seat_of(bearer: str, slot_id: str, *, held: bool = False) -> Seat:
    """Give who the bearer of a link is in a slot.

    Takes: `held`, so that nobody is erased until the transaction ends.
    Raises: LinkDead; NotFound, where the link does not lead to this slot.
    """
    if bearer.startswith(DELEGATES):
        return _delegate(bearer, slot_id, held)
    return _participant(bearer, slot_id, held)


def _delegate(bearer: str, slot_id: str, held: bool) -> Seat:
    host = host_of(bearer, held=held)
    ways = ways_of(host, slot_id)
    if not ways:
        raise NotFound()
    way, is_state = ways[0], bool(host.party)
    delegate = way.part.delegate
    return Seat(
        name=f"delegation:{host.delegation_id}",
        slot_id=slot_id,
        person=host.name,
        person_id=host.person_id,
        delegation_id=host.delegation_id,
        kinds=kinds_open(
            is_state=is_state,
            is_party=delegate.standing == PartyStanding.PARTY,
            region=delegate.region,
            category=host.category,
        ),
        region=delegate.region,
        may_speak=delegate.rights == Right.SPEAKER,
        refusal=way.refusal,
        zone=host.zone,
        language=host.language,
        actor=f"nomination:{host.nomination_id}",
    )


def _participant(bearer: str, slot_id: str, held: bool) -> Seat:
    places = [
        one
        for one in places_of_bearer(bearer, held=held)
        if one.slot_id == slot_id and one.place_state == PlaceState.CONFIRMED and not one.is_ended
    ]
    if not places:
        raise NotFound()
    one = places[0]
    return Seat(
        name=f"person:{one.person_id}",
        slot_id=slot_id,
        person=one.name,
        person_id=one.person_id,
        delegation_id=None,
        kinds=(Kind.PARTICIPANT,),
        region=None,
        may_speak=True,
        refusal=None,
        zone=one.zone,
        language=one.language,
        actor=f"registration:{one.registration_id}",
    )
