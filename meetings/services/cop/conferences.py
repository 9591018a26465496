"""Building a conference: its treaties and streams, its segments with their rooms, and the items of its agenda."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError

from meetings.domain import errors
from meetings.domain import programmes as rules
from meetings.domain.codes import Admission, ProgrammeKind
from meetings.domain.cop.codes import STREAMS
from meetings.domain.cop.conference_errors import StillInUse
from meetings.domain.cop.conferences import ITEM, ROOM, SEGMENT, check_deadline, check_parent
from meetings.domain.fields import check_fields
from meetings.domain.zones import to_local
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import AgendaItem, ConferenceRecord, MeetingRoom, Segment, SessionItem
from meetings.models.cop.delegations import Credentials, Participation
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.programmes import create_programme_within, taken

Values = Mapping[str, Any]
T = TypeVar("T")


def create_conference(
    values: Values, titles: Mapping[str, Mapping[str, str]], now: datetime, actor: str
) -> str:
    """Add a conference, a draft that delegations are accredited to, with every stream that there is; give its slug.

    Takes: fields of a programme; `titles`, how each stream of `codes.STREAMS` is called.
    Raises: Refused, with the field to blame.
    """
    given = {
        "admission": str(Admission.ACCREDITATION),
        **values,
        "kind": str(ProgrammeKind.CONFERENCE),
        "published": False,
    }
    with taken(values.get("slug")), transaction():
        slug = create_programme_within(given, now, actor)
        programme = _programme(slug)
        db.session.add_all(
            Stream(
                programme_id=programme.id,
                slug=stream,
                title=dict(titles[stream]),
                palette=at % 3,
                position=at,
                updated_at=now,
            )
            for at, stream in enumerate(STREAMS)
        )
        return slug


def create_segment(programme: str, values: Values, now: datetime, actor: str) -> str:
    """Add a segment to a conference; give its slug.

    Takes: fields of `domain/cop/conferences: SEGMENT`, and `nominate_until` as a wall time of its zone.
    Raises: NotFound, Refused with the field to blame.
    """
    slug = rules.check_slug(values.get("slug"))
    with taken(slug), transaction():
        parent = _programme(programme)
        checked = check_fields(values, SEGMENT, needed=("title", "starts_on", "ends_on", "zone"))
        rules.check_days(checked["starts_on"], checked["ends_on"])
        if "nominate_until" in values:
            checked["nominate_until"] = check_deadline(values["nominate_until"], checked["zone"])
        position = _count(Segment, Segment.programme_id == parent.id)
        row = Segment(programme_id=parent.id, slug=slug, updated_at=now, **({"position": position} | checked))
        _add(row, parent, f"segment:{programme}/{slug}", checked, now, actor)
        _span(parent)
    return slug


def change_segment(
    programme: str, slug: str, values: Values, revision: int, now: datetime, actor: str
) -> None:
    """Change what is named of a segment; its deadline keeps its wall time when the zone changes.

    Raises: NotFound, Stale, Refused with the field to blame.
    """
    with transaction():
        parent = _programme(programme)
        row = _segment(parent.id, slug, lock=True)
        checked = check_fields(values, SEGMENT)
        rules.check_days(checked.get("starts_on", row.starts_on), checked.get("ends_on", row.ends_on))
        zone = checked.get("zone", row.zone)
        if "nominate_until" in values:
            checked["nominate_until"] = check_deadline(values["nominate_until"], zone)
        elif row.nominate_until and zone != row.zone:
            wall = to_local(row.nominate_until, row.zone).replace(tzinfo=None)
            checked["nominate_until"] = check_deadline(wall.isoformat(timespec="minutes"), zone)
        _change(row, parent, checked, revision, f"segment:{programme}/{slug}", now, actor)
        _span(parent)


def delete_segment(programme: str, slug: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a segment that nothing stands on, with its rooms.

    Raises: NotFound, Stale, StillInUse.
    """
    with _unless_used(), transaction():
        parent = _programme(programme)
        row = _segment(parent.id, slug, lock=True)
        _check_revision(row, revision)
        if _count(Session, Session.segment_id == row.id):
            raise StillInUse(by="meetings")
        for table in (Participation, Credentials):
            if _count(table, table.segment_id == row.id):
                raise StillInUse(by="delegations")
        for record in db.session.scalars(select(ConferenceRecord).filter_by(segment_id=row.id)):
            record.segment_id = None
        for item in db.session.scalars(select(AgendaItem).filter_by(programme_id=parent.id)):
            item.segments = [one for one in item.segments if one != slug]
        db.session.execute(delete(MeetingRoom).where(MeetingRoom.segment_id == row.id))
        _delete(row, parent, f"segment:{programme}/{slug}", now, actor)
        _span(parent)


