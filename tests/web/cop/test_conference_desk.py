"""Building a conference at the desk: segments, rooms, agenda, meetings, and who may enter them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import AgendaItem, Audit, MeetingRoom, Programme, Segment, Session, SessionItem, Slot
from tests.cop import make_conference, segments_of
from tests.factories import NOW, make_session, make_slot
from tests.web.test_desk import csrf, sign_in

HERE = "/en/desk/cop/conference"


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give an organizer at the desk, and a conference with a contact group that observers may enter."""
    with app_sqlite.app_context():
        programme = make_conference()
        first = segments_of(programme)[0]
        make_slot(make_session(programme, "group", segment_id=first.id, audience="participants"))
    sign_in(app_sqlite, client_sqlite, "organizer")
    return client_sqlite


def send(client: FlaskClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf(client, path)} | fields)


def one(app: Flask, table: type[Any], **by: Any) -> Any:
    with app.app_context():
        return db.session.scalars(select(table).filter_by(**by)).one()


def shown(client: FlaskClient, path: str) -> dict[str, Any]:
    """Give the inputs of the main form as a browser would send them."""
    page = client.get(path).text
    form = page[page.index('id="form-thing"') : page.rindex("</form>")]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input id="[^"]*" name="([^"]*)"[^>]* value="([^"]*)"', form):
        found[name] = value
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        found[name] = value
    for name, value in re.findall(r'type="checkbox" name="([^"]*)"[^>]* value="([^"]*)" checked', form):
        found.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_contact_group_is_closed_to_observers_by_one_press_and_the_programme_says_so(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    assert "Open to observers" in desk.get("/en/cop/group/").text
    answer = send(desk, HERE, act="close", which="group", revision="1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}?done=close#m-group")
    assert one(app_sqlite, Session, slug="group").audience == "parties"
    assert "Parties only, not open to observers" in desk.get("/en/cop/group/").text
    assert "Closed to observers from now on" in desk.get(f"{HERE}?done=close").text
    with app_sqlite.app_context():
        last = db.session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert last is not None
        assert (last.act, last.after["audience"]) == ("meeting.change", "parties")


def test_who_presses_after_somebody_else_is_told_how_it_stands(app_sqlite: Flask, desk: FlaskClient) -> None:
    send(desk, HERE, act="close", which="group", revision="1")
    answer = send(desk, HERE, act="close", which="group", revision="1")
    assert answer.status_code == 412
    assert "Stored now: <strong>Parties only, not open to observers</strong>" in answer.text


def test_a_segment_is_added_and_its_deadline_is_an_hour_of_its_place(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    answer = send(
        desk,
        f"{HERE}/segment/new",
        **{
            "slug": "3",
            "title-en": "Third segment",
            "title-fr": "Troisième segment",
            "mode": "hybrid",
            "starts_on": "2027-05-03",
            "ends_on": "2027-05-07",
            "zone": "Asia/Makassar",
            "place-en": "Bali",
            "languages": ["en", "fr"],
            "nominate_until": "2027-04-20T23:59",
            "statements_hours": "24",
            "quota": "6",
        },
    )
    assert answer.status_code == 303
    row = one(app_sqlite, Segment, slug="3")
    assert row.nominate_until == datetime(2027, 4, 20, 15, 59, tzinfo=UTC)
    assert (row.title["fr"], row.languages, row.quota) == ("Troisième segment", ["en", "fr"], 6)
    assert "Tue 20 April, 23:59 Bali" in desk.get(HERE).text
    assert shown(desk, f"{HERE}/segment/3")["nominate_until"] == "2027-04-20T23:59"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title-en": ""}, "title-en"),
        ({"ends_on": "2026-12-01"}, "ends_on"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"nominate_until": "soon"}, "nominate_until"),
        ({"nominate_until": "2026-03-29T02:30"}, "nominate_until"),
        ({"quota": "many"}, "quota"),
        ({"statements_hours": ""}, "statements_hours"),
        ({"mode": "by post"}, "mode"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(
    app_sqlite: Flask, desk: FlaskClient, changes: dict[str, str], field: str
) -> None:
    path = f"{HERE}/segment/1"
    typed = shown(desk, path) | {"venue": "A hall that is typed"} | changes
    answer = desk.post(path, data=typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "A hall that is typed" in answer.text
    assert one(app_sqlite, Segment, slug="1").revision == 1


def test_of_two_who_save_a_segment_the_second_sees_both_sides_and_chooses(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    path = f"{HERE}/segment/1"
    opened = shown(desk, path)
    assert desk.post(path, data=opened | {"venue": "Hall of the first"}).status_code == 303
    answer = desk.post(path, data=opened | {"venue": "Hall of the second", "quota": "4"})
    assert answer.status_code == 412
    for words in ("Hall of the first", "Hall of the second", 'name="pick-venue"'):
        assert words in answer.text
    again = opened | {"venue": "Hall of the second", "quota": "4", "revision": "2", "pick-venue": "now"}
    assert desk.post(path, data=again).status_code == 303
    row = one(app_sqlite, Segment, slug="1")
    assert (row.venue, row.quota) == ("Hall of the first", 4)


def test_rooms_and_two_meetings_in_one_at_a_time_are_warned_of(app_sqlite: Flask, desk: FlaskClient) -> None:
    room = {"slug": "hall", "segment": "1", "name-en": "Hall", "capacity": "300", "position": ""}
    assert send(desk, f"{HERE}/room/new", **room).status_code == 303
    with app_sqlite.app_context():
        programme = db.session.scalars(select(Programme)).one()
        stream_id = db.session.scalars(select(Session.stream_id)).first()
        first = segments_of(programme)[0]
        session = Session(
            programme_id=programme.id, stream_id=stream_id, slug="beside", title={"en": "Beside"}
        )
        session.segment_id, session.state, session.updated_at = first.id, "published", NOW
        db.session.add(session)
        db.session.commit()
        make_slot(session)
    for slug in ("group", "beside"):
        slot_id = one(app_sqlite, Slot, session_id=one(app_sqlite, Session, slug=slug).id).id
        path = f"{HERE}/meeting/{slug}"
        answer = desk.post(path, data=shown(desk, path) | {f"room-{slot_id}": "hall"})
        assert answer.status_code == 303
    page = desk.get(HERE).text
    assert "One room, two meetings" in page
    assert "Thu 26 November, 10:00 Geneva" in page
    room_id = one(app_sqlite, MeetingRoom, slug="hall").id
    path = f"{HERE}/room/{room_id}"
    answer = desk.post(path, data=shown(desk, path) | {"act": "delete"})
    assert (answer.status_code, "Meetings stand on it" in answer.text) == (409, True)


def test_the_agenda_is_built_renumbered_and_reordered(app_sqlite: Flask, desk: FlaskClient) -> None:
    for number, parent in (("1", ""), ("4", ""), ("4(a)", "item-4")):
        typed = {"number": number, "parent": parent, "title-en": f"Item {number}", "segments": ["1"]}
        assert send(desk, f"{HERE}/item/new", **typed).status_code == 303
    path = f"{HERE}/item/item-4"
    assert desk.post(path, data=shown(desk, path) | {"number": "3"}).status_code == 303
    answer = desk.post(path, data=shown(desk, path) | {"number": "1"})
    assert (answer.status_code, 'href="#number"' in answer.text) == (422, True)
    answer = desk.post(path, data=shown(desk, path) | {"parent": "item-4-a"})
    assert (answer.status_code, 'href="#parent"' in answer.text) == (422, True)
    assert send(desk, HERE, act="up", which="item-4", revision="2").status_code == 303
    text = desk.get("/en/cop/agenda").text
    assert text.index("Item 4<") < text.index("Item 4(a)<") < text.index("Item 1<")
    answer = desk.post(path, data=shown(desk, path) | {"act": "delete"})
    assert (answer.status_code, "Other items stand below it" in answer.text) == (409, True)
    below = f"{HERE}/item/item-4-a"
    assert desk.post(below, data=shown(desk, below) | {"act": "delete"}).status_code == 303
    with app_sqlite.app_context():
        assert sorted(db.session.scalars(select(AgendaItem.number))) == ["1", "3"]


def test_a_meeting_begins_as_a_draft_and_takes_up_items(app_sqlite: Flask, desk: FlaskClient) -> None:
    send(desk, f"{HERE}/item/new", **{"number": "6", "title-en": "Budget"})
    typed = {
        "title-en": "Contact group on the budget",
        "stream": "contact-groups",
        "segment": "2",
        "audience": "region",
        "regions": ["africa"],
        "agenda_items": ["item-6"],
    }
    assert send(desk, f"{HERE}/meeting/new", **typed).status_code == 303
    row = one(app_sqlite, Session, slug="contact-group-on-the-budget")
    assert (row.state, row.audience, row.regions) == ("draft", "region", ["africa"])
    assert one(app_sqlite, SessionItem, session_id=row.id)
    answer = send(desk, f"{HERE}/meeting/new", **typed | {"regions": []})
    assert (answer.status_code, 'href="#regions"' in answer.text) == (422, True)
    assert "Contact group on the budget" not in desk.get("/en/cop/").text


def test_a_conference_is_begun_at_the_desk_with_its_treaties(app_sqlite: Flask, desk: FlaskClient) -> None:
    typed = {
        "slug": "cops-2027",
        "title-en": "Joint meetings",
        "zone": "Europe/Zurich",
        "treaty": "basel",
        "other_treaties": ["rotterdam", "stockholm"],
    }
    answer = send(desk, "/en/desk/conferences/new", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/desk/cops-2027/conference")
    row = one(app_sqlite, Programme, slug="cops-2027")
    assert (row.kind, row.treaty, row.other_treaties) == ("conference", "basel", ["rotterdam", "stockholm"])
    assert (
        "Basel Convention · Rotterdam Convention · Stockholm Convention"
        in desk.get("/en/desk/cops-2027/conference").text
    )
    answer = send(desk, "/en/desk/conferences/new", **typed)
    assert (answer.status_code, 'href="#slug"' in answer.text) == (422, True)
    path = "/en/desk/cops-2027/conference/programme/facts"
    assert desk.post(path, data=shown(desk, path) | {"treaty": "minamata"}).status_code == 303
    assert one(app_sqlite, Programme, slug="cops-2027").treaty == "minamata"


def test_a_season_has_no_such_page(app_sqlite: Flask, desk: FlaskClient) -> None:
    with app_sqlite.app_context():
        db.session.scalars(select(Programme)).one().kind = "season"
        db.session.commit()
    assert desk.get(HERE).status_code == 404
    assert desk.get(f"{HERE}/item/new").status_code == 404


def test_unknown_things_and_acts_are_refused(desk: FlaskClient) -> None:
    assert desk.get(f"{HERE}/item/item-9").status_code == 404
    assert desk.get(f"{HERE}/room/x").status_code == 404
    assert send(desk, HERE, act="dance", which="group", revision="1").status_code == 422
