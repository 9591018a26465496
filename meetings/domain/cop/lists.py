"""The list of participants: who stands on it, what is printed of them, in which order, and what is odd about it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from meetings.domain.cop.codes import ADMITTED, NominationRole, PartyStanding
from meetings.domain.cop.collation import order_key
from meetings.domain.languages import choose

SCHEMA: Final = "minamata/participants/1"
STATE: Final = "government"


class ListKind(StrEnum):
    """What a list says: who is accredited, still to be corrected; or who was there."""

    PROVISIONAL = "provisional"
    FINAL = "final"


class Section(StrEnum):
    """The parts of a list, in their order."""

    PARTIES = "parties"
    UNCONFIRMED = "unconfirmed"
    NON_PARTIES = "non_parties"
    UN = "un"
    IGO = "igo"
    NGO = "ngo"
    IPLC = "iplc"
    BUSINESS = "business"
    RESEARCH = "research"
    OTHER = "other"
    MEDIA = "media"
    SECRETARIAT = "secretariat"


OF_STATES: Final[Mapping[PartyStanding, Section]] = {
    PartyStanding.PARTY: Section.PARTIES,
    PartyStanding.TO_BE_CONFIRMED: Section.UNCONFIRMED,
    PartyStanding.DEPOSITED: Section.NON_PARTIES,
    PartyStanding.NON_PARTY: Section.NON_PARTIES,
}
ROLES: Final[Mapping[str, int]] = {str(role): place for place, role in enumerate(NominationRole)}
# What is printed of somebody, in its order, and the agreement that it takes.
FIELDS: Final[Mapping[str, str]] = {
    "courtesy": "name",
    "name": "name",
    "function": "name",
    "department": "name",
    "organization": "name",
    "address": "address",
    "email": "email",
}


def section_of(category: str, standing: PartyStanding | None, *, is_secretariat: bool = False) -> Section:
    """Say in which part of the list a delegation stands: a State by its standing, a body by its category."""
    if is_secretariat:
        return Section.SECRETARIAT
    if standing is not None:
        return OF_STATES[standing]
    return Section(category) if category in set(Section) else Section.OTHER


def is_listed(state: str, kind: ListKind, *, is_present: bool) -> bool:
    """Say whether somebody stands on a list: whoever is accredited or further; on a final one, only who was there."""
    return state in ADMITTED and (kind is ListKind.PROVISIONAL or is_present)


def printed_of(facts: Mapping[str, str | None], agreed: Iterable[str]) -> dict[str, str]:
    """Give what is printed of somebody: what they agreed to; without their name nothing is, and they only count."""
    said = set(agreed)
    if "name" not in said or not (facts.get("name") or "").strip():
        return {}
    return {
        field: words
        for field, needed in FIELDS.items()
        if needed in said and (words := " ".join((facts.get(field) or "").split()))
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list; `printed` is empty where they only count, and `is_erased` where they were erased since."""

    body: str
    nomination: str
    person_id: int | None
    role: str
    position: int
    printed: Mapping[str, str]
    is_erased: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """Give what is sealed."""
        return {
            "body": self.body,
            "nomination": self.nomination,
            "role": self.role,
            "position": self.position,
            "printed": dict(self.printed),
        }


@dataclass(frozen=True, slots=True)
class Participants:
    """A whole list, in no language: its head with the bodies on it, and the people."""

    head: Mapping[str, Any]
    people: tuple[Listed, ...]

    @property
    def kind(self) -> ListKind:
        """Say what it is a list of."""
        return ListKind(self.head["kind"])

    @property
    def bodies(self) -> Mapping[str, Any]:
        """Give the delegations on it by their id, each with its names and its part of the list."""
        found: Mapping[str, Any] = self.head["bodies"]
        return found


