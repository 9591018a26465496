"""Lists of addresses as people paste them: one a line, with a name and a language where there are any."""

import csv
import re
from dataclasses import dataclass
from typing import Final

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import Refused, TooManyLines
from meetings.domain.registrations import address_key, check_address, check_name
from meetings.domain.survey_errors import NotALine

MOST_LINES: Final = 5000
MOST_LETTERS: Final = 500_000
ANGLED: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
SEPARATORS: Final = (";", "\t", ",")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody of a list; without a name or a language where the list says none."""

    address: str
    name: str = ""
    language: str = ""


def listed(text: str, field: str = "addresses") -> list[Listed]:
    """Read a list: `Name <address>`, an address alone, or cells with a name and a language; the same twice is once.

    Raises: TooManyLines; NotALine, with the number of the first line that gives no address.
    """
    lines = text.splitlines()
    if len(lines) > MOST_LINES or len(text) > MOST_LETTERS:
        raise TooManyLines(field=field, most=MOST_LINES)
    found: dict[tuple[str, str], Listed] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip("\ufeff \t,;"):
            continue
        try:
            one = _listed(line.strip("\ufeff \t"))
        except Refused:
            if number == 1 and "@" not in line:
                continue  # the names of the columns
            raise NotALine(field=field, line=number) from None
        found.setdefault((address_key(one.address), one.name.casefold()), one)
    return list(found.values())


def _listed(line: str) -> Listed:
    angled = ANGLED.fullmatch(line.rstrip(",;"))
    if angled:
        name = angled["name"].strip().strip('"').strip()
        return Listed(check_address(angled["address"].strip()), check_name(name) if name else "")
    cells = next(([*_cells(line, each)] for each in SEPARATORS if each in line), [line])
    address = next((one for one in cells if "@" in one), "")
    others = [one for one in cells if one and one != address]
    language = next((one.lower() for one in others if one.lower() in LANGUAGES), "")
    name = next((one for one in others if one.lower() != language), "")
    return Listed(check_address(address), check_name(name) if name else "", language)


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def name_of(address: str) -> str:
    """Give what to call somebody of whom a list gives an address only."""
    return re.sub(r"[._+-]+", " ", address.partition("@")[0]).strip() or "?"
