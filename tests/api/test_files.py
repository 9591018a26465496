"""Files that programs send and get: held to their size unread, texts beside them looked at, given as attachments."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.api import files, files_given
from meetings.domain.errors import NotOneLine
from meetings.extensions import db
from meetings.models import Programme
from meetings.services import staff
from tests.cop import make_conference, make_delegation, make_state
from tests.cop_files import pdf
from tests.factories import NOW

HERE = "/api/v1/programmes/cop"
FORM = "multipart/form-data"
HALF = b"\xed\xa0\x80"  # a lone surrogate, which is no UTF-8
NAME = "Пояснение №1.pdf"


class Unread(io.RawIOBase):
    """A body that must not be read."""

    def readinto(self, _space: Any) -> int:
        raise AssertionError("The body was read.")


@pytest.fixture
def head(app_sqlite: Flask) -> dict[str, str]:
    """Store a conference; give what a program of administrators sends with each request."""
    with app_sqlite.app_context():
        make_conference()
        return {"Authorization": f"Bearer {staff.create_token('all', 'administrator', NOW)}"}


@pytest.fixture
def paper(client_sqlite: FlaskClient, head: dict[str, str]) -> str:
    """Store a document of the conference; give where it is."""
    body = {"symbol": "UNEP/MC/COP.6/4", "title": {"en": "A paper"}}
    made = client_sqlite.post(f"{HERE}/papers", headers=head, json=body)
    return f"{HERE}/papers/{made.json['name']}"


@pytest.fixture
def letters(app_sqlite: Flask, head: dict[str, str]) -> str:
    """Store a delegation; give where its letters are."""
    with app_sqlite.app_context():
        conference = db.session.scalars(select(Programme)).one()
        return f"{HERE}/delegations/{make_delegation(conference, make_state()).id}/letters"


def takes_files(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Give the method and address of each operation that takes a form with a file, and the field of the file."""
    spec = app.test_client().get("/api/v1/openapi.json").json
    for path, item in spec["paths"].items():
        for method, one in item.items():
            content = one.get("requestBody", {}).get("content", {}) if method != "parameters" else {}
            if FORM in content:
                fields = content[FORM]["schema"]["properties"].items()
                yield method, path, next(name for name, each in fields if each.get("format") == "binary")


def parts(**texts: bytes) -> dict[str, Any]:
    """Make a form of texts that need not be text, with a file."""
    files = {"file": (b'; filename="a.pdf"', pdf())}
    every = {name: (b"", raw) for name, raw in texts.items()} | files
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name.encode(), more, raw)
        for name, (more, raw) in every.items()
    )
    return {"data": body + b"--x--\r\n", "content_type": f"{FORM}; boundary=x"}


def test_what_is_too_large_is_refused_unread_wherever_a_file_is_taken(app_sqlite: Flask) -> None:
    client, found = app_sqlite.test_client(), list(takes_files(app_sqlite))
    largest = app_sqlite.config["UPLOAD_MB"] * 1_000_000 + files.FORM_BYTES
    assert len(found) > 20
    for method, path, field in found:
        answer = client.open(
            re.sub(r"{\w+}", "1", path),
            method=method,
            content_type=f"{FORM}; boundary=x",
            environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": str(largest + 1)},
        )
        said = {name: answer.json.get(name) for name in ("title", "status", "field")}
        told = {"title": "too_large", "status": 413, "field": field}
        assert (answer.content_type, said) == ("application/problem+json", told), (method, path)
        assert 0 < answer.json["most"] <= app_sqlite.config["UPLOAD_MB"]


def test_other_bodies_stay_small(client_sqlite: FlaskClient, head: dict[str, str]) -> None:
    for kind, path in ((FORM + "; boundary=x", "papers"), ("application/json", "delegations/1/letters")):
        sent = {"data": b" " * 2_000_001, "content_type": kind}
        assert client_sqlite.post(f"{HERE}/{path}", headers=head, **sent).status_code == 413, path


@pytest.mark.parametrize("wrong", [HALF, b"a\x00b"])
def test_texts_that_are_none_are_refused_with_their_field(
    client_sqlite: FlaskClient, head: dict[str, str], paper: str, letters: str, wrong: bytes
) -> None:
    of_paper = [(f"{paper}/versions", name) for name in ("language", "address")]
    for path, field in [*of_paper, (letters, "reference"), (letters, "kind")]:
        answer = client_sqlite.post(path, headers=head | {"If-Match": '"r1"'}, **parts(**{field: wrong}))
        assert (answer.status_code, answer.json["title"], answer.json["field"]) == (
            422,
            "not_one_line",
            field,
        )


@pytest.mark.parametrize("wrong", ["a\0", "\ufffd"])
def test_no_text_of_several_is_passed_over(app_sqlite: Flask, wrong: str) -> None:
    form = parts(settled=wrong.encode())
    with app_sqlite.test_request_context(method="POST", **form), pytest.raises(NotOneLine) as refused:
        files.said_list("settled")
    assert refused.value.field == "settled"


def test_a_file_that_does_not_fit_is_refused_and_not_kept(
    app_sqlite: Flask, client_sqlite: FlaskClient, head: dict[str, str], paper: str, letters: str
) -> None:
    seen = {"If-Match": f'"r{client_sqlite.get(paper, headers=head).json["revision"]}"'}
    app_sqlite.config["UPLOAD_MB"] = 0
    for path, texts in ((f"{paper}/versions", {"language": b"en"}), (letters, {"kind": b"letter"})):
        answer = client_sqlite.post(path, headers=head | seen, **parts(**texts))
        assert (answer.status_code, answer.json["title"], answer.json["field"]) == (413, "too_large", "file")
    assert client_sqlite.get(letters, headers=head).json["items"] == []
    assert client_sqlite.get(paper, headers=head).json["versions"] == []


def test_a_kept_file_is_given_back_as_an_attachment(
    client_sqlite: FlaskClient, head: dict[str, str], letters: str
) -> None:
    data = {"kind": "letter", "file": (io.BytesIO(pdf()), NAME)}
    made = client_sqlite.post(letters, headers=head, data=data)
    assert made.status_code == 201
    answer = client_sqlite.get(f"{letters}/{made.json['id']}/file", headers=head)
    assert (answer.data, answer.mimetype) == (pdf(), "application/pdf")
    told = ("Content-Length", "Content-Disposition", "Cache-Control", "X-Content-Type-Options")
    assert [answer.headers[name] for name in told] == [
        str(len(pdf())),
        "attachment; filename=No1.pdf; filename*=UTF-8''%D0%9F%D0%BE%D1%8F%D1%81%D0%BD%D0%B5%D0%BD%D0%B8"
        "%D0%B5%20%E2%84%961.pdf",
        "private, no-store",
        "nosniff",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo", "attachment; filename=photo"),
        ("a b.csv", 'attachment; filename="a b.csv"'),
        ('a"\r\nX: y', 'attachment; filename="a\\"X: y"'),
        ("é.pdf", "attachment; filename=e.pdf; filename*=UTF-8''%C3%A9.pdf"),
        ("", "attachment; filename=file"),
    ],
)
def test_a_name_is_written_for_every_program(name: str, shown: str) -> None:
    answer = files_given.as_file(b"", "text/csv", name)
    assert answer.headers["Content-Disposition"] == shown
