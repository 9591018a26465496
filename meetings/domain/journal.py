"""What the journal of acts may say of people: which facts are personal, and how a sealed one is written."""

from typing import Any, Final

PERSONAL: Final = frozenset(
    (
        "name",
        "email",
        "address",
        "addresses",
        "organization",
        "country",
        "category",
        "courtesy",
        "department",
        "gender",
        "function",
        "language",
        "telephone",
        "zone",
    )
)
SEALED: Final = "sealed"
OF: Final = "of"
# What stands in place of a personal value whose person was erased; no code of ours reads like it.
ERASED: Final = "erased"


def is_personal(name: str) -> bool:
    """Say whether a fact of this name, noted of a person, is sealed."""
    return name in PERSONAL


def sealed_as(person_id: int, sealed: str) -> dict[str, Any]:
    """Write a sealed value as the journal holds it."""
    return {OF: person_id, SEALED: sealed}


def sealed_of(value: Any) -> tuple[int, str] | None:
    """Give of whom a value is, and the value sealed; nothing for one that is open."""
    if isinstance(value, dict) and set(value) == {OF, SEALED}:
        return int(value[OF]), str(value[SEALED])
    return None
