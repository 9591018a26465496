"""What the site with one of everything has more for the API, for participants, speakers and focal points."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Person, Subscription

# What is of somebody else's link is never reached, so that any name will do where no feature gives one.
NAMES: Final = (
    "test_id",
    "assistant_id",
    "hours_id",
    "document",
    "version",
    "request_id",
    "statement_id",
    "question_id",
    "entry_id",
)


def put(site: Any, rows: int, now: datetime) -> None:
    """Name what the first participant follows, and what they may agree to."""
    first = select(Person.id).where(Person.name == "Participant 0").scalar_subquery()
    follows = select(Subscription.id).where(Subscription.person_id == first).limit(1)
    site.names |= {
        "subscription_id": str(db.session.scalar(follows)),
        "consent": "list",
    }
    for name in NAMES:
        site.names.setdefault(name, "none")
