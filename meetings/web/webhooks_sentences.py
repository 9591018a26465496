"""What refusals of webhooks say on a page."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.webhooks import Family

Values = dict[str, Any]


def family_words(family: str) -> str:
    """Word what belongs together of all that happens."""
    return {
        Family.REGISTRATION: _("Registrations"),
        Family.SLOT: _("Times"),
        Family.PUBLICATION: _("Publication"),
        Family.ACCREDITATION: _("Accreditation"),
        Family.RECORDING: _("Recordings"),
        Family.SURVEY: _("Surveys"),
    }[Family(family)]


def _not_yours(values: Values) -> str:
    family = str(values.get("value", ""))
    if family not in tuple(Family):
        return _("Your role does not allow you to be told of these events.")
    return _("Your role does not allow you to be told of this: %(what)s.", what=family_words(family))


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "webhook_not_public": lambda _values: _("This address is inside a network, and nothing is sent there."),
    "webhook_not_yours": _not_yours,
    "too_many_webhooks": lambda values: _(
        "No more webhooks can be added: at most %(most)d.", most=values.get("most", 0)
    ),
    "too_many_replayed": lambda values: _(
        "These are more events than are sent again at once: at most %(most)d. Please begin later.",
        most=values.get("most", 0),
    ),
    "webhook_paused": lambda _values: _("Nothing is sent while this is paused. Resume it first."),
}
