"""What the desk says of lists of participants: what changed since the last one, and what is odd."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

ODD: Final[dict[str, Callable[[], str]]] = {
    "unconfirmed": lambda: _("Whether they are Parties is to be confirmed"),
    "no_head": lambda: _("No head of delegation"),
    "several_heads": lambda: _("Several heads of delegation"),
    "no_function": lambda: _("No function"),
    "capitals": lambda: _("Name all in capitals"),
    "email_not_agreed": lambda: _("E-mail given, but not agreed to be printed"),
    "name_not_agreed": lambda: _("Counted, not named: they did not agree"),
}


def change_words(kind: str, fields: str) -> str:
    """Word what happened to somebody between two lists."""
    return {
        "added": _("added"),
        "gone": _("no longer there"),
        "changed": _("changed: %(fields)s", fields=fields),
    }[kind]
