"""Deciding who rows are: by hand, in bulk, taken back, and the same whatever file comes when, on both stores."""

from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.attendance_review import Verdict
from meetings.domain.errors import NotFound, NotThisMove
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db
from meetings.models import Attendance, AttendanceDecision, Audit, Panelist, Person, Session
from meetings.queries.attendance import import_of
from meetings.queries.attendance_review import (
    Asked,
    act_within,
    group_of,
    named_rows,
    somebody_within,
    waiting_groups,
    waiting_number,
    with_people,
)
from meetings.queries.own_data import own_data
from meetings.services.attendance import FileGiven, withdraw_file
from meetings.services.attendance_review import decide, take_back, take_back_rows
from meetings.services.erasing import erase
from tests.factories import KEYS
from tests.services.test_attendance import (  # noqa: F401 - the fixture is asked for by name
    HELD,
    Log,
    add_person,
    brought,
    counted,
    given,
    person_id,
    slot,
    stored,
)

pytestmark = pytest.mark.usefixtures("database")
MEETING = "zoom_meeting_participants.csv"
HEAD = "Name,Email,Join time,Leave time,Country\n"
MINE = Reach(streams=frozenset([("season", "science")]))
OTHERS = Reach(streams=frozenset([("season", "policy")]))


def named(name: str) -> list[tuple[str, str]]:
    """Give the groups of the rows of a name."""
    db.session.rollback()
    rows = db.session.execute(
        select(Attendance.slot_id, Attendance.row_key).where(Attendance.name == name).distinct()
    )
    return [(slot_id, key or "") for slot_id, key in rows]


def one_row(name: str) -> Any:
    db.session.rollback()
    return db.session.scalars(
        select(Attendance).where(Attendance.name == name).order_by(Attendance.id)
    ).first()


def groups(**asked: str) -> list[tuple[str, int]]:
    db.session.rollback()
    page = waiting_groups("season", EVERYWHERE, Asked(**asked), 1)
    return [(one.name, one.rows) for one in page.groups]


def test_rows_wait_in_groups_and_two_ipads_are_two(slot: str) -> None:  # noqa: F811
    brought(slot, given(MEETING))
    found = groups()
    assert found.count(("iPad", 1)) == len([row for row in stored() if row[2] == "iPad"]) > 1
    assert groups(text="ipad") == [one for one in found if one[0] == "iPad"]
    assert groups(slot="other") == []
    assert waiting_number("season", EVERYWHERE) == len(found)
    assert waiting_number("season", MINE) == len(found)
    assert waiting_number("season", OTHERS) == 0
    assert groups(state="decided") == []


def test_one_is_decided_counted_and_taken_back(slot: str) -> None:  # noqa: F811
    brought(slot, given(MEETING))
    before, rows = counted(), stored()
    ipad, pita = one_row("iPad"), person_id("Pita Vaea")
    act, number = decide([(ipad.slot_id, ipad.row_key)], Verdict.PERSON, pita, HELD, "user:1")
    assert number == 1
    after = counted()
    assert after["attendances"] == before["attendances"] + 1
    assert after["unidentified"] == before["unidentified"] - 1
    row = one_row("iPad")
    assert (row.person_id, row.matched, row.country, row.category) == (pita, "hand", "TO", "government")
    assert [name for name, _rows in groups(state="decided")] == ["iPad"]
    (mine,) = own_data(pita)["attendances"]
    assert mine["name"] == "iPad"
    with pytest.raises(NotThisMove):
        decide([(ipad.slot_id, ipad.row_key)], Verdict.NOBODY, None, HELD, "user:2")
    assert act_within(act, MINE)
    assert not act_within(act, OTHERS)
    assert take_back(act, HELD, "user:1") == 1
    assert take_back(act, HELD, "user:1") == 0
    assert (counted(), stored()) == (before, rows)
    notes = db.session.scalars(select(Audit).where(Audit.subject == f"slot:{slot}").order_by(Audit.id))
    acts = [(one.act, one.before, one.after) for one in notes if one.act.startswith("attendance.")]
    assert [one[0] for one in acts] == ["attendance.decide", "attendance.undo"]
    assert acts[0][2] == {"verdict": "person", "person": pita, "groups": 1, "rows": 1, "decision": act}


