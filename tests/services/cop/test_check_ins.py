"""Somebody is checked in once a day, whichever steward was first; what is refused is noted, on both stores."""

from collections import Counter
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.badges import Answer, new_badge_code
from meetings.domain.cop.badges_errors import BadgeEnded, NotADayOfIt
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.errors import NotFound, TooMany
from meetings.extensions import db, transaction
from meetings.models import Badge, CheckIn, Participation, RefusedScan, TrackEvent
from meetings.queries.cop.arrivals import arrivals_of, came_on, parties_here, refused_scans
from meetings.services.cop import badges
from meetings.services.cop.check_ins import Gate, enter_list, scan
from meetings.services.cop.tracks import By, move_within
from tests.cop import OPENING, make_badged, make_conference, make_delegation, make_state, segments_of
from tests.factories import NOW

ACTOR = "user:1"
MORNING = datetime(2026, 12, 7, 8, 30, tzinfo=ZoneInfo("UTC"))


def somebody() -> tuple[Gate, str, str]:
    programme = make_conference()
    segment = segments_of(programme)[0]
    one, code = make_badged(make_delegation(programme, make_state()), segment)
    return Gate(segment.id, "user:7", "Gate A"), one, code


def test_first_scan_of_all_moves_the_participation(app: Flask) -> None:
    with app.app_context():
        gate, one, code = somebody()
        assert scan(gate, code, MORNING).answer == Answer.VALID
        row = db.session.scalars(select(CheckIn)).one()
        assert (row.participation_id, row.day, row.at, row.steward, row.entrance, row.from_list) == (
            one,
            OPENING,
            MORNING,
            "user:7",
            "Gate A",
            False,
        )
        assert db.session.get_one(Participation, one).state == "checked_in"
        again = scan(Gate(gate.segment_id, "user:8"), f" {code.lower()}\n", MORNING + timedelta(hours=1))
        assert again.answer == Answer.ALREADY
        assert scan(gate, code, MORNING + timedelta(days=1)).answer == Answer.VALID
        assert len(db.session.scalars(select(CheckIn)).all()) == 2
        assert db.session.scalars(select(TrackEvent.actor)).all() == ["user:1", "user:7"]
        assert db.session.scalars(select(RefusedScan)).all() == []


