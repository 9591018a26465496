"""Exchange with KRONOS: its records by its own field names, what its status bits mean, and how names are cut.

Source: the public clients of KRONOS; what its server says is not public (see docs/kronos.md).
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from meetings.domain.cop.codes import ParticipationState as P

SYSTEM: Final = "kronos"
SCHEMA: Final = "minamata/kronos/1"
AUTHORITY: Final = "KRONOS import"
REVOKED: Final = "Revoked"
NOMINATED, ACCREDITED, REGISTERED = 1, 2, 4
# The bits of each state; who is gone is not exchanged, but for whoever was revoked, who carries a tag beside them.
BITS: Final[Mapping[str, int]] = {
    P.NOMINATED: NOMINATED,
    P.RETURNED: NOMINATED,
    P.LETTER_CHECKED: NOMINATED,
    P.ACCREDITED: NOMINATED | ACCREDITED,
    P.BADGE_ISSUED: NOMINATED | ACCREDITED | REGISTERED,
    P.CHECKED_IN: NOMINATED | ACCREDITED | REGISTERED,
    P.REVOKED: NOMINATED | ACCREDITED,
}
# Step by step, as officers would go.
WAY: Final = (P.NOMINATED, P.LETTER_CHECKED, P.ACCREDITED, P.BADGE_ISSUED)
FURTHER: Final[Mapping[str, int]] = {
    P.INVITED: -1,
    P.RETURNED: -1,
    P.CHECKED_IN: len(WAY) - 1,
    **{state: at for at, state in enumerate(WAY)},
}
# What KRONOS and those who write to it call roles, in lower case.
ROLES: Final[Mapping[str, str]] = {
    "": "",
    "head": "head",
    "head of delegation": "head",
    "alternate": "alternate",
    "alternate head": "alternate",
    "alternate head of delegation": "alternate",
    "alternate head of the delegation": "alternate",
    "deputy head of delegation": "alternate",
    "adviser": "adviser",
    "advisor": "adviser",
    "delegate": "adviser",
    "member": "adviser",
    "representative": "representative",
    "observer": "representative",
}
# What is compared and taken of a contact, by our names.
FIELDS: Final = (
    "courtesy",
    "name",
    "function",
    "department",
    "organization",
    "address",
    "email",
    "telephone",
)


class Kind(StrEnum):
    """What a record is of, in the order in which records are taken."""

    EVENT = "event"
    ORGANIZATION = "organization"
    CONTACT = "contact"
    REGISTRATION = "registration"


class Outcome(StrEnum):
    """What becomes of a record."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Record:
    """A record by KRONOS' field names; `extra` is what KRONOS has no field for, under a name of our own."""

    kind: Kind
    id: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Give a text, empty where it is not there; runs of spaces are one."""
        value = self.values.get(name)
        return " ".join(str(value).split()) if isinstance(value, str | int) else ""

    def first(self, name: str) -> str:
        """Give the first text of a list."""
        value = self.values.get(name)
        return (
            next((one.strip() for one in value if isinstance(one, str) and one.strip()), "") if value else ""
        )

    @property
    def extra(self) -> Mapping[str, Any]:
        """Give what only we wrote."""
        found = self.values.get("minamata")
        return found if isinstance(found, Mapping) else {}

    @property
    def digest(self) -> str:
        """Give what tells this record from one that says anything else."""
        return sha256(canonical(self.values).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Exchange:
    """All records of a file; `conferences` are those whose events are in it."""

    conferences: tuple[Mapping[str, Any], ...] = ()
    events: tuple[Record, ...] = ()
    organizations: tuple[Record, ...] = ()
    contacts: tuple[Record, ...] = ()
    registrations: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What becomes of a record: why, with the values of a conflict and the choices a person has.

    `key` names the decision; `fields` are those that are new or differ, each with what we have and what they say.
    """

    kind: Kind
    id: str
    outcome: Outcome
    name: str = ""
    why: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()
    choices: tuple[str, ...] = ()
    chosen: str = ""

    @property
    def key(self) -> str:
        """Name the decision."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of all records of a file, or would; `counts` by kind and outcome."""

    said: tuple[Said, ...] = field(default=())

    def count(self, outcome: Outcome) -> int:
        """Count the records with an outcome."""
        return sum(one.outcome is outcome for one in self.said)

    def of(self, *outcomes: Outcome) -> list[Said]:
        """Give the records with some outcomes."""
        return [one for one in self.said if one.outcome in outcomes]


