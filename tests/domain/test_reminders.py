"""Rules of reminding, and their moments over every clock change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.errors import NotADigest, NotAReminder
from meetings.domain.reminders import (
    DEFAULT,
    check_digest,
    check_rules,
    parse_digest,
    parse_rule,
    rules_of,
    typed_rules,
    week_of,
)
from meetings.domain.zones import to_local, zone_names

START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "zone", "moment"),
    [
        ("24h", "Pacific/Apia", datetime(2026, 11, 25, 9, 0, tzinfo=UTC)),
        ("1h", "UTC", datetime(2026, 11, 26, 8, 0, tzinfo=UTC)),
        ("15m", "UTC", datetime(2026, 11, 26, 8, 45, tzinfo=UTC)),
        ("open", "UTC", datetime(2026, 11, 26, 8, 50, tzinfo=UTC)),
        ("3d@09:00", "Africa/Nairobi", datetime(2026, 11, 23, 6, 0, tzinfo=UTC)),
        (
            "3d@09:00",
            "Pacific/Apia",
            datetime(2026, 11, 22, 20, 0, tzinfo=UTC),
        ),  # it begins on the 26th at 22:00
        ("3d@09:00", "Pacific/Honolulu", datetime(2026, 11, 22, 19, 0, tzinfo=UTC)),  # on the 25th at 23:00
        ("0d@07:00", "Europe/Zurich", datetime(2026, 11, 26, 6, 0, tzinfo=UTC)),
        ("0d@11:00", "Europe/Zurich", None),
    ],
)
def test_moment(rule: str, zone: str, moment: datetime | None) -> None:
    assert parse_rule(rule).moment(START, 10, zone) == moment


@pytest.mark.parametrize(
    ("start", "rule", "moment"),
    [
        (datetime(2027, 3, 29, 9, 0, tzinfo=UTC), "1d@02:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 11, 1, 9, 0, tzinfo=UTC), "1d@02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 12, 0, tzinfo=UTC), "24h", datetime(2027, 3, 27, 12, 0, tzinfo=UTC)),
    ],
)
def test_clock_change_on_the_day(start: datetime, rule: str, moment: datetime) -> None:
    assert parse_rule(rule).moment(start, 15, "Europe/Zurich") == moment


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 1)),
    st.sampled_from(sorted(zone_names())),
    st.sampled_from(["0d@00:00", "1d@02:30", "3d@09:00", "7d@23:45", "24h", "open"]),
)
def test_moment_lies_before_and_at_the_hour_named(naive: datetime, zone: str, code: str) -> None:
    start, rule = naive.replace(tzinfo=UTC), parse_rule(code)
    moment = rule.moment(start, 15, zone)
    if moment is None:
        return
    assert moment < start
    if rule.at is not None:
        local = to_local(moment, zone)
        gap = datetime.combine(local.date(), local.time()) - datetime.combine(
            to_local(start, zone).date() - timedelta(days=rule.days), rule.at
        )
        assert timedelta() <= gap <= timedelta(days=1)  # a day that a zone left out is the longest gap


@pytest.mark.parametrize(
    "text", ["", "24", "h", "4m", "721h", "3d", "3d@24:00", "31d@09:00", "-1h", "٣h", "24h "]
)
def test_wrong_rule_is_refused(text: str) -> None:
    with pytest.raises(NotAReminder):
        parse_rule(text)


@pytest.mark.parametrize("given_rules", ["24h", [1], ["1h"] * 6, ["24h", "x"], {}])
def test_wrong_list_is_refused(given_rules: object) -> None:
    with pytest.raises(NotAReminder):
        check_rules(given_rules)


def test_closest_level_wins_and_none_at_all_is_a_choice() -> None:
    assert check_rules(None) is None
    assert check_rules([" 1h", "24h", "1h"]) == ["1h", "24h"]
    assert [rule.code for rule in rules_of(None, None, None)] == list(DEFAULT)
    assert [rule.code for rule in rules_of(None, ["3d@09:00"], ["1h"])] == ["3d@09:00"]
    assert rules_of([], ["1h"], None) == ()
    assert parse_rule("24h").kind == "reminder_24h"


@pytest.mark.parametrize(
    ("start", "code", "zone", "moment", "week"),
    [
        # 26 November 2026 is a Thursday.
        (START, "mon@08:00", "Africa/Nairobi", datetime(2026, 11, 23, 5, 0, tzinfo=UTC), "2026-W48"),
        (START, "thu@12:00", "Africa/Nairobi", datetime(2026, 11, 19, 9, 0, tzinfo=UTC), "2026-W47"),
        (START, "thu@11:59", "Africa/Nairobi", datetime(2026, 11, 26, 8, 59, tzinfo=UTC), "2026-W48"),
        (START, "fri@08:00", "Africa/Nairobi", datetime(2026, 11, 20, 5, 0, tzinfo=UTC), "2026-W47"),
        (START, "thu@23:30", "Pacific/Apia", datetime(2026, 11, 19, 10, 30, tzinfo=UTC), "2026-W47"),
        (START, "mon@08:00", "Pacific/Honolulu", datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "2026-W48"),
        # The clocks go forward on Sunday 28 March 2027, and the week is an hour shorter.
        (
            datetime(2027, 3, 29, 5, 30, tzinfo=UTC),
            "mon@08:00",
            "Europe/Zurich",
            datetime(2027, 3, 22, 7, 0, tzinfo=UTC),
            "2027-W12",
        ),
        (
            datetime(2027, 1, 1, 9, 0, tzinfo=UTC),
            "mon@08:00",
            "UTC",
            datetime(2026, 12, 28, 8, 0, tzinfo=UTC),
            "2026-W53",
        ),
    ],
)
def test_weekly_mail_tells_a_start_at_the_last_moment_before(
    start: datetime, code: str, zone: str, moment: datetime, week: str
) -> None:
    found = parse_digest(code).moment(start, zone)
    assert (found, week_of(found, zone)) == (moment, week)


@given(
    st.datetimes(datetime(2026, 1, 8), datetime(2036, 12, 1)),
    st.sampled_from(sorted(zone_names())),
    st.sampled_from(["mon@00:00", "sun@02:30", "wed@23:45"]),
)
def test_weekly_moment_lies_within_a_week_before(naive: datetime, zone: str, code: str) -> None:
    start, digest = naive.replace(tzinfo=UTC), parse_digest(code)
    moment = digest.moment(start, zone)
    assert moment < start
    local, wall = to_local(moment, zone), to_local(start, zone).replace(tzinfo=None)
    assert wall - local.replace(tzinfo=None) <= timedelta(
        days=7, hours=2
    )  # clocks on Troll are put forward by two
    assert (
        timedelta()
        <= local.replace(tzinfo=None)
        - datetime.combine(local.date() - timedelta(days=(local.weekday() - digest.weekday) % 7), digest.at)
        <= timedelta(hours=2)
    )


@pytest.mark.parametrize(
    "text", ["", "mon", "mon@8:00", "mon@24:00", "lun@08:00", "mon@08:00 tue@08:00", "mon@0٨:00", 1, []]
)
def test_wrong_weekly_mail_is_refused(text: object) -> None:
    with pytest.raises(NotADigest) as caught:
        check_digest(text)
    assert caught.value.field == "digest"


def test_weekly_mail_is_kept_and_none_is_a_choice() -> None:
    assert [check_digest(given) for given in (" Mon@08:00 ", None)] == ["mon@08:00", None]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("  ", None),
        ("none", []),
        ("NONE", []),
        ("24h, 1h", ["24h", "1h"]),
        ("24H 1h;15m、open،3d@09:00", ["24h", "1h", "15m", "open", "3d@09:00"]),
        ("none, 1h", ["none", "1h"]),
    ],
)
def test_typed_rules_are_parted(text: str, rules: list[str] | None) -> None:
    assert typed_rules(text) == rules