def test_day_is_that_of_the_place(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        bali = segments_of(programme)[1]
        code = make_badged(make_delegation(programme, make_state()), bali)[1]
        gate = Gate(bali.id, "user:7")
        night = datetime(2027, 3, 14, 15, 59, tzinfo=ZoneInfo("UTC"))  # 23:59 on the eve, in Bali
        assert scan(gate, code, night).answer == Answer.NOT_TODAY
        assert scan(gate, code, night + timedelta(minutes=1)).answer == Answer.VALID
        assert db.session.scalars(select(CheckIn.day)).all() == [date(2027, 3, 15)]


def test_what_is_refused_is_noted_with_why_and_never_what_was_typed(app: Flask) -> None:
    with app.app_context():
        gate, one, code = somebody()
        new = badges.reissue(code, "Lost", NOW, ACTOR)
        changed = new[:-1] + ("A" if new[-1] != "A" else "B")
        bali = segments_of_all()[1].id
        asked = [
            (gate, code, Answer.REPLACED),
            (gate, changed, Answer.MISTYPED),
            (gate, "=1+1 <script>", Answer.MISTYPED),
            (gate, new_badge_code(), Answer.UNKNOWN),
            (Gate(bali, "user:7"), new, Answer.NOT_HERE),
        ]
        assert [scan(where, typed, MORNING).answer for where, typed, _expected in asked] == [
            expected for _where, _typed, expected in asked
        ]
        badges.suspend(new, "Why", NOW, ACTOR)
        assert scan(gate, new, MORNING).answer == Answer.SUSPENDED
        with transaction():
            by, says = By(Mover.OFFICER, ACTOR), Says("Why", "Bureau")
            row = db.session.get_one(Participation, one)
            move_within(Track.PARTICIPATION, row, "revoked", by, NOW, says=says, is_observer=True)
        assert scan(gate, new, MORNING).answer == Answer.REVOKED
        rows = db.session.scalars(select(RefusedScan).order_by(RefusedScan.id)).all()
        assert Counter(row.answer for row in rows) == Counter(
            ["replaced", "mistyped", "mistyped", "unknown", "not_here", "suspended", "revoked"]
        )
        named = {row.id: row.code for row in db.session.scalars(select(Badge))}
        assert [named.get(row.badge_id or "") for row in rows] == [code, None, None, None, new, new, new]
        assert {row.entrance for row in rows} == {"Gate A", None}
        assert db.session.scalars(select(CheckIn)).all() == []
        assert [(row.answer, row.code) for row in refused_scans(gate.segment_id, 2)] == [
            ("revoked", new),
            ("suspended", new),
        ]


def segments_of_all() -> list[object]:
    from meetings.models import Segment

    return list(db.session.scalars(select(Segment).order_by(Segment.position)))


def test_gate_of_no_segment_is_none(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        scan(Gate(999, "user:7"), new_badge_code(), MORNING)


@pytest.mark.real_clock
def test_of_eight_stewards_at_once_one_is_first(app: Flask) -> None:
    with app.app_context():
        gate, one, code = somebody()
    barrier, seen = Barrier(8), []

    def look(number: int) -> None:
        with app.app_context():
            barrier.wait()
            seen.append(scan(Gate(gate.segment_id, f"user:{number}"), code, MORNING).answer)

    threads = [Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert Counter(seen) == {Answer.VALID: 1, Answer.ALREADY: 7}
        assert len(db.session.scalars(select(CheckIn)).all()) == 1
        assert db.session.scalars(select(TrackEvent.to_state)).all() == ["badge_issued", "checked_in"]
        assert db.session.get_one(Participation, one).state == "checked_in"


def test_list_kept_on_paper_counts_each_once(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        segment = segments_of(programme)[0]
        delegation = make_delegation(programme, make_state())
        codes = [make_badged(delegation, segment, f"Delegate {number}")[1] for number in range(3)]
        gate, evening = Gate(segment.id, "user:7"), MORNING + timedelta(hours=9)
        scan(gate, codes[0], MORNING)
        typed = [*codes, "WRONG"]
        done = enter_list(gate, "2026-12-07", typed, evening)
        assert [one.answer for _code, one in done] == ["already", "valid", "valid", "mistyped"]
        assert [one.answer for _code, one in enter_list(gate, "2026-12-07", codes, evening)] == [
            "already"
        ] * 3
        assert came_on(segment.id, OPENING) == 3
        listed = db.session.scalars(select(CheckIn.from_list).order_by(CheckIn.id)).all()
        assert listed == [False, True, True]
        with pytest.raises(NotADayOfIt):
            enter_list(gate, "2026-12-08", codes, evening)
        with pytest.raises(TooMany):
            enter_list(gate, "2026-12-07", ["x"] * 5_001, evening)


def test_badge_that_ended_after_the_day_counts_for_it(app: Flask) -> None:
    with app.app_context():
        gate, _one, code = somebody()
        later = MORNING + timedelta(days=1)
        new = badges.reissue(code, "Lost", later, ACTOR)
        done = enter_list(gate, "2026-12-07", [code, new], later)
        assert [one.answer for _code, one in done] == ["valid", "not_today"]
        assert scan(gate, code, later).answer == Answer.REPLACED


def test_party_is_present_with_whoever_came_today(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        segment = segments_of(programme)[0]
        kenya = make_delegation(programme, make_state())
        ghana = make_delegation(programme, make_state("GH", "Ghana"))
        late = make_delegation(programme, make_state("ZZ", "Late State", since=date(2026, 12, 9)))
        make_state("TO", "Tonga")
        codes = [
            make_badged(one, segment, f"D {number}")[1] for number, one in enumerate((kenya, kenya, late))
        ]
        gone, gone_code = make_badged(ghana, segment, "Gone")
        gate = Gate(segment.id, "user:7")
        for code in (*codes, gone_code):
            scan(gate, code, MORNING)
        with transaction():
            db.session.get_one(Participation, gone).state = "withdrawn"

        def here(at: datetime) -> dict[str, bool]:
            return {one.code: one.is_present for one in parties_here(segment.id, at)}

        assert here(MORNING) == {"GH": False, "KE": True, "TO": False}
        assert here(MORNING + timedelta(days=1)) == {"GH": False, "KE": False, "TO": False}
        assert len(arrivals_of(segment.id)) == 4


@pytest.mark.parametrize("act", ["scan", "list", "reissue"])
def test_badge_used_while_its_bearer_is_withdrawn_waits_and_opens_nothing(app: Flask, act: str) -> None:
    said: list[str] = []

    def use(gate: Gate, code: str) -> None:
        with app.app_context():
            if act == "scan":
                said.append(scan(gate, code, MORNING).answer)
            elif act == "list":
                said.extend(one.answer for _code, one in enter_list(gate, str(OPENING), [code], MORNING))
            else:
                try:
                    badges.reissue(code, "Lost", MORNING, ACTOR)
                except BadgeEnded as refusal:
                    said.append(refusal.code)

    with app.app_context():
        gate, one, code = somebody()
        other = Thread(target=use, args=[gate, code])
        with transaction():
            row = db.session.get_one(Participation, one, with_for_update=True)
            other.start()
            other.join(1)
            move_within(Track.PARTICIPATION, row, "withdrawn", By(Mover.OFFICER, ACTOR), MORNING)
        other.join()
        assert said == [BadgeEnded.code if act == "reissue" else Answer.WITHDRAWN]