def create_room(programme: str, segment: str, values: Values, now: datetime, actor: str) -> str:
    """Add a room to a segment, or the channel that stands for one online; give its slug.

    Raises: NotFound, Refused with the field to blame.
    """
    slug = rules.check_slug(values.get("slug"))
    with taken(slug), transaction():
        parent = _programme(programme)
        within = _segment(parent.id, segment)
        checked = check_fields(values, ROOM, needed=("name",))
        position = _count(MeetingRoom, MeetingRoom.segment_id == within.id)
        row = MeetingRoom(
            segment_id=within.id, slug=slug, updated_at=now, **({"position": position} | checked)
        )
        _add(row, parent, f"room:{programme}/{segment}/{slug}", checked, now, actor)
    return slug


def change_room(
    programme: str, room_id: int, values: Values, revision: int, now: datetime, actor: str
) -> None:
    """Change what is named of a room.

    Raises: NotFound, Stale, Refused with the field to blame.
    """
    with transaction():
        parent = _programme(programme)
        row = _room(parent.id, room_id)
        _change(row, parent, check_fields(values, ROOM), revision, f"room:{programme}/{row.id}", now, actor)


def delete_room(programme: str, room_id: int, revision: int, now: datetime, actor: str) -> None:
    """Delete a room that no meeting is held in.

    Raises: NotFound, Stale, StillInUse.
    """
    with transaction():
        parent = _programme(programme)
        row = _room(parent.id, room_id)
        _check_revision(row, revision)
        if _count(Slot, Slot.room_id == row.id):
            raise StillInUse(by="meetings")
        _delete(row, parent, f"room:{programme}/{row.id}", now, actor)


def create_item(programme: str, values: Values, now: datetime, actor: str) -> str:
    """Add an item to the agenda, the last; give its slug.

    Takes: fields of `domain/cop/conferences: ITEM`, and `parent`, the slug of the item it belongs to.
    Raises: NotFound, Taken (a number), Refused with the field to blame.
    """
    with transaction():
        parent = _programme(programme, lock=True)
        checked = _item_values(parent.id, None, values, needed=("title",))
        items = _items(parent.id)
        slug = _free_slug(checked.get("number"), {one.slug for one in items})
        position = max((one.position for one in items), default=-1) + 1
        row = AgendaItem(
            programme_id=parent.id, slug=slug, updated_at=now, **({"position": position} | checked)
        )
        _add(row, parent, f"item:{programme}/{slug}", checked, now, actor)
    return slug


def change_item(programme: str, slug: str, values: Values, revision: int, now: datetime, actor: str) -> None:
    """Change what is named of an item: number, title, parent, segments; what an organizer writes is no more inferred.

    Raises: NotFound, Stale, Taken (a number), OutsideParent, Refused with the field to blame.
    """
    with transaction():
        parent = _programme(programme, lock=True)
        row = _item(parent.id, slug)
        checked = _item_values(parent.id, row, values)
        said = {name for name, value in checked.items() if getattr(row, name) != value}
        if said & set(row.marks):
            checked["marks"] = {name: mark for name, mark in row.marks.items() if name not in said}
        _change(row, parent, checked, revision, f"item:{programme}/{slug}", now, actor)


def move_item(programme: str, slug: str, steps: int, revision: int, now: datetime, actor: str) -> None:
    """Move an item up or down among those with the same parent; beyond the first or last it stays there.

    Raises: NotFound, Stale.
    """
    with transaction():
        parent = _programme(programme, lock=True)
        row = _item(parent.id, slug)
        _check_revision(row, revision)
        beside = [one for one in _items(parent.id) if one.parent_id == row.parent_id]
        at = next(number for number, one in enumerate(beside) if one.id == row.id)
        to = min(max(at + steps, 0), len(beside) - 1)
        if to == at:
            return
        places = [one.position for one in beside]
        beside.insert(to, beside.pop(at))
        for one, place in zip(beside, sorted(places), strict=True):
            one.position = place
        row.revision, row.updated_at = row.revision + 1, now
        parent.changes += 1
        note(now, actor, "item.move", f"item:{programme}/{slug}", before={"at": at}, after={"at": to})


def delete_item(programme: str, slug: str, revision: int, now: datetime, actor: str) -> None:
    """Delete an item below which nothing stands; meetings that took it up do no more.

    Raises: NotFound, Stale, StillInUse.
    """
    with _unless_used(), transaction():
        parent = _programme(programme, lock=True)
        row = _item(parent.id, slug)
        _check_revision(row, revision)
        if _count(AgendaItem, AgendaItem.parent_id == row.id):
            raise StillInUse(by="items")
        db.session.execute(delete(SessionItem).where(SessionItem.item_id == row.id))
        _delete(row, parent, f"item:{programme}/{slug}", now, actor)