@pytest.mark.parametrize(
    ("verdict", "matched", "role", "less"),
    [
        (Verdict.NOBODY, "nobody", "participant", 0),
        (Verdict.PANELIST, "apart", "panelist", 1),
        (Verdict.INTERPRETER, "apart", "interpreter", 1),
        (Verdict.STAFF, "apart", "staff", 1),
        (Verdict.BOT, "out", "out", 1),
    ],
)
def test_each_verdict_sets_rows_where_they_belong(
    slot: str,  # noqa: F811
    verdict: Verdict,
    matched: str,
    role: str,
    less: int,
) -> None:
    brought(slot, given(MEETING))
    before, rows = counted(), stored()
    ipad = one_row("iPad")
    act, _number = decide([(ipad.slot_id, ipad.row_key)], verdict, None, HELD, "user:1")
    found = db.session.get_one(Attendance, ipad.id)
    assert (found.person_id, found.matched, found.role) == (None, matched, role)
    after = counted()
    assert after["unidentified"] == before["unidentified"] - less
    assert after["attendances"] == before["attendances"]
    take_back(act, HELD, "user:1")
    assert (counted(), stored()) == (before, rows)


def test_who_is_on_our_panel_stands_apart_also_when_decided_and_comes_back(slot: str) -> None:  # noqa: F811
    session = db.session.scalars(select(Session)).one()
    panelist = Panelist(
        session_id=session.id, person_id=person_id("Pita Vaea"), role="speaker", updated_at=HELD
    )
    db.session.add(panelist)
    db.session.commit()
    brought(slot, given(MEETING))
    rows, ipad = stored(), one_row("iPad")
    act, _number = decide(
        [(ipad.slot_id, ipad.row_key)], Verdict.PERSON, person_id("Pita Vaea"), HELD, "user:1"
    )
    assert one_row("iPad").role == "panelist"
    take_back(act, HELD, "user:1")
    assert stored() == rows


def test_many_are_decided_at_once_and_a_rule_is_never_overruled(slot: str) -> None:  # noqa: F811
    brought(slot, given(MEETING))
    waiting = waiting_groups("season", EVERYWHERE, Asked(), 1).groups
    every = [(one.slot_id, one.row_key) for one in waiting]
    act, number = decide(every, Verdict.NOBODY, None, HELD, "user:1")
    assert number == len(every)
    assert groups() == []
    assert take_back_rows(every[:2], HELD, "user:1") == 2
    assert len(groups()) == 2
    assert take_back(act, HELD, "user:1") == len(every) - 2
    matched = db.session.scalars(select(Attendance).where(Attendance.matched == "address")).first()
    assert matched is not None
    assert named_rows([matched.id], EVERYWHERE) == {}
    assert group_of(matched.id) is None
    with pytest.raises(NotThisMove):
        decide([(slot, matched.row_key or "")], Verdict.NOBODY, None, HELD, "user:1")
    with pytest.raises(NotFound):
        decide(every[:1], Verdict.PERSON, 999_999, HELD, "user:1")
    with pytest.raises(NotFound):
        decide(every[:1], Verdict.PERSON, None, HELD, "user:1")


def test_a_decision_holds_for_files_that_come_later_again_or_in_another_order(slot: str) -> None:  # noqa: F811
    one, more = given(MEETING), given("zoom_webinar_attendee_report.csv")
    again = FileGiven("again.csv", one.raw + b"\n")
    first = brought(slot, one)
    decide(named("iPad")[:1], Verdict.PERSON, person_id("Pita Vaea"), HELD, "user:1")
    decide(named("41220100123"), Verdict.STAFF, None, HELD, "user:1")
    alone = counted()
    assert alone["attendances"] > 0
    withdraw_file(first, HELD, "user:1")
    second = brought(slot, one)
    assert counted() == alone
    third = brought(slot, again)  # the same rows stand in two files, and count once
    assert counted() == alone
    fourth = brought(slot, more)
    whole = counted()
    for name in (second, third, fourth):
        withdraw_file(name, HELD, "user:1")
    for file in (more, again, one):
        brought(slot, file)
    assert counted() == whole
    rows = db.session.scalars(select(Attendance).where(Attendance.name == "41220100123"))
    assert {row.role for row in rows} == {"staff"}


