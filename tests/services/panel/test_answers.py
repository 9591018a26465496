"""What panellists say is kept with who said it, once, and shows at once."""

import pytest
from flask_sqlalchemy import SQLAlchemy

from meetings.domain import errors
from meetings.domain.panel.panel_errors import PanelOver
from meetings.extensions import db
from meetings.models import LiveHour, Programme, Release
from meetings.queries.panel.doers import latest_acts
from meetings.queries.panel.panels import panels_of
from meetings.services.panel.answers import answer, print_as, release
from meetings.services.releases import Said
from tests.factories import NOW
from tests.panels import panelist_person
from tests.services.panel.world import DAY, START, Panel, make_panel, row_of

ROSA, SAM = "panel:rosa", "assistant:sam"


@pytest.fixture
def panel(database: SQLAlchemy) -> Panel:
    return make_panel()


def hour_changes(panel: Panel) -> list[int]:
    db.session.rollback()
    return [one.changes for one in db.session.query(LiveHour).order_by(LiveHour.slot_id)]


def test_who_confirms_is_asked_about_recordings_and_it_is_noted_once(panel: Panel) -> None:
    before = db.session.get_one(Programme, panel.programme_id).changes
    assert answer(panel.session_id, panel.rosa, "confirmed", "", NOW, actor=SAM)
    assert not answer(panel.session_id, panel.rosa, "confirmed", "", NOW, actor=ROSA)
    row = row_of(panel)
    assert (row.state, row.state_by, row.state_since) == ("confirmed", SAM, NOW)
    asked = db.session.query(Release).filter_by(person_id=panel.rosa).all()
    assert {one.slot_id for one in asked} == set(panel.slots)
    assert hour_changes(panel) == [1, 1]
    assert db.session.get_one(Programme, panel.programme_id).changes == before + 1
    (did, _invited) = latest_acts("season", panelist_person(row).public_id)
    assert (did.doer, did.act, did.facts["answer"]) == ("assistant", "answer", "confirmed")


def test_who_declined_may_come_after_all_while_a_time_is_to_come(panel: Panel) -> None:
    answer(panel.session_id, panel.rosa, "declined", " Ill,\nsorry ", NOW, actor=ROSA)
    assert (row_of(panel).state, row_of(panel).state_words) == ("declined", "Ill, sorry")
    answer(panel.session_id, panel.rosa, "confirmed", "ignored", NOW, actor=ROSA)
    assert (row_of(panel).state, row_of(panel).state_words) == ("confirmed", None)
    with pytest.raises(PanelOver):
        answer(panel.session_id, panel.rosa, "declined", "", START + DAY, actor=ROSA)


def test_nobody_answers_for_who_is_not_on_the_panel(panel: Panel) -> None:
    with pytest.raises(errors.NotFound):
        answer(panel.session_id, 999, "confirmed", "", NOW, actor=ROSA)


def test_a_stale_affiliation_is_refused_and_the_same_one_is_fine(panel: Panel) -> None:
    seen = row_of(panel).revision
    print_as(panel.session_id, panel.rosa, ("Chemist", "Institute"), seen, NOW, actor=ROSA)
    print_as(panel.session_id, panel.rosa, ("Chemist", "Institute"), seen, NOW, actor=ROSA)
    with pytest.raises(errors.Stale):
        print_as(panel.session_id, panel.rosa, ("Chemist", "Ministry"), seen, NOW, actor=SAM)
    assert (row_of(panel).organization, row_of(panel).revision) == ("Institute", seen + 1)


def test_a_release_is_given_for_each_time_and_shows_on_ones_panels(panel: Panel) -> None:
    answer(panel.session_id, panel.rosa, "confirmed", "", NOW, actor=ROSA)
    release(panel.slots[0], panel.rosa, Said("parts", "00:10-00:20"), 1, NOW, actor=ROSA)
    (mine,) = panels_of(panel.rosa, panel.programme_id, NOW).panels
    assert [(one.said.state, one.said.revision) for one in mine.times] == [("parts", 2), ("silent", 1)]
    with pytest.raises(errors.Stale):
        release(panel.slots[0], panel.rosa, Said("given"), 1, NOW, actor=SAM)


def test_own_panels_show_the_others_and_ones_turn_but_nobody_who_declined(panel: Panel) -> None:
    (mine,) = panels_of(panel.rosa, panel.programme_id, NOW).panels
    assert [(one.name, one.role, one.is_me) for one in mine.panel] == [
        ("Mona Example", "moderator", False),
        ("Rosa Example", "speaker", True),
    ]
    assert (mine.number, mine.speakers) == (1, 1)
    answer(panel.session_id, panel.mona, "declined", "", NOW, actor=ROSA)
    (mine,) = panels_of(panel.rosa, panel.programme_id, NOW).panels
    assert [one.name for one in mine.panel] == ["Rosa Example"]


def test_a_draft_is_on_nobody_s_own_panels(database: SQLAlchemy) -> None:
    panel = make_panel(state="draft")
    assert panels_of(panel.rosa, panel.programme_id, NOW).panels == ()
