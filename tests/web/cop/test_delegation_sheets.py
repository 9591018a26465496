"""A sheet of people: what is there goes out, and what comes in is shown first and taken in one act."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from meetings.extensions import db
from meetings.models import Audit, Delegation, Nomination, Programme, Segment
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW
from tests.web.cop.focal import Browser, browser_of

EVIL = ("=1+1", "<script>alert(1)</script>", "Ama \u202eelpmaxE", "@SUM(A1)", "-2+3")


@pytest.fixture
def delegation(app_sqlite: Flask, database_sqlite: object) -> Delegation:
    conference = make_conference()
    make_state("GH", "Ghana")
    return make_delegation(conference, make_state())


@pytest.fixture
def focal(app_sqlite: Flask, delegation: Delegation) -> Browser:
    return browser_of(app_sqlite, delegation).prove()


def look(focal: Browser, raw: bytes | str, name: str = "people.csv") -> str:
    content = raw.encode() if isinstance(raw, str) else raw
    answer = focal.post("/sheet", {"file": (io.BytesIO(content), name), "act": "look"})
    return answer.get_data(as_text=True)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None
    return unescape(found[1])


def kinds(text: str) -> list[str]:
    return re.findall(r"</bdi></th><td>([^<]+)</td>", text)


def take(focal: Browser, text: str, *settled: int, act: str = "take") -> TestResponse:
    form = {"rows": hidden(text, "rows"), "seal": hidden(text, "seal"), "act": act}
    return focal.post("/sheet", form | {"settled": [str(one) for one in settled]})


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Nomination.name).order_by(Nomination.position)))


def test_rows_are_shown_and_then_taken_in_one_act(focal: Browser, delegation: Delegation) -> None:
    make_nominee(delegation, theirs_of(delegation)[0], name="Ama Example", email="ama@example.org")
    sheet = (
        "Name;role;E-mail;function;segment 1;country\n"
        "Ama Example;;ama@example.org;Minister;online;Kenya\n"
        "Kofi Example;Adviser;kofi@example.org;Clerk;online speaker;KENYA\n"
        "Yaw Example;King;;;online;Kenya\n"
        "Abena Example;adviser;;;online;Ghana\n"
        "Kwame Example;adviser;;;online;Atlantis\n"
    )
    text = look(focal, sheet)
    assert kinds(text) == ["Changed", "New", "Refused", "Refused", "Refused"]
    assert "No State is known as “Atlantis”" in text
    assert "“Ghana” is another State" in text
    assert names() == ["Ama Example"]
    assert take(focal, text).headers["Location"].endswith("?done=imported#done")
    assert names() == ["Ama Example", "Kofi Example"]
    noted = db.session.scalars(select(Audit.act).order_by(Audit.id)).all()
    assert noted[-1] == "delegation.sheet"


def theirs_of(delegation: Delegation) -> list[Segment]:
    return segments_of(db.session.get_one(Programme, delegation.programme_id))


def test_name_of_a_state_that_may_mean_another_is_for_somebody_to_say(focal: Browser) -> None:
    text = look(focal, "name,role,segment 1,country\nKofi Example,adviser,online,Kenyya\n")
    assert kinds(text) == ["Refused"]
    assert "This State is meant" in text
    text = take(focal, text, 2, act="look").get_data(as_text=True)
    assert kinds(text) == ["New"]
    assert take(focal, text, 2).status_code == 303
    assert names() == ["Kofi Example"]


def test_what_goes_out_comes_in_again_as_it_is(focal: Browser, delegation: Delegation) -> None:
    for number, name in enumerate(EVIL):
        make_nominee(
            delegation,
            *theirs_of(delegation),
            name=name,
            email=None,
            function=f"={number}",
            organization="+x",
        )
    for form in ("xlsx", "csv"):
        answer = focal.get(f"/sheet.{form}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        text = look(focal, answer.data, f"x.{form}")
        assert kinds(text) == ["As it is"] * len(EVIL), form
    assert list(EVIL) == names()


def test_nothing_in_a_sheet_is_a_formula(focal: Browser, delegation: Delegation) -> None:
    for name in EVIL:
        make_nominee(delegation, theirs_of(delegation)[0], name=name, email=None)
    book = openpyxl.load_workbook(io.BytesIO(focal.get("/sheet.xlsx").data))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }
    text = focal.get("/sheet.csv").data.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_no_passport_goes_out(focal: Browser, delegation: Delegation) -> None:
    one = make_nominee(delegation, theirs_of(delegation)[0])
    focal.post(f"/person/{one.id}/identity", {"passport_number": "K0123456"})
    assert b"K0123456" not in focal.get("/sheet.csv").data


def test_script_in_a_sheet_is_shown_as_text(focal: Browser) -> None:
    text = look(focal, 'name,role,segment 1\n"<script>alert(1)</script>",adviser,online\n')
    assert "<script>alert" not in text
    assert kinds(text) == ["New"]


def test_rows_of_others_by_their_number_are_refused(
    app_sqlite: Flask, focal: Browser, delegation: Delegation
) -> None:
    programme = db.session.get_one(Programme, delegation.programme_id)
    theirs = make_nominee(
        make_delegation(programme, make_state("TG", "Togo")), segments_of(programme)[0], name="Secret"
    )
    text = look(focal, f"id,name,role,segment 1\n{theirs.id},Kofi Example,adviser,online\n")
    assert kinds(text) == ["Refused"]
    assert "Nobody of this delegation has this number" in text
    assert "Secret" not in text


def test_quota_deadline_and_heads_hold_for_sheets_too(focal: Browser, delegation: Delegation) -> None:
    first = theirs_of(delegation)[0]
    first.quota = 2
    db.session.commit()
    rows = "".join(
        f"Person {number},{role},online\n"
        for number, role in enumerate(("head", "head", "adviser", "adviser"))
    )
    text = look(focal, "name,role,segment 1\n" + rows)
    assert kinds(text) == ["New", "Refused", "New", "Refused"]
    with time_machine.travel(NOW + timedelta(days=11)):
        assert kinds(look(focal, "name,role,segment 1\n" + rows)) == ["Refused"] * 4


def test_what_changed_since_it_was_shown_is_shown_again(focal: Browser, delegation: Delegation) -> None:
    text = look(focal, "name,role,email,segment 1\nKofi Example,adviser,kofi@example.org,online\n")
    db.session.expunge_all()
    again = db.session.get_one(Delegation, delegation.id)
    make_nominee(again, theirs_of(again)[0], name="Kofi Example", email="kofi@example.org")
    answer = take(focal, text)
    assert answer.status_code == 409
    assert "Something has changed" in answer.get_data(as_text=True)


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("xl/worksheets/sheet1.xml", b"0" * 130_000_000)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 422),
        (b"%PDF-1.7", 422),
        (b"a,b\n1,2\n", 422),
        (b"PK\x03\x04 cut", 422),
        (BOMB.getvalue(), 413),
        (b"name\n" + b"x\n" * 600, 422),
    ],
    ids=["empty", "pdf", "no names", "cut", "bomb", "endless"],
)
def test_sheet_that_cannot_be_read_says_so(focal: Browser, raw: bytes, status: int) -> None:
    answer = focal.post("/sheet", {"file": (io.BytesIO(raw), "x.xlsx"), "act": "look"})
    assert answer.status_code == status
    assert '<a href="#file">' in answer.get_data(as_text=True)


def test_rows_that_were_made_up_are_checked_like_any_others(focal: Browser) -> None:
    for rows in ("", "[]]", '{"a": 1}', '[["x", {}, {}]]', "null"):
        assert focal.post("/sheet", {"rows": rows, "act": "take", "seal": ""}).status_code in (409, 422)
    form = {"rows": json.dumps([[2, {"name": "", "role": "king"}, {}]]), "act": "take", "seal": "made up"}
    assert focal.post("/sheet", form).status_code == 409
    assert names() == []


@pytest.mark.parametrize(
    "rows", ["[[1e999, {}, {}]]", "[" * 100_000, "[" + "[1,{},{}]," * 500 + "[1,{},{}]]"]
)
def test_rows_that_the_page_did_not_keep_are_refused(focal: Browser, rows: str) -> None:
    answer = focal.post("/sheet", {"rows": rows, "seal": "", "act": "look"})
    assert 400 <= answer.status_code < 500
    assert names() == []
