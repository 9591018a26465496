"""What KRONOS' status bits mean, and how its names and roles are read."""

import pytest

from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.kronos import (
    BITS,
    Kind,
    Record,
    bits_of,
    differing,
    facts_of,
    full_name,
    is_revoked,
    name_of,
    role_of,
    split_name,
    steps_to,
    target_of,
)


def contact(**values: object) -> Record:
    return Record(Kind.CONTACT, "c", values)


@pytest.mark.parametrize(
    ("state", "bits"),
    [
        ("nominated", 1), ("returned", 1), ("letter_checked", 1), ("accredited", 3), ("badge_issued", 7),
        ("checked_in", 7), ("revoked", 3), ("invited", None), ("withdrawn", None), ("replaced", None),
        ("refused", None),
    ],
)  # fmt: skip
def test_bits_of_states(state: str, bits: int | None) -> None:
    assert BITS.get(state) == bits


@pytest.mark.parametrize(
    ("status", "bits"),
    [(0, 0), (1, 1), (3, 3), (7, 7), (4, 4), ("Nominated", 1), ("registered", 7), ("Revoked", 3), (8, None),
     (-1, None), (True, None), ("odd", None), (None, None), (1.0, None)],
)  # fmt: skip
def test_statuses_are_read(status: object, bits: int | None) -> None:
    assert bits_of(status) == bits


@pytest.mark.parametrize(
    ("bits", "target"),
    [
        (0, None),
        (1, P.NOMINATED),
        (2, P.ACCREDITED),
        (3, P.ACCREDITED),
        (4, P.BADGE_ISSUED),
        (7, P.BADGE_ISSUED),
    ],
)
def test_furthest_bit_decides(bits: int, target: P | None) -> None:
    assert target_of(bits) == target


@pytest.mark.parametrize("state", list(P))
@pytest.mark.parametrize("target", [P.NOMINATED, P.ACCREDITED, P.BADGE_ISSUED])
def test_steps_go_forward_only(state: P, target: P) -> None:
    steps = steps_to(state, target)
    is_gone = state in (P.WITHDRAWN, P.REPLACED, P.REFUSED, P.REVOKED)
    if is_gone or BITS.get(state, 0) > BITS[target]:
        assert steps is None
    elif BITS.get(state) == BITS[target]:
        assert steps == ()
    else:
        assert steps is not None
        assert steps[-1] == target


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Amina Example", ("Amina", "Example")),
        ("EXAMPLE Amina Zainab", ("Amina Zainab", "EXAMPLE")),
        ("Amina DE LA CRUZ", ("Amina", "DE LA CRUZ")),
        ("张伟", ("", "张伟")),
        ("AMINA EXAMPLE", ("AMINA", "EXAMPLE")),
        ("J. R. Example", ("J. R.", "Example")),
        ("", ("", "")),
    ],
)
def test_names_are_cut(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


def test_whole_name_wins_where_we_wrote_it() -> None:
    assert full_name("Amina", "EXAMPLE") == "Amina EXAMPLE"
    assert name_of(contact(firstName="Amina", lastName="EXAMPLE")) == "Amina EXAMPLE"
    assert (
        name_of(contact(firstName="x", lastName="y", minamata={"name": "EXAMPLE Amina"})) == "EXAMPLE Amina"
    )
    assert name_of(contact(firstName=3, lastName=["odd"], minamata="odd")) == "3"


def test_address_is_put_together() -> None:
    facts = facts_of(
        contact(address="1 Street\n  Floor 2", postalCode="00100", city="Nairobi", phones=["", "+1"])
    )
    assert (facts["address"], facts["telephone"], facts["email"]) == (
        "1 Street\nFloor 2\n00100 Nairobi",
        "+1",
        "",
    )


def test_what_is_left_out_is_nothing_and_what_is_missing_is_filled() -> None:
    ours = {"function": "Director", "department": "", "address": "1 Street"}
    theirs = {"function": "Minister", "department": "Chemicals", "address": ""}
    assert differing(ours, theirs) == (
        [("department", "", "Chemicals")], [("function", "Director", "Minister")]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_state", "role"),
    [("Head of Delegation", True, "head"), ("", True, "adviser"), ("", False, "representative"),
     ("Delegate", True, "adviser"), ("head", False, "representative"), ("Wizard", True, None)],
)  # fmt: skip
def test_roles(text: str, is_state: bool, role: str | None) -> None:
    assert role_of(text, is_state=is_state) == role


@pytest.mark.parametrize(
    ("values", "revoked"),
    [
        ({"status": "Revoked"}, True),
        ({"tags": ["revoked "]}, True),
        ({"tags": "Revoked"}, False),
        ({"status": 3}, False),
    ],
)
def test_revoked_is_a_word_or_a_tag(values: dict[str, object], revoked: bool) -> None:
    assert is_revoked(Record(Kind.REGISTRATION, "r", values)) is revoked
