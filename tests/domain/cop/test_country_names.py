"""Names of countries as sheets write them: mapped, or shown to a person, never invented."""

import json
from pathlib import Path

import pytest

from meetings.domain.cop.country_names import Country, Found, KnownNames, know_names, match_country

LIST = Path(__file__).parents[3] / "meetings" / "data" / "parties.json"
ROWS = json.loads(LIST.read_text("utf-8"))["parties"]


@pytest.fixture(scope="module")
def known() -> KnownNames:
    return know_names(Country(row["iso2"], row["names"]) for row in ROWS)


def test_every_name_and_code_of_the_list_finds_its_state(known: KnownNames) -> None:
    wrong = [
        (row["iso2"], name, found)
        for row in ROWS
        for name in (
            *row["names"].values(),
            row["iso2"],
            row["iso3"] or row["iso2"],
            row["name_un_en"].upper(),
        )
        if (found := match_country(name, known)) != row["iso2"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        # one State in seven ways, and more
        ("Côte d'Ivoire", "CI"),
        ("COTE D IVOIRE", "CI"),
        ("Côte d’Ivoire ", "CI"),
        ("Ivory Coast", "CI"),
        ("Republic of Côte d'Ivoire", "CI"),
        ("CIV", "CI"),
        ("ci", "CI"),
        ("ساحل العاج", "CI"),
        ("象牙海岸", "CI"),
        # long names, by what the State is
        ("Republic of Kenya", "KE"),
        ("République du Kenya", "KE"),
        ("Республика Кения", "KE"),
        ("肯尼亚共和国", "KE"),
        ("جمهورية كينيا", "KE"),
        ("Kingdom of Saudi Arabia", "SA"),
        ("المملكة العربية السعودية", "SA"),
        # order, brackets, short words
        ("Tanzania, United Republic of", "TZ"),
        ("Iran, Islamic Rep.", "IR"),
        ("Korea, Rep. of", "KR"),
        ("Netherlands, Kingdom of the", "NL"),
        ("The Gambia", "GM"),
        ("Gambia (The)", "GM"),
        ("St. Lucia", "LC"),
        ("Bosnia & Herzegovina", "BA"),
        ("EE. UU.", "US"),
        ("U.S.A.", "US"),
        # former names
        ("Swaziland", "SZ"),
        ("Burma", "MM"),
        ("The former Yugoslav Republic of Macedonia", "MK"),
        ("Zaïre", "CD"),
        # neighbours by name
        ("Congo", "CG"),
        ("Republic of the Congo", "CG"),
        ("Dem. Rep. of the Congo", "CD"),
        ("Guinea Bissau", "GW"),
        ("Guinea", "GN"),
        ("Niger", "NE"),
        ("South-Sudan", "SS"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
    ],
)
def test_one_state_is_meant(name: str, code: str, known: KnownNames) -> None:
    assert match_country(name, known) == code


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Korea", ("KP", "KR")),
        ("People's Republic of Korea", ("KP", "KR")),
        ("Republic of China", ("CN",)),
        ("Yugoslavia", ("BA", "HR", "ME", "MK", "RS", "SI")),
        ("Greenland", ("DK",)),
        ("Austrlia", ("AT", "AU")),
        ("Kenyaa", ("KE",)),
        ("Atlantis", None),
        ("Islamic Republic", None),
        ("Turkish Republic of Northern Cyprus", None),
        ("SUI", None),
        ("TW", None),
        ("Kenya; Uganda", None),
        ("", None),
        ("=1+1", None),
        ("\u202e" * 5000, None),
    ],
)
def test_what_is_not_one_state_is_for_a_person(name: str, found: Found, known: KnownNames) -> None:
    assert match_country(name, known) == found


def test_name_an_officer_noted_wins() -> None:
    rows = [Country("KE", {"en": "Kenya"}), Country("KR", {"en": "Republic of Korea"}, ("Korea", "한국"))]
    known = know_names([*rows, Country("KP", {"en": "Democratic People's Republic of Korea"})])
    assert match_country("KOREA", known) == "KR"
    assert match_country("한국", known) == "KR"


def test_nobody_outside_the_list_is_found() -> None:
    known = know_names([Country("KE", {"en": "Kenya"})])
    assert match_country("France", known) is None
    assert match_country("Korea", known) is None