@contextmanager
def _unless_used() -> Iterator[None]:
    """Refuse to delete what the store says something else stands on; put it around the transaction."""
    try:
        yield
    except IntegrityError:
        raise StillInUse(by="documents") from None


def _span(programme: Programme) -> None:
    """Let a conference last from the first day of its segments to the last."""
    first, last = db.session.execute(
        select(func.min(Segment.starts_on), func.max(Segment.ends_on)).where(
            Segment.programme_id == programme.id
        )
    ).one()
    if first and (programme.starts_on, programme.ends_on) != (first, last):
        programme.starts_on, programme.ends_on = first, last


def _item_values(
    programme_id: int, row: AgendaItem | None, values: Values, needed: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Check an item's fields against the rest of its agenda."""
    checked = check_fields(values, ITEM, needed)
    items = _items(programme_id)
    own = row.id if row else None
    number = checked.get("number")
    if number and any(one.number == number and one.id != own for one in items):
        raise errors.Taken(field="number", value=number)
    known = set(db.session.scalars(select(Segment.slug).where(Segment.programme_id == programme_id)))
    for slug in checked.get("segments", ()):
        if slug not in known:
            raise errors.NotAChoice(field="segments", value=slug[:40])
    if "parent" in values:
        by_slug = {one.slug: one.id for one in items}
        wanted = values["parent"]
        if wanted and (not isinstance(wanted, str) or wanted not in by_slug):
            raise errors.NotAChoice(field="parent", value=str(wanted)[:40])
        checked["parent_id"] = by_slug[wanted] if wanted else None
        check_parent(own, checked["parent_id"], {one.id: one.parent_id for one in items})
    return checked


def _free_slug(number: str | None, taken_slugs: set[str]) -> str:
    base = "item-" + "-".join((number or "x").replace(")", "").split("("))
    slug, count = base, 1
    while slug in taken_slugs:
        count += 1
        slug = f"{base}-{count}"
    return slug


def _items(programme_id: int) -> list[AgendaItem]:
    return list(
        db.session.scalars(
            select(AgendaItem)
            .where(AgendaItem.programme_id == programme_id)
            .order_by(AgendaItem.position, AgendaItem.id)
        )
    )


def _programme(slug: str, *, lock: bool = False) -> Programme:
    question = select(Programme).where(Programme.slug == slug, Programme.kind == ProgrammeKind.CONFERENCE)
    return _found(question.with_for_update() if lock else question)


def _segment(programme_id: int, slug: str, *, lock: bool = False) -> Segment:
    question = select(Segment).where(Segment.programme_id == programme_id, Segment.slug == slug)
    return _found(question.with_for_update() if lock else question)


def _room(programme_id: int, room_id: int) -> MeetingRoom:
    return _found(
        select(MeetingRoom)
        .join(Segment, Segment.id == MeetingRoom.segment_id)
        .where(MeetingRoom.id == room_id, Segment.programme_id == programme_id)
        .with_for_update(of=MeetingRoom)
    )


def _item(programme_id: int, slug: str) -> AgendaItem:
    return _found(
        select(AgendaItem)
        .where(AgendaItem.programme_id == programme_id, AgendaItem.slug == slug)
        .with_for_update()
    )


def _found(question: Select[T]) -> T:
    row = db.session.scalar(question)
    if row is None:
        raise errors.NotFound()
    return row


def _count(table: Any, condition: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(condition)) or 0


def _check_revision(row: Any, revision: int) -> None:
    if row.revision != revision:
        raise errors.Stale(current=row.revision)


def _add(
    row: Any, parent: Programme, subject: str, values: dict[str, Any], now: datetime, actor: str
) -> None:
    db.session.add(row)
    parent.changes += 1
    note(now, actor, f"{subject.partition(':')[0]}.create", subject, after=_plain(values))
    db.session.flush()


def _change(
    row: Any,
    parent: Programme,
    values: dict[str, Any],
    revision: int,
    subject: str,
    now: datetime,
    actor: str,
) -> None:
    """Put what differs; saving what stands already is nothing to do."""
    _check_revision(row, revision)
    values = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not values:
        return
    before = {name: getattr(row, name) for name in values} | {"revision": revision}
    for name, value in values.items():
        setattr(row, name, value)
    row.revision, row.updated_at = row.revision + 1, now
    parent.changes += 1
    act = f"{subject.partition(':')[0]}.change"
    after = values | {"revision": row.revision}
    note(now, actor, act, subject, before=_plain(before), after=_plain(after))


def _delete(row: Any, parent: Programme, subject: str, now: datetime, actor: str) -> None:
    db.session.delete(row)
    parent.changes += 1
    note(now, actor, f"{subject.partition(':')[0]}.delete", subject)
    db.session.flush()


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, int | str | list | dict) else str(value)
        for name, value in values.items()
    }
