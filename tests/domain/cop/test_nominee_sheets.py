"""Rows of sheets: columns by whatever they are called, people as they are named, and States that are never guessed."""

import pytest

from meetings.domain.cop import delegation_errors as refusals
from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.nominee_sheets import (
    MOST_ROWS,
    SheetRow,
    check_country,
    nominee_of,
    read_rows,
    segment_cell,
    tidy,
)
from meetings.domain.errors import NotAChoice, Refused, TooManyLines

HEADS = {"id": "id", "name": "name", "nom": "name", "function": "function", "email": "email"}
WORDS = {"role": {"adviser": "adviser", "conseiller": "adviser"}}


def test_columns_are_found_by_what_they_are_called() -> None:
    rows = read_rows(
        [
            [],
            ["Nom", "E-Mail?", "Function", "Segment 1", "x"],
            ["", "", ""],
            ["Ama", "", "'=1+1", "online"],
        ],
        HEADS,
    )
    assert rows == [SheetRow(4, {"name": "Ama", "function": "=1+1"}, {"1": "online"})]


@pytest.mark.parametrize("rows", [[], [["a", "b"], ["1", "2"]], [[""]]])
def test_sheet_without_names_is_none(rows: list[list[str]]) -> None:
    with pytest.raises(refusals.NoColumns):
        read_rows(rows, HEADS)


def test_sheet_has_an_end() -> None:
    with pytest.raises(TooManyLines):
        read_rows([["name"], *([f"n{number}"] for number in range(MOST_ROWS + 1))], HEADS)


@pytest.mark.parametrize(
    ("cell", "said"),
    [("'=1+1", "=1+1"), ("'Ama", "'Ama"), (" <script> ", "<script>"), ("'-", "-"), ("x" * 2000, "x" * 1000)],
)
def test_guard_of_a_formula_is_no_part_of_it(cell: str, said: str) -> None:
    assert tidy(cell) == said


BASE = Nominee(
    "Ama", function="Minister", role="head", lists=("name",), wishes=(Wish(7, "room", "speaker", (3,)),)
)


def test_what_has_no_column_stays_and_what_is_empty_goes() -> None:
    slugs = {"1": 7, "2": 8}
    said = nominee_of(SheetRow(2, {"name": "Ama E."}), slugs, WORDS, BASE)
    assert (said.name, said.function, said.wishes) == ("Ama E.", "Minister", BASE.wishes)
    cells = {"name": "Ama", "function": "", "role": "Conseiller", "lists": "Email; name"}
    said = nominee_of(SheetRow(2, cells, {"1": "", "2": "online"}), slugs, WORDS, BASE)
    assert (said.function, said.role, said.lists) == ("", "adviser", ("name", "email"))
    assert said.wishes == (Wish(8, "online"),)
    kept = nominee_of(SheetRow(2, {"name": "Ama"}, {"1": "x", "9": "room"}), slugs, WORDS, BASE)
    assert kept.wishes == (Wish(7, "room", "viewer", (3,)),)
    with pytest.raises(NotAChoice):
        nominee_of(SheetRow(2, {"lists": "passport"}), slugs, WORDS, BASE)


def test_segments_are_written_as_they_are_read() -> None:
    for wish in (Wish(7, "room", "speaker"), Wish(7, "online")):
        row = SheetRow(2, {}, {"1": segment_cell(wish)})
        assert nominee_of(row, {"1": 7}, WORDS, Nominee("")).wishes == (wish,)
    assert segment_cell(None) == ""


STATES = {"Kenya": "KE", "Ghana": "GH", "Congo": ("CD", "CG"), "Keny": ("KE",)}


@pytest.mark.parametrize(
    ("cell", "own", "refused"),
    [
        ("", "KE", None),
        ("Kenya", "KE", None),
        ("Ghana", "KE", refusals.OtherCountry),
        ("Congo", "KE", refusals.OtherCountry),
        ("Congo", "CG", refusals.CountryToReview),
        ("Keny", "KE", refusals.CountryToReview),
        ("Atlantis", "KE", refusals.UnknownCountry),
    ],
)
def test_state_of_a_row_is_the_delegations_or_somebody_says_so(
    cell: str, own: str, refused: type[Refused] | None
) -> None:
    if refused is None:
        check_country(cell, own, STATES.get)
        return
    with pytest.raises(refused):
        check_country(cell, own, STATES.get)
    if refused is refusals.CountryToReview:
        check_country(cell, own, STATES.get, is_settled=True)
