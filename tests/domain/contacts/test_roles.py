"""Terms of roles."""

from datetime import date

import pytest

from meetings.domain.contacts.roles import overlap

A, B, C, D = (date(2026, month, 1) for month in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ((A, B), (C, D), False),
        ((A, B), (B, C), True),
        ((A, None), (C, D), True),
        ((None, None), (A, B), True),
        ((None, A), (B, None), False),
    ],
)
def test_terms_meet(one: tuple[date, date], other: tuple[date, date], meets: bool) -> None:
    assert overlap(one, other) is meets
    assert overlap(other, one) is meets
