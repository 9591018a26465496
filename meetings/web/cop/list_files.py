"""Lists of participants as files, for the desk and for whom they are published."""

from collections.abc import Callable
from typing import Final

from flask import current_app

from meetings.formats.cop.lists import ListShown, document, paper, sheet
from meetings.web.cop.list_words import say

FORMS: Final = ("pdf", "docx", "xlsx", "csv")
TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
MAKE: Final[dict[str, Callable[[ListShown], bytes]]] = {
    "pdf": lambda one: _paper(one),
    "docx": document,
    "xlsx": lambda one: sheet(one, say, "xlsx"),
    "csv": lambda one: sheet(one, say, "csv"),
}


def list_file(one: ListShown, form: str) -> bytes:
    """Make a list's paper, document or table.

    Raises: FontMissing, TypesettingMissing.
    """
    return MAKE[form](one)


def file_name(symbol: str, number: int, language: str, form: str) -> str:
    """Name a list's file by its symbol: UNEP-MC-COP.4-INF-27-2-fr.pdf."""
    stem = symbol.replace("/", "-") or "participants"
    return f"{stem}-{number}-{language}.{form}" if number else f"{stem}-preview-{language}.{form}"


def _paper(one: ListShown) -> bytes:
    made: bytes = current_app.extensions["outside"].typesetter.pdf("list", paper(one))
    return made
