"""What reminders to permanent missions are about, as the facts stand now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from meetings.domain.codes import NoticeKind
from meetings.domain.contacts.focal_points import FocalState
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact
from meetings.models.messages import Notice
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.contacts.focal_points import SUBJECT, focal_figures

Words = dict[str, str]
INVENTED: Final = "demonstration"


@dataclass(frozen=True, slots=True)
class FocalReminder:
    """A mail that reminds a mission: of which Party, as of which day.

    `ended_on` is when the term of its last focal point did; `contact` is where the secretariat is asked.
    """

    names: Words
    day: date
    ended_on: date | None
    demonstration: bool
    contact: str | None


def focal_reminders(message_ids: Collection[str], now: datetime) -> dict[str, FocalReminder]:
    """Give by message what a mission is reminded of; nothing where a focal point was notified since."""
    rows = db.session.execute(
        select(Notice.message_id, Notice.subject, Person.origin, Contact.source)
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(Contact, Contact.person_id == Person.id)
        .where(Notice.kind == NoticeKind.FOCAL_REMINDER, Notice.message_id.in_(list(message_ids)))
    ).all()
    if not rows:
        return {}
    figures, contact = focal_figures(now.date()), _contact()
    missing = {one.country: one for one in figures.standings if one.state != FocalState.NOTIFIED}
    found = {}
    for message_id, subject, origin, source in rows:
        one = missing.get(subject.removeprefix(SUBJECT))
        if one is not None:
            names = dict(figures.names[one.country])
            is_invented = INVENTED in (origin, source)
            found[str(message_id)] = FocalReminder(names, figures.day, one.ended_on, is_invented, contact)
    return found


def _contact() -> str | None:
    """Give where the latest programme is asked about."""
    return db.session.scalar(
        select(Programme.contact)
        .where(Programme.published, Programme.contact.is_not(None), Programme.demonstration.is_(False))
        .order_by(Programme.starts_on.desc())
        .limit(1)
    )
