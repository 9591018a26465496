"""Lists of contacts as rows: columns known in six languages, by CSV and by workbook."""

import pytest

from meetings.domain.contacts.contacts_errors import NoColumns
from meetings.domain.errors import Refused, WrongFile
from meetings.formats.contacts.lists import check_columns, count_rows, layout_of, list_rows
from meetings.formats.sheets import xlsx_bytes


@pytest.mark.parametrize(
    "heading",
    [
        "Name,Email,Country,Role",
        "Nom;Courriel;Pays;Rôle",
        "Nombre\tCorreo electrónico\tPaís\tRol",
        "Имя;Электронная почта;Страна;Роль",
        "姓名,电子邮件,国家,角色",
        "الاسم;البريد الإلكتروني;البلد;الدور",
    ],
)
def test_headings_are_known_in_six_languages(heading: str) -> None:
    layout = layout_of(f"Our list\n\n{heading}\nA B,c@example.org\n".encode())
    assert layout.head == 2
    assert layout.columns == {"name": 0, "email": 1, "country": 2, "role": 3}


def test_rows_of_a_workbook_are_those_of_a_csv() -> None:
    rows = [["Ada Example", "ada@example.org", None], [], ["Ben Example", "ben@example.org", "KE"]]
    raw = xlsx_bytes("Contacts", ["Name", "E-mail", "Country"], rows)
    layout = layout_of(raw)
    assert [cells for _number, cells in list_rows(raw, layout.head, layout.columns)] == [
        {"name": "Ada Example", "email": "ada@example.org"},
        {"name": "Ben Example", "email": "ben@example.org", "country": "KE"},
    ]
    assert count_rows(raw, layout.head) == 2


def test_rows_that_were_read_are_passed_over() -> None:
    raw = b"Name,Email\nA,a@example.org\nB,b@example.org\n"
    assert [number for number, _cells in list_rows(raw, 0, {"name": 0}, 1)] == [3]


def test_unknown_headings_are_kept_for_a_person_to_map() -> None:
    layout = layout_of(b"Foo,Bar\nAda,ada@example.org\n")
    assert (layout.headings, layout.columns) == (("Foo", "Bar"), {})
    assert check_columns({"name": 0, "email": 1, "country": 9}, 2) == {"name": 0, "email": 1}
    with pytest.raises(NoColumns):
        check_columns({"name": 0}, 2)


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4", b"\n\n"])
def test_other_files_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        layout_of(raw)


def test_quote_that_is_never_closed_is_refused() -> None:
    with pytest.raises(WrongFile):
        layout_of(b'Name,Email\n"' + b"Ada,ada@example.org\n" * 10_000)
