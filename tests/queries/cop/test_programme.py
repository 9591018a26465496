"""What the public sees of a conference: whole, in order, and nothing of meetings it is not told of."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.formats.cop.cop_file import read_cop
from meetings.formats.json_file import read_json
from meetings.queries import catalogue, programmes, search
from meetings.queries.cop.programme import conference, meeting
from meetings.services.cop.imports import import_cop
from meetings.services.registrations import register
from tests.cop import make_conference, segments_of
from tests.factories import KEYS, NOW, make_programme, make_session, make_slot, request_for, somebody

DATA = Path(__file__).parents[3] / "meetings" / "data" / "cops"

pytestmark = pytest.mark.usefixtures("database")


def test_cop_4_has_both_segments_22_items_and_all_meetings() -> None:
    import_cop(read_cop(read_json((DATA / "cop-4.json").read_bytes())), NOW)
    found = conference("cop-4")
    assert found is not None
    assert [(one.slug, one.zone) for one in found.segments] == [
        ("4-1", "Europe/Zurich"),
        ("4-2", "Asia/Makassar"),
    ]
    assert [(one.number, one.depth) for one in found.items][:6] == [
        ("1", 0),
        ("2", 0),
        ("3", 0),
        ("4", 0),
        ("4(a)", 1),
        ("4(b)", 1),
    ]
    assert (len(found.items), len(found.meetings), len(found.records)) == (22, 31, 26)
    assert [(one.count, one.value) for one in found.segments[0].figures] == [("participants", 1000)]
    group = next(one for one in found.meetings if one.session.title["en"].startswith("Contact group on"))
    assert [one.number for one in group.items] == ["6"]
    assert (group.segment, group.audience) == ("4-1", "participants")


def test_a_season_is_no_conference() -> None:
    make_programme()
    assert conference("season") is None


def test_meetings_of_a_body_and_of_named_people_are_nowhere() -> None:
    programme = make_conference(admission="open")
    first, _second = segments_of(programme)
    for audience in ("public", "participants", "parties", "region", "body", "named"):
        session = make_session(programme, audience, audience=audience, segment_id=first.id)
        make_slot(session, datetime(2026, 12, 8, 9, tzinfo=UTC))
    seen = {"public", "participants", "parties", "region"}
    found, calendar = conference("cop"), programmes.calendar("cop")
    assert found is not None
    assert calendar is not None
    assert {one.slug for one in found.meetings} == seen
    assert {one.slug for one in calendar.sessions} == seen
    assert {one.session.slug for one in search.findable_sessions()} == seen
    assert programmes.session_page("cop", "named") is None
    wanted = catalogue.Wanted(100)
    from_outside = catalogue.sessions(programme.id, wanted, catalogue.Reach())
    assert {one.slug for one in from_outside.items} == seen
    assert len(catalogue.sessions(programme.id, wanted, catalogue.EVERYWHERE).items) == 6
    for session in ("body", "named"):
        with pytest.raises(NotFound):
            register(request_for(somebody(), session=session), NOW, KEYS)


def test_a_meeting_knows_its_segment() -> None:
    programme = make_conference()
    _first, second = segments_of(programme)
    make_session(programme, "plenary", segment_id=second.id, audience="parties")
    page = programmes.session_page("cop", "plenary")
    assert page is not None
    shown, segment = meeting(page[0], page[1])
    assert segment is not None
    assert (shown.segment, shown.audience, segment.zone) == ("2", "parties", "Asia/Makassar")


def test_a_season_is_what_one_opens_with_and_a_conference_where_there_is_none() -> None:
    make_conference()
    current = programmes.current_programme(NOW.date())
    assert current is not None
    assert current.slug == "cop"
    make_programme()
    db.session.rollback()
    current = programmes.current_programme(datetime(2026, 12, 8, tzinfo=UTC).date())
    assert current is not None
    assert current.slug == "season"
