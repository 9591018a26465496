"""Panels are made at the desk: put on, arranged, taken off; assistants and proposals beside them."""

from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain import errors
from meetings.domain.errors import LinkDead
from meetings.domain.panel.panel_errors import (
    NobodyToMail,
    NotForAssistants,
    OnPanelAlready,
    ProposalSettled,
    TooManyHere,
)
from meetings.extensions import db
from meetings.models import Assistant, Link, PanelInvitation, Panelist, PanelProposal, Person, Session
from meetings.queries.own_data import own_data
from meetings.queries.panel.holders import holder_of, own_bearer
from meetings.services.erasing import erase
from meetings.services.merging import merge
from meetings.services.panel.assistants import add_assistant, end_assistant
from meetings.services.panel.links import renew, show_link
from meetings.services.panel.members import Member, arrange, invite, order_seen, put, take_off
from meetings.services.panel.proposals import decide, propose
from tests.factories import KEYS, NOW, somebody
from tests.panels import make_panelist, panel_link
from tests.services.panel.world import DAY, STAFF, Panel, make_panel, row_of

ROSA = "panel:rosa"
ANA = ("Ana Example", "ana@example.org", "Institute", "She knows more")


@pytest.fixture
def panel(database: SQLAlchemy) -> Panel:
    return make_panel()


def test_who_is_put_on_a_panel_stands_last_and_is_invited(panel: Panel) -> None:
    member = Member(somebody("Ana Example", email="ana@example.org"), "speaker", "Chemist", "Institute", "12")
    ana = put(panel.session_id, member, NOW, actor=STAFF)
    row = row_of(panel, ana)
    assert (row.state, row.minutes, row.function, row.organization) == ("invited", 12, "Chemist", "Institute")
    assert row.position > row_of(panel, panel.mona).position
    assert db.session.get(PanelInvitation, (panel.programme_id, ana)) is not None
    with pytest.raises(OnPanelAlready):
        put(panel.session_id, member, NOW, actor=STAFF)


def test_taking_off_ends_the_link_and_twice_is_once(panel: Panel) -> None:
    _link, token = panel_link(row_of(panel), panel.programme_id, KEYS)
    take_off(panel.session_id, panel.rosa, NOW, actor=STAFF)
    take_off(panel.session_id, panel.rosa, NOW, actor=STAFF)
    with pytest.raises(LinkDead):
        holder_of(token, KEYS)


def test_links_end_a_month_after_the_season(panel: Panel) -> None:
    _link, token = panel_link(row_of(panel), panel.programme_id, KEYS)
    assert holder_of(token, KEYS, NOW + 60 * DAY).person.id == panel.rosa
    with pytest.raises(LinkDead):
        holder_of(token, KEYS, NOW + 80 * DAY)


def test_order_and_minutes_are_kept_and_a_stale_order_is_refused(panel: Panel) -> None:
    rosa, mona = row_of(panel), row_of(panel, panel.mona)
    rows, seen = (rosa.id, mona.id), order_seen([rosa, mona])
    arrange(panel.session_id, {rows[0]: (1, "15"), rows[1]: (0, "")}, seen, NOW, actor=STAFF)
    found = db.session.query(Panelist).order_by(Panelist.position).all()
    assert [(one.id, one.minutes) for one in found] == [(rows[1], None), (rows[0], 15)]
    arrange(panel.session_id, {rows[0]: (1, "15"), rows[1]: (0, "")}, seen, NOW, actor=STAFF)
    with pytest.raises(errors.Stale):
        arrange(panel.session_id, {rows[0]: (0, "9"), rows[1]: (1, "")}, seen, NOW, actor=STAFF)


def test_inviting_is_once_and_takes_an_address(panel: Panel) -> None:
    assert invite(panel.programme_id, [panel.rosa, panel.mona], NOW, actor=STAFF) == 1
    nobody = Person(name="No Address", name_key="no address", created_at=NOW, updated_at=NOW)
    db.session.add(nobody)
    db.session.commit()
    with pytest.raises(NobodyToMail):
        invite(panel.programme_id, [nobody.id], NOW, actor=STAFF)


