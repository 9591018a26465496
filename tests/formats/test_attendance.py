"""Files of attendance: each platform's layout gives one truth, and bad ones are asked about or refused in bounds."""

import csv
import io
import json
import time
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from meetings.domain.attendance import Answers, check_window, group, group_totals
from meetings.domain.attendance_places import close_open_ends, place_rows
from meetings.domain.errors import TooLarge, TooLong, TooManyLines, WrongFile
from meetings.formats.attendance_file import read_attendance
from meetings.formats.attendance_times import NotRead, find_order, read_time

FILES = Path(__file__).parent.parent / "data" / "attendance"
EXPECTED = json.loads((FILES / "expected_totals.json").read_text("utf-8"))
DAY = date(2025, 3, 18)
ZONE = "Europe/Zurich"
LAYOUTS = {
    "teams_attendance_list_2020.csv": "teams_list",
    "teams_attendance_report.csv": "teams_report",
    "teams_attendance_report_2021.csv": "teams_report_2021",
    "teams_attendance_report_engagement.csv": "teams_report",
    "teams_attendance_report_utf16be_dayfirst.csv": "teams_report",
    "teams_live_event_engagement.csv": "teams_live_event",
    "webex_attendance.csv": "webex",
    "zoom_meeting_participants.csv": "zoom_meeting",
    "zoom_meeting_participants_2024.csv": "zoom_meeting",
    "zoom_meeting_participants_unique.csv": "zoom_meeting_unique",
    "zoom_webinar_attendee_report.csv": "zoom_webinar",
    "zoom_webinar_attendee_report_2020.csv": "zoom_webinar",
}
HEAD = "Name,Email,Join time,Leave time\n"


def truth(name: str) -> dict[str, tuple[int, int] | int]:
    """Give rows and seconds (or minutes stated) by person; one file calls guests another word than its truth does."""
    word = ("(Unverified)", "(Guest)") if name == "teams_attendance_report_2021.csv" else ("", "")
    return {
        key.replace(*word): one.get("minutes_stated") or (one["rows"], one["seconds_present_union"])
        for key, one in EXPECTED[name].get("people", {}).items()
    }


def told(raw: bytes, zone: str = ZONE, answers: Answers = Answers()) -> dict[str, object]:
    read = read_attendance(raw, DAY, answers)
    if read.layout == "zoom_meeting_unique":
        return {one.key: one.minutes_stated for one in group_totals(read.rows)}
    stays, _problems = place_rows(read.rows, read.zone or zone, answers)
    return {one.key: (len(one.rows), one.seconds) for one in group(stays, None)}


@pytest.mark.parametrize("name", [name for name in LAYOUTS if "people" in EXPECTED[name]])
def test_file_gives_the_truth(name: str) -> None:
    raw = (FILES / name).read_bytes()
    assert told(raw) == truth(name)
    assert read_attendance(raw, DAY).layout == LAYOUTS[name]


@pytest.mark.parametrize("name", [name for name in LAYOUTS if "people" in EXPECTED[name]])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_file_saved_again_by_a_spreadsheet_gives_the_same(name: str, delimiter: str) -> None:
    raw = (FILES / name).read_bytes()
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ","))
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=delimiter).writerows(rows)
    assert told(again.getvalue().encode()) == truth(name)
    assert told(("\ufeff" + again.getvalue()).encode("utf-16-be")) == truth(name)


def test_list_of_2020_asks_for_the_end() -> None:
    read = read_attendance((FILES / "teams_attendance_list_2020.csv").read_bytes(), DAY)
    stays, _none = place_rows(read.rows, ZONE, Answers())
    end = datetime(2025, 3, 18, 13, 30, tzinfo=UTC)
    same, problems = close_open_ends(stays, ZONE, "", end)
    assert same == stays
    assert [(one.code, one.values["rows"]) for one in problems] == [("no_end", [2, 3])]
    assert [one.code for one in read.notes] == ["joined_before"]
    closed, none = close_open_ends(stays, ZONE, "2025-03-18T14:34:52", end)
    seconds = {one.key: one.seconds for one in group(closed, None)}
    assert not none
    assert (seconds["name:Events Desk"], seconds["name:Léa Fontaine-Dubois (Guest)"]) == (6825, 5136)
    assert group(close_open_ends(stays, ZONE, "slot", end)[0], None)[0].seconds == 6533


