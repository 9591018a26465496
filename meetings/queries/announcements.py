"""What an announcement of a session is made of, where it was announced, and which announcements state an old time."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from meetings.domain.errors import NotFound
from meetings.domain.messages import is_same_for_people
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.announcements import Announcement
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.desk import VersionRow, version_rows
from meetings.queries.programmes import SessionShown, show_session, whole_session
from meetings.queries.reach import session_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Stated:
    """A time as an announcement states it, and as it stands."""

    slot_id: str
    stated: VersionRow
    now: VersionRow

    @property
    def is_old(self) -> bool:
        """Say whether people read another time there than the one that stands."""
        return not is_same_for_people(self.stated, self.now)


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """An announcement elsewhere; without a partner it is our own."""

    id: int
    partner: str
    address: str
    announced_on: date
    told_at: datetime | None
    revision: int
    times: tuple[Stated, ...]

    @property
    def old(self) -> tuple[Stated, ...]:
        """Give the times it states that are others by now."""
        return tuple(one for one in self.times if one.is_old)


@dataclass(frozen=True, slots=True)
class Announced:
    """A session as its announcement tells it, with where it was announced and the versions of its times, by slot."""

    session: SessionShown
    state: str
    stream: str | None
    versions: dict[str, tuple[VersionRow, ...]]
    announcements: tuple[AnnouncementRow, ...]


def announced(programme: str, where: Reach, session: str = "") -> list[Announced]:
    """Give the sessions of a programme that are open to whoever asks, drafts among them, or one; in order of time.

    Raises: NotFound, where one is asked for that is not there.
    """
    question = (
        select(Session)
        .join(Session.programme)
        .where(Programme.slug == programme, session_within(where))
        .order_by(Session.position, Session.id)
        .options(
            selectinload(Session.panelists).joinedload(Panelist.person),
            *whole_session(),
            *with_versions(),
            raiseload("*"),
        )
    )
    if session:
        question = question.where(Session.slug == session)
    rows = db.session.scalars(question).all()
    if session and not rows:
        raise NotFound()
    kept = _kept([row.id for row in rows])
    found = [_announced(row, kept.get(row.id, [])) for row in rows]
    return sorted(found, key=lambda one: (not one.session.slots, _first(one.session)))


def with_versions() -> tuple[ExecutableOption, ...]:
    """Say that the versions of a session's slots are loaded with it."""
    return (selectinload(Session.slots).selectinload(Slot.versions),)


def _first(session: SessionShown) -> float:
    return min((slot.starts_at.timestamp() for slot in session.slots), default=0.0)


def _announced(row: Session, kept: list[Announcement]) -> Announced:
    versions = {slot.id: version_rows(slot) for slot in row.slots}
    return Announced(
        session=show_session(row, panel=True),
        state=row.state,
        stream=row.stream.slug if row.stream else None,
        versions=versions,
        announcements=tuple(_row(one, versions) for one in kept),
    )


def _kept(session_ids: list[int]) -> dict[int, list[Announcement]]:
    found: dict[int, list[Announcement]] = {}
    for one in db.session.scalars(
        select(Announcement)
        .where(Announcement.session_id.in_(session_ids))
        .order_by(Announcement.announced_on, Announcement.id)
    ):
        found.setdefault(one.session_id, []).append(one)
    return found


def _row(row: Announcement, versions: dict[str, tuple[VersionRow, ...]]) -> AnnouncementRow:
    times = []
    for slot_id, number in row.versions.items():
        stated = next((one for one in versions.get(slot_id, ()) if one.version == number), None)
        if stated is not None:
            times.append(Stated(slot_id, stated, versions[slot_id][-1]))
    return AnnouncementRow(
        id=row.id,
        partner=row.partner,
        address=row.address,
        announced_on=row.announced_on,
        told_at=row.told_at,
        revision=row.revision,
        times=tuple(sorted(times, key=lambda one: one.now.starts_at)),
    )


def announced_with(slot_id: str) -> tuple[AnnouncementRow, ...]:
    """Give the announcements that state a time of a slot, with what each states of it alone."""
    slot = db.session.scalar(
        select(Slot)
        .where(Slot.id == slot_id)
        .options(selectinload(Slot.versions), joinedload(Slot.session), raiseload("*"))
    )
    if slot is None:
        return ()
    versions = {slot.id: version_rows(slot)}
    rows = [_row(one, versions) for one in _kept([slot.session_id]).get(slot.session_id, [])]
    return tuple(one for one in rows if one.times)
