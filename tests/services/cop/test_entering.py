"""Entering meetings of a conference, on both stores: let in by state, audience and role, and counted once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from meetings.domain import errors
from meetings.domain.cop import entering_errors
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Badge,
    Delegation,
    Nomination,
    Participation,
    ParticipationMeeting,
    Party,
    PartyStatus,
    Person,
    Session,
    Slot,
)
from meetings.queries.cop.entering import host_of, room_of_delegate, ways_of
from meetings.queries.joining import RoomNoted
from meetings.queries.links import bearer_of, bearer_of_code
from meetings.services.cop.entering import delegate_links, enter, enter_together
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
from tests.factories import KEYS, NOW, make_slot
from tests.services.test_races import together

SOON = NOW + timedelta(minutes=10)
FLOOR = "https://platform.example.org/room"
CAST = "https://cast.example.org/floor"
STREAM = {"kind": "stream", "label": "", "address": CAST, "language": None, "note": ""}


def make_open(audience: str = "participants", at: datetime = SOON, **changes: Any) -> Slot:
    """Store a conference with a meeting of its first segment that is open at `NOW`; gives its time."""
    programme = make_conference()
    return make_slot(make_meeting(segments_of(programme)[0], audience=audience, **changes), at)


def somebody_of(slot: Slot, code: str = "KE", state: str = "accredited", **changes: Any) -> Nomination:
    """Store an accredited delegate of a State, in both segments of the slot's conference."""
    programme = slot.session.programme
    party = db.session.get(Party, code) or make_state(code, code, **changes.pop("party", {}))
    delegation = make_delegation(programme, party)
    return make_nominee(delegation, *segments_of(programme), state=state, **changes)


def bearer(one: Nomination) -> str:
    return delegate_bearer(one.id)


def rows() -> list[tuple[str | None, str, int | None, int, str | None, str | None]]:
    columns = ("name", "source", "person_id", "people", "country", "category")
    found = select(*(getattr(Attendance, name) for name in columns)).order_by(Attendance.id)
    return [tuple(row) for row in db.session.execute(found)]


@pytest.mark.usefixtures("database")
def test_delegate_enters_once_and_is_counted_for_their_delegation() -> None:
    slot = make_open()
    one = somebody_of(slot, name="Wanjiru Invented", function="Director", rights="speaker")
    for wanted in (None, slot.id):
        done = enter(bearer(one), wanted, NOW)
        assert (done.slot_id, done.address, done.takes_floor) == (slot.id, FLOOR, True)
    assert rows() == [("Wanjiru Invented", "door", one.person_id, 1, "KE", "government")]
    kept = db.session.scalars(select(Attendance)).one()
    assert kept.participation_id == one.participations[0].id
    assert (kept.registration_id, kept.function, kept.joined_at) == (None, "Director", NOW)


@pytest.mark.usefixtures("database")
def test_link_of_a_participation_is_that_of_its_person() -> None:
    one = somebody_of(make_open())
    part = f"participation:{one.participations[1].id}"
    assert host_of(part) == host_of(bearer(one))
    enter(part, None, NOW)
    enter(bearer(one), None, NOW)
    assert len(rows()) == 1


def test_fifty_presses_at_once_are_one_entry(app: Flask) -> None:
    with app.app_context():
        one = bearer(somebody_of(make_open()))
    together(app, [lambda: enter(one, None, NOW)] * 50)
    with app.app_context():
        assert len(rows()) == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "state", ["invited", "nominated", "letter_checked", "withdrawn", "replaced", "returned"]
)
def test_who_is_not_accredited_is_told_so_and_nothing_is_noted(state: str) -> None:
    one = somebody_of(make_open(), state=state)
    with pytest.raises(entering_errors.NotAccredited) as told:
        enter(bearer(one), None, NOW)
    assert told.value.values == {"state": state}
    assert rows() == []


@pytest.mark.usefixtures("database")
def test_what_is_decided_closes_at_the_next_press() -> None:
    slot = make_open()
    one = somebody_of(slot)
    enter(bearer(one), None, NOW)
    part = one.participations[0].id
    db.session.execute(update(Participation).where(Participation.id == part).values(state="withdrawn"))
    db.session.commit()
    with pytest.raises(entering_errors.NotAccredited):
        enter(bearer(one), slot.id, NOW)
    db.session.execute(update(Participation).where(Participation.id == part).values(state="checked_in"))
    badge = Badge(
        code="b-1",
        participation_id=part,
        state="suspended",
        state_since=NOW,
        issued_at=NOW,
        issued_by="user:1",
        updated_at=NOW,
    )
    db.session.add(badge)
    db.session.commit()
    with pytest.raises(entering_errors.BadgeSuspended):
        enter(bearer(one), slot.id, NOW)
    db.session.execute(update(Badge).values(state="valid"))
    db.session.commit()
    assert enter(bearer(one), slot.id, NOW).address == FLOOR


