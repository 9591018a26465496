"""What would follow from a change of a time, as programs see it."""

from typing import Any

from meetings.domain.changes import Moment
from meetings.domain.messages import is_same_for_people
from meetings.queries.announcements import announced_with
from meetings.queries.desk import SlotPage, SlotRow
from meetings.queries.outlook import is_new_version, told_groups


def outlook_body(page: SlotPage, after: SlotRow, at: Moment) -> dict[str, Any]:
    """Say what a change would mean, for whom, and which announcements would state an old time."""
    return {
        "slot": page.slot.id,
        "is_new_version": is_new_version(page.slot, after),
        "state": after.state,
        "local_start": after.local_start,
        "zone": after.zone,
        "starts_at": after.starts_at,
        "minutes": after.minutes,
        "before": page.slot.starts_at,
        "people": [
            {
                "outcome": str(one.outcome),
                "language": one.language,
                "people": one.people,
                "due_at": one.due_at,
            }
            for one in told_groups(page, after, at)
        ],
        "announced": [
            row.address
            for row in announced_with(page.slot.id)
            if not is_same_for_people(row.times[0].stated, after)
        ],
    }