def test_live_event_pairs_visits_and_says_its_zone() -> None:
    read = read_attendance((FILES / "teams_live_event_engagement.csv").read_bytes(), DAY)
    assert (read.zone, len(read.rows)) == ("UTC", 8)
    assert told((FILES / "teams_live_event_engagement.csv").read_bytes())["name:anonymous"] == (3, 5579)


def test_rows_out_are_named() -> None:
    read = read_attendance((FILES / "zoom_webinar_attendee_report.csv").read_bytes(), DAY)
    assert [(one.why, one.address) for one in read.out] == [
        ("no_show", "pita.vaea@example.org"),
        ("cancelled", "marek.nowotny@example.org"),
    ]
    waiting = read_attendance((FILES / "zoom_meeting_participants_2024.csv").read_bytes(), DAY)
    assert [one.why for one in waiting.out] == ["waiting_room"] * 2
    bots = HEAD + "Otter.ai,,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
    bots += "Aiko's Fireflies Notetaker,,2025-03-18 13:00:00,2025-03-18 13:30:00\n"
    assert [one.why for one in read_attendance(bots.encode(), DAY).out] == ["bot", "bot"]


def test_roles_stand_apart() -> None:
    read = read_attendance((FILES / "zoom_webinar_attendee_report.csv").read_bytes(), DAY)
    assert [row.role for row in read.rows[:6]] == ["staff", *["panelist"] * 4, "participant"]
    assert [row.role for row in read.rows if row.name == "Kofi Asante"] == ["panelist", "participant"]


LOCALIZED = {
    "fr": (
        "Nom",
        "Première participation",
        "Dernier départ",
        "Durée",
        "E-mail",
        "ID (UPN)",
        "Rôle",
        "Organisateur",
    ),
    "unknown words": ("Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh"),
    "ru": (
        "Имя",
        "Первое присоединение",
        "Последний выход",
        "Длительность",
        "Эл. почта",
        "ИД",
        "Роль",
        "Организатор",
    ),
}


@pytest.mark.parametrize("words", LOCALIZED.values(), ids=list(LOCALIZED))
def test_localized_sections_are_known_by_number(words: tuple[str, ...]) -> None:
    name, first, last, length, mail, upn, role, host = words
    text = f"1. Xx\nYy\tZz\n\n2. Xx\n{name}\t{first}\t{last}\t{length}\t{mail}\t{upn}\t{role}\n"
    text += f"Ana\t18/03/25, 13:00:00\t18/03/25, 14:00:00\t1 h\tana@example.org\t\t{host}\n\n3. Xx\n"
    text += f"{name}\tqq\tww\t{length}\t{mail}\t{role}\n" + "".join(
        f"Ana\t18/03/25, {a}\t18/03/25, {b}\t1 h\tana@example.org\t{host}\n"
        for a, b in (("13:00:00", "13:20:00"), ("13:30:00", "14:00:00"))
    )
    assert told(text.encode("utf-16")) == {"ana@example.org": (2, 3000)}


def test_unknown_layout_is_mapped_by_hand() -> None:
    text = "Wer;Post;Kam;Ging;Quer\nAna;ana@example.org;18.03.2025 13:00;18.03.2025 13:30;x\n"
    read = read_attendance(text.encode(), DAY)
    assert [one.code for one in read.problems] == ["unknown_layout"]
    assert read.problems[0].values["headings"] == ["Wer", "Post", "Kam", "Ging", "Quer"]
    columns = {"name": "Wer", "address": "Post", "joined": "Kam", "left": "Ging"}
    assert told(text.encode(), answers=Answers(columns=columns)) == {"ana@example.org": (1, 1800)}
    assert read_attendance(text.encode(), DAY, Answers(columns=columns)).layout == "by_hand"


def test_unquoted_comma_in_the_last_country_is_joined_again() -> None:
    text = "Attended,User Name,Email,Join Time,Leave Time,Country/Region Name\n"
    text += 'Yes,Ana,a@example.org,"Mar 18, 2025 13:00:00","Mar 18, 2025 13:30:00",Congo, Democratic Republic of the\n'
    assert read_attendance(text.encode(), DAY).rows[0].country == "Congo, Democratic Republic of the"


def test_breakout_rows_are_out_and_guests_have_no_address() -> None:
    text = "Event Name\tName\tAttendee Email\tJoin Time\tLeave Time\tSession Name\n"
    for room in ("Main session", "Group 1"):
        text += f'M\tAna\tx@guest.webex.localhost\t"=""2025-03-18 13:00:00"""\t"=""2025-03-18 13:30:00"""\t{room}\n'
    read = read_attendance(text.encode("utf-16"), DAY)
    assert [one.why for one in read.out] == ["breakout"]
    assert told(text.encode("utf-16")) == {"name:Ana": (1, 1800)}


