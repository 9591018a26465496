"""What somebody on a panel may say, and as long as their link opens."""

from datetime import timedelta

import pytest

from meetings.domain import errors
from meetings.domain.panel.answers import (
    Printed,
    check_answer,
    check_minutes,
    check_printed,
    check_proposed,
    check_words,
    is_shut,
)
from meetings.domain.panel.panel_errors import PanelOver
from tests.factories import NOW

DAY = timedelta(days=1)


def test_answers_are_yes_or_no_while_a_time_is_to_come() -> None:
    assert check_answer("declined", is_coming=True) == "declined"
    with pytest.raises(PanelOver):
        check_answer("confirmed", is_coming=False)
    with pytest.raises(errors.NotAChoice):
        check_answer("invited", is_coming=True)


def test_a_stranger_s_words_are_kept_as_written_on_one_line() -> None:
    assert check_words("  <script>alert(1)</script>\n two ") == "<script>alert(1)</script> two"
    with pytest.raises(errors.TooLong):
        check_words("a" * 501)


def test_affiliations_are_lines() -> None:
    assert check_printed(" Chemist ", "") == Printed("Chemist", None)
    with pytest.raises(errors.NotOneLine):
        check_printed("", "An\nInstitute")


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org"]
)
def test_garbage_for_an_address_is_refused_at_its_field(email: str) -> None:
    with pytest.raises(errors.Refused) as refused:
        check_proposed("Ana Example", email, "", "")
    assert refused.value.field == "email"


@pytest.mark.parametrize(("typed", "minutes"), [("", None), (" 12 ", 12), ("240", 240)])
def test_minutes_are_whole(typed: str, minutes: int | None) -> None:
    assert check_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["0", "241", "-3", "ten", "1e3", "٣", "99999"])
def test_other_minutes_are_refused(typed: str) -> None:
    with pytest.raises(errors.NotANumber):
        check_minutes(typed)


def test_links_open_a_month_longer_than_the_season() -> None:
    last = NOW + 3 * DAY
    assert not is_shut(None, None, NOW)
    assert not is_shut(NOW.date(), last, last + 30 * DAY)
    assert is_shut(NOW.date(), last, last + 31 * DAY)
    assert is_shut(NOW.date(), None, NOW + 32 * DAY)
