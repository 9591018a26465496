"""What pages call observer bodies, and say of whether they may send people to a conference."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

from meetings.domain.cop.admissions import MaySend, Why
from meetings.formats.times import date_words

KINDS: Final[dict[str, Callable[[], str]]] = {
    "un-entity": lambda: _("United Nations entity or specialized agency"),
    "mea-secretariat": lambda: _("Secretariat of a multilateral environmental agreement or partnership"),
    "igo": lambda: _("Intergovernmental organization or mechanism"),
    "regional-centre": lambda: _("Basel or Stockholm regional centre"),
    "indigenous": lambda: _("Indigenous Peoples’ organization"),
    "ngo-environment": lambda: _("Environmental non-governmental organization"),
    "ngo-health": lambda: _("Health non-governmental organization"),
    "industry": lambda: _("Business and industry"),
    "research": lambda: _("Research and academic"),
}


def kind_words(kind: str | None) -> str:
    """Say what the secretariat's list calls a body; nothing where it says nothing."""
    return KINDS[kind]() if kind in KINDS else ""


def may_send_words(found: MaySend, language: str) -> str:
    """Say whether a body may send people to a conference, and why."""
    standing = found.standing
    if found.why == Why.ADMITTED and standing is not None:
        by = standing.authority or "–"
        if standing.decided_on:
            on = date_words(standing.decided_on, language)
            return _(
                "Admitted on %(day)s by %(who)s: it sends people without applying again.", day=on, who=by
            )
        return _("Admitted by %(who)s: it sends people without applying again.", who=by)
    return {
        Why.EXEMPT: _("It needs no admission, as an officer noted."),
        Why.UNITED_NATIONS: _(
            "The United Nations, its specialized agencies and the International Atomic Energy Agency need no"
            " admission."
        ),
        Why.NOT_APPLIED: _("It has not applied for admission."),
        Why.REFUSED: _("Its admission was refused."),
    }.get(found.why, _("Its admission is not decided yet."))
