"""The habits of the house that a program can check: sizes, arrows of the domain, named errors with sentences."""

import ast
import subprocess
import sys
from pathlib import Path

from flask import Flask

from meetings.domain import errors
from meetings.web.errors import SENTENCES, sentence

ROOT = Path(__file__).parents[2]
FUNCTION_LINES = 50
FILE_LINES = 400
OURS = [path for path in sorted((ROOT / "meetings").rglob("*.py")) if "versions" not in path.parts]


def too_long(path: Path) -> list[str]:
    """Name what is too long in a file: the file, or functions of it."""
    text, name = path.read_text("utf-8"), str(path.relative_to(ROOT))
    long = [
        f"{name}: {node.name}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    return long + ([name] if text.count("\n") > FILE_LINES else [])


def test_files_and_functions_stay_small() -> None:
    assert OURS
    assert [one for path in OURS for one in too_long(path)] == []


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


def test_each_refusal_has_a_sentence(app_sqlite: Flask) -> None:
    kinds = every_refusal()
    assert [kind.code for kind in kinds if kind.code not in SENTENCES] == []
    with app_sqlite.test_request_context("/en/"):
        ends = {kind.code: sentence(kind(field="name")) for kind in kinds}
    assert {code: words for code, words in ends.items() if not words.endswith((".", "?"))} == {}
