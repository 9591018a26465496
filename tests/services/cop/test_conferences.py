"""Building a conference: segments, rooms, agenda; and what makes a session a meeting of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.cop.conference_errors import OutsideParent, StillInUse
from meetings.extensions import db
from meetings.models import AgendaItem, Audit, MeetingRoom, Programme, Segment, Session, SessionItem, Slot
from meetings.services.cop import conferences, meetings
from meetings.services.programmes import delete_session
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW, make_session, make_slot

LATER = NOW + timedelta(hours=1)
WHO = "user:1"

pytestmark = pytest.mark.usefixtures("database")


def one(table: type[Any], **by: Any) -> Any:
    return db.session.scalars(select(table).filter_by(**by).execution_options(populate_existing=True)).one()


def acts() -> list[tuple[str, str]]:
    return [(row.act, row.actor) for row in db.session.scalars(select(Audit).order_by(Audit.id))]


def make_agenda() -> list[str]:
    first = conferences.create_item("cop", {"number": "1", "title": {"en": "Opening"}}, NOW, WHO)
    matters = conferences.create_item("cop", {"number": "4", "title": {"en": "Matters"}}, NOW, WHO)
    below = [
        conferences.create_item(
            "cop", {"number": f"4({letter})", "title": {"en": letter}, "parent": matters}, NOW, WHO
        )
        for letter in "ab"
    ]
    return [first, matters, *below]


def test_a_conference_begins_as_a_draft_with_all_its_streams() -> None:
    titles = {slug: {"en": slug} for slug in conferences.STREAMS}
    values = {"slug": "cop-7", "title": {"en": "COP-7"}, "zone": "Europe/Zurich", "other_treaties": ["basel"]}
    assert conferences.create_conference(values, titles, NOW, WHO) == "cop-7"
    row = one(Programme, slug="cop-7")
    assert (row.kind, row.admission, row.published) == ("conference", "accreditation", False)
    assert (row.treaty, row.other_treaties) == ("minamata", ["basel"])
    assert [stream.slug for stream in row.streams] == list(conferences.STREAMS)
    with pytest.raises(errors.Taken):
        conferences.create_conference(values, titles, NOW, WHO)


def test_a_segment_has_a_deadline_in_its_own_zone_and_the_conference_lasts_as_long_as_its_segments() -> None:
    make_conference()
    values = {
        "slug": "3",
        "title": {"en": "Third"},
        "mode": "hybrid",
        "starts_on": "2027-05-03",
        "ends_on": "2027-05-07",
        "zone": "Asia/Makassar",
        "nominate_until": "2027-04-20T23:59",
        "quota": 6,
    }
    conferences.create_segment("cop", values, NOW, WHO)
    row = one(Segment, slug="3")
    assert row.nominate_until == datetime(2027, 4, 20, 15, 59, tzinfo=UTC)
    assert (row.position, row.quota, row.statements_hours) == (2, 6, 24)
    assert one(Programme, slug="cop").ends_on == date(2027, 5, 7)
    conferences.change_segment("cop", "3", {"zone": "Europe/Zurich"}, row.revision, LATER, WHO)
    assert one(Segment, slug="3").nominate_until == datetime(2027, 4, 20, 21, 59, tzinfo=UTC)
    assert acts() == [("segment.create", WHO), ("segment.change", WHO)]


def test_of_two_who_change_a_segment_the_second_is_told() -> None:
    make_conference()
    conferences.change_segment("cop", "1", {"venue": "Hall"}, 1, NOW, WHO)
    with pytest.raises(errors.Stale) as refusal:
        conferences.change_segment("cop", "1", {"venue": "Tent"}, 1, NOW, WHO)
    assert refusal.value.values == {"current": 2}
    assert one(Segment, slug="1").venue == "Hall"


def test_a_segment_that_something_stands_on_stays() -> None:
    programme = make_conference()
    first, second = segments_of(programme)
    make_session(programme, "plenary", segment_id=first.id)
    make_nominee(make_delegation(programme, make_state()), second)
    for slug, by in (("1", "meetings"), ("2", "delegations")):
        with pytest.raises(StillInUse) as refusal:
            conferences.delete_segment("cop", slug, 1, NOW, WHO)
        assert refusal.value.values == {"by": by}


def test_a_segment_that_goes_takes_its_rooms_and_its_name_from_the_agenda() -> None:
    make_conference()
    conferences.create_room("cop", "2", {"slug": "hall", "name": {"en": "Hall"}}, NOW, WHO)
    item = conferences.create_item("cop", {"title": {"en": "Opening"}, "segments": ["1", "2"]}, NOW, WHO)
    conferences.delete_segment("cop", "2", 1, NOW, WHO)
    assert db.session.scalars(select(MeetingRoom)).all() == []
    assert one(AgendaItem, slug=item).segments == ["1"]


def test_items_are_numbered_moved_and_stand_below_each_other() -> None:
    make_conference()
    first, matters, a, b = make_agenda()
    assert (first, matters, a) == ("item-1", "item-4", "item-4-a")
    with pytest.raises(errors.Taken):
        conferences.change_item("cop", b, {"number": "4(a)"}, 1, NOW, WHO)
    with pytest.raises(OutsideParent):
        conferences.change_item("cop", matters, {"parent": a}, 1, NOW, WHO)
    with pytest.raises(errors.NotAChoice):
        conferences.change_item("cop", a, {"segments": ["9"]}, 1, NOW, WHO)
    conferences.move_item("cop", b, -1, 1, NOW, WHO)
    conferences.move_item("cop", first, -5, 1, NOW, WHO)
    rows = db.session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
    assert [row.slug for row in rows] == [first, matters, b, a]
    with pytest.raises(StillInUse):
        conferences.delete_item("cop", matters, 1, NOW, WHO)
    conferences.delete_item("cop", b, 2, NOW, WHO)
    assert [row.number for row in db.session.scalars(select(AgendaItem))] == ["1", "4", "4(a)"]


def test_what_an_organizer_writes_of_an_item_is_no_longer_marked_as_inferred() -> None:
    make_conference()
    slug = conferences.create_item("cop", {"number": "3", "title": {"en": "Rules"}}, NOW, WHO)
    row = one(AgendaItem, slug=slug)
    row.marks = {"number": "inferred", "title": "inferred"}
    db.session.commit()
    conferences.change_item("cop", slug, {"number": "5", "title": {"en": "Rules"}}, 1, NOW, WHO)
    assert one(AgendaItem, slug=slug).marks == {"title": "inferred"}


def test_a_meeting_is_put_into_segment_and_agenda_with_those_who_may_enter() -> None:
    make_conference()
    make_agenda()
    values = {
        "slug": "group",
        "title": {"en": "Contact group"},
        "stream": "contact-groups",
        "segment": "2",
        "audience": "region",
        "regions": ["grulac", "africa"],
        "agenda_items": ["item-4-a", "item-1"],
    }
    assert meetings.create_meeting("cop", values, NOW, WHO) == "group"
    row = one(Session, slug="group")
    assert (row.state, row.audience, row.regions) == ("draft", "region", ["africa", "grulac"])
    assert row.segment_id == one(Segment, slug="2").id
    assert len(db.session.scalars(select(SessionItem)).all()) == 2
    meetings.change_meeting(
        "cop",
        "group",
        {"title": {"en": "Other"}, "agenda_items": ["item-1"], "segment": "1"},
        row.revision,
        LATER,
        WHO,
    )
    row = one(Session, slug="group")
    assert (row.title, row.segment_id) == ({"en": "Other"}, one(Segment, slug="1").id)
    assert [item.item_id for item in db.session.scalars(select(SessionItem))] == [
        one(AgendaItem, slug="item-1").id
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"segment": "9"}, "segment"),
        ({"agenda_items": ["item-9"]}, "agenda_items[0]"),
        ({"audience": "friends"}, "audience"),
        ({"audience": "region"}, "regions"),
        ({"audience": "region", "regions": ["atlantis"]}, "regions[0]"),
    ],
)
def test_what_no_meeting_can_be_is_refused_by_its_field_and_nothing_is_stored(
    values: dict[str, Any], field: str
) -> None:
    programme = make_conference()
    make_session(programme, "plenary")
    with pytest.raises(errors.Refused) as refusal:
        meetings.change_meeting("cop", "plenary", {"title": {"en": "New"}} | values, 1, NOW, WHO)
    assert refusal.value.field == field
    assert one(Session, slug="plenary").revision == 1


def test_a_contact_group_is_closed_to_observers_and_opened_in_one_act_each() -> None:
    programme = make_conference()
    make_session(programme, "group", audience="participants")
    meetings.open_to_observers("cop", "group", False, 1, NOW, WHO)
    assert one(Session, slug="group").audience == "parties"
    with pytest.raises(errors.Stale):
        meetings.open_to_observers("cop", "group", True, 1, NOW, WHO)
    meetings.open_to_observers("cop", "group", True, 2, LATER, WHO)
    assert one(Session, slug="group").audience == "participants"
    said = db.session.scalars(select(Audit).order_by(Audit.id)).all()
    assert [(row.act, row.before, row.after) for row in said] == [
        (
            "meeting.change",
            {"audience": "participants", "revision": 1},
            {"audience": "parties", "revision": 2},
        ),
        (
            "meeting.change",
            {"audience": "parties", "revision": 2},
            {"audience": "participants", "revision": 3},
        ),
    ]


def test_a_time_is_held_in_a_room_of_its_segment_and_nobody_s_time_moves() -> None:
    programme = make_conference()
    first, _second = segments_of(programme)
    conferences.create_room("cop", "1", {"slug": "hall", "name": {"en": "Hall"}}, NOW, WHO)
    conferences.create_room("cop", "2", {"slug": "tent", "name": {"en": "Tent"}}, NOW, WHO)
    slot = make_slot(make_session(programme, "plenary", segment_id=first.id))
    revision = slot.revision
    with pytest.raises(errors.NotAChoice):
        meetings.put_in_room(slot.id, "tent", NOW, WHO)
    with pytest.raises(errors.Stale):
        meetings.put_in_room(slot.id, "hall", NOW, WHO, revision=revision - 1)
    meetings.put_in_room(slot.id, "hall", NOW, WHO, revision=revision)
    row = one(Slot, id=slot.id)
    assert (row.room_id, row.version, row.revision) == (one(MeetingRoom, slug="hall").id, 1, revision + 1)
    with pytest.raises(StillInUse):
        conferences.delete_room("cop", row.room_id, 1, NOW, WHO)
    meetings.change_meeting("cop", "plenary", {"segment": "2"}, 1, NOW, WHO)
    assert one(Slot, id=slot.id).room_id is None


def test_a_draft_that_goes_leaves_the_agenda() -> None:
    make_conference()
    make_agenda()
    values = {"slug": "group", "title": {"en": "Group"}, "segment": "1", "agenda_items": ["item-1"]}
    meetings.create_meeting("cop", values, NOW, WHO)
    delete_session("cop", "group", one(Session, slug="group").revision, NOW, WHO)
    assert db.session.scalars(select(SessionItem)).all() == []


def test_a_season_is_no_conference_to_build() -> None:
    make_conference(kind="season")
    with pytest.raises(errors.NotFound):
        conferences.create_item("cop", {"title": {"en": "Opening"}}, NOW, WHO)
