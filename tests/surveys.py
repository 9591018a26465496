"""Surveys for tests, stored; and the shelf of keys that a test can empty."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from meetings.adapters.key_shelf import FolderShelf
from meetings.domain.surveys import Choice, Crowd, Kind, Question, SurveyState
from meetings.extensions import db
from meetings.models import Attendance, Programme, Session, Slot, Survey
from meetings.services import survey_asking, survey_counting
from meetings.services.survey_answers import answer
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
QUESTIONS = (
    Question(
        "useful",
        Kind.CHOICE,
        {"en": "Was it useful?", "fr": "Était-ce utile ?"},
        (Choice("yes", {"en": "Yes", "fr": "Oui"}), Choice("no", {"en": "No", "fr": "Non"})),
        needed=True,
    ),
    Question("pace", Kind.SCALE, {"en": "How was the pace?"}, low={"en": "slow"}, high={"en": "fast"}),
    Question("why", Kind.TEXT, {"en": "What should we do better?"}),
)
AWAY = Question(
    "kept",
    Kind.SEVERAL,
    {"en": "What kept you away?"},
    (Choice("hour", {"en": "The hour"}), Choice("line", {"en": "The line"})),
    asked=(Crowd.AWAY,),
)


def held_session(slug: str = "topic", programme: Programme | None = None, **changes: Any) -> Session:
    """Store a session that was held twice yesterday."""
    session = make_session(programme or make_programme(), slug, **changes)
    for hours in (0, 6):
        make_slot(session, NOW - DAY + timedelta(hours=hours))
    return session


def came(session: Session, number: int, *, first: int = 0) -> list[int]:
    """Let people register for the first time of a session and come to it; give their numbers."""
    slot = slots_of(session)[0]
    people = [registered(session, at) for at in range(first, first + number)]
    for person_id in people:
        attend(slot.id, person_id)
    return people


def registered(session: Session, at: int, **changes: str) -> int:
    """Let somebody have registered for the first time of a session in time."""
    slot = slots_of(session)[0]
    done = register_somebody(
        slot.id,
        session=session.slug,
        now=slot.starts_at - DAY,
        **({"name": f"Person {at}", "email": f"p{at}@example.org"} | changes),
    )
    return done.person_id


def attend(slot_id: str, person_id: int, minutes: int | None = None) -> None:
    """Store that somebody was in a time, to its end or for some minutes."""
    begin = db.session.get_one(Slot, slot_id).starts_at
    left = begin + timedelta(minutes=minutes) if minutes is not None else None
    db.session.add(Attendance(slot_id=slot_id, joined_at=begin, left_at=left, person_id=person_id))
    db.session.commit()


def slots_of(session: Session) -> Sequence[Slot]:
    """Give the times of a session, the first first."""
    return db.session.query(Slot).filter_by(session_id=session.id).order_by(Slot.starts_at).all()


def make_survey(about: Session | Programme, **changes: Any) -> str:
    """Store a published survey that is open for a week; give its id."""
    is_of_session = isinstance(about, Session)
    values = {
        "programme_id": about.programme_id if isinstance(about, Session) else about.id,
        "session_id": about.id if is_of_session else None,
        "title": {"en": "How was it?"},
        "questions": [one.as_kept for one in QUESTIONS],
        "crowds": ["came"] if is_of_session else ["came", "away"],
        "state": SurveyState.PUBLISHED,
        "closes_at": NOW + 7 * DAY,
        "updated_at": NOW,
    } | changes
    row = Survey(**values)
    db.session.add(row)
    db.session.commit()
    return row.id


def run(now: datetime, shelf: FolderShelf) -> None:
    """Run the tick of surveys twice, as two workers would."""
    for _time in range(2):
        survey_counting.settle(now, shelf)
        survey_asking.ask(now)


def given(at: int, **changes: str) -> dict[str, list[str]]:
    """Give answers that nobody else gives, as the form sends them."""
    words = {"q-useful": "yes" if at % 2 else "no", "q-pace": str(at % 5 + 1), "q-why": text_of(at)}
    return {name: [value] for name, value in (words | changes).items()}


def text_of(at: int) -> str:
    """Give the words that one person writes."""
    return f"Quuxmarker number {at:03d}."


def answer_all(survey_id: str, people: Sequence[int], now: datetime = NOW) -> None:
    """Let people answer one after the other."""
    for at, person_id in enumerate(people):
        answer(survey_id, person_id, given(at), now)


def close(survey_id: str, at: datetime) -> None:
    """Let a survey end at a moment."""
    db.session.get_one(Survey, survey_id).closes_at = at
    db.session.commit()
