"""What taking in a record of KRONOS does here: segments, bodies, delegations, people, and their way step by step."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.codes import Right
from meetings.domain.cop.delegations import Nominee, Wish, modes_of
from meetings.domain.cop.kronos import AUTHORITY, SYSTEM, Kind, Record, facts_of, is_revoked
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Funding, Nomination, Participation
from meetings.models.cop.kronos import ExternalId
from meetings.models.parties import Organization
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.services.audit import note
from meetings.services.cop.change_requests import as_named
from meetings.services.cop.delegations import find_or_add_within
from meetings.services.cop.naming import open_nomination, open_table
from meetings.services.cop.nominations import edit_within, nominate_within
from meetings.services.cop.tracks import By, move_within

SAYS: Final = Says("", AUTHORITY)
SLUG_LENGTH: Final = 60


def remember(
    kind: Kind,
    name: str,
    subject: str,
    now: datetime,
    *,
    settled: str | None = None,
    person: int | None = None,
) -> None:
    """Keep what KRONOS calls something of ours, and which record of it was settled last."""
    row = db.session.get(ExternalId, (SYSTEM, str(kind), name))
    if row is None:
        row = ExternalId(system=SYSTEM, kind=str(kind), external_id=name, at=now)
        db.session.add(row)
    row.subject = subject
    row.settled = settled if settled is not None else row.settled
    row.person_id = person if person is not None else row.person_id
    db.session.flush()


def add_programme(given: Mapping[str, Any], now: datetime, actor: str) -> Programme:
    """Add a conference as a draft."""
    extra = given["minamata"]
    row = Programme(
        slug=str(given["code"]),
        kind="conference",
        admission="accreditation",
        treaty=str(extra.get("treaty") or "minamata"),
        title=dict(extra["titles"]),
        place=dict(extra.get("place") or {}),
        zone=str(extra["zone"]),
        starts_on=day_of(given.get("startDate")),
        ends_on=day_of(given.get("endDate")),
        published=False,
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    note(now, actor, "kronos.add", f"programme:{row.slug}")
    return row


def add_segment(programme: Programme, event: Record, now: datetime, actor: str) -> Segment:
    """Add a segment as its event says."""
    extra = event.extra
    row = Segment(
        programme_id=programme.id,
        slug=event.text("code").partition("/")[2],
        title=dict(extra["titles"]),
        place=dict(extra.get("place") or {}),
        zone=str(extra["zone"]),
        mode=str(extra["mode"]),
        languages=list(extra.get("languages") or []),
        position=int(extra.get("position") or 0),
        starts_on=day_of(event.values["startDate"]),
        ends_on=day_of(event.values["endDate"]),
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    note(now, actor, "kronos.add", f"segment:{programme.slug}/{row.slug}")
    return row


def add_organization(
    record: Record, category: str, country: str | None, now: datetime, actor: str
) -> Organization:
    """Add a body under a name for addresses that nobody else has."""
    name = record.text("name")
    row = Organization(
        slug=_free_slug(record.text("acronym") or name),
        name=name,
        acronym=record.text("acronym") or None,
        category=category,
        country=country,
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    note(now, actor, "kronos.add", f"organization:{row.slug}", after={"name": name, "category": category})
    return row


def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "body"
    taken = set(db.session.scalars(select(Organization.slug).where(Organization.slug.startswith(stem))))
    if stem not in taken:
        return stem
    return next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)


def nominee_of(contact: Record, role: str, wishes: tuple[Wish, ...]) -> Nominee:
    """Give a contact as somebody is nominated; what may be printed of them only where we wrote it."""
    extra = contact.extra
    lists = extra.get("lists")
    return Nominee(
        **facts_of(contact),
        role=role,
        language=str(extra.get("language") or "en"),
        gender=str(extra.get("gender") or ""),
        lists=tuple(one for one in lists if isinstance(one, str)) if isinstance(lists, list) else (),
        wishes=wishes,
    )


def wish_for(registration: Record, segment: Segment) -> Wish:
    """Give how somebody takes part, as the registration says, else in the first way the segment has."""
    offered = modes_of(segment.mode)
    mode, rights = registration.extra.get("mode"), registration.extra.get("rights")
    return Wish(
        segment.id,
        mode=str(mode) if mode in offered else offered[0],
        rights=str(rights) if rights in tuple(Right) else Right.VIEWER,
    )


def add_contact(
    contact: Record,
    given: Nominee,
    programme: str,
    whose: Mapping[str, str],
    now: datetime,
    actor: str,
    *,
    created_on: datetime | None = None,
    country: str | None = None,
) -> Nomination:
    """Nominate a contact for the delegation it is of.

    Takes: `whose`, its delegation as `find_or_add_within` takes it.
    Raises: Refused, with the field, for what cannot be stored.
    """
    delegation_id = find_or_add_within(programme, now, actor=actor, **whose)
    table = open_table(delegation_id, now, By(Mover.OFFICER, actor), SAYS)
    row = db.session.get_one(Nomination, nominate_within(table, given))
    position = contact.extra.get("position")
    row.position = position if isinstance(position, int) and 0 <= position < 100_000 else row.position
    row.created_at = created_on or row.created_at
    person = db.session.get_one(Person, row.person_id)
    person.country = person.country or country
    db.session.flush()
    return row


def change_contact(
    nomination_id: str, facts: Mapping[str, str], wishes: tuple[Wish, ...], now: datetime, actor: str
) -> Nomination:
    """Say of somebody what a contact says, and name them for more segments.

    Raises: Refused, with the field.
    """
    table, row = open_nomination(nomination_id, now, By(Mover.OFFICER, actor), SAYS)
    before = as_named(row)
    there = {one.segment_id for one in before.wishes}
    more = tuple(one for one in wishes if one.segment_id not in there)
    values = {name: getattr(before, name) for name in before.__slots__} | dict(facts)
    edit_within(table, row, Nominee(**values | {"wishes": (*before.wishes, *more)}))
    return row


def go_on(
    one: Participation,
    steps: tuple[P, ...],
    registration: Record,
    person_id: int,
    now: datetime,
    actor: str,
    *,
    is_observer: bool,
) -> None:
    """Move somebody step by step to where the registration says, as an officer would."""
    by = By(Mover.OFFICER, actor)
    for to in steps:
        move_within(Track.PARTICIPATION, one, to, by, now, says=SAYS, person_id=person_id)
    if is_revoked(registration) and one.state != P.REVOKED:
        says = Says(AUTHORITY, AUTHORITY)
        move_within(
            Track.PARTICIPATION,
            one,
            P.REVOKED,
            by,
            now,
            says=says,
            is_observer=is_observer,
            person_id=person_id,
        )


def grant(participation_id: str, now: datetime, actor: str) -> None:
    """Note that the secretariat pays for somebody's travel."""
    values = {"participation_id": participation_id, "state": "granted", "decided_by": actor}
    db.session.add(Funding(asked_at=now, decided_at=now, updated_at=now, **values))
    note(now, actor, "funding.granted", f"participation:{participation_id}", after={"authority": AUTHORITY})


def day_of(value: Any) -> date | None:
    """Read a date; of a time, its day."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def instant_of(value: Any) -> datetime | None:
    """Read an instant with its offset, or nothing."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else None