@pytest.mark.usefixtures("database")
def test_contact_group_is_opened_and_closed_to_observers_at_once() -> None:
    slot = make_open("parties")
    body = make_nominee(
        make_delegation(slot.session.programme, make_body()),
        segments_of(slot.session.programme)[0],
        state="accredited",
        role="representative",
    )
    observer, party = bearer(body), bearer(somebody_of(slot))
    with pytest.raises(entering_errors.ForParties) as told:
        enter(observer, slot.id, NOW)
    assert told.value.values == {"standing": None}
    for audience, opens in (("participants", True), ("parties", False)):
        db.session.execute(update(Session).values(audience=audience))
        db.session.commit()
        assert [way.refusal is None for way in ways_of(host_of(observer))] == [opens]
        assert enter(party, slot.id, NOW).address == FLOOR
        if opens:
            assert enter(observer, slot.id, NOW).address == FLOOR
    with pytest.raises(entering_errors.ForParties):
        enter(observer, slot.id, NOW)


@pytest.mark.usefixtures("database")
def test_state_that_becomes_a_party_between_the_segments_enters_the_second_alone() -> None:
    programme = make_conference()
    first, second = segments_of(programme)
    slots = [
        make_slot(make_meeting(one, slug, audience="parties"), SOON)
        for one, slug in ((first, "opening"), (second, "resumed"))
    ]
    zimbabwe = make_state("ZW", "Zimbabwe", since=date(2027, 1, 5))
    zimbabwe.statuses.append(
        PartyStatus(treaty="minamata", status="deposited", starts_on=NOW.date(), source="")
    )
    db.session.commit()
    one = make_nominee(make_delegation(programme, zimbabwe), first, second, state="accredited")
    assert [str(part.delegate.standing) for part in host_of(bearer(one)).parts] == ["deposited", "party"]
    with pytest.raises(entering_errors.ForParties) as told:
        enter(bearer(one), slots[0].id, NOW)
    assert told.value.values == {"standing": "deposited"}
    assert enter(bearer(one), slots[1].id, NOW).address == FLOOR


@pytest.mark.usefixtures("database")
def test_regional_meeting_is_for_its_group_and_a_bureau_for_whoever_is_sent() -> None:
    slot = make_open("region", regions=["africa"])
    bureau = make_slot(make_meeting(segments_of(slot.session.programme)[0], "bureau", audience="body"), SOON)
    african = somebody_of(slot)
    european = somebody_of(slot, "FR", party={"regional_group": "weog"})
    assert enter(bearer(african), slot.id, NOW).slot_id == slot.id
    with pytest.raises(entering_errors.ForRegions):
        enter(bearer(european), slot.id, NOW)
    with pytest.raises(entering_errors.ForNamed):
        enter(bearer(european), bureau.id, NOW)
    part = european.participations[0].id
    db.session.add(ParticipationMeeting(participation_id=part, session_id=bureau.session_id))
    db.session.commit()
    assert enter(bearer(european), bureau.id, NOW).slot_id == bureau.id


@pytest.mark.usefixtures("database")
def test_speaker_is_led_to_the_floor_and_viewer_to_the_webcast() -> None:
    slot = make_open()
    slot.channels = [STREAM]
    db.session.commit()
    programme, delegation = slot.session.programme, make_delegation(slot.session.programme, make_state())
    first = segments_of(programme)[0]
    led = {}
    for rights, mode in (("speaker", "online"), ("viewer", "online"), ("speaker", "room")):
        one = make_nominee(
            delegation, first, name=f"{rights} {mode}", state="accredited", rights=rights, mode=mode
        )
        done = enter(bearer(one), None, NOW)
        led[rights, mode] = (done.address, done.takes_floor)
    assert led == {
        ("speaker", "online"): (FLOOR, True),
        ("viewer", "online"): (CAST, False),
        ("speaker", "room"): (CAST, False),
    }
    with pytest.raises(entering_errors.InRoomOnly):
        enter(bearer(one), None, NOW, follows_online=False)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (NOW + timedelta(minutes=15), True),
        (NOW + timedelta(minutes=15, seconds=1), False),
        (NOW - timedelta(minutes=89), True),
        (NOW - timedelta(minutes=90), False),
    ],
)
def test_meeting_opens_fifteen_minutes_before_and_closes_at_its_end(at: datetime, opens: bool) -> None:
    one = bearer(somebody_of(make_open(at=at)))
    if opens:
        enter(one, None, NOW)
        return
    with pytest.raises(errors.DoorClosed):
        enter(one, None, NOW)
    assert rows() == []