def canonical(value: Any) -> str:
    """Write values in the one way that is sealed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def mark_of(one: Participants) -> str:
    """Give what changes when a list would be another; to be compared with what was looked at."""
    return sha256(canonical([one.head, [each.facts for each in one.people]]).encode()).hexdigest()


def digest_of(listed: Listed, salt: str) -> str:
    """Give the seal of one person on a list; the salt lets nobody try names when it is gone."""
    return sha256(f"{salt}\n{canonical(listed.facts)}".encode()).hexdigest()


def seal_of(head: str, digests: Iterable[str]) -> str:
    """Give the seal of a list, of its head and of the seals of its people: it holds also when one was erased.

    Takes: the head as `canonical` wrote it.
    """
    return sha256("\n".join([head, *digests]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BodyListed:
    """A delegation on a list with its numbered people; `unnamed` only count."""

    id: str
    name: str
    language: str
    people: tuple[tuple[int, Listed], ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class SectionListed:
    """A part of a list."""

    section: Section
    bodies: tuple[BodyListed, ...]

    @property
    def number(self) -> int:
        """Count the people in it, named or not."""
        return sum(len(one.people) + one.unnamed for one in self.bodies)


def arranged(one: Participants, language: str, only: str | None = None) -> list[SectionListed]:
    """Put a list in order for a language: parts, bodies by name, heads first; people are numbered through.

    Takes: `only`, a body that is given alone, with its people's numbers.
    """
    people: dict[str, list[Listed]] = defaultdict(list)
    for each in one.people:
        people[each.body].append(each)
    sections: dict[Section, list[tuple[Any, str]]] = defaultdict(list)
    for body, facts in one.bodies.items():
        if people[body]:
            name = choose(facts["names"], language)[0]
            sections[Section(facts["section"])].append((order_key(name, language), body))
    given, number = [], 0
    for section in Section:
        bodies = []
        for _key, body in sorted(sections[section]):
            made = _body(body, one.bodies[body]["names"], people[body], language, number)
            number += len(made.people)
            bodies += [made] if only in (None, body) else []
        if bodies:
            given.append(SectionListed(section, tuple(bodies)))
    return given


def _body(
    body: str, names: Mapping[str, str], people: Iterable[Listed], language: str, number: int
) -> BodyListed:
    ordered = sorted(people, key=lambda each: (ROLES.get(each.role, 9), each.position, each.nomination))
    named = [each for each in ordered if each.printed]
    name, written = choose(names, language)
    return BodyListed(
        body, name, written, tuple(enumerate(named, number + 1)), unnamed=len(ordered) - len(named)
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two lists, of one person or of a whole body: `added`, `gone`, `changed`, `moved`."""

    kind: str
    body: str
    name: str = ""
    fields: tuple[str, ...] = ()


def changes(before: Participants, after: Participants) -> list[Change]:
    """Name what differs between two lists; whoever was erased since is not among it."""
    old = {each.nomination: each for each in before.people}
    new = {each.nomination: each for each in after.people}
    found = [
        Change("moved", body, fields=(before.bodies[body]["section"], facts["section"]))
        for body, facts in after.bodies.items()
        if body in before.bodies and before.bodies[body]["section"] != facts["section"]
    ]
    for nomination, each in new.items():
        was = old.get(nomination)
        if was is None:
            found.append(Change("added", each.body, _called(each)))
        elif not was.is_erased and (fields := _differing(was, each)):
            found.append(Change("changed", each.body, _called(each) or _called(was), fields))
    found += [
        Change("gone", each.body, _called(each))
        for nomination, each in old.items()
        if nomination not in new and not each.is_erased
    ]
    return found


def _called(one: Listed) -> str:
    return one.printed.get("name", "")


def _differing(one: Listed, other: Listed) -> tuple[str, ...]:
    fields = [field for field in FIELDS if one.printed.get(field) != other.printed.get(field)]
    return (*fields, "role") if one.role != other.role else tuple(fields)


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that whoever publishes should look at; of a body, or of somebody in it."""

    code: str
    body: str
    nomination: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody who may be listed, printed or not."""

    listed: Listed
    name: str
    function: str
    email: str
    agreed: frozenset[str]


def oddities(people: Sequence[Known], bodies: Mapping[str, Any]) -> list[Oddity]:
    """Name what is odd: nobody leads, no function, all in capitals, an address or a name nobody agreed to print."""
    heads: dict[str, int] = defaultdict(int)
    found: list[Oddity] = []
    for one in people:
        heads[one.listed.body] += one.listed.role == NominationRole.HEAD
        about = (one.listed.body, one.listed.nomination, one.name)
        found += [Oddity(code, *about) for code in _odd(one)]
    for body, facts in bodies.items():
        if facts["section"] == Section.UNCONFIRMED:
            found.append(Oddity("unconfirmed", body))
        if facts["is_state"] and heads[body] != 1:
            found.append(Oddity("no_head" if heads[body] == 0 else "several_heads", body))
    return found


def _odd(one: Known) -> Iterable[str]:
    if "name" not in one.agreed:
        yield "name_not_agreed"
        return
    if not one.function.strip():
        yield "no_function"
    if is_shouted(one.name):
        yield "capitals"
    if one.email and "email" not in one.agreed:
        yield "email_not_agreed"


def is_shouted(name: str) -> bool:
    """Say whether a name is in capitals from beginning to end, so that nobody sees which is the family name."""
    return name.isupper() and len(name.split()) > 1
