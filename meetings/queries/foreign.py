"""What is known of the meetings of other conventions."""

from datetime import date

from sqlalchemy import select

from meetings.domain.foreign import ForeignMeeting
from meetings.extensions import db
from meetings.models import foreign as models


def foreign_meetings(first: date, last: date) -> list[ForeignMeeting]:
    """Give the meetings of others that touch some days, cancelled ones too, by their first days.

    Takes: the first and the last day.
    """
    row = models.ForeignMeeting
    rows = db.session.execute(
        select(
            row.uid,
            models.ForeignCalendar.name,
            row.title,
            row.starts_on,
            row.ends_on,
            row.starts_at,
            row.ends_at,
            row.place,
            row.is_cancelled,
            row.tag,
            row.address,
        )
        .join(row.calendar)
        .where(row.starts_on <= last, row.ends_on >= first, row.withdrawn_at.is_(None))
        .order_by(row.starts_on, row.title, row.uid, row.occurrence)
    )
    return [ForeignMeeting(*each) for each in rows]
