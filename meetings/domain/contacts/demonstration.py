"""Invented contacts of the demonstration: offices and people of each Party, some of them missing on purpose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.contacts.rows import RoleSaid, Row

LANGUAGE_OF: Final = {
    **dict.fromkeys(
        [
            "BE",
            "BF",
            "BI",
            "BJ",
            "CD",
            "CF",
            "CG",
            "CH",
            "CI",
            "CM",
            "DJ",
            "FR",
            "GA",
            "GN",
            "HT",
            "LU",
            "MC",
            "MG",
            "ML",
            "MR",
            "NE",
            "SN",
            "TD",
            "TG",
        ],
        "fr",
    ),
    **dict.fromkeys(
        [
            "AR",
            "BO",
            "CL",
            "CO",
            "CR",
            "CU",
            "DO",
            "EC",
            "ES",
            "GQ",
            "GT",
            "HN",
            "MX",
            "NI",
            "PA",
            "PE",
            "PY",
            "SV",
            "UY",
            "VE",
        ],
        "es",
    ),
    **dict.fromkeys(
        [
            "AE",
            "BH",
            "DZ",
            "EG",
            "IQ",
            "JO",
            "KW",
            "LB",
            "LY",
            "MA",
            "OM",
            "PS",
            "QA",
            "SA",
            "SD",
            "SY",
            "TN",
            "YE",
        ],
        "ar",
    ),
    **dict.fromkeys(["AM", "AZ", "BY", "KG", "KZ", "RU", "TJ", "TM", "UZ"], "ru"),
    "CN": "zh",
}
FAMILIES: Final = ("Muestra", "Exempla", "Namuna", "Obrazets", "Esempio", "Sampleton", "Voorbeeld")
INTERESTS: Final = (("science",), ("implementation", "trade"), ("cop-preparation",), ("science", "health"))
SEATS: Final = 2  # of each regional group in the Bureau
BODY: Final = "Implementation and Compliance Committee"


@dataclass(frozen=True, slots=True)
class Government:
    """A Party, as far as its contacts are invented after it."""

    code: str
    name: str
    group: str | None


@dataclass(frozen=True, slots=True)
class InventedContact:
    """An invented contact: what a list would say of it, and its gender where one is given."""

    row: Row
    gender: str | None = None


def invent_contacts(
    governments: Sequence[Government], given_names: Sequence[str], today: date
) -> Iterator[InventedContact]:
    """Give the contacts of governments, then those of bodies, observers and press; the same for the same input.

    Every seventeenth government has no official channel, every fourth no focal point, every third no mission.
    """
    for number, one in enumerate(governments):
        yield from _of_government(number, one, given_names, today)
    yield from _bureau(governments, given_names, today)
    for number in range(40):
        kind = (
            ContactRoleKind.OBSERVER,
            ContactRoleKind.PRESS,
            ContactRoleKind.EXPERT,
            ContactRoleKind.PARTNER,
        )[number % 4]
        row = Row(
            name=_name(given_names, number * 5 + 3, number),
            email=f"{kind}{number}@example.org",
            organization=f"Invented {kind} body {number // 8 + 1}",
            language=("en", "fr", "es", "ar", "ru", "zh")[number % 6],
            category={"press": "media", "expert": "research"}.get(kind, "ngo"),
            roles=(RoleSaid(kind, None),),
            interests=INTERESTS[number % len(INTERESTS)],
        )
        yield InventedContact(row)


def _of_government(
    number: int, one: Government, given_names: Sequence[str], today: date
) -> Iterator[InventedContact]:
    code, ministry = one.code.lower(), f"Ministry of Environment of {one.name}"
    of = {"country": one.code, "language": LANGUAGE_OF.get(one.code, "en"), "category": "government"}
    if number % 17 != 5:
        yield _office(ministry, f"channel.{code}@example.org", ContactRoleKind.OFFICIAL_CHANNEL, of)
    if number % 3 != 0:
        name = f"Permanent Mission of {one.name} to UNEP"
        yield _office(name, f"unep.{code}@example.org", ContactRoleKind.MISSION_UNEP, of)
    if number % 3 != 1:
        name = f"Permanent Mission of {one.name} in Geneva"
        yield _office(name, f"geneva.{code}@example.org", ContactRoleKind.MISSION_GENEVA, of)
    if number % 4 != 3:
        terms: tuple[tuple[date | None, date | None], ...] = ((date(today.year - 2, 1, 1), None),)
        if number % 10 == 0:  # whose predecessor is told of, too
            terms = ((date(today.year, 1, 1), None),)
            yield _person(
                number + 500, given_names, of, ministry, kind=ContactRoleKind.FOCAL_POINT, ending=today
            )
        yield _person(number, given_names, of, ministry, kind=ContactRoleKind.FOCAL_POINT, term=terms[0])


def _bureau(
    governments: Sequence[Government], given_names: Sequence[str], today: date
) -> Iterator[InventedContact]:
    """Fill the Bureau but for one seat, and a committee unevenly."""
    groups: dict[str, list[Government]] = {}
    for one in governments:
        groups.setdefault(one.group or "", []).append(one)
    groups.pop("", None)
    number = 900
    for place, (_group, members) in enumerate(sorted(groups.items())):
        for seat, one in enumerate(members[10 : 10 + SEATS - (place == 2)]):
            number += 1
            of = {"country": one.code, "language": LANGUAGE_OF.get(one.code, "en"), "category": "government"}
            gender = "female" if (place + seat) % 2 == 0 else "male"
            term = (date(today.year - 1, 1, 1), date(today.year + 1, 12, 31))
            yield _person(
                number,
                given_names,
                of,
                f"Government of {one.name}",
                kind=ContactRoleKind.BUREAU,
                term=term,
                gender=gender,
            )
        for one in members[4 : 6 + place % 2]:
            number += 1
            of = {"country": one.code, "language": LANGUAGE_OF.get(one.code, "en"), "category": "government"}
            organization = f"Government of {one.name}"
            yield _person(number, given_names, of, organization, kind=ContactRoleKind.EXPERT, body=BODY)


def _office(name: str, email: str, kind: ContactRoleKind, of: Mapping[str, str]) -> InventedContact:
    roles = (RoleSaid(kind, of["country"]),)
    return InventedContact(
        Row(
            name=name,
            email=email,
            is_office=True,
            organization=name,
            country=of["country"],
            language=of["language"],
            category=of["category"],
            roles=roles,
        )
    )


def _person(
    number: int,
    given_names: Sequence[str],
    of: Mapping[str, str],
    organization: str,
    *,
    kind: ContactRoleKind,
    term: tuple[date | None, date | None] = (None, None),
    ending: date | None = None,
    gender: str | None = None,
    body: str | None = None,
) -> InventedContact:
    if ending is not None:
        term = (date(ending.year - 3, 1, 1), date(ending.year - 1, 12, 31))
    row = Row(
        name=_name(given_names, number, number),
        email=f"{kind.replace('_', '')}.{of['country'].lower()}{number}@example.org",
        organization=organization,
        country=of["country"],
        language=of["language"],
        category=of["category"],
        position="Director" if number % 2 else "Adviser",
        roles=(RoleSaid(kind, of["country"], body, *term),),
        interests=INTERESTS[number % len(INTERESTS)],
    )
    return InventedContact(row, gender)


def _name(given_names: Sequence[str], number: int, other: int) -> str:
    return f"{given_names[number % len(given_names)]} {FAMILIES[other % len(FAMILIES)]}"
