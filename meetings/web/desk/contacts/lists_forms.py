"""The form of a contact list: what can be chosen, what was typed, and what is said of a filter."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import CATEGORIES, LANGUAGES
from meetings.domain.contacts.filters import Filter
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.parties import GROUPS
from meetings.formats.times import language_name
from meetings.queries.contacts.list_pages import ListRow
from meetings.services.contacts.lists import ListGiven
from meetings.web.contacts.lists_words import FIELDS, ROLES, role_words
from meetings.web.cop.words import STANDINGS, region_words
from meetings.web.desk.sides import Side, compare
from meetings.web.forms.registrations import category_words
from meetings.web.registrations import country_choices

Choices = list[tuple[str, str]]
TICKED: Final = ("roles", "statuses", "regions", "languages", "categories")


def ticks(lang: str) -> list[tuple[str, str, Choices]]:
    """Give the fields one ticks in: name, words, and what there is to choose."""
    choices: dict[str, Choices] = {
        "roles": [(str(one), words()) for one, words in ROLES.items()],
        "statuses": [(str(one), STANDINGS[one]()) for one in PartyStanding],
        "regions": [(one, region_words(one)) for one in GROUPS],
        "languages": [(one, language_name(one, lang)) for one in LANGUAGES],
        "categories": [(one, category_words(one)) for one in CATEGORIES],
    }
    return [(name, FIELDS[name](), choices[name]) for name in TICKED]


def typed_list(form: MultiDict[str, str], *, is_static: bool = False) -> ListGiven:
    """Read what was typed of a list: interests are set apart by commas or lines."""
    words = form.get("interests", "").replace("\n", ",").split(",")
    many = {name: tuple(form.getlist(name)) for name in (*TICKED, "countries")}
    asked = Filter(
        **many, interests=tuple(one.strip() for one in words if one.strip()), text=form.get("text", "")
    )
    return ListGiven(form.get("name", ""), is_static, Filter() if is_static else asked)


def given_of(row: ListRow) -> ListGiven:
    """Give a list as it is stored, as a form would."""
    return ListGiven(row.name, row.is_static, row.asked)


def words_of_choices(lang: str) -> dict[str, dict[str, str]]:
    """Give what each field of a filter offers, in words."""
    words = {name: dict(choices) for name, _label, choices in ticks(lang)}
    return words | {"countries": dict(country_choices(lang))}


def asked_words(asked: Filter, words: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Say what a filter asks for, field by field; nothing where it holds everybody.

    Takes: what each field offers, in words; see `words_of_choices`.
    """
    found = []
    for name, label in FIELDS.items():
        value = getattr(asked, name)
        if value:
            each = (value,) if isinstance(value, str) else value
            found.append((label(), _(", ").join(words.get(name, {}).get(one, one) for one in each)))
    return found


def both_sides(now: ListGiven, mine: ListGiven) -> tuple[Side, ...]:
    """Give the fields of a list that somebody else saved otherwise."""
    labels = {"name": _("Name")} | {name: words() for name, words in FIELDS.items()}
    return tuple(
        Side(one.field, one.was, one.now, one.mine) for one in compare(labels, _facts(now), _facts(mine))
    )


def counted(
    numbers: Mapping[str, int], words: Mapping[str, str] | None = None, order: Iterable[str] = ()
) -> list[tuple[str, int]]:
    """Word counts, the largest first unless an order is given."""
    named = words or {}
    ordered = [one for one in order if one in numbers] or sorted(
        numbers, key=lambda one: (-numbers[one], one)
    )
    return [(named.get(one, one), numbers[one]) for one in ordered]


def roles_words(codes: Iterable[str]) -> str:
    """Word the roles that somebody holds."""
    return _(", ").join(dict.fromkeys(role_words(one) for one in codes))


def _facts(given: ListGiven) -> dict[str, Any]:
    return {"name": given.name} | asdict(given.asked)
