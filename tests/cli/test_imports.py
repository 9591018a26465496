"""`meetings import` as a person types it."""

import json
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from meetings.cli import main
from meetings.extensions import db
from meetings.models import Programme

DATA = Path(__file__).parents[2] / "meetings" / "data"


def run(app: Flask, *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(words), obj=lambda: app)
    return result.exit_code, result.stdout, result.stderr


def test_a_season_is_imported_and_again_is_nothing(app_sqlite: Flask) -> None:
    file = str(DATA / "seasons" / "minamata-online-2021.json")
    assert run(app_sqlite, "import", file) == (0, "minamata-online-2021: 32 new, 0 changed, 0 refused\n", "")
    assert run(app_sqlite, "import", file) == (0, "minamata-online-2021: 0 new, 0 changed, 0 refused\n", "")


def test_a_conference_is_imported_and_again_is_nothing(app_sqlite: Flask, tmp_path: Path) -> None:
    file = DATA / "cops" / "cop-4.json"
    assert run(app_sqlite, "import", str(file)) == (0, "cop-4: 137 new, 0 changed, 0 refused\n", "")
    assert run(app_sqlite, "import", str(file)) == (0, "cop-4: 0 new, 0 changed, 0 refused\n", "")
    facts = json.loads(file.read_text("utf-8"))
    facts["segments"][1]["timetable"][3]["kind"] = "dance"
    wrong = tmp_path / "cop-4.json"
    wrong.write_text(json.dumps(facts), "utf-8")
    code, said, why = run(app_sqlite, "import", str(wrong))
    assert (code, said) == (1, "")
    assert why.startswith("Error: segments[1].timetable[3].kind: ")


def test_lists_are_imported(app_sqlite: Flask) -> None:
    assert (
        run(app_sqlite, "import", str(DATA / "parties.json"))[1] == "parties: 198 new, 0 changed, 0 refused\n"
    )
    said = run(app_sqlite, "import", str(DATA / "observers.json"), "--json")[1]
    assert json.loads(said) == {"name": "observers", "new": 93, "changed": 0, "refused": 0, "refusals": []}


def test_a_wrong_file_is_one_line_and_stores_nothing(app_sqlite: Flask, tmp_path: Path) -> None:
    facts = json.loads((DATA / "seasons" / "minamata-online-2021.json").read_text("utf-8"))
    facts["sessions"][3]["slots"][0]["start"] = "tomorrow"
    file = tmp_path / "season.json"
    file.write_text(json.dumps(facts), "utf-8")
    code, said, wrong = run(app_sqlite, "import", str(file))
    assert (code, said) == (1, "")
    assert wrong.startswith("Error: sessions[3].slots[0].start: ")
    assert wrong.count("\n") == 1
    with app_sqlite.app_context():
        assert db.session.scalar(select(func.count(Programme.id))) == 0


def test_an_unknown_schema_is_refused(app_sqlite: Flask, tmp_path: Path) -> None:
    file = tmp_path / "season.json"
    file.write_text('{"schema": "else/1"}', "utf-8")
    code, _said, wrong = run(app_sqlite, "import", str(file))
    assert (code, wrong.split(":")[1]) == (1, " schema")
