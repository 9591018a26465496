"""Taking somebody out of kept files: no letter of them remains, every other byte does, and figures are as before."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from meetings.domain.attendance import FileRead
from meetings.domain.attendance_cleaning import clean_file, clean_name, is_telling
from meetings.formats.attendance_file import read_attendance

DAY = date(2025, 3, 18)
HEAD = "Name,Email,Join time,Leave time\n"
NAME, ADDRESS = "يوسف الحداد", "yousef@example.org"
OTHERS = ("ليلى منصور", "سمير النجار")


def figures(read: FileRead) -> list[tuple[object, ...]]:
    return [(row.number, row.joined, row.left, row.role) for row in read.rows]


def cleaned(raw: bytes, *names: str, addresses: tuple[str, ...] = ()) -> bytes:
    """Clean a file as it is kept, and hold it to the same figures."""
    read = read_attendance(raw, DAY)
    found = clean_file(raw, read.encoding, names, addresses)
    again = read_attendance(found, DAY)
    assert figures(again) == figures(read)
    assert again.layout == read.layout
    assert again.problems == read.problems
    return found


def table(*rows: tuple[str, str]) -> str:
    times = "2025-03-18 13:00:00,2025-03-18 13:30:00"
    return HEAD + "".join(f"{name},{address},{times}\n" for name, address in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1256"])
def test_nothing_of_a_name_remains_in_any_encoding(encoding: str) -> None:
    text = table((NAME, ADDRESS), (OTHERS[0], ""), (OTHERS[1], "samir@example.org"), (NAME, ""))
    raw = text.encode(encoding)
    if encoding == "utf-16-be":
        raw = b"\xfe\xff" + raw
    found = cleaned(raw, NAME, addresses=(ADDRESS,))
    for word in (*NAME.split(), *ADDRESS.split("@")[:1]):
        assert word.encode("utf-16" if encoding.startswith("utf-16") else encoding)[2:] not in found
    expected = text.replace(NAME, "~").replace(ADDRESS, "~").encode(encoding)
    assert found == (b"\xfe\xff" + expected if encoding == "utf-16-be" else expected)


def test_a_file_of_two_encodings_is_cleaned_in_both() -> None:
    lines = table((OTHERS[0], ""), (OTHERS[1], ""), (NAME, "")).splitlines(keepends=True)
    raw = b"".join(one.encode("cp1256") for one in lines) + lines[3].encode() + lines[2].encode()
    found = cleaned(raw, NAME)
    assert NAME.encode() not in found
    assert NAME.encode("cp1256") not in found
    assert OTHERS[1].encode() in found


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("Jan de Vries", 'Yes,Jan de Vries,"Jan 18, 2025 13:00:00","Jan 18, 2025 13:30:00"'),
        ("May Lin", 'Yes,"Lin, May","May 18, 2025 13:00:00","May 18, 2025 13:30:00"'),
        ("Mar Costa", "Yes,Mar Costa,18 Mar 2025 13:00:00,18 Mar 2025 13:30:00"),
        ("Jung No", "No,Jung No,--,--"),
        ("Yes Sir", 'Yes,Yes Sir,"Mar 18, 2025 13:00:00","Mar 18, 2025 13:30:00"'),
    ],
)
def test_names_that_are_words_of_the_file_leave_it_readable(name: str, row: str) -> None:
    raw = f"Attended,User Name,Join Time,Leave Time\n{row}\n".encode()
    found = cleaned(raw, name).decode()
    assert name not in found
    assert read_attendance(found.encode(), DAY).out == tuple(
        one._replace(name="~") for one in read_attendance(raw, DAY).out
    )


def test_a_name_over_two_lines_and_one_in_two_cells() -> None:
    text = "First Name\tLast Name\tJoin time\tLeave time\nAiko\tHoshino\t2025-03-18 13:00\t2025-03-18 13:30\n"
    text += '"Aiko\nHoshino"\t\t2025-03-18 13:00\t2025-03-18 13:30\nAiko\tMori\t2025-03-18 13:00\t2025-03-18 13:30\n'
    found = cleaned(text.encode("utf-16"), "Aiko Hoshino").decode("utf-16")
    assert "Hoshino" not in found
    assert found.count("Aiko") == 1
    assert "Aiko\tMori" in found


def book(*rows: tuple[object, ...], shared: bool = True) -> bytes:
    """Write a workbook as spreadsheets do, with who made it, a note, and a second sheet."""
    made = openpyxl.Workbook()
    made.properties.creator = "Aiko Hoshino"
    sheet = made.active
    assert sheet is not None
    for row in (("First name", "Last name", "Email", "Join time", "Leave time"), *rows):
        sheet.append(row)
    sheet["A2"].comment = openpyxl.comments.Comment("Ask Aiko Hoshino", "Somebody")
    made.create_sheet("Aiko Hoshino").append(["aiko@example.org", "kept"])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def everything(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        return "".join(one.filename + parts.read(one).decode("utf-8", "replace") for one in parts.infolist())


def test_nothing_of_a_name_remains_in_any_part_of_a_workbook() -> None:
    raw = book(
        ("Aiko", "Hoshino", "aiko@example.org", 45734.541666666664, 45734.5625),
        ("Aiko", "Mori & Sons <b>", "mori@example.org", 45734.541666666664, 45734.5625),
        ("林", "薇", "", 45734.55, 45734.5625),
    )
    found = cleaned(raw, "Aiko Hoshino", addresses=("aiko@example.org",))
    text = everything(found)
    assert "Hoshino" not in text
    assert "aiko@" not in text
    assert text.count("Aiko") == 1
    rows = read_attendance(found, DAY).rows
    assert [(row.name, row.address) for row in rows] == [
        ("~ ~", ""),
        ("Aiko Mori & Sons <b>", "mori@example.org"),
        ("林 薇", ""),
    ]
    assert openpyxl.load_workbook(io.BytesIO(found)).sheetnames == ["Sheet1", "Sheet2"]
    assert clean_file(found, "xlsx", ["Aiko Hoshino"], []) == found


def test_a_workbook_without_them_stays_as_it_is_byte_by_byte() -> None:
    raw = book(("Bo", "Li", "", 45734.541666666664, 45734.5625))
    assert clean_file(raw, "xlsx", ["Somebody Other"], ["other@example.org"]) == raw
    assert clean_file(raw[:400], "xlsx", ["Somebody Other"], []) == b""


def test_numbers_of_telephones_in_a_workbook_are_taken_out() -> None:
    raw = book((41220100123, "", "", 45734.541666666664, 45734.5625))
    assert "41220100123" not in everything(cleaned(raw, "41220100123"))


def test_what_devices_call_themselves_tells_nothing() -> None:
    assert [is_telling(one) for one in ("iPad", "iPhone (2)", "Call-in User_1", "Guest")] == [False] * 4
    assert [is_telling(one) for one in ("iPhone de Léa", "41220100123", "Ana", "Guest Smith")] == [True] * 4


def test_the_name_of_a_file_may_say_somebody() -> None:
    assert clean_name("report_Aiko-Hoshino.csv", ["Aiko Hoshino"], []) == "~"
    assert clean_name("report of aiko@example.org.csv", ["X Y"], ["aiko@example.org"]) == "~"
    assert clean_name("report_Aiko_Mori.csv", ["Aiko Hoshino"], []) == "report_Aiko_Mori.csv"