TIMES = [
    ("Mar 18, 2025 12:58:04", "month", (12, 58, 4)),
    ("18 Mar 2025 12:58:04", "month", (12, 58, 4)),
    ("03/18/2025 12:58:04 PM", "month", (12, 58, 4)),
    ("03/18/2025 12:58:04 AM", "month", (0, 58, 4)),
    ("3/18/25, 1:41:07 PM", "month", (13, 41, 7)),
    ("3/18/2025, 1:41:07 p. m.", "month", (13, 41, 7)),
    ("18/03/25, 12:41:07", "day", (12, 41, 7)),
    ("18/03/2025 12:41:07", "day", (12, 41, 7)),
    ("18.03.2025 12:41", "", (12, 41, 0)),
    ("2025-03-18 12:41:07", "", (12, 41, 7)),
    ("2025-03-18T12:41:07", "", (12, 41, 7)),
    ("2025/3/18 下午1:41:07", "", (13, 41, 7)),
    ("18/3/2025 1:41:07 م", "day", (13, 41, 7)),
    ("١٨/٠٣/٢٠٢٥ ١٢:٤١:٠٧", "day", (12, 41, 7)),
    ("45734.5285532407", "", (12, 41, 7)),
]


@pytest.mark.parametrize(("text", "order", "clock"), TIMES)
def test_times_are_read(text: str, order: str, clock: tuple[int, int, int]) -> None:
    assert read_time(text, order) == datetime(2025, 3, 18, *clock)


@pytest.mark.parametrize("mark", ["\u202f", "\u00a0"])
def test_narrow_spaces_are_spaces(mark: str) -> None:
    text = HEAD + f'Ana,,"3/18/25, 1:00:00{mark}PM","3/18/25, 1:30:00{mark}PM"\n'
    assert told(text.encode()) == {"name:Ana": (1, 1800)}


@pytest.mark.parametrize(
    "text", ["2025-03-18T12:41:07Z", "2025-03-18 13:41:07+01:00", "18/03/2025 13:41:07 UTC+1"]
)
def test_times_that_say_their_zone(text: str) -> None:
    found = read_time(text, "day")
    assert found is not None
    assert found.astimezone(UTC) == datetime(2025, 3, 18, 12, 41, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["yesterday", "31/02/2025 10:00", "18/03/2025", "25:00", "x" * 100, "1" * 90]
)
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(NotRead):
        read_time(text, "day")


ORDERS = [
    (["03/04/2025 10:00", "13/04/2025 10:00"], None, ("day", "file")),
    (["03/04/2025 10:00", "04/13/2025 10:00"], None, ("month", "file")),
    (["03/04/25, 1:00:00 PM"], None, ("month", "mark")),
    (["03/04/25, 1:00:00 PM"], date(2025, 4, 3), ("day", "slot")),
    (["03/04/25, 13:00:00"], date(2025, 3, 4), ("month", "slot")),
    (["03/04/25, 13:00:00"], date(2026, 3, 4), ("", "")),
    (["03/03/25, 13:00:00"], None, ("month", "file")),
]


@pytest.mark.parametrize(("cells", "near", "order"), ORDERS)
def test_order_is_found_or_asked(cells: list[str], near: date | None, order: tuple[str, str]) -> None:
    assert find_order(cells, near) == order


def test_ambiguous_dates_are_asked_with_choices() -> None:
    text = HEAD + "Ana,,03/04/25 13:00:00,03/04/25 13:30:00\n"
    problem = read_attendance(text.encode(), DAY).problems[0]
    assert problem.as_json() == {"code": "ambiguous_dates", "field": "order", "choices": ["day", "month"]}
    read = read_attendance(text.encode(), DAY, Answers(order="day"))
    assert read.rows[0].joined == datetime(2025, 4, 3, 13)


