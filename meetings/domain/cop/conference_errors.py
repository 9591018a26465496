"""Named refusals of conferences: segments, rooms, agenda, meetings."""

from meetings.domain.errors import Refused


class ByNomination(Refused):
    """Registering oneself for a meeting whose participants are named by Parties and observers."""

    code = "by_nomination"
    status = 403


class OutsideParent(Refused):
    """An item of the agenda below itself, or below one of its own. Field: parent."""

    code = "outside_parent"


class StillInUse(Refused):
    """Deleting what something else stands on. Values: by, `meetings`, `delegations`, `documents` or `items`."""

    code = "still_in_use"
    status = 409


class NotAnItemNumber(Refused):
    """A number that no agenda prints. Values: value."""

    code = "not_an_item_number"
