"""Who came to a session or a season, and who registered and stayed away: those a survey asks."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import raiseload

from meetings.domain import statistics as rules
from meetings.domain.codes import PlaceState, SessionState, SlotState
from meetings.domain.seasons import is_over
from meetings.domain.surveys import Crowd
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.people import OptOut, Person, PersonMailbox
from meetings.models.programmes import Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.models.surveys import Asked, Survey
from meetings.queries.live.hours import delays_of
from meetings.queries.presence import is_counted

SCOPE: Final = "surveys"
AT_ONCE: Final = 500


def slots_of(survey: Survey) -> list[Slot]:
    """Give the times that a survey is about: of its session, or of all published sessions of its programme."""
    wanted = (
        select(Slot)
        .join(Session, Session.id == Slot.session_id)
        .where(Slot.state == SlotState.PLANNED, Session.state == SessionState.PUBLISHED)
        .options(raiseload("*"))
    )
    if survey.session_id is not None:
        wanted = wanted.where(Session.id == survey.session_id)
    return list(db.session.scalars(wanted.where(Session.programme_id == survey.programme_id)))


def held_of(survey: Survey, now: datetime) -> list[Slot]:
    """Give the times that are over, each as late as it began."""
    every = slots_of(survey)
    delays = delays_of([one.id for one in every])
    return [one for one in every if is_over(one, now - timedelta(minutes=delays.get(one.id, 0)))]


def came_anew(survey: Survey, now: datetime) -> set[int]:
    """Give who was there for at least a minute, as the report counts it, and is not asked yet."""
    held = held_of(survey, now)
    candidates = _seen([one.id for one in held], survey.id)
    return _present(held, candidates)


def away_anew(survey: Survey, now: datetime) -> set[int]:
    """Give who held a seat in a time that is over, was in none, and is not asked yet."""
    held = held_of(survey, now)
    ids = [one.id for one in held]
    wanted = (
        select(Registration.person_id)
        .distinct()
        .join(Place, Place.registration_id == Registration.id)
        .where(
            Place.slot_id.in_(ids),
            Place.state == PlaceState.CONFIRMED,
            Registration.ended_at.is_(None),
            _can_be_asked(Registration.person_id, survey.id),
        )
    )
    registered = set(db.session.scalars(wanted))
    return registered - _present(held, registered)


def registrations_for(survey: Survey, people: Collection[int]) -> dict[int, str]:
    """Give for each of some people one registration that a mail about the survey belongs to, where there is one."""
    rows: dict[int, str] = {}
    for some in _pieces(people):
        wanted = (
            select(Registration.person_id, func.min(Registration.id))
            .join(Session, Session.id == Registration.session_id)
            .where(Registration.person_id.in_(some), Session.programme_id == survey.programme_id)
            .group_by(Registration.person_id)
        )
        if survey.session_id is not None:
            wanted = wanted.where(Session.id == survey.session_id)
        rows |= {row[0]: row[1] for row in db.session.execute(wanted)}
    return rows


def anew(survey: Survey, crowd: str, now: datetime) -> set[int]:
    """Give whom to ask of a crowd that follows from what happened."""
    return came_anew(survey, now) if crowd == Crowd.CAME else away_anew(survey, now)


def _seen(slot_ids: Collection[str], survey_id: str) -> set[int]:
    wanted: Select[Any] = (
        select(Attendance.person_id)
        .distinct()
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(
            Attendance.slot_id.in_(slot_ids),
            Attendance.role == "participant",
            is_counted(),
            _can_be_asked(Attendance.person_id, survey_id),
        )
    )
    return {one for one in db.session.scalars(wanted) if one is not None}


def _can_be_asked(person_id: Any, survey_id: str) -> Any:
    """Hold people to those who are not asked yet, whom a mail reaches, and who did not say that they want none."""
    is_asked = exists().where(Asked.survey_id == survey_id, Asked.person_id == person_id)
    no_more = exists().where(OptOut.person_id == person_id, OptOut.scope == SCOPE)
    reached = exists().where(PersonMailbox.person_id == person_id)
    stands = exists().where(
        Person.id == person_id,
        Person.erased_at.is_(None),
        Person.merged_into_id.is_(None),
        Person.held_at.is_(None),
    )
    return ~is_asked & ~no_more & reached & stands


def _present(held: list[Slot], people: Collection[int]) -> set[int]:
    """Hold people to those who were in one of some times for at least a minute."""
    delays = delays_of([one.id for one in held])
    holdings = tuple(
        rules.Holding(
            one.id, one.session_id, one.starts_at, one.minutes, held=True, delay_minutes=delays.get(one.id, 0)
        )
        for one in held
    )
    slots: Mapping[str, Slot] = {one.id: one for one in held}
    found: set[int] = set()
    for some in _pieces(people):
        wanted = (
            select(Attendance)
            .outerjoin(Import, Import.id == Attendance.import_id)
            .where(Attendance.slot_id.in_(slots), Attendance.person_id.in_(some), is_counted())
            .options(raiseload("*"))
        )
        stretches = tuple(
            rules.Stretch(
                slot_id=row.slot_id,
                person_id=row.person_id,
                joined_at=row.joined_at,
                left_at=row.left_at,
                door=row.import_id is None,
                role=row.role,
            )
            for row in db.session.scalars(wanted)
        )
        found |= {one.person_id for one in rules.presences(rules.Facts((), holdings, stretches=stretches))}
    return found


def _pieces(people: Collection[int]) -> list[list[int]]:
    every = sorted(people)
    return [every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE)]
