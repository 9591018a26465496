"""A JSON file read with the path of each value at hand, so that a refusal can name it."""

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from meetings.domain.errors import Refused, WrongFile
from meetings.domain.zones import check_zone

TEXT_LENGTH: Final = 1_000
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def read_json(raw: bytes) -> "Node":
    """Read a file of one JSON object.

    Raises: WrongFile, with the line where it is not JSON.
    """
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise WrongFile(field="file", expected="text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise WrongFile(field=f"line {error.lineno}", expected="JSON") from None
    except (RecursionError, ValueError):
        raise WrongFile(field="file", expected="JSON") from None
    if not isinstance(value, dict):
        raise WrongFile(field="file", expected="an object { … }")
    return Node(value, "")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file and its path, as `sessions[3].slots[0].start`."""

    value: Any
    path: str

    def refuse(self, expected: str) -> WrongFile:
        """Make the refusal of this value."""
        return WrongFile(field=self.path or "file", expected=expected)

    def at(self, name: str) -> "Node":
        """Give a field that must be there, of an object.

        Raises: WrongFile.
        """
        node = self.maybe(name)
        if node is None:
            raise WrongFile(field=self._path_of(name), expected="a value")
        return node

    def maybe(self, name: str) -> "Node | None":
        """Give a field of an object, or nothing where it is left out or null."""
        if not isinstance(self.value, dict):
            raise self.refuse("an object { … }")
        value = self.value.get(name)
        return None if value is None else Node(value, self._path_of(name))

    def items(self, name: str, *, needed: bool = False) -> list["Node"]:
        """Give the items of a field that must be a list; left out is an empty one, unless it is needed."""
        node = self.at(name) if needed else self.maybe(name) or Node([], self._path_of(name))
        if not isinstance(node.value, list):
            raise node.refuse("a list [ … ]")
        return [Node(value, f"{node.path}[{number}]") for number, value in enumerate(node.value)]

    def text(self, name: str) -> str:
        """Give a field that must be a text of one line."""
        return self.at(name).as_text()

    def maybe_text(self, name: str) -> str | None:
        """Give a text of one line, or nothing."""
        node = self.maybe(name)
        return node.as_text() if node else None

    def as_text(self) -> str:
        """Give this value as a text of one line."""
        text = self.value
        if not isinstance(text, str) or not text.strip():
            raise self.refuse("a text")
        if len(text) > TEXT_LENGTH:
            raise self.refuse(f"a text of at most {TEXT_LENGTH} characters")
        if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text):
            raise self.refuse("a text of one line without control characters")
        return unicodedata.normalize("NFC", text.strip())

    def code(self, name: str) -> str:
        """Give a field that must be an identifier."""
        node = self.at(name)
        if not isinstance(node.value, str) or not CODE.fullmatch(node.value):
            raise node.refuse("letters, figures, dots and hyphens")
        return node.value

    def number(self, name: str, least: int, most: int) -> int:
        """Give a field that must be a whole number within limits."""
        node = self.at(name)
        if isinstance(node.value, bool) or not isinstance(node.value, int) or not least <= node.value <= most:
            raise node.refuse(f"a whole number from {least} to {most}")
        return node.value

    def flag(self, name: str) -> bool:
        """Give a field that must be true or false; left out is false."""
        node = self.maybe(name)
        if node is None:
            return False
        if not isinstance(node.value, bool):
            raise node.refuse("true or false")
        return node.value

    def maybe_day(self, name: str) -> date | None:
        """Give a date, or nothing."""
        node = self.maybe(name)
        if node is None:
            return None
        try:
            return date.fromisoformat(node.as_text())
        except ValueError:
            raise node.refuse("a date like 2020-09-15") from None

    def instant(self, name: str) -> datetime:
        """Give a time with its offset."""
        node = self.at(name)
        refusal = node.refuse("a time with its offset, like 2020-09-15T14:00:00+02:00")
        try:
            instant = datetime.fromisoformat(node.as_text())
        except ValueError:
            raise refusal from None
        if instant.tzinfo is None:
            raise refusal
        return instant

    def zone(self, name: str) -> str:
        """Give the present name of a time zone."""
        node = self.at(name)
        try:
            return check_zone(node.as_text())
        except WrongFile:
            raise
        except Refused:
            raise node.refuse("a time zone like Europe/Zurich") from None

    def choice(self, name: str, choices: Collection[str]) -> str:
        """Give a field that must be one of a few texts."""
        node = self.at(name)
        if not isinstance(node.value, str) or node.value not in choices:
            raise node.refuse("one of " + ", ".join(sorted(choices)))
        return node.value

    def _path_of(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _no_constant(name: str) -> Any:
    raise ValueError(name)
