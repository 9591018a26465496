"""What refusals of segments, rooms, agendas and meetings say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

Values = dict[str, Any]


def _in_use(by: str) -> str:
    return {
        "meetings": _("Meetings stand on it: change them first."),
        "delegations": _("Somebody is nominated to it: it stays."),
        "documents": _("Documents stand on it: take them away first."),
        "items": _("Other items stand below it: move them first."),
    }.get(by, _("Something else stands on it."))


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "by_nomination": lambda _values: _(
        "One does not register for this meeting oneself: governments nominate their delegation through their focal "
        "point or permanent mission, observers through the contact of their organization. Ask them to nominate you."
    ),
    "outside_parent": lambda _values: _("An item cannot stand below itself."),
    "still_in_use": lambda values: _in_use(str(values.get("by", ""))),
    "not_an_item_number": lambda values: _(
        "“%(value)s” is not a number of an agenda: write it like 4 or 4(a).", value=values.get("value", "")
    ),
}
