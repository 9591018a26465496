"""Documents for word processors, read back by a reader of its own: styles, directions, languages, and inert text."""

from datetime import UTC, datetime

import pytest

from meetings.formats.cop.docx import Document, Paragraph, clean, directed, docx_bytes
from tests.formats.docx_reader import ReadDocument, read_docx

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def written(language: str, *paragraphs: Paragraph, columns: int = 2) -> ReadDocument:
    document = Document(
        "A title & <more>", language, "UNEP/MC/COP.7/INF/27", "List", paragraphs, AT, "Secretariat", columns
    )
    raw = docx_bytes(document)
    assert raw == docx_bytes(document)
    return read_docx(raw)


def test_document_has_styles_header_page_numbers_and_properties() -> None:
    read = written(
        "en", Paragraph("Title", "List"), Paragraph("Heading1", "Parties", begins_columns=True),
        Paragraph("Name", "Amina Example", lead="1."),
    )  # fmt: skip
    assert [(one.style, one.text) for one in read.paragraphs] == [
        ("Title", "List"), ("", ""), ("Heading1", "Parties"), ("Name", "1.\tAmina Example")
    ]  # fmt: skip
    assert (read.header, read.fields, read.columns) == ("UNEP/MC/COP.7/INF/27", ["PAGE", "NUMPAGES"], [1, 2])
    assert (read.properties["title"], read.properties["language"], read.is_bidi) == (
        "A title & <more>",
        "en",
        False,
    )


def test_arabic_document_runs_from_right_to_left() -> None:
    read = written("ar", Paragraph("Name", "أمينة مثال Amina", lead="1."), columns=1)
    assert read.is_bidi
    assert read.paragraphs[0].is_bidi
    runs = [(one.text, one.is_rtl, one.languages) for one in read.paragraphs[0].runs if one.text.strip()]
    assert runs == [
        ("1", False, {"val": "en-GB"}),
        (".", True, {"bidi": "ar-SA"}),
        ("أمينة مثال ", True, {"bidi": "ar-SA"}),
        ("Amina", False, {"val": "en-GB"}),
    ]


def test_names_of_other_scripts_say_their_language() -> None:
    read = written("fr", Paragraph("Name", "أمينة مثال"), Paragraph("Name", "张伟"), Paragraph("Name", "Zoé"))
    runs = [one.runs[0] for one in read.paragraphs]
    assert [(one.is_rtl, one.languages) for one in runs] == [
        (True, {"bidi": "ar-SA"}), (False, {"eastAsia": "zh-CN"}), (False, {"val": "fr-FR"})
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("=1+1", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("]]> &amp; \"'", "]]> &amp; \"'"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("a\x00b\x0bc\ud800d\ufffee", "abcde"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("e\u0301", "é"),
        ("", ""),
    ],
)
def test_hostile_text_stays_text(language: str, given: str, read: str) -> None:
    document = written(language, Paragraph("Detail", given))
    assert document.paragraphs[0].text == read
    assert clean(given) == read


@pytest.mark.parametrize(
    ("text", "is_rtl", "pieces"),
    [
        ("من 7 إلى 11.", True, [(True, "من "), (False, "7"), (True, " إلى "), (False, "11"), (True, ".")]),
        ("(أمينة)", False, [(False, "("), (True, "أمينة"), (False, ")")]),
        ("Ms. أمينة مثال", False, [(False, "Ms. "), (True, "أمينة مثال")]),
        ("UNEP/MC/COP.7", True, [(False, "UNEP/MC/COP.7")]),
        ("", True, []),
    ],
)
def test_text_is_cut_where_its_direction_changes(
    text: str, is_rtl: bool, pieces: list[tuple[bool, str]]
) -> None:
    assert directed(text, is_rtl=is_rtl) == pieces
