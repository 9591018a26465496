"""What certificates rest on: the rule of a programme, and who was seen in which session for how long."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain import certificates as rules
from meetings.domain.certificates import Earned, Rule, Time
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.statistics import Stretch
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.certificates import CertificateRule
from meetings.models.people import Person
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.presence import is_counted


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


def _times(session_ids: list[int], now: datetime) -> dict[int, tuple[Time, ...]]:
    planned: dict[int, list[Time]] = {}
    for row in db.session.execute(
        select(Slot.session_id, Slot.id, Slot.part, Slot.starts_at, Slot.minutes).where(
            Slot.session_id.in_(session_ids), Slot.state == SlotState.PLANNED
        )
    ):
        planned.setdefault(row[0], []).append(Time(*row[1:]))
    return {session_id: rules.held_times(times, now) for session_id, times in planned.items()}


def _stretches(slot_ids: list[str], person_ids: Collection[int] | None) -> Iterable[Stretch]:
    question = (
        select(
            Attendance.slot_id,
            Attendance.person_id,
            Attendance.joined_at,
            Attendance.left_at,
            Attendance.import_id.is_(None),
            Attendance.role,
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
    return (Stretch(*row) for row in db.session.execute(question))


def _panels(session_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = db.session.scalars(
        select(Panelist).where(Panelist.session_id.in_(session_ids)).options(raiseload("*"))
    )
    for row in rows:
        found.setdefault(row.session_id, []).append((row.person_id, row.role))
    return found
