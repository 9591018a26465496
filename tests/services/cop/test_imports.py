"""Importing conferences: idempotent, and gentle to what organizers changed."""

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from meetings.domain.cop.imports import CopGiven
from meetings.extensions import db, transaction
from meetings.formats.cop.cop_file import read_cop
from meetings.formats.json_file import read_json
from meetings.models import (
    AgendaItem,
    ConferenceRecord,
    OfficialDocument,
    Programme,
    ReportedFigure,
    Segment,
    Session,
    SessionItem,
    Slot,
    Stream,
)
from meetings.services.cop.imports import import_cop

DATA = Path(__file__).parents[3] / "meetings" / "data" / "cops"
COP_4 = json.loads((DATA / "cop-4.json").read_text("utf-8"))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("database")


def cop(facts: dict[str, Any] = COP_4) -> CopGiven:
    return read_cop(read_json(json.dumps(facts).encode()))


def one(table: type[Any], **by: Any) -> Any:
    return db.session.scalars(select(table).filter_by(**by)).one()


def counts() -> list[int]:
    tables = (Segment, Stream, AgendaItem, Session, SessionItem, Slot, ConferenceRecord, ReportedFigure)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_cop_4_is_imported_whole_and_again_is_nothing() -> None:
    first = import_cop(cop(), NOW)
    assert (first.name, first.new, first.changed, first.refused) == ("cop-4", len(cop().records()), 0, ())
    assert counts() == [2, 7, 22, 31, 8, 31, 26, 2]
    again = import_cop(cop(), LATER)
    assert (again.new, again.changed, again.refused) == (0, 0, ())
    programme = one(Programme, slug="cop-4")
    assert (programme.kind, programme.treaty, programme.admission) == (
        "conference",
        "minamata",
        "accreditation",
    )
    assert (programme.published, programme.starts_on.isoformat(), programme.ends_on.isoformat()) == (
        True,
        "2021-11-01",
        "2022-03-25",
    )


def test_items_stand_below_their_parents_and_meetings_in_their_segments() -> None:
    import_cop(cop(), NOW)
    matters = one(AgendaItem, number="4")
    below = db.session.scalars(select(AgendaItem.number).where(AgendaItem.parent_id == matters.id)).all()
    assert sorted(below) == [f"4({letter})" for letter in "abcdefghijkl"]
    slot = one(Slot, source_key="cop4.2-tt-01")
    meeting = db.session.get_one(Session, slot.session_id)
    assert (slot.zone, slot.starts_at) == ("Asia/Makassar", datetime(2022, 3, 21, 2, tzinfo=UTC))
    assert meeting.segment_id == one(Segment, slug="4-2").id
    assert (meeting.audience, meeting.state) == ("participants", "published")


def test_a_figure_is_of_the_segment_it_was_counted_in() -> None:
    import_cop(cop(), NOW)
    figure = one(ReportedFigure, count="participants")
    assert figure.subject == f"segment:{one(Segment, slug='4-1').id}"
    assert one(ReportedFigure, count="decisions").subject == "programme:cop-4"


def test_what_organizers_changed_stays_and_what_the_file_says_anew_is_put() -> None:
    import_cop(cop(), NOW)
    with transaction():
        item = one(AgendaItem, number="4(a)")
        item.number, item.title = "4(z)", {**item.title, "fr": "Produits"}
        one(Segment, slug="4-2").venue = "Elsewhere"
    facts = copy.deepcopy(COP_4)
    facts["agenda"][4]["title"] = "Products and processes"
    facts["segments"][1]["title"] = "Resumed segment"
    outcome = import_cop(cop(facts), LATER)
    assert (outcome.new, outcome.changed, outcome.refused) == (0, 2, ())
    item = one(AgendaItem, slug="cop4-item-05")
    assert (item.number, item.title) == ("4(z)", {"en": "Products and processes", "fr": "Produits"})
    segment = one(Segment, slug="4-2")
    assert (segment.venue, segment.title["en"]) == ("Elsewhere", "Resumed segment")


def test_a_meeting_that_moved_is_moved_and_one_that_takes_up_more_does() -> None:
    import_cop(cop(), NOW)
    facts = copy.deepcopy(COP_4)
    second = facts["segments"][1]["timetable"][1]
    second |= {"start": "2022-03-21T11:00:00+08:00", "start_utc": "2022-03-21T03:00:00Z"}
    second["title"] = "Plenary: national reporting"
    outcome = import_cop(cop(facts), LATER)
    slot = one(Slot, source_key="cop4.2-tt-02")
    assert outcome.refused == ()
    assert (slot.local_start, slot.version) == (datetime(2022, 3, 21, 11), 2)
    taken_up = db.session.scalars(
        select(AgendaItem.number).join(SessionItem).where(SessionItem.session_id == slot.session_id)
    ).all()
    assert taken_up == ["4(h)"]


def test_a_record_that_the_file_no_longer_gives_is_taken_away() -> None:
    import_cop(cop(), NOW)
    facts = copy.deepcopy(COP_4)
    del facts["decisions"][13]
    outcome = import_cop(cop(facts), LATER)
    assert outcome.changed == 1
    assert db.session.scalars(select(ConferenceRecord).filter_by(slug="cop4-dec-14")).all() == []


def test_documents_stand_on_their_items() -> None:
    import_cop(cop(), NOW)
    found = one(OfficialDocument, symbol="UNEP/MC/COP.4/9/Add.1")
    assert [item.number for item in found.items] == ["4(e)"]
    assert db.session.scalar(select(func.count(OfficialDocument.id))) == 15


def test_conferences_of_one_store_do_not_touch_each_other() -> None:
    for number in (4, 5, 6):
        import_cop(read_cop(read_json((DATA / f"cop-{number}.json").read_bytes())), NOW)
    assert [one(Programme, slug=f"cop-{number}").complete for number in (4, 5, 6)] == [False] * 3
    assert counts()[:4] == [4, 21, 42, 56]
