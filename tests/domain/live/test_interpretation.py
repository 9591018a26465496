"""Languages of a slot: moves, what is lacking by when, what the public may be told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from meetings.domain import errors
from meetings.domain.live.interpretation import (
    MOVES,
    Lack,
    ServiceState,
    check_day,
    check_move,
    check_pair,
    check_service,
    is_given,
    is_taken_back,
    lack_of,
    moves_from,
    unkept,
)

START = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    state: str
    kind: str = "spoken"
    language: str = "fr"
    needed_by: date = date(2027, 2, 20)
    promised_at: datetime | None = None


@pytest.mark.parametrize("state", list(ServiceState))
@pytest.mark.parametrize("wanted", list(ServiceState))
def test_a_service_moves_as_the_table_says(state: ServiceState, wanted: ServiceState) -> None:
    if wanted in MOVES[state]:
        assert check_move(state, wanted) is wanted
        assert wanted in moves_from(state)
    else:
        with pytest.raises(errors.NotThisMove):
            check_move(state, wanted)


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(errors.NotAChoice):
        check_move("needed", "promised")


def test_a_language_that_is_none_of_ours_is_refused_and_a_sign_language_is_named() -> None:
    assert check_service("spoken", "fr", "ignored") == ("spoken", "fr", "")
    assert check_service("sign", "fr", "International Sign") == ("sign", "", "International Sign")
    for kind, language, label, field in (
        ("spoken", "tlh", "", "language"),
        ("captions", "", "", "language"),
        ("sign", "", "", "label"),
        ("dance", "fr", "", "kind"),
    ):
        with pytest.raises(errors.Refused) as refusal:
            check_service(kind, language, label)
        assert refusal.value.field == field


def test_a_day_is_a_fortnight_before_or_as_written_and_never_after() -> None:
    assert check_day("", START, "Europe/Zurich") == date(2027, 2, 16)
    assert check_day("2027-03-02", START, "Europe/Zurich") == date(2027, 3, 2)
    for wrong in ("2027-03-03", "soon"):
        with pytest.raises(errors.NotATime):
            check_day(wrong, START, "Europe/Zurich")


def test_a_pair_has_two_languages() -> None:
    assert check_pair("en", "fr") == ("en", "fr")
    for source, target in (("en", "en"), ("xx", "en"), ("en", "xx")):
        with pytest.raises(errors.NotAChoice):
            check_pair(source, target)


@pytest.mark.parametrize(
    ("row", "today", "lack"),
    [
        (Row("needed"), date(2027, 2, 20), Lack.OPEN),
        (Row("booked"), date(2027, 2, 21), Lack.LATE),
        (Row("confirmed"), date(2027, 2, 21), None),
        (Row("confirmed", language="ru"), date(2027, 2, 21), Lack.NO_CHANNEL),
        (Row("confirmed", kind="captions", language="ru"), date(2027, 2, 21), None),
        (Row("not_provided"), date(2027, 2, 21), None),
        (Row("not_provided", promised_at=START), date(2027, 2, 1), Lack.TAKEN_BACK),
    ],
)
def test_what_is_lacking(row: Row, today: date, lack: Lack | None) -> None:
    assert lack_of(row, {"fr"}, today) == lack


def test_a_promise_of_the_page_that_is_not_confirmed_warns_a_week_ahead() -> None:
    rows = [Row("confirmed"), Row("booked", language="es"), Row("confirmed", kind="captions", language="ar")]
    assert unkept(["fr", "es", "ar"], rows, 8) == []
    assert unkept(["fr", "es", "ar"], rows, 7) == ["ar", "es"]


def test_the_public_hears_of_what_is_confirmed_and_of_what_was_taken_back() -> None:
    assert is_given(Row("confirmed", promised_at=START))
    assert not is_taken_back(Row("confirmed", promised_at=START))
    assert is_taken_back(Row("needed", promised_at=START))
    assert not is_given(Row("needed"))
    assert not is_taken_back(Row("booked"))
