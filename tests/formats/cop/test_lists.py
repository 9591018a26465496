"""A list of participants on paper, in a document and in a table: the same people, right in every script."""

import csv
import io
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from meetings.adapters.typesetter import TypstTypesetter
from meetings.domain.cop.lists import SCHEMA, Listed, Participants
from meetings.formats.cop.lists import ListShown, document, paper, sheet, shown, table
from tests.formats.docx_reader import read_docx
from tests.papers import facts_of, text_of

TEMPLATES = Path(__file__).parents[3] / "templates" / "print"
MADE_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
NAMES = {
    "KE": {"en": "Kenya", "ar": "كينيا", "zh": "肯尼亚"},
    "AL": {"en": "Albania", "ar": "ألبانيا", "zh": "阿尔巴尼亚"},
}
HOSTILE = [
    "=1+1",
    "<script>alert(1)</script>",
    "ab\u202edc",
    "أمينة مثال",
    "张伟",
    '#image("/etc/passwd")',
    "@x",
    "Ёлкин",
]


def say(name: str, *values: object) -> str:
    return " ".join([str(name), *map(str, values)])


def a_list(kind: str = "provisional", **head: Any) -> Participants:
    bodies = {
        "k": {"names": NAMES["KE"], "section": "parties", "code": "KE", "is_state": True},
        "a": {"names": NAMES["AL"], "section": "parties", "code": "AL", "is_state": True},
    }
    values = {
        "schema": SCHEMA, "kind": kind, "programme": "cop", "programme_title": {"en": "Conference"},
        "demonstration": False, "segment": "1", "title": {"en": "First segment"}, "place": {"en": "Geneva"},
        "zone": "Europe/Zurich", "starts_on": "2026-12-07", "ends_on": "2026-12-11", "symbol": "UNEP/MC/COP.7/INF/27",
        "corrections_until": "2026-12-04T22:59:00+00:00", "unconfirmed_title": {}, "bodies": bodies,
    }  # fmt: skip
    facts = {"function": "Director", "email": "a@example.org"}
    people = [
        Listed("k", f"n{at}", None, "adviser", at, {"name": name, **facts}) for at, name in enumerate(HOSTILE)
    ]
    people.append(Listed("k", "unnamed", None, "adviser", 99, {}))
    people.append(Listed("a", "head", None, "head", 0, {"courtesy": "Ms.", "name": "Head Example"}))
    return Participants(values | head, tuple(people))


def made(language: str = "en", **head: Any) -> ListShown:
    return shown(a_list(**head), language, say, MADE_AT)


def test_list_is_put_into_words() -> None:
    one = made()
    assert one.lead == (
        "First segment, Geneva, 7–11 December 2026",
        "drawn_up Sunday 29 November 2026",
        "about_provisional",
        "corrections_by Friday 4 December 2026",
    )
    (part,) = one.sections
    assert [(body.name, body.note) for body in part.bodies] == [("Albania", ""), ("Kenya", "unnamed 1")]
    head = part.bodies[0].people[0]
    assert (head.number, head.name, head.role, head.details) == (1, "Ms. Head Example", "head", ())
    assert [one.number for one in part.bodies[1].people] == list(range(2, 10))
    assert one.total == "total 10 1"


def test_final_list_takes_no_corrections() -> None:
    one = made(kind="final", corrections_until=None)
    assert one.lead[-1] == "about_final"
    assert one.title == "final"


def test_states_without_a_known_status_stand_under_the_secretariats_words() -> None:
    given = a_list(unconfirmed_title={"en": "Other States"})
    for each in given.bodies.values():
        each["section"] = "unconfirmed"
    assert shown(given, "en", say, MADE_AT).sections[0].title == "Other States"
    given.head["unconfirmed_title"].clear()
    assert shown(given, "en", say, MADE_AT).sections[0].title == "unconfirmed"


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_paper_can_be_read_in_every_language(language: str, tmp_path: Path) -> None:
    made_of = TypstTypesetter(TEMPLATES).pdf("list", paper(made(language)))
    text = text_of(made_of, tmp_path)
    for words in (
        "Ms. Head Example",
        "=1+1",
        "<script>alert(1)</script>",
        "abdc",
        "张伟",
        "Ёлкин",
        "UNEP/MC/COP.7/INF/27",
    ):
        assert words in text
    # Poppler gives words of a line as they are seen, from the left.
    assert "مثال أمينة" in text
    assert {"ar": "كينيا", "zh": "肯尼亚"}.get(language, "Kenya") in text
    assert facts_of(made_of, tmp_path)["Tagged"] == "yes"


@pytest.mark.parametrize("language", ["ar", "en", "zh"])
def test_document_has_the_same_people(language: str) -> None:
    read = read_docx(document(made(language)))
    people = [one.text for one in read.paragraphs if one.style == "Name"]
    assert people == [
        "1.\tMs. Head Example", "2.\t=1+1", "3.\t<script>alert(1)</script>", "4.\tabdc", "5.\tأمينة مثال", "6.\t张伟",
        '7.\t#image("/etc/passwd")', "8.\t@x", "9.\tЁлкин",
    ]  # fmt: skip
    states = [one.text for one in read.paragraphs if one.style == "Heading2"]
    assert states == {"ar": ["ألبانيا", "كينيا"], "zh": ["阿尔巴尼亚", "肯尼亚"]}.get(
        language, ["Albania", "Kenya"]
    )
    assert read.header == "UNEP/MC/COP.7/INF/27"


def test_no_column_of_the_document_cuts_a_person() -> None:
    paragraphs = read_docx(document(made("en"))).paragraphs
    cut = [
        one.text
        for one, after in pairwise(paragraphs)
        if one.style == "Detail" and one.is_kept != (after.style == "Detail")
    ]
    assert cut == []
    assert sum(one.is_kept for one in paragraphs) > 5


def test_table_is_inert() -> None:
    head, rows = table(made(), say)
    assert head[:3] == ["head_number", "head_section", "head_delegation"]
    assert rows[0][:6] == ["1", "parties", "Albania", "head", "Ms.", "Head Example"]
    assert len(rows) == 9
    text = sheet(made(), say, "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet(made(), say, "xlsx")))
    read = book.get_sheet_by_index(0).to_python()
    assert [row[5] for row in read[2:5]] == ["=1+1", "<script>alert(1)</script>", "abdc"]
