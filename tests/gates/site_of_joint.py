"""What the site with one of everything has more for the joint calendar."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from meetings.domain.foreign import CalendarRead, MeetingRead
from meetings.services import feeds, foreign


def put(site: Any, rows: int, now: datetime) -> None:
    """Show a calendar of others to everybody: meetings of whole days and of hours, in known and unknown languages."""
    day = (now + timedelta(days=3)).date()
    begin = now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=4)
    blank = MeetingRead(
        "", "", 0, now, "", "Nairobi", "", "", day, day + timedelta(days=4), None, None, False
    )
    hours = {"starts_on": begin.date(), "ends_on": begin.date(), "starts_at": begin}
    meetings = []
    for number in range(rows):
        title = f"Working group {number}"
        meetings += [
            replace(
                blank, uid=f"whole-{number}@others.example", title=title, address="https://others.example/"
            ),
            replace(
                blank,
                uid=f"hours-{number}@others.example",
                title=f"Webinar {number}",
                titles={"fr": f"Webinaire {number}"},
                origin="Convention of others",
                path="a.example b.example",
                is_cancelled=number == 0,
                ends_at=begin + timedelta(hours=2),
                **hours,
            ),
        ]
    read = CalendarRead("Shown to everybody", tuple(meetings), ())
    foreign.import_calendar(read, "shown", now, "test", is_public=True)
    feed = feeds.subscribe("https://shown.example/informea.svc", "Shown, too", now, "test", is_public=True)
    site.names |= {"calendar_id": str(feed)}
