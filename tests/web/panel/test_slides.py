"""Slides by a panellist's link: sent, refused early, put under embargo, and served to whom they are for."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.jobs import tick_documents
from meetings.models import Material, MaterialVersion, Panelist, Session
from meetings.services.panel.settings import set_panels
from tests.cop_files import bomb, pdf
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_assistant, make_panelist
from tests.web.panel.papers import BASE, Browser, browser_of
from tests.web.test_desk import csrf, sign_in

SLIDES = "/slides/topic"
PAGE = "/en/season/topic/"
HOUR = timedelta(hours=1)
FORM = {"title": "Mercury in soil", "language": "en", "audience": "public", "embargo": ""}


@pytest.fixture
def panelist(app_sqlite: Flask) -> int:
    """Store a speaker in Lima of a session that is held once, and give their number on its panel."""
    with app_sqlite.app_context():
        session = make_session(make_programme())
        make_slot(session)
        return make_panelist(session, zone="America/Lima", email="rosa@example.org").id


@pytest.fixture
def mine(app_sqlite: Flask, panelist: int) -> Browser:
    """Give the proved browser of the speaker."""
    with app_sqlite.app_context():
        return browser_of(app_sqlite, db.session.get_one(Panelist, panelist)).prove()


def packed(kind: str) -> bytes:
    """Make the smallest presentation of a kind."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as file:
        if kind == "odp":
            file.writestr("mimetype", "application/vnd.oasis.opendocument.presentation")
        else:
            file.writestr("[Content_Types].xml", "<Types/>")
            file.writestr("ppt/presentation.xml", "<presentation/>")
    return body.getvalue()