def test_hour_that_comes_twice_is_asked_with_choices() -> None:
    text = (HEAD + "Ana,,2020-10-25 02:30:00,2020-10-25 04:00:00\n").encode()
    rows = read_attendance(text).rows
    stays, problems = place_rows(rows, ZONE, Answers())
    assert stays == []
    assert problems[0].as_json() == {
        "code": "ambiguous_time",
        "rows": [2],
        "count": 1,
        "value": "2020-10-25T02:30",
        "choices": ["+02:00", "+01:00"],
        "field": "fold",
    }
    hours = [
        place_rows(rows, ZONE, Answers(fold=0))[0][0].joined_at.hour,
        place_rows(rows, ZONE, Answers(fold=1))[0][0].joined_at.hour,
        place_rows(rows, "+02:00", Answers())[0][0].joined_at.hour,
    ]
    assert hours == [0, 1, 0]


def test_missing_ends_unreadable_and_backward_rows_are_said() -> None:
    text = HEAD + "Ana,,2025-03-18 13:00:00,\nBo,,soon,later\nCy,,2025-03-18 13:00:00,2025-03-18 12:00:00\n"
    read = read_attendance(text.encode(), DAY)
    assert [(one.code, one.values["rows"]) for one in read.problems] == [("unreadable_rows", [3])]
    stays, problems = place_rows(read.rows, ZONE, Answers())
    assert [(one.code, one.values["rows"]) for one in problems] == [("ends_before", [4])]
    assert close_open_ends(stays, ZONE, "", datetime(2025, 3, 18, 14, tzinfo=UTC))[1][0].code == "no_end"
    assert read_attendance(text.encode(), DAY, Answers(leave_out=True)).problems == ()


def test_file_of_another_session_and_wrong_zone_are_found() -> None:
    stays, _none = place_rows(
        read_attendance((FILES / "zoom_webinar_attendee_report.csv").read_bytes(), DAY).rows, ZONE, Answers()
    )
    begin, length = datetime(2025, 3, 18, 12, 0, tzinfo=UTC), timedelta(minutes=90)
    assert check_window(stays, begin, begin + length, is_zone_given=False) == []
    later = [one._replace(joined_at=one.joined_at + timedelta(hours=1)) for one in stays]
    later = [one._replace(left_at=one.left_at and one.left_at + timedelta(hours=1)) for one in later]
    found = check_window(later, begin, begin + length, is_zone_given=False)
    assert [(one.code, one.values["shift_minutes"]) for one in found] == [("zone_doubtful", -60)]
    assert check_window(later, begin, begin + length, is_zone_given=True) == []
    other = begin + timedelta(days=7)
    missing = check_window(stays, other, other + length, is_zone_given=True)
    assert [(one.code, "shift_minutes" in one.values) for one in missing] == [("no_overlap", False)]


def arabic_file(mixed: bool) -> bytes:
    rows = [
        "يوسف الحداد,,2025-03-18 13:00:00,2025-03-18 13:30:00\n",
        "ليلى منصور,,2025-03-18 13:00:00,2025-03-18 13:30:00\n",
    ]
    body = [one.encode("cp1256") for one in rows]
    if mixed:
        body.append("سمير النجار,,2025-03-18 13:00:00,2025-03-18 13:10:00\n".encode())
    return HEAD.encode() + b"".join(body)


@pytest.mark.parametrize("mixed", [False, True])
def test_windows_1256_is_read_also_mixed_with_utf_8(mixed: bool) -> None:
    read = read_attendance(arabic_file(mixed), DAY)
    names = ["يوسف الحداد", "ليلى منصور", "سمير النجار"]
    assert [row.name for row in read.rows] == names[: 3 if mixed else 2]
    assert read.encoding == "windows-1256"
    assert [one.code for one in read.notes] == (["mixed_encoding"] if mixed else [])


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Léa Müller-Ñandú"), ("cp1251", "Юлия Орлова")])
def test_code_pages_of_spreadsheets_are_found(encoding: str, name: str) -> None:
    raw = (HEAD + f"{name},,2025-03-18 13:00:00,2025-03-18 13:30:00\n").encode(encoding)
    assert read_attendance(raw, DAY).rows[0].name == name


def test_names_that_are_formulas_stay_text() -> None:
    read = read_attendance((FILES / "zoom_meeting_participants.csv").read_bytes(), DAY)
    assert read.rows[-1].name == "=SUM(A1:A9) O'Brien, Cormac"


