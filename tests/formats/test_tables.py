"""Tables for spreadsheets: nothing a stranger wrote becomes a formula, a row or a cell of its own."""

import csv
import io

import pytest

from meetings.formats.tables import cell, csv_bytes


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+41", "'+41"),
        ("-1", "'-1"),
        ("@cmd", "'@cmd"),
        ("\t=1", "'\t=1"),
        ("\r\n=1", "'\r\n=1"),
        ("＝1", "'＝1"),
        ("Ada =1", "Ada =1"),
        (None, ""),
        (0, "0"),
    ],
)
def test_no_cell_begins_a_formula(value: object, written: str) -> None:
    assert cell(value) == written


def test_table_reads_back_as_it_was_meant() -> None:
    rows = [['a "quoted", name', "two\r\nlines", "\u202edrow"], ["=x", None, 3]]
    content = csv_bytes(["=Head", "B", "C"], rows)
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [["'=Head", "B", "C"], rows[0], ["'=x", "", "3"]]


def test_a_cell_holds_no_control_character() -> None:
    assert cell("a\x00b\x0bc\x1f") == "abc"
    assert cell("\x01=1+1") == "'=1+1"
    assert cell("two\nlines") == "two\nlines"
