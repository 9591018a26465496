"""Documents by symbol: what a symbol says of its document, which it stands beside, and which comes before which.

Source: ST/CS/SER.F (United Nations document series symbols): the body first, then the kind (INF, CRP, L), a number, and
at the end what was added, revised or corrected (Add., Rev., Corr., Amend.), each of what stands before it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from meetings.domain.cop.documents_errors import NotASymbol

Words = dict[str, str]
SYMBOL_LENGTH: Final = 80
SUFFIX: Final = re.compile(r"(add|rev|corr|amend)\.?\s?(\d{1,3})", re.IGNORECASE)
SERIES: Final = re.compile(r"(inf|crp|l|r)(?:\.\s?(\d{1,4}))?", re.IGNORECASE)
PIECES: Final = re.compile(r"\d+|\D+")
PRINTED: Final = {"add": "Add.", "rev": "Rev.", "corr": "Corr.", "amend": "Amend."}


class DocumentGroup(StrEnum):
    """What sort of document it is, in the order in which they are listed."""

    OFFICIAL = "official"
    INFORMATION = "information"
    IN_SESSION = "in_session"
    STATEMENT = "statement"
    NOTIFICATION = "notification"
    OUTCOME = "outcome"
    OTHER = "other"


class Distribution(StrEnum):
    """To whom a document goes, as is printed beside its symbol."""

    GENERAL = "general"
    LIMITED = "limited"
    RESTRICTED = "restricted"


class SuffixKind(StrEnum):
    """What a document is to the one before its last suffix."""

    ADDENDUM = "add"
    REVISION = "rev"
    CORRIGENDUM = "corr"
    AMENDMENT = "amend"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as printed, the document it belongs to and what it adds to that: `.../4/Add.1/Rev.2` is of `.../4`."""

    printed: str
    base: str
    suffixes: tuple[tuple[SuffixKind, int], ...] = ()

    @property
    def suffix(self) -> str:
        """Give what stands behind the base: `Add.1/Rev.2`."""
        return "/".join(f"{PRINTED[kind]}{number}" for kind, number in self.suffixes)

    @property
    def parent(self) -> str | None:
        """Give what the last suffix is of: for `.../4/Add.1/Rev.2` it is `.../4/Add.1`; for a base nothing."""
        if not self.suffixes:
            return None
        before = [f"{PRINTED[kind]}{number}" for kind, number in self.suffixes[:-1]]
        return "/".join([self.base, *before])

    @property
    def key(self) -> str:
        """Give by what it is told from others, however somebody wrote it."""
        return symbol_key("/".join([self.base, self.suffix]) if self.suffixes else self.base)


def parse_symbol(given: str) -> Symbol:
    """Read a symbol as it is printed.

    Raises: NotASymbol, for one that is empty, too long, or holds what no symbol holds.
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", given)).strip().strip("/")
    if not text or len(text) > SYMBOL_LENGTH or not all(one.isalnum() or one in "/.-–()* _:" for one in text):
        raise NotASymbol(field="symbol", value=given[:40])
    pieces = [one.strip() for one in text.split("/")]
    if not all(pieces):
        raise NotASymbol(field="symbol", value=given[:40])
    suffixes: list[tuple[SuffixKind, int]] = []
    while len(pieces) > 1 and (found := SUFFIX.fullmatch(pieces[-1])):
        suffixes.insert(0, (SuffixKind(found[1].lower()), int(found[2])))
        pieces.pop()
    return Symbol(text, "/".join(pieces), tuple(suffixes))


def symbol_key(given: str) -> str:
    """Give what two ways of writing one symbol share."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", given)).strip("/").casefold()


def series_of(symbol: Symbol) -> str:
    """Give the series a symbol is of, `inf`, `crp`, `l` or `r`; empty for the main one."""
    for piece in symbol.base.split("/")[1:]:
        if found := SERIES.fullmatch(piece.strip()):
            return found[1].lower()
    return ""


def group_of(symbol: Symbol | None) -> DocumentGroup:
    """Say of which sort a document is by its symbol alone."""
    if symbol is None:
        return DocumentGroup.OTHER
    in_session = DocumentGroup.IN_SESSION
    return {"inf": DocumentGroup.INFORMATION, "crp": in_session, "l": in_session}.get(
        series_of(symbol), DocumentGroup.OFFICIAL
    )


def distribution_of(symbol: Symbol | None) -> Distribution:
    """Say to whom a document goes by its symbol alone."""
    limited, restricted = Distribution.LIMITED, Distribution.RESTRICTED
    return {"crp": limited, "l": limited, "r": restricted}.get(
        series_of(symbol) if symbol else "", Distribution.GENERAL
    )


def order_of(symbol: Symbol) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[str, int], ...]]:
    """Give by what symbols are put in order: figures by their value, a base before what is added to it."""
    return _natural(symbol.base.casefold()), tuple((str(kind), number) for kind, number in symbol.suffixes)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(one), "") if one.isdecimal() else (-1, one) for one in PIECES.findall(text))


def superseded(symbols: Iterable[Symbol]) -> dict[str, str]:
    """Say which documents a revision stands for now.

    Gives: the key of each that is superseded, and the symbol as printed of the last revision of it.
    """
    last: dict[str, Symbol] = {}
    known = list(symbols)
    revisions = [one for one in known if one.suffixes and one.suffixes[-1][0] is SuffixKind.REVISION]
    for one in sorted(revisions, key=lambda each: each.suffixes[-1][1]):
        last[symbol_key(one.parent or "")] = one
    found = {key: one.printed for key, one in last.items()}
    for one in revisions:
        newest = last[symbol_key(one.parent or "")]
        if newest.key != one.key:
            found[one.key] = newest.printed
    return {one.key: found[one.key] for one in known if one.key in found}


@dataclass(frozen=True, slots=True)
class DocumentGiven:
    """A document as a file of facts has it: `items` are slugs of the agenda, `addresses` where it is by language.

    What is null follows from the symbol, and is marked as inferred. `marks` say of a field whether it is sourced or
    inferred, as seasons do.
    """

    symbol: str
    title: Words
    items: tuple[str, ...] = ()
    group: DocumentGroup | None = None
    distribution: Distribution | None = None
    original: str | None = None
    segment: str | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
