"""Named refusals about observers: why an application or admission is not kept."""

from meetings.domain.errors import Refused


class NoStatutes(Refused):
    """An application without the statutes of the body."""

    code = "no_statutes"


class AdmittedBefore(Refused):
    """An admission of a body that has one for the treaty already. Values: state."""

    code = "admitted_before"
    status = 409


class NoConference(Refused):
    """Applying for something that is no conference, or takes no applications."""

    code = "no_conference"
    status = 404
