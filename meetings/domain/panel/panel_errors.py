"""Why an act of a panellist, or on their behalf, cannot be done."""

from meetings.domain.device_errors import NotProved
from meetings.domain.errors import Refused


class PanelNotProved(NotProved):
    """A device from which the holder of a panel's link has not proved yet that they read their mail."""

    code = "panel_not_proved"


class PanelOver(Refused):
    """No time of the session is still to come: what was said of coming stays."""

    code = "panel_over"
    status = 409


class NotForAssistants(Refused):
    """Something that a panellist does themselves, or staff: an assistant appoints no other."""

    code = "not_for_assistants"
    status = 403


class TheirsAlone(Refused):
    """Something in the hour itself, which a panellist does by their own link, and no assistant for them."""

    code = "theirs_alone"
    status = 403


class TooManyHere(Refused):
    """More assistants or proposals than are kept. Values: most."""

    code = "too_many_here"


class OnPanelAlready(Refused):
    """Somebody who stands on this panel in this role."""

    code = "on_panel_already"


class NobodyToMail(Refused):
    """Somebody whom nothing can be mailed to, because no address of theirs is known."""

    code = "nobody_to_mail"


class ProposalSettled(Refused):
    """A proposal that was taken or left in the meantime."""

    code = "proposal_settled"
    status = 409
