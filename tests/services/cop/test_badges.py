"""A badge is issued once, made anew, suspended by security alone, and closed with what it stands on, on both stores."""

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.badges_errors import BadgeEnded, BadgeStands, BadgeSuspended, NotAccredited
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.errors import NotFound
from meetings.extensions import db, transaction
from meetings.models import Audit, Badge, Participation, TrackEvent
from meetings.queries.cop.badges import Asked, bearers, counted, named
from meetings.queries.journal import opened
from meetings.services.cop import badges
from meetings.services.cop.tracks import By, move_within
from meetings.services.erasing import erase
from tests.cop import make_badged, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW

ACTOR = "user:1"


def accredited(number: int = 1) -> list[str]:
    programme = make_conference()
    delegation, segment = make_delegation(programme, make_state()), segments_of(programme)[0]
    people = [
        make_nominee(delegation, segment, name=f"Invented Delegate {one}", state="accredited")
        for one in range(number)
    ]
    return [one.participations[0].id for one in people]


def states() -> list[tuple[str, str | None]]:
    rows = db.session.scalars(select(Badge).order_by(Badge.issued_at, Badge.replaced_by_id.is_(None)))
    return [(row.state, row.reason) for row in rows]


def test_issuing_moves_the_participation_and_is_noted(app: Flask) -> None:
    with app.app_context():
        (one,) = accredited()
        code = badges.issue(one, NOW, ACTOR)
        assert db.session.get_one(Participation, one).state == "badge_issued"
        assert db.session.scalars(select(TrackEvent.to_state)).all() == ["badge_issued"]
        assert badges.issue(one, NOW, ACTOR) == code
        assert db.session.scalars(select(Badge.code)).all() == [code]
        acts = [(row.act, row.after) for row in opened(db.session.scalars(select(Audit).order_by(Audit.id)))]
        assert [act for act, _after in acts] == ["participation.badge_issued", "badge.issued"]
        assert acts[1][1] == {"code": code}


@pytest.mark.parametrize("state", ["invited", "nominated", "letter_checked", "withdrawn", "refused"])
def test_nobody_gets_a_badge_before_accreditation(app: Flask, state: str) -> None:
    with app.app_context():
        programme = make_conference()
        segment = segments_of(programme)[0]
        person = make_nominee(make_delegation(programme, make_state()), segment, state=state)
        one = person.participations[0].id
        with pytest.raises(NotAccredited):
            badges.issue(one, NOW, ACTOR)
        assert badges.issue_many([one], NOW, ACTOR) == badges.Issued((), 1)
        assert states() == []


def test_many_get_theirs_once(app: Flask) -> None:
    with app.app_context():
        ids = accredited(5)
        first = badges.issue(ids[0], NOW, ACTOR)
        found = badges.issue_many([*ids, "no-such-one"], NOW, ACTOR)
        assert (sorted(found.new), found.left_out) == (sorted(ids[1:]), 1)
        assert badges.issue_many(ids, NOW, ACTOR) == badges.Issued()
        codes = db.session.scalars(select(Badge.code)).all()
        assert len(set(codes)) == 5
        assert first in codes


def test_badge_made_anew_replaces_the_old_one(app: Flask) -> None:
    with app.app_context():
        (one,) = accredited()
        old = badges.issue(one, NOW, ACTOR)
        with pytest.raises(ReasonNeeded):
            badges.reissue(old, " ", NOW, ACTOR)
        new = badges.reissue(old, "Lost", NOW, ACTOR)
        rows = {row.code: row for row in db.session.scalars(select(Badge))}
        assert (rows[old].state, rows[old].reason, rows[old].replaced_by_id) == (
            "replaced",
            "Lost",
            rows[new].id,
        )
        assert rows[new].state == "valid"
        assert db.session.get_one(Participation, one).state == "badge_issued"
        with pytest.raises(BadgeEnded):
            badges.reissue(old, "Lost", NOW, ACTOR)
        with pytest.raises(NotFound):
            badges.reissue("AAAAA-AAAAA", "Lost", NOW, ACTOR)


