"""Who somebody in an attendance file is: by our entry link, then by address, else proposed by name and country."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from meetings.domain.attendance import Row
from meetings.domain.registrations import address_key, name_key

LINK: Final = "link"
ADDRESS: Final = "address"
HAND: Final = "hand"
SUGGESTED: Final = "suggested"
BRACKETS: Final = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
PHONE: Final = re.compile(r"[+\d\s().*x-]{5,}")
DEVICE: Final = re.compile(
    r"(?:ipad|iphone|galaxy|android|samsung|huawei|xiaomi|redmi|desktop|laptop|macbook)(?:[\s_#’'-]+[\w.’'-]+|\d+)*"
    r"|sm-\w+|(?:call-?in user|zoom user|user|participant|guest|invité|invitado|гость|anonymous|unknown)[\s_#]*\d*",
    re.IGNORECASE,
)
BOTS: Final = re.compile(
    r"\botter(?:pilot|\.ai)\b|\bfireflies|\bread\.?ai\b|\bread ai\b|\bfathom(?:\.video)?\b.*\bnote|\bnote-?\s?taker\b|"
    r"\btl;?dv\b|\bavoma\b|\bkrisp\.ai\b|\bsembly\b|\bmeetgeek\b|\btactiq\b|\bsupernormal\b|\bgong\.io\b|"
    r"\bai companion\b|\bai assistant\b|\bmeeting assistant\b|\brecall\.ai\b|\bfellow\.app\b|\bnotta bot\b",
    re.IGNORECASE,
)
NOT_REAL: Final = ".localhost"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody a row may be: registered for the session or reached at an address; `country` as they registered.

    Of whoever was erased there is a number and nothing else.
    """

    person_id: int
    name_key: str
    country: str | None
    registration_id: str | None
    public_id: str = ""
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Those whom rows can be matched to: by the number of a registration, by folded address, by folded name.

    `countries` gives the code of a country by its folded name.
    """

    by_reference: Mapping[str, Known] = field(default_factory=dict)
    by_address: Mapping[str, Sequence[Known]] = field(default_factory=dict)
    by_name: Mapping[str, Sequence[Known]] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """Who a row is, and how that is known; `suggested` waits for a human to decide, among those proposed.

    `role` is where a human set the row apart, or out.
    """

    how: str | None
    known: Known | None = None
    proposed: tuple[Known, ...] = ()
    role: str | None = None


NOBODY: Final = Match(None)


def match(row: Row, people: KnownPeople) -> Match:
    """Say who a row is: what our own link says, then the address, else whom name and country propose.

    An address that several people share matches the one of that name; without such a one they are proposed.
    """
    by_link = people.by_reference.get(row.reference) if row.reference else None
    if by_link is not None:
        return Match(LINK, by_link)
    at_address = people.by_address.get(address_key(row.address), ()) if row.address else ()
    if at_address:
        registered = [one for one in at_address if one.registration_id] or list(at_address)
        named = [one for one in registered if one.name_key in name_keys(row.name)]
        if len(registered) == 1 or len(named) == 1:
            return Match(ADDRESS, (named or registered)[0])
        return Match(SUGGESTED, proposed=tuple(named or registered))
    return _by_name(row, people)


def _by_name(row: Row, people: KnownPeople) -> Match:
    if is_unidentified(row.name):
        return NOBODY
    found = {one.person_id: one for key in name_keys(row.name) for one in people.by_name.get(key, ())}
    country = people.countries.get(name_key(row.country), "")
    fitting = [one for one in found.values() if not country or one.country in (None, country)]
    return Match(SUGGESTED, proposed=tuple(fitting)) if fitting else NOBODY


def bare_name(name: str) -> str:
    """Give a name without what platforms put behind it: `(Guest)`, `(External)`, `(Original Name)`."""
    bare = BRACKETS.sub("", name)
    return bare.strip() or name.strip()


def name_keys(name: str) -> tuple[str, ...]:
    """Give the folded forms under which a displayed name may be known: whole, bare, and what stands in brackets."""
    forms = [name, bare_name(name)]
    inside = re.search(r"[(（]([^()（）]+)[)）]\s*$", name)
    if inside:
        forms.append(inside[1])
    turned = [" ".join(reversed(bare_name(name).replace(",", " ").split()))] if len(name.split()) == 2 else []
    return tuple(dict.fromkeys(name_key(one) for one in (*forms, *turned)))


def is_unidentified(name: str) -> bool:
    """Say whether a name is a telephone's or a device's, and nobody's."""
    bare = bare_name(name)
    return not bare or bool(PHONE.fullmatch(bare) or DEVICE.fullmatch(bare))


def is_bot(name: str) -> bool:
    """Say whether a name is that of a program that takes notes."""
    return bool(BOTS.search(name))


def real_address(address: str) -> str:
    """Give an address as written, or nothing where a platform made it up for a guest."""
    text = address.strip()
    at, _, domain = text.rpartition("@")
    return text if at and "." in domain and not domain.lower().endswith(NOT_REAL) else ""
