"""Rules of attendance: presence whatever the order, zones, and who a row is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.attendance import Answers, Row, Stay, covered, group, key_of
from meetings.domain.attendance_matching import (
    Known,
    KnownPeople,
    bare_name,
    is_bot,
    is_unidentified,
    match,
    name_keys,
    real_address,
)
from meetings.domain.attendance_places import check_file_zone, place_rows, zone_choices
from meetings.domain.errors import UnknownZone

BEGIN = datetime(2025, 3, 18, 12, 0, tzinfo=UTC)
MINUTES = st.integers(0, 600)


def row(name: str = "Ana", address: str = "", **changes: str) -> Row:
    return Row(1, name, address, None, None, **changes)  # type: ignore[arg-type]


@given(st.lists(st.tuples(MINUTES, MINUTES)), st.randoms())
def test_presence_is_the_union_in_any_order(spans: list[tuple[int, int]], chance: object) -> None:
    stretches = [
        (BEGIN + timedelta(minutes=min(pair)), BEGIN + timedelta(minutes=max(pair))) for pair in spans
    ]
    there = {minute for pair in spans for minute in range(min(pair), max(pair))}
    assert covered(stretches) == timedelta(minutes=len(there))
    chance.shuffle(stretches)  # type: ignore[attr-defined]
    assert covered(stretches) == timedelta(minutes=len(there))
    assert covered(stretches + stretches) == timedelta(minutes=len(there))


def test_rows_of_one_address_are_shown_together_and_nameless_ones_by_name() -> None:
    hour = timedelta(hours=1)
    rows = [row("A", "A@example.org"), row("B", "a@Example.org"), row("iPad"), row("iPad")]
    found = group([Stay(one, BEGIN, BEGIN + hour) for one in rows], None)
    assert [(one.key, len(one.rows), one.seconds) for one in found] == [
        ("a@example.org", 2, 3600),
        ("name:iPad", 2, 3600),
    ]
    opened = group([Stay(rows[0], BEGIN, None)], None)
    assert opened[0].seconds is None
    assert group([Stay(rows[0], BEGIN, None)], BEGIN + hour)[0].seconds == 3600
    assert key_of("", "林薇") == "name:林薇"


@pytest.mark.parametrize(
    ("given_zone", "found"),
    [("europe/zurich", "Europe/Zurich"), ("+02:00", "+02:00"), ("UTC+5:30", "+05:30"), ("UTC", "UTC")],
)
def test_zone_is_a_name_or_an_offset(given_zone: str, found: str) -> None:
    assert check_file_zone(given_zone) == found


@pytest.mark.parametrize("zone", ["Mars", "", "+25:00", "CET or so"])
def test_other_zones_are_refused(zone: str) -> None:
    with pytest.raises(UnknownZone):
        check_file_zone(zone)


def test_zones_that_would_fit_are_named() -> None:
    zones = ["Africa/Nairobi", "Europe/Zurich", "UTC"]
    assert zone_choices(zones, "UTC", BEGIN, -60) == ["Europe/Zurich", "+01:00"]
    assert zone_choices(zones, "Africa/Nairobi", BEGIN, 180) == ["UTC", "+00:00"]


def test_hours_that_clocks_jump_over_are_said() -> None:
    lost = row()._replace(joined=datetime(2025, 3, 30, 2, 30))
    _stays, problems = place_rows([lost], "Europe/Zurich", Answers())
    assert problems[0].code == "nonexistent_time"


AIKO = Known(1, "aiko hoshino", "JP", "r1", "p1")
BO = Known(2, "bo li", "CN", "r2", "p2")
BO_AGAIN = Known(3, "bo li", "KE", "r3", "p3")
PEOPLE = KnownPeople(
    by_reference={"r1": AIKO},
    by_address={"aiko@example.org": (AIKO,), "desk@example.org": (AIKO, BO)},
    by_name={"aiko hoshino": (AIKO,), "bo li": (BO, BO_AGAIN)},
    countries={"china": "CN", "kenya": "KE", "japan": "JP", "france": "FR"},
)


@pytest.mark.parametrize(
    ("given_row", "how", "who"),
    [
        (row("Anybody", "x@example.org", reference="r1"), "link", [1]),
        (row("iPhone", "AIKO@example.org"), "address", [1]),
        (row("Bo Li (China)", "desk@example.org"), "address", [2]),
        (row("Somebody Else", "desk@example.org"), "suggested", [1, 2]),
        (row("Aiko Hoshino (External)"), "suggested", [1]),
        (row("Hoshino Aiko"), "suggested", [1]),
        (row("HOSHINO, Aiko"), "suggested", [1]),
        (row("Bo Li"), "suggested", [2, 3]),
        (row("Bo Li", country="Kenya"), "suggested", [3]),
        (row("Bo Li", country="France"), None, []),
        (row("Bo Li", "bo@elsewhere.example"), "suggested", [2, 3]),
        (row("41220100123"), None, []),
        (row("iPad"), None, []),
        (row("Nobody Known"), None, []),
    ],
)
def test_matching(given_row: Row, how: str | None, who: list[int]) -> None:
    found = match(given_row, PEOPLE)
    people = [found.known] if found.known else found.proposed
    assert (found.how, [one.person_id for one in people]) == (how, who)


@pytest.mark.parametrize(
    "name",
    [
        "41220100123",
        "+41 22 010 01 23",
        "iPad",
        "iPad (2)",
        "iPhone de Léa",
        "Call-in User_1",
        "Galaxy S21",
        "SM-G991B",
        "",
    ],
)
def test_telephones_and_devices_are_nobody(name: str) -> None:
    assert is_unidentified(name)


@pytest.mark.parametrize("name", ["Kwame Oppong", "Oppong", "Guest Smith", "林薇", "Userova", "Ipadis Marta"])
def test_people_are_not_devices(name: str) -> None:
    assert not is_unidentified(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Otter.ai", True),
        ("OtterPilot", True),
        ("read.ai meeting notes", True),
        ("Meeting Notetaker", True),
        ("Otto Berg", False),
        ("Fathima Note", False),
        ("Readai", True),
        ("Fireflies.ai Notetaker Ana", True),
    ],
)
def test_programs_that_take_notes_are_known(name: str, expected: bool) -> None:
    assert is_bot(name) is expected


def test_names_and_addresses_without_what_platforms_add() -> None:
    assert bare_name("林薇 (Unverified)") == "林薇"
    assert name_keys("Aiko Hoshino (Aiko H)")[:3] == ("aiko hoshino (aiko h)", "aiko hoshino", "aiko h")
    assert real_address(" a@example.org ") == "a@example.org"
    assert real_address("x@guest.webex.localhost") == ""
    assert real_address("anonymous") == ""


@pytest.mark.parametrize(
    "said",
    [
        Answers(),
        Answers(fold=0),
        Answers(fold=1, until="slot"),
        Answers("day", {"name": "Wer"}, leave_out=True),
    ],
)
def test_answers_are_kept_as_they_were_given(said: Answers) -> None:
    assert Answers(**said.as_json()) == said
