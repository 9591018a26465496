"""Symbols of documents are read as they are printed, put in order by their figures, and know what they supersede."""

import pytest

from meetings.domain.cop.documents_errors import NotASymbol
from meetings.domain.cop.symbols import (
    SuffixKind,
    distribution_of,
    group_of,
    order_of,
    parse_symbol,
    superseded,
)

BASE = "UNEP/MC/COP.4/1"


@pytest.mark.parametrize(
    ("given", "base", "suffix", "parent", "group", "distribution"),
    [
        (BASE, BASE, "", None, "official", "general"),
        (f"{BASE}/Add.1", BASE, "Add.1", BASE, "official", "general"),
        (f"{BASE}/Add.1/Rev.2", BASE, "Add.1/Rev.2", f"{BASE}/Add.1", "official", "general"),
        (f"{BASE}/rev. 1/CORR.1", BASE, "Rev.1/Corr.1", f"{BASE}/Rev.1", "official", "general"),
        ("UNEP/MC/COP.4/INF/13", "UNEP/MC/COP.4/INF/13", "", None, "information", "general"),
        (
            "UNEP/MC/COP.4/INF/13/Rev.1",
            *["UNEP/MC/COP.4/INF/13", "Rev.1"],
            "UNEP/MC/COP.4/INF/13",
            "information",
            "general",
        ),
        ("UNEP/MC/COP.4/CRP.3", "UNEP/MC/COP.4/CRP.3", "", None, "in_session", "limited"),
        (
            "UNEP/MC/COP.4/L.1/Add.1",
            "UNEP/MC/COP.4/L.1",
            "Add.1",
            "UNEP/MC/COP.4/L.1",
            "in_session",
            "limited",
        ),
        ("UNEP/MC/COP.4/R.2", "UNEP/MC/COP.4/R.2", "", None, "official", "restricted"),
        ("MC-4/2", "MC-4/2", "", None, "official", "general"),
    ],
)
def test_symbol_says_what_its_document_is(
    given: str, base: str, suffix: str, parent: str | None, group: str, distribution: str
) -> None:
    found = parse_symbol(given)
    assert (found.printed, found.base, found.suffix, found.parent) == (given, base, suffix, parent)
    assert (group_of(found), distribution_of(found)) == (group, distribution)


def test_symbol_without_document_is_of_other_papers() -> None:
    assert (group_of(None), distribution_of(None)) == ("other", "general")


@pytest.mark.parametrize(
    "one", ["unep/mc/cop.4/1/add. 1", "UNEP / MC / COP.4 / 1 / Add.1", "ＵＮＥＰ/MC/COP.4/1/ADD1"]
)
def test_symbol_is_the_same_however_it_is_written(one: str) -> None:
    found = parse_symbol(one)
    assert (found.key, found.suffixes) == (parse_symbol(f"{BASE}/Add.1").key, ((SuffixKind.ADDENDUM, 1),))


@pytest.mark.parametrize("given", ["", " / ", "A//B", "UNEP/<b>", "X" * 81, "UNEP/MC\u202e/1", "=1+1"])
def test_what_no_symbol_holds_is_refused(given: str) -> None:
    with pytest.raises(NotASymbol):
        parse_symbol(given)


def test_symbols_stand_in_order_of_their_figures() -> None:
    given = [
        "X/COP.4/10",
        "X/COP.4/9/Rev.1",
        "X/COP.4/9",
        "X/COP.4/9/Add.10",
        "X/COP.4/9/Add.2",
        "X/COP.4/INF/1",
    ]
    found = [one.printed for one in sorted(map(parse_symbol, given), key=order_of)]
    assert found == [
        "X/COP.4/9",
        "X/COP.4/9/Add.2",
        "X/COP.4/9/Add.10",
        "X/COP.4/9/Rev.1",
        "X/COP.4/10",
        "X/COP.4/INF/1",
    ]


def test_last_revision_stands_for_all_before_it_and_leaves_addenda_alone() -> None:
    given = [
        "X/1",
        "X/1/Rev.1",
        "X/1/Rev.2",
        "X/1/Add.1",
        "X/1/Corr.1",
        "X/2/Add.1",
        "X/2/Add.1/Rev.1",
        "X/2",
    ]
    found = superseded(map(parse_symbol, given))
    assert found == {"x/1": "X/1/Rev.2", "x/1/rev.1": "X/1/Rev.2", "x/2/add.1": "X/2/Add.1/Rev.1"}
