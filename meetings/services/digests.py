"""Weekly mails: the sessions of people's coming weeks that are due to be told; it may run twice at once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from meetings.domain.codes import NoticeKind, PlaceState, SessionState, SlotState
from meetings.domain.reminders import LATEST, TOGETHER, WHOLE_WEEK, Digest, parse_digest, week_of
from meetings.extensions import db, transaction
from meetings.models.messages import Notice
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.services.notices import Due, insert_notices

OWN_ZONE: Final = func.coalesce(Person.zone, Programme.zone)


def notice_digests(now: datetime) -> None:
    """Make the weekly mails due: a notice for each person and slot of their coming week, up to an hour ahead.

    All of a programme at once, so that what one person is told makes one message. Nothing is told to somebody who
    registered, switched or was moved after the moment, or who had the mail of this week already.
    """
    wishes = db.session.execute(
        select(Programme.id, Programme.digest).where(Programme.digest.is_not(None)).order_by(Programme.id)
    ).all()
    for programme_id, code in wishes:
        wanted = list(_wanted(programme_id, parse_digest(str(code)), now))
        if wanted:
            with transaction():
                for condition, due in wanted:
                    insert_notices(condition, due, now)


def _wanted(programme_id: int, digest: Digest, now: datetime) -> Iterator[tuple[Any, Due]]:
    """Give what is to be inserted: for each slot that begins soon, each group of zones whose moment has come."""
    slots = db.session.execute(
        select(Slot.id, Slot.starts_at, Slot.version)
        .join(Session, Session.id == Slot.session_id)
        .where(
            Session.programme_id == programme_id,
            Session.state == SessionState.PUBLISHED,
            Slot.state == SlotState.PLANNED,
            Slot.starts_at > now,
            Slot.starts_at <= now + WHOLE_WEEK + TOGETHER,
        )
        .order_by(Slot.starts_at, Slot.id)
    ).all()
    for slot_id, starts_at, version in slots:
        held = and_(
            Place.slot_id == slot_id, Place.state == PlaceState.CONFIRMED, Place.told_version == version
        )
        groups: dict[tuple[datetime, str], list[str]] = {}
        for zone in _zones(held, f"slot:{slot_id}", starts_at):
            moment = digest.moment(starts_at, zone)
            if now - LATEST <= moment <= now + TOGETHER:
                groups.setdefault((moment, week_of(moment, zone)), []).append(zone)
        for (moment, week), zones in groups.items():
            lives_there = exists().where(Person.id == Registration.person_id, OWN_ZONE.in_(zones))
            is_new = and_(
                Registration.updated_at <= moment, lives_there.correlate(Registration, Programme), ~_had(week)
            )
            due = Due(NoticeKind.DIGEST, f"slot:{slot_id}", week, moment, starts_at, slot_id)
            yield and_(held, is_new), due


def _zones(held: Any, subject: str, starts_at: datetime) -> list[str]:
    """Give the zones of the people who hold such a place and were not made a notice of its start yet."""
    is_made = exists().where(
        Notice.kind == NoticeKind.DIGEST,
        Notice.person_id == Registration.person_id,
        Notice.subject == subject,
        Notice.not_after == starts_at,
    )
    return list(
        db.session.scalars(
            select(OWN_ZONE)
            .distinct()
            .select_from(Place)
            .join(Registration, Registration.id == Place.registration_id)
            .join(Person, Person.id == Registration.person_id)
            .join(Session, Session.id == Registration.session_id)
            .join(Programme, Programme.id == Session.programme_id)
            .where(held, Registration.ended_at.is_(None), ~is_made)
        )
    )


def _had(week: str) -> Any:
    """Say whether the mail of a week in the programme was made for a person."""
    made, about, topic = aliased(Notice), aliased(Registration), aliased(Session)
    return exists().where(
        made.kind == NoticeKind.DIGEST,
        made.person_id == Registration.person_id,
        made.occasion == week,
        made.message_id.is_not(None),
        about.id == made.registration_id,
        topic.id == about.session_id,
        topic.programme_id == Programme.id,
    )
