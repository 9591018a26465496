"""The hours of the demonstration: a run-sheet on its way, languages, questions, and a plenary's list of speakers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.codes import PlaceState
from meetings.domain.demonstration import ORGANIZER
from meetings.domain.live.floor import Kind
from meetings.domain.live.interpretation import ServiceKind, ServiceState
from meetings.domain.live.run_sheet_templates import Template
from meetings.extensions import db
from meetings.models.cop.delegations import Delegation
from meetings.models.live.floor import FloorList
from meetings.models.live.interpretation import LanguageService
from meetings.models.live.questions import LiveQuestion
from meetings.models.live.run_sheets import RunSheetTask
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.models.staff import User
from meetings.queries.live.askers import asker_of
from meetings.queries.live.floor import accredited_speakers
from meetings.services.live.floor_asking import Wish, add
from meetings.services.live.floor_lists import ListGiven, set_list
from meetings.services.live.interpretation import add_service, move_service
from meetings.services.live.questions import Decision, QuestionGiven, ask, decide
from meetings.services.live.run_sheets import apply_template, tick_task

DONE_TASKS: Final = 4
LANGUAGES: Final = (
    ("fr", ServiceState.CONFIRMED),
    ("es", ServiceState.BOOKED),
    ("ar", ServiceState.NEEDED),
    ("ru", ServiceState.NOT_PROVIDED),
)
PLENARY: Final = "opening-plenary"


def put_hours(session_ids: Sequence[int], questions: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Prepare the next webinar, and let questions have been asked in the last one; whatever is there stays."""
    slots = db.session.execute(
        select(Slot.id, Slot.starts_at, Slot.minutes)
        .where(Slot.session_id.in_(session_ids))
        .order_by(Slot.starts_at, Slot.id)
    ).all()
    actor = f"user:{db.session.scalars(select(User.id).where(User.email == ORGANIZER)).one()}"
    coming = next((one.id for one in slots if one.starts_at > now), None)
    if coming is not None:
        _prepare(coming, now, actor)
    over = [one for one in slots if one.starts_at + timedelta(minutes=one.minutes) <= now]
    if over:
        _put_questions(over[-1].id, questions, over[-1].starts_at, actor)


def _prepare(slot_id: str, now: datetime, actor: str) -> None:
    if not _is_there(RunSheetTask, slot_id):
        apply_template(slot_id, Template.WEBINAR, now, actor)
        rows = select(RunSheetTask.id).where(RunSheetTask.slot_id == slot_id)
        first = rows.order_by(RunSheetTask.minutes, RunSheetTask.position).limit(DONE_TASKS)
        for task_id in db.session.scalars(first).all():
            tick_task(slot_id, task_id, now, actor)
    if not _is_there(LanguageService, slot_id):
        for language, state in LANGUAGES:
            given = {"kind": ServiceKind.SPOKEN, "language": language}
            service_id = add_service(slot_id, given, now, actor)
            if state != ServiceState.NEEDED:
                revision = db.session.get_one(LanguageService, service_id).revision
                move_service(slot_id, service_id, state, revision, now=now, actor=actor)


def _put_questions(
    slot_id: str, questions: Sequence[Mapping[str, Any]], begins_at: datetime, actor: str
) -> None:
    """Ask in the name of those who held a place, a minute after the other, and decide as the script says."""
    if _is_there(LiveQuestion, slot_id):
        return
    seats = db.session.scalars(
        select(Registration.id)
        .join(Place, Place.registration_id == Registration.id)
        .where(
            Place.slot_id == slot_id,
            Place.state == PlaceState.CONFIRMED,
            Registration.ended_at.is_(None),
        )
        .order_by(Registration.id)
        .limit(len(questions))
    ).all()
    for minute, (seat, given) in enumerate(zip(seats, questions, strict=False), 10):
        at = begins_at + timedelta(minutes=minute)
        named = given.get("named", False)
        asked = QuestionGiven(given["text"], given["language"], is_anonymous=not named, may_be_named=named)
        question_id = ask(asker_of(f"registration:{seat}", slot_id), asked, at)
        if decision := given.get("decision"):
            seen = db.session.get_one(LiveQuestion, question_id).revision
            decide(slot_id, question_id, Decision(**decision), seen, now=at, actor=actor)


def put_speakers(programme: str, now: datetime, actor: str) -> None:
    """Open the plenary's list of speakers, and put on it whoever of the delegations has somebody accredited."""
    plenary = db.session.execute(
        select(Slot.id, Session.segment_id, Session.programme_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, Session.slug == PLENARY, Slot.starts_at > now)
    ).first()
    if plenary is None or _is_there(FloorList, plenary.id):
        return
    rows = db.session.scalars(
        select(Delegation.id)
        .where(Delegation.programme_id == plenary.programme_id, Delegation.party_code.is_not(None))
        .order_by(Delegation.party_code)
    ).all()
    admitted = accredited_speakers(set(rows), plenary.segment_id)
    set_list(plenary.id, ListGiven(is_open=True, is_shown=True), 0, now, actor)
    for delegation_id in rows:
        if delegation_id in admitted:
            add(plenary.id, Wish(Kind.PARTY), delegation_id, "", now, actor)


def _is_there(table: Any, slot_id: str) -> bool:
    return db.session.scalar(select(table.slot_id).where(table.slot_id == slot_id).limit(1)) is not None
