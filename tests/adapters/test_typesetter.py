"""Papers: read back, the same again, in all scripts; what a stranger wrote stays text."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from meetings.adapters.typesetter import TypstTypesetter
from meetings.domain.typesetting_errors import FontMissing, TypesettingMissing
from tests.conftest import ROOT, STRICT
from tests.papers import facts_of, text_of

TEMPLATES = ROOT / "templates" / "print"
PAPER: dict[str, Any] = {
    "language": "en",
    "title": "Certificate",
    "author": "Secretariat",
    "dated": datetime(2026, 11, 17, 16, 5),
    "around": "here",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the templates of the house, with one of this test beside them."""
    folder = tmp_path / "print"
    shutil.copytree(TEMPLATES, folder)
    shutil.copy(ROOT / "tests" / "data" / "paper_of_a_name.typ", folder / "name.typ")
    return folder


@pytest.fixture
def setter(folder: Path) -> TypstTypesetter:
    return TypstTypesetter(folder)


def needs(setter: TypstTypesetter, *scripts: str) -> None:
    missing = [one for one in scripts if not setter.scripts()[one]]
    if missing:
        (pytest.fail if STRICT else pytest.skip)(f"no font is installed for {', '.join(missing)}")


def named(setter: TypstTypesetter, name: str, folder: Path, **changes: Any) -> str:
    return text_of(setter.pdf("name", {**PAPER, "name": name, **changes}), folder)


def test_a_paper_says_what_it_is(setter: TypstTypesetter, tmp_path: Path) -> None:
    pdf = setter.pdf("name", {**PAPER, "name": "Ana Silva"})
    facts = facts_of(pdf, tmp_path)
    assert facts["Title"] == "Certificate"
    assert facts["Author"] == "Secretariat"
    assert facts["Tagged"] == "yes"
    assert facts["CreationDate"].startswith("2026-11-17T16:05:00")
    assert text_of(pdf, tmp_path).split() == ["Certificate", "Ana", "Silva", "(here)"]
    assert b"/Lang(en)" in pdf


def test_the_same_data_give_the_same_bytes_in_another_process_too(
    setter: TypstTypesetter, folder: Path, tmp_path: Path
) -> None:
    data = {**PAPER, "name": "Ana Silva"}
    first = setter.pdf("name", data)
    assert setter.pdf("name", {**data, "name": "Ben"}) != first
    assert setter.pdf("name", data) == first
    program = (
        "import sys; from datetime import datetime; from pathlib import Path\n"
        "from meetings.adapters.typesetter import TypstTypesetter\n"
        f"pdf = TypstTypesetter(Path({str(folder)!r})).pdf('name', {data!r})\n"
        f"Path({str(tmp_path / 'other.pdf')!r}).write_bytes(pdf)\n"
    )
    program = program.replace("datetime.datetime(", "datetime(")
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
    assert (tmp_path / "other.pdf").read_bytes() == first


@pytest.mark.parametrize(
    "name",
    [
        '#import "/etc/passwd": * $x$ *bold* _it_ `raw` [a] <label> @ref // # \\ ~ -- \'"',
        "<script>alert(1)</script>",
        "=1+1",
        '#read("paper.typ") #eval("1+1")',
    ],
)
def test_what_a_stranger_wrote_stays_text(setter: TypstTypesetter, tmp_path: Path, name: str) -> None:
    assert " ".join(named(setter, name, tmp_path).split()) == f"Certificate {name} (here)"


def test_marks_that_turn_or_hide_are_left_out(setter: TypstTypesetter, tmp_path: Path) -> None:
    words = named(setter, "\u202eAna\x00\x07\x1b \u2066Silva\u2069\u2069\ud800", tmp_path)
    assert " ".join(words.split()) == "Certificate Ana Silva (here)"


@pytest.mark.parametrize(
    ("script", "language", "name"),
    [
        ("Arabic", "ar", "مي زيادة"),
        ("Chinese", "zh", "陈小明"),
        ("Latin", "en", "Nguyễn Thị Ánh"),
        ("Cyrillic", "ru", "Щёголева"),
        ("Latin", "es", "Suharto"),
    ],
)
def test_names_are_read_back(
    setter: TypstTypesetter, tmp_path: Path, script: str, language: str, name: str
) -> None:
    needs(setter, script)
    words = named(setter, name, tmp_path, language=language)
    assert all(word in words for word in name.split())
    assert setter.png("name", {**PAPER, "name": name, "language": language})[0].startswith(b"\x89PNG")


def test_a_letter_without_a_font_is_refused_by_name(folder: Path) -> None:
    bare = TypstTypesetter(folder, is_bare=True)
    with pytest.raises(FontMissing) as refusal:
        bare.pdf("name", {**PAPER, "name": "陈"})
    assert refusal.value.values == {"letter": "陈", "script": "Cjk"}
    with pytest.raises(FontMissing) as refusal:
        bare.png("name", {**PAPER, "name": "\U000f1234"})
    assert refusal.value.values == {"letter": "\U000f1234", "script": "Unknown"}
    assert bare.scripts() == {"Latin": True, "Cyrillic": True, "Arabic": True, "Chinese": False}


def test_a_machine_without_the_typesetter_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(TypesettingMissing):
        TypstTypesetter(folder).pdf("name", {**PAPER, "name": "Ana"})


def test_threads_share_one_typesetter(setter: TypstTypesetter) -> None:
    names = [f"Ana {number}" for number in range(40)]
    alone = [setter.pdf("name", {**PAPER, "name": name}) for name in names]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda name: setter.pdf("name", {**PAPER, "name": name}), names))
    assert together == alone


def test_the_typesetter_is_loaded_only_where_a_paper_is_set() -> None:
    program = "import sys, meetings.wiring; print('typst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.typ")), ids=lambda path: path.name)
def test_templates_read_nothing_from_outside_and_run_nothing_given(path: Path) -> None:
    words = path.read_text("utf-8")
    assert not [one for one in ("eval(", "@preview", "plugin(", "read(", "http") if one in words]


def test_nothing_outside_the_folder_is_read(setter: TypstTypesetter, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (folder / "out.typ").write_text('#read("../secret.txt")', "utf-8")
    with pytest.raises(RuntimeError, match="root"):
        setter.pdf("out", PAPER)
