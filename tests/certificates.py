"""A session that was held, and people who were there, for tests of certificates."""

from datetime import timedelta

from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Attendance, Import, Panelist, Programme, Session, Slot
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody

DAY = timedelta(days=1)
BEGIN = NOW - 2 * DAY


def make_held(
    slug: str = "topic", *, hours: tuple[int, ...] = (0,), parts: int = 1, minutes: int = 90
) -> list[str]:
    """Store a season, if there is none, with a session two days ago; gives its slots, by part and hour."""
    programme = db.session.scalar(select(Programme)) or make_programme()
    session = make_session(programme, slug)
    return [
        make_slot(
            session, BEGIN + timedelta(hours=hour) - (parts - part) * DAY, part=part, minutes=minutes
        ).id
        for part in range(1, parts + 1)
        for hour in hours
    ]


def attend(
    person_id: int, slot_id: str, minutes: float | None = 90, *, first: float = 0, role: str = "participant"
) -> int:
    """Store that somebody was there, by a file, or without minutes by our door; gives the row's number."""
    slot = db.session.get_one(Slot, slot_id)
    begin = slot.starts_at + timedelta(minutes=first)
    row = Attendance(
        slot_id=slot_id,
        person_id=person_id,
        source="door" if minutes is None else "import",
        joined_at=begin,
        left_at=None if minutes is None else begin + timedelta(minutes=minutes),
        role=role,
    )
    if minutes is not None:
        row.import_id = _file(slot_id)
        row.source_row = (db.session.scalar(select(func.count(Attendance.id))) or 0) + 1
    db.session.add(row)
    db.session.commit()
    return row.id


def _file(slot_id: str) -> str:
    name = f"file{slot_id}"[:12]
    if db.session.get(Import, name) is None:
        db.session.add(
            Import(
                id=name,
                slot_id=slot_id,
                name="file.csv",
                raw=b"",
                digest=name,
                state="committed",
                created_at=NOW,
                created_by="test",
            )
        )
        db.session.flush()
    return name


def person_there(
    slot_id: str, minutes: float | None = 90, *, session: str = "topic", first: float = 0, **person: str
) -> int:
    """Register somebody long before, and let them be there; gives their number."""
    done = register_somebody(slot_id, now=BEGIN - 9 * DAY, session=session, **person)
    attend(done.person_id, slot_id, minutes, first=first)
    return done.person_id


def put_on_panel(person_id: int, session_slug: str = "topic", role: str = "speaker") -> None:
    """Put somebody on a session's panel."""
    db.session.add(
        Panelist(session_id=session_id(session_slug), person_id=person_id, role=role, updated_at=NOW)
    )
    db.session.commit()


def session_id(slug: str = "topic") -> int:
    """Give the number of a session."""
    return db.session.scalars(select(Session.id).where(Session.slug == slug)).one()
