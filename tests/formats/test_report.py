"""Reports in words: tables, the paragraph in six languages, workbooks and papers."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from flask_babel import force_locale
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from meetings.domain.codes import LANGUAGES
from meetings.domain.report_sheet import Heading, Heads, SessionHead, StreamHead, public, sheet
from meetings.domain.retention import Retention
from meetings.domain.statistics import Facts, Figure, Holding, Stretch, Topic, Wish
from meetings.formats.report_nouns import NAMES, NOUNS
from meetings.formats.report_page import Printed, printed
from meetings.formats.report_paper import paper
from meetings.formats.report_paragraph import paragraph
from meetings.formats.report_phrases import SENTENCES
from meetings.formats.report_workbook import workbook
from meetings.formats.retention import draw

START = datetime(2020, 9, 17, 8, tzinfo=UTC)
MADE = datetime(2020, 12, 8, 9, tzinfo=UTC)


def say(macro: str, *values: object) -> str:
    return str(get_template_attribute("report/words.html", macro)(*values))


def counted(people: int = 6, **changes: Any) -> Any:
    """Give the sheet of a small season, as it may leave the desk; a formula and a mark are in its names."""
    given = {"complete": True, "demonstration": False, "ours": True} | changes
    heads = Heads(
        Heading(
            "season",
            {"en": "=Season"},
            {},
            "UTC",
            date(2020, 9, 15),
            date(2020, 12, 1),
            given["complete"],
            given["demonstration"],
        ),
        (StreamHead(1, "science", {"en": "+Science"}, 0),),
        (SessionHead(1, "topic", "science", 0, {"en": "@Topic"}, START, "UTC", False),),
    )
    rows = tuple(Stretch("a", number, START, None, country="KE") for number in range(people))
    figure = Figure("attendances", 1700, "over", "-A report")
    slot = Holding("a", 1, START, 90, True, ours=given["ours"], marks=frozenset(given.get("marks", ())))
    facts = Facts(
        (Topic(1, 1),), (slot,), tuple(Wish(one.person_id or 0, 1, True) for one in rows), rows, (figure,)
    )
    return public(sheet(heads, facts))


def worded(app: Flask, lang: str = "en", **changes: Any) -> Printed:
    with app.test_request_context(f"/{lang}/"), force_locale(lang):
        return printed(counted(**changes), MADE, lang, say)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_and_noun_is_in_every_language(lang: str) -> None:
    assert SENTENCES[lang].keys() == SENTENCES["en"].keys()
    assert NOUNS[lang].keys() == NOUNS["en"].keys()
    assert NAMES[lang].keys() == NAMES["en"].keys()
    assert all(forms["other"] for forms in NOUNS[lang].values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("people", [0, 1, 2, 5, 11, 101])
def test_the_paragraph_is_whole_in_every_language(lang: str, people: int) -> None:
    text = paragraph(counted(people), MADE, lang)
    assert "{" not in text
    assert "None" not in text
    assert ("1,700" in text) or ("1.700" in text) or ("1\u202f700" in text) or ("1\xa0700" in text)


def test_the_paragraph_keeps_people_and_attendances_apart() -> None:
    text = paragraph(counted(6), MADE, "en")
    assert "6 participants from 1 country took part" in text
    assert "6 attendances" in text
    assert "over 1,700 (-A report)" in text


def test_the_paragraph_names_what_nobody_recorded_and_claims_nobody() -> None:
    text = paragraph(counted(0, ours=False, marks=("minutes",)), MADE, "en")
    assert "took part" not in text
    assert "Not recorded: registrations, attendances, participants, countries, Parties, panellists." in text
    assert "filled in where no source was found: hours" in text


def test_arabic_and_russian_nouns_bend_by_their_numbers() -> None:
    assert "6 участников" in paragraph(counted(6), MADE, "ru")
    assert "2 участника" in paragraph(counted(2), MADE, "ru")
    assert "مشاركان" in paragraph(counted(2), MADE, "ar")


def test_a_workbook_has_numbers_as_numbers_days_as_days_and_no_formula(app_sqlite: Flask) -> None:
    made = workbook(worded(app_sqlite), seal="a seal")
    book = load_workbook(io.BytesIO(made))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert not any(text.startswith(("=", "+", "-", "@")) for text in texts)
    assert {"'=Season", "'+Science", "'@Topic"} <= set(texts)
    assert 1700 in [cell.value for cell in cells]
    read = CalamineWorkbook.from_filelike(io.BytesIO(made))
    page = read.get_sheet_by_name(read.sheet_names[2]).to_python()
    assert page[2][1] == date(2020, 9, 17)
    assert page[2][3] == 1.5


def test_the_same_report_is_the_same_workbook(app_sqlite: Flask) -> None:
    assert workbook(worded(app_sqlite)) == workbook(worded(app_sqlite))


def test_arabic_sheets_read_from_the_right(app_sqlite: Flask) -> None:
    book = load_workbook(io.BytesIO(workbook(worded(app_sqlite, "ar"))))
    assert all(page.sheet_view.rightToLeft for page in book)
    assert len({page.title.casefold() for page in book}) == len(book.worksheets)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_paper_is_set_in_every_language(app_sqlite: Flask, lang: str) -> None:
    shown = worded(app_sqlite, lang, marks=("minutes", "local_start"))
    data = paper(shown, site="A site", seal="sealed: 00ff", address="https://meetings.example.org/")
    pdf = app_sqlite.extensions["outside"].typesetter.pdf("report", data)
    assert pdf.startswith(b"%PDF")
    assert pdf == app_sqlite.extensions["outside"].typesetter.pdf("report", data)


def test_what_is_filled_in_published_and_not_recorded_look_different(app_sqlite: Flask) -> None:
    shown = worded(app_sqlite, people=0, ours=False, marks=("minutes",))
    looks = {one.key: one.cell.look for one in shown.figures}
    assert (looks["hours"], looks["attendances"], looks["sessions"]) == ("inferred", "unknown", "")
    (streams,) = [one for one in shown.tables if one.key == "streams"]
    assert streams.lines[0].bar_look == "inferred"
    assert [one.key for one in shown.tables if not one.lines] == ["who", "compared"]


def test_retention_is_drawn_in_steps_and_mirrored() -> None:
    found = Retention((2, 3, 1), 3, 1)
    plain, mirrored = draw(found), draw(found, is_mirrored=True)
    assert plain.path.startswith("M56 212V")
    assert mirrored.path.startswith("M944 212V")
    assert plain.lines == ((0, 3, 1),)
    assert [one.number for one in plain.levels] == [0, 1, 3]
