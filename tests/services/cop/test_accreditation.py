"""Every move of people and letters that the desk may make is made, every other refused with its reason."""

from itertools import product
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.accreditation import OF_PAPERS
from meetings.domain.cop.accreditation_errors import LetterNotAccepted, NobodyChosen, PaperNeeded
from meetings.domain.cop.badges_errors import NotAccredited
from meetings.domain.cop.codes import GONE, LetterState, ParticipationState
from meetings.domain.cop.errors import (
    AlreadySo,
    AuthorityNeeded,
    NoSuchMove,
    NotYourMove,
    ObserversOnly,
    ReasonNeeded,
)
from meetings.domain.cop.tracks import LETTER, PARTICIPATION, Mover, Says
from meetings.domain.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.models import Audit, Badge, Delegation, Letter, Participation, Programme, TrackEvent
from meetings.services.cop.accreditation import decide, decide_each, decide_letter
from meetings.services.cop.badges import issue
from meetings.services.cop.check_ins import Gate, scan
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_letter,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import NOW

SAYS = Says(why="A reason", authority="Decision MC-4/1")
OFFICER = "user:1"


def make_delegations() -> tuple[Delegation, Delegation]:
    """Store a State's delegation and an observer's, with letters that are accepted."""
    programme = make_conference()
    state, body = make_delegation(programme, make_state()), make_delegation(programme, make_body())
    for one in (state, body):
        make_letter(one, "accepted")
    return state, body


def _programme() -> Programme:
    return db.session.scalars(select(Programme)).one()


def expected(before: str, to: str, *, is_observer: bool) -> type[Refused] | None:
    """Say how the desk answers, from the table of moves alone."""
    if before == to:
        return AlreadySo
    move = PARTICIPATION.get((ParticipationState(before), ParticipationState(to)))
    if move is None:
        return NoSuchMove
    if move.is_of_observers and not is_observer:
        return ObserversOnly
    if Mover.OFFICER not in move.by:
        return NotYourMove
    return PaperNeeded if to in OF_PAPERS else None


def test_every_move_of_people_is_made_or_refused_with_its_reason(app: Flask) -> None:
    with app.app_context():
        made: set[tuple[str, str]] = set()
        for delegation, is_observer in zip(make_delegations(), (False, True), strict=True):
            programme = segments_of(_programme())[0]
            one = make_nominee(delegation, programme, name=f"Person {is_observer}").participations[0].id
            for before, to in product(ParticipationState, ParticipationState):
                row = db.session.get_one(Participation, one)
                row.state = before
                db.session.commit()
                wanted = expected(before, to, is_observer=is_observer)
                if wanted is None:
                    decide("cop", to, {one: row.revision}, NOW, actor=OFFICER, says=SAYS)
                    assert db.session.get_one(Participation, one).state == to
                    made.add((before, to))
                else:
                    with pytest.raises(wanted):
                        decide("cop", to, {one: row.revision}, NOW, actor=OFFICER, says=SAYS)
                    assert db.session.get_one(Participation, one).state == before
        assert made == {pair for pair in PARTICIPATION if pair[1] not in OF_PAPERS}


@pytest.mark.parametrize(("before", "to"), list(product(LetterState, LetterState)))
def test_every_move_of_letters_is_made_or_refused_with_its_reason(
    app_sqlite: Flask, before: LetterState, to: LetterState
) -> None:
    with app_sqlite.app_context():
        delegation = make_delegation(make_conference(), make_state())
        letter = make_letter(delegation, before).id
        move = LETTER.get((before, to))
        if move is None:
            with pytest.raises(AlreadySo if before == to else NoSuchMove):
                decide_letter("cop", letter, to, 1, NOW, actor=OFFICER, says=SAYS)
            return
        decide_letter("cop", letter, to, 1, NOW, actor=OFFICER, says=SAYS)
        row = db.session.get_one(Letter, letter)
        assert (row.state, row.state_since, row.revision, row.reason) == (to, NOW, 2, "A reason")


def test_reason_and_authority_are_asked_for(app: Flask) -> None:
    with app.app_context():
        state, body = make_delegations()
        first = segments_of(_programme())[0]
        one = make_nominee(state, first).participations[0].id
        with pytest.raises(ReasonNeeded):
            decide("cop", "returned", {one: 1}, NOW, actor=OFFICER)
        other = make_nominee(body, first, name="An observer").participations[0].id
        with pytest.raises(AuthorityNeeded):
            decide("cop", "refused", {other: 1}, NOW, actor=OFFICER, says=Says(why="A reason"))


