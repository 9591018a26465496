"""Documents of a conference at the desk, as an organizer without JavaScript meets them, with wrong files too."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import AgendaItem, Audit, DocumentVersion, OfficialDocument, Programme
from tests.cop import make_conference
from tests.cop_files import bomb, image_object, pdf, png, word
from tests.factories import NOW, make_session
from tests.web.test_desk import csrf, sign_in

LIST = "/en/desk/cop/papers"
TYPED = {
    "symbol": "UNEP/MC/COP.6/4/Add.1",
    "title-en": "A paper",
    "title-ar": "ورقة",
    "items": "one",
    "segment": "1",
    "meeting": "group",
    "audience": "public",
    "original": "fr",
}


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, and a conference with an item and a group."""
    with app_sqlite.app_context():
        programme = make_conference()
        make_session(programme, "group", title={"en": "A group"})
        item = {"programme_id": programme.id, "updated_at": NOW, "title": {"en": "Products"}}
        db.session.add(AgendaItem(slug="one", number="4(a)", **item))
        db.session.commit()
    return sign_in(app_sqlite, client_sqlite, "organizer", programme="cop")


def post(desk: FlaskClient, path: str, **values: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | values)


def add(desk: FlaskClient, **changes: Any) -> str:
    done = post(desk, LIST, **(TYPED | changes))
    assert done.status_code == 303, done.text
    return str(done.location).partition("?")[0]


def put(desk: FlaskClient, path: str, body: bytes, name: str = "paper.pdf", **more: Any) -> Any:
    values = {"act": "version", "form": "version", "language": "fr", "revision": "1"} | more
    return post(desk, path, file=(io.BytesIO(body), name), **values)


def test_document_goes_from_form_to_public_page(app_sqlite: Flask, desk: FlaskClient) -> None:
    assert f'href="{LIST}"' in desk.get("/en/desk/cop/").text
    path = add(desk)
    assert put(desk, path, pdf()).status_code == 303
    page = desk.get(path).text
    assert all(
        one in page for one in ("version 1", "holds now", "Original: French", 'value="UNEP/MC/COP.6/4/Add.1"')
    )
    assert put(desk, path, pdf(b"% two\n"), revision="2").status_code == 303
    page = desk.get(path).text
    look = re.search(r'href="(/papers/[^"]+version=1)"', page)
    assert look is not None
    visitor = app_sqlite.test_client()
    assert visitor.get(look[1].replace("&amp;", "&")).data == pdf()
    public = visitor.get("/en/cop/papers").text
    assert 'id="item-one"' in public
    assert "UNEP/MC/COP.6/4/Add.1" in public
    address = re.search(r'href="(/papers/\w+/fr)"', public)
    assert address is not None
    assert visitor.get(address[1]).data == pdf(b"% two\n")
    with app_sqlite.app_context():
        assert [one.version for one in db.session.scalars(select(DocumentVersion))] == [1, 2]
        acts = db.session.scalars(select(Audit.act).where(Audit.act.startswith("paper."))).all()
        assert acts == ["paper.add", "paper.version", "paper.version"]
        assert db.session.scalars(select(Programme.changes)).one() >= 3


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (pdf(b"4 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"), "a.pdf", "JavaScript"),
        (pdf(packed=b"4 0 << /S /JavaScript /JS (1) >>"), "a.pdf", "JavaScript"),
        (pdf(b"%" * 5_000)[:4_300], "a.pdf", "The end of the file is missing"),
        (word()[:200], "a.docx", "The end of the file is missing"),
        (pdf(image_object(50_000)), "a.pdf", "Megapixels at most"),
        (word(one_png=png(50_000)), "a.docx", "Megapixels at most"),
        (png(50_000), "a.pdf", "kind"),
        (bomb(), "a.docx", "far too large"),
        (b"<html><script>alert(1)</script>", "a.pdf", "kind"),
        (b"", "a.pdf", "empty"),
    ],
    ids=[
        "script",
        "packed script",
        "cut",
        "cut word",
        "pixels",
        "pixels in word",
        "picture",
        "bomb",
        "page",
        "empty",
    ],
)
def test_file_that_is_wrong_is_refused_in_words(
    app_sqlite: Flask, desk: FlaskClient, body: bytes, name: str, words: str
) -> None:
    path = add(desk)
    refused = put(desk, path, body, name)
    assert refused.status_code == 422
    summary = refused.text.split('id="error-summary"')[1].split("</div>")[0]
    assert words in summary
    assert 'href="#file-version"' in summary
    with app_sqlite.app_context():
        assert db.session.scalars(select(DocumentVersion)).all() == []
    folder = app_sqlite.config["INSTANCE"] / "uploads" / "papers"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_file_that_is_too_large_is_refused_before_it_is_read(app_sqlite: Flask, desk: FlaskClient) -> None:
    path = add(desk)
    app_sqlite.config["MAX_CONTENT_LENGTH"] = 1_000_000
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + b"x" * 1_000_000
    sent = {"data": body + b"\r\n--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
    assert desk.post(path, **sent).status_code == 413


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "../../passwd.pdf", "\u202efdp.exe", "x" * 400])
def test_name_of_a_file_is_made_harmless(app_sqlite: Flask, desk: FlaskClient, name: str) -> None:
    path = add(desk)
    assert put(desk, path, pdf(), name).status_code == 303
    with app_sqlite.app_context():
        row = db.session.scalars(select(DocumentVersion)).one()
        assert re.fullmatch(r"[\w. -]{1,104}\.pdf", row.file_name or "")
        assert re.fullmatch(r"papers/[0-9a-f]{24}", row.file or "")
    address = re.search(r'href="(/papers/\w+/fr)"', desk.get("/en/cop/papers").text)
    assert address is not None
    said = desk.get(address[1]).headers["Content-Disposition"]
    assert "\u202e" not in said
    assert said.startswith("attachment; filename=")


