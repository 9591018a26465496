"""Attendance files at the desk: brought, answered, mapped by hand, counted, withdrawn, listed and taken along."""

import io
import re
import time
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.attendance import SHOWN_ROWS
from meetings.extensions import db
from meetings.models import Attendance, Audit, Import, Registration, Session
from meetings.services.links import rights_of, season_rights_of_many
from tests.factories import NOW, make_party, make_programme, make_session, make_slot
from tests.formats.test_attendance import FILES, many, workbook
from tests.services.test_attendance import BEGIN, add_person
from tests.web.test_attendance_files import bring, press
from tests.web.test_desk import csrf, sign_in

ZOOM = (FILES / "zoom_webinar_attendee_report.csv").read_bytes()
HEAD = "Name,Email,Join time,Leave time\n"
OWN = "Wer;Post;Kam;Ging;Quer\nAna;ana@example.org;18.03.2025 13:00;18.03.2025 13:30;x\n"
OWN += "Bo;;18.03.2025 13:05;18.03.2025 13:25;y\n"


@pytest.fixture
def slots(app_sqlite: Flask) -> list[str]:
    """Store two sessions of one season: of the files, and another one two hours later."""
    with app_sqlite.app_context():
        make_party()
        programme = make_programme(starts_on=None, ends_on=None)
        session = make_session(programme)
        add_person(session.id, "Aiko Hoshino", "aiko.hoshino@example.org", "JP")
        first = make_slot(session, BEGIN, minutes=90).id
        other = make_session(programme, "other")
        return [first, make_slot(other, BEGIN + timedelta(hours=5), minutes=60).id]


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    return sign_in(app_sqlite, client_sqlite, "organizer")


def brought(desk: FlaskClient, slot: str, raw: bytes, **more: str) -> str:
    """Bring a file, and give the address of its page."""
    return str(bring(desk, slot, raw, **({"zone": ""} | more)).location.partition("?")[0])


