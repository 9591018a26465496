"""Finding the State meant by a name as sheets write it: settled where one is meant, else shown to a person."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from meetings.domain.cop.country_aliases import ALIASES, ALPHA, ENDINGS, FORMS, SMALL, UNSETTLED
from meetings.domain.heard import folded, is_slip

# Words that are written short, as they are compared.
IN_FULL: Final = {
    "st": "saint",
    "ste": "saint",
    "sainte": "saint",
    "rep": "republic",
    "dem": "democratic",
    "fed": "federal",
}
ARTICLE: Final = "ال"
LEAST: Final = 5  # letters of a name in which one may be wrong
MOST: Final = 200
BRACKETS: Final = re.compile(r"[(（]([^)）]*)[)）]")
Found = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Country:
    """A State or regional organization of the secretariat's list; `also` are other names an officer has noted."""

    code: str
    names: Mapping[str, str]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names by which States are found: as they are written, without what they are, and what is never settled."""

    exact: Mapping[str, frozenset[str]]
    bare: Mapping[str, frozenset[str]]
    unsettled: Mapping[str, tuple[str, ...]]


def know_names(countries: Iterable[Country]) -> KnownNames:
    """Index the names of the list's States: theirs in six languages, codes, other and former names.

    A name that an officer has noted wins over the house's tables.
    """
    rows = tuple(countries)
    codes = {one.code for one in rows}
    long_codes = {pair[:2]: pair[2:] for pair in ALPHA.split()}
    exact: dict[str, set[str]] = defaultdict(set)
    bare: dict[str, set[str]] = defaultdict(set)
    noted = {key for one in rows for name in one.also for key in _keys(name)}
    for one in rows:
        house = (one.code, long_codes.get(one.code, ""), *ALIASES.get(one.code, "").split("|"))
        own = [key for name in (*one.names.values(), *house) for key in _keys(name) if key not in noted]
        for key in (*own, *(key for name in one.also for key in _keys(name))):
            exact[key].add(one.code)
        for name in (*one.names.values(), *ALIASES.get(one.code, "").split("|"), *one.also):
            bare[_bare(name)].add(one.code)
    bare.pop("", None)
    unsettled = {
        _key(name): tuple(code for code in found.split() if code in codes)
        for names, found in UNSETTLED.items()
        for name in names.split("|")
    }
    left = {key: found for key, found in unsettled.items() if key not in noted}
    return KnownNames(_frozen(exact), _frozen(bare), left)


def match_country(text: str, known: KnownNames) -> Found:
    """Find the State meant by a name or code, in whatever of six languages, spelling, order or case.

    Gives: its code, where one State alone is meant; else those that may be meant, in the order of their codes, for a
    person to choose from (one alone where a letter is wrong, or a territory is named); nothing where none is near.
    """
    keys = _keys(text[:MOST])
    for key in keys:
        if key in known.unsettled:
            return known.unsettled[key] or None
    for key in keys:
        if found := known.exact.get(key):
            return _one_of(found)
    if found := known.bare.get(_bare(text[:MOST])):
        return _one_of(found)
    near = {
        code
        for key in keys
        if len(key) >= LEAST
        for name, codes in known.exact.items()
        if len(name) >= LEAST and is_slip(key, name)
        for code in codes
    }
    return tuple(sorted(near)) or None


def _one_of(found: frozenset[str]) -> Found:
    return next(iter(found)) if len(found) == 1 else tuple(sorted(found))


def _keys(name: str) -> tuple[str, ...]:
    """Give a name's keys: as written, with what follows a comma or stands in brackets put before, and left away."""
    written = [name]
    if "," in name:
        first, rest = name.split(",", 1)
        written.append(f"{rest} {first}")
    inside = BRACKETS.search(name)
    if inside:
        outside = BRACKETS.sub(" ", name)
        written.append(f"{inside.group(1)} {outside}")
    return tuple(dict.fromkeys(key for one in written if (key := _key(one))))


def _key(name: str) -> str:
    words = _words(name)
    return "".join([word for word in words if word not in SMALL] or words)


def _bare(name: str) -> str:
    """Give a name's key without the words of what a State is: republic, kingdom."""
    left = "".join(word for word in _words(name) if word not in SMALL and word not in FORMS)
    for ending in ENDINGS:
        if left.endswith(ending) and len(left) > len(ending):
            return left.removesuffix(ending)
    return left


def _words(name: str) -> list[str]:
    words = [IN_FULL.get(word, word) for word in folded(name).split()]
    return [word.removeprefix(ARTICLE) if len(word) > len(ARTICLE) + 1 else word for word in words]


def _frozen(index: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(codes) for key, codes in index.items()}
