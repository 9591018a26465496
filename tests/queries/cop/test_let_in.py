"""Whom a meeting lets in, asked of all at once, is whom the link of each of them lets in."""

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, select, update

from meetings.extensions import db
from meetings.models import Badge, Nomination, ParticipationMeeting, Person, Session
from meetings.queries.cop.entering import host_of, ways_of
from meetings.queries.cop.let_in import let_in
from meetings.services.cop import badges
from tests.cop import make_body, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW, make_session, make_slot

STATES = ("nominated", "letter_checked", "accredited", "badge_issued", "withdrawn")


@pytest.fixture
def session_id(database: SQLAlchemy) -> int:
    """Store a meeting, and delegates of a Party, of another State and of a body, in each state and mode."""
    programme = make_conference()
    first, second = segments_of(programme)
    session = make_session(programme, "meeting", segment_id=first.id)
    make_slot(session)
    senders = (make_state(), make_state("US", "Elsewhere", since=None, regional_group="weog"), make_body())
    for whose in senders:
        delegation = make_delegation(programme, whose)
        for number, state in enumerate(STATES):
            mode = "room" if number % 2 else "online"
            make_nominee(delegation, first, second, name=f"{state} Invented", state=state, mode=mode)
        make_nominee(delegation, second, name="Late Invented", state="accredited")
        suspended = make_nominee(delegation, first, name="Suspended Invented", state="accredited")
        badges.issue(suspended.participations[0].id, NOW, "user:1")
        db.session.execute(update(Badge).values(state="suspended"))
        sent = make_nominee(delegation, first, name="Named Invented", state="accredited").participations[0].id
        db.session.add(ParticipationMeeting(participation_id=sent, session_id=session.id))
        db.session.commit()
    return session.id


@pytest.mark.parametrize(
    "values",
    [
        {"audience": "public"},
        {"audience": "participants", "segment_id": None},
        {"audience": "parties"},
        {"audience": "region", "regions": ["weog"]},
        {"audience": "body"},
        {"audience": "named"},
    ],
)
def test_it_lets_in_whom_their_links_let_in(session_id: int, values: dict[str, Any]) -> None:
    db.session.execute(update(Session).values(values))
    db.session.commit()
    found = {one.nomination_id: one for one in let_in(session_id)}
    every = db.session.scalars(select(Nomination.id)).all()
    by_link = {}
    for one in every:
        for way in ways_of(host_of(f"nomination:{one}")):
            if way.refusal is None:
                by_link[one] = way.part.id
    assert by_link
    assert {one: told.participation_id for one, told in found.items()} == by_link
    some = sorted(by_link)[:2]
    assert {one.nomination_id for one in let_in(session_id, some)} == set(some)


def test_it_asks_a_few_questions_and_lets_in_nobody_who_was_erased(session_id: int) -> None:
    asked: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert let_in(session_id)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 4
    db.session.execute(update(Person).values(erased_at=NOW))
    db.session.commit()
    assert let_in(session_id) == []