def test_names_are_checked_against_the_accepted_letter(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        delegation = make_delegation(programme, make_state())
        one = make_nominee(delegation, segments_of(programme)[0]).participations[0].id
        with pytest.raises(LetterNotAccepted):
            decide("cop", "letter_checked", {one: 1}, NOW, actor=OFFICER)
        letter = make_letter(delegation).id
        with pytest.raises(LetterNotAccepted):
            decide("cop", "letter_checked", {one: 1}, NOW, actor=OFFICER)
        decide_letter("cop", letter, "accepted", 1, NOW, actor=OFFICER)
        assert decide("cop", "letter_checked", {one: 1}, NOW, actor=OFFICER) == 1
        newer = make_letter(db.session.get_one(Delegation, delegation.id), "received", 2).id
        with pytest.raises(Stale):
            decide_letter("cop", letter, "returned", 2, NOW, actor=OFFICER, says=SAYS)
        decide_letter("cop", newer, "returned", 1, NOW, actor=OFFICER, says=SAYS)


def test_many_are_moved_together_or_not_at_all(app: Flask) -> None:
    with app.app_context():
        state, _body = make_delegations()
        first, second = segments_of(_programme())
        every = [
            one.id
            for number in range(3)
            for one in make_nominee(
                state, first, second, name=f"Delegate {number}", state="letter_checked"
            ).participations
        ]
        seen = dict.fromkeys(every, 1)
        with pytest.raises(Stale) as refusal:
            decide("cop", "accredited", seen | {every[2]: 7}, NOW, actor=OFFICER)
        assert refusal.value.values["people"] == (every[2],)
        assert db.session.scalars(select(TrackEvent)).all() == []
        assert decide("cop", "accredited", seen, NOW, actor=OFFICER) == 6
        assert {one.state for one in db.session.scalars(select(Participation))} == {"accredited"}
        assert db.session.scalars(select(Audit.act)).all() == ["participation.accredited"] * 6


def test_nobody_and_others_are_not_moved(app: Flask) -> None:
    with app.app_context():
        state, body = make_delegations()
        one = make_nominee(state, segments_of(_programme())[0]).participations[0].id
        with pytest.raises(NobodyChosen):
            decide("cop", "letter_checked", {}, NOW, actor=OFFICER)
        with pytest.raises(NotFound):
            decide("cop", "letter_checked", {one: 1}, NOW, actor=OFFICER, delegation_id=body.id)
        make_conference("other")
        with pytest.raises(NotFound):
            decide("other", "letter_checked", {one: 1}, NOW, actor=OFFICER)


def test_revoking_closes_the_badge_at_once(app: Flask) -> None:
    with app.app_context():
        _state, body = make_delegations()
        one = make_nominee(body, segments_of(_programme())[0], state="badge_issued").participations[0].id
        db.session.add(
            Badge(
                code="ABCD",
                participation_id=one,
                state_since=NOW,
                issued_at=NOW,
                issued_by=OFFICER,
                updated_at=NOW,
            )
        )
        db.session.commit()
        decide("cop", "revoked", {one: 1}, NOW, actor=OFFICER, says=SAYS)
        badge = db.session.scalars(select(Badge)).one()
        assert (badge.state, badge.revision) == ("withdrawn", 2)
        event = db.session.scalars(select(TrackEvent)).one()
        assert (event.to_state, event.authority) == ("revoked", "Decision MC-4/1")
        assert ParticipationState("revoked") in GONE


@pytest.mark.real_clock
def test_of_two_officers_at_once_the_second_is_told_and_nothing_is_lost(app: Flask) -> None:
    with app.app_context():
        state, _body = make_delegations()
        first, second = segments_of(_programme())
        every = [one.id for one in make_nominee(state, first, second).participations]
    barrier, said = Barrier(2), []

    def act(to: str) -> None:
        with app.app_context():
            barrier.wait()
            try:
                decide("cop", to, dict.fromkeys(every, 1), NOW, actor=OFFICER, says=SAYS)
                said.append(to)
            except Stale:
                said.append("stale")

    threads = [Thread(target=act, args=(to,)) for to in ("letter_checked", "returned")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        states = {one.state for one in db.session.scalars(select(Participation))}
        assert len(states) == 1
        assert sorted(said) == sorted(["stale", *states])
        assert len(db.session.scalars(select(TrackEvent)).all()) == 2


def test_of_many_those_are_left_whom_somebody_else_moved(app: Flask) -> None:
    with app.app_context():
        state, _body = make_delegations()
        first = segments_of(_programme())[0]
        every = [
            make_nominee(state, first, name=f"Delegate {number}", state="letter_checked").participations[0].id
            for number in range(4)
        ]
        decide("cop", "accredited", {every[1]: 1}, NOW, actor="user:2")
        assert decide_each("cop", "accredited", dict.fromkeys(every, 1), NOW, actor=OFFICER) == 1
        assert {one.state for one in db.session.scalars(select(Participation))} == {"accredited"}
        assert decide_each("cop", "withdrawn", dict.fromkeys(every, 2), NOW, actor=OFFICER) == 0


def test_moves_of_papers_are_made_by_the_papers(app: Flask) -> None:
    with app.app_context():
        state, _body = make_delegations()
        first = segments_of(_programme())[0]
        one = make_nominee(state, first, state="letter_checked").participations[0].id
        with pytest.raises(NotAccredited):
            issue(one, NOW, OFFICER)
        decide("cop", "accredited", {one: 1}, NOW, actor=OFFICER)
        code = issue(one, NOW, OFFICER)
        opening = NOW.replace(month=12, day=7)
        gate = Gate(first.id, OFFICER)
        assert scan(gate, code, opening).answer == "valid"
        moved = db.session.scalars(select(TrackEvent).order_by(TrackEvent.id)).all()
        pairs = [(each.from_state, each.to_state) for each in moved]
        assert {("accredited", "badge_issued"), ("badge_issued", "checked_in")} <= set(pairs)
        assert {pair for pair in PARTICIPATION if pair[1] in OF_PAPERS} <= set(pairs)
        revision = db.session.get_one(Participation, one).revision
        decide("cop", "withdrawn", {one: revision}, NOW, actor=OFFICER)
        assert scan(gate, code, opening).answer == "withdrawn"
