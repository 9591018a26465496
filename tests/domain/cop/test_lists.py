"""Who stands on a list of participants, in which order and with what, and what is odd."""

import pytest

from meetings.domain.cop.codes import ParticipationState, PartyStanding
from meetings.domain.cop.lists import (
    Change,
    Known,
    Listed,
    ListKind,
    Oddity,
    Participants,
    Section,
    arranged,
    canonical,
    changes,
    digest_of,
    is_listed,
    is_shouted,
    mark_of,
    oddities,
    printed_of,
    seal_of,
    section_of,
)

FACTS = {
    "courtesy": "Ms.",
    "name": "Amina  Example",
    "function": "Director",
    "department": None,
    "organization": "Ministry",
    "address": "1 Street",
    "email": "amina@example.org",
}


def body(section: str, is_state: bool = True, **names: str) -> dict[str, object]:
    return {"names": names, "section": section, "code": None, "is_state": is_state}


def listed(of: str, name: str, role: str = "adviser", position: int = 0, **more: object) -> Listed:
    printed = {"name": name} if name else {}
    return Listed(of, more.pop("nomination", name) or f"n{position}", None, role, position, printed, **more)  # type: ignore[arg-type]


def a_list(*people: Listed, kind: str = "provisional") -> Participants:
    bodies = {
        "de": body("parties", en="Germany", fr="Allemagne"),
        "al": body("parties", en="Albania", fr="Albanie"),
        "xx": body("unconfirmed", en="Somewhere"),
        "sm": body("non_parties", en="San Marino"),
        "who": body("un", False, en="World Health Organization"),
        "sec": body("secretariat", False, en="Secretariat"),
    }
    there = {one.body for one in people}
    return Participants({"kind": kind, "bodies": {k: v for k, v in bodies.items() if k in there}}, people)


@pytest.mark.parametrize("state", list(ParticipationState))
def test_accredited_or_further_stands_on_the_provisional_list(state: ParticipationState) -> None:
    expected = state in ("accredited", "badge_issued", "checked_in")
    assert is_listed(state, ListKind.PROVISIONAL, is_present=False) is expected
    assert is_listed(state, ListKind.FINAL, is_present=True) is expected
    assert is_listed(state, ListKind.FINAL, is_present=False) is False


@pytest.mark.parametrize(
    ("category", "standing", "section"),
    [
        ("government", PartyStanding.PARTY, Section.PARTIES),
        ("government", PartyStanding.DEPOSITED, Section.NON_PARTIES),
        ("government", PartyStanding.NON_PARTY, Section.NON_PARTIES),
        ("government", PartyStanding.TO_BE_CONFIRMED, Section.UNCONFIRMED),
        ("un", None, Section.UN),
        ("iplc", None, Section.IPLC),
        ("media", None, Section.MEDIA),
        ("something", None, Section.OTHER),
    ],
)
def test_section_is_by_standing_or_category(
    category: str, standing: PartyStanding | None, section: Section
) -> None:
    assert section_of(category, standing) is section
    assert section_of(category, standing, is_secretariat=True) is Section.SECRETARIAT


@pytest.mark.parametrize(
    ("agreed", "fields"),
    [
        ((), []),
        (("email", "address"), []),
        (("name",), ["courtesy", "name", "function", "organization"]),
        (("name", "email"), ["courtesy", "name", "function", "organization", "email"]),
        (("name", "email", "address"), ["courtesy", "name", "function", "organization", "address", "email"]),
    ],
)
def test_only_what_was_agreed_is_printed(agreed: tuple[str, ...], fields: list[str]) -> None:
    assert list(printed_of(FACTS, agreed)) == fields


def test_spaces_are_tidied_in_print() -> None:
    assert printed_of(FACTS, ["name"])["name"] == "Amina Example"


