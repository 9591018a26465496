"""Who came on which day, counted: lines that add up, and small numbers that others cannot have."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from meetings.domain.cop.arrivals import ANY_DAY, Arrival, Cut, arrivals, outside

MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


def came(day: date, number: int, **changes: str | None) -> Arrival:
    values: dict[str, str | None] = {
        "category": "government",
        "region": "africa",
        "party": "KE",
        "gender": None,
    }
    values |= changes
    return Arrival(day, f"p{number}", **values)  # type: ignore[arg-type]


ngos = {"category": "ngo", "region": None, "party": None}
crowd = some.lists(
    some.builds(
        Arrival,
        day=some.sampled_from((MONDAY, TUESDAY)),
        participation=some.integers(0, 60).map(str),
        category=some.just("government"),
        region=some.none(),
        party=some.none(),
        gender=some.none(),
    ).map(
        lambda one: came(
            one.day,
            int(one.participation),
            **(
                ngos
                if int(one.participation) % 5 == 0
                else {"party": f"P{int(one.participation) % 7}", "region": f"r{int(one.participation) % 3}"}
            ),
        )
    ),
    max_size=90,
)


def test_somebody_who_came_twice_counts_on_each_day_and_once_in_all() -> None:
    rows = [came(MONDAY, 1), came(TUESDAY, 1), came(TUESDAY, 2, **ngos)]
    table = arrivals(rows)[0]
    assert table.cut == Cut.CATEGORY
    assert [(one.day, one.total, one.states, dict(one.cells)) for one in table.lines] == [
        (MONDAY, 1, 1, {"government": 1, "ngo": 0}),
        (TUESDAY, 2, 1, {"government": 1, "ngo": 1}),
        (ANY_DAY, 2, 1, {"government": 1, "ngo": 1}),
    ]


def test_nobody_makes_empty_tables() -> None:
    assert [(one.keys, one.lines) for one in arrivals([])] == [((), ())] * 4


@given(crowd)
def test_cells_of_each_line_add_up_to_its_total(rows: list[Arrival]) -> None:
    for table in arrivals(rows):
        for line in table.lines:
            assert sum(int(one or 0) for one in line.cells.values()) == line.total


@given(crowd)
def test_outside_no_small_number_is_told_nor_left_over(rows: list[Arrival]) -> None:
    full = {table.cut: table for table in arrivals(rows)}
    for table in outside(full.values()):
        assert table.cut != Cut.PARTY
        for line, true in zip(table.lines, full[table.cut].lines, strict=True):
            small = {key for key, value in true.cells.items() if 0 < int(value or 0) < 5}
            assert all(line.cells[key] == "1–4" for key in small)
            gone = [key for key, value in line.cells.items() if not isinstance(value, int)]
            others = [key for key, value in true.cells.items() if int(value or 0) >= 5]
            assert not (len(small) == 1 and others) or len(gone) > 1
