"""Named refusals of the letters of panellists."""

from meetings.domain.errors import Refused


class NothingToThank(Refused):
    """A letter of thanks for panels none of whose times was held yet."""

    code = "nothing_to_thank"
    status = 409


class NoPanelToInvite(Refused):
    """A letter of invitation for whoever is on no panel that stands."""

    code = "no_panel_to_invite"
    status = 409
