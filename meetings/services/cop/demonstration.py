"""Loading the demonstration's conference: segments, agenda, meetings, delegations with letters in every state."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update

from meetings.domain.codes import Admission, ProgrammeKind, SessionState
from meetings.domain.cop import demonstration as plan
from meetings.domain.cop.codes import STREAMS
from meetings.domain.zones import to_local
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import AgendaItem, MeetingRoom, Segment, SessionItem
from meetings.models.journal import Audit
from meetings.models.messages import Notice
from meetings.models.parties import Organization
from meetings.models.programmes import Programme, Session, Stream
from meetings.services.audit import note
from meetings.services.cop.connection_tests import NewTimes, offer_times
from meetings.services.cop.delegate_notices import notice_delegates
from meetings.services.cop.demonstration_people import put_delegation, put_presence
from meetings.services.cop.focal_notices import notice_focal_points
from meetings.services.demonstration import ORGANIZER, Setting
from meetings.services.live.demonstration import put_speakers
from meetings.services.slots import NewSlot, add_slot

Script = Mapping[str, Any]
ANNOUNCED: Final = timedelta(weeks=3)
LANGUAGES: Final = ("ar", "zh", "en", "fr", "ru", "es")
WEBCAST: Final = {
    "kind": "stream",
    "label": "",
    "address": "https://example.org/webcast",
    "language": None,
    "note": "",
}


def load_conference(script: Script, streams: Mapping[str, Any], setting: Setting) -> bool:
    """Load the conference of the demonstration, or whatever of it is missing; say whether anything was.

    Loaded to its end once, nothing of it is touched again; a loading that was stopped goes on where it was.

    Takes: what it is made of; how each stream of a conference is called.
    """
    if is_conference_loaded():
        return False
    now = setting.now
    if _programme_id() is None:
        with transaction():
            _put_conference(script, streams, now)
    _put_body(script["body"], now)
    for given in (*script["delegations"], script["body"]):
        put_delegation(given, setting)
    _put_tests(setting.now)
    put_presence(now)
    put_speakers(plan.SLUG, now, plan.SOURCE)
    _settle(now)
    with transaction():
        note(now, plan.SOURCE, plan.SOURCE, f"programme:{plan.SLUG}")
    return True


def is_conference_loaded() -> bool:
    """Say whether the conference was loaded to its end."""
    mark = select(Audit.id).where(Audit.act == plan.SOURCE, Audit.subject == f"programme:{plan.SLUG}")
    return db.session.scalar(mark.limit(1)) is not None


def _programme_id() -> int | None:
    return db.session.scalar(select(Programme.id).where(Programme.slug == plan.SLUG))


def _put_conference(script: Script, streams: Mapping[str, Any], now: datetime) -> None:
    segments = script["segments"]
    first, last = segments[0], segments[-1]
    programme = Programme(
        slug=plan.SLUG,
        kind=ProgrammeKind.CONFERENCE,
        title=script["title"],
        place=first["place"],
        zone=first["zone"],
        starts_on=plan.days_of(first, now)[0],
        ends_on=plan.days_of(last, now)[1],
        admission=Admission.ACCREDITATION,
        published=True,
        demonstration=True,
        contact=ORGANIZER,
        changes=1,
        updated_at=now,
    )
    programme.streams = [
        Stream(slug=slug, title=streams[slug], palette=position % 3, position=position, updated_at=now)
        for position, slug in enumerate(STREAMS)
    ]
    db.session.add(programme)
    db.session.flush()
    rows = {one["slug"]: _segment(programme.id, position, one, now) for position, one in enumerate(segments)}
    items = _agenda(programme.id, script["agenda"], now)
    by_slug = {one["slug"]: one for one in segments}
    for position, meeting in enumerate(script["meetings"]):
        _meeting(
            programme, rows[meeting["segment"]], by_slug[meeting["segment"]], meeting, position, items, now
        )


def _segment(programme_id: int, position: int, given: Script, now: datetime) -> Segment:
    begins, ends = plan.days_of(given, now)
    row = Segment(
        programme_id=programme_id,
        slug=given["slug"],
        position=position,
        title=given["title"],
        mode=given["mode"],
        starts_on=begins,
        ends_on=ends,
        zone=given["zone"],
        place=given["place"],
        languages=list(LANGUAGES),
        nominate_until=plan.closes_at(given, now),
        erase_on=ends + plan.ERASES_AFTER,
        updated_at=now,
    )
    row.rooms = [
        MeetingRoom(slug=slug, position=number, name=name, capacity=capacity, updated_at=now)
        for number, (slug, name, capacity) in enumerate(given["rooms"])
    ]
    db.session.add(row)
    db.session.flush()
    return row


def _agenda(programme_id: int, given: list[Any], now: datetime) -> dict[str, int]:
    ids: dict[str, int] = {}
    for position, (number, parent, title) in enumerate(given):
        row = AgendaItem(
            programme_id=programme_id,
            parent_id=ids.get(parent or ""),
            slug=f"item-{position + 1}",
            position=position,
            number=number,
            title=title,
            segments=["1", "2"],
            updated_at=now,
        )
        db.session.add(row)
        db.session.flush()
        ids[number] = row.id
    return ids


def _meeting(
    programme: Programme,
    row: Segment,
    segment: Script,
    given: Script,
    position: int,
    items: Mapping[str, int],
    now: datetime,
) -> None:
    stream = next(one.id for one in programme.streams if one.slug == given["stream"])
    session = Session(
        programme_id=programme.id,
        stream_id=stream,
        segment_id=row.id,
        slug=given["slug"],
        position=position,
        title=given["title"],
        languages=["en"],
        interpreted=["ar", "zh", "fr", "ru", "es"] if given.get("webcast") else [],
        audience=given["audience"],
        regions=given.get("regions", []),
        state=SessionState.PUBLISHED,
        updated_at=now,
    )
    db.session.add(session)
    db.session.flush()
    db.session.add_all(SessionItem(session_id=session.id, item_id=items[one]) for one in given["items"])
    new = NewSlot(
        local_start=plan.begins_at(given, segment, now),
        zone=segment["zone"],
        minutes=given["minutes"],
        fold=0,
        platform_address=f"https://example.org/meeting/{given['slug']}",
    )
    slot = add_slot(session.id, new, now - ANNOUNCED, plan.SOURCE)
    slot.room_id = next(one.id for one in row.rooms if one.slug == given["room"])
    slot.channels = [WEBCAST] if given.get("webcast") else []


def _put_body(given: Script, now: datetime) -> None:
    with transaction():
        there = select(Organization.id).where(Organization.slug == given["slug"])
        if db.session.scalar(there) is None:
            facts = {name: given[name] for name in ("slug", "name", "category", "country")}
            db.session.add(Organization(**facts, updated_at=now))


def _put_tests(now: datetime) -> None:
    """Offer times for testing connections on the next day; those that are there already stay as they are."""
    zone = db.session.scalars(
        select(Segment.zone).where(Segment.programme_id == _programme_id(), Segment.slug == "1")
    ).one()
    tomorrow = to_local(now, zone).replace(tzinfo=None) + timedelta(days=1)
    local = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
    new = NewTimes(local, "15", "2", count="8", address="https://example.org/connection-test", fold=0)
    offer_times(plan.SLUG, "1", new, now, plan.SOURCE)


def _settle(now: datetime) -> None:
    """Take what invented people would be told of all this as told, so that nobody's own waits behind it."""
    notice_focal_points(now)
    notice_delegates(now)
    subjects = (Notice.subject.startswith("focal:"), Notice.subject.startswith("participation:"))
    unsent = (Notice.message_id.is_(None), Notice.withdrawn_at.is_(None), Notice.created_at == now)
    with transaction():
        db.session.execute(update(Notice).where(or_(*subjects), *unsent).values(withdrawn_at=now))
