"""Counts of following up add up, nobody is reminded twice a day, and a pasted list is read or says what is wrong."""

from datetime import timedelta

import pytest

from meetings.domain.cop.followup import Standing, Step, counted, is_due, read_lines, totals
from tests.factories import NOW


def standing(number: int, region: str = "africa", **changes: object) -> Standing:
    values = {
        "has_focal_point": True,
        "is_opened": False,
        "nominated": 0,
        "has_letter": False,
        "has_credentials": False,
        "needs_credentials": True,
        "bounced": False,
        "awaits": True,
    } | changes
    return Standing(str(number), region, "government", **values)  # type: ignore[arg-type]


def test_counts_add_up() -> None:
    every = [
        standing(1, has_focal_point=False),
        standing(2, is_opened=True, nominated=3),
        standing(3, "eeg", has_letter=True, nominated=1, awaits=False, bounced=True),
    ]
    rows = counted(every, "region")
    assert {region: row[Step.ALL] for region, row in rows.items()} == {"africa": 2, "eeg": 1}
    whole = totals(rows)
    assert whole == {step: sum(one.is_at(step) for one in every) for step in Step}
    assert whole[Step.INVITED] + whole[Step.WITHOUT] == whole[Step.ALL]
    assert (whole[Step.NOMINATED], whole[Step.BOUNCED], whole[Step.WAITING]) == (2, 1, 2)
    assert totals(counted(every, "category")) == whole


def test_nobody_is_reminded_twice_within_a_day() -> None:
    assert is_due(None, NOW)
    assert is_due(NOW - timedelta(days=1), NOW)
    assert not is_due(NOW - timedelta(hours=23), NOW)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("Kenya\tAma Example\tama@example.org\tfr", ("Kenya", "Ama Example", "ama@example.org", "fr", "")),
        ("Kenya;Ama Example;ama@example.org", ("Kenya", "Ama Example", "ama@example.org", "en", "")),
        (
            "Korea, Republic of, Ama Example, ama@example.org, RU",
            ("Korea, Republic of", "Ama Example", "ama@example.org", "ru", ""),
        ),
        (
            '"Kenya","Ama Example","ama@example.org","xx"',
            ("Kenya", "Ama Example", "ama@example.org", "en", ""),
        ),
        ("Kenya;Ama Example;no address@", ("Kenya", "Ama Example", "no address@", "en", "not_an_address")),
        ("Kenya;ama@example.org", ("Kenya", "", "", "en", "missing")),
    ],
)
def test_line_is_read_whatever_parts_it(raw: str, read: tuple[str, ...]) -> None:
    (line,) = read_lines(raw)
    assert (line.country, line.name, line.email, line.language, line.problem) == read


def test_head_and_empty_lines_are_left_out() -> None:
    lines = read_lines("Country;Name;E-mail\n\nKenya;Ama Example;ama@example.org\nno address here\n")
    assert [(one.number, one.problem) for one in lines] == [(3, ""), (4, "not_an_address")]
