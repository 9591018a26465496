"""Whose rows are, at the desk: proposed, decided together or one by one, somebody searched for, and all taken back."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Attendance, Audit, Person, Stream
from meetings.services import staff
from tests.factories import NOW, make_party, make_programme, make_session, make_slot
from tests.services.test_attendance import BEGIN, add_person
from tests.web.test_attendance import HEAD, words
from tests.web.test_attendance_files import bring, press
from tests.web.test_desk import csrf, sign_in

QUEUE = "/en/desk/season/attendance/review"
ROWS = (
    "Bo Li (Guest),,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
    "Nobody Known,x@example.org,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
    "iPad,,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
    "iPad,,2025-03-18 13:01:00,2025-03-18 13:30:00\n"
)


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    with app_sqlite.app_context():
        make_party()
        programme = make_programme(starts_on=None, ends_on=None)
        programme.streams.append(
            Stream(slug="policy", title={"en": "Policy"}, palette=2, position=1, updated_at=NOW)
        )
        db.session.commit()
        session = make_session(programme)
        add_person(session.id, "Bo Li", "bo@example.org", "KE")
        add_person(session.id, "Aiko Hoshino", "aiko.hoshino@example.org", "JP")
        return make_slot(session, BEGIN, minutes=90).id


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str) -> FlaskClient:
    """Give a client that signed in as an organizer, where a file counts of which nobody is known."""
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    page = bring(desk, slot, (HEAD + ROWS).encode()).location.partition("?")[0]
    assert press(desk, page, "commit").status_code == 303
    return desk


def numbers(page: str) -> dict[str, str]:
    """Give the numbers of rows by the first name they stand under."""
    return {name: number for number, name in re.findall(r'for="row-(\d+)"><strong><bdi>([^<]*)<', page)}


def decide(desk: FlaskClient, **values: Any) -> Any:
    return desk.post(QUEUE, data={"csrf_token": csrf(desk, QUEUE)} | values)


def who(app: Flask) -> dict[str, list[tuple[str | None, str]]]:
    found: dict[str, list[tuple[str | None, str]]] = {}
    with app.app_context():
        for row in db.session.query(Attendance).order_by(Attendance.id):
            name = db.session.get_one(Person, row.person_id).name if row.person_id else None
            found.setdefault(row.name or "", []).append((name, row.role))
    return found


def test_whom_a_row_may_be_is_one_press_and_taken_back_by_another(
    app_sqlite: Flask, desk: FlaskClient
) -> None:
    page = desk.get(QUEUE).text
    assert sorted(numbers(page)) == ["Bo Li (Guest)", "Nobody Known", "iPad"]
    assert page.count('name="row"') == 4
    button = re.search(r'name="act" value="(is:[^"]+)">It is ', page)
    assert button is not None
    assert "the same name · Kenya" in words(page)
    done = decide(desk, act=button[1])
    assert done.status_code == 303
    assert who(app_sqlite)["Bo Li (Guest)"] == [("Bo Li", "participant")]
    page = desk.get(done.location).text
    assert "Decided." in page
    assert "Bo Li (Guest)" not in numbers(page)
    decided = desk.get(f"{QUEUE}?state=decided").text
    assert "Somebody we know : Bo Li" in words(decided)
    act = re.search(r'name="decision" value="(\w+)"', page)
    assert act is not None
    assert decide(desk, act="undo", decision=act[1]).status_code == 303
    assert who(app_sqlite)["Bo Li (Guest)"] == [(None, "participant")]
    assert decide(desk, act=button[1]).status_code == 303
    row = numbers(decided)["Bo Li (Guest)"]
    back = decide(desk, act="back", row=row, state="decided")
    assert "Taken back: they wait again." in desk.get(back.location).text
    with app_sqlite.app_context():
        acts = [
            one.act for one in db.session.query(Audit).order_by(Audit.id) if one.subject.startswith("slot:")
        ]
        assert acts[-4:] == ["attendance.decide", "attendance.undo"] * 2


def test_many_are_decided_together(app_sqlite: Flask, desk: FlaskClient) -> None:
    page = desk.get(QUEUE).text
    ticked = re.findall(r'name="row" id="row-(\d+)"', page)
    refused = decide(desk, act="staff")
    assert refused.status_code == 422
    assert "Please choose at least one" in words(refused.text)
    strange = decide(desk, act="none", row=ticked)
    assert (strange.status_code, strange.text.count(" checked>")) == (422, 4)
    assert decide(desk, act="first", row=ticked).status_code == 303
    assert who(app_sqlite)["Bo Li (Guest)"] == [("Bo Li", "participant")]
    assert who(app_sqlite)["iPad"] == [(None, "participant")] * 2
    left = re.findall(r'name="row" id="row-(\d+)"', desk.get(QUEUE).text)
    assert len(left) == 3
    assert decide(desk, act="first", row=left).status_code == 422
    done = decide(desk, act="bot", row=left)
    assert who(app_sqlite)["iPad"] == [(None, "out")] * 2
    assert "Nobody waits for a decision." in desk.get(QUEUE).text
    act = re.search(r'name="decision" value="(\w+)"', desk.get(done.location).text)
    assert act is not None
    decide(desk, act="undo", decision=act[1])
    assert len(re.findall(r'name="row" id="row-(\d+)"', desk.get(QUEUE).text)) == 3
    assert decide(desk, act="undo", decision="nothing").status_code == 403


def test_somebody_else_is_searched_for(app_sqlite: Flask, desk: FlaskClient) -> None:
    number = numbers(desk.get(QUEUE).text)["Nobody Known"]
    page = f"/en/desk/attendance/row/{number}"
    assert "Nobody is found." in desk.get(f"{page}?text=zzzz").text
    shown = desk.get(f"{page}?text=hoshino").text
    button = re.search(r'value="(person:[^"]+)">It is', shown)
    assert button is not None
    data = {"csrf_token": csrf(desk, page), "text": "hoshino"}
    assert desk.post(page, data=data | {"act": "none"}).status_code == 422
    assert desk.post(page, data=data | {"act": "person:nobody"}).status_code == 404
    assert desk.post(page, data=data | {"act": button[1]}).status_code == 303
    assert who(app_sqlite)["Nobody Known"] == [("Aiko Hoshino", "participant")]
    assert desk.post(page, data=data | {"act": "staff"}).status_code == 409
    assert "Somebody we know : Aiko Hoshino" in words(desk.get(page).text)
    assert desk.post(page, data=data | {"act": "back"}).status_code == 303
    assert desk.post(page, data=data | {"act": "interpreter"}).status_code == 303
    assert who(app_sqlite)["Nobody Known"] == [(None, "interpreter")]
    assert desk.get("/en/desk/attendance/row/999999").status_code == 404


def test_two_at_once_decide_once(app_sqlite: Flask, desk: FlaskClient) -> None:
    row = numbers(desk.get(QUEUE).text)["Nobody Known"]
    assert decide(desk, act="staff", row=row).status_code == 303
    late = decide(desk, act="nobody", row=row)
    assert late.status_code == 409
    assert "This is not possible as things stand." in late.text
    assert who(app_sqlite)["Nobody Known"] == [(None, "staff")]


def sign_in_as(app: Flask, stream: str) -> FlaskClient:
    """Give a client of the organizer of one stream."""
    with app.app_context():
        address = f"{stream}@example.org"
        token = staff.invite(address, "organizer", datetime.now(UTC), programme="season", stream=stream)
    client, path = app.test_client(), f"/en/desk/sign-in/{token}"
    client.post(path, data={"csrf_token": csrf(client, path)})
    return client


def test_co_organizers_decide_only_theirs(app_sqlite: Flask, desk: FlaskClient) -> None:
    row = numbers(desk.get(QUEUE).text)["iPad"]
    mine = sign_in_as(app_sqlite, "science")
    assert numbers(mine.get(QUEUE).text)["iPad"] == row
    other = sign_in_as(app_sqlite, "policy")
    page = other.get(QUEUE).text
    assert "Nobody waits for a decision." in page
    data = {"csrf_token": csrf(other, "/en/desk/people"), "act": "staff", "row": row}
    assert other.post(QUEUE, data=data).status_code == 403
    assert other.get(f"/en/desk/attendance/row/{row}").status_code == 403
    assert mine.post(QUEUE, data=data | {"csrf_token": csrf(mine, QUEUE)}).status_code == 303
    steward = sign_in(app_sqlite, app_sqlite.test_client(), "steward")
    assert 'name="act"' not in steward.get(f"{QUEUE}?state=decided").text
    assert "Nobody Known" in steward.get(QUEUE).text


def test_the_list_is_narrowed_and_goes_on(app_sqlite: Flask, desk: FlaskClient, slot: str) -> None:
    assert sorted(numbers(desk.get(f"{QUEUE}?text=ipad").text)) == ["iPad"]
    assert sorted(numbers(desk.get(f"{QUEUE}?text=x@example").text)) == ["Nobody Known"]
    assert "Nobody waits" in desk.get(f"{QUEUE}?slot=other").text
    many = HEAD + "".join(f"Guest {n:03d},,2025-03-18 13:00:00,2025-03-18 13:30:00\n" for n in range(60))
    page = bring(desk, slot, many.encode()).location.partition("?")[0]
    press(desk, page, "commit")
    first = desk.get(f"{QUEUE}?text=guest 0").text
    assert len(numbers(first)) == 50
    assert 'page=2">More</a>' in first
    assert len(numbers(desk.get(f"{QUEUE}?text=guest+0&page=2").text)) == 10
    assert "Who is it? 64" in words(desk.get("/en/desk/season/attendance").text)
    assert "Who is it? (64)" in words(desk.get(page).text)


def test_the_same_report_again_is_decided_as_before(app_sqlite: Flask, desk: FlaskClient, slot: str) -> None:
    row = numbers(desk.get(QUEUE).text)["Nobody Known"]
    decide(desk, act="staff", row=row)
    again = bring(desk, slot, (HEAD + ROWS + "New One,,2025-03-18 13:00:00,2025-03-18 13:30:00\n").encode())
    shown = words(desk.get(again.location).text)
    assert "set apart, as somebody decided" in shown
    press(desk, again.location.partition("?")[0], "commit")
    assert who(app_sqlite)["Nobody Known"] == [(None, "staff")] * 2
    assert sorted(numbers(desk.get(QUEUE).text)) == ["Bo Li (Guest)", "New One", "iPad"]
