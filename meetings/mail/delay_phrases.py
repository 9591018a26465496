"""The phrases of a delay, the same to whoever takes part, sits on the panel or comes as a delegate."""

from typing import Final

from flask_babel import gettext as _

from meetings.domain.phrases import Phrases
from meetings.mail.mail import WHAT, Mail


def delayed() -> Phrases:
    """Say that a time begins later than announced, and when."""
    return Phrases(
        _("Begins later: %(what)s", what=WHAT),
        _("It begins later than announced"),
        _(
            "It begins at %(until)s. Your link and the entry in your calendar stay as they are.",
            until="{until}",
        ),
    )


def on_time() -> Phrases:
    """Say that it begins as announced after all."""
    return Phrases(
        _("As announced after all: %(what)s", what=WHAT),
        _("It begins as announced after all"),
        _(
            "It is not put off any more: it begins at %(until)s. Your link and the entry in your calendar stay as "
            "they are.",
            until="{until}",
        ),
    )


DELAYS: Final[dict[str, Mail]] = {
    "delayed": Mail(lambda: _("Begins later"), delayed),
    "on_time": Mail(lambda: _("As announced after all"), on_time),
}
PANEL_DELAYS: Final[dict[str, Mail]] = {
    "panel_delayed": Mail(lambda: _("A panellist's time begins later"), delayed),
    "panel_on_time": Mail(lambda: _("A panellist's time begins as announced after all"), on_time),
}
DELEGATE_DELAYS: Final[dict[str, Mail]] = {
    "delegate_delayed": Mail(lambda: _("A delegate's meeting begins later"), delayed),
    "delegate_on_time": Mail(lambda: _("A delegate's meeting begins as announced after all"), on_time),
}
