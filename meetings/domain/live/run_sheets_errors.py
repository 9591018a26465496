"""What is refused of run-sheets and rehearsals."""

from meetings.domain.errors import Refused


class SheetNotEmpty(Refused):
    """A template or another sheet goes only into an empty one."""

    code = "sheet_not_empty"
    status = 409


class DoneByAnother(Refused):
    """Somebody else has ticked a task meanwhile, or taken its tick away. Values: by, at (instant), is_done."""

    code = "done_by_another"
    status = 409


class SlotIsOff(Refused):
    """The time is not held: nothing is rehearsed for it."""

    code = "slot_is_off"
    status = 409


class RehearsalOver(Refused):
    """A rehearsal that was called off, or has begun, is not changed any more."""

    code = "rehearsal_over"
    status = 409


class InThePast(Refused):
    """A rehearsal begins in time to come, and before the session does."""

    code = "rehearsal_in_the_past"


class NobodyInvited(Refused):
    """A rehearsal of nobody."""

    code = "nobody_invited"