def swelling() -> bytes:
    """Make a presentation that unpacks to far more than any is."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("ppt/presentation.xml", b"0" * 60_000_000)
    return body.getvalue()


def send(mine: Browser, body: bytes | None = None, name: str = "talk.pdf", **changes: str) -> Any:
    file = {"file": (io.BytesIO(pdf() if body is None else body), name)} if body != b"none" else {}
    return mine.post(SLIDES, FORM | changes | file)


def rows(mine: Browser) -> list[Material]:
    with mine.client.application.app_context():
        return list(db.session.scalars(select(Material).order_by(Material.id)))


def again(mine: Browser, number: int, **changes: str) -> Any:
    (row,) = rows(mine)
    return send(
        mine,
        pdf(f"% v{number}\n".encode()),
        f"v{number}.pdf",
        slides=row.name,
        revision=str(row.revision),
        **changes,
    )


@pytest.mark.parametrize(
    ("body", "name", "kept"),
    [
        (pdf(), "../..\\..%2fetc/talk\u202e.exe", "talk.pdf"),
        (packed("pptx"), "Präsentation 1.pptx", "Präsentation 1.pptx"),
        (packed("odp"), ".odp", "document.odp"),
    ],
)
def test_slides_are_kept_by_what_they_are(mine: Browser, body: bytes, name: str, kept: str) -> None:
    done = send(mine, body, name)
    assert (done.status_code, done.location) == (303, f"{mine.path(SLIDES)}?done=saved#done")
    (row,) = rows(mine)
    assert (row.file_name, row.title, row.audience) == (kept, {"en": "Mercury in soil"}, "public")
    page = mine.get(SLIDES).text
    assert "shown now" in page
    assert "by you" in page
    answer = mine.get(f"{SLIDES}/{row.name}/1")
    assert answer.data == body
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "talk.pdf", "kind"),
        (b"GIF89a<script>alert(1)</script>", "talk.pdf", "kind"),
        (b"\x89PNG\r\n\x1a\n" + pdf(), "talk.pdf", "kind"),
        (b"just a text", "talk.pdf", "kind"),
        (b"", "talk.pdf", "file"),
        (pdf()[:-30], "talk.pdf", "end of the file"),
        (pdf(b"5 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n"), "talk.pdf", "runs a program"),
        (swelling(), "talk.pptx", "too large"),
        (bomb(), "talk.pptx", "too large"),
        (packed("pptx")[:-40], "talk.pptx", "end of the file"),
    ],
)
def test_what_is_none_is_refused_and_nothing_is_kept(
    app_sqlite: Flask, mine: Browser, body: bytes, name: str, words: str
) -> None:
    answer = send(mine, body, name, title="Typed <b>title</b>")
    assert answer.status_code == 422
    assert words in answer.text.split('id="error-summary"')[1].split("</div>")[0]
    assert "Typed &lt;b&gt;title&lt;/b&gt;" in answer.text
    assert rows(mine) == []


def test_slides_of_500_megabytes_are_refused_before_they_are_read(app_sqlite: Flask, mine: Browser) -> None:
    answer = mine.client.post(
        mine.path(SLIDES),
        base_url=BASE,
        environ_overrides={"CONTENT_LENGTH": "500000000"},
        input_stream=io.BytesIO(b"x"),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    app_sqlite.config["UPLOAD_MB"] = 0.1  # what says nothing of its length is counted while it streams
    answer = send(mine, pdf(b"%" + b"0" * 200_000))
    assert answer.status_code == 413
    assert rows(mine) == []


def test_later_version_waits_for_its_hour_in_lima(
    app_sqlite: Flask, client_sqlite: FlaskClient, mine: Browser
) -> None:
    send(mine, pdf(b"% v1\n"), "v1.pdf")
    name = rows(mine)[0].name
    until = NOW + 3 * HOUR
    in_lima = (until - 5 * HOUR).strftime("%Y-%m-%dT%H:%M")
    assert again(mine, 2, embargo=in_lima).status_code == 303
    page = mine.get(SLIDES).text
    assert "not before" in page
    assert f'value="{in_lima}"' in page
    one, two = pdf(b"% v1\n"), pdf(b"% v2\n")
    address = f"/documents/{name}"
    assert address in client_sqlite.get(PAGE).text
    assert client_sqlite.get(address).data == one
    assert client_sqlite.get(f"{address}?version=2").status_code == 403
    for headers in ({"Range": "bytes=0-9"}, {"If-None-Match": f'"{_digest(app_sqlite, 2)[:32]}"'}):
        assert client_sqlite.get(f"{address}?version=2", headers=headers).status_code == 403
        assert client_sqlite.head(f"{address}?version=2", headers=headers).status_code == 403
    first = client_sqlite.get(address).headers["ETag"]
    with time_machine.travel(until + timedelta(seconds=1)):
        mine.prove()
        answer = client_sqlite.get(address, headers={"If-None-Match": first})
        assert (answer.status_code, answer.data) == (200, two)
        assert answer.headers["Content-Disposition"] == "attachment; filename=v2.pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert client_sqlite.get(address, headers={"Range": "bytes=0-3"}).data == b"%PDF"
        assert client_sqlite.get(f"{address}?version=1").status_code == 403
        with app_sqlite.app_context():
            tick_documents(app_sqlite, until + timedelta(seconds=1))
        assert rows(mine)[0].version == 2
        assert mine.get(f"{SLIDES}/{name}/1").data == one


def _digest(app: Flask, version: int) -> str:
    with app.app_context():
        asked = select(MaterialVersion.digest).where(MaterialVersion.version == version)
        return db.session.scalars(asked).one()


def test_participants_slides_are_for_nobody_else(client_sqlite: FlaskClient, mine: Browser) -> None:
    send(mine, audience="participants")
    name = rows(mine)[0].name
    assert name not in client_sqlite.get(PAGE).text
    for method in (client_sqlite.get, client_sqlite.head):
        assert method(f"/documents/{name}").status_code == 403
        assert method(f"/documents/{name}", headers={"Range": "bytes=0-1"}).status_code == 403


def test_organizers_close_slides(app_sqlite: Flask, mine: Browser) -> None:
    send(mine)
    assert send(mine, audience="named").status_code == 422
    with app_sqlite.app_context():
        set_panels("season", {"slides": "closed"}, 0, now=NOW, actor="user:1")
    page = mine.get(SLIDES).text
    assert "take no more slides" in page
    assert '<input id="file' not in page
    assert send(mine).status_code == 409


def test_stale_save_and_wrong_hours_keep_what_was_typed(mine: Browser) -> None:
    send(mine)
    (row,) = rows(mine)
    stale = send(mine, slides=row.name, revision="0", title="Mine")
    assert (stale.status_code, 'value="Mine"' in stale.text) == (412, True)
    assert send(mine, embargo="tomorrow").status_code == 422
    assert send(mine, slides="of-somebody-else").status_code == 404
    assert len(rows(mine)) == 1


def test_slides_are_of_one_person_and_their_assistant(
    app_sqlite: Flask, mine: Browser, panelist: int
) -> None:
    send(mine)
    name = rows(mine)[0].name
    with app_sqlite.app_context():
        row = db.session.get_one(Panelist, panelist)
        session = db.session.get_one(Session, row.session_id)
        another = make_panelist(session, "Sam Example", email="sam@example.org")
        other = browser_of(app_sqlite, another).prove()
        helper = make_assistant(row, 1, "Kim Example", email="kim@example.org")
        assistant = browser_of(app_sqlite, helper).prove()
        unproved = browser_of(app_sqlite, row)
    assert name not in other.get(SLIDES).text
    assert other.get(f"{SLIDES}/{name}/1").status_code == 404
    assert other.post(SLIDES, FORM | {"slides": name, "revision": "1"}).status_code == 404
    assert "by the panellist" in assistant.get(SLIDES).text
    assert send(assistant, title="By Kim").status_code == 303
    assert "by an assistant" in mine.get(SLIDES).text
    shut = unproved.get(SLIDES)
    assert (shut.status_code, name in shut.text, f'href="{unproved.path()}"' in shut.text) == (
        401,
        False,
        True,
    )
    assert mine.get("/slides/no-such").status_code == 404


def test_desk_sees_who_brought_it_and_does_it_on_behalf(
    app_sqlite: Flask, client_sqlite: FlaskClient, mine: Browser, panelist: int
) -> None:
    send(mine)
    send_again = again(mine, 2)
    assert send_again.status_code == 303
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    documents = "/en/desk/season/session/topic/documents"
    page = desk.get(documents).text
    assert "sent by the panellist" in page
    look = re.findall(r'href="(/documents/[^"]+version=1)"', page)[0].replace("&amp;", "&")
    assert desk.get(look).status_code == 200
    token = csrf(desk, documents)
    values = {"csrf_token": token, "act": "add", "form": "new", "title-en": "On behalf", "language": "en"}
    values |= {"audience": "public", "panelist": str(panelist)}
    done = desk.post(documents, data=values | {"file": (io.BytesIO(pdf()), "behalf.pdf")})
    assert done.status_code == 303
    assert [one.panelist_id for one in rows(mine)] == [panelist, panelist]
    assert "by the organizers" in mine.get(SLIDES).text
    wrong = desk.post(documents, data=values | {"panelist": "999", "file": (io.BytesIO(pdf()), "x.pdf")})
    assert wrong.status_code == 422
