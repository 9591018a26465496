"""What certificates rest on: the rule of a programme, and who was seen in which session for how long."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.domain import certificates as rules
from meetings.domain.certificates import Earned, Rule, Time
from meetings.domain.codes import PanelistState, SessionState, SlotState
from meetings.domain.permissions import Reach
from meetings.domain.statistics import Stretch
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.certificates import Certificate, CertificateRule
from meetings.models.live.hours import LiveHour
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.presence import is_counted
from meetings.queries.reach import session_within

Words = dict[str, str]

# Of rows without a file, those of our door; others are what a platform told at once.
OURS: Final = ("door", "room")


@dataclass(frozen=True, slots=True)
class Seen:
    """Who was seen in a session: its times that are over, all rows that count, and the roles of its panel."""

    programme_id: int
    times: tuple[Time, ...] = ()
    rows: tuple[Stretch, ...] = ()
    panel: tuple[tuple[int, str], ...] = ()

    @property
    def roles(self) -> dict[int, frozenset[str]]:
        """Give the roles of each person on the panel."""
        found: dict[int, frozenset[str]] = {}
        for person_id, role in self.panel:
            found[person_id] = found.get(person_id, frozenset()) | {role}
        return found

    def earned(self, percent: int) -> dict[int, Earned]:
        """Give who has earned a certificate by a share, by their number."""
        return rules.earned(self.times, self.rows, self.roles, percent)


@dataclass(frozen=True, slots=True)
class SessionCertified:
    """A session that is over: how many have earned a certificate by the rule as it is, and how many have one."""

    slug: str
    title: Words
    earned: int
    issued: int
    missing: int


def was_anybody_seen(programme: str, session: str, now: datetime) -> bool:
    """Say whether a session is over in one of its times, and rows tell who was there."""
    rows = (
        select(Attendance.id)
        .join(Slot, Slot.id == Attendance.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(
            Programme.slug == programme,
            Session.slug == session,
            Slot.state == SlotState.PLANNED,
            Slot.starts_at < now,
            Attendance.person_id.is_not(None),
            is_counted(),
        )
        .limit(1)
    )
    return db.session.scalar(rows) is not None


def rules_of(programme_ids: Iterable[int]) -> dict[int, Rule]:
    """Give the rule of each programme as it is now."""
    wanted = list(dict.fromkeys(programme_ids))
    rows = db.session.scalars(
        select(CertificateRule)
        .where(CertificateRule.programme_id.in_(wanted))
        .order_by(CertificateRule.programme_id, CertificateRule.version)
    )
    return {one: Rule() for one in wanted} | {
        row.programme_id: Rule(row.version, row.percent) for row in rows
    }


def seen_in(
    session_ids: Collection[int], now: datetime, person_ids: Collection[int] | None = None
) -> dict[int, Seen]:
    """Give who was seen in sessions that are published and of which every part was held.

    Takes: people, to look at them alone; those who were erased or are held have earned nothing.
    """
    wanted = list(session_ids)
    if not wanted:
        return {}
    programmes = db.session.execute(
        select(Session.id, Session.programme_id).where(
            Session.id.in_(wanted), Session.state == SessionState.PUBLISHED
        )
    )
    times = _times(wanted, now)
    found = {one: Seen(programme_id, times[one]) for one, programme_id in programmes if times.get(one)}
    session_of = {time.id: one for one, seen in found.items() for time in seen.times}
    rows: dict[int, list[Stretch]] = {}
    for stretch in _stretches(list(session_of), person_ids):
        rows.setdefault(session_of[stretch.slot_id], []).append(stretch)
    panels = _panels(list(found))
    return {
        one: Seen(seen.programme_id, seen.times, tuple(rows.get(one, ())), tuple(panels.get(one, ())))
        for one, seen in found.items()
    }


def sessions_in(programme: str, where: Reach, now: datetime) -> list[SessionCertified]:
    """Give the sessions of a programme within reach that are over, with who has earned and who has a certificate."""
    rows = db.session.execute(
        select(Session.id, Session.slug, Session.title)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, Session.state == SessionState.PUBLISHED, session_within(where))
        .order_by(Session.position, Session.id)
    ).all()
    seen = seen_in([row.id for row in rows], now)
    shares = rules_of(one.programme_id for one in seen.values())
    issued = issued_to(seen)
    found = []
    for row in rows:
        if row.id in seen:
            people = set(seen[row.id].earned(shares[seen[row.id].programme_id].percent))
            stands, ever = issued[row.id]
            found.append(SessionCertified(row.slug, row.title, len(people), len(stands), len(people - ever)))
    return found


def issued_to(session_ids: Iterable[int]) -> dict[int, tuple[set[int], set[int]]]:
    """Give by session who has a certificate that stands, and who has, or had one that was revoked."""
    found: dict[int, tuple[set[int], set[int]]] = {one: (set(), set()) for one in session_ids}
    rows = db.session.execute(
        select(Certificate.session_id, Certificate.person_id, Certificate.ended_at, Certificate.why).where(
            Certificate.session_id.in_(list(found))
        )
    )
    for session_id, person_id, ended_at, why in rows:
        if ended_at is None:
            found[session_id][0].add(person_id)
        if ended_at is None or why:
            found[session_id][1].add(person_id)
    return found


def _times(session_ids: list[int], now: datetime) -> dict[int, tuple[Time, ...]]:
    planned: dict[int, list[Time]] = {}
    for row in db.session.execute(
        select(
            Slot.session_id,
            Slot.id,
            Slot.part,
            Slot.starts_at,
            Slot.minutes,
            func.coalesce(LiveHour.delay_minutes, 0),
        )
        .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
        .where(Slot.session_id.in_(session_ids), Slot.state == SlotState.PLANNED)
    ):
        planned.setdefault(row[0], []).append(Time(*row[1:]))
    return {session_id: rules.held_times(times, now) for session_id, times in planned.items()}


def _stretches(slot_ids: list[str], person_ids: Collection[int] | None) -> Iterator[Stretch]:
    question = (
        select(
            Attendance.slot_id,
            Attendance.person_id,
            Attendance.joined_at,
            Attendance.left_at,
            Attendance.import_id.is_(None),
            Attendance.role,
            Attendance.source,
        )
        .join(Person, Person.id == Attendance.person_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(
            Attendance.slot_id.in_(slot_ids),
            is_counted(),
            Person.erased_at.is_(None),
            Person.held_at.is_(None),
        )
    )
    if person_ids is not None:
        question = question.where(Attendance.person_id.in_(list(person_ids)))
    for slot_id, person_id, joined_at, left_at, is_ours, role, source in db.session.execute(question):
        is_live = is_ours and source not in OURS
        yield Stretch(slot_id, person_id, joined_at, left_at, door=is_ours, role=role, live=is_live)


def _panels(session_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = db.session.scalars(
        select(Panelist)
        .where(Panelist.session_id.in_(session_ids), Panelist.state != PanelistState.DECLINED)
        .options(raiseload("*"))
    )
    for row in rows:
        found.setdefault(row.session_id, []).append((row.person_id, row.role))
    return found
