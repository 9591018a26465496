"""Loading the demonstration: an invented season around today, with people, attendance and surveys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from meetings.domain import demonstration as plan
from meetings.domain.codes import NoticeKind, Role, SessionState
from meetings.domain.ports import Storage
from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.journal import Audit
from meetings.models.messages import Notice
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Material, Panelist
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.models.staff import Grant, User
from meetings.services.audit import note
from meetings.services.contacts.demonstration import put_contacts
from meetings.services.demonstration_past import SOURCE, put_past
from meetings.services.demonstration_recordings import put_recordings
from meetings.services.demonstration_report import put_report
from meetings.services.live.demonstration import put_hours
from meetings.services.people import PersonGiven, check_person, find_or_add_person
from meetings.services.registrations import RegistrationRequest, register
from meetings.services.seasons import session_slug
from meetings.services.slots import NewSlot, add_slot

Words = dict[str, str]
Script = Mapping[str, Any]
Progress = Callable[[int, int], None]
ORGANIZER: Final = plan.ORGANIZER
ANNOUNCED: Final = timedelta(weeks=3)


@dataclass(frozen=True, slots=True)
class Setting:
    """What every step needs: the script, words the house has for streams and places, the moment, the keys, storage."""

    script: Script
    streams: Mapping[str, Words]
    place: Words
    now: datetime
    keys: Keys
    storage: Storage


def load_demonstration(setting: Setting, progress: Progress) -> bool:
    """Load the demonstration, or whatever of it is missing; say whether anything was.

    Loaded to its end once, nothing of it is touched again; a loading that was stopped goes on where it was.
    """
    if is_loaded():
        return False
    _put_season(setting)
    _put_staff(setting)
    _put_registrations(setting, progress)
    topics = [one.id for one in _sessions(setting.script)]
    put_hours(topics, setting.script["questions"], setting.now)
    with transaction():
        sessions = _sessions(setting.script)
        put_past(sessions, setting.script["survey"], setting.now, keys=setting.keys)
        put_recordings(sessions, setting.storage, setting.now)
        put_report(setting.script, setting.now)
        put_contacts([one["name"].split()[0] for one in setting.script["people"]], setting.now)
        note(setting.now, SOURCE, SOURCE, f"programme:{plan.SLUG}")
    return True


def is_loaded() -> bool:
    """Say whether the demonstration was loaded to its end."""
    mark = select(Audit.id).where(Audit.act == SOURCE, Audit.subject == f"programme:{plan.SLUG}")
    return db.session.scalar(mark.limit(1)) is not None


def _put_season(setting: Setting) -> None:
    if _programme_id() is not None:
        return
    begins_on = plan.first_day(setting.now)
    topics = setting.script["topics"]
    announced = datetime.combine(begins_on, setting.now.timetz()) - ANNOUNCED
    with transaction():
        programme = Programme(
            slug=plan.SLUG,
            title=setting.script["title"],
            place=setting.place,
            zone=plan.ZONE,
            published=True,
            demonstration=True,
            contact=ORGANIZER,
            changes=1,
            updated_at=setting.now,
        )
        programme.streams = [
            Stream(slug=slug, title=title, palette=position, position=position, updated_at=setting.now)
            for position, (slug, title) in enumerate(setting.streams.items())
        ]
        db.session.add(programme)
        db.session.flush()
        streams = {one.slug: one.id for one in programme.streams}
        days = []
        for number, topic in enumerate(topics):
            session = _session(setting, programme.id, streams[topic["stream"]], number)
            for local, minutes in plan.times_of(number, topic["weekday"], topic["twice"], begins_on):
                _slot(session, number, local, minutes, announced)
                days.append(local.date())
            _panel(setting, session, number)
        programme.starts_on, programme.ends_on = min(days), max(days)


def _session(setting: Setting, programme_id: int, stream_id: int, number: int) -> Session:
    title = setting.script["topics"][number]["title"]
    session = Session(
        programme_id=programme_id,
        stream_id=stream_id,
        slug=_slugs(setting.script)[number],
        position=number,
        title=title,
        abstract=setting.script["abstract"],
        languages=["en"],
        interpreted=["fr", "es"] if number % 3 == 0 else [],
        state=SessionState.PUBLISHED,
        updated_at=setting.now,
    )
    session.materials = [
        Material(
            title=title,
            language="en",
            address=f"https://example.org/documents/{number + 1}.pdf",
            published_at=setting.now,
            updated_at=setting.now,
        )
    ]
    db.session.add(session)
    db.session.flush()
    return session


def _slot(session: Session, number: int, local: datetime, minutes: int, announced: datetime) -> None:
    new = NewSlot(
        local_start=local,
        zone=plan.ZONE,
        minutes=minutes,
        capacity=plan.capacity_of(number),
        platform_address=f"https://example.org/meeting/{session.slug}-{local:%H}",
    )
    add_slot(session.id, new, announced, SOURCE)


def _panel(setting: Setting, session: Session, number: int) -> None:
    """Put two speakers and a moderator of the script on a panel; everybody takes turns."""
    speakers = setting.script["speakers"]
    places = ((number % 7, "speaker"), ((number + 3) % 7, "speaker"), (7, "moderator"))
    for position, (at, role) in enumerate(places):
        given = speakers[at]
        person = PersonGiven(name=given["name"], email=f"speaker{at + 1}@example.org", zone=plan.ZONE)
        person_id, _added = find_or_add_person(check_person(person), setting.now, origin=SOURCE)
        db.session.add(
            Panelist(
                session_id=session.id,
                person_id=person_id,
                role=role,
                position=position,
                function=given["function"],
                organization=given["organization"],
                state="confirmed",
                updated_at=setting.now,
            )
        )


def _put_staff(setting: Setting) -> None:
    with transaction():
        if db.session.scalar(select(User.id).where(User.email == ORGANIZER)) is not None:
            return
        user = User(
            email=ORGANIZER,
            name="Demonstration Organizer",
            zone=plan.ZONE,
            created_at=setting.now,
            updated_at=setting.now,
        )
        user.grants = [Grant(role=Role.ORGANIZER)]
        db.session.add(user)


def _put_registrations(setting: Setting, progress: Progress) -> None:
    """Register the people through the same door as everybody, a week before or, for what is to come, until now."""
    zones = {code: zone for code, zone in db.session.execute(select(Party.code, Party.zone)) if zone}
    people = plan.invent_people(setting.script, zones)
    sessions = _sessions(setting.script)
    wishes = plan.wishes_of(len(people), len(sessions))
    total, done = sum(map(len, wishes)), 0
    for session, wanted in zip(sessions, wishes, strict=True):
        known, slug = _registered(session.id), session.slug
        at = min(min(slot.starts_at for slot in session.slots) - timedelta(days=7), setting.now)
        for number in wanted:
            person = people[number]
            if (person.name, person.email) not in known:
                register(_request(slug, person), at, setting.keys)
            done += 1
            progress(done, total)
    _settle(setting.now)


def _request(session: str, person: plan.Invented) -> RegistrationRequest:
    given = PersonGiven(
        name=person.name,
        email=person.email,
        country=person.country,
        organization=person.organization,
        category=person.category,
        language=person.language,
        zone=person.zone,
    )
    return RegistrationRequest(plan.SLUG, session, given, consents=("recording",), source=SOURCE)


def _registered(session_id: int) -> set[tuple[str, str]]:
    rows = db.session.execute(
        select(Person.name, Mailbox.address)
        .join(Registration, Registration.person_id == Person.id)
        .join(PersonMailbox, PersonMailbox.person_id == Person.id)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(Registration.session_id == session_id)
    )
    return {(name, address) for name, address in rows}


def _settle(now: datetime) -> None:
    """Take the confirmations of invented people as told, so that nobody's own waits behind them."""
    ours = select(Registration.id).where(Registration.source == SOURCE)
    with transaction():
        db.session.execute(
            update(Notice)
            .where(
                Notice.registration_id.in_(ours),
                Notice.kind == NoticeKind.CONFIRMATION,
                Notice.message_id.is_(None),
            )
            .values(withdrawn_at=now)
        )
        version = select(Slot.version).where(Slot.id == Place.slot_id).scalar_subquery()
        db.session.execute(
            update(Place)
            .where(Place.registration_id.in_(ours), Place.told_version.is_(None))
            .values(told_version=version)
        )


def _programme_id() -> int | None:
    return db.session.scalar(select(Programme.id).where(Programme.slug == plan.SLUG))


def _slugs(script: Script) -> list[str]:
    return [session_slug(topic["title"]["en"], "topic", ()) for topic in script["topics"]]


def _sessions(script: Script) -> list[Session]:
    """Give the sessions of the demonstration in the script's order."""
    rows = db.session.scalars(
        select(Session)
        .where(Session.programme_id == _programme_id(), Session.slug.in_(_slugs(script)))
        .order_by(Session.position, Session.id)
        .options(selectinload(Session.slots).joinedload(Slot.session))
    )
    return list(rows)