def words(page: str) -> str:
    """Give what is to be read on a page."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())


def test_a_file_is_looked_at_first_and_then_counts(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    for path in (f"/en/desk/slot/{slots[0]}", "/en/desk/season/"):
        assert "attendance" in desk.get(path).text
    answer = bring(desk, slots[0], ZOOM, "files/Report ü.csv", zone="")
    page = answer.location.partition("?")[0]
    shown = words(desk.get(answer.location).text)
    assert "The file is kept. It does not count yet." in shown
    assert "Read as Zoom, report of a webinar Letters UTF-8 Between cells comma" in shown
    assert "Time zone Europe/Zurich (that of the session, because nobody said another)" in shown
    assert "Nothing: the file can count." in shown
    assert "Left out: did not come (1), cancelled (1)" in shown
    assert "Attendances not recorded 1" in shown
    with app_sqlite.app_context():
        assert db.session.query(Attendance).count() == 0
        assert db.session.query(Import).one().name == "Report ü.csv"
    assert press(desk, page, "commit").status_code == 303
    shown = words(desk.get(page).text)
    assert "If it is withdrawn" in shown
    assert "Attendances 1 not recorded" in shown
    listed = words(desk.get("/en/desk/season/attendance").text)
    assert "Report ü.csv Zoom, report of a webinar" in listed
    assert "Counts" in listed
    assert "No attendance file is here." in desk.get("/en/desk/season/attendance?state=withdrawn").text
    assert "No attendance file is here." in desk.get("/en/desk/season/attendance?text=nothing").text
    assert "Report" in desk.get("/en/desk/season/attendance?text=TOPIC&state=committed").text
    file = desk.get(f"{page}/file")
    assert file.data == ZOOM
    assert file.headers["Content-Disposition"].endswith("filename*=UTF-8''Report%20%C3%BC.csv")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Expected here: a table of attendance, as CSV or XLSX."),
        (b"%PDF-1.7", "Expected here: a table of attendance, as CSV or XLSX."),
        (HEAD.encode() + b"a," * 251_000, "Please keep it to 500000 characters."),
    ],
)
def test_what_is_no_file_of_attendance_is_refused(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str], raw: bytes, said: str
) -> None:
    answer = bring(desk, slots[0], raw, zone="Africa/Nairobi")
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert 'href="#file"' in answer.text
    assert 'value="Africa/Nairobi"' in answer.text
    path = f"/en/desk/slot/{slots[0]}/attendance"
    assert desk.post(path, data={"csrf_token": csrf(desk, path)}).status_code == 422
    with app_sqlite.app_context():
        assert db.session.query(Import).count() == 0


def test_a_wrong_zone_keeps_the_file_and_comes_back_as_typed(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    answer = bring(desk, slots[0], ZOOM, zone="Mars <b>")
    assert answer.status_code == 422
    assert "We do not know the time zone “Mars <b>”." in words(answer.text)
    assert 'value="Mars &lt;b&gt;"' in answer.text
    with app_sqlite.app_context():
        page = f"/en/desk/attendance/{db.session.query(Import).one().id}"
    again = press(desk, page, "look", zone="Venus")
    assert (again.status_code, 'value="Venus"' in again.text) == (422, True)
    assert press(desk, page, "look", zone="+01:00").status_code == 303
    assert "+01:00 (as somebody said)" in words(desk.get(page).text)


def test_dates_that_can_be_read_in_two_ways_are_asked(desk: FlaskClient, slots: list[str]) -> None:
    page = brought(desk, slots[0], (HEAD + "Ana,,03/04/25 13:00:00,03/04/25 13:30:00\n").encode())
    assert "The dates can be read in two ways." in words(desk.get(page).text)
    assert press(desk, page, "look", order="year").status_code == 422
    assert press(desk, page, "look", order="day").status_code == 303
    shown = desk.get(page).text
    assert "Nobody of this file was there while the session was held." in words(shown)
    assert 'value="day" checked' in shown
    assert press(desk, page, "commit").status_code == 422


def test_columns_are_mapped_by_hand_beside_the_first_rows(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    page = brought(desk, slots[0], OWN.encode())
    shown = desk.get(page).text
    assert "It is not known which column is which." in words(shown)
    assert shown.count('name="column:') == 5
    assert "<bdi>18.03.2025 13:00</bdi><br><bdi>18.03.2025 13:05</bdi>" in shown
    columns = {"column:Wer": "name", "column:Post": "address", "column:Kam": "joined", "column:Ging": "left"}
    twice = press(desk, page, "look", **(columns | {"column:Quer": "name"}))
    assert twice.status_code == 422
    assert "Two columns cannot be the same." in words(twice.text)
    assert re.search(r'name="column:Quer">.*?value="name" selected', twice.text)
    few = press(desk, page, "look", **{"column:Wer": "name"})
    assert "Please say which column holds a name or an address" in words(few.text)
    assert press(desk, page, "look", **{"column:Wer": "none"}).status_code == 422
    assert press(desk, page, "look", **columns).status_code == 303
    shown = desk.get(page).text
    assert "A table, with columns as somebody said" in words(shown)
    assert "0:30:00" in shown
    assert re.search(r'name="column:Kam">.*?value="joined" selected', shown)
    assert press(desk, page, "commit").status_code == 303
    with app_sqlite.app_context():
        assert [row.name for row in db.session.query(Attendance)] == ["Ana", "Bo"]


def test_who_has_no_end_is_asked_and_rows_that_cannot_be_read_are_left_out(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    text = HEAD + "Ana,,2025-03-18 13:00:00,\nBo,,soon,later\n"
    text += "Cy,,2025-03-18 13:30:00,2025-03-18 13:00:00\nDi,,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
    page = brought(desk, slots[0], text.encode())
    shown = words(desk.get(page).text)
    assert "1 row has no end, because somebody was still there when the list was made. Lines: 2." in shown
    assert "1 row cannot be read. Lines: 3." in shown
    assert "1 row ends before it begins. Lines: 4." in shown
    assert "It can count as soon as what is asked is answered." in shown
    bad = press(desk, page, "look", until="soon", leave_out="y")
    assert (bad.status_code, 'value="soon"' in bad.text) == (422, True)
    assert re.search(r'id="leave_out" value="y" checked', bad.text)
    assert press(desk, page, "look", until_slot="y", leave_out="y").status_code == 303
    shown = words(desk.get(page).text)
    assert "Nothing: the file can count." in shown
    assert "1:30:00" in shown
    assert press(desk, page, "look", until="2025-03-18T13:10:00", leave_out="y").status_code == 303
    assert press(desk, page, "commit").status_code == 303
    with app_sqlite.app_context():
        assert sorted(
            int((row.left_at - row.joined_at).total_seconds())
            for row in db.session.query(Attendance)
            if row.left_at
        ) == [600, 1800]


def test_an_hour_that_comes_twice_is_asked(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    with app_sqlite.app_context():
        session = db.session.query(Session).filter_by(slug="other").one()
        from datetime import UTC, datetime

        slot = make_slot(session, datetime(2020, 10, 24, 23, 0, tzinfo=UTC), minutes=240).id
    page = brought(desk, slot, (HEAD + "Ana,,2020-10-25 02:30:00,2020-10-25 03:30:00\n").encode())
    shown = desk.get(page).text
    assert "1 row lies in an hour that comes twice, because the clocks are put back. Lines: 2." in words(
        shown
    )
    assert "the first (UTC+02:00)" in words(shown).replace("( ", "(").replace(" )", ")")
    assert press(desk, page, "look", fold="2").status_code == 422
    for fold, length in (("0", "2:00:00"), ("1", "1:00:00")):
        assert press(desk, page, "look", fold=fold).status_code == 303
        assert length in desk.get(page).text
    assert press(desk, page, "commit").status_code == 303


def test_a_wrong_zone_is_doubted_and_one_that_fits_is_chosen(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    with app_sqlite.app_context():
        session = db.session.query(Session).filter_by(slug="other").one()
        slot = make_slot(session, BEGIN + timedelta(hours=1), minutes=90, part=2).id
    page = brought(desk, slot, ZOOM)
    shown = words(desk.get(page).text)
    assert "The hours do not fit." in shown
    assert "Were the rows 1 hour later, they would fit: is the file in another time zone?" in shown
    assert press(desk, page, "look", zone_choice="UTC").status_code == 303
    assert "UTC (as somebody said)" in words(desk.get(page).text)
    assert press(desk, page, "commit").status_code == 303


def test_a_file_of_another_session_goes_there_without_being_chosen_again(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    page = brought(desk, slots[1], ZOOM)
    shown = words(desk.get(page).text)
    assert "Nobody of this file was there while the session was held." in shown
    assert "The rows fit another time." in shown
    assert "Session topic" in shown
    assert press(desk, page, "elsewhere", slot="nothing").status_code == 404
    stays = press(desk, page, "elsewhere", slot=slots[1])
    assert stays.location.partition("?")[0] == page
    assert "Withdrawn" not in words(desk.get(page).text)
    moved = press(desk, page, "elsewhere", slot=slots[0])
    assert moved.status_code == 303
    there = moved.location.partition("?")[0]
    assert there != page
    assert "Nothing: the file can count." in words(desk.get(there).text)
    assert "Withdrawn" in words(desk.get(page).text)
    with app_sqlite.app_context():
        assert {(one.slot_id, one.state) for one in db.session.query(Import)} == {
            (slots[1], "withdrawn"),
            (slots[0], "preview"),
        }


def test_many_rows_do_not_fill_the_page(desk: FlaskClient, slots: list[str]) -> None:
    page = desk.get(brought(desk, slots[0], many(2_000))).text
    assert page.count('<th scope="row"><bdi>Person') == SHOWN_ROWS
    assert f"{2_000 - SHOWN_ROWS} more people are not shown." in words(page)
    assert len(page) < 40_000


def test_what_somebody_answered_meanwhile_is_looked_at_before_it_counts(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    page = brought(desk, slots[0], ZOOM)
    seen = re.search(r'name="seen" value="(\w+)"', desk.get(page).text)
    assert seen is not None
    assert press(desk, page, "look", zone="+01:00").status_code == 303
    stale = desk.post(page, data={"csrf_token": csrf(desk, page), "act": "commit", "seen": seen[1]})
    assert stale.status_code == 412
    assert "Somebody answered otherwise in the meantime." in words(stale.text)
    assert press(desk, page, "commit").status_code == 303
    assert press(desk, page, "look", zone="+02:00").status_code == 409
    assert press(desk, page, "none").status_code == 422


def test_strangers_texts_are_inert(desk: FlaskClient, slots: list[str]) -> None:
    text = HEAD + (
        "<script>alert(1)</script>,x@example.org,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
        "\u202egnp.tsiL,,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
        '"=HYPERLINK(""http://x"")",,2025-03-18 13:00:00,2025-03-18 13:30:00\n'
    )
    page = desk.get(bring(desk, slots[0], text.encode(), "<img src=x>.csv", zone="").location).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page


def test_who_may_see_people_reads_and_does_not_decide(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    page = brought(desk, slots[0], ZOOM)
    steward = sign_in(app_sqlite, app_sqlite.test_client(), "steward", programme="season")
    shown = steward.get(page).text
    assert 'name="act"' not in shown
    assert steward.get(f"{page}/file").status_code == 200
    assert 'type="file"' not in steward.get(f"/en/desk/slot/{slots[0]}/attendance").text
    assert steward.post(page, data={"csrf_token": csrf(steward, page), "act": "withdraw"}).status_code == 403
    reader = sign_in(app_sqlite, app_sqlite.test_client(), "reader", programme="season")
    assert reader.get(page).status_code == 403


def test_acts_are_in_the_journal_of_who_may_edit(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    page = brought(desk, slots[0], ZOOM)
    press(desk, page, "look", zone="+01:00")
    press(desk, page, "commit")
    press(desk, page, "withdraw")
    here = sign_in(app_sqlite, app_sqlite.test_client(), "organizer", programme="season", stream="science")
    journal = here.get("/en/desk/audit?act=attendance").text
    for act in ("keep", "answer", "commit", "withdraw"):
        assert f"attendance.{act}" in journal
    with app_sqlite.app_context():
        acts = [one.act for one in db.session.query(Audit).order_by(Audit.id) if "attendance" in one.act]
        assert acts == [f"attendance.{act}" for act in ("keep", "answer", "commit", "withdraw")]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    path = f"/en/desk/slot/{slots[0]}/attendance"
    data: dict[str, Any] = {"csrf_token": csrf(desk, path), "file": (io.BytesIO(b"a" * 200_000), "a.csv")}
    app_sqlite.config["MAX_CONTENT_LENGTH"] = 100_000
    assert desk.post(path, data=data).status_code == 413


def test_our_own_entry_links_tell_who_somebody_is(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    keys = app_sqlite.extensions["outside"].keys
    with app_sqlite.app_context():
        session = db.session.query(Session).filter_by(slug="topic").one()
        ids = [
            add_person(session.id, name, f"{name.lower()}@example.org", "KE") for name in ("Ana", "Bo", "Cy")
        ]
        numbers = [db.session.query(Registration.id).filter_by(person_id=one).scalar() for one in ids]
        links = [rights_of(person, number, NOW, keys) for person, number in zip(ids, numbers, strict=True)]
        season = season_rights_of_many([(ids[1], session.programme_id)], NOW, keys)[
            ids[1], session.programme_id
        ]
    given = [
        f"https://meetings.example.org/en/join/{links[0].join_token}",
        f"https://meetings.example.org/ar/join/{season.join_token}?zone=UTC",
        str(numbers[2]),
        links[0].me_token,  # a link of another purpose
        links[1].join_token[:-1] + ("a" if links[1].join_token[-1] != "a" else "b"),  # one letter is wrong
        "x" * 200,
    ]
    text = "Name,Email,Join time,Leave time,Reference\n"
    text += "".join(
        f"Home {n},,2025-03-18 13:00:00,2025-03-18 13:30:00,{one}\n" for n, one in enumerate(given)
    )
    page = brought(desk, slots[0], text.encode())
    shown = words(desk.get(page).text)
    assert shown.count("by our entry link") == 3
    assert press(desk, page, "commit").status_code == 303
    with app_sqlite.app_context():
        rows = db.session.query(Attendance).order_by(Attendance.source_row)
        assert [(row.person_id, row.matched) for row in rows] == [
            *((one, "link") for one in ids),
            *[(None, None)] * 3,
        ]


def test_a_workbook_counts_whatever_it_links_to(desk: FlaskClient, slots: list[str]) -> None:
    raw = workbook(
        [
            ["Name", "Email", "Join time", "Leave time"],
            ["=1+1", "ana@example.org", 45734.541666666664, 45734.5625],
        ],
        **{
            "xl/externalLinks/externalLink1.xml": '<externalLink><x href="http://192.0.2.1/a"/></externalLink>'
        },
    )
    page = bring(desk, slots[0], raw, "report.xlsx", zone="").location.partition("?")[0]
    shown = words(desk.get(page).text)
    assert "Letters a workbook (XLSX)" in shown
    assert "=1+1 ana@example.org 1 0:30:00" in shown
    assert press(desk, page, "commit").status_code == 303
    assert desk.get(f"{page}/file").data == raw


def test_a_page_of_many_rows_is_made_in_time(desk: FlaskClient, slots: list[str]) -> None:
    page = brought(desk, slots[0], many(5_000))
    assert press(desk, page, "commit").status_code == 303
    for path in (page, f"/en/desk/slot/{slots[0]}/attendance", "/en/desk/season/attendance/review"):
        began = time.perf_counter()
        assert len(desk.get(path).data) < 60_000
        assert time.perf_counter() - began < 5
