"""Who is written to of a delay beside those with a place: panel, assistants and delegates, each once."""

from datetime import timedelta

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select, update

from meetings.extensions import db
from meetings.models import Notice, Participation, Person, Programme, Session
from meetings.models.slots import Slot
from meetings.services.live.telling import delay
from meetings.services.panel.answers import answer
from meetings.services.panel.assistants import end_assistant
from meetings.services.panel.members import invite
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW, make_session, make_slot, register_somebody
from tests.live import MINUTE
from tests.panels import make_assistant
from tests.services.panel.world import STAFF, Panel, make_panel, row_of

BEGINS = NOW + timedelta(hours=1)


def told(kind: str) -> dict[str, list[str]]:
    """Give by reader's name what stands to be told, without the beginning that it is of."""
    db.session.expire_all()
    rows = db.session.execute(
        select(Person.name, Notice.occasion)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.kind == kind, Notice.occasion.startswith("late:"), Notice.withdrawn_at.is_(None))
        .order_by(Notice.id)
    )
    found: dict[str, list[str]] = {}
    for name, occasion in rows:
        found.setdefault(name, []).append(occasion.partition("#")[2])
    return found


def panel_now(**rosa: str) -> tuple[Panel, str]:
    """Store a panel whose first time begins in an hour, and its assistant."""
    panel = make_panel(BEGINS, **rosa)
    make_assistant(row_of(panel), panel.programme_id, email="sam@example.org")
    return panel, panel.slots[0]


def test_panel_and_assistants_are_told_once_by_the_rules_of_everybody(database: SQLAlchemy) -> None:
    _panel, slot = panel_now()
    delay(slot, 9, NOW, "user:1")
    assert told("panel") == {}
    delay(slot, 20, NOW, "user:1")
    delay(slot, 40, NOW + MINUTE, "user:1")
    assert told("panel") == {"Rosa Example": [""], "Sam Example": [""]}
    rows = db.session.scalars(select(Notice).where(Notice.occasion.startswith("late:"))).all()
    assert {(one.not_after, one.due_at) for one in rows} == {(BEGINS + 40 * MINUTE, NOW + MINUTE)}
    delay(slot, 0, NOW + 2 * MINUTE, "user:1")
    assert told("panel") == {}


def test_too_late_a_delay_is_told_to_nobody(database: SQLAlchemy) -> None:
    _panel, slot = panel_now()
    delay(slot, 10, BEGINS + 6 * MINUTE, "user:1")
    assert told("panel") == {}


def test_whoever_declined_was_only_written_down_or_assists_no_more_is_not_told(database: SQLAlchemy) -> None:
    panel, slot = panel_now()
    answer(panel.session_id, panel.rosa, "declined", "", NOW, actor=STAFF)
    delay(slot, 20, NOW, "user:1")
    assert told("panel") == {}
    invite(panel.programme_id, [panel.mona], NOW, actor=STAFF)
    delay(slot, 30, NOW, "user:1")
    assert told("panel") == {"Mona Example": [""]}
    answer(panel.session_id, panel.rosa, "confirmed", "", NOW, actor=STAFF)
    helper = make_assistant(row_of(panel), panel.programme_id, "Tom Example", email="tom@example.org")
    end_assistant(panel.programme_id, panel.rosa, helper.id, NOW, actor=STAFF)
    delay(slot, 40, NOW, "user:1")
    assert set(told("panel")) == {"Mona Example", "Rosa Example", "Sam Example"}


def test_nobody_is_told_of_a_draft(database: SQLAlchemy) -> None:
    panel, slot = panel_now()
    db.session.execute(update(Session).values(state="draft"))
    db.session.commit()
    delay(slot, 20, NOW, "user:1")
    assert told("panel") == {}
    assert panel.slots[0] == slot


def test_whoever_is_registered_too_or_helps_two_is_told_once(database: SQLAlchemy) -> None:
    panel, slot = panel_now()
    invite(panel.programme_id, [panel.mona], NOW, actor=STAFF)
    make_assistant(row_of(panel, panel.mona), panel.programme_id, email="sam@example.org")
    register_somebody(name="Mona Example", email="mona@example.org")
    delay(slot, 20, NOW, "user:1")
    assert told("panel") == {"Rosa Example": [""], "Sam Example": [""]}
    kinds = (
        select(Notice.kind).join(Person, Person.id == Notice.person_id).where(Person.name == "Mona Example")
    )
    assert "delay" in db.session.scalars(kinds).all()


def meeting(audience: str = "participants", **changes: object) -> tuple[Programme, Slot]:
    """Store a conference with a meeting of its first segment that begins in an hour."""
    programme = make_conference()
    values = {"segment_id": segments_of(programme)[0].id, "audience": audience} | changes
    return programme, make_slot(make_session(programme, "meeting", **values), BEGINS)


def test_delegates_are_told_whom_the_meeting_lets_in(database: SQLAlchemy) -> None:
    programme, slot = meeting()
    kenya = make_delegation(programme, make_state())
    first, second = segments_of(programme)
    make_nominee(kenya, first, second, name="Ama Invented", state="accredited")
    make_nominee(kenya, first, name="Ben Invented", state="badge_issued", mode="room")
    make_nominee(kenya, first, name="Cora Invented", state="letter_checked")
    make_nominee(kenya, second, name="Dan Invented", state="accredited")
    delay(slot.id, 9, NOW, "user:1")
    assert told("delegate") == {}
    delay(slot.id, 20, NOW, "user:1")
    delay(slot.id, 30, NOW, "user:1")
    assert told("delegate") == {"Ama Invented": [""], "Ben Invented": [""]}
    subjects = db.session.scalars(select(Notice.subject).where(Notice.kind == "delegate")).all()
    of_first = select(Participation.id).where(Participation.segment_id == first.id)
    assert {one.removeprefix("participation:") for one in subjects} <= set(db.session.scalars(of_first))
    delay(slot.id, 0, NOW, "user:1")
    assert told("delegate") == {}


def test_delegates_are_told_only_of_meetings_that_are_for_them(database: SQLAlchemy) -> None:
    programme, slot = meeting("parties")
    first = segments_of(programme)[0]
    other = make_state("US", "Elsewhere", since=None, regional_group="weog")
    for name, state in (("Ama Invented", make_state()), ("Ben Invented", other)):
        make_nominee(make_delegation(programme, state), first, name=name, state="accredited")
    delay(slot.id, 20, NOW, "user:1")
    assert set(told("delegate")) == {"Ama Invented"}
    changes: tuple[tuple[dict[str, object], set[str]], ...] = (
        ({"audience": "region", "regions": ["weog"]}, {"Ben Invented"}),
        ({"audience": "named", "regions": []}, set()),
        ({"audience": "public", "segment_id": None}, {"Ama Invented", "Ben Invented"}),
        ({"state": "draft"}, set()),
    )
    for number, (values, names) in enumerate(changes):
        db.session.execute(delete(Notice))
        db.session.execute(update(Session).values(values))
        db.session.commit()
        delay(slot.id, 30 + number, NOW, "user:1")
        assert set(told("delegate")) == names