def test_whom_rows_may_be_is_said_with_the_reason(slot: str) -> None:  # noqa: F811
    session_id = db.session.scalars(select(Session.id)).one()
    add_person(session_id, "Ana Lima", "desk@example.org", "BR")
    add_person(session_id, "Bo Li", "bo@example.org", "CN")
    other = Person(name="Cy Lee", name_key="cy lee", created_at=HELD, updated_at=HELD)
    db.session.add(other)
    db.session.flush()
    from meetings.models import Mailbox, PersonMailbox

    desk = db.session.scalars(select(Mailbox).where(Mailbox.address == "desk@example.org")).one()
    db.session.add(PersonMailbox(mailbox_id=desk.id, name_key="cy lee", person_id=other.id))
    bo = db.session.scalars(select(Person).where(Person.name == "Bo Li")).one()
    from meetings.models import Registration

    shared = Registration(
        person_id=other.id, session_id=session_id, created_at=HELD, updated_at=HELD, language="en"
    )
    db.session.add(shared)
    db.session.commit()
    bo_id = bo.public_id
    text = HEAD + "".join(
        f"{who},2025-03-18 13:00:00,2025-03-18 13:30:00,{country}\n"
        for who, country in (
            ("Bo Li (Guest),", ""),
            ("Somebody Else,desk@example.org", ""),
            ("Nobody Known,", ""),
            ("Bo Li,", "Kenya"),
        )
    )
    brought(slot, FileGiven("one.csv", text.encode()))
    found = {one.name: one for one in waiting_groups("season", EVERYWHERE, Asked(), 1).groups}
    told = {name: [(who.name, who.why) for who in one.proposed] for name, one in found.items()}
    assert told == {
        "Bo Li (Guest)": [("Bo Li", "name")],
        "Somebody Else": [("Ana Lima", "address"), ("Cy Lee", "address")],
        "Nobody Known": [],
        "Bo Li": [],  # the file says another country
    }
    limited = {one.name: one for one in waiting_groups("season", OTHERS, Asked(), 1).groups}
    assert limited == {}
    mine = with_people(found["Bo Li (Guest)"], OTHERS)
    assert mine.proposed == ()
    assert somebody_within(bo_id, MINE) is not None
    assert somebody_within(bo_id, OTHERS) is None


def test_who_was_decided_in_another_time_is_proposed(slot: str) -> None:  # noqa: F811
    from datetime import timedelta

    from tests.factories import make_slot
    from tests.services.test_attendance import BEGIN

    session = db.session.scalars(select(Session)).one()
    later = make_slot(session, BEGIN + timedelta(hours=2), minutes=90).id
    row = "Private,private@example.org,2025-03-18 {0}:00:00,2025-03-18 {0}:30:00,\n"
    brought(slot, FileGiven("one.csv", (HEAD + row.format(13)).encode()))
    decide(named("Private"), Verdict.PERSON, person_id("Pita Vaea"), HELD, "user:1")
    brought(later, FileGiven("two.csv", (HEAD + row.format(15)).encode()))
    (waiting,) = waiting_groups("season", EVERYWHERE, Asked(), 1).groups
    assert [(one.name, one.why) for one in waiting.proposed] == [("Pita Vaea", "decided")]


