"""`meetings kronos` as a person types it."""

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import ExchangeFile, Nomination
from tests.cli.test_imports import run
from tests.cop import make_conference, make_state
from tests.services.cop.test_kronos import CONTACT, a_conference, a_file


def stored(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return (
            db.session.scalars(select(func.count(Nomination.id))).one(),
            db.session.scalars(select(func.count(ExchangeFile.id))).one(),
        )


def test_export_writes_a_file_that_import_knows(app_sqlite: Flask, tmp_path: Path) -> None:
    with app_sqlite.app_context():
        a_conference()
    file = tmp_path / "out.json"
    code, out, _wrong = run(app_sqlite, "kronos", "export", "cop", str(file))
    assert (code, out) == (0, f"{file}: 4 contacts, 5 registrations\n")
    code, out, _wrong = run(app_sqlite, "kronos", "import", str(file), "--json")
    counts = json.loads(out)["counts"]
    assert (code, counts["same"], counts["new"], counts["conflict"]) == (0, 13, 0, 0)


def test_import_looks_first_and_commits_when_told(app_sqlite: Flask, tmp_path: Path) -> None:
    with app_sqlite.app_context():
        make_conference()
        make_state()
    file = tmp_path / "in.json"
    file.write_bytes(a_file())
    code, out, _wrong = run(app_sqlite, "kronos", "import", str(file))
    assert (code, out.splitlines()[-1], stored(app_sqlite)) == (0, "a preview; nothing was stored", (0, 0))
    code, out, _wrong = run(app_sqlite, "kronos", "import", str(file), "--commit")
    assert (code, out.splitlines()[-1], stored(app_sqlite)) == (0, "taken in", (1, 1))
    file.write_bytes(a_file(contacts=[CONTACT | {"designation": "Minister"}]))
    code, out, wrong = run(app_sqlite, "kronos", "import", str(file), "--commit")
    assert "conflict: contact:c1: contact: function: 'Director' here, 'Minister' there" in wrong
    run(app_sqlite, "kronos", "import", str(file), "--commit", "--decide", "contact:c1=theirs")
    with app_sqlite.app_context():
        assert db.session.scalars(select(Nomination.function)).all() == ["Minister"]


def test_odd_calls_exit_1_in_one_line(app_sqlite: Flask, tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    file.write_bytes(b"{")
    for more in ((), ("--decide", "nothing")):
        code, _out, wrong = run(app_sqlite, "kronos", "import", str(file), *more)
        assert (code, wrong.count("\n")) == (1, 1)
    code, _out, wrong = run(app_sqlite, "kronos", "export", "none", str(tmp_path / "out.json"))
    assert (code, wrong.count("\n")) == (1, 1)
