"""Filters of contacts: what a saved list asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

MOST_CHOICES: Final = 300


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom a list holds: every field that is not empty narrows it, several choices in one field are alternatives.

    `roles` are codes of `ContactRoleKind` held on the day; `countries` codes of Parties; `regions` regional groups;
    `statuses` what their State is to the treaty on the day (`party`, `deposited`, `non_party`); `languages` those they
    are written to in; `categories` as in registrations; `interests` codes of streams or words; `text` in name or
    organization.
    """

    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    text: str = ""


def as_stored(asked: Filter) -> dict[str, Any]:
    """Give a filter as it is kept: without what is empty."""
    held = {one.name: getattr(asked, one.name) for one in fields(asked)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items() if value}


def from_stored(kept: Mapping[str, Any]) -> Filter:
    """Give a filter as it was kept; what is not known any more is left out."""
    known = {one.name for one in fields(Filter)} & set(kept)
    values: dict[str, Any] = {name: kept[name] if name == "text" else tuple(kept[name]) for name in known}
    return Filter(**values)
