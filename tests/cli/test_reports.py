"""`meetings report` and `meetings demo` as a person types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from meetings.app import create_app
from meetings.cli import main

SEASON = Path(__file__).parents[2] / "meetings" / "data" / "seasons" / "minamata-online-2020.json"


def run(app: Flask, *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(words), obj=lambda: app)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def archive(app_sqlite: Flask) -> Flask:
    assert run(app_sqlite, "import", str(SEASON))[0] == 0
    return app_sqlite


def test_the_report_is_json_with_definitions(archive: Flask) -> None:
    code, said, wrong = run(archive, "report", "minamata-online-2020", "--format", "json")
    shape = json.loads(said)
    assert (code, wrong, shape["counts"]["hours"]["value"]) == (0, "", 23.5)
    assert all(count["definition"] for count in shape["counts"].values())
    assert set(shape["streams"]) == {"implementation", "science", "cop-preparation"}


def test_the_report_is_a_page_that_stands_alone(archive: Flask, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    words = ("report", "minamata-online-2020", "--format", "html", "--lang", "ar", "--out", str(file))
    assert run(archive, *words) == (0, "", "")
    page = file.read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert "<script" not in page
    assert "src=" not in page
    assert "567" in page
    assert "1,739" not in page


def test_a_report_of_nothing_is_refused_in_one_line(app_sqlite: Flask) -> None:
    code, said, wrong = run(app_sqlite, "report", "nothing")
    assert (code, said, wrong.count("\n")) == (1, "", 1)
    assert wrong.startswith("Error: nothing: ")


def test_the_demonstration_is_loaded_once(app_sqlite: Flask) -> None:
    assert run(app_sqlite, "demo")[:2] == (0, "The demonstration is loaded.\n")
    assert run(app_sqlite, "demo")[:2] == (0, "The demonstration was there already.\n")
    code, said, _wrong = run(app_sqlite, "report", "demonstration")
    shape = json.loads(said)
    assert (code, shape["demonstration"]) == (0, True)
    assert shape["counts"]["attendances"]["value"] > 50


def test_a_store_without_tables_is_named_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["report", "x"], obj=lambda: create_app({"INSTANCE": tmp_path}))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "meetings migrate" in result.stderr
