"""What a row of a list of contacts says, and why it is refused."""

from datetime import date

import pytest

from meetings.domain.contacts.rows import Names, RoleSaid, RowRefused, check_row, near_keys, read_day

NAMES = Names(
    {"ke": "KE", "kenya": "KE", "cote divoire": "CI"},
    {"focal point": "focal_point", "official channel": "official_channel", "press": "press"},
    {"french": "fr", "fr": "fr"},
    {"ngo": "ngo"},
)
GOOD = {"name": "Ada Example", "email": "ada@example.org"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "no_name"),
        ({"email": ""}, "no_address"),
        ({"email": "ada at example.org"}, "bad_address"),
        ({"email": "ada@example"}, "bad_address"),
        ({"email": "ada@example.org; ben@example.org"}, "two_addresses"),
        ({"name": "Ada Example; Ben Example"}, "two_people"),
        ({"name": "Ada Example / Ben Example"}, "two_people"),
        ({"name": "Ada Example\nBen Example"}, "two_people"),
        ({"country": "Atlantis"}, "unknown_country"),
        ({"role": "Wizard"}, "unknown_role"),
        ({"role": "Focal point"}, "role_without_country"),
        ({"language": "Klingon"}, "unknown_language"),
        ({"category": "people"}, "unknown_category"),
        ({"starts_on": "soon"}, "bad_date"),
        ({"starts_on": "2026-02-30"}, "bad_date"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "term_backwards"),
        ({"organization": "x" * 300}, "bad_text"),
    ],
)
def test_rubbish_is_refused_with_its_reason(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(RowRefused) as refusal:
        check_row(GOOD | changes, NAMES)
    assert refusal.value.reason == reason


def test_row_is_read_with_codes() -> None:
    row = check_row(
        GOOD
        | {
            "email": " mailto:Ada@Example.org ",
            "country": "Côte d’Ivoire",
            "role": "Official channel; focal point; Focal Point",
            "starts_on": "01.02.2026",
            "language": "French",
            "interests": "Science; trade;science",
        },
        NAMES,
    )
    since = date(2026, 2, 1)
    assert (row.email, row.address_key) == ("Ada@Example.org", "ada@example.org")
    assert row.roles == (
        RoleSaid("official_channel", "CI", None, since),
        RoleSaid("focal_point", "CI", None, since),
    )
    assert (row.country, row.language, row.interests) == ("CI", "fr", ("science", "trade"))


def test_office_without_a_person_has_its_own_name() -> None:
    row = check_row({"organization": "Ministry of Health and Trade", "email": "m@example.org"}, NAMES)
    assert (row.name, row.is_office) == ("Ministry of Health and Trade", True)


def test_first_and_last_name_are_one() -> None:
    assert check_row({"first_name": "Ada", "last_name": "Example", "email": "a@example.org"}, NAMES).name == (
        "Ada Example"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("2026-11-29", date(2026, 11, 29)),
        ("46355", date(2026, 11, 29)),
        ("1.2.2026", date(2026, 2, 1)),
    ],
)
def test_days_are_read(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_near_keys_meet_for_one_slip_and_not_without_organization() -> None:
    one = near_keys("Amina Otieno", "KE", "Ministry of Environment")
    other = near_keys("Amina Otiemo", "KE", "ministry of  ENVIRONMENT")
    assert set(one) & set(other)
    assert near_keys("Amina Otieno", "KE", None) == ()
    assert not set(one) & set(near_keys("Amina Otieno", "PE", "Ministry of Environment"))
