"""The phrases each mail is built with, in the reader's language; staff may put others in their place."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

from meetings.domain.phrases import Phrases

WHAT: Final = "{what}"
TITLE: Final = "{title}"


def _attached() -> str:
    return _("The entry for your calendar is attached to this mail.")


def _moves() -> str:
    return _("Your registration moves with it. The entry for your calendar is attached to this mail.")


def _not_held() -> str:
    return _("The time you registered for will not be held.")


def _recording() -> str:
    return _("The recording is on the page of the session.")


BUILT_IN: Final[dict[str, Callable[[], Phrases]]] = {
    "registered": lambda: Phrases(WHAT, _("You are registered"), _attached()),
    "waiting": lambda: Phrases(
        _("Waiting list: %(what)s", what=WHAT),
        _("You are on the waiting list"),
        _("We write to you as soon as a seat is free."),
    ),
    "left": lambda: Phrases(
        _("No longer registered: %(title)s", title=TITLE),
        _("Your registration is cancelled"),
        _("You are no longer registered for this session. You can register again at any time."),
    ),
    "moved": lambda: Phrases(_("New time: %(what)s", what=WHAT), _("The time has changed"), _moves()),
    "clocks": lambda: Phrases(
        _("The clocks change: %(what)s", what=WHAT),
        _("The clocks there have changed"),
        _(
            "The hour at the venue stays; in other time zones, and in your calendar, it moves. The entry for your "
            "calendar is attached to this mail."
        ),
    ),
    "cancelled": lambda: Phrases(
        _("Cancelled: %(what)s", what=WHAT), _("This time is cancelled"), _not_held()
    ),
    "revived": lambda: Phrases(
        _("Held after all: %(what)s", what=WHAT), _("This time is held after all"), _moves()
    ),
    "reminder": lambda: Phrases(
        _("Reminder: %(what)s", what=WHAT),
        _("Your session is near"),
        _("You can join from %(hour)s.", hour="{opens}"),
    ),
    "reminders": lambda: Phrases(
        _("Reminder: your sessions from %(when)s", when="{when}"),
        _("Your sessions are near"),
        _("You can join from %(hour)s.", hour="{opens}"),
    ),
    "open": lambda: Phrases(
        _("You can join now: %(what)s", what=WHAT), _("You can join now"), _("Your page to join is open.")
    ),
    "link": lambda: Phrases(
        _("Your registrations"),
        _("Your link"),
        _(
            "Somebody registered in your name again. Nothing was changed. With the link below you can see and "
            "change your registrations."
        ),
    ),
    "thank_you": lambda: Phrases(
        _("Thank you: %(title)s", title=TITLE), _("Thank you for coming"), _recording()
    ),
    "missed": lambda: Phrases(
        _("The recording: %(title)s", title=TITLE), _("In case you missed it"), _recording()
    ),
}
