"""What makes a session a meeting of a conference: its segment, who may enter, the items it takes up, and its room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.codes import ProgrammeKind, SessionState
from meetings.domain.cop.conferences import CLOSED, MEETING, OPEN, check_audience
from meetings.domain.fields import check_fields
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import AgendaItem, Segment, SessionItem
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.programmes import change_session_within, create_session_within, taken
from meetings.services.seasons import session_slug
from meetings.services.slots import hold_in_room_within

Values = Mapping[str, Any]
NO_ROOMS: Final[Mapping[str, str | None]] = {}
OF_A_MEETING: Final = frozenset(("segment", "audience", "regions", "agenda_items"))


def create_meeting(programme: str, values: Values, now: datetime, actor: str) -> str:
    """Add a meeting, a draft: a session with what makes it one; give its slug.

    Takes: fields of a session, and any of `segment` (a slug), `audience`, `regions`, `agenda_items` (slugs).
    Raises: NotFound, Refused with the field to blame.
    """
    with taken(values.get("slug")), transaction():
        session_id = create_session_within(programme, values, now, actor)
        row = db.session.get_one(Session, session_id)
        _put(programme, row, values, now, actor)
        return row.slug


def change_meeting(
    programme: str,
    slug: str,
    values: Values,
    revision: int,
    now: datetime,
    actor: str,
    *,
    rooms: Mapping[str, str | None] = NO_ROOMS,
) -> None:
    """Change what is named of a meeting, and of the session that it is, in one act.

    Who may enter changes at once for the entrance and for the files of the meeting.

    Takes: `rooms`, by the names of its times the slug of the room that each is held in.
    Raises: NotFound, Stale, NotThisMove, Refused with the field to blame.
    """
    with transaction():
        row = _session(programme, slug)
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        _put(programme, row, values, now, actor)
        db.session.flush()
        rest = {name: value for name, value in values.items() if name not in OF_A_MEETING}
        if rest:
            change_session_within(programme, slug, rest, row.revision, now, actor)
        for slot_id, room in rooms.items():
            hold_in_room_within(slot_id, room, now, actor, session_id=row.id)


def open_to_observers(
    programme: str, slug: str, is_open: bool, revision: int, now: datetime, actor: str
) -> None:
    """Open a meeting to observers, or keep it to Parties; it holds from this moment for the entrance and the files.

    Raises: NotFound, Stale.
    """
    values = {"audience": OPEN if is_open else CLOSED, "regions": []}
    change_meeting(programme, slug, values, revision, now, actor)


def put_in_room(
    slot_id: str, room: str | None, now: datetime, actor: str, *, revision: int | None = None
) -> None:
    """Hold a time of a meeting in a room of its segment, or in none; this moves nobody's time.

    Takes: the room's slug; the revision of the slot as it was seen, where a form carried one.
    Raises: NotFound, Stale, NotAChoice.
    """
    with transaction():
        hold_in_room_within(slot_id, room, now, actor, revision=revision)


def _put(programme: str, row: Session, values: Values, now: datetime, actor: str) -> None:
    """Put what makes a session a meeting; what an organizer writes is found, not inferred."""
    _check_is_conference(row, values)
    checked = check_fields(values, MEETING)
    after: dict[str, Any] = {name: checked[name] for name in ("audience", "regions") if name in checked}
    audience = after.get("audience", row.audience)
    if "audience" in after and audience != "region":
        after["regions"] = []
    check_audience(audience, after.get("regions", row.regions))
    if "segment" in values:
        after["segment_id"] = _segment_id(row.programme_id, values["segment"])
    differs = {name: value for name, value in after.items() if getattr(row, name) != value}
    before = {name: getattr(row, name) for name in differs}
    if "segment_id" in differs:
        _leave_rooms(row, now)
    if "agenda_items" in checked:
        was, will = _put_items(row, checked["agenda_items"])
        if was != will:
            differs["agenda_items"], before["agenda_items"] = will, was
    if not differs:
        return
    for name, value in differs.items():
        if name != "agenda_items":
            setattr(row, name, value)
    said = {"items" if name == "agenda_items" else name for name in differs}
    row.marks = {name: mark for name, mark in row.marks.items() if name not in said}
    before["revision"] = row.revision
    row.revision, row.updated_at = row.revision + 1, now
    differs["revision"] = row.revision
    _change_pages(row)
    note(now, actor, "meeting.change", f"session:{programme}/{row.slug}", before=before, after=differs)


def _check_is_conference(row: Session, values: Values) -> None:
    """Refuse to make a session of a season a meeting: whoever registers for it may enter it.

    Raises: NotAChoice, with the field.
    """
    kind = db.session.scalar(select(Programme.kind).where(Programme.id == row.programme_id))
    given = sorted(OF_A_MEETING & set(values))
    if kind != ProgrammeKind.CONFERENCE and given:
        raise errors.NotAChoice(field=given[0], value=str(values[given[0]])[:40])


def _put_items(row: Session, slugs: list[str]) -> tuple[list[str], list[str]]:
    """Put the items a meeting takes up; give the slugs of those before and after."""
    items = {
        one.slug: one.id
        for one in db.session.execute(
            select(AgendaItem.slug, AgendaItem.id).where(AgendaItem.programme_id == row.programme_id)
        )
    }
    for number, slug in enumerate(slugs):
        if slug not in items:
            raise errors.NotAChoice(field=f"agenda_items[{number}]", value=slug[:40])
    wanted = {items[slug] for slug in slugs}
    before = set(db.session.scalars(select(SessionItem.item_id).where(SessionItem.session_id == row.id)))
    db.session.execute(
        delete(SessionItem).where(SessionItem.session_id == row.id, SessionItem.item_id.in_(before - wanted))
    )
    db.session.add_all(SessionItem(session_id=row.id, item_id=one) for one in sorted(wanted - before))
    names = {number: slug for slug, number in items.items()}
    return sorted(names[one] for one in before), sorted(names[one] for one in wanted)


def _segment_id(programme_id: int, slug: Any) -> int | None:
    if slug in (None, ""):
        return None
    found = db.session.scalar(
        select(Segment.id).where(Segment.programme_id == programme_id, Segment.slug == str(slug))
    )
    if found is None:
        raise errors.NotAChoice(field="segment", value=str(slug)[:40])
    return found


def _leave_rooms(row: Session, now: datetime) -> None:
    """Take the times of a meeting out of the rooms of a segment it leaves."""
    for slot in db.session.scalars(select(Slot).where(Slot.session_id == row.id, Slot.room_id.is_not(None))):
        slot.room_id, slot.revision, slot.updated_at = None, slot.revision + 1, now


def free_session_slug(programme: str, title: str) -> str:
    """Make a slug of a title that no session of a programme has yet."""
    taken_slugs = set(
        db.session.scalars(
            select(Session.slug)
            .join(Programme, Programme.id == Session.programme_id)
            .where(Programme.slug == programme)
        )
    )
    count, slug = 1, session_slug(title, "meeting", taken_slugs)
    while slug in taken_slugs:
        count += 1
        slug = session_slug(title, f"meeting-{count}", taken_slugs)
    return slug


def _session(programme: str, slug: str) -> Session:
    row = db.session.scalar(
        select(Session)
        .join(Session.programme)
        .where(Programme.slug == programme, Session.slug == slug)
        .with_for_update(of=Session)
    )
    if row is None:
        raise errors.NotFound()
    return row


def _change_pages(row: Session) -> None:
    """Let public pages be made anew, unless they show nothing of a draft."""
    if row.state != SessionState.DRAFT:
        db.session.get_one(Programme, row.programme_id, with_for_update=True).changes += 1
