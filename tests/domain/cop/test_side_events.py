"""Applications for side events say what they must; so many are held at once and no more; names are kept once."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.domain.cop.documents_errors import CallClosed, NotThisStep, TooManyAtOnce
from meetings.domain.cop.side_events import (
    APPLICANT,
    DESK,
    ApplicationTyped,
    SideEventState,
    application_problems,
    check_application,
    check_at_once,
    check_open,
    check_step,
    names_together,
)

NOW = datetime(2026, 12, 7, 10, tzinfo=UTC)
DAYS = [date(2026, 12, 7), date(2026, 12, 8)]
GIVEN = ApplicationTyped(
    " Mercury in rice ",
    "Two lines\nabout it",
    "en",
    "Body A",
    "Body B\n\n Body C ",
    ("2026-12-08",),
    "hybrid",
    "",
    ("en", "fr"),
    "Ada Example",
    "Ada@example.org",
)


@dataclass
class Time:
    starts_at: datetime
    minutes: int


def test_application_is_kept_tidied() -> None:
    found = check_application(GIVEN, DAYS)
    assert found["title"] == "Mercury in rice"
    assert found["organizers"] == ["Body B", "Body C"]
    assert (found["equipment"], found["days"], found["languages"]) == (None, ["2026-12-08"], ["en", "fr"])
    assert found["abstract"] == "Two lines\nabout it"
    assert application_problems(GIVEN, DAYS) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"abstract": ""}, "abstract"),
        ({"abstract": "x" * 3001}, "abstract"),
        ({"language": "xx"}, "language"),
        ({"lead": ""}, "lead"),
        ({"organizers": "\n".join(f"Body {one}" for one in range(21))}, "organizers"),
        ({"days": ("2026-12-09",)}, "days"),
        ({"mode": "by telephone"}, "mode"),
        ({"languages": ("xx",)}, "languages"),
        ({"contact_name": "…"}, "contact_name"),
        ({"contact_email": ""}, "contact_email"),
        ({"contact_email": "nobody"}, "contact_email"),
    ],
)
def test_answer_that_is_wrong_is_named(changes: dict[str, object], field: str) -> None:
    found = application_problems(replace(GIVEN, **changes), DAYS)  # type: ignore[arg-type]
    assert [(one.field or "").split(".")[0] for one in found] == [field]


def test_every_answer_that_is_wrong_is_told_at_once() -> None:
    nothing = ApplicationTyped("", "", "", "", "", (), "", "", (), "", "")
    fields = {(one.field or "").split(".")[0] for one in application_problems(nothing, DAYS)}
    assert fields == {"title", "abstract", "language", "lead", "mode", "contact_name", "contact_email"}


def test_every_move_is_one_of_the_tables() -> None:
    for moves in (DESK, APPLICANT):
        for state in SideEventState:
            for to in SideEventState:
                if to in moves.get(state, ()):
                    check_step(state, to, moves)
                else:
                    with pytest.raises(NotThisStep):
                        check_step(state, to, moves)


def test_states_are_all_reached_and_the_ends_are_ends() -> None:
    reached = {to for moves in (DESK, APPLICANT) for some in moves.values() for to in some}
    assert reached == set(SideEventState)
    assert not any(state in moves for moves in (DESK, APPLICANT) for state in ("merged", "withdrawn"))


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"),
    [(None, None, False), (0, None, True), (1, None, False), (-1, 0, False), (-1, 1, True)],
)
def test_call_is_open_between_its_instants(opens: int | None, closes: int | None, is_open: bool) -> None:
    at = [NOW + timedelta(hours=one) if one is not None else None for one in (opens, closes)]
    if is_open:
        return check_open(*at, NOW)
    with pytest.raises(CallClosed):
        check_open(*at, NOW)


@pytest.mark.parametrize(
    ("others", "most", "fits"),
    [
        ([], 1, True),
        ([0], 1, False),
        ([-75, 75], 1, True),
        ([-74], 1, False),
        ([0], 2, True),
        ([0, 0], 2, False),
        ([-60, 60], 2, True),
        ([-60, 10], 2, False),
        ([-60, 60, 60], 2, False),
    ],
)
def test_no_more_than_so_many_are_held_at_once(others: list[int], most: int, fits: bool) -> None:
    times = [Time(NOW + timedelta(minutes=one), 75) for one in others]
    if fits:
        return check_at_once(NOW, 75, times, most)
    with pytest.raises(TooManyAtOnce):
        check_at_once(NOW, 75, times, most)


def test_names_of_several_stand_once_in_their_order() -> None:
    assert names_together(["A", "B"], [["b ", "C"], ["A", "D"]]) == ["A", "B", "C", "D"]
