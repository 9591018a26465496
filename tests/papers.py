"""Papers read back as a reader's program would, by poppler."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import STRICT


def needs_poppler() -> None:
    """Leave a test out with a plain word where nothing can read a PDF."""
    if shutil.which("pdftotext") is None:
        (pytest.fail if STRICT else pytest.skip)("no pdftotext is installed")


def text_of(pdf: bytes, folder: Path) -> str:
    """Give the words of a PDF, line by line in the order they stand in the file, without marks of direction."""
    needs_poppler()
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True, timeout=60
    )
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", done.stdout)


def facts_of(pdf: bytes, folder: Path) -> dict[str, str]:
    """Give what a PDF says of itself: Title, Author, Tagged, Pages, CreationDate..."""
    needs_poppler()
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdfinfo", "-isodates", str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    return dict(re.findall(r"^([^:\n]+):\s+(.*)$", done.stdout, re.MULTILINE))