@pytest.mark.usefixtures("database")
def test_of_several_open_meetings_one_is_chosen() -> None:
    slot = make_open()
    other = make_slot(make_meeting(segments_of(slot.session.programme)[0], "group"), SOON)
    one = bearer(somebody_of(slot))
    with pytest.raises(errors.SeveralOpen):
        enter(one, None, NOW)
    assert enter(one, other.id, NOW).slot_id == other.id
    with pytest.raises(errors.DoorClosed):
        enter(one, "elsewhere", NOW)


@pytest.mark.usefixtures("database")
def test_meeting_without_address_or_cancelled_says_so() -> None:
    slot = make_open()
    one = bearer(somebody_of(slot))
    db.session.execute(update(Slot).values(platform_address=None))
    db.session.commit()
    with pytest.raises(errors.NoPlatformAddress):
        enter(one, slot.id, NOW)
    db.session.execute(update(Session).values(state="cancelled"))
    db.session.commit()
    with pytest.raises(errors.DoorClosed) as told:
        enter(one, slot.id, NOW)
    assert told.value.values["state"] == "cancelled"


@pytest.mark.usefixtures("database")
def test_meeting_of_another_conference_or_segment_is_not_there() -> None:
    slot = make_open()
    one = somebody_of(slot)
    third = make_segment(slot.session.programme, "3", position=2)
    elsewhere = make_slot(make_meeting(third, "third"), SOON)
    draft = make_slot(make_meeting(segments_of(slot.session.programme)[0], "draft", state="draft"), SOON)
    for hidden in (elsewhere, draft):
        with pytest.raises(errors.DoorClosed):
            enter(bearer(one), hidden.id, NOW)
    assert [way.slot_id for way in ways_of(host_of(bearer(one)))] == [slot.id]


@pytest.mark.usefixtures("database")
def test_room_counts_members_of_the_delegation_and_others_apart() -> None:
    slot = make_open()
    one = somebody_of(slot, name="Amina Invented")
    delegation = one.delegation_id
    first = segments_of(slot.session.programme)[0]

    of = db.session.get_one(Delegation, delegation)
    member = make_nominee(of, first, name="Otieno Invented", state="accredited")
    make_nominee(of, first, name="Nekesa Waiting", state="nominated")
    typed = "otieno invented\nNekesa Waiting\nA driver"
    for _twice in range(2):
        enter_together(bearer(one), slot.id, typed, "3", NOW)
    enter_together(bearer(one), slot.id, "", "2", NOW)
    assert rows() == [
        ("Amina Invented", "door", one.person_id, 1, "KE", "government"),
        ("otieno invented", "room", member.person_id, 1, "KE", "government"),
        ("Nekesa Waiting", "room", None, 1, None, None),
        ("A driver", "room", None, 1, None, None),
        (None, "room", None, 2, None, None),
    ]
    assert room_of_delegate(one.participations[0].id, slot.id) == RoomNoted(names=3, more=2)


@pytest.mark.usefixtures("database")
def test_one_link_and_one_code_lead_to_all_segments() -> None:
    one = somebody_of(make_open())
    found = delegate_links([one.id], NOW, KEYS)
    join = found[one.id, "join"]
    assert bearer_of(join.text, "join", KEYS) == bearer_of_code(join.code, KEYS) == bearer(one)
    assert bearer_of(found[one.id, "me"].text, "me", KEYS) == bearer(one)
    assert delegate_links([one.id], NOW, KEYS) == found


@pytest.mark.usefixtures("database")
def test_link_of_who_was_erased_is_dead() -> None:
    one = somebody_of(make_open())
    db.session.execute(update(Person).where(Person.id == one.person_id).values(erased_at=NOW))
    db.session.commit()
    for dead in (bearer(one), "nomination:none", "registration:abc"):
        with pytest.raises(errors.LinkDead):
            host_of(dead)


@pytest.mark.usefixtures("database")
def test_host_says_who_they_are_of_a_body_too() -> None:
    slot = make_open()
    body = make_body(country="CH")
    one = make_nominee(make_delegation(slot.session.programme, body), segments_of(slot.session.programme)[1])
    host = host_of(bearer(one))
    assert (host.country, host.category, host.organization, host.body) == ("CH", "ngo", body.name, body.name)
    assert [part.delegate.standing for part in host.parts] == [None]
    assert host.part_in(None) == host.parts[0]
    assert host.part_in(segments_of(slot.session.programme)[0].id) is None
    assert replace(host, parts=()).part_in(None) is None
