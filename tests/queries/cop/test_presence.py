"""Who is in at a moment, and that what the desk counts is what the report counts."""

from datetime import date, timedelta

import pytest

from meetings.extensions import db
from meetings.models import Attendance, Badge, CheckIn, Nomination, Slot
from meetings.queries.cop.presence import parties_of, parties_present, states_checked_in, who_is_in
from meetings.queries.reports import report
from meetings.services.cop.entering import enter
from meetings.services.cop.entering_traces import delegate_bearer
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_meeting,
    make_nominee,
    make_segment,
    make_state,
    segments_of,
)
from tests.factories import NOW, make_slot

SOON = NOW + timedelta(minutes=10)
LATER = NOW + timedelta(hours=1)
END = SOON + timedelta(minutes=90)


def entered(slot: Slot, one: Nomination) -> None:
    enter(delegate_bearer(one.id), slot.id, NOW)


def checked_in(one: Nomination, day: date) -> None:
    part = one.participations[0].id
    badge = Badge(
        code=f"code-{part}",
        participation_id=part,
        state_since=NOW,
        issued_at=NOW,
        issued_by="user:1",
        updated_at=NOW,
    )
    db.session.add(badge)
    db.session.flush()
    db.session.add(CheckIn(badge_id=badge.id, participation_id=part, day=day, at=NOW, steward="user:2"))
    db.session.commit()


@pytest.fixture
def segment(database: None) -> int:
    """Give a segment in which two Parties, a State that is none yet, and a body have a delegate each."""
    programme = make_conference()
    first = segments_of(programme)[0]
    slot = make_slot(make_meeting(first), SOON)
    late = make_state("ZW", "Zimbabwe", since=first.starts_on + timedelta(days=1))
    for party in (make_state("KE"), make_state("CN", regional_group="asia-pacific"), late):
        one = make_nominee(make_delegation(programme, party), first, name=party.code, state="accredited")
        if party.code != "CN":
            entered(slot, one)
    body = make_delegation(programme, make_body(country="KE"))
    entered(slot, make_nominee(body, first, name="Body", state="accredited", role="representative"))
    return first.id


def test_party_is_present_while_somebody_of_its_government_is_in(segment: int) -> None:
    assert parties_of(segment) == {"KE", "CN"}
    assert parties_present(segment, LATER) == {"KE"}
    assert sorted((one.country, one.category) for one in who_is_in(segment, LATER)) == [
        ("KE", "government"),
        ("KE", "ngo"),
        ("ZW", "government"),
    ]
    assert parties_present(segment, NOW - timedelta(seconds=1)) == frozenset()
    assert parties_present(segment, END) == frozenset()
    assert parties_present(segment, LATER, slots=[]) == frozenset()


def test_who_left_as_their_platform_says_is_not_in(segment: int) -> None:
    row = db.session.query(Attendance).filter_by(country="KE", category="government").one()
    told = {"person_id": row.person_id, "country": "KE", "category": "government", "slot_id": row.slot_id}
    db.session.add(
        Attendance(source="zoom", connection="a", joined_at=NOW, left_at=SOON + timedelta(minutes=5), **told)
    )
    db.session.commit()
    assert parties_present(segment, SOON) == {"KE"}
    assert parties_present(segment, LATER) == frozenset()


def test_venue_counts_on_the_day_of_checking_in(segment: int) -> None:
    one = db.session.query(Nomination).filter_by(name="CN").one()
    today = NOW.date()
    checked_in(one, today)
    assert states_checked_in(segment, LATER) == {"CN"}
    assert parties_present(segment, LATER) == {"KE", "CN"}
    assert states_checked_in(segment, LATER + timedelta(days=1)) == frozenset()
    assert states_checked_in(segment, NOW - timedelta(seconds=1)) == frozenset()
    one.participations[0].state = "withdrawn"
    db.session.commit()
    assert states_checked_in(segment, LATER) == frozenset()


def test_day_of_checking_in_is_that_of_the_place(database: None) -> None:
    programme = make_conference()
    bali = make_segment(programme, "bali", zone="Asia/Makassar", position=2)
    one = make_nominee(make_delegation(programme, make_state()), bali, state="checked_in")
    evening = NOW.replace(hour=17)  # 1:00 of the next day in Bali
    checked_in(one, NOW.date())
    assert states_checked_in(bali.id, evening) == frozenset()
    assert states_checked_in(bali.id, NOW) == {"KE"}


def test_report_counts_delegates_and_parties_as_of_the_opening_day(segment: int) -> None:
    found = report("cop", END)
    assert found is not None
    names = ("attendances", "participants", "countries", "parties", "unidentified")
    assert {name: found.counts[name].value for name in names} == {
        "attendances": 3,
        "participants": 3,
        "countries": 2,
        "parties": 1,
        "unidentified": 0,
    }
