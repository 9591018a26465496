"""A correction of a person that came second: what stood when the form was opened, what is stored, what was typed."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _

from meetings.formats.times import language_name
from meetings.queries.ledger import PersonPage
from meetings.web.desk.conflicts import LONGEST
from meetings.web.desk.sides import Side
from meetings.web.forms.registrations import category_words
from meetings.web.readers import language

FIELDS: Final = ("name", "country", "organization", "category", "language", "zone", "gender")


def stale_sides(shown: PersonPage, typed: Mapping[str, str]) -> list[Side]:
    """Give every field of a person on all sides; what stood then comes from the form itself.

    Takes: what was typed, with `was_…` for what stood.
    """
    found = shown.found
    now = {
        "name": found.name,
        "country": found.country,
        "organization": found.organization,
        "category": shown.category,
        "language": shown.language,
        "zone": shown.zone,
        "gender": shown.gender,
    }
    return [
        Side(
            words,
            _worded(name, typed.get(f"was_{name}")),
            _worded(name, now[name] or ""),
            _worded(name, typed.get(name)),
        )
        for name, words in _names().items()
    ]


def gender_words(code: str) -> str:
    """Word a gender; nothing for none."""
    return {"female": _("Woman"), "male": _("Man"), "other": _("Another gender")}.get(code, code)


def _names() -> dict[str, str]:
    return {
        "name": _("Name"),
        "country": _("Country"),
        "organization": _("Organization"),
        "category": _("Category"),
        "language": _("Language"),
        "zone": _("Time zone"),
        "gender": _("Gender"),
    }


def _worded(name: str, value: str | None) -> str:
    """Word a value the same on every side; nothing for a side that does not have it."""
    if value is None:
        return ""
    text = value.strip()[:LONGEST]
    if name == "category":
        return category_words(text) or "–"
    if name == "gender":
        return gender_words(text) or "–"
    if name == "language":
        return language_name(text, language())
    return text or "–"
