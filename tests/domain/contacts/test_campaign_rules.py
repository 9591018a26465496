"""Rules of campaigns: moves, mornings in every zone, languages, texts, and what counts as reading."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.domain import errors
from meetings.domain.contacts.campaign_errors import (
    CampaignDayPast,
    HalfAText,
    NoSuchCampaignMove,
    NotASafeLink,
)
from meetings.domain.contacts.campaign_text import Piece, check_texts, check_whole, links_of, paragraphs
from meetings.domain.contacts.campaigns import (
    MOVES,
    CampaignState,
    check_day,
    check_hour,
    check_move,
    is_scan,
    is_walk,
    language_for,
    morning,
    zone_for,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_every_state_says_where_it_may_go() -> None:
    assert set(MOVES) == set(CampaignState)
    check_move("running", CampaignState.PAUSED)
    for state, wanted in (
        ("draft", "running"),
        ("done", "running"),
        ("running", "draft"),
        ("paused", "done"),
    ):
        with pytest.raises(NoSuchCampaignMove):
            check_move(state, CampaignState(wanted))


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Africa/Nairobi", date(2026, 11, 25), "2026-11-25T06:00"),
        ("Pacific/Auckland", date(2026, 11, 25), "2026-11-24T20:00"),
        ("Pacific/Honolulu", date(2026, 11, 25), "2026-11-25T19:00"),
        ("Asia/Kathmandu", date(2026, 11, 25), "2026-11-25T03:15"),
        ("Africa/Nairobi", date(2026, 11, 24), "2026-11-25T06:00"),  # its morning is over: the next one
        ("Pacific/Honolulu", date(2026, 11, 24), "2026-11-24T19:00"),  # not yet begun there
        ("Europe/Zurich", date(2026, 11, 20), "2026-11-25T08:00"),  # a day long past
    ],
)
def test_morning_is_where_the_reader_is(zone: str, day: date, expected: str) -> None:
    assert morning(day, 9, zone, NOON).strftime("%Y-%m-%dT%H:%M") == expected


def test_morning_keeps_its_hour_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 20, tzinfo=UTC)
    hours = [morning(date(2026, 10, day), 9, "Europe/Zurich", before).hour for day in (24, 25)]
    assert hours == [7, 8]
    skipped = morning(date(2026, 3, 29), 2, "Europe/Zurich", datetime(2026, 3, 1, tzinfo=UTC))
    assert skipped == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    twice = morning(date(2026, 10, 25), 2, "Europe/Zurich", before)
    assert twice == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)


def test_day_is_past_when_it_is_over_everywhere() -> None:
    check_day(date(2026, 11, 24), NOON)
    check_day(date(2026, 11, 24), NOON + timedelta(hours=20))  # still that day in Baker Island's waters
    with pytest.raises(CampaignDayPast):
        check_day(date(2026, 11, 23), NOON)


@pytest.mark.parametrize("given", ["", "4", "21", "9.5", "nine", "٩"])
def test_hour_is_one_of_the_day(given: str) -> None:
    assert check_hour(" 9 ") == 9
    with pytest.raises(errors.NotANumber):
        check_hour(given)


@pytest.mark.parametrize(
    ("own", "country", "expected"),
    [
        (("Asia/Kathmandu", "Africa/Nairobi"), "KE", "Asia/Kathmandu"),
        ((None, "Africa/Nairobi"), "KE", "Africa/Nairobi"),
        (("Nowhere/Land", None), "KE", "Africa/Nairobi"),
        ((None, None), "BR", "Europe/Zurich"),  # of several zones nobody knows which
        ((None, None), None, "Europe/Zurich"),
    ],
)
def test_zone_is_the_readers_else_their_countrys(
    own: tuple[str | None, ...], country: str | None, expected: str
) -> None:
    assert zone_for(own, country, "Europe/Zurich") == expected


def test_language_is_the_readers_where_it_is_written() -> None:
    assert [language_for(one, {"en", "fr"}) for one in ("fr", "ru", "en")] == ["fr", "en", "en"]


def test_text_is_paragraphs_lines_and_links() -> None:
    body = "Dear all,\nsee [the page](https://example.org/a?b=1) now.\n \n[bad](javascript:alert(1)) <b>\n\n"
    first, second = paragraphs(body)
    assert first == (
        (Piece("Dear all,"),),
        (Piece("see "), Piece("the page", "https://example.org/a?b=1"), Piece(" now.")),
    )
    assert second == ((Piece("[bad](javascript:alert(1)) <b>"),),)


def test_links_are_those_of_all_languages_each_once() -> None:
    texts = {
        "fr": {"subject": "s", "body": "[a](https://example.org/1) [b](https://example.org/2)"},
        "en": {"subject": "s", "body": "[a](https://example.org/2)"},
    }
    assert links_of(texts) == ["https://example.org/2", "https://example.org/1"]


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "https://u:p@example.org/",
        "https://",
        "https://localhost/",
        "ftp://example.org",
    ],
)
def test_link_that_is_not_safe_is_refused(address: str) -> None:
    with pytest.raises(NotASafeLink) as refusal:
        check_texts({"fr": {"subject": "s", "body": f"[x]({address})"}})
    assert refusal.value.field == "body-fr"


def test_texts_are_kept_trimmed_and_may_be_unfinished() -> None:
    given = {"en": {"subject": " News ", "body": "a\r\nb\n"}, "fr": {"subject": "", "body": " "}}
    assert check_texts(given) == {"en": {"subject": "News", "body": "a\nb"}}
    turned = {"en": {"subject": "a\u202eb", "body": "c\u2066d"}}
    assert check_texts(turned) == {"en": {"subject": "ab", "body": "cd"}}
    half = check_texts({"ru": {"subject": "", "body": "Слова"}})
    with pytest.raises(HalfAText) as refusal:
        check_whole(half)
    assert refusal.value.field == "subject-ru"
    with pytest.raises(errors.NotOneLine):
        check_texts({"en": {"subject": "a\nBcc: b@example.org", "body": "x"}})
    with pytest.raises(errors.TooLong):
        check_texts({"en": {"subject": "a" * 151, "body": "x"}})


def test_programs_that_look_at_links_are_no_readers() -> None:
    assert is_scan(None, NOON)
    assert is_scan(NOON, NOON + 59 * SECOND)
    assert not is_scan(NOON, NOON + 60 * SECOND)
    assert is_walk(1, NOON, [(2, NOON - 2 * SECOND)])
    assert is_walk(1, NOON, [(2, NOON + SECOND)])
    assert not is_walk(1, NOON, [(1, NOON), (2, NOON - 3 * SECOND)])
