"""The demonstration's conference: around today, loaded once, with nobody in it who exists, and open to be entered."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.demonstration import SLUG, begins_at, closes_at, days_of, first_day, steps_to
from meetings.extensions import db
from meetings.formats.cop.cop_names import STREAMS
from meetings.formats.json_file import read_json
from meetings.formats.party_file import read_parties
from meetings.models import (
    Attendance,
    ConnectionTime,
    Delegation,
    FloorList,
    Intervention,
    Letter,
    Mailbox,
    Nomination,
    Notice,
    Participation,
    Programme,
    Session,
    Slot,
)
from meetings.queries.cop.presence_page import presence_page
from meetings.queries.demonstration import a_delegate, a_focal_point
from meetings.queries.reports import report
from meetings.services.cop import demonstration
from meetings.services.cop.demonstration import is_conference_loaded, load_conference
from meetings.services.cop.entering import enter
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.parties import import_parties
from tests.cop import segments_of
from tests.factories import NOW
from tests.services.test_demonstration import everything, setting

DATA = Path(__file__).parents[3] / "meetings" / "data"
SCRIPT = json.loads((DATA / "demonstration_cop.json").read_text("utf-8"))


def load(now: datetime = NOW) -> bool:
    import_parties(read_parties(read_json((DATA / "parties.json").read_bytes())), NOW)
    return load_conference(SCRIPT, STREAMS, setting(now))


def texts(node: Any) -> list[dict[str, str]]:
    """Give every text in languages of a script."""
    if isinstance(node, dict):
        return (
            [node] if set(node) == set(LANGUAGES) else [one for each in node.values() for one in texts(each)]
        )
    return [one for each in node for one in texts(each)] if isinstance(node, list) else []


def test_every_text_of_it_is_said_in_six_languages() -> None:
    found = texts(SCRIPT)
    assert len(found) == 30
    assert all(one[lang].strip() for one in found for lang in LANGUAGES)


@pytest.mark.parametrize("weekday", range(7))
def test_first_segment_begins_on_a_monday_some_days_away(weekday: int) -> None:
    now = NOW + timedelta(days=weekday)
    begins = first_day(now)
    assert begins.weekday() == 0
    assert 4 <= (begins - now.date()).days <= 10
    assert closes_at(SCRIPT["segments"][0], now) > now
    assert days_of(SCRIPT["segments"][1], now)[0] - begins == timedelta(weeks=16)


def test_one_meeting_has_just_begun_wherever_it_is_loaded() -> None:
    briefing, segment = SCRIPT["meetings"][0], SCRIPT["segments"][0]
    assert begins_at(briefing, segment, NOW.replace(minute=14)) == datetime(2026, 11, 24, 10, 0)
    assert begins_at(briefing, segment, NOW.replace(minute=59)) == datetime(2026, 11, 24, 10, 45)


def test_way_of_a_participation_goes_on_from_where_it_is() -> None:
    assert steps_to("nominated", "accredited") == ("letter_checked", "accredited")
    assert steps_to("accredited", "accredited") == ()
    assert steps_to("nominated", "returned") == ("returned",)
    assert steps_to("returned", "returned") == ()


@pytest.mark.usefixtures("database")
def test_the_conference_is_whole() -> None:
    """One loading takes seconds, so everything that one gives is looked at together."""
    assert load()
    programme = db.session.scalars(select(Programme)).one()
    assert (programme.slug, programme.kind, programme.demonstration, programme.published) == (
        SLUG,
        "conference",
        True,
        True,
    )
    assert [one.slug for one in segments_of(programme)] == ["1", "2"]
    assert db.session.scalar(select(func.count(Session.id))) == len(SCRIPT["meetings"])
    _people_are_invented_and_stand_everywhere()
    _opening_plenary_has_a_list_of_speakers()
    _some_came_and_the_figures_add_up(programme)
    _somebody_may_enter_now()
    assert db.session.scalar(select(func.count(ConnectionTime.id))) == 8
    assert db.session.scalar(select(func.count(Notice.id)).where(Notice.withdrawn_at.is_(None))) == 0
    before = everything()
    assert not load(NOW + timedelta(weeks=3))
    assert everything() == before


def _people_are_invented_and_stand_everywhere() -> None:
    assert all(address.endswith("@example.org") for address in db.session.scalars(select(Mailbox.address)))
    assert set(db.session.scalars(select(Letter.state))) == {"received", "accepted", "returned"}
    states = set(db.session.scalars(select(Participation.state)))
    assert states == {"nominated", "returned", "letter_checked", "accredited", "badge_issued"}
    names = set(db.session.scalars(select(Nomination.name)))
    assert {"عمر تجريبي", "王 示例", "Trần Văn Mẫu"} <= names


def _some_came_and_the_figures_add_up(programme: Programme) -> None:
    page = presence_page(segments_of(programme)[0].id, NOW)
    found = report(SLUG, NOW)
    assert found is not None
    assert page.counts == {name: found.counts[name].value for name in page.counts}
    assert page.counts["attendances"] == db.session.scalar(select(func.count(Attendance.id))) == 8
    assert page.counts["participants"] == 6


def _opening_plenary_has_a_list_of_speakers() -> None:
    kept = db.session.scalars(select(FloorList)).one()
    session = db.session.get_one(Session, db.session.get_one(Slot, kept.slot_id).session_id)
    assert (session.slug, kept.is_open, kept.is_shown) == ("opening-plenary", True, True)
    rows = db.session.execute(
        select(Delegation.party_code, Intervention.state).join(
            Delegation, Delegation.id == Intervention.delegation_id
        )
    ).all()
    assert {row.state for row in rows} == {"listed"}
    assert {row.party_code for row in rows} <= {"JO", "CN", "VN", "GH", "SN"}
    assert len(rows) == len({row.party_code for row in rows}) >= 2


def _somebody_may_enter_now() -> None:
    one = a_delegate()
    assert one is not None
    entered = enter(delegate_bearer(one), None, NOW)
    assert entered.address == "https://example.org/meeting/informal-briefing"
    point = a_focal_point()
    assert point is not None


def test_a_loading_that_was_stopped_goes_on(app_sqlite: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stop(Exception):
        pass

    put, seen = demonstration.put_delegation, []

    def stop(given: Any, of: Any) -> None:
        put(given, of)
        seen.append(given)
        if len(seen) == 3:
            raise Stop

    with app_sqlite.app_context():
        monkeypatch.setattr(demonstration, "put_delegation", stop)
        with pytest.raises(Stop):
            load()
        assert not is_conference_loaded()
        monkeypatch.setattr(demonstration, "put_delegation", put)
        assert load(NOW + timedelta(minutes=5))
        people = sum(len(one["people"]) for one in (*SCRIPT["delegations"], SCRIPT["body"]))
        assert db.session.scalar(select(func.count(Nomination.id))) == people
        assert db.session.scalar(select(func.count(Letter.id))) == 5
        assert is_conference_loaded()
