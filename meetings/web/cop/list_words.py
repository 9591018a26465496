"""The words of lists of participants, as formats ask for them by name."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.web.cop.words import ROLES

Word = Callable[..., str]

SECTIONS: Final[dict[str, Word]] = {
    "parties": lambda: _("Parties"),
    "unconfirmed": lambda: _("States"),
    "non_parties": lambda: _("States not Party"),
    "un": lambda: _("United Nations and specialized agencies"),
    "igo": lambda: _("Intergovernmental organizations"),
    "ngo": lambda: _("Non-governmental organizations"),
    "iplc": lambda: _("Indigenous Peoples and local communities"),
    "business": lambda: _("Business and industry"),
    "research": lambda: _("Research"),
    "other": lambda: _("Others"),
    "media": lambda: _("Media"),
    "secretariat": lambda: _("Officers and secretariat"),
}
KINDS: Final[dict[str, Word]] = {
    "provisional": lambda: _("Provisional list of participants"),
    "final": lambda: _("List of participants"),
}
HEADS: Final[dict[str, Word]] = {
    "head_number": lambda: _("Number"),
    "head_section": lambda: _("Part of the list"),
    "head_delegation": lambda: _("Delegation"),
    "head_role": lambda: _("Role"),
    "head_courtesy": lambda: _("Courtesy title"),
    "head_name": lambda: _("Name"),
    "head_function": lambda: _("Function"),
    "head_department": lambda: _("Department"),
    "head_organization": lambda: _("Organization"),
    "head_address": lambda: _("Postal address"),
    "head_email": lambda: _("E-mail"),
}
WORDS: Final[dict[str, Word]] = {
    **SECTIONS,
    **KINDS,
    **HEADS,
    **ROLES,
    "drawn_up": lambda day: _("Drawn up on %(day)s.", day=day),
    "corrections_by": lambda day: _("Corrections are taken until %(day)s.", day=day),
    "about_provisional": lambda: _("Those who are accredited; only what each agreed to is printed."),
    "about_final": lambda: _("Those who were accredited and took part; only what each agreed to is printed."),
    "unnamed": lambda number: ngettext(
        "And %(num)d person who is not named here.", "And %(num)d people who are not named here.", number
    ),
    "total": lambda number, unnamed: _(
        "Participants: %(number)d; of these not named: %(unnamed)d.", number=number, unnamed=unnamed
    ),
    "demonstration": lambda: (
        _("Demonstration.") + " " + _("Not a site of the secretariat; people and figures are invented.")
    ),
}


def say(name: str, *values: object) -> str:
    """Give words by their name, in the language of the request."""
    return WORDS[name](*values)
