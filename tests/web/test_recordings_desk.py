"""Recordings and documents at the desk, as an organizer without JavaScript meets them."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.link_checks import check_key
from meetings.extensions import db
from meetings.models import (
    Caption,
    LinkCheck,
    Material,
    Panelist,
    Person,
    Programme,
    Recording,
    Release,
    Session,
    Slot,
)
from tests.conftest import make_app
from tests.factories import NOW, make_party, make_programme, make_session, make_slot
from tests.formats.test_media import sound
from tests.web.test_desk import csrf, sign_in
from tests.web.test_recordings import CAPTIONS

DOCUMENTS = "/en/desk/season/session/topic/documents"
LIST = "/en/desk/season/recordings"


@pytest.fixture
def slot_id(app_sqlite: Flask) -> str:
    """Give a time with two people on its panel."""
    with app_sqlite.app_context():
        party = make_party()
        party.regional_group = "Africa"
        session = make_session(make_programme())
        slot = make_slot(session).id
        for position, name in enumerate(("Amina", "Boris")):
            person = Person(name=name, name_key=name.lower(), created_at=NOW, updated_at=NOW)
            db.session.add(person)
            db.session.flush()
            db.session.add(
                Panelist(session_id=session.id, person_id=person.id, position=position, updated_at=NOW)
            )
        db.session.commit()
        return slot


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient, slot_id: str) -> FlaskClient:
    """Give a client that signed in as an organizer."""
    return sign_in(app_sqlite, client_sqlite, "organizer")


def page(slot_id: str) -> str:
    return f"/en/desk/slot/{slot_id}/recordings"


def post(desk: FlaskClient, path: str, act: str, **values: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path), "act": act} | values)


def file(body: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def stored(app: Flask, table: Any) -> Any:
    with app.app_context():
        return db.session.scalars(select(table)).one()


def keep(app: Flask, desk: FlaskClient, slot_id: str) -> str:
    done = post(desk, page(slot_id), "file", language="en", revision="0", file=file(sound(), "talk.mp4"))
    assert (done.status_code, done.location) == (303, f"{page(slot_id)}?done=kept#done")
    return str(stored(app, Recording).name)


def test_recording_goes_from_file_to_public_page(app_sqlite: Flask, desk: FlaskClient, slot_id: str) -> None:
    assert (
        "2 people have not answered whether they may be recorded."
        in desk.get(f"/en/desk/slot/{slot_id}").text
    )
    assert "Please ask before it begins." in desk.get(page(slot_id)).text
    name = keep(app_sqlite, desk, slot_id)
    row = stored(app_sqlite, Recording)
    assert (row.state, row.media_type, row.seconds) == ("processing", "audio/wav", 2)
    look = desk.get(page(slot_id)).text.split(f'href="/recordings/{name}/recording')[1].split('"')[0]
    visitor = app_sqlite.test_client()
    assert visitor.get(f"/recordings/{name}/recording").status_code == 403
    assert visitor.get(f"/recordings/{name}/recording{look.replace('&amp;', '&')}").status_code == 200
    form = {"recording": name, "revision": "1", "form": f"facts-{name}", "audience": "participants"}
    refused = post(desk, page(slot_id), "facts", state="public", chapters="0:00 Opening", **form)
    assert (refused.status_code, f'href="#knows_silent-facts-{name}"' in refused.text) == (422, True)
    assert "0:00 Opening</textarea>" in refused.text
    more = {"state": "public", "chapters": "0:00 Opening", "seconds": "0:02", "knows_silent": "y"}
    assert post(desk, page(slot_id), "facts", **form, **more).status_code == 303
    captions = {"captions_language": "fr", "captions": file(CAPTIONS, "talk.vtt"), "recording": name}
    assert post(desk, page(slot_id), "captions", **captions).status_code == 303
    assert 'Captions: <bdi lang="fr">Français</bdi>' in visitor.get("/en/season/topic/").text
    stale = post(desk, page(slot_id), "facts", **form | more | {"state": "restricted"})
    assert (stale.status_code, "Both sides" in stale.text) == (412, True)


def test_release_by_mail_that_is_withdrawn_closes(app_sqlite: Flask, desk: FlaskClient, slot_id: str) -> None:
    name = keep(app_sqlite, desk, slot_id)
    mail = b"From: amina@example.org\r\nSubject: Recording\r\n\r\nYes, gladly.\r\n"
    form = {"person": "1", "revision": "0", "form": "release-1", "release": "given"}
    assert post(desk, page(slot_id), "release", mail=file(mail, "yes\u202e.eml"), **form).status_code == 303
    release = stored(app_sqlite, Release)
    kept = desk.get(f"/en/desk/slot/{slot_id}/releases/{release.id}/mail")
    assert (kept.data, kept.mimetype) == (mail, "text/plain")
    assert kept.headers["Content-Disposition"] == "attachment; filename=yes.txt"
    facts = {"recording": name, "revision": "1", "audience": "participants", "state": "restricted"}
    assert post(desk, page(slot_id), "facts", **facts).status_code == 303
    done = post(desk, page(slot_id), "release", **form | {"release": "withdrawn", "revision": "1"})
    assert done.location.endswith("?done=closed#done")
    shown = desk.get(done.location).text
    assert "nobody can see or hear it from this moment on" in shown
    assert "Closed. Did not agree to the recording: Amina." in shown
    refused = post(desk, page(slot_id), "facts", **facts | {"revision": "3"})
    assert (
        refused.status_code,
        "It stays closed. Did not agree to the recording: Amina" in refused.text,
    ) == (409, True)
    assert "release.withdrawn" in desk.get("/en/desk/audit").text
    wrong = post(desk, page(slot_id), "release", **form | {"person": "2", "mail": file(b"<html>", "a.eml")})
    assert (wrong.status_code, 'href="#mail-release-1"' in wrong.text) == (422, True)
    assert post(desk, page(slot_id), "release", **form | {"person": "99"}).status_code == 404


def test_parts_are_refused_and_cut(app_sqlite: Flask, desk: FlaskClient, slot_id: str) -> None:
    keep(app_sqlite, desk, slot_id)
    form = {"person": "2", "revision": "0", "form": "release-2", "release": "parts"}
    wrong = post(desk, page(slot_id), "release", parts="sometime", **form)
    assert (wrong.status_code, "Look at line 1." in wrong.text, "sometime</textarea>" in wrong.text) == (
        422,
        True,
        True,
    )
    assert post(desk, page(slot_id), "release", parts="0:00-0:01", **form).status_code == 303
    assert (
        "Closed until a file is kept from which this is cut out: 0:00:00-0:00:01."
        in desk.get(page(slot_id)).text
    )
    again = {"language": "en", "revision": "1", "cut": "removed", "file": file(sound(1), "cut.wav")}
    assert post(desk, page(slot_id), "file", **again).status_code == 303
    assert stored(app_sqlite, Recording).cuts == [[0, 1, "removed"]]
    shown = desk.get(page(slot_id)).text
    assert "0:00:00-0:00:01 (what follows comes forward)" in shown
    name = stored(app_sqlite, Recording).name
    form = {"recording": name, "revision": "2", "form": f"audio-{name}"}
    wrong = post(desk, page(slot_id), "audio", audio=file(sound(1), "a.wav"), **form)
    assert (wrong.status_code, f'href="#cut-audio-{name}"' in wrong.text) == (409, True)
    assert f'id="cut-audio-{name}"' in shown
    done = post(desk, page(slot_id), "audio", audio=file(sound(1), "a.wav"), cut="removed", **form)
    assert done.status_code == 303


def test_confirming_asks(app_sqlite: Flask, desk: FlaskClient, slot_id: str) -> None:
    assert post(desk, page(slot_id), "confirm", person="1").location.endswith("?done=asked#done")
    assert "asked: " in desk.get(page(slot_id)).text
    assert post(desk, page(slot_id), "ask", person="2").status_code == 303
    with app_sqlite.app_context():
        assert [one.state for one in db.session.query(Release)] == ["silent", "silent"]
    assert "Not answered: 2. Asked: 2." in desk.get(LIST).text


@pytest.mark.parametrize(
    ("body", "name", "status", "words"),
    [
        (b"", "empty.mp4", 422, "this one is empty"),
        (b"<!doctype html><html><script>alert(1)</script></html>", "page.mp4", 422, "whatever its name says"),
        (b"MZ\x90\0" * 100, "program.webm", 422, "whatever its name says"),
    ],
)
def test_what_is_no_recording_is_refused(
    app_sqlite: Flask, desk: FlaskClient, slot_id: str, body: bytes, name: str, status: int, words: str
) -> None:
    answer = post(desk, page(slot_id), "file", language="en", revision="0", form="new", file=file(body, name))
    assert (answer.status_code, words in answer.text) == (status, True)
    assert 'href="#file-new"' in answer.text
    with app_sqlite.app_context():
        assert db.session.query(Recording).count() == 0


def test_captions_that_are_none_name_line_and_reason(
    app_sqlite: Flask, desk: FlaskClient, slot_id: str
) -> None:
    name = keep(app_sqlite, desk, slot_id)
    for body, words in (
        (b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n", "Line 1: the file has to begin with WEBVTT"),
        (CAPTIONS + b"\n00:09 --> 00:10\nx\n", "Line 9: times are written like"),
        (b"", "this one is empty"),
    ):
        form = {"recording": name, "captions_language": "fr", "captions": file(body, "a.vtt")}
        answer = post(desk, page(slot_id), "captions", form=f"captions-{name}", **form)
        assert (answer.status_code, words in answer.text) == (422, True), words
    with app_sqlite.app_context():
        assert db.session.query(Caption).count() == 0


def test_refused_files_leave_nothing_behind(
    app_sqlite: Flask, desk: FlaskClient, slot_id: str, tmp_path: Any
) -> None:
    keep(app_sqlite, desk, slot_id)
    there = {one for one in (tmp_path / "uploads").rglob("*") if one.is_file()}
    again = post(desk, page(slot_id), "file", language="en", revision="7", file=file(sound(), "again.wav"))
    assert again.status_code == 412
    assert {one for one in (tmp_path / "uploads").rglob("*") if one.is_file()} == there


def test_too_large_is_refused_before_it_is_read(store_sqlite: str, tmp_path: Any) -> None:
    app = make_app(store_sqlite, tmp_path, UPLOAD_MB=1)
    with app.app_context():
        slot = make_slot(make_session(make_programme())).id
    desk = sign_in(app, app.test_client(), "organizer")
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + b"x" * 1_000_000
    sent = {"data": body + b"\r\n--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
    assert desk.post(page(slot), **sent).status_code == 413
    with app.app_context():
        db.engine.dispose()


def test_sound_only_and_the_end_of_it_all(app_sqlite: Flask, desk: FlaskClient, slot_id: str) -> None:
    name = keep(app_sqlite, desk, slot_id)
    audio = {"recording": name, "revision": "1", "audio": file(sound(1), "small.wav")}
    assert post(desk, page(slot_id), "audio", **audio).status_code == 303
    assert stored(app_sqlite, Recording).audio_type == "audio/wav"
    assert post(desk, page(slot_id), "drop-audio", recording=name, revision="2").status_code == 303
    gone = {"recording": name, "revision": "3", "form": f"drop-{name}"}
    assert post(desk, page(slot_id), "drop", **gone).status_code == 422
    assert post(desk, page(slot_id), "drop", **gone, sure="y").status_code == 303
    with app_sqlite.app_context():
        assert db.session.query(Recording).count() == 0
    assert post(desk, page(slot_id), "nothing").status_code == 422
    assert post(desk, page(slot_id), "drop", **gone, sure="y").status_code == 404


def test_documents_are_added_changed_and_taken_away(
    app_sqlite: Flask, desk: FlaskClient, slot_id: str
) -> None:
    pdf = b"%PDF-1.4\n%%EOF\n"
    new = {"title-en": "Slides", "language": "en", "audience": "public", "form": "new"}
    done = post(desk, DOCUMENTS, "add", file=file(pdf, "sli'des\u202e.exe"), **new)
    assert (done.status_code, done.location) == (303, f"{DOCUMENTS}?done=saved#done")
    row = stored(app_sqlite, Material)
    assert (row.file_name, row.media_type, row.version) == ("slides.pdf", "application/pdf", 1)
    visitor = app_sqlite.test_client()
    answer = visitor.get(f"/documents/{row.name}")
    assert (answer.data, answer.headers["Content-Disposition"]) == (pdf, "attachment; filename=slides.pdf")
    later = {"document": row.name, "revision": "1", "embargo": "2026-12-24T09:00"}
    assert post(desk, DOCUMENTS, "change", **new, **later).status_code == 303
    assert "not before" in desk.get(DOCUMENTS).text
    assert visitor.get(f"/documents/{row.name}").status_code == 403
    stale = post(desk, DOCUMENTS, "change", **new | {"title-en": "Mine"}, **later)
    assert (stale.status_code, "Both sides" in stale.text, "Mine" in stale.text) == (412, True, True)
    for wrong, anchor in (
        ({"embargo": "tomorrow"}, "embargo-new"),
        ({"title-en": ""}, "title-en-new"),
        ({"address": "javascript:alert(1)"}, "address-new"),
        ({"audience": "named", "people": "nobody@example.org"}, "people-new"),
    ):
        refused = post(desk, DOCUMENTS, "add", **{"address": "https://example.org/a"} | new | wrong)
        assert (refused.status_code, f'href="#{anchor}"' in refused.text) == (422, True), anchor
    gone = {"document": row.name, "revision": "2", "form": f"drop-{row.name}"}
    assert post(desk, DOCUMENTS, "drop", **gone).status_code == 422
    assert post(desk, DOCUMENTS, "drop", **gone, sure="y").status_code == 303
    with app_sqlite.app_context():
        assert db.session.query(Material).count() == 0


def test_broken_links_are_listed_with_since_when(app_sqlite: Flask, desk: FlaskClient, slot_id: str) -> None:
    address = "https://example.org/gone.pdf"
    new = {"title-en": "Gone", "language": "en", "audience": "public", "address": address}
    assert post(desk, DOCUMENTS, "add", **new).status_code == 303
    assert "Looked at, none found." in desk.get(LIST).text
    with app_sqlite.app_context():
        row = LinkCheck(key=check_key(address), address=address, due_at=NOW, failures=2, broken_since=NOW)
        row.problem = {"why": "answer", "value": "404"}
        db.session.add(row)
        db.session.commit()
    shown = desk.get(LIST).text
    assert address in shown
    assert re.search(r"since [^<]*24 Nov", shown)
    assert "(404)" in shown


def test_readers_see_and_change_nothing(app_sqlite: Flask, slot_id: str) -> None:
    reader = sign_in(app_sqlite, app_sqlite.test_client(), "reader")
    for path in (page(slot_id), DOCUMENTS, LIST):
        assert reader.get(path).status_code == 200
    assert 'name="release"' not in reader.get(page(slot_id)).text
    answer = reader.post(page(slot_id), data={"csrf_token": csrf(reader, page(slot_id)), "act": "ask"})
    assert answer.status_code == 403


def test_of_one_time_nothing_of_another_is_changed(
    app_sqlite: Flask, desk: FlaskClient, slot_id: str
) -> None:
    name = keep(app_sqlite, desk, slot_id)
    with app_sqlite.app_context():
        other = make_slot(make_session(db.session.scalars(select(Programme)).one(), "other")).id
        assert db.session.query(Slot).count() == db.session.query(Session).count() == 2
    for act in ("drop", "facts", "audio", "captions", "drop-captions"):
        answer = post(desk, page(other), act, recording=name, revision="1", sure="y")
        assert answer.status_code == 404, act
