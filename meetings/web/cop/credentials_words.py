"""What pages call those who sign credentials, the groups of the Bureau's report, and what an act left alone."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.cop.credentials import Group, SignedBy

SIGNERS: Final[dict[str, Callable[[], str]]] = {
    SignedBy.HEAD_OF_STATE: lambda: _("Head of State"),
    SignedBy.HEAD_OF_GOVERNMENT: lambda: _("Head of Government"),
    SignedBy.FOREIGN_MINISTER: lambda: _("Minister for foreign affairs"),
    SignedBy.REIO_AUTHORITY: lambda: _("Competent authority of a regional economic integration organization"),
    SignedBy.OTHER: lambda: _("Somebody else"),
}
GROUPS: Final[dict[str, Callable[[], str]]] = {
    Group.IN_ORDER: lambda: _("Credentials in good order"),
    Group.COPY: lambda: _("Only a copy of the credentials received"),
    Group.PROVISIONAL: lambda: _("Provisionally accepted"),
    Group.TO_EXAMINE: lambda: _("Original credentials received, to be examined"),
    Group.INCOMPLETE: lambda: _("Credentials incomplete"),
    Group.NOT_ACCEPTED: lambda: _("Credentials not accepted"),
    Group.NOT_RECEIVED: lambda: _("Credentials not received"),
}


def group_sentence(group: str, count: int) -> str:
    """Say of how many Parties that is, as reports of a Bureau have it."""
    if not count:
        return _("No Party.")
    return {
        Group.IN_ORDER: ngettext(
            "The credentials of the representatives of %(num)d Party were found to be in good order.",
            "The credentials of the representatives of %(num)d Parties were found to be in good order.",
            count,
        ),
        Group.COPY: ngettext(
            "%(num)d Party submitted a copy of its credentials; the original is awaited.",
            "%(num)d Parties submitted copies of their credentials; the originals are awaited.",
            count,
        ),
        Group.PROVISIONAL: ngettext(
            "%(num)d Party takes part provisionally, pending the submission of its credentials.",
            "%(num)d Parties take part provisionally, pending the submission of their credentials.",
            count,
        ),
        Group.TO_EXAMINE: ngettext(
            "%(num)d Party submitted original credentials that are to be examined.",
            "%(num)d Parties submitted original credentials that are to be examined.",
            count,
        ),
        Group.INCOMPLETE: ngettext(
            "The credentials of %(num)d Party were found to be incomplete.",
            "The credentials of %(num)d Parties were found to be incomplete.",
            count,
        ),
        Group.NOT_ACCEPTED: ngettext(
            "The credentials of %(num)d Party were not accepted by the Conference.",
            "The credentials of %(num)d Parties were not accepted by the Conference.",
            count,
        ),
        Group.NOT_RECEIVED: ngettext(
            "%(num)d Party has not submitted credentials.",
            "%(num)d Parties have not submitted credentials.",
            count,
        ),
    }[Group(group)]