def test_order_is_of_the_language_and_people_are_numbered_through() -> None:
    made = a_list(
        listed("who", "W"),
        listed("de", "Adviser", position=0),
        listed("de", "Head", "head", 5),
        listed("de", "Alternate", "alternate", 1),
        listed("de", "", position=7, nomination="x"),
        listed("al", "A"),
        listed("sm", "S"),
        listed("xx", "X"),
        listed("sec", "Z"),
    )
    for language, names in (("en", ["Albania", "Germany"]), ("fr", ["Albanie", "Allemagne"])):
        given = arranged(made, language)
        assert [one.section for one in given] == [
            "parties",
            "unconfirmed",
            "non_parties",
            "un",
            "secretariat",
        ]
        assert [one.name for one in given[0].bodies] == names
    given = arranged(made, "en")
    people = [
        (number, one.printed["name"]) for part in given for each in part.bodies for number, one in each.people
    ]
    assert people == [
        (1, "A"), (2, "Head"), (3, "Alternate"), (4, "Adviser"), (5, "X"), (6, "S"), (7, "W"), (8, "Z")
    ]  # fmt: skip
    assert (given[0].bodies[1].unnamed, given[0].number) == (1, 5)
    alone = arranged(made, "en", only="de")
    assert [number for number, _one in alone[0].bodies[0].people] == [2, 3, 4]
    assert len(alone) == 1


def test_seal_holds_when_somebody_is_erased() -> None:
    people = [listed("de", "One"), listed("de", "Two", position=1)]
    head = canonical(a_list(*people).head)
    digests = [digest_of(one, f"salt {number}") for number, one in enumerate(people)]
    seal = seal_of(head, digests)
    assert seal == seal_of(head, digests)
    assert seal != seal_of(head + " ", digests) != seal_of(head, digests[::-1])
    assert digest_of(people[0], "salt 0") != digest_of(people[0], "salt 1")


def test_mark_changes_with_any_fact() -> None:
    one, other = a_list(listed("de", "One")), a_list(listed("de", "One", position=1))
    assert mark_of(one) == mark_of(a_list(listed("de", "One"))) != mark_of(other)


def test_changes_name_who_came_went_and_reads_otherwise() -> None:
    before = a_list(
        listed("de", "Gone"), listed("de", "Same"), listed("de", "Old", nomination="n"),
        listed("de", "", nomination="erased", is_erased=True),
    )  # fmt: skip
    after = a_list(
        listed("de", "Same"), listed("de", "New", "head", nomination="n"), listed("de", "Added"),
        listed("de", "", nomination="erased"),
    )  # fmt: skip
    assert changes(before, after) == [
        Change("changed", "de", "New", ("name", "role")),
        Change("added", "de", "Added"),
        Change("gone", "de", "Gone"),
    ]
    assert changes(after, after) == []


def test_a_state_that_became_a_party_moved() -> None:
    before, after = a_list(listed("de", "A")), a_list(listed("de", "A"))
    after.bodies["de"]["section"] = "non_parties"
    assert changes(before, after) == [Change("moved", "de", "", ("parties", "non_parties"))]


@pytest.mark.parametrize(
    ("name", "shouted"),
    [
        ("JOHN DOE", True),
        ("John DOE", False),
        ("张伟", False),
        ("أمينة مثال", False),
        ("PELÉ", False),
        ("=1+1", False),
    ],
)
def test_names_in_capitals(name: str, shouted: bool) -> None:
    assert is_shouted(name) is shouted


def test_oddities() -> None:
    def known(name: str, *agreed: str, role: str = "adviser", function: str = "F", email: str = "") -> Known:
        return Known(listed("de", name, role), name, function, email, frozenset(agreed))

    people = [
        known("Fine Person", "name", role="head"),
        known("HEAD TWO", "name", role="head", email="a@example.org"),
        known("No Function", "name", function=" "),
        known("Not Agreed", email="b@example.org"),
    ]
    bodies = {"de": body("parties"), "xx": body("unconfirmed"), "ngo": body("ngo", False)}
    assert oddities(people, bodies) == [
        Oddity("capitals", "de", "HEAD TWO", "HEAD TWO"),
        Oddity("email_not_agreed", "de", "HEAD TWO", "HEAD TWO"),
        Oddity("no_function", "de", "No Function", "No Function"),
        Oddity("name_not_agreed", "de", "Not Agreed", "Not Agreed"),
        Oddity("several_heads", "de"),
        Oddity("unconfirmed", "xx"),
        Oddity("no_head", "xx"),
    ]