def test_assistants_are_added_once_by_the_panellist_or_staff_and_appoint_no_others(panel: Panel) -> None:
    sam = somebody("Sam Example", email="sam@example.org")
    first = add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=ROSA)
    assert add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=STAFF) == first
    with pytest.raises(NotForAssistants):
        add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=f"assistant:{first}")
    rosa = somebody("Rosa Example", email="rosa@example.org")
    with pytest.raises(OnPanelAlready):
        add_assistant(panel.programme_id, panel.rosa, rosa, NOW, actor=ROSA)
    for number in range(4):
        other = somebody(f"Helper {number}", email=f"helper{number}@example.org")
        add_assistant(panel.programme_id, panel.rosa, other, NOW, actor=ROSA)
    with pytest.raises(TooManyHere):
        add_assistant(
            panel.programme_id, panel.rosa, somebody("Sixth", email="s@example.org"), NOW, actor=ROSA
        )


def test_an_assistant_who_is_taken_away_holds_nothing_and_may_be_added_again(panel: Panel) -> None:
    sam = somebody("Sam Example", email="sam@example.org")
    first = add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=ROSA)
    _link, token = panel_link(db.session.get_one(Assistant, first), panel.programme_id, KEYS)
    with pytest.raises(errors.NotFound):
        end_assistant(panel.programme_id, panel.mona, first, NOW, actor=STAFF)
    end_assistant(panel.programme_id, panel.rosa, first, NOW, actor=ROSA)
    with pytest.raises(LinkDead):
        holder_of(token, KEYS)
    assert add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=ROSA) != first


def test_a_proposal_is_kept_once_and_taken_onto_the_panel(panel: Panel) -> None:
    one = propose(panel.session_id, panel.rosa, ANA, NOW, actor=ROSA)
    assert propose(panel.session_id, panel.rosa, ANA, NOW, actor=ROSA) == one
    assert db.session.query(Panelist).count() == 2  # nobody is on a panel by being proposed
    decide(one, "taken", NOW, actor=STAFF)
    decide(one, "taken", NOW, actor=STAFF)
    with pytest.raises(ProposalSettled):
        decide(one, "left", NOW, actor=STAFF)
    ana = db.session.query(Person).filter_by(name="Ana Example").one()
    assert (row_of(panel, ana.id).state, row_of(panel, ana.id).organization) == ("invited", "Institute")


def test_garbage_is_not_proposed(panel: Panel) -> None:
    with pytest.raises(errors.NotAnAddress):
        propose(panel.session_id, panel.rosa, ("Ana Example", "not an address", "", ""), NOW, actor=ROSA)
    assert db.session.query(PanelProposal).count() == 0


def test_two_who_are_one_keep_one_link_and_renewing_ends_both(panel: Panel) -> None:
    twin = make_panelist(db.session.get_one(Session, panel.session_id), "Rosa Exmple", role="host")
    person_id = twin.person_id
    _link, hers = panel_link(row_of(panel), panel.programme_id, KEYS)
    _link, theirs = panel_link(row_of(panel, person_id), panel.programme_id, KEYS)
    merge(panel.rosa, person_id, NOW, STAFF)
    assert holder_of(theirs, KEYS).bearer == holder_of(hers, KEYS).bearer
    new = renew(panel.programme_id, panel.rosa, NOW, actor=STAFF, keys=KEYS)
    for old in (hers, theirs):
        with pytest.raises(LinkDead):
            holder_of(old, KEYS)
    assert holder_of(new, KEYS).person.id == panel.rosa
    assert show_link(own_bearer(panel.rosa, panel.programme_id), NOW, KEYS) == new


def test_erasing_leaves_nothing_of_panels(panel: Panel, tmp_path: Path) -> None:
    propose(panel.session_id, panel.mona, ("Rosa", "ROSA@example.org", "", ""), NOW, actor=STAFF)
    propose(panel.session_id, panel.rosa, ANA, NOW, actor=ROSA)
    sam = somebody("Sam Example", email="sam@example.org")
    add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=ROSA)
    mine = own_data(panel.rosa)
    assert [one["assistant"] for one in mine["panel_assistants"]] == ["Sam Example"]
    assert [one["name"] for one in mine["panel_proposals"]] == ["Ana Example"]
    erase(panel.rosa, NOW, "person", keys=KEYS, log=FileErasureLog(tmp_path / "erasures.log"))
    assert db.session.query(PanelProposal).count() == 0
    assert db.session.query(PanelInvitation).count() == 0
    assert db.session.query(Assistant).one().ended_at == NOW
    assert not [
        one for one in db.session.query(Link) if one.withdrawn_at is None and "assistant" in one.bearer
    ]