def canonical(value: Any) -> str:
    """Write a value in the one way in which it is compared."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def bits_of(status: object) -> int | None:
    """Give the bits of a status: a number, or a word as other clients write it; nothing for what is neither."""
    words = {"nominated": 1, "accredited": 3, "registered": 7, "revoked": 3}
    if isinstance(status, str):
        return words.get(status.strip().lower())
    if isinstance(status, bool) or not isinstance(status, int) or not 0 <= status <= 7:
        return None
    return status


def is_revoked(record: Record) -> bool:
    """Say whether a registration was revoked: by its status in a word, or by a tag."""
    status, tags = record.values.get("status"), record.values.get("tags")
    said = [status] if isinstance(status, str) else []
    said += [one for one in tags if isinstance(one, str)] if isinstance(tags, list) else []
    return any(one.strip().lower() == REVOKED.lower() for one in said)


def target_of(bits: int) -> P | None:
    """Give the state that bits stand for, the furthest bit decides; nothing for none."""
    if bits & REGISTERED:
        return P.BADGE_ISSUED
    if bits & ACCREDITED:
        return P.ACCREDITED
    return P.NOMINATED if bits & NOMINATED else None


def steps_to(state: str, target: P) -> tuple[P, ...] | None:
    """Give the moves from a state forward to another; none where its bits are reached, nothing where it lies behind."""
    here, there = FURTHER.get(state), WAY.index(target)
    if here is not None and BITS.get(state) == BITS[target]:
        return ()
    if here is None or here > there:
        return None
    return WAY[here + 1 : there + 1]


def split_name(name: str) -> tuple[str, str]:
    """Cut a name in first and last: the last name is what is in capitals, else the last word; of one word, that word.

    Nothing is known of whose family name comes first: the whole name goes along, where cutting changes its order.
    """
    words = name.split()
    loud = [one for one in words if one.isupper() and sum(map(str.isalpha, one)) > 1]
    if loud and len(loud) < len(words):
        return " ".join(one for one in words if one not in loud), " ".join(loud)
    return " ".join(words[:-1]), " ".join(words[-1:])


def full_name(first: str, last: str) -> str:
    """Put a name together."""
    return " ".join(f"{first} {last}".split())


def name_of(contact: Record) -> str:
    """Give the name of a contact: whole as we wrote it, else its parts."""
    whole = contact.extra.get("name")
    given = full_name(contact.text("firstName"), contact.text("lastName"))
    return unicodedata.normalize(
        "NFC", str(whole).strip() if isinstance(whole, str) and whole.strip() else given
    )


def facts_of(contact: Record) -> dict[str, str]:
    """Give what a contact says, by our names; an address is put together line by line."""
    place = f"{contact.text('postalCode')} {contact.text('city')}".strip()
    own = contact.values.get("address")
    lines = str(own).splitlines() if isinstance(own, str) else []
    address = [" ".join(one.split()) for one in (*lines, place, contact.text("state"))]
    return {
        "courtesy": contact.text("title"),
        "name": name_of(contact),
        "function": contact.text("designation"),
        "department": contact.text("department"),
        "organization": contact.text("organization"),
        "address": "\n".join(one for one in address if one),
        "email": contact.first("emails"),
        "telephone": contact.first("phones"),
    }


def differing(
    ours: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Say what a contact fills in that we do not have, and in what it says otherwise; what it leaves out is nothing."""
    filled, other = list[tuple[str, str, str]](), list[tuple[str, str, str]]()
    for name in FIELDS:
        mine, said = ours.get(name) or "", theirs.get(name) or ""
        if said and said != mine:
            (other if mine else filled).append((name, mine, said))
    return filled, other


def role_of(text: str, *, is_state: bool) -> str | None:
    """Give our role for a role of theirs; the plain one where none is said, nothing for a word that is not known."""
    plain = "adviser" if is_state else "representative"
    found = ROLES.get(" ".join(text.lower().split()))
    if found is None:
        return None
    return (found or plain) if is_state else plain


def doubled(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Give the records by their id, in the order of the file; equal ones are one."""
    found: dict[str, list[Record]] = {}
    for one in records:
        there = found.setdefault(one.id, [])
        if all(each.digest != one.digest for each in there):
            there.append(one)
    return found
