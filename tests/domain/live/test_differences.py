"""Of whom a platform told something else than its report."""

from datetime import UTC, datetime, timedelta

from meetings.domain.live.differences import Difference, Said, differences

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
END = START + timedelta(minutes=60)


def said(key: str, live: bool, begin: float, end: float | None) -> Said:
    left_at = None if end is None else START + timedelta(minutes=end)
    return Said(key, key.title(), live, START + timedelta(minutes=begin), left_at)


def minutes(one: Difference) -> tuple[str, float | None, float | None]:
    told, reported = (part and part.total_seconds() / 60 for part in (one.told, one.reported))
    return one.name, told, reported


def test_what_one_alone_says_and_what_is_far_apart_is_named_the_largest_first() -> None:
    rows = [
        said("same", True, 0, 30),
        said("same", False, 0, 30),
        said("near", True, 0, 31),
        said("near", False, 0, 30),
        said("apart", True, 0, 30),
        said("apart", False, 0, 45),
        said("told", True, 10, None),
        said("told", True, 5, 20),
        said("reported", False, 0, 5),
        said("left", True, 20, 20),
        said("left", False, 0, 20),
    ]
    assert [minutes(one) for one in differences(rows, END)] == [
        ("Told", 55, None),
        ("Left", None, 20),
        ("Apart", 30, 45),
        ("Reported", None, 5),
    ]


def test_nothing_differs_where_nothing_is_said() -> None:
    assert differences([], END) == ()
    assert differences([said("gone", True, 5, 5)], END) == ()
