"""What platforms add to the site with one of everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models import PlatformMeeting, Slot
from meetings.services.platforms import AccountGiven, add_account, choose
from tests.factories import KEYS

ADDRESS = "https://bbb.example.org/bigbluebutton/api"


def put(site: Any, rows: int, now: datetime) -> None:
    """Store accounts, and a meeting at one of them that could not be made, for the time of the site."""
    for number in range(rows):
        given = AccountGiven(f"Server {number}", "bigbluebutton", ADDRESS, {}, {"secret": "bbb-secret"})
        account = add_account(given, now, "user:1", keys=KEYS)
    site.names["account"] = str(account)
    slot = db.session.get_one(Slot, site.names["slot_id"])
    every = select(Slot.id).where(Slot.session_id == slot.session_id).order_by(Slot.id)
    for slot_id in db.session.scalars(every).all():
        choose(slot_id, str(account), now, "user:1")
        problem = {"code": "platform_away", "word": "status 500"}
        db.session.add(PlatformMeeting(slot_id=slot_id, account_id=account, problem=problem, due_at=now))
        db.session.commit()
