"""The files of Parties and of observers read into values; what is wrong is refused with its path."""

from datetime import date
from typing import Final

from meetings.domain.codes import LANGUAGES
from meetings.domain.imports import CountGiven, OrganizationGiven, PartyGiven
from meetings.formats.json_file import Node
from meetings.formats.season_names import source_words

PARTIES: Final = "minamata/parties/1"
OBSERVERS: Final = "minamata/observers/1"
GROUPS: Final = ("africa", "asia-pacific", "eeg", "grulac", "weog")
MOST_PARTIES: Final = 1_000
CATEGORIES: Final = {
    "un-entity": "un",
    "mea-secretariat": "un",
    "igo": "igo",
    "regional-centre": "igo",
    "indigenous": "iplc",
    "ngo-environment": "ngo",
    "ngo-health": "ngo",
    "industry": "business",
    "research": "research",
}


def read_parties(root: Node) -> dict[str, PartyGiven]:
    """Read the secretariat's list, by code.

    Raises: WrongFile, with the path of the field and what is expected there.
    """
    found: dict[str, PartyGiven] = {}
    for node in root.items("parties", needed=True):
        party = _party(node)
        if party.code in found:
            raise node.at("iso2").refuse("a code of its own")
        found[party.code] = party
    return found


def read_counts(root: Node) -> list[CountGiven]:
    """Read what the depositary reported on days, which nobody counts here.

    Raises: WrongFile, with the path of the field and what is expected there.
    """
    meta = root.maybe("meta")
    return [_count(node) for node in (meta.items("depositary_counts") if meta else ())]


def _count(node: Node) -> CountGiven:
    day = node.maybe_day("date")
    if day is None:
        raise node.at("date").refuse("a day, as 2021-09-30")
    return CountGiven(day, node.number("count", 0, MOST_PARTIES), source_words(node.text("ref")))


def read_observers(root: Node) -> dict[str, OrganizationGiven]:
    """Read the bodies that work with the treaties, by slug.

    Raises: WrongFile, with the path of the field and what is expected there.
    """
    found: dict[str, OrganizationGiven] = {}
    for node in root.items("observers", needed=True):
        one = OrganizationGiven(
            slug=node.code("id"),
            name=node.text("name"),
            acronym=node.maybe_text("acronym"),
            category=CATEGORIES[node.choice("category", CATEGORIES)],
            country=_code(node, "seat_iso2") if node.maybe("seat_iso2") else None,
            zone=node.zone("timezone") if node.maybe("timezone") else None,
            detail={"seat": node.maybe_text("seat_city"), "kind": node.text("category")},
        )
        if one.slug in found:
            raise node.at("id").refuse("an id of its own")
        found[one.slug] = one
    return found


def _party(node: Node) -> PartyGiven:
    names = node.at("names")
    group = node.maybe("regional_group")
    return PartyGiven(
        code=_code(node, "iso2"),
        kind=node.choice("kind", ("state", "reio")),
        names={lang: names.text(lang) for lang in LANGUAGES},
        regional_group=node.choice("regional_group", GROUPS) if group else None,
        capital=node.maybe_text("capital"),
        zone=node.zone("timezone") if node.maybe("timezone") else None,
        statuses=_statuses(node),
        detail={"ldc": node.flag("ldc"), "sids": node.flag("sids")},
    )


def _statuses(node: Node) -> tuple[tuple[str, date | None, str], ...]:
    """Say what a State is from which day; who may be a Party, and from when is not known, is to be confirmed."""
    sources = node.maybe("sources")
    about = sources.maybe("party") if sources else None
    ref = about.maybe_text("ref") if about else None
    source = source_words(ref) if ref else ""
    since, deposited = node.maybe_day("party_since"), node.maybe_day("deposit_date")
    if node.flag("party") and since:
        begun = (("party", since, source),)
        return (("deposited", deposited, source), *begun) if deposited else begun
    if node.flag("party") or node.maybe_day("signed"):
        return (("to_be_confirmed", None, source),)
    return ()


def _code(node: Node, name: str) -> str:
    code = node.text(name)
    if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
        raise node.at(name).refuse("a country's two capital letters, as CH")
    return code
