"""Filters of contacts: what is known is kept once, what is not is refused with its field."""

from dataclasses import replace

import pytest

from meetings.domain.contacts.filters import MOST_CHOICES, Filter, check_filter
from meetings.domain.contacts.lists import check_name
from meetings.domain.errors import Missing, NotAChoice, NotOneLine, Refused, TooLong, TooManyLines

COUNTRIES = ("KE", "PE")


def test_filter_keeps_each_choice_once() -> None:
    asked = Filter(
        roles=("expert", "expert"), countries=("KE",), regions=("africa",), statuses=("party",), text="  a "
    )
    assert check_filter(asked, COUNTRIES) == replace(asked, roles=("expert",), text="a")


@pytest.mark.parametrize("name", ["roles", "countries", "regions", "statuses", "languages", "categories"])
def test_unknown_code_is_refused_with_its_field(name: str) -> None:
    with pytest.raises(NotAChoice) as refusal:
        check_filter(Filter(**{name: ("nowhere",)}), COUNTRIES)  # type: ignore[arg-type]
    assert (refusal.value.field, refusal.value.values["value"]) == (name, "nowhere")


@pytest.mark.parametrize(
    ("asked", "error", "field"),
    [
        (
            Filter(interests=tuple(str(one) for one in range(MOST_CHOICES + 1))),
            TooManyLines,
            "interests",
        ),
        (Filter(interests=("x" * 101,)), TooLong, "interests"),
        (Filter(text="x" * 201), TooLong, "text"),
        (Filter(text="a\nb"), NotOneLine, "text"),
    ],
)
def test_too_much_is_refused(asked: Filter, error: type[Refused], field: str) -> None:
    with pytest.raises(error) as refusal:
        check_filter(asked, COUNTRIES)
    assert refusal.value.field == field


def test_name_is_needed_and_kept_plain() -> None:
    assert check_name("  Focal points ") == "Focal points"
    with pytest.raises(Missing):
        check_name("   ")