def test_refused_form_comes_back_as_it_was_typed(desk: FlaskClient) -> None:
    add(desk)
    refused = post(desk, LIST, **TYPED | {"title-fr": "Typed", "embargo": "2027-01-05T10:00", "form": "new"})
    assert refused.status_code == 409
    assert "Another document of this conference has the symbol UNEP/MC/COP.6/4/Add.1." in refused.text
    assert 'href="#symbol-new"' in refused.text
    assert all(f'value="{one}"' in refused.text for one in ("Typed", "2027-01-05T10:00", "ورقة"))
    assert re.search(r'name="items" id="items-new-1" value="one" checked', refused.text)


def test_stale_save_shows_both_sides_and_saved_again_it_holds(app_sqlite: Flask, desk: FlaskClient) -> None:
    path = add(desk)
    form = TYPED | {"act": "save", "form": "document", "revision": "1"}
    assert post(desk, path, **form | {"title-en": "Theirs"}).status_code == 303
    stale = post(desk, path, **form | {"title-en": "Mine"})
    assert stale.status_code == 412
    assert all(
        one in stale.text for one in ("Both sides", "Theirs", 'value="Mine"', 'name="revision" value="2"')
    )
    assert post(desk, path, **form | {"title-en": "Mine", "revision": "2"}).status_code == 303
    with app_sqlite.app_context():
        assert db.session.scalars(select(OfficialDocument.title)).one()["en"] == "Mine"


def test_document_is_closed_withdrawn_and_put_back(app_sqlite: Flask, desk: FlaskClient) -> None:
    path = add(desk, embargo="2037-01-01T00:00")
    assert post(desk, LIST, **TYPED | {"symbol": "X/1", "embargo": "tomorrow"}).status_code == 422
    closed = desk.get(path).text
    assert "Not before" in closed
    assert put(desk, path, pdf()).status_code == 303
    refused = post(desk, path, act="withdraw", form="withdraw", revision="2", why="")
    assert (refused.status_code, 'href="#why-withdraw"' in refused.text) == (422, True)
    assert post(desk, path, act="withdraw", form="withdraw", revision="2", why="Wrong").status_code == 303
    assert "Withdrawn: Wrong" in desk.get(LIST).text
    assert post(desk, path, act="back", form="withdraw", revision="3").status_code == 303
    assert "Withdrawn: Wrong" not in desk.get(LIST).text
    assert post(desk, path, act="none").status_code == 422


def test_reader_sees_and_changes_nothing(app_sqlite: Flask, desk: FlaskClient) -> None:
    path = add(desk)
    reader = sign_in(app_sqlite, app_sqlite.test_client(), "reader", programme="cop")
    page = reader.get(path)
    assert (
        page.status_code,
        "<form" in page.text.split("</header>")[1].split('id="main"')[1].split("zone")[-1],
    ) == (200, False)
    assert post(reader, path, act="withdraw", why="Mine").status_code in (400, 403)
    with app_sqlite.app_context():
        make_conference("other")
    elsewhere = sign_in(app_sqlite, app_sqlite.test_client(), "officer", programme="other")
    assert elsewhere.get(path).status_code == 403
