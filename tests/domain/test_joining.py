"""Which time a link leads to, and who else is in a room."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain import errors
from meetings.domain.joining import check_room, ways_in

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A place, by how many hours ahead its slot begins."""

    hours: float
    place_state: str = "confirmed"
    state: str = "planned"
    is_ended: bool = False
    minutes: int = 60
    doors_minutes: int = 15

    @property
    def starts_at(self) -> datetime:
        """The first instant."""
        return NOW + timedelta(hours=self.hours)


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ([], []),
        ([Place(5), Place(2), Place(-3)], [Place(2)]),
        ([Place(-3), Place(-9)], [Place(-3)]),
        ([Place(5), Place(0.2), Place(-3)], [Place(0.2)]),
        ([Place(0.2), Place(-0.5), Place(5)], [Place(-0.5), Place(0.2)]),
        ([Place(0.2, "waiting"), Place(5)], [Place(5)]),
        ([Place(0.2, "waiting"), Place(-5)], [Place(0.2, "waiting")]),
        ([Place(2, state="cancelled"), Place(5)], [Place(5)]),
        ([Place(2, state="cancelled"), Place(-5)], [Place(2, state="cancelled")]),
        ([Place(2, "declined"), Place(5, "waiting")], [Place(5, "waiting")]),
        ([Place(0.2, "cancelled", is_ended=True), Place(5)], [Place(5)]),
        ([Place(0.2, "cancelled", is_ended=True)], [Place(0.2, "cancelled", is_ended=True)]),
        ([Place(0.2, is_ended=True)], [Place(0.2, is_ended=True)]),
    ],
)
def test_link_leads_to_what_is_open_else_next_else_last(held: list[Place], found: list[Place]) -> None:
    assert ways_in(held, NOW) == found


@pytest.mark.parametrize(
    ("names", "number", "found"),
    [
        ("Ada\r\n\r\n  Bela Example \nada", "", (("ada", "Bela Example"), None)),
        ("", "7", ((), 7)),
        ("", "٢٠", ((), 20)),
        ("Ada", "200", (("Ada",), 200)),
        ("\u202eAda <b>", "", (("\u202eAda <b>",), None)),
    ],
)
def test_room_is_names_and_a_number(
    names: str, number: str, found: tuple[tuple[str, ...], int | None]
) -> None:
    assert check_room(names, number) == found


@pytest.mark.parametrize(
    ("names", "number", "refusal", "field"),
    [
        ("", "", errors.Missing, "names"),
        (" \n ", "", errors.Missing, "names"),
        ("", "0", errors.NotANumber, "number"),
        ("", "-1", errors.NotANumber, "number"),
        ("", "1e9", errors.NotANumber, "number"),
        ("", "1" * 5000, errors.NotANumber, "number"),
        ("", "201", errors.NotANumber, "number"),
        ("", "many", errors.NotANumber, "number"),
        ("Ada\n" * 10_000, "", errors.TooManyLines, "names"),
        ("x" * 300, "", errors.TooLong, "names"),
        ("Ada\tExample", "", errors.NotOneLine, "names"),
        ("...", "", errors.Missing, "names"),
    ],
)
def test_what_is_no_room_is_refused(
    names: str, number: str, refusal: type[errors.Refused], field: str
) -> None:
    with pytest.raises(refusal) as raised:
        check_room(names, number)
    assert raised.value.field == field