NOT_FILES = {
    "empty": b"",
    "zeros": b"\0" * 500,
    "PDF": b"%PDF-1.7 x",
    "old workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "one word": b"hello\n",
    "HTML": b"<!doctype html><p>Sign in</p>\n",
    "a ZIP cut off": b"PK\x03\x04" + b"x" * 100,
    "endless quote": HEAD.encode() + b'"' + b"a\n" * 200_000,
    "binary": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("raw", NOT_FILES.values(), ids=list(NOT_FILES))
def test_what_is_no_table_is_refused(raw: bytes) -> None:
    with pytest.raises(WrongFile) as refused:
        read_attendance(raw, DAY)
    assert refused.value.values == {"expected": "a table of attendance, as CSV or XLSX"}


def test_endless_lines_and_files_are_refused_in_time_and_memory() -> None:
    raw = HEAD.encode() + b"a," * 25_000_000
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(TooLong):
        read_attendance(raw, DAY)
    taken, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 5
    assert peak < 150_000_000
    with pytest.raises(TooLarge):
        read_attendance(b"a" * 60_000_001, DAY)


def many(count: int) -> bytes:
    rows = "".join(
        f"Person {number},p{number}@example.org,2025-03-18 13:{number % 60:02d}:00,2025-03-18 14:{number % 60:02d}:30\n"
        for number in range(count)
    )
    return (HEAD + rows).encode()


def test_two_hundred_thousand_rows_are_read_and_more_than_are_kept_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began = time.perf_counter()
    assert len(read_attendance(many(200_000), DAY).rows) == 200_000
    assert time.perf_counter() - began < 20
    monkeypatch.setattr("meetings.formats.attendance_tables.MOST_ROWS", 10)
    assert len(read_attendance(many(10), DAY).rows) == 10
    with pytest.raises(TooManyLines):
        read_attendance(many(11), DAY)


def workbook(rows: list[list[str | float]], **parts: str) -> bytes:
    """Write a workbook with strings of its own, numbers, formulas with what they were worth, and other parts."""
    body = ""
    for number, cells in enumerate(rows, 1):
        body += f'<row r="{number}">'
        for place, one in enumerate(cells):
            at = f'r="{chr(65 + place)}{number}"'
            if isinstance(one, float):
                body += f"<c {at}><f>[1]Other!A1</f><v>{one}</v></c>"
            else:
                body += f'<c {at} t="inlineStr"><is><t>{one}</t></is></c>'
        body += "</row>"
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        sheet = f'<worksheet xmlns="{name}"><sheetData>{body}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", parts.pop("sheet", sheet))
        for part, text in parts.items():
            book.writestr(part, text)
    return file.getvalue()


def test_workbook_with_outside_links_is_read_and_asks_nothing_outside() -> None:
    links = {
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationships><Relationship Target="http://192.0.2.1/a.xlsx"'
        ' TargetMode="External"/></Relationships>',
    }
    rows: list[list[str | float]] = [
        ["Name", "Email", "Join time", "Leave time"],
        ["Ana", "ana@example.org", 45734.541666666664, 45734.5625],
    ]
    assert told(workbook(rows, **links)) == {"ana@example.org": (1, 1800)}
    assert read_attendance(workbook(rows), DAY).encoding == "xlsx"


def test_workbook_that_swells_or_defines_words_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(WrongFile):
        read_attendance(workbook([], sheet=bomb), DAY)
    with pytest.raises(TooLarge):
        read_attendance(workbook([], sheet="<a>" + " " * 125_000_000), DAY)


def test_workbook_with_cells_in_far_corners_takes_no_room() -> None:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in HEAD.strip().split(","))
    row = "".join(f"<c><v>{one}</v></c>" for one in ("1", "", "45734.541666666664", "45734.5625"))
    far = '<row r="1048576"><c r="CV1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    body = (
        f'<worksheet xmlns="{name}"><sheetData><row>{head}</row><row>{row}</row>{far}</sheetData></worksheet>'
    )
    tracemalloc.start()
    read = read_attendance(workbook([], sheet=body), DAY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
    assert [(row.number, row.name) for row in read.rows] == [(2, "1")]
    assert read.problems[0].values["rows"] == [3]


def test_first_sheet_is_the_one_that_stands_first() -> None:
    made, file = openpyxl.Workbook(), io.BytesIO()
    assert made.active is not None
    made.active.append(["another", "sheet", "of", "notes"])
    sheet = made.create_sheet("Attendance", 0)
    sheet.append(HEAD.strip().split(","))
    sheet.append(["Ana", "ana@example.org", datetime(2025, 3, 18, 13), datetime(2025, 3, 18, 13, 30)])
    made.save(file)
    assert told(file.getvalue()) == {"ana@example.org": (1, 1800)}