def test_erasing_keeps_what_was_decided_as_a_number(slot: str) -> None:  # noqa: F811
    text = HEAD + (
        "P. private,private@example.org,2025-03-18 13:00:00,2025-03-18 13:30:00,Tonga\n"
        "iPad,,2025-03-18 13:00:00,2025-03-18 13:40:00,\n"
        "iPad,,2025-03-18 13:10:00,2025-03-18 13:40:00,\n"
    )
    file = FileGiven("one.csv", text.encode())
    first, pita = brought(slot, file), person_id("Pita Vaea")
    decide(named("P. private") + named("iPad")[:1], Verdict.PERSON, pita, HELD, "user:1")
    figures = counted()
    assert (figures["attendances"], figures["unidentified"]) == (1, 1)
    erase(pita, HELD, "user:1", keys=KEYS, log=Log())
    assert counted() == figures
    raw = import_of(first).raw
    assert b"private" not in raw
    assert raw.count(b"iPad") == 2  # many are called so
    assert [row[2] for row in stored()] == [None, None, "iPad"]
    withdraw_file(first, HELD, "user:1")
    second = brought(slot, file)
    assert counted() == figures
    assert b"private" not in import_of(second).raw
    assert sorted(row[2] or "" for row in stored() if row[0] == second) == ["", "", "iPad"]
    assert groups() == [("iPad", 1)]
    assert (
        take_back_rows(
            [(slot, key) for key in db.session.scalars(select(AttendanceDecision.row_key))], HELD, "u"
        )
        == 0
    )


def test_who_came_by_our_link_under_another_address_stays_a_number_when_erased(slot: str) -> None:  # noqa: F811
    from meetings.models import Registration

    aiko = person_id("Aiko Hoshino")
    number = db.session.scalars(select(Registration.id).where(Registration.person_id == aiko)).one()
    text = "Name,Email,Join time,Leave time,Registration\n"
    text += f"Home,home@private.example,2025-03-18 13:00:00,2025-03-18 13:30:00,{number}\n"
    file = FileGiven("one.csv", text.encode())
    first = brought(slot, file)
    assert one_row("Home").matched == "link"
    figures = counted()
    erase(aiko, HELD, "user:1", keys=KEYS, log=Log())
    assert counted() == figures
    assert b"home" not in import_of(first).raw.lower()
    withdraw_file(first, HELD, "user:1")
    second = brought(slot, file)
    assert counted() == figures
    assert b"home" not in import_of(second).raw.lower()


@pytest.mark.parametrize("kind", ["cp1256", "utf-16", "xlsx"])
def test_erasing_leaves_nothing_in_kept_files_of_any_kind(slot: str, kind: str) -> None:  # noqa: F811
    import io
    import zipfile

    import openpyxl

    session_id = db.session.scalars(select(Session.id)).one()
    who = add_person(session_id, "يوسف الحداد", "yousef@example.org", "JO")
    rows = [
        ("Name", "Email", "Join time", "Leave time"),
        ("يوسف الحداد", "yousef@example.org", "2025-03-18 13:00:00", "2025-03-18 13:30:00"),
        ("ليلى منصور", "", "2025-03-18 13:00:00", "2025-03-18 13:30:00"),
    ]
    if kind == "xlsx":
        made, file = openpyxl.Workbook(), io.BytesIO()
        made.properties.creator = "يوسف الحداد"
        assert made.active is not None
        for row in rows:
            made.active.append(row)
        made.save(file)
        raw = file.getvalue()
    else:
        raw = "\n".join(",".join(row) for row in rows).encode(kind)
    first = brought(slot, FileGiven(f"يوسف الحداد.{kind}", raw))
    figures = counted()
    assert (figures["attendances"], figures["unidentified"]) == (1, 1)
    erase(who, HELD, "user:1", keys=KEYS, log=Log())
    assert counted() == figures
    kept = import_of(first)
    assert kept.name == "~"
    text = kept.raw
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(kept.raw)) as parts:
            text = b"".join(parts.read(one) for one in parts.namelist())
    code = "utf-8" if kind == "xlsx" else "utf-16-le" if kind == "utf-16" else kind
    for word in ("يوسف", "الحداد", "yousef"):
        assert word.encode(code) not in text
    assert "ليلى منصور".encode(code) in text
    withdraw_file(first, HELD, "user:1")
    again = brought(slot, FileGiven("again", kept.raw, known_as=kept.digest or ""))
    after = counted()
    assert len([row for row in stored() if row[0] == again]) == 2
    assert (after["attendances"], after["unidentified"]) == (
        0,
        2,
    )  # whom the cleaned file names is nobody's to know
    withdraw_file(again, HELD, "user:1")
    brought(slot, FileGiven("as it came", raw))
    assert counted() == figures
