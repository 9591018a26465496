"""The desk's page of presence: what it counts is what the report counts, and each number has its people."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from meetings.queries.cop.presence_page import presence_page
from meetings.queries.reports import report
from meetings.services.cop.entering import enter, enter_together
from meetings.services.cop.entering_traces import delegate_bearer
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_meeting,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import NOW, make_programme, make_slot
from tests.web.test_desk import sign_in

SOON = NOW + timedelta(minutes=10)
AFTER = NOW + timedelta(hours=2)


def make_presence() -> int:
    """Store two meetings that people of two States and a body entered; gives the segment."""
    programme = make_conference()
    first = segments_of(programme)[0]
    slots = [make_slot(make_meeting(first, slug), SOON) for slug in ("opening", "closing")]
    kenya = make_delegation(programme, make_state())
    people = [
        make_nominee(kenya, first, name=name, state="accredited", rights=rights)
        for name, rights in (
            ("Wanjiru Invented", "viewer"),
            ("Otieno Invented", "speaker"),
            ("Absent Invented", "viewer"),
        )
    ]
    late = make_delegation(programme, make_state("ZW", "Zimbabwe", since=None))
    observer = make_nominee(
        make_delegation(programme, make_body()), first, name="Noa Invented", state="accredited"
    )
    for slot in slots:
        enter(delegate_bearer(people[0].id), slot.id, NOW)
        enter(delegate_bearer(observer.id), slot.id, NOW)
    enter_together(delegate_bearer(people[1].id), slots[0].id, "A driver", "2", NOW)
    zimbabwean = make_nominee(late, first, name="Tariro Invented", state="accredited")
    enter(delegate_bearer(zimbabwean.id), slots[0].id, NOW)
    make_nominee(late, first, name="Waiting Invented", state="nominated")
    return first.id


@pytest.mark.usefixtures("database")
def test_counts_are_those_of_the_report_and_add_up_by_meeting_and_delegation() -> None:
    found = presence_page(make_presence(), AFTER)
    of_report = report("cop", AFTER)
    assert of_report is not None
    assert found.counts == {name: of_report.counts[name].value for name in found.counts}
    assert found.counts == {
        "attendances": 6,
        "participants": 4,
        "countries": 2,
        "parties": 1,
        "unidentified": 3,
    }
    assert sum(one.was_in or 0 for one in found.meetings) == found.counts["attendances"]
    assert sum(one.was_in for one in found.delegations) + found.others == found.counts["participants"]
    members = [each for one in found.delegations for each in one.members]
    assert sum(each.meetings for each in members) == found.counts["attendances"]
    assert {one.party for one in found.delegations if one.is_party and one.was_in} == {"KE"}


@pytest.mark.usefixtures("database")
def test_who_is_in_now_by_meeting_delegation_and_party() -> None:
    found = presence_page(make_presence(), NOW + timedelta(minutes=30))
    assert sorted((one.session, one.in_now, one.was_in, one.parties) for one in found.meetings) == [
        ("closing", 2, None, 1),
        ("opening", 4, None, 1),
    ]
    assert found.present == {"KE"}
    assert sorted((one.party or "", one.admitted, one.in_now) for one in found.delegations) == [
        ("", 1, 1),
        ("KE", 3, 2),
        ("ZW", 1, 1),
    ]
    kenya = next(one for one in found.delegations if one.party == "KE")
    assert [one.name for one in kenya.members] == ["Otieno Invented", "Absent Invented", "Wanjiru Invented"]


def test_page_and_sheet_show_the_same(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_presence()
    sign_in(app_sqlite, client_sqlite, "officer")
    page = client_sqlite.get("/en/desk/cop/presence").text
    for words in (
        "Wanjiru Invented",
        "Meeting opening",
        "Parties present now",
        "Not a Party on the opening day",
    ):
        assert words in page
    assert "Waiting Invented" not in page
    book = CalamineWorkbook.from_filelike(BytesIO(client_sqlite.get("/en/desk/cop/presence.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["Kenya"] * 3 + ["Zimbabwe", "Invented Working Group"]


def test_programme_without_segments_has_none_to_show(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_programme()
    sign_in(app_sqlite, client_sqlite, "officer")
    for path in ("presence", "connection-tests"):
        assert "This programme has no segments." in client_sqlite.get(f"/en/desk/season/{path}").text
