"""The habits of the house that a program can check: sizes, arrows of the domain, named errors with sentences."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from meetings.domain import errors
from meetings.web.errors import SENTENCES, sentence

ROOT = Path(__file__).parents[2]
FUNCTION_LINES = 50
FILE_LINES = 400
OURS = [path for path in sorted((ROOT / "meetings").rglob("*.py")) if "versions" not in path.parts]


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= FILE_LINES
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_domain_needs_neither_flask_nor_sqlalchemy() -> None:
    domain = ROOT / "meetings" / "domain"
    names = sorted(
        ".".join(path.relative_to(domain).with_suffix("").parts)
        for path in domain.rglob("*.py")
        if path.stem != "__init__"
    )
    program = "\n".join(
        [f"import meetings.domain.{name}" for name in names]
        + ["import sys", "print(sorted({'flask', 'sqlalchemy', 'babel', 'icalendar'} & set(sys.modules)))"]
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def every_refusal() -> list[type[errors.Refused]]:
    found = [errors.Refused]
    for kind in found:
        found += kind.__subclasses__()
    return found


def test_each_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in every_refusal()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("kind", every_refusal(), ids=lambda kind: kind.code)
def test_each_refusal_has_a_sentence(app_sqlite: Flask, kind: type[errors.Refused]) -> None:
    assert kind.code in SENTENCES
    with app_sqlite.test_request_context("/en/"):
        assert sentence(kind(field="name")).endswith((".", "?"))