def test_suspending_is_apart_from_accreditation_and_is_lifted(app: Flask) -> None:
    with app.app_context():
        (one,) = accredited()
        code = badges.issue(one, NOW, ACTOR)
        with pytest.raises(BadgeStands):
            badges.lift(code, "Why", NOW, ACTOR)
        badges.suspend(code, "Seen elsewhere", NOW, ACTOR)
        assert states() == [("suspended", "Seen elsewhere")]
        assert db.session.get_one(Participation, one).state == "badge_issued"
        for act, refusal in ((badges.suspend, BadgeSuspended), (badges.reissue, BadgeSuspended)):
            with pytest.raises(refusal):
                act(code, "Again", NOW, ACTOR)
        assert badges.issue(one, NOW, ACTOR) == code  # a suspended one is no reason for another
        badges.lift(code, "Found to be theirs", NOW, ACTOR)
        assert states() == [("valid", None)]
        acts = db.session.scalars(select(Audit.act).where(Audit.act.startswith("badge.")).order_by(Audit.id))
        assert acts.all() == ["badge.issued", "badge.suspended", "badge.lifted"]


@pytest.mark.parametrize(
    ("state", "becomes"), [("replaced", "replaced"), ("withdrawn", "withdrawn"), ("revoked", "withdrawn")]
)
@pytest.mark.parametrize("is_suspended", [False, True])
def test_badge_is_closed_with_its_participation(
    app: Flask, state: str, becomes: str, is_suspended: bool
) -> None:
    with app.app_context():
        (one,) = accredited()
        code = badges.issue(one, NOW, ACTOR)
        if is_suspended:
            badges.suspend(code, "Why", NOW, ACTOR)
        with transaction():
            row = db.session.get_one(Participation, one)
            by, says = By(Mover.OFFICER, ACTOR), Says("Why", "Bureau")
            move_within(Track.PARTICIPATION, row, state, by, NOW, says=says, is_observer=True)
        assert [state for state, _why in states()] == [becomes]


def test_who_is_carried_back_gets_a_new_badge(app: Flask) -> None:
    with app.app_context():
        (one,) = accredited()
        old = badges.issue(one, NOW, ACTOR)
        with transaction():
            row = db.session.get_one(Participation, one)
            by = By(Mover.OFFICER, ACTOR)
            for state in ("withdrawn", "nominated", "letter_checked", "accredited"):
                move_within(Track.PARTICIPATION, row, state, by, NOW)
        assert badges.issue(one, NOW, ACTOR) != old
        assert sorted(state for state, _why in states()) == ["valid", "withdrawn"]


@pytest.mark.real_clock
def test_of_two_who_issue_at_once_both_get_the_same(app: Flask) -> None:
    with app.app_context():
        (one,) = accredited()
    barrier, codes = Barrier(4), []

    def give() -> None:
        with app.app_context():
            barrier.wait()
            codes.append(badges.issue(one, NOW, ACTOR))

    threads = [Thread(target=give) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert codes == [db.session.scalars(select(Badge.code)).one()] * 4


def test_people_are_found_by_name_and_by_where_their_badge_stands(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        first, second = segments_of(programme)
        kenya = make_delegation(programme, make_state())
        make_badged(kenya, first, "مي زيادة")
        suspended = make_badged(kenya, first, "Ana Façade")[1]
        badges.suspend(suspended, "Why", NOW, ACTOR)
        make_nominee(kenya, first, name="Due One", state="accredited")
        make_nominee(kenya, first, name="Not Yet", state="nominated")
        make_badged(kenya, second, "Ana Elsewhere")

        def names(**asked: Any) -> list[str]:
            return [one.name for one in bearers(first.id, Asked(**asked), 1).shown]

        assert sorted(names()) == ["Ana Façade", "Due One", "مي زيادة"]
        assert names(state="due") == ["Due One"]
        assert names(state="suspended") == names(text="ana facade") == ["Ana Façade"]
        assert names(text="زيادة") == ["مي زيادة"]
        assert len(names(text="kenya")) == 3
        assert counted(first.id) == {"due": 1, "valid": 1, "suspended": 1, "ended": 0}
        assert [(one.name, one.code) for one in named(first.id, "ana")] == [("Ana Façade", suspended)]
        assert named(first.id, " ") == []


def test_nobody_who_was_erased_gets_a_badge(app: Flask) -> None:
    with app.app_context():
        one, other = accredited(2)
        person = db.session.get_one(Participation, one).nomination.person_id
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        with pytest.raises(NotFound):
            badges.issue(one, NOW, ACTOR)
        assert badges.issue_many([one, other], NOW, ACTOR) == badges.Issued((other,), 1)
