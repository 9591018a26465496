"""An hour for tests: a slot that is open now, people in it with links to join, and a moderator."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from meetings.extensions import db
from meetings.models import LiveQuestion, Slot
from meetings.queries.live.askers import Asker, asker_of
from meetings.services.live.questions import QuestionGiven, ask
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody

MINUTE = timedelta(minutes=1)
OPENS = NOW - 10 * MINUTE
WIRE_BYTES: Final = 300
# What the web server adds to each answer on a connection that is kept.
OF_THE_SERVER: Final = (
    "Server: gunicorn\r\nDate: Tue, 24 Nov 2026 08:00:00 GMT\r\nConnection: keep-alive\r\n\r\n"
)


@dataclass
class TheHour:
    """A slot that begins in five minutes, and two people in it by their registrations."""

    slot_id: str
    session_id: int
    rosa: str
    sam: str
    rosas_id: int
    tokens: dict[str, str]

    def seat(self, who: str = "rosa") -> Asker:
        """Give who somebody is in the hour."""
        return asker_of(getattr(self, who), self.slot_id)

    @property
    def slot(self) -> Slot:
        """Give the slot as it stands."""
        db.session.expire_all()
        return db.session.get_one(Slot, self.slot_id)


def make_hour(begins_at: datetime = NOW + 5 * MINUTE, **changes: Any) -> TheHour:
    """Store a session that is open, and two who are registered for it."""
    slot = make_slot(make_session(make_programme()), begins_at, **changes)
    rosa = register_somebody(name="Rosa Example", country="", language="ar")
    sam = register_somebody(name="Sam Example")
    return TheHour(
        slot.id,
        slot.session_id,
        f"registration:{rosa.id}",
        f"registration:{sam.id}",
        rosa.person_id,
        {"rosa": rosa.token, "sam": sam.token},
    )


def asked(hour: TheHour, text: str = "How much is left?", who: str = "rosa", **more: Any) -> LiveQuestion:
    """Store a question of somebody."""
    now = more.pop("now", NOW)
    question_id = ask(hour.seat(who), QuestionGiven(text, more.pop("language", "en"), **more), now)
    return question(question_id)


def question(question_id: str) -> LiveQuestion:
    """Give a question as it stands."""
    db.session.expire_all()
    return db.session.get_one(LiveQuestion, question_id)


def on_the_wire(answer: Any) -> int:
    """Give how many bytes an answer is as the web server sends it."""
    head = f"HTTP/1.1 {answer.status}\r\n{OF_THE_SERVER}"
    return len(head) + sum(len(f"{name}: {value}\r\n") for name, value in answer.headers) + len(answer.data)
