"""Connection tests at the desk: times offered, outcomes kept, and those who have not tested reminded in one act."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from meetings.extensions import db
from meetings.models import ConnectionTest, ConnectionTime, Nomination, Notice
from meetings.services.cop.connection_tests import book
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.people import PersonGiven, check_person, find_or_add_person
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/cop/connection-tests"
OFFER = {"act": "offer", "local_start": "2026-12-01T10:00", "minutes": "15", "count": "2", "capacity": "1"}


@pytest.fixture
def people(app_sqlite: Flask) -> list[str]:
    """Store a speaker and a viewer who are accredited, and one who is not; gives the first two participations."""
    with app_sqlite.app_context():
        programme = make_conference()
        delegation = make_delegation(programme, make_state())
        first = segments_of(programme)[0]
        found = []
        for name, rights, state in (
            ("Wanjiru Invented", "viewer", "accredited"),
            ("Otieno Invented", "speaker", "badge_issued"),
            ("Waiting Invented", "viewer", "nominated"),
        ):
            one = make_nominee(delegation, first, name=name, rights=rights, state=state)
            person = find_or_add_person(check_person(PersonGiven(name, f"{one.id}@example.org")), NOW)[0]
            db.session.execute(update(Nomination).where(Nomination.id == one.id).values(person_id=person))
            db.session.commit()
            found.append(one.participations[0].id)
        return found[:2]


@pytest.fixture
def officer(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    return sign_in(app_sqlite, client_sqlite, "officer")


def press(client: FlaskClient, **fields: str) -> Any:
    return client.post(PAGE, data={"csrf_token": csrf(client, PAGE), "segment": "1"} | fields)


def test_times_are_offered_and_taken_away(officer: FlaskClient, app_sqlite: Flask, people: list[str]) -> None:
    done = press(officer, **OFFER)
    assert done.location == f"{PAGE}?segment=1&done=offer-2#done"
    page = officer.get(done.location).text
    assert "2 times are offered." in page
    assert "Tuesday 1 December, 10:00–10:15" in page
    assert ">missing</span>" in page
    with app_sqlite.app_context():
        times = list(db.session.scalars(select(ConnectionTime.id).order_by(ConnectionTime.starts_at)))
        nomination = db.session.scalars(
            select(Nomination.id).where(Nomination.name == "Wanjiru Invented")
        ).one()
        book(delegate_bearer(nomination), times[0], datetime.now(NOW.tzinfo))
    assert press(officer, act="take_away", time=times[0]).status_code == 409
    assert press(officer, act="take_away", time=times[1]).status_code == 303
    assert "1 of 1" in officer.get(PAGE).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"local_start": "soon"}, "Please write the day and hour"),
        ({"local_start": "2026-11-01T10:00"}, "can no longer be booked"),
        ({"minutes": "0"}, "Please write a whole number"),
        ({"address": "javascript:alert(1)"}, "https://"),
    ],
)
def test_what_cannot_be_offered_comes_back_as_it_was_typed(
    officer: FlaskClient, people: list[str], changes: dict[str, str], words: str
) -> None:
    answer = press(officer, **(OFFER | {"capacity": "7"} | changes))
    assert answer.status_code in (409, 422)
    assert 'id="error-summary"' in answer.text
    assert words in answer.text
    assert 'name="capacity" type="text" value="7"' in answer.text


def test_outcome_is_kept_and_shown_where_they_stand(
    officer: FlaskClient, app_sqlite: Flask, people: list[str]
) -> None:
    page = officer.get(PAGE).text
    assert page.index("Otieno Invented") < page.index("Wanjiru Invented")
    assert "Waiting Invented" not in page
    said = {"outcome": "again", "sound": "poor", "channel": "none", "note": "<b>Headset</b>"}
    assert press(officer, act="record", person=people[1], **said).status_code == 303
    page = officer.get(PAGE).text
    assert "Sound: Poor · Interpretation channel: None" in page
    assert "&lt;b&gt;Headset&lt;/b&gt;" in page
    with app_sqlite.app_context():
        row = db.session.scalars(select(ConnectionTest)).one()
        assert (row.state, row.sound, row.video) == ("again", "poor", None)
    assert "Otieno Invented" not in officer.get(f"{PAGE}?standing=nothing").text
    wrong = press(officer, act="record", person=people[0], note="Kept")
    assert wrong.status_code == 422
    assert 'value="Kept"' in wrong.text
    assert "How it went: <bdi>Wanjiru Invented" in wrong.text
    asked = officer.get(f"{PAGE}?segment=1&person={people[0]}").text
    assert f'name="person" value="{people[0]}"' in asked
    book_of = CalamineWorkbook.from_filelike(BytesIO(officer.get(f"{PAGE}.xlsx").data))
    rows = book_of.get_sheet_by_index(0).to_python()
    assert [(row[0], row[6], row[8]) for row in rows[1:]] == [
        ("Otieno Invented", "To be tested again", "Poor"),
        ("Wanjiru Invented", "Not tested", ""),
    ]


def test_all_who_have_not_tested_are_reminded_once_a_day(
    officer: FlaskClient, app_sqlite: Flask, people: list[str]
) -> None:
    assert "Remind all who have not tested" in officer.get(PAGE).text
    assert press(officer, act="remind").location.endswith("done=remind-2#done")
    assert press(officer, act="remind").location.endswith("done=remind-0#done")
    with app_sqlite.app_context():
        assert sorted(db.session.scalars(select(Notice.subject))) == sorted(
            f"participation:{one}" for one in people
        )


def test_steward_sees_and_changes_nothing(
    app_sqlite: Flask, client_sqlite: FlaskClient, people: list[str]
) -> None:
    steward = sign_in(app_sqlite, client_sqlite, "steward")
    page = steward.get(PAGE).text
    assert "Wanjiru Invented" in page
    assert "Offer times" not in page
    token = csrf(steward, "/en/desk/account")
    assert steward.post(PAGE, data={"csrf_token": token, "act": "remind"}).status_code == 403
