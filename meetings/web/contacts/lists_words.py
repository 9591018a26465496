"""What pages of contacts call roles, the fields of a filter, and why no mail reaches somebody."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

from meetings.domain.contacts.lists import Unreached
from meetings.domain.contacts.roles import ContactRoleKind

Word = Callable[[], str]

ROLES: Final[dict[str, Word]] = {
    ContactRoleKind.OFFICIAL_CHANNEL: lambda: _("Official channel of communication to UNEP"),
    ContactRoleKind.MISSION_UNEP: lambda: _("Permanent mission to UNEP"),
    ContactRoleKind.MISSION_GENEVA: lambda: _("Permanent mission in Geneva"),
    ContactRoleKind.FOCAL_POINT: lambda: _("National focal point"),
    ContactRoleKind.BUREAU: lambda: _("Member of the Bureau"),
    ContactRoleKind.EXPERT: lambda: _("Expert"),
    ContactRoleKind.OBSERVER: lambda: _("Observer"),
    ContactRoleKind.PRESS: lambda: _("Press"),
    ContactRoleKind.PARTNER: lambda: _("Partner"),
    ContactRoleKind.OTHER: lambda: _("Other"),
}
FIELDS: Final[dict[str, Word]] = {
    "roles": lambda: _("Roles held today"),
    "statuses": lambda: _("Their State is today"),
    "regions": lambda: _("Regional groups"),
    "languages": lambda: _("Languages"),
    "categories": lambda: _("Categories"),
    "countries": lambda: _("Countries"),
    "interests": lambda: _("Interests"),
    "text": lambda: _("In name or organization"),
}
UNREACHED: Final[dict[str, Word]] = {
    Unreached.HELD: lambda: _("Held back: their name looks like an advertisement"),
    Unreached.NO_MAILBOX: lambda: _("No mailbox is known"),
    Unreached.FAILED: lambda: _("Their mailbox takes no mail"),
}


def role_words(code: str) -> str:
    """Word a role; one that is not known any more as its code."""
    return ROLES[code]() if code in ROLES else code
