"""Named refusals of the slides of panellists."""

from meetings.domain.errors import Refused


class SlidesClosed(Refused):
    """Slides that a panellist brings where the organizers take none any more."""

    code = "slides_closed"
    status = 409
